# Between a mail's drafting and its going the case may move to another agency and a person may leave. The mail is looked at a second time
# before the transport has it; what it was for is told to nobody then, and the office is asked to telephone. What an answer of no
# case would have leaked is the office's to know as well.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Mail;
use Casegate::Story qw(school_form);
use Test::More;

my ($teacher, $lead) = ('tola.brightwater@oakfield.example', 'idris.penhallow@oakfield.example');
my ($reyes, $iro) = ('callum.reyes@csc.havering.example', 'iro.service@csc.havering.example');
my @office = ('inez.quill@partnership.havering.example', 'wilf.darrow@partnership.havering.example');
my %child = (name => 'Jory Selwyn', dob => '14/05/2018', ids => 'NHS 999 321 4401', setting => 'Oakfield Primary School', status => 'Child Protection Plan');

# A case is opened; nothing is sent yet.
sub waiting_case {
    my $site = Casegate->new('havering-2020');
    Casegate::Mail::write_to($site->mailbox);
    $site->deliver(outlook(from => "Idris Penhallow <$lead>", at => '2026-03-04T10:12', subject => 'Escalation', text => '', form => school_form(children => [ {%child} ])), '2026-03-04T10:14');
    $site->work('2026-03-04T10:14');
    my ($line) = @{ $site->queue('2026-03-04T10:15')->{cases} };
    return ($site, $line->{reference});
}

sub to { return join ' ', sort map { $_->{to} } @_ }
sub why { my ($site, $case, $to) = @_; return join '; ', map { "$_->{state} " . ($_->{why} // '') } grep { $_->{to} eq $to } @{ $site->json('show', $case, '--sent', '--now', '2026-03-04T11:00') } }

sub edit { my ($site, $file, $change) = @_; local $_ = Casegate::slurp($site->folder . "/routing/$file"); $change->(); Casegate::spew($site->folder . "/routing/$file", $_) }

# ---- nothing happened meanwhile ----

my ($site, $case) = waiting_case();
$site->send('2026-03-04T10:20');
is(to($site->outgoing), to(map { { to => $_ } } $lead, $reyes, $iro, $teacher), 'all go');

# ---- somebody left ----

($site, $case) = waiting_case();
edit($site, 'people.csv', sub { s/^(csc,line_manager,.*),2025-09-01,,/$1,2025-09-01,2026-03-03,/m or die });
$site->send('2026-03-04T10:20');
is(to($site->outgoing), to(map { { to => $_ } } $lead, $iro, $teacher), 'who left is not written to, the others are');
like(why($site, $case, $reyes), qr/^suppressed stopped before it went out: its recipient is in no post of the directory today/, 'with why');
my @alarms = $site->tick('2026-03-04T10:30');
is(to(@alarms), to(map { { to => $_ } } @office), 'the office is told');
like($alarms[0]{text} =~ s/\s+/ /gr, qr/Callum Reyes.*stopped before it went out.*telephone/, 'whom to telephone, and why');
is_deeply([ map { $_->{kind} } @{ $site->show($case, '2026-03-04T10:31')->{owed} } ], ['telephone'], 'and it is owed');
is(to($site->tick('2026-03-04T10:40')), '', 'once');

# ---- the case went to another agency ----

($site, $case) = waiting_case();
$site->must(undef, 'route', $case, '--agency', 'riverbend', '--by', 'Inez Quill', '--why', 'the health visitor is meant', '--now', '2026-03-04T10:16');
$site->send('2026-03-04T10:20');
my @mails = $site->outgoing;
unlike(to(@mails), qr/\Q$reyes\E/, 'who was to have it by mistake does not');
like(to(@mails), qr/sorcha\.delane\@riverbend/, 'who is meant does');
like(why($site, $case, $reyes), qr/^suppressed stopped before it went out: its recipient has no part in it/, 'with why');

# ---- an answer of no case ----

($site, $case) = waiting_case();
$site->send('2026-03-04T10:20');
$site->outgoing;
{
    local $_ = Casegate::slurp($site->folder . '/templates/replies/ack-same-dispute.txt');
    s/It may belong/It is about Jory. It may belong/ or die;
    Casegate::spew($site->folder . '/templates/replies/ack-same-dispute.txt', $_);
}
$site->deliver(outlook(from => 'Marcus Ellery <marcus.ellery@oakfield.example>', at => '2026-03-05T10:12', subject => 'Escalation', text => '', form => school_form(originator => 'Marcus Ellery', children => [ {%child} ])), '2026-03-05T10:14');
$site->work('2026-03-05T10:14');
$site->send('2026-03-05T10:14');
@mails = $site->outgoing;
my ($stopped) = grep { $_->{text} =~ /stopped before it went out/ } @mails;
is(to(grep { $_->{to} !~ /partnership/ } @mails), '', 'an answer that names the child of the message does not go');
ok($stopped, 'and the office is told');
unlike($stopped->{text} // '', qr/Jory/, 'without the name');

# ---- an answer to what waited, has no id, and is not the newest ----

$site = Casegate->new('havering-2020');
$site->receive(outlook(from => 'Pim Vale <pim.vale@elsewhere.example>', at => '2026-03-04T10:58', subject => 'Escalation', text => '', form => school_form(children => [ {%child} ]))->{raw} =~ s/^Message-ID: .*\n//mir, '2026-03-04T11:00');
my ($waiting) = map { $_->{id} } @{ $site->held('2026-03-04T11:01') };
$site->receive("From: Ola Quist <ola\@there.example>\r\nMessage-ID: <v\@there.example>\r\nSubject: hello\r\n\r\na letter\r\n", '2026-03-04T11:30');
$site->must(undef, 'held', $waiting, 'open', '--by', 'Inez Quill', '--now', '2026-03-04T12:00');
@mails = $site->tick('2026-03-04T12:01');
like(to(@mails), qr/pim\.vale\@elsewhere/, 'goes to who wrote it');

done_testing();
