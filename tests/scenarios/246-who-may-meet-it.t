# Who may meet a duty and move a case, and that a case in its last steps is neither closed over somebody's news nor stuck: what
# was tried out by hand on Warrington's and Cambridgeshire's demonstration sites and went wrong.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Mail qw(gmail);
use Casegate::Story;
use Test::More;

my %at = (
    rowan => 'rowan.achterberg@limetree.example', sunniva => 'sunniva.dacre@csc.warrington.example',
    marlon => 'marlon.idowu@csc.warrington.example', odette => 'odette.marchbank@education.warrington.example',
    harriet => 'harriet.lowe@partnership.warrington.example', hamish => 'hamish.vantongeren@parkgate.example',
    isla => 'isla.wyndham@parkgate.example', rhoda => 'rhoda.finch@merseyvale.example',
    pilar => 'pilar.ashdown@csc.warrington.example', alastair => 'alastair.combe@merseyvale.example',
    jude => 'jude.okpara@stivo.example', conrad => 'conrad.blythe@stivo.example', kit => 'kit.marlow@fenpolice.example',
    ada => 'ada.crane@fenpolice.example', ivo => 'ivo.steele@fenpolice.example', holt => 'marian.holt@partnership.cambs.example',
);
my ($story, $site);

sub begin {
    my ($policy, $who, $when, $text, %form) = @_;
    my ($originator) = ($form{contact} // '') =~ /(\S+\@[^\s,]+)/;
    $story = Casegate::Story->new($policy, originator => $originator, secrets => []);
    $site = $story->site;
    my $form = escalation_form(arose => 'Mon 16 March 2026', decision => 'No conference', problem => 'The threshold.',
        evidence => 'Our log.', outcome => 'A conference.', discussions => '16 March 2026, telephone, stage one', children => [
            { name => 'Jory Selwyn', dob => '14/05/2018', ids => '999 321 4401', setting => 'x', status => 'None' } ], %form);
    my (undef, $opened) = $story->happens("$policy begins", gmail(from => $at{$who}, at => $when, subject => 'Escalation', text => $text, form => $form), $when);
    is(scalar @$opened, 1, "$policy: a case opens");
}

sub from {
    my ($who, $when, $text) = @_;
    my $mail = gmail(from => $at{$who}, at => $when, subject => 'Re: ' . $story->reference, text => $text);
    my (undef, $opened, @mails) = $story->happens("$who: $text", $mail, $when);
    is(scalar @$opened, 0, "$who: opens nothing");
    return map { $_->{to} } @mails;
}

sub state_is {
    my ($when, $state, $stage, $name) = @_;
    my $case = $story->case($when);
    is("$case->{state} $case->{stage}{id}", "$state $stage", $name);
    return $case;
}

sub reasons { my ($when) = @_; return map { $_->{reason} } @{ $site->held($when) } }
sub kinds   { my ($when) = @_; return map { $_->{kind} } @{ $story->case($when)->{events} } }

my %war = (policy => 'Warrington', challenged => "Children's Social Care", area => 'north', person => 'Brodie Lacey', stage => 'Line managers');
my %cam = (policy => 'Cambridgeshire LSCB', challenged => 'Fenland Police', person => 'Kit Marlow', stage => 'Line manager');

# 2, paragraph 5: the Manager determines the course of action; a school that fills in the field has not
begin('warrington-2021', 'rowan', '2026-03-16T09:00', 'Please see below. ', %war, originator => 'Esme Fallow', raising => 'Lime Tree High School',
    contact => 'esme.fallow@limetree.example');
from('rowan', '2026-03-16T09:30', "Course of action: a conference.\nReported to Chair: yes, on 16 March");
from('rowan', '2026-03-16T10:00', 'We could not agree. Also there is a policy issue: the threshold wording is unclear.');
my $case = state_is('2026-03-16T10:01', 'open', 'W3', 'not agreed goes to the representatives');
like($case->{fields}{policy_issue}{value} // '', qr/threshold wording/, 'and a policy issue said in the same breath is kept');
from('marlon', '2026-03-16T11:00', 'Unresolved.');
$case = state_is('2026-03-16T11:01', 'open', 'W4', 'then to the Manager');
is_deeply([ sort(Casegate::Story::owed_of($case)) ], [qw(chair-report course-of-action mediation)],
    'what the school wrote does not waive what the Manager owes');
from('harriet', '2026-03-16T12:00', 'Course of action: a conference by 27 March. Issue reported to the Chair today.');
state_is('2026-03-16T12:01', 'closing', 'W4', 'the Manager\'s own word does');
ok(!(grep { /course|chair/ } Casegate::Story::owed_of($story->case('2026-03-16T12:01'))), 'and both are met');
$story->site->must(undef, 'verify');

# 2, paragraph 3, with the world's represented_by: another agency stands for this one above its own highest filled band only
begin('warrington-2021', 'hamish', '2026-03-16T09:00', 'Please escalate.', %war, originator => 'Hamish Vantongeren', raising => 'Parkgate Surgery',
    contact => $at{hamish}, area => 'south');
is_deeply([ from('rhoda', '2026-03-16T10:00', 'Agreed, please close.') ], [ $at{rhoda} ], 'a worker of who represents it: a receipt alone');
from('alastair', '2026-03-16T10:10', 'Not resolved, please move to the next stage.');
$case = state_is('2026-03-16T10:11', 'open', 'W2', 'neither closes nor moves it');
is_deeply([ reasons('2026-03-16T10:11') ], [qw(not-a-party not-a-party)], 'both wait for the office');
ok(!(grep { /Finch|rhoda/ } map { $_->{text} } @{ $case->{events} }), 'and nothing of them is in the case');

# 2, paragraph 6: terms above a label are terms, however short
is_deeply([ sort(from('isla', '2026-03-16T11:00', "Agreed: strategy meeting tomorrow.\nOutstanding: medical, CSC, Friday")) ],
    [ sort @at{qw(isla pilar)} ], 'an agreement with an outstanding issue in a line of its own');
is_deeply([ Casegate::Story::bars_of($story->case('2026-03-16T11:01')) ], ['written-confirmation csc'], 'is one party\'s account');
# an account that is changed before the other answered is shown to the other
is_deeply([ sort(from('isla', '2026-03-16T11:30', 'Sorry, the strategy meeting is on Wednesday. Confirmed.')) ], [ sort @at{qw(isla pilar)} ],
    'a changed account is sent to the other party');
is_deeply([ from('hamish', '2026-03-16T11:40', 'New information: his father is back at home. Please re-open it.') ], [ $at{hamish} ],
    'news while it is closing');
ok((grep { $_ eq 'disputes-resolution' } reasons('2026-03-16T11:41')), 'is looked at before it closes');
from('pilar', '2026-03-16T11:50', 'The medical was done on Monday.');
ok(!(grep { $_ eq 'accounts-differ' } kinds('2026-03-16T11:51')), '"done on Monday" is no new date of an issue');
state_is('2026-03-16T11:51', 'closing', 'W2', 'nor a confirmation');
from('pilar', '2026-03-16T12:00', 'Confirmed.');
state_is('2026-03-16T12:01', 'closing', 'W2', 'the confirmation of the account that was shown is all that is owed');
is_deeply([ Casegate::Story::bars_of($story->case('2026-03-16T12:01')) ], [], 'and the news that wait for the office bar the closing');
for my $held (grep { $_->{reason} eq 'disputes-resolution' } @{ $story->site->held('2026-03-16T12:02') }) {
    $story->office('2026-03-16T12:02', 'Theo Banks', 'held', $held->{id}, 'set-aside', '--why', 'known when it was agreed');
}
$story->happens('the office has looked', undef, '2026-03-16T12:02');
state_is('2026-03-16T12:03', 'closed', 'W2', 'until they are looked at');
$story->site->must(undef, 'verify');

# an outcome as people write it, and a list that their mail program has broken
begin('warrington-2021', 'hamish', '2026-03-16T09:00', 'Please escalate.', %war, originator => 'Hamish Vantongeren', raising => 'Parkgate Surgery',
    contact => $at{hamish}, area => 'south');
from('isla', '2026-03-16T11:00', "I can live with that, so we're agreed: a strategy meeting. Outstanding: paediatric report, CSC,\nWed 25 March. Confirmed.");
$case = state_is('2026-03-16T11:01', 'closing', 'W2', '"we\'re agreed" is an outcome');
is_deeply([ map { [ @$_{qw(owner due)} ] } @{ $case->{outstanding} } ], [ [ 'csc', '2026-03-25' ] ], 'the broken line\'s date is the issue\'s');

for my $said ([ "We've now sorted this out between us, conference on Monday." => 'closing W2' ], [ 'All sorted - conference next Tuesday.' => 'closing W2' ],
    [ 'Stalemate. Next stage please.' => 'open W3' ], [ "It's not sorted yet." => 'open W2' ]) {
    begin('warrington-2021', 'hamish', '2026-03-16T09:00', 'Please escalate.', %war, originator => 'Hamish Vantongeren',
        raising => 'Parkgate Surgery', contact => $at{hamish}, area => 'south');
    from('isla', '2026-03-16T11:00', $said->[0]);
    state_is('2026-03-16T11:01', split(' ', $said->[1]), $said->[0]);
}

# 2 item 6: the worker's own date runs until it is settled, whoever writes in between
begin('cambridgeshire-2013', 'jude', '2026-04-02T10:00', 'Please see below.', %cam, originator => 'Jude Okpara', raising => 'St Ivo Academy',
    contact => $at{jude}, arose => 'Thu 2 April 2026', safe_by => 'Wed 8 April 2026');
from('kit', '2026-04-02T11:00', 'Our decision stands.');
my ($safe_by) = grep { $_->{kind} eq 'safe-by' } @{ $story->case('2026-04-02T11:01')->{dates} };
is($safe_by->{met}, undef, 'an answer that upholds the decision does not meet the safe-by date');
from('ada', '2026-04-02T12:00', 'We could not agree. Not resolved.');
my (undef, undef, @asked) = $story->happens('on the day', undef, '2026-04-08T17:05');
ok(scalar @asked, 'and on the day somebody is asked');

# 2 item 10: what another process took over can be taken back by the office
from('ivo', '2026-04-09T10:00', 'Unable to agree.');
from('holt', '2026-04-09T11:00', 'This is handed over to another process: Resolution of Professional Differences.');
state_is('2026-04-09T11:01', 'handed-off', 'C4', 'handed off');
$story->office('2026-04-10T09:00', 'Nell Rowntree', 'reopen', $story->reference, '--why', 'the other process sent it back');
state_is('2026-04-10T09:01', 'open', 'C4', 'and re-opened by the office');
from('holt', '2026-04-10T10:00', 'Review concluded: a joint visit on Monday 13 April.');
from('conrad', '2026-04-10T11:00', 'Confirmed. Nothing outstanding.');
from('ivo', '2026-04-10T12:00', 'Confirmed. Nothing outstanding.');
state_is('2026-04-10T12:01', 'closed', 'C4', 'closed in its second cycle');

# two messages to a closed case: the first that is linked re-opens it, the second moves nothing on
from('conrad', '2026-04-14T10:00', 'New information: the joint visit has not happened.');
from('jude', '2026-04-15T10:00', 'It did not happen. Not resolved.');
my @held = sort { $a <=> $b } map { $_->{id} } grep { $_->{reason} eq 'closed-case' } @{ $site->held('2026-04-15T11:00') };
is(scalar @held, 2, 'two messages to the closed case wait');
$story->office('2026-04-15T11:00', 'Nell Rowntree', 'held', $_, 'link', $story->reference, '--why', 're-open it') for @held;
$case = state_is('2026-04-15T11:01', 'open', 'C4', 're-opened where it was settled, and no further');
is($case->{cycle}, 3, 'once');
$story->site->must(undef, 'verify');

done_testing();
