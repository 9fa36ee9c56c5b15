# Scenario 11: two managers agree by telephone, the same day. 'Resolved' is not 'closed': the parties confirm in writing what was agreed
# and how what is outstanding will be pursued (2 L46); two accounts that differ are shown side by side and both parties asked;
# a policy issue goes to the Board and Partnerships Manager although the matter is resolved (2 L44), who offers mediation, determines
# a course of action and reports to the Chair. What is outstanding keeps its date after closing, and is reminded of.
#
# Who is told: at W2 the line manager of each side; resolved and closed, the holders of the last stage on both sides, which are the two
# line managers; the Chair by nobody but the Manager. Warrington does not tell the originator, who is the GP: he gets answers only,
# unless he is the person of the surgery who is asked to confirm.
#
# Readings accepted: who of Parkgate Surgery is asked to confirm, its line manager, the GP or both ('the GP' is also the surgery's other
# name); the stage shown after step 2 (resolved at W2, or at W4 for the course of action); whether Children's Social Care owes its
# own confirmation besides its account of the agreement; whether an undated outstanding item bars closing; which of the parties the
# learning question goes to (somebody of them, in an answer or in a mail of its own), and to the Manager or not; whether an extract goes out at
# Warrington; whether the Manager's last message is acknowledged; when on its day, and to whom of the two parties, the reminder goes.
# Names assumed: 'confirm-request', 'accounts-differ', 'learning-question' (or 'learning'), 'reminder', and a 'notice' to the Manager
# (or 'policy-issue'); owed: written-confirmation, course-of-action, chair-report, mediation, learning, satisfied, outstanding.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
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
sub bars { my ($case) = @_; return [ grep { $_ ne 'outstanding' } @{ kinds(Casegate::Story::bars_of($case)) } ] }
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
    next_date => qr/^2026-03-16/, sent => [ "ack $gp", "notice $ashdown", "notice $wyndham" ]);
for my $notice (grep { $_->{template} eq 'notice-stage' } @mails) {
    like($notice->{text}, qr/keep\s+a\s+clear\s+record\s+of\s+discussions\s+and\s+actions\s+\(section\s+2,\s+paragraph\s+6\)/, "2 L46: a record is asked for in this policy's words");
    unlike($notice->{text}, qr/child's\s+file/, 'and not in those of another');
}
my $reference = $story->reference;
my %to = map { ($_->{to} => $_) } @mails;
my ($ack, $to_ashdown) = @to{ $gp, $ashdown };
like($to{$_}{text}, qr/Linnet Harcastle.*marks on both arms.*joint enquiry/s, "1: $_ reads the referral as recorded") for $ashdown, $wyndham;
is_deeply($story->case('2026-03-16T09:10')->{agencies}, { raising => 'parkgate', challenged => 'csc' }, '1: the two agencies');
is_deeply([ sort map { $_->{name} } grep { $_->{side} ne 'partnership' } @{ $story->case('2026-03-16T09:10')->{holders} } ],
    [ 'Isla Wyndham', 'Pilar Ashdown' ], '1: the managers hold it, on both sides');

# 2. 16:30: agreed by telephone, with something outstanding and a policy issue
@mails = $story->step('2 agreed by phone', at => '2026-03-16T16:30', state => 'closing', stage => qr/^W[24]$/,
    mail => outlook(from => "Pilar Ashdown <$ashdown>", at => '2026-03-16T16:27', reply_to => $to_ashdown,
        text => "Agreed by phone 15:45: strategy discussion Tue.\nOutstanding: medical.\nAlso our bruising threshold wording is unclear: policy issue.\n\nPilar Ashdown"),
    dates => { 'same-day' => { due => '2026-03-16T17:00:00+00:00', met => 'yes' }, maximum => { due => '2026-03-23', met => qr/^(?:yes|open)$/ } },
    sent => [ "ack $ashdown", "confirm-request|resolved $wyndham", "notice|policy-issue $lowe" ],
    may => [ "confirm-request $gp", "extract $ashdown", "extract $wyndham" ]);
%to = map { ($_->{to} => $_) } grep { $_->{template} ne 'extract' } @mails;
my $to_lowe = $to{$lowe} // $ack;
my @asked = grep { $_->{template} =~ /confirm/ } @mails;
ok(scalar @asked, '2: the surgery is asked to confirm in writing');
for my $mail (@asked) {
    like($mail->{text}, qr/confirm/i, "2: $mail->{to} is asked");
    like($mail->{text}, qr/strategy discussion.*medical/is, "2: $mail->{to} reads what was agreed and what is outstanding") if $mail->{to} ne $gp;
}
unlike($to{$ashdown}{text}, qr/strategy discussion|\bmedical\b/i, '2: the acknowledgement does not repeat it');
like($to_lowe->{text}, qr/bruising threshold wording/, '2: the Manager reads the policy issue');
like($to_lowe->{text}, qr/mediation.*course of action|course of action.*mediation/is, '2: and what the policy asks of her');
like($to_lowe->{text}, qr/Chair/, '2: the report to the Chair too');
my $case = $story->case('2026-03-16T16:30');
is_deeply(bars($case), [ 'course-of-action', 'written-confirmation' ], '2: the confirmation and the course of action bar closing');
ok((grep { /^written-confirmation parkgate$/ } Casegate::Story::owed_of($case)), '2: the surgery owes its confirmation');
ok((grep { $_ eq 'chair-report' } @{ owed($case) }), '2: the report to the Chair is owed');
is((grep { /^(?:delay-|file-tick|originator-told|iro|dsl)/ } @{ owed($case) }), 0, '2: no delay to explain, and nothing that another policy asks');
is(scalar @{ $case->{outstanding} }, 1, '2: one thing outstanding');
like($case->{outstanding}[0]{item}, qr/\bmedical\b/i, '2: the medical');
is($case->{outstanding}[0]{due}, undef, '2: with no date yet');
ok(!$case->{outstanding}[0]{done}, '2: and not done');
like($case->{fields}{policy_issue}{value} // '', qr/^yes|bruising/i, '2: a policy issue is recorded');
like(join(' ', $case->{fields}{how_agreed}{value} // '', map { $_->{how} // '' } @{ $case->{discussions} }[1 .. $#{ $case->{discussions} }]), qr/phone/,
    '2: how it was agreed, in its field or as a discussion after the first');
like(flat($case), qr/15:45/, '2: and at what time');
ok(waits($case, $_), "2: it waits for $_") for qw(parkgate wscb);
$story->step('2 five o’clock', at => '2026-03-16T17:00', state => 'closing', sent => [], dates => { 'same-day' => { due => '2026-03-16T17:00:00+00:00', met => 'yes' } });
is((grep { /^delay-/ } @{ owed($story->case('2026-03-16T17:00')) }), 0, '2: no delay record');

# 3. Tue 17 Mar 10:00: the GP confirms, but for the medical
my ($his) = grep { $_->{to} eq $gp } @asked;
@mails = $story->step('3 the accounts differ', at => '2026-03-17T10:00', state => 'closing', stage => qr/^W[24]$/,
    mail => gmail(from => "Hamish Vantongeren <$gp>", at => '2026-03-17T09:56', reply_to => $his // $ack, text => 'Confirmed, but the medical is by Friday.'),
    sent => [ "ack|accounts-differ $gp", "accounts-differ $ashdown" ], may => ["accounts-differ $wyndham"]);
%to = map { ($_->{to} => $_) } @mails;
my $differ = $to{$ashdown} // $to_ashdown;
cmp_ok(scalar(() = $differ->{text} =~ /\bmedical\b/gi), '>=', 2, '3: she reads both accounts');
like($differ->{text}, qr/Friday|20 Mar/, '3: with the day that one of them has');
unlike("$_->{subject} $_->{text}", qr/\b(?:wrong|incorrect|mistaken|right account|correct account|instead of|should read)\b/i, "3: no side taken ($_->{to})") for @mails;
$case = $story->case('2026-03-17T10:00');
ok((grep { $_ eq 'written-confirmation' } @{ bars($case) }), '3: not complete');
ok(scalar($story->page('2026-03-17T10:00') =~ /\bmedical\b.*\bmedical is by Friday|\bmedical\b.*\bmedical\b.*(?:Friday|Fri 20 Mar|2026-03-20)/is), '3: the office sees both');

# 4. 11:00: she answers within the hour
@mails = $story->step('4 Friday, yes', at => '2026-03-17T11:00', state => 'closing', stage => qr/^W[24]$/,
    mail => phone(from => "Pilar Ashdown <$ashdown>", at => '2026-03-17T10:58', reply_to => $differ, text => 'Friday, yes'),
    dates => { outstanding => { due => '2026-03-20', met => 'open' } },
    sent => ["ack|learning-question|learning $ashdown"], may => [ map { "learning-question|learning|satisfied $_" } $wyndham, $gp, $lowe ]);
like(join("\n", map { $_->{text} } @mails), qr/learning/i, '4: what is to be learned is asked');
like(join("\n", map { $_->{text} } @mails), qr/satisfied/i, '4: and whether they are satisfied');
$case = $story->case('2026-03-17T11:00');
is_deeply(bars($case), ['course-of-action'], '4: the confirmations match; the course of action is awaited');
is((grep { $_ eq 'written-confirmation' } @{ owed($case) }), 0, '4: no confirmation is owed');
is_deeply([ map { $_->{due} } @{ $case->{outstanding} } ], ['2026-03-20'], '4: one thing outstanding, due Friday');
ok((grep { $_ eq 'learning' } @{ owed($case) }), '4: learning is owed, and bars nothing');
ok(!waits($case, 'parkgate'), '4: the surgery is waited for no more') or diag(flat($case->{waiting_for}));
ok(waits($case, 'wscb'), '4: the Manager is');
$story->step('4 five o’clock', at => '2026-03-17T17:00', state => 'closing', sent => []);

# 5. Thu 19 Mar: the Manager
$story->step('5 the course of action', at => '2026-03-19T14:20', state => 'closed',
    mail => outlook(from => "Harriet Lowe <$lowe>", at => '2026-03-19T14:15', reply_to => $to_lowe,
        text => "Course of action: the threshold document gets a paragraph on bruising, drafted by the end of April.\nThe issue has been reported to the Chair.\n"
            . "Learning points: to the procedures subgroup.\nMediation is not needed.\n\nHarriet Lowe\nBoard and Partnerships Manager"),
    sent => [ "closed $ashdown", "closed $wyndham" ], may => [ "ack $lowe", "closed $gp" ]);
$case = $story->case('2026-03-19T14:20');
is((grep { /^(?:course-of-action|chair-report|mediation|written-confirmation)$/ } @{ owed($case) }), 0, '5: nothing of that is owed') or diag(flat($case->{owed}));
is_deeply([ map { [ $_->{due}, $_->{done} ? 'done' : 'open' ] } @{ $case->{outstanding} } ], [ [ '2026-03-20', 'open' ] ], '5: the medical stays outstanding after closing');
like(flat($case), qr/paragraph on bruising/, '5: the course of action is on the record');
like(flat($case), qr/procedures subgroup/, '5: so is where the learning goes');
is((grep { $_->{to} eq $chair } @{ $case->{sent} }), 0, '5: the Chair was told by the Manager, not by us');
$story->step('5 that evening', at => '2026-03-19T17:00', state => 'closed', sent => []);

# 6. Fri 20 Mar: the medical is due
my @parties = map { "reminder $_" } $ashdown, $wyndham, $gp;
my @reminded = map { $story->step("6 Friday, $_", at => "2026-03-20T$_", state => 'closed', sent => [], may => \@parties) } qw(09:00 17:00 17:30);
ok(scalar @reminded, '6: somebody is reminded');
my %times;
$times{ $_->{to} }++ for @reminded;
is((grep { $_ > 1 } values %times), 0, '6: nobody twice');
$story->step('6 a week later', at => '2026-03-27T17:30', state => 'closed', sent => []);
$story->finish;
