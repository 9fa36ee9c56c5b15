# Scenario 1 by the rules that Havering 2020 shares: a form with three blanks opens a case at once, is asked for what is
# missing once and by label, and the reviewing officer is told when the status is known, not before.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my $visitor = 'bea.okonjo-lund@riverbend.example';
my $delane  = 'sorcha.delane@riverbend.example';
my $reyes   = 'callum.reyes@csc.havering.example';
my $iro     = 'iro.service@csc.havering.example';

my $story = Casegate::Story->new('havering-2020',
    originator => $visitor,
    secrets => [ child_secrets(name => 'Merrin Quayle', dob => '2023-11-07', ids => ['999 500 1179'],
        phrases => ['weight has fallen', 'strategy discussion', 'Joel Amadi']) ]);

# 1. Mon 9 Mar 09:05: the form as a Word table, three cells left empty
my $form = escalation_form(
    labels => { dob => 'DOB', originator => 'Person raising', role => 'Job title', raising => 'Referring agency', outcome => 'Desired outcome' },
    stage => 'Two', originator => 'Bea Okonjo-Lund', role => 'Health visitor', raising => 'Riverbend Community Health',
    contact => "$visitor, 01632 960117", manager => 'Sorcha Delane', challenged => 'Havering CSC', person => 'Joel Amadi',
    opposite => 'Callum Reyes',
    children => [ { name => 'Merrin Quayle', dob => '7.11.23', ids => '999 500 1179', setting => 'Millbrook Surgery', status => '' } ],
    harm => '', arose => 'Fri 6 Mar 2026', about => 'Decision', decision => 'Referral closed without a visit on 6 March',
    reasons => 'Levels of need', problem => 'The referral was closed although the weight has fallen twice.',
    evidence => 'Growth chart, two weighings in our clinic.', outcome => '', safe_by => 'Fri 20 Mar 2026',
    discussions => '6 March 2026, with the duty worker, telephone, stage one, not resolved',
);
my @mails = $story->step('1 three blanks', at => '2026-03-09T09:05', opens => 1,
    mail => outlook(from => "Bea Okonjo-Lund <$visitor>", at => '2026-03-09T09:03', subject => 'Escalation form', text => 'Form below.',
        form => $form, table => 1),
    state => 'provisional', stage => 'S2', missing => [ 'immediate_harm', 'child.status', 'outcome_sought' ],
    dates => { guide => '2026-03-13', 'safe-by' => '2026-03-20' }, next_date => '2026-03-13',
    sent => [ "ack $visitor", "notice $reyes", "notice $delane" ]);
my %to = map { ($_->{to} => $_) } @mails;
my $ack = $to{$visitor}{text} =~ s/\s+/ /gr;
my ($still) = $ack =~ /(still needed.*?)To add to the case/i;
like($still, qr/Is the child at immediate risk of harm.*Legal \/ plan status/s, 'asked by label, immediate harm first');
like($still, qr/Is the child at immediate risk of harm.*What do you want to happen/s, 'all three');
unlike($still, qr/What is the problem|Date of birth|Own reference|Record of discussions/, 'and nothing else');
like($to{$_}{text}, qr/provisional/i, "$_ is told that it is provisional") for $reyes, $delane;
is($story->case('2026-03-09T09:05')->{missing}[0], 'immediate_harm', 'immediate harm first in the record too');
like($story->site->must(undef, 'queue', '--now', '2026-03-09T09:05'), qr/immediate harm/i, 'the queue says that it is not answered');

# 2. 09:40: the answers, as prose, above a quote that holds all the labels again
@mails = $story->step('2 the answers', at => '2026-03-09T09:40', state => 'open', stage => 'S2', missing => [],
    mail => apple(from => "Bea Okonjo-Lund <$visitor>", at => '2026-03-09T09:38', reply_to => $to{$visitor},
        text => "No. She is looked after. We want a strategy discussion.\nOur ref: Not applicable"),
    sent => [ "ack $visitor", "status $iro" ]);
my ($short) = grep { $_->{to} eq $visitor } @mails;
like($short->{text} =~ s/\s+/ /gr, qr/nothing (?:more|further|else)/i, 'nothing more is needed, and the answer says so');
my ($notice) = grep { $_->{to} eq $iro } @mails;
like($notice->{text}, qr/Merrin Quayle/, 'the reviewing officer reads which child');
like($notice->{text}, qr/looked after/i, 'and the status');
my $case = $story->case('2026-03-09T09:40');
is_deeply($case->{children}[0]{status}, ['looked_after'], 'the status is recorded');
like($case->{fields}{immediate_harm}{value}, qr/^no\b/i, 'so is the answer on immediate harm');
like($case->{fields}{outcome_sought}{value}, qr/strategy discussion/, 'and the outcome');
like($case->{fields}{problem}{value}, qr/weight has fallen/, 'the first form still stands');

# 3. Fri 13 Mar 17:00: one working week from 6 March
$story->step('3 a minute before', at => '2026-03-13T16:59', state => 'open', stage => 'S2', sent => []);
@mails = $story->step('3 the guide date', at => '2026-03-13T17:00', state => 'open', stage => 'S2', sent => ["prompt $delane"]);
like($mails[0]{text} =~ s/\s+/ /gr, qr/resolved.*Stage Three/is, 'resolved, or on to Stage Three?');
$story->step('3 and only once', at => '2026-03-16T09:00', state => 'open', stage => 'S2', sent => []);
$story->finish;
