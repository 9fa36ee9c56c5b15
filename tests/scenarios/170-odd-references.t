# References, dates and stages that cannot be right: nothing is refused for its form and nothing is guessed. A reference with a wrong
# check letter finds no case; a message to a closed case moves nothing until the office re-opens it; a date in the future and a
# stage that does not exist are asked about.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my $teacher = 'tola.brightwater@oakfield.example';
my $lead    = 'idris.penhallow@oakfield.example';
my $reyes   = 'callum.reyes@csc.havering.example';
my $story = Casegate::Story->new('havering-2020', originator => $teacher, secrets => [@school_secrets]);

$story->step('a case', at => '2026-03-09T09:00', opens => 1, state => 'open', stage => 'S2',
    mail => outlook(from => "Idris Penhallow <$lead>", at => '2026-03-09T08:58', subject => 'Escalation', text => '', form => school_form()),
    sent => [ "ack $lead", "notice $reyes", "told $teacher" ]);
my $reference = $story->reference;

(my $wrong = $reference) =~ s/.$/{ $& eq 'A' ? 'B' : 'A' }/e;
my @mails = $story->step('a wrong check letter', at => '2026-03-09T10:00', held => 1, state => 'open', stage => 'S2',
    mail => phone(from => "Idris Penhallow <$lead>", at => '2026-03-09T09:58', subject => "Re: $wrong", text => 'Not resolved.'),
    sent => ["which-case|ack $lead"]);
like($mails[0]{text}, qr/which case/i, 'a party is asked which case is meant');
is_deeply([ map { $_->{reference} } @{ $story->site->held('2026-03-09T10:00')->[0]{suggestions} } ], [$reference], 'the office sees the likely one');

@mails = $story->step('a date in the future, a stage that does not exist', at => '2026-03-09T11:00', opens => 1, held => 1, state => 'provisional', stage => undef,
    mail => gmail(from => "Idris Penhallow <$lead>", at => '2026-03-09T10:58', subject => 'Escalation', text => '',
        form => school_form(stage => 'Seven', arose => 'Mon 30 March 2026',
            children => [ { name => 'Corin Hale', dob => '03/03/2017', ids => '', setting => '', status => 'None' } ])),
    sent => [ "ack $lead", "told $teacher" ]);
like($mails[0]{text} =~ s/\s+/ /gr, qr/When did the disagreement arise\? In line \d+ of your message we read "Mon 30 March 2026": this date lies in the future/, 'the date is asked about by its label')
    if $mails[0]{to} eq $lead;
my ($ack) = grep { $_->{to} eq $lead } @mails;
like($ack->{text} =~ s/\s+/ /gr, qr/\. Stage In line \d+ of your message we read "Seven": the policy has no such stage\. Possible answers: Stage One, Stage Two/, 'and the stage');

$story->site->must(undef, 'close', $reference, '--by', 'Inez Quill', '--why', 'settled on the telephone', '--now', '2026-03-10T09:00');
$story->happens('the next day', undef, '2026-03-10T09:00');
$story->step('to a closed case', at => '2026-03-11T09:00', held => 2, reference => $reference, state => 'closed', sent => ["ack $reyes"],
    mail => outlook(from => "Callum Reyes <$reyes>", at => '2026-03-11T08:58', subject => "Re: $reference", text => 'Not resolved after all. New information.'));
is($story->case('2026-03-11T09:00', $reference)->{cycle}, 1, 'a message alone re-opens nothing');
$story->site->must(undef, 'reopen', $reference, '--by', 'Inez Quill', '--why', 'new information', '--now', '2026-03-11T10:00');
my $case = $story->case('2026-03-11T10:00', $reference);
is($case->{state}, 'open', 'the office re-opens it');
is($case->{cycle}, 2, 'in a second cycle');
is($case->{stage}{id}, 'S2', 'where it was settled');
$story->site->send('2026-03-11T10:00');
$story->finish;
