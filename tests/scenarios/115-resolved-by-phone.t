# Scenario 11: two managers agree by telephone, the same day. 'Resolved' is not 'closed': the parties confirm in writing what was agreed
# and how what is outstanding will be pursued (2 L46); two accounts that differ are shown side by side and both parties asked;
# a policy issue goes to the Board and Partnerships Manager although the matter is resolved (2 L44), who offers mediation, determines
# a course of action and reports to the Chair. What is outstanding keeps its date after closing, and is reminded of.
#
# Who is told: at W2 the line manager of each side; resolved and closed, the holders of the last stage on both sides, which are the two
# line managers; the Chair by nobody but the Manager. Warrington does not tell the originator, who is the GP: he gets answers only,
# unless he is the person of the surgery who is asked to confirm.
#
# Where the documents leave two readings this is ours: the surgery's line manager is asked to confirm and the GP's confirmation counts; her
# account of the agreement is the other agency's confirmation; with the policy issue the case is at W4 until the course of action; an
# undated outstanding item bars nothing; agencies are asked for learning points and the worker only whether he is satisfied; no
# extract goes out at Warrington; both line managers are reminded on the morning of the day.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Board qw(chronology);
use Casegate::Mail;
use Casegate::Story;
use JSON::PP;
use Test::More;

my $gp      = 'hamish.vantongeren@parkgate.example';
my $wyndham = 'isla.wyndham@parkgate.example';
my $ashdown = 'pilar.ashdown@csc.warrington.example';
my $lowe    = 'harriet.lowe@partnership.warrington.example';
my $chair   = 'chair@partnership.warrington.example';

my $story = Casegate::Story->new('warrington-2021',
    originator => $gp,
    secrets => [ child_secrets(name => 'Linnet Harcastle', dob => '2024-06-19', ids => ['999 447 1201'],
        phrases => ['marks on both arms', 'joint enquiry', 'Brodie Lacey']) ]);

# What is owed: each kind once, in order; all of it, or what bars closing.
sub kinds { my %kinds = map { s/ .*//r => 1 } @_; return [ sort keys %kinds ] }
sub owed { my ($case) = @_; return kinds(Casegate::Story::owed_of($case)) }
sub bars { my ($case) = @_; return kinds(Casegate::Story::bars_of($case)) }
sub waits { my ($case, $agency) = @_; return grep { ($_->{agency} // '') eq $agency } @{ $case->{waiting_for} } }
sub flat { return JSON::PP->new->encode($_[0]) }

# 1. Mon 16 Mar 09:10: the GP escalates to the managers
my $form = escalation_form(
    policy => 'WSCB', stage => 'Managers', originator => 'Dr Hamish Vantongeren', role => 'General practitioner', raising => 'Parkgate Surgery',
    contact => "$gp, 01632 960199", manager => 'Isla Wyndham', challenged => 'Social care', person => 'Brodie Lacey', area => 'South', opposite => 'Pilar Ashdown',
    children => [ { name => 'Linnet Harcastle', dob => '19.6.24', ids => '999 447 1201', setting => 'Parkgate Surgery', status => 'None' } ],
    arose => 'Mon 16 March 2026', about => 'Decision', decision => 'No section 47 enquiry, told to us at nine this morning',
    reasons => 'Whether a case meets the threshold for Section 47 enquiries to be initiated', problem => 'There were marks on both arms, and the referral was closed on Friday.',
    evidence => "Nature: seen at a clinic on 12 March, drawn on a body map.\nSource: our record.", outcome => 'A joint enquiry, starting today.',
    safe_by => 'Fri 27 March 2026', discussions => '16 March 2026, Hamish Vantongeren and Brodie Lacey, telephone, practitioner, not resolved',
);
my @mails = $story->step('1 to the managers', at => '2026-03-16T09:10', opens => 1, state => 'open', stage => 'W2', tier => undef, missing => [], owed => [],
    mail => gmail(from => "Hamish Vantongeren <$gp>", at => '2026-03-16T09:06', subject => 'Escalation', text => "Dear all,\nplease see below.", form => $form),
    dates => {
        'same-day' => { due => '2026-03-16T17:00:00+00:00', met => 'open', why => qr/Mon 16 Mar/ },
        maximum => { due => '2026-03-23', met => 'open', why => qr/5 working days from Mon 16 Mar 2026.*Mon 23 Mar/ },
    },
    next_date => '2026-03-16T17:00:00+00:00', sent => [ "ack $gp", "notice $ashdown", "notice $wyndham" ]);
for my $notice (grep { $_->{template} eq 'notice-stage' } @mails) {
    like($notice->{text}, qr/keep\s+a\s+clear\s+record\s+of\s+discussions\s+and\s+actions\s+\(section\s+2,\s+paragraph\s+6\)/, "2 L46: a record is asked for in this policy's words");
    unlike($notice->{text}, qr/child's\s+file/, 'and not in those of another');
}
my %to = map { ($_->{to} => $_) } @mails;
my ($ack, $to_ashdown) = @to{ $gp, $ashdown };
like($to{$_}{text}, qr/Linnet Harcastle.*marks on both arms.*joint enquiry/s, "1: $_ reads the referral as recorded") for $ashdown, $wyndham;
is_deeply($story->case('2026-03-16T09:10')->{agencies}, { raising => 'parkgate', challenged => 'csc' }, '1: the two agencies');
is_deeply([ sort map { $_->{name} } grep { $_->{side} ne 'partnership' } @{ $story->case('2026-03-16T09:10')->{holders} } ],
    [ 'Isla Wyndham', 'Pilar Ashdown' ], '1: the managers hold it, on both sides');

# 2. 16:30: agreed by telephone, with something outstanding and a policy issue
@mails = $story->step('2 agreed by phone', at => '2026-03-16T16:30', state => 'closing', stage => 'W4',
    mail => outlook(from => "Pilar Ashdown <$ashdown>", at => '2026-03-16T16:27', reply_to => $to_ashdown,
        text => "Agreed by phone 15:45: strategy discussion Tue.\nOutstanding: medical.\nAlso our bruising threshold wording is unclear: policy issue.\n\nPilar Ashdown"),
    dates => { 'same-day' => { due => '2026-03-16T17:00:00+00:00', met => 'yes' }, maximum => { due => '2026-03-23', met => 'yes' } },
    sent => [ "ack $ashdown", "confirm-request $wyndham", "policy-issue $lowe" ]);
%to = map { ($_->{to} => $_) } @mails;
my $to_lowe = $to{$lowe};
like($to{$wyndham}{text}, qr/confirm\s+in\s+writing/i, '2: the surgery is asked to confirm in writing');
like($to{$wyndham}{text}, qr/strategy discussion.*medical/is, '2: and reads what was agreed and what is outstanding');
unlike($to{$ashdown}{text}, qr/strategy discussion|\bmedical\b/i, '2: the acknowledgement does not repeat it');
like($to_lowe->{text}, qr/bruising threshold wording/, '2: the Manager reads the policy issue');
like($to_lowe->{text}, qr/mediation.*course of action|course of action.*mediation/is, '2: and what the policy asks of her');
like($to_lowe->{text}, qr/Chair/, '2: the report to the Chair too');
my $case = $story->case('2026-03-16T16:30');
is_deeply(bars($case), [ 'course-of-action', 'written-confirmation' ], '2: the confirmation and the course of action bar closing');
is_deeply([ sort(Casegate::Story::owed_of($case)) ], [ 'chair-report', 'course-of-action', 'mediation', 'written-confirmation parkgate' ],
    '2: the surgery owes its confirmation, the Manager her three; no delay to explain, and nothing that another policy asks');
is(scalar @{ $case->{outstanding} }, 1, '2: one thing outstanding');
like($case->{outstanding}[0]{item}, qr/\bmedical\b/i, '2: the medical');
is($case->{outstanding}[0]{due}, undef, '2: with no date yet');
ok(!$case->{outstanding}[0]{done}, '2: and not done');
like($case->{fields}{policy_issue}{value} // '', qr/bruising threshold wording is unclear/, '2: a policy issue is recorded');
is_deeply([ map { join ', ', @$_{qw(date stage how who)} } @{ $case->{discussions} }[ 1 .. $#{ $case->{discussions} } ] ], ['2026-03-16, W2, telephone, Pilar Ashdown'],
    '2: how it was agreed, as a discussion after the first');
like(chronology($case), qr/^dates-settled: .*agreed at 15:45 on Mon 16 March 2026/m, '2: and at what time');
ok(waits($case, $_), "2: it waits for $_") for qw(parkgate wscb);
$story->step('2 five o’clock', at => '2026-03-16T17:00', state => 'closing', sent => [], dates => { 'same-day' => { due => '2026-03-16T17:00:00+00:00', met => 'yes' } });
is((grep { /^delay-/ } @{ owed($story->case('2026-03-16T17:00')) }), 0, '2: no delay record');

# 3. Tue 17 Mar 10:00: the GP confirms, but for the medical
@mails = $story->step('3 the accounts differ', at => '2026-03-17T10:00', state => 'closing', stage => 'W4',
    mail => gmail(from => "Hamish Vantongeren <$gp>", at => '2026-03-17T09:56', reply_to => $ack, text => 'Confirmed, but the medical is by Friday.'),
    sent => [ "ack $gp", "accounts-differ $ashdown" ]);
%to = map { ($_->{to} => $_) } @mails;
my $differ = $to{$ashdown};
my $both = qr/Children's Social Care, .*outstanding: medical; owner not said; date not said.*Parkgate Surgery, .*outstanding: medical; owner not said; due Fri 20 Mar 2026/;
like($differ->{text} =~ s/\s+/ /gr, $both, '3: she reads both accounts, side by side');
like($_->{text} =~ s/\s+/ /gr, qr/two written accounts|written accounts of the two parties differ/, "3: and is asked ($_->{to})") for @mails;
unlike("$_->{subject} $_->{text}", qr/\b(?:wrong|incorrect|mistaken|right account|correct account|instead of|should read)\b/i, "3: no side taken ($_->{to})") for @mails;
$case = $story->case('2026-03-17T10:00');
is_deeply([ sort grep { /^written/ } Casegate::Story::bars_of($case) ], [ 'written-confirmation csc', 'written-confirmation parkgate' ], '3: not complete: both are owed again');
my ($accounts) = $story->page('2026-03-17T10:00') =~ /^Written accounts of the parties\n(.*?)\n\n/ms;
like(($accounts // '') =~ s/\s+/ /gr, $both, '3: the office sees both');

# 4. 11:00: she answers within the hour
@mails = $story->step('4 Friday, yes', at => '2026-03-17T11:00', state => 'closing', stage => 'W4',
    mail => phone(from => "Pilar Ashdown <$ashdown>", at => '2026-03-17T10:58', reply_to => $differ, text => 'Friday, yes'),
    dates => { outstanding => { due => '2026-03-20', met => 'open' } },
    sent => [ "ack $ashdown", "learning-question $wyndham", "learning-question $gp" ]);
%to = map { ($_->{to} => $_->{text} =~ s/\s+/ /gr) } @mails;
like($to{$_}, qr/what learning points there are, and for which subgroup.*whether your agency is satisfied.*debrief was held or would be useful \(it is your choice\)/, "4: what is asked of $_") for $ashdown, $wyndham;
like($to{$gp}, qr/whether you are satisfied with the resolution, as the worker who raised it/, '4: and of the worker');
unlike($to{$gp}, qr/learning points/, '4: and no more of him');
$case = $story->case('2026-03-17T11:00');
is_deeply(bars($case), ['course-of-action'], '4: the confirmations match; the course of action is awaited');
is_deeply(owed($case), [qw(chair-report course-of-action debrief learning mediation outstanding satisfaction)], '4: no confirmation is owed; what bars nothing is');
is_deeply([ map { $_->{due} } @{ $case->{outstanding} } ], ['2026-03-20'], '4: one thing outstanding, due Friday');
ok(!waits($case, 'parkgate'), '4: the surgery is waited for no more') or diag(flat($case->{waiting_for}));
ok(waits($case, 'wscb'), '4: the Manager is');
$story->step('4 five o’clock', at => '2026-03-17T17:00', state => 'closing', sent => []);

# 5. Thu 19 Mar: the Manager
$story->step('5 the course of action', at => '2026-03-19T14:20', state => 'closed',
    mail => outlook(from => "Harriet Lowe <$lowe>", at => '2026-03-19T14:15', reply_to => $to_lowe,
        text => "Course of action: the threshold document gets a paragraph on bruising, drafted by the end of April.\nThe issue has been reported to the Chair.\n"
            . "Learning points: to the procedures subgroup.\nMediation is not needed.\n\nHarriet Lowe\nBoard and Partnerships Manager"),
    sent => [ "ack $lowe", "closed $ashdown", "closed $wyndham" ]);
$case = $story->case('2026-03-19T14:20');
is_deeply(owed($case), [qw(debrief outstanding satisfaction)], '5: nothing of that is owed') or diag(flat($case->{owed}));
is_deeply([ map { [ $_->{due}, $_->{done} ? 'done' : 'open' ] } @{ $case->{outstanding} } ], [ [ '2026-03-20', 'open' ] ], '5: the medical stays outstanding after closing');
like($case->{fields}{course_of_action}{value}, qr/paragraph on bruising/, '5: the course of action is on the record');
like($case->{fields}{learning}{value}, qr/procedures subgroup/, '5: so is where the learning goes');
is((grep { $_->{to} eq $chair } @{ $case->{sent} }), 0, '5: the Chair was told by the Manager, not by us');
$story->step('5 that evening', at => '2026-03-19T17:00', state => 'closed', sent => []);

# 6. Fri 20 Mar: the medical is due
$story->step('6 Friday, 09:00', at => '2026-03-20T09:00', state => 'closed', sent => [ "reminder $ashdown", "reminder $wyndham" ]);
$story->step("6 Friday, $_", at => "2026-03-20T$_", state => 'closed', sent => []) for qw(17:00 17:30);
$story->step('6 a week later', at => '2026-03-27T17:30', state => 'closed', sent => []);
$story->finish;
