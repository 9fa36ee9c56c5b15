# What does not arrive, over a real Postfix and Dovecot: an address that submission refuses, and one whose mail Postfix takes and sends
# back. Both end the same: the mail failed, the deputy of the directory has the notice, the office is told, and its alarms do not come
# back as new work. The returned mail is known even when nothing of it is returned: by our mark on its envelope. (design §6, RFC 3461)
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Mail;
use Casegate::Servers;
use Casegate::Story;
use File::Copy qw(copy);
use Test::More;

if (my $why = Casegate::Servers->missing) { plan skip_all => $why }

my $mailbox = 'mailbox@partnership.havering.example';
my $lead    = 'idris.penhallow@oakfield.example';
my $teacher = 'tola.brightwater@oakfield.example'; # has no box: refused at once
my ($reyes, $deputy) = ('callum.reyes@csc.havering.example', 'sorcha.delane@riverbend.example');
my @office  = map { "$_\@partnership.havering.example" } qw(inez.quill wilf.darrow);
my $servers = Casegate::Servers->start(people => [ $lead, $deputy, @office ], gateway => [$mailbox], gone => [$reyes]);

my $site   = Casegate->new('havering-2020');
my $folder = $site->folder;
sub rewrite { my ($name, $change) = @_; my $path = "$folder/routing/$name"; Casegate::spew($path, $change->(Casegate::slurp($path))) }
Casegate::spew("$folder/password", $servers->password . "\n");
chmod 0600, "$folder/password";
copy($servers->ca, "$folder/ca.pem") or die $!;
rewrite('people.csv', sub { $_[0] =~ s/^(csc,line_manager,.*?01632 960103),,/$1,$deputy,/mr });
rewrite('site.yaml', sub {
    my ($text) = @_;
    $text =~ s/^(?:sources|transport):.*\n(?:[ -].*\n)*//mg;
    my $server = "host: localhost, ca_file: ca.pem, user: $mailbox, password_file: $folder/password";
    return $text . "sources:\n  - {type: imap, mailbox: $mailbox, port: @{[$servers->port('imaps')]}, $server}\n"
        . "transport: {type: smtp, port: @{[$servers->port('submission')]}, tls: starttls, auth: plain, $server}\n";
});

# ready for what comes, then what came and what follows from it
sub round {
    my ($at) = @_;
    $site->must(undef, 'collect', '--once');
    $site->work($at);
    $site->run(undef, '--site', $folder, 'send', '--once', '--now', $at);
    $servers->settle;
}
sub states { my ($reference, $at) = @_; return { map { ("$_->{template} $_->{to}" => $_->{state}) } @{ $site->show($reference, $at)->{sent} } } }
sub subjects { my ($address) = @_; return map { Casegate::parse_mail($_)->{subject} } $servers->mails($address) }

my $mail = outlook(from => "Idris Penhallow <$lead>", at => '2026-03-09T10:00', subject => 'Escalation', text => 'See below.', form => school_form());
$servers->send($site->passed_on($mail), $lead, $mailbox);
$servers->settle;
round('2026-03-09T10:00');
my ($reference) = map { $_->{reference} } @{ $site->queue('2026-03-09T10:01')->{cases} };
my $states = states($reference, '2026-03-09T10:01');
is($states->{"notice-stage $reyes"}, 'sent', 'Postfix has the notice');
is($states->{"notice-originator-first $teacher"} // $states->{"notice-originator $teacher"}, 'failed', 'and has refused the note to the teacher');
my ($report) = grep { /^Auto-Submitted: auto-replied/m } $servers->mails($mailbox);
like($report, qr/^Original-Envelope-Id: [a-z2-7]{16}\.\d+(?:\@partnership\.havering\.example)?\r?$/m, 'the notice came back, with our mark on its envelope');

round('2026-03-09T10:10');
$states = states($reference, '2026-03-09T10:11');
is($states->{"notice-stage $reyes"}, 'failed', 'the notice failed');
is($states->{"notice-stage $deputy"}, 'sent', 'the deputy has it');
is(scalar(grep { /\Q$reference\E/ } subjects($deputy)), 1, 'in the box');
is(scalar(grep { /Look at this now/ } subjects($_)), 2, "$_ is told of both") for @office;
my $case = $site->show($reference, '2026-03-09T10:11');
is(join(' ', sort map { $_->{kind} } @{ $case->{owed} }), 'telephone telephone', 'two are to be telephoned');
is_deeply([ map { $_->{told} } grep { $_->{email} eq $reyes } @{ $case->{holders} } ], [undef], 'he is not told');
my $events = @{ $case->{events} };
round($_) for '2026-03-09T10:20', '2026-03-09T10:30';
is(scalar @{ $site->show($reference, '2026-03-09T10:31')->{events} }, $events, 'and that is all that follows');
is(scalar @{ $site->held('2026-03-09T10:31') }, 0, 'nothing waits for a person');
$site->must(undef, 'verify');

# replay gives the refusal and the report again
my $replayed = $site->json('replay', '--policy', "$folder/routing/policies/havering-2020.yaml", '--now', '2026-03-09T11:00');
is_deeply($replayed->{unlike_record}, [], 'tried again, it goes as it went');
done_testing;
