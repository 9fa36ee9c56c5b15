# Harm that a later message speaks of alarms, whatever the form said (Havering 1.5: 'or the text says so'); an answer that does not rule
# it out is no plain message. And what is only to come is no discussion that took place.
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
my @names = map { my $last = $_; map { "$_ $last" } qw(Aled Megan) } qw(Prys Tane Holt Wray Quill Marr Dune Sorrel Vane Lisk Orme Pell Rusk Tarn Yale Brock);
my $minute = 0;

sub opened {
    my (%form) = @_;
    my $at = sprintf '2026-03-09T%02d:%02d', 9 + int($minute / 60), $minute++ % 60;
    my $name = shift @names;
    my (undef, $opened, @mails) = $story->happens("form $minute", outlook(from => "Tola Brightwater <$teacher>", at => $at, subject => 'Escalation', text => 'See below.',
        form => school_form(harm => 'No', children => [ { name => $name, dob => '0' . ($minute % 9 + 1) . '/05/20' . (10 + $minute % 8), ids => '', setting => '', status => 'None' } ], %form)), $at);
    return ($opened->[0], $at, @mails);
}

sub alarms { return scalar grep { ($_->{header}{subject}[0] // '') =~ /Look at this now/ } @_ }

for my $row ([ 'We have called 999 this morning, dad came to school and threatened to kill her.', 1 ], [ 'The risk is now immediate.', 1 ], [ q{Things have got worse at home, she can't go home tonight.}, 1 ],
    [ 'She told me that stepdad hit her with a belt last night and she is to go home to him at 3.15.', 1 ], [ 'There is no longer any immediate risk.', 0 ]) {
    my ($text, $urgent) = @$row;
    subtest "a message: $text" => sub {
        my ($reference, $at, @first) = opened();
        my (undef, undef, @mails) = $story->happens($text, phone(from => "Tola Brightwater <$teacher>", at => $at, subject => "Re: [$reference]", text => $text), $at);
        is($story->case($at, $reference)->{urgent} ? 1 : 0, $urgent, $urgent ? 'is marked' : 'is not marked');
        is(alarms(@mails) ? 1 : 0, $urgent, 'and the office told so');
        is((grep { $_->{to} eq $lead } @mails) ? 1 : 0, $urgent, 'and the designated lead') or diag(join ' | ', map { $_->{to} } @mails);
        my ($answer) = grep { $_->{to} eq $teacher } @mails;
        like($answer->{text}, qr/immediate risk of harm.*999/s, 'the urgent text stands first');
    };
}

for my $row ([ '999 called', 1 ], [ 'Possibly', 1 ], [ 'Not sure', 0 ]) {
    my ($answer, $urgent) = @$row;
    subtest "an answer: $answer" => sub {
        my ($reference, $at, @mails) = opened(harm => $answer);
        my $case = $story->case($at, $reference);
        is($case->{urgent} ? 1 : 0, $urgent, $urgent ? 'is marked' : 'is not marked');
        is(alarms(@mails) ? 1 : 0, $urgent, $urgent ? 'the office is told' : 'the office is not told');
        is((grep { $_ eq 'immediate_harm' } @{ $case->{missing} }) ? 1 : 0, $urgent, $urgent ? 'and the question stands' : q{'not known' is an answer: nothing is asked});
    };
}

for my $row ([ q{Thank you, yes happy with that. We'll see how Tuesday goes before we say it's resolved.}, '' ], [ q{If this isn't resolved by Friday we will escalate to stage three.}, '' ],
    [ 'Not resolved. We have agreed to talk on Monday.', '' ], [ 'We are meeting again on Thursday 12th as it is not resolved.', '' ],
    [ 'Not resolved: we spoke by telephone on 5 March and will meet on 12 March.', '2026-03-05 telephone' ], [ 'We met on Friday 6 March and could not agree.', '2026-03-06 meeting' ]) {
    my ($text, $want) = @$row;
    subtest "talks: $text" => sub {
        my ($reference, $at) = opened();
        my $before = @{ $story->case($at, $reference)->{discussions} };
        $story->happens($text, phone(from => "Idris Penhallow <$lead>", at => $at, subject => "Re: [$reference]", text => $text), $at);
        my @rows = @{ $story->case($at, $reference)->{discussions} };
        is(join(', ', map { "$_->{date} $_->{how}" } splice @rows, $before), $want, 'only what has happened is a row');
    };
}

subtest 'days that cannot be' => sub {
    my ($reference, $at, @mails) = opened(arose => 'Monday 3 March 2026', children => [ { name => 'Perrin Ash', dob => '4 May', ids => '', setting => '', status => 'child protection plan' } ]);
    my ($answer) = grep { $_->{to} eq $teacher } @mails;
    like($answer->{text} =~ s/\s+/ /gr, qr/lies in the future; please write it as day, month, year, or EDD before it/, 'the date of birth is asked for');
    like($answer->{text} =~ s/\s+/ /gr, qr/the day of the week and the date do not agree/, 'and the day of the disagreement');
    is((grep { $_->{text} =~ /expected/ } @mails), 0, 'nobody is told of an unborn child');
    is((grep { $_->{kind} eq 'guide' } @{ $story->case($at, $reference)->{dates} }), 0, 'and no deadline is taken from it');
};

$story->finish;
