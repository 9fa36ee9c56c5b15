# Delivery reports in the dialects of mail systems: each is filed with the mail it speaks of, known by a mark that only we can make; the
# directory's deputy is asked; what is only late is recorded, what arrived is no news. A report without a mark changes nothing: one waits
# for a person, who says what it means, and thousands of them are only counted. No report is ever answered. (design §6; threats 82 to 84;
# RFC 3461, 3464). What our own sender was refused is tests/unit/conclude.c.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my $lead = 'idris.penhallow@oakfield.example';
my ($reyes, $frost) = map { "$_\@csc.havering.example" } qw(callum.reyes imelda.frost);
my @office = map { "$_\@partnership.havering.example" } qw(inez.quill wilf.darrow);
my $fixtures = "$FindBin::Bin/../mail";

# A site where a case is open between Oakfield and Children's Social Care; `directory` changes people.csv before.
sub opened {
    my ($directory) = @_;
    my $site = Casegate->new('havering-2020');
    my $people = $site->folder . '/routing/people.csv';
    Casegate::spew($people, $directory->(Casegate::slurp($people))) if $directory;
    my %to = map { $_->{to} => $_ } $site->receive(outlook(from => "Idris Penhallow <$lead>", at => '2026-03-09T10:00', subject => 'Escalation',
        text => 'See below.', form => school_form()), '2026-03-09T10:00');
    my ($reference) = map { $_->{reference} } @{ $site->queue('2026-03-09T10:01')->{cases} };
    return ($site, $reference, \%to);
}

sub with_deputy { return $_[0] =~ s/^(csc,line_manager,.*?01632 960103),,/$1,$frost,/mr }

# The fixture as a report on `mail`: its id, its envelope's mark and its recipient stand where the fixture has others.
sub report {
    my ($fixture, $mail, $recipient) = @_;
    my ($mark) = $mail->{message_id} =~ /^(.*)@/;
    my $raw = Casegate::slurp("$fixtures/$fixture.eml");
    $raw =~ s/abcdefghijklmnop\.12\@hscp\.example/$mail->{message_id}/g;
    $raw =~ s/abcdefghijklmnop\.12/$mark/g;
    $recipient //= $mail->{to};
    $raw =~ s/\bpriya\.vane\@[\w.]*example/$recipient/gi;
    return $raw =~ s/\r?\n/\r\n/gr;
}

sub sent_state { my ($site, $reference, $mail) = @_; return (map { $_->{state} } grep { $_->{message_id} eq $mail->{message_id} } @{ $site->show($reference, '2026-03-10T09:00')->{sent} })[0] }
sub told { my ($case, $email) = @_; return (map { $_->{told} } grep { $_->{email} eq $email } @{ $case->{holders} })[0] }
sub kinds { return join ' ', sort map { $_->{kind} } @{ $_[0]{owed} } }
sub recipients { return join ' ', sort map { $_->{to} } @_ }

# ---- dialects ----

my %means = ('bounce-exim' => 'failed', 'bounce-exim-words' => 'failed', 'bounce-gmail' => 'failed', 'bounce-exchange' => 'failed', 'bounce-envelope' => 'failed',
    'bounce-m365' => 'failed', 'bounce-french' => 'failed', 'bounce-no-action' => 'failed', 'bounce-delayed' => 'sent', 'bounce-relayed' => 'sent');
for my $fixture (sort keys %means) {
    my ($site, $reference, $to) = opened();
    my $before = $site->show($reference, '2026-03-10T09:00');
    my @mails = $site->receive(report($fixture, $to->{$reyes}), '2026-03-09T10:05');
    my $case = $site->show($reference, '2026-03-10T09:00');
    my $failed = $means{$fixture} eq 'failed';
    is(sent_state($site, $reference, $to->{$reyes}), $means{$fixture}, "$fixture: what became of the mail");
    is(recipients(@mails), $failed ? "@office" : '', "$fixture: the office is told, and nobody else");
    is(kinds($case), $failed ? 'telephone' : '', "$fixture: what the office is to do");
    is(defined told($case, $reyes) ? 'told' : 'not told', $failed ? 'not told' : 'told', "$fixture: its recipient");
    is_deeply($case->{dates}, $before->{dates}, "$fixture: no date moves");
    my $more = @{ $case->{events} } - @{ $before->{events} };
    is($more > 0 ? 'recorded' : 'no news', $fixture eq 'bounce-relayed' ? 'no news' : 'recorded', "$fixture: in the record");
    is(scalar @{ $site->held('2026-03-10T09:00') }, 0, "$fixture: nothing waits");
}

# ---- the deputy ----

{
    my ($site, $reference, $to) = opened(\&with_deputy);
    my $before = $site->show($reference, '2026-03-10T09:00');
    my @mails = $site->receive(delivery_failed(at => '2026-03-09T10:05', reply_to => $to->{$reyes}), '2026-03-09T10:05');
    my $case = $site->show($reference, '2026-03-10T09:00');
    is(recipients(@mails), "$frost @office", 'the deputy of the directory gets the notice');
    my ($notice) = grep { $_->{to} eq $frost } @mails;
    like($notice->{text} =~ s/\s+/ /gr, qr/Callum Reyes could not be reached by mail, and the directory names you as deputy.*Jory Selwyn/, 'with the reason and the referral');
    is_deeply([ sort map { $_->{name} } grep { $_->{agency} eq 'csc' } @{ $case->{waiting_for} } ], [ 'Callum Reyes', 'Imelda Frost' ], 'both are waited for');
    is_deeply($case->{dates}, $before->{dates}, 'dates stay');
    is(kinds($case), 'telephone', 'the office telephones all the same');
    # her address fails as well: she has no deputy, and he is not asked a second time
    @mails = $site->receive(delivery_failed(at => '2026-03-09T10:10', reply_to => $notice), '2026-03-09T10:10');
    is(recipients(@mails), "@office", 'and when she fails too, the office alone is told');
    is(kinds($site->show($reference, '2026-03-10T09:00')), 'telephone telephone', 'with two to ring');
    @mails = $site->receive(delivery_failed(at => '2026-03-09T10:10', reply_to => $to->{$lead}), '2026-03-09T10:20');
    is(recipients(@mails), "@office", 'an answer that fails asks no deputy');
}

# whoever must be notified because of a child's status
{
    my ($iro, $stands_in) = ('iro.service@csc.havering.example', 'joel.amadi@csc.havering.example');
    my $site = Casegate->new('havering-2020');
    my $people = $site->folder . '/routing/people.csv';
    Casegate::spew($people, Casegate::slurp($people) =~ s/^(csc,independent_reviewing_officer,.*?\Q$iro\E,[^,]*),,/$1,$stands_in,/mr);
    my %to = map { $_->{to} => $_ } $site->receive(outlook(from => "Idris Penhallow <$lead>", at => '2026-03-09T10:00', subject => 'Escalation', text => 'See below.',
        form => school_form(children => [ { name => 'Jory Selwyn', dob => '14/05/2018', ids => 'NHS 999 321 4401', setting => 'Oakfield Primary School', status => 'Child Protection Plan' } ])), '2026-03-09T10:00');
    my ($reference) = map { $_->{reference} } @{ $site->queue('2026-03-09T10:01')->{cases} };
    my @mails = $site->receive(delivery_failed(at => '2026-03-09T10:05', reply_to => $to{$iro}), '2026-03-09T10:05');
    is(recipients(@mails), "$office[0] $stands_in $office[1]", "the reviewing officer's deputy is notified, and the office told");
    my ($notice) = grep { $_->{to} eq $stands_in } @mails;
    like($notice->{text}, qr/Jory Selwyn.*child protection plan/s, 'of the child');
    is(kinds($site->show($reference, '2026-03-10T09:00')), 'iro-notice telephone', 'the notice is owed until somebody has telephoned');
    is(recipients($site->receive(delivery_failed(at => '2026-03-09T10:10', reply_to => $notice), '2026-03-09T10:10')), "@office", 'when that fails too, nobody is left');
}

# A deputy in the same role: one task names both, and a call to one of them leaves the other to be rung.
{
    my $ash = 'rowan.ash@csc.havering.example';
    my ($site, $reference, $to) = opened(sub { $_[0] =~ s/^(csc,line_manager,.*?01632 960103),,(.*)$/$1,$ash,$2\ncsc,line_manager,2,,Rowan Ash,$ash,01632 960109,,$2/mr });
    my $rung = sub { [ map { $_->{what} } grep { $_->{role} eq 'office' } @{ $site->show($reference, $_[0])->{waiting_for} } ] };
    my $since = sub { [ map { $_->{since} } @{ $site->show($reference, $_[0])->{owed} } ] };
    my ($notice) = grep { $_->{to} eq $ash } $site->receive(delivery_failed(at => '2026-03-09T10:05', reply_to => $to->{$reyes}), '2026-03-09T10:05');
    $site->receive(delivery_failed(at => '2026-03-09T10:10', reply_to => $notice), '2026-03-09T10:10');
    is_deeply($rung->('2026-03-09T10:11'), ['telephone: mail to Callum Reyes failed; mail to Rowan Ash failed'], 'both are to be rung');
    my $owed = $since->('2026-03-09T10:11');
    $site->must(undef, 'note', $reference, 'Phoned Callum Reyes and told him', '--by', 'Inez Quill', '--now', '2026-03-09T10:20');
    my $case = $site->show($reference, '2026-03-09T10:21');
    is_deeply($rung->('2026-03-09T10:21'), ['telephone: mail to Rowan Ash failed'], 'one was rung, and the other is to be');
    is_deeply($since->('2026-03-09T10:21'), $owed, 'since when stays');
    ok(defined told($case, $reyes), 'who was rung is told');
    ok(!defined told($case, $ash), 'and who was not is not');
    $site->must(undef, 'note', $reference, 'Telephoned, told them', '--by', 'Inez Quill', '--now', '2026-03-09T11:20');
    $case = $site->show($reference, '2026-03-09T11:21');
    is_deeply($rung->('2026-03-09T11:21'), [], 'a note that names nobody settles the only task whole');
    ok(defined told($case, $ash), 'and whom it names are told');
    $site->must(undef, 'verify');
}

# Two mails to one person fail: one sentence.
{
    my ($site, $reference, $to) = opened();
    my ($second) = grep { $_->{to} eq $lead } $site->receive(outlook(from => "Idris Penhallow <$lead>", at => '2026-03-09T10:02', subject => 'The log',
        text => "About $reference: the log is with the office."), '2026-03-09T10:02');
    $site->receive(delivery_failed(at => '2026-03-09T10:05', reply_to => $_), '2026-03-09T10:05') for $to->{$lead}, $second;
    is_deeply([ map { $_->{what} } grep { $_->{role} eq 'office' } @{ $site->show($reference, '2026-03-09T10:06')->{waiting_for} } ],
        ['telephone: mail to Idris Penhallow failed'], 'two mails to one person: he is to be rung once');
}

# ---- alarms about alarms end ----

{
    my ($site, $reference, $to) = opened();
    my @mails = $site->receive(delivery_failed(at => '2026-03-09T10:05', reply_to => $to->{$reyes}), '2026-03-09T10:05');
    my $count = 0;
    for my $minute (10 .. 20) {
        last if !@mails;
        $count += @mails;
        $site->deliver(delivery_failed(at => "2026-03-09T10:$minute", reply_to => $_), "2026-03-09T10:$minute") for @mails;
        @mails = $site->tick("2026-03-09T10:$minute");
    }
    is(scalar @mails, 0, 'with every office address failing it falls silent');
    cmp_ok($count, '<=', 3, "after $count mails");
    like($site->must(undef, 'queue', '--now', '2026-03-09T11:00'), qr/telephone/, 'the queue says what nobody can be mailed');
}

# ---- no mark ----

my $unmarked = Casegate::slurp("$fixtures/bounce-exchange-words.eml");
sub unmarked { my ($recipient, $n) = @_; return $unmarked =~ s/priya\.vane\@csc\.example/$recipient/r =~ s/<D4A1\@/<D4A$n\@/r }
{
    my ($site, $reference, $to) = opened();
    my $before = $site->show($reference, '2026-03-10T09:00');
    $site->deliver(unmarked($reyes, $_), '2026-03-09T10:05') for 1 .. 60;
    $site->deliver(unmarked("nobody$_\@elsewhere.example", "n$_"), '2026-03-09T10:05') for 1 .. 60;
    is(recipients($site->tick('2026-03-09T10:06')), '', 'reports without our mark tell nobody');
    is_deeply($site->show($reference, '2026-03-10T09:00'), $before, 'and change nothing');
    my @held = @{ $site->held('2026-03-10T09:00') };
    is(scalar @held, 1, 'one of the sixty waits');
    is_deeply([ map { $_->{reference} } @{ $held[0]{suggestions} } ], [$reference], 'with the case that it may mean');
    like($held[0]{suggestions}[0]{why}, qr/^the only mail \(notice-stage\) of Mon 9 Mar 10:00 went to that address in the last six days$/, 'and why');
    is((grep { $_->{disposition} eq 'automatic' && $_->{reason} eq 'delivery-report: of no mail that is proven to be ours' } @{ $site->messages }), 119, 'the others are counted');
    $site->receive(unmarked($reyes, 'next'), '2026-03-10T11:00');
    is(scalar @{ $site->held('2026-03-10T12:00') }, 2, 'the day after, another one waits');
    # a person says what it means
    $site->must(undef, 'held', $held[0]{id}, 'link', $reference, '--by', 'Inez Quill', '--now', '2026-03-10T12:05');
    my @mails = $site->tick('2026-03-10T12:06');
    is(sent_state($site, $reference, $to->{$reyes}), 'failed', 'linked by a person, the mail failed');
    is(recipients(@mails), "@office", 'and the office has it in writing');
    is(kinds($site->show($reference, '2026-03-10T12:07')), 'telephone', 'with whom to ring');
    my ($said) = grep { $_->{text} =~ /could not be delivered/ } @{ $site->show($reference, '2026-03-10T12:07')->{events} };
    like($said->{actor}, qr/Inez Quill/, 'on whose word');
    @held = @{ $site->held('2026-03-10T12:07') };
    # the mail has failed already, and the call was made: a second report of it is only recorded
    $site->must(undef, 'note', $reference, 'Phoned Callum Reyes and told him', '--by', 'Inez Quill', '--now', '2026-03-10T12:10');
    is(kinds($site->show($reference, '2026-03-10T12:11')), '', 'a call settles it');
    $site->must(undef, 'held', $held[0]{id}, 'link', $reference, '--by', 'Inez Quill', '--now', '2026-03-10T12:15');
    is(recipients($site->tick('2026-03-10T12:16')), '', 'the next report of the same mail, linked by a person: nobody is told');
    my $case = $site->show($reference, '2026-03-10T12:17');
    is(kinds($case), '', 'nobody need be rung');
    ok(defined told($case, $reyes), 'who was told stays told');
    like($case->{events}[-1]{text}, qr/^A mail system reports once more of a mail to \Q$reyes\E: failed/, 'and the record has it');
    $site->must(undef, 'verify');
}

# A stranger's mark: mail that others sent in our name.
{
    my ($site, $reference) = opened();
    my %foreign = (message_id => 'AAAABBBBCCCCDDDD.2@partnership.havering.example', to => $reyes);
    $site->receive(report($_, \%foreign), '2026-03-09T10:05') for qw(bounce-exim bounce-exchange bounce-envelope bounce-gmail);
    is(scalar @{ $site->held('2026-03-10T09:00') }, 0, 'a mark that is not ours: nothing waits');
    is(kinds($site->show($reference, '2026-03-10T09:00')), '', 'and nobody need be rung');
}

done_testing;
