# Scenario 0: the whole of Havering's policy, no trouble. A class teacher's disagreement goes from the managers (Stage Two)
# through both senior managers and the partnership's members (Stage Three) to the Chair, who convenes a Panel (Stage Four).
#
# Where the documents leave two readings this is ours: who writes about a case is answered, the Chair too (design 6); tiers with
# nobody in post are no tiers, so that of the members is the second; of the two dates the shorter prompts the raising holder, once.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Mail;
use Casegate::Story;
use Digest::SHA qw(sha256_hex);
use Test::More;

my $teacher = 'tola.brightwater@oakfield.example';
my $lead    = 'idris.penhallow@oakfield.example';
my $head    = 'head@oakfield.example';
my $reyes   = 'callum.reyes@csc.havering.example';
my $frost   = 'imelda.frost@csc.havering.example';
my $marsh   = 'gideon.marsh@csc.havering.example';
my $castell = 'ruben.castell@education.havering.example';
my $chair   = 'chair@partnership.havering.example';
my $iro     = 'iro.service@csc.havering.example';

my $story = Casegate::Story->new('havering-2020',
    originator => $teacher,
    secrets => [ child_secrets(name => 'Jory Selwyn', dob => '2018-05-14', ids => ['999 321 4418'],
        phrases => ['three visits were missed', 'visits restart', 'family worker', 'overdue actions', 'Whitcombe']) ]);

# 1. Wed 4 Mar 10:14: the full form
my $form = escalation_form(
    stage => 'Stage Two', originator => 'Tola Brightwater', role => 'Class teacher', raising => 'Oakfield Primary School',
    contact => "$teacher, 01632 960110", manager => 'Idris Penhallow', challenged => "Children's Social Care",
    person => 'Dara Whitcombe', opposite => 'Callum Reyes',
    children => [ { name => 'Jory Selwyn', dob => '14/05/2018', ids => 'NHS 999 321 4418', setting => 'Oakfield Primary School',
        status => 'Child Protection Plan' } ],
    arose => 'Mon 2 March 2026', decision => 'Core group 27 February 2026: weekly visits, a family worker',
    reasons => 'Progressing plans and communication',
    problem => 'The child protection plan is not progressing: three visits were missed.',
    evidence => "Nature: visits recorded as missed on 13, 20 and 27 February.\nSource: our attendance log and the core group's minutes.",
    outcome => 'That visits restart this week and the family worker is named.', safe_by => 'Fri 6 March 2026',
    discussions => '3 March 2026, Tola Brightwater and Dara Whitcombe, telephone, stage one, not resolved',
);
my $opening = outlook(from => "Idris Penhallow <$lead>", at => '2026-03-04T10:12', subject => 'Escalation, Stage Two',
    text => "Good morning,\n\nplease find our escalation below.\n\nIdris Penhallow\nDesignated Safeguarding Lead", form => $form);
my @mails = $story->step('1 the form', mail => $opening, at => '2026-03-04T10:14', opens => 1,
    state => 'open', stage => 'S2', tier => undef, missing => [], waiting => { csc => 'Callum Reyes' },
    dates => { guide => '2026-03-09', 'safe-by' => '2026-03-06' }, next_date => '2026-03-06',
    sent => [ "ack $lead", "notice $reyes", "status $iro", "told $teacher" ]);
my $reference = $story->reference;
my %to = map { ($_->{to} => $_) } @mails;
like($to{$lead}{subject}, qr/\Q$reference\E/, 'the reference stands in the subject of the acknowledgement');
like($to{$lead}{text}, qr/Fri 6 Mar/, 'which says the next date');
like($to{$reyes}{text}, qr/Jory Selwyn.*three visits were missed.*visits restart/s, 'the holder reads the referral as recorded');
like($to{$iro}{text}, qr/Jory Selwyn/, 'the reviewing officer reads which child');
like($to{$iro}{text}, qr/child protection plan/i, 'and the status');
unlike($to{$iro}{text}, qr/three visits/, 'and no more than concerns them');

my $case = $story->case('2026-03-04T10:14');
my $text = Casegate::slurp("$FindBin::Bin/../../routing/policies/havering-2020.yaml");
is_deeply($case->{policy}, { id => 'havering-2020', version => 'January 2020', sha256 => sha256_hex($text) },
    'pinned to the exact text of the policy in force');
is_deeply($case->{agencies}, { raising => 'oakfield', challenged => 'csc' }, 'the two agencies');
is($case->{originator}{email}, $teacher, 'the originator is the teacher, not who wrote');
is($case->{originator}{name}, 'Tola Brightwater', 'by name');
is_deeply($case->{children}[0]{status}, ['cp_plan'], "the child's status");
is((grep { $_->{kind} eq 'iro-notice' } @{ $case->{owed} }), 0, 'the notice to the reviewing officer is owed no more');
is_deeply([ map { [ @$_{qw(date stage)} ] } @{ $case->{discussions} } ], [ [ '2026-03-03', 'S1' ] ], 'the first discussion');
my ($safe_by) = grep { $_->{kind} eq 'guide' } @{ $case->{dates} };
like($safe_by->{why}, qr/5 working days from Mon 2 Mar 2026.*Mon 9 Mar/, 'the guide date says why');

# 2. Fri 6 Mar 15:00: not resolved, a new mail with the reference
@mails = $story->step('2 not resolved', at => '2026-03-06T15:00', state => 'open', stage => 'S3', tier => 1,
    mail => phone(from => "Idris Penhallow <$lead>", at => '2026-03-06T14:58', subject => "Re: [$reference]",
        text => 'Spoke 5 Mar, not resolved.'),
    sent => [ "ack $lead", "notice $head", "notice $frost", "extract $lead", "extract $reyes", "told $teacher" ]);
my ($extract) = grep { $_->{to} eq $reyes } @mails;
like($extract->{text}, qr/5 Mar/, "the extract for the child's file has the discussion");
my ($to_head) = grep { $_->{to} eq $head } @mails;
$case = $story->case('2026-03-06T15:00');
is((grep { ($_->{date} // '') eq '2026-03-05' && ($_->{stage} // '') eq 'S2' } @{ $case->{discussions} }), 1,
    'the discussion of 5 March is recorded for Stage Two');

# the dates of the first stages pass; the worker's own date is not given out as the policy's
my ($prompt) = $story->step('2a safe-by date', at => '2026-03-06T17:00', state => 'open', stage => 'S3', tier => 1, sent => ["prompt $head"]);
like($prompt->{text}, qr/date that the\s+worker\s+gave/, 'whose date it is');
unlike($prompt->{text}, qr/policy\s+gives/, 'and not the policy');
$story->step('2a guide date', at => '2026-03-09T17:00', state => 'open', stage => 'S3', tier => 1, sent => []);

# 3. Thu 12 Mar: the senior managers cannot agree
@mails = $story->step('3 senior managers', at => '2026-03-12T11:30', state => 'open', stage => 'S3', tier => 2,
    mail => apple(from => "Leopold Quance <$head>", at => '2026-03-12T11:28', reply_to => $to_head, text => 'Senior managers cannot agree.'),
    waiting => { csc => 'Gideon Marsh', education => 'Ruben Castell' },
    sent => [ "ack $head", "notice $castell", "notice $marsh", "told $teacher" ]);
my ($to_castell) = grep { $_->{to} eq $castell } @mails;

# 4. Tue 17 Mar: the member for education, which represents Oakfield, refers it to the Chair
@mails = $story->step('4 to the Chair', at => '2026-03-17T09:45', state => 'open', stage => 'S4', waiting => { hscp => 'Augusta Renshaw' },
    mail => outlook(from => "Ruben Castell <$castell>", at => '2026-03-17T09:40', reply_to => $to_castell,
        text => "We could not settle this between the members. Please put it before the Chair.",
        form => [ [ 'Stage', 'Four' ], [ 'Agency members engaged',
            "Education Services, Ruben Castell, 12 March 2026\nChildren's Social Care, Gideon Marsh, 16 March 2026" ] ]),
    sent => [ "ack $castell", "notice $chair", "extract $castell", "extract $marsh", "told $teacher" ]);
my ($to_chair) = grep { $_->{to} eq $chair } @mails;
$case = $story->case('2026-03-17T09:45');
is_deeply([ sort map { "$_->{name} $_->{date}" } @{ $case->{members_engaged} } ], [ 'Gideon Marsh 2026-03-16', 'Ruben Castell 2026-03-12' ],
    'the members engaged are recorded');

# 5. Wed 18 Mar: the Chair convenes a Panel
@mails = $story->step('5 a panel', at => '2026-03-18T16:20', state => 'open', stage => 'S4',
    mail => phone(from => "Augusta Renshaw <$chair>", at => '2026-03-18T16:18', reply_to => $to_chair,
        text => "Panel.\n\nPanel members:\nRuben Castell, Education Services, senior officer, full Board member\n"
            . "Gideon Marsh, Children's Social Care, senior officer, full Board member\n"
            . "Desmond Okafor, East Area Police, senior officer, full Board member"),
    sent => [ "representation $head", "representation $frost", "ack $chair", "told $teacher" ]);
my %asked = map { ($_->{to} => $_) } @mails;
$case = $story->case('2026-03-18T16:20');
is_deeply([ sort map { join ' ', $_->{agency}, $_->{name}, map { $_ ? 'yes' : 'no' } @$_{qw(senior full_member)} } @{ $case->{panel} } ],
    [ 'csc Gideon Marsh yes yes', 'eastpolice Desmond Okafor yes yes', 'education Ruben Castell yes yes' ], 'three agencies, all fit to sit');

# 6, 7. Fri 20 Mar: two representations
$story->step('6 a representation', at => '2026-03-20T10:05', state => 'open', stage => 'S4', sent => ["ack $head"],
    mail => gmail(from => "Leopold Quance <$head>", at => '2026-03-20T10:00', reply_to => $asked{$head},
        text => "Our representation to the Panel:\n\nThe school has recorded every missed visit and offered rooms for the meetings."));
is_deeply([ map { $_->{agency} } @{ $story->case('2026-03-20T10:05')->{representations} } ], ['oakfield'], 'one of two is filed');
$story->step('7 the other representation', at => '2026-03-20T15:30', state => 'open', stage => 'S4', sent => ["ack $frost"],
    mail => outlook(from => "Imelda Frost <$frost>", at => '2026-03-20T15:27', reply_to => $asked{$frost},
        text => 'Please find our representation to the Panel attached.',
        attach => [ { name => 'representation.txt', type => 'text/plain', data => "The team was short of two workers in February.\n" } ]));
is_deeply([ sort map { $_->{agency} } @{ $story->case('2026-03-20T15:30')->{representations} } ], [ 'csc', 'oakfield' ], 'two of two are filed');

# 8. Tue 24 Mar: the Panel's decision
@mails = $story->step('8 the decision', at => '2026-03-24T12:00', state => 'closing',
    mail => outlook(from => "Augusta Renshaw <$chair>", at => '2026-03-24T11:52', subject => "[$reference] decision",
        text => "The Panel collectively decided today: the overdue actions of the plan start by 31 March and are reviewed each week."),
    owed => [ 'file-tick csc 1', 'file-tick oakfield 1' ],
    sent => [ "decision $head", "decision $frost", "extract $head", "extract $frost", "told $teacher", "ack $chair" ]);
like((grep { $_->{template} eq 'notice-decision' } @mails)[0]{text}, qr/overdue actions/, 'the decision reaches the agencies');
like((grep { $_->{template} eq 'extract' } @mails)[0]{text}, qr/overdue actions/, "and the child's file, by the extract");
ok(!(grep { !$_->{bars_closing} } @{ $story->case('2026-03-24T12:00')->{owed} }), 'what is owed bars closing');

# 9, 10. Wed 25 and Thu 26 Mar: recorded on file, twice
$story->step('9 on file', at => '2026-03-25T09:10', state => 'closing', owed => ['file-tick csc 1'], sent => ["ack $lead"],
    mail => phone(from => "Idris Penhallow <$lead>", at => '2026-03-25T09:08', subject => "[$reference]", text => 'Recorded on file.'));
$story->step('10 on file', at => '2026-03-26T14:40', state => 'closed', owed => [],
    mail => gmail(from => "Callum Reyes <$reyes>", at => '2026-03-26T14:35', subject => "Re: [$reference]", text => "Recorded on the child's file today."),
    sent => [ "closed $head", "closed $frost", "closed $teacher", "ack $reyes" ]);
$story->finish;
