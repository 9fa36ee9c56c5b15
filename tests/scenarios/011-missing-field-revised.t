# Scenario 1 under Havering's revised policy: a form with three blanks opens a case at once, provisional, and routes with what it has; what is
# missing is asked for once and by label, immediate harm first; the reviewing officer (2.5) is told when the status is known and not
# before; one working week is a guide (1.4) that prompts and is never 'overdue'. The outcome of stage one is recorded (flowchart).
#
# The school's case is there so that 'at the top of the queue' says something: its date is the nearer one.
# 'Who is told' and the story agree: the line manager of each side, and not the named professional. Left open: whether the visitor's own
# manager is waited for as well as the team manager, how the outcome of stage one is worded in the record, and in which words
# the queue shows the unanswered question. Names assumed: those of the first Havering.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Mail;
use Casegate::Story;
use Digest::SHA qw(sha256_hex);
use Test::More;

my $visitor = 'bea.okonjo-lund@riverbend.example';
my $delane  = 'sorcha.delane@riverbend.example';
my $reyes   = 'callum.reyes@csc.havering.example';
my $iro     = 'iro.service@csc.havering.example';
my $teacher = 'tola.brightwater@oakfield.example';
my $lead    = 'idris.penhallow@oakfield.example';

my $story = Casegate::Story->new('havering-revised',
    originator => $visitor,
    secrets => [ @school_secrets, child_secrets(name => 'Merrin Quayle', dob => '2023-11-07', ids => ['999 500 1179'],
        phrases => ['weight has fallen', 'strategy discussion', 'Joel Amadi']) ]);
sub flat { return $_[0] =~ s/\s+/ /gr }

# Fri 6 Mar: another case, complete, with a nearer date
$story->step('0 another case', at => '2026-03-06T15:00', opens => 1, state => 'open', stage => 'S2', missing => [], next_date => '2026-03-10',
    mail => outlook(from => "Idris Penhallow <$lead>", at => '2026-03-06T14:58', subject => 'Escalation', text => '', form => school_form(arose => 'Tue 3 March 2026')),
    sent => [ "ack $lead", "notice $reyes", "told $teacher" ]);
my $other = $story->reference;

# 1. Mon 9 Mar 09:05: the form, with three lines left empty
my $form = escalation_form(
    labels => { dob => 'DOB', originator => 'Referrer', role => 'Designation', raising => 'Organisation', outcome => 'Desired outcome', problem => 'Summary of concern' },
    stage => 'Stage 2', originator => 'Bea Okonjo-Lund', role => 'Health visitor', raising => 'Riverbend Community Health',
    contact => "$visitor, 01632 960117", manager => 'Sorcha Delane', challenged => 'CSC', person => 'Joel Amadi', opposite => 'Callum Reyes',
    children => [ { name => 'Merrin Quayle', dob => '07/11/2023', ids => '999 500 1179', setting => 'Millbrook Surgery', status => '' } ],
    harm => '', arose => 'Friday 6 March 2026', about => 'Decision', decision => 'Referral closed without a visit on 6 March',
    reasons => 'Levels of need', problem => 'The referral was closed although the weight has fallen twice.',
    evidence => 'Growth chart, two weighings in our clinic.', outcome => '', safe_by => 'Fri 20 March 2026',
    discussions => '6 March 2026, Bea Okonjo-Lund and the duty worker, telephone, stage one, not resolved',
);
my @mails = $story->step('1 three blanks', at => '2026-03-09T09:05', opens => 1,
    mail => gmail(from => "Bea Okonjo-Lund <$visitor>", at => '2026-03-09T09:02', subject => 'Escalation form', text => "Hello,\n\nour form is below.", form => $form),
    state => 'provisional', stage => 'S2', tier => undef, missing => [ 'immediate_harm', 'child.status', 'outcome_sought' ],
    dates => { guide => { due => '2026-03-13', met => 'open', why => qr/5 working days from Fri 6 Mar 2026.*Fri 13 Mar/ }, 'safe-by' => '2026-03-20' },
    next_date => '2026-03-13', sent => [ "ack $visitor", "notice $reyes", "notice $delane" ]);
my $reference = $story->reference;
my %to = map { ($_->{to} => $_) } @mails;
my $asked = $to{$visitor};
like($asked->{subject}, qr/\Q$reference\E/, '1: the reference stands in the subject of the acknowledgement');
my ($still) = flat($asked->{text}) =~ /(still needed.*?)To add to the case/i;
like($still, qr/Is the child at immediate risk of harm.*Legal \/ plan status/s, '1: asked by label, immediate harm first');
like($still, qr/Is the child at immediate risk of harm.*What do you want to happen/s, '1: all three');
unlike($still, qr/What is the problem|Date of birth|Own reference|Record of discussions/, '1: and nothing else');
for my $holder ($reyes, $delane) {
    like($to{$holder}{text}, qr/provisional/i, "1: $holder is told that it is provisional");
    like($to{$holder}{text}, qr/Merrin Quayle.*weight has fallen/s, "1: $holder reads what there is");
}
my $case = $story->case('2026-03-09T09:05');
ok((grep { ($_->{name} // '') eq 'Callum Reyes' } @{ $case->{waiting_for} }), '1: it waits for the team manager');
is($case->{missing}[0], 'immediate_harm', '1: immediate harm first in the record too');
is($case->{policy}{id}, 'havering-revised', '1: under the revised policy');
like($case->{policy}{version}, qr/revised/i, '1: by the name of its version');
is($case->{policy}{sha256}, sha256_hex(Casegate::slurp($story->site->folder . '/routing/policies/havering-revised.yaml')), '1: and its exact text');
my ($talk) = grep { ($_->{stage} // '') eq 'S1' } @{ $case->{discussions} };
is($talk && $talk->{date}, '2026-03-06', '1: the discussion of stage one is recorded');
like($talk && $talk->{outcome}, qr/not resolved|unresolved/i, '1: with its outcome, as the flowchart asks');
is($story->site->queue('2026-03-09T09:05')->{cases}[0]{reference}, $reference, '1: it stands at the top of the queue, before the nearer date');
like($story->page('2026-03-09T09:05', 'queue'), qr/immediate harm/i, '1: and the queue says that it is not answered');

# 2. 09:40: the answers, as prose, above a quote that holds all the labels again
@mails = $story->step('2 the answers', at => '2026-03-09T09:40', state => 'open', stage => 'S2', missing => [],
    mail => outlook(from => "Bea Okonjo-Lund <$visitor>", at => '2026-03-09T09:37', reply_to => $asked,
        text => "No. She is looked after. We want a strategy discussion.\nOur ref: Not applicable"),
    dates => { guide => '2026-03-13', 'safe-by' => '2026-03-20' }, next_date => '2026-03-13', sent => [ "ack $visitor", "status $iro" ]);
my ($short) = grep { $_->{to} eq $visitor } @mails;
like(flat($short->{text}), qr/nothing (?:more|further|else)/i, '2: nothing more is needed, and the answer says so');
my ($notice) = grep { $_->{to} eq $iro } @mails;
like($notice->{text}, qr/Merrin Quayle/, '2: the reviewing officer reads which child');
like($notice->{text}, qr/looked after/i, '2: and the status');
unlike($notice->{text}, qr/weight has fallen|strategy discussion/, '2: and no more than concerns them');
$case = $story->case('2026-03-09T09:40');
is_deeply($case->{children}[0]{status}, ['looked_after'], '2: the status is recorded');
like($case->{fields}{immediate_harm}{value}, qr/^no\b/i, '2: so is the answer on immediate harm');
like($case->{fields}{outcome_sought}{value}, qr/strategy discussion/, '2: and the outcome');
like($case->{fields}{problem}{value}, qr/weight has fallen/, '2: the first form still stands');
is((grep { $_->{kind} eq 'iro-notice' } @{ $case->{owed} }), 0, '2: the notice is owed no more');
is($story->site->queue('2026-03-09T09:40')->{cases}[0]{reference}, $other, '2: the nearer date stands first again');

# the other case's week ends
$story->step('2a its own prompt', at => '2026-03-10T17:00', reference => $other, state => 'open', stage => 'S2', sent => ["prompt $lead"]);

# 3. Fri 13 Mar 17:00: one working week from 6 March
$story->step('3 a minute before', at => '2026-03-13T16:59', state => 'open', stage => 'S2', sent => []);
@mails = $story->step('3 the guide date', at => '2026-03-13T17:00', state => 'open', stage => 'S2', sent => ["prompt $delane"]);
like($mails[0]{subject}, qr/\Q$reference\E/, '3: about this case');
like(flat($mails[0]{text}), qr/resolved.*Stage Three/is, '3: resolved, or on to Stage Three?');
unlike($mails[0]{text}, qr/overdue|\blate\b|breach/i, '3: a guide, not a deadline');
$story->step('3 and only once', at => '2026-03-16T09:00', state => 'open', stage => 'S2', sent => []);
$story->finish;
