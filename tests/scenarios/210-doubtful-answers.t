# Answers that are none: a day still to come starts no clock and is asked again, 'see attached' says nothing, a reference
# told of in a form joins no case; and 'yesterday' stays the day it was when it was written.
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
my $story   = Casegate::Story->new('havering-2020', originator => $teacher, secrets => [@school_secrets]);

$story->step('a day still to come', at => '2026-03-09T09:00', opens => 1, state => 'provisional', stage => 'S2', dates => {},
    mail => outlook(from => "Idris Penhallow <$lead>", at => '2026-03-09T08:58', subject => 'Escalation', text => '',
        form => school_form(arose => '6 March 2027')),
    sent => [ "ack $lead", "notice $reyes", "told $teacher" ]);
my $case = $story->case('2026-03-09T09:00');
is((grep { $_ eq 'disagreement_date' } @{ $case->{missing} }), 1, 'the day is asked again');
is((grep { $_->{kind} eq 'guide' } @{ $case->{dates} }), 0, 'no clock starts in the future');

$story->step('the right day, as people say it', at => '2026-03-09T10:00', state => 'open', stage => 'S2', dates => { guide => '2026-03-13' },
    mail => phone(from => "Idris Penhallow <$lead>", at => '2026-03-09T09:58', subject => $story->reference,
        text => 'When did the disagreement arise? yesterday'), sent => ["ack $lead"]);
$story->step('stays that day', at => '2026-03-12T10:00', state => 'open', stage => 'S2', dates => { guide => '2026-03-13' },
    mail => phone(from => "Callum Reyes <$reyes>", at => '2026-03-12T09:58', subject => $story->reference, text => 'Thank you, noted.'),
    sent => ["ack $reyes"]);

my $first = $story->reference;
my $other = school_form(problem => "Much as in $first, nobody visits.",
    children => [ { name => 'Petra Lowe', dob => '1/02/2020', status => 'None' } ]);
$story->step('another child, the first case told of', at => '2026-03-12T11:00', opens => 1,
    mail => outlook(from => "Idris Penhallow <$lead>", at => '2026-03-12T10:58', subject => 'Escalation', text => '', form => $other),
    sent => [ "ack $lead", "notice $reyes", "told $teacher" ]);
$story->finish;
