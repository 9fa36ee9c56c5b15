# What somebody said before it was asked counts later only as far as it was proven that they said it (design §3: a sender must be proven
# for what the message does; threats 53, 76). A site without its server's word takes every message into its case; whoever writes in a
# manager's name must not have met, days before, what that manager is to do.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Mail qw(gmail outlook);
use Casegate::Smime;
use Casegate::Story;
use Test::More;

my %at = (
    jude => 'jude.okpara@stivo.example', sylvie => 'sylvie.barrow@stivo.example', conrad => 'conrad.blythe@stivo.example',
    ada => 'ada.crane@fenpolice.example', hamish => 'hamish.vantongeren@parkgate.example', isla => 'isla.wyndham@parkgate.example',
    pilar => 'pilar.ashdown@csc.warrington.example',
);
my $folder = File::Temp->newdir('casegate-XXXXXX', TMPDIR => 1);
my $smime = Casegate::Smime->new("$folder");
$smime->authority('ours');
$smime->person($_, address => $at{$_}) for sort keys %at;

my ($story, $reference);
my $form_sent;       # makes the form that a case began with, sent at another time and with another proof
my $has_server_word; # gives a site that has no word of its server the demonstration's

# A site that has no word of its server, and takes signatures; or the demonstration's, whose server's word counts.
sub begin {
    my ($name, $when, $alone, $how, $policy, $who, %form) = @_;
    $who //= 'jude';
    $story = Casegate::Story->new($policy // 'cambridgeshire-2013', originator => $at{$who}, secrets => []);
    if ($alone) {
        my $path = $story->site->folder . '/routing/site.yaml';
        my $settings = my $demonstration = Casegate::slurp($path);
        $has_server_word = sub { Casegate::spew($path, $demonstration) };
        $settings =~ s/^sender_proof:\n(?: .*\n)+/sender_proof: {mode: none, accept: [smime], smime_cas: routing\/cas.pem}\n/m or die 'no sender_proof';
        Casegate::spew($path, $settings);
        Casegate::spew($story->site->folder . '/routing/cas.pem', Casegate::slurp($smime->certificate('ours')));
    }
    my $form = escalation_form(arose => 'Mon 16 March 2026', decision => 'No conference', problem => 'The threshold.', evidence => 'Our log.',
        outcome => 'A conference.', discussions => '16 March 2026, telephone, practitioner level', policy => 'Cambridgeshire LSCB', stage => 'Line manager',
        originator => 'Jude Okpara', raising => 'St Ivo Academy', contact => $at{jude}, challenged => 'Fenland Police', person => 'Kit Marlow',
        children => [ { name => 'Jory Selwyn', dob => '14/05/2018', ids => '999 321 4401', setting => 'x', status => 'None' } ], %form);
    $form_sent = sub { my ($at, $by) = @_; with_proof(gmail(from => $at{$who}, at => $at, subject => 'Escalation', text => 'Please see below. ', form => $form), $who, $at, $by) };
    my (undef, $opened) = $story->happens("$name: begins", $form_sent->($when, $how // ($alone ? 'unproven' : undef)), $when);
    is(scalar @$opened, 1, "$name: a case opens");
    $reference = $story->reference;
}

sub mail { my ($who, $when, $text) = @_; return outlook(from => $at{$who}, at => $when, subject => "Re: [$reference]", text => "Ref $reference. $text") }
sub with_proof { my ($mail, $who, $when, $how) = @_;
    return $mail unless $how;
    return $how eq 'signed' ? $smime->signed($mail, by => $who, at => $when) : { %$mail, unproven => 1 } }
sub says { my ($who, $when, $text, $how) = @_;
    my (undef, undef, @mails) = $story->happens("$who at $when", with_proof(mail($who, $when, $text), $who, $when, $how), $when);
    return @mails }
sub stage_is { my ($when, $stage, $name, $state) = @_; my $case = $story->case($when); is("$case->{state} $case->{stage}{id}", ($state // 'open') . " $stage", $name); return $case }
sub owes { my ($case) = @_; return [ grep { /^originator-told/ } Casegate::Story::owed_of($case) ] }
sub texts { my ($case, $kind) = @_; return grep { defined } map { $_->{kind} eq $kind ? $_->{text} : undef } @{ $case->{events} } }

my $told   = "\r\n\r\nOriginator told: yes, on Monday 16 March\r\n";
my $onward = 'Not resolved. To the designated leads please.';

# ---- nothing proves that it is hers ----

begin('unproven', '2026-03-16T09:00', 1);
says('sylvie', '2026-03-16T10:00', "For information:$told", 'unproven');
my $case = stage_is('2026-03-16T10:01', 'C2', 'unproven: it is taken into the case');
like($case->{fields}{originator_told}{value} // '', qr/16 March/, 'unproven: as what was said');
my $asks = $smime->signed(mail('ada', '2026-03-16T11:00', $onward), by => 'ada', at => '2026-03-16T11:00');
my $why = join "\n", map { $_->{why} } grep { $_->{rule} eq 'said-before' } @{ $story->explained($asks, '2026-03-16T11:00')->{rules} };
like($why, qr/nothing proved/, 'unproven: explain says why it will not count');
$story->happens('unproven: goes on', $asks, '2026-03-16T11:00');
$case = stage_is('2026-03-16T11:01', 'C3', 'unproven: a signed word moves the case');
is_deeply(owes($case), ['originator-told'], 'unproven: and what the named professional is to do is still owed');
my ($said) = grep { /nothing proved/ } texts($case, 'flagged');
like($said // '', qr/^Still owed: Feedback to the worker by the named professional\. It was said in a message of Mon 16 Mar 10:00 in the name of \Q$at{sylvie}\E, and nothing proved that it was theirs$/,
    'unproven: the record says why');
like($story->page('2026-03-16T11:01') =~ s/\s+/ /gr, qr/nothing proved that it was theirs/, 'unproven: and show does');

# said again with a signature, it is hers, though the words are the same
says('sylvie', '2026-03-16T12:00', "As I wrote:$told", 'signed');
is_deeply(owes($story->case('2026-03-16T12:01')), [], 'unproven: her own word meets it');
$story->site->must(undef, 'verify');

# ---- it is hers ----

begin('signed', '2026-03-16T09:00', 1);
says('sylvie', '2026-03-16T10:00', "For information:$told", 'signed');
says('ada', '2026-03-16T11:00', $onward, 'signed');
$case = stage_is('2026-03-16T11:01', 'C3', 'signed: the case goes on');
is_deeply(owes($case), [], 'signed: what was said before it was asked is not asked for');
is_deeply([ grep { /Still owed/ } texts($case, 'flagged') ], [], 'signed: and nothing is said of it');

# somebody in her name takes it back: of the two only hers counts
begin('taken back', '2026-03-16T09:00', 1);
says('sylvie', '2026-03-16T10:00', "For information:$told", 'signed');
says('sylvie', '2026-03-16T10:30', "\r\n\r\nOriginator told: no\r\n", 'unproven');
says('ada', '2026-03-16T11:00', $onward, 'signed');
is_deeply(owes(stage_is('2026-03-16T11:01', 'C3', 'taken back: the case goes on')), [], 'taken back: not by a mail in her name');

# ---- proven later ----

begin('other words', '2026-03-16T09:00', 1);
says('sylvie', '2026-03-16T10:00', "For information:$told", 'unproven');
says('sylvie', '2026-03-16T10:30', "This one is signed, as it should have been.$told", 'signed');
says('ada', '2026-03-16T11:00', $onward, 'signed');
is_deeply(owes(stage_is('2026-03-16T11:01', 'C3', 'said again: the case goes on')), [], 'said again with a signature, the same answer counts');

begin('same words', '2026-03-16T09:00', 1);
says('sylvie', '2026-03-16T10:00', "For information:$told", 'unproven');
says('sylvie', '2026-03-16T10:30', "For information:$told", 'signed');
says('ada', '2026-03-16T11:00', $onward, 'signed');
is_deeply(owes(stage_is('2026-03-16T11:01', 'C3', 'same words: the case goes on')), [], 'the same words with a signature: they count');
$story->site->must(undef, 'verify');

# the site gets its server's word meanwhile: the same words are a copy, and with it they are proven
begin('copy', '2026-03-16T09:00', 1);
says('sylvie', '2026-03-16T10:00', "For information:$told", 'unproven');
$has_server_word->();
says('sylvie', '2026-03-16T10:30', "For information:$told");
is($story->site->messages->[-1]{disposition}, 'repeat', 'copy: it is one');
says('ada', '2026-03-16T11:00', $onward);
is_deeply(owes(stage_is('2026-03-16T11:01', 'C3', 'copy: the case goes on')), [], 'copy: what it says counts from then on');

# the office has rung about a mail that was recorded, and waits for what it asks besides
begin('rang', '2026-03-16T09:00', 1);
says('sylvie', '2026-03-16T10:00', "Please add our headteacher to this case.$told", 'unproven');
$case = stage_is('2026-03-16T10:01', 'C2', 'rang: recorded');
like($case->{fields}{originator_told}{value} // '', qr/16 March/, 'rang: with what it says');
my $asked = $story->newest_held('2026-03-16T10:01');
is($asked->{reason}, 'whom-to-add', 'rang: and it waits');
$story->office('2026-03-16T10:40', 'Nell Rowntree', 'held', $asked->{id}, 'link', $reference, '--why', 'rang 01632 960170: it is hers');
says('ada', '2026-03-16T11:00', $onward, 'signed');
is_deeply(owes(stage_is('2026-03-16T11:01', 'C3', 'rang: the case goes on')), [], 'rang: it counts from then on');
$story->site->must(undef, 'verify');

begin('the office', '2026-03-16T09:00');
says('sylvie', '2026-03-16T10:00', "For information:$told", 'unproven');
my $held = $story->newest_held('2026-03-16T10:01');
is($held->{reason}, 'unproven-sender', 'the office: with the server\'s word it waits');
says('ada', '2026-03-16T10:30', 'For information: the sergeant is back tomorrow.');
$story->office('2026-03-16T10:40', 'Nell Rowntree', 'held', $held->{id}, 'link', $reference, '--why', 'rang 01632 960170: it is hers');
says('ada', '2026-03-16T11:00', $onward);
is_deeply(owes(stage_is('2026-03-16T11:01', 'C3', 'the office: the case goes on')), [], 'the office has rung: it counts');

# ---- a policy issue, which goes further when the stage ends ----

my @parkgate = (policy => 'Warrington', challenged => "Children's Social Care", area => 'north', person => 'Brodie Lacey', stage => 'Line managers',
    originator => 'Hamish Vantongeren', raising => 'Parkgate Surgery', contact => $at{hamish}, discussions => '16 March 2026, telephone, stage one',
    policy_issue => 'The wording of the threshold document.');
my $agreed = 'Agreed: a strategy meeting tomorrow.';
for my $how ('unproven', 'signed') {
    begin("issue, $how", '2026-03-16T09:00', 1, $how, 'warrington-2021', 'hamish', @parkgate);
    my @mails = says('isla', '2026-03-16T11:00', $agreed, 'signed');
    $case = $story->case('2026-03-16T11:01');
    my $proven = $how eq 'signed' ? 1 : 0;
    is($case->{state}, 'closing', "issue, $how: it closes either way");
    is((grep { $_->{to} =~ /harriet\.lowe/ } @mails) + 0, $proven, "issue, $how: the Manager is told of what is proven alone");
    is((grep { /chair-report/ } Casegate::Story::owed_of($case)) + 0, $proven, "issue, $how: and owes what follows");
    is((grep { /^A policy issue was raised and goes no further by itself\. .*nothing proved/ } texts($case, 'flagged')) + 0, 1 - $proven, "issue, $how: the record says why");
    my ($waits) = grep { $_->{reason} eq 'move-not-proven' } @{ $story->site->held('2026-03-16T11:01') };
    is($waits ? 1 : 0, 1 - $proven, "issue, $how: and a person decides whether it goes there");
    next if $proven;
    says('pilar', '2026-03-16T11:20', 'For information: the worker is back tomorrow.', 'signed');
    is((grep { $_->{reason} eq 'move-not-proven' } @{ $story->site->held('2026-03-16T11:21') }) + 0, 1, 'who is asked once');
    like($waits->{suggestions}[1]{why}, qr/^read as 'policy issue': the issue goes to .*To choose this: casegate held \d+ link \Q$reference\E --why 'policy issue'$/, 'with the likely answer');
    $story->office('2026-03-16T11:30', 'Theo Banks', 'held', $waits->{id}, 'link', $reference, '--why', 'rang the surgery: policy issue');
    $case = $story->case('2026-03-16T11:31');
    is("$case->{state} $case->{stage}{id}", 'closing W4', 'which does what it says');
    is((grep { /chair-report/ } Casegate::Story::owed_of($case)) + 0, 1, 'and owes what follows');
}

# the form comes again, proven by then: a copy, and its policy issue counts
begin('issue, form again', '2026-03-16T09:00', 1, 'unproven', 'warrington-2021', 'hamish', @parkgate);
$has_server_word->();
$story->happens('issue, form again', $form_sent->('2026-03-16T10:00'), '2026-03-16T10:00');
is_deeply([ map { $_->{disposition} } @{ $story->site->messages } ], [ 'case', 'repeat' ], 'issue, form again: a copy');
my @mails = says('isla', '2026-03-16T11:00', $agreed);
is((grep { $_->{to} =~ /harriet\.lowe/ } @mails) + 0, 1, 'issue, form again: the Manager is told');
is_deeply($story->site->held('2026-03-16T11:01'), [], 'issue, form again: and nobody is asked');
$story->finish;
