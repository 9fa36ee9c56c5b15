# Only a time said of the agreeing itself says when it was settled (Warrington 3; scenario 3): that of what was agreed, of a visit or
# a strategy discussion to come, meets no limit that has passed and dates no discussion. And what is no call is no telephone call.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Board;
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my $gp      = 'hamish.vantongeren@parkgate.example';
my $ashdown = 'pilar.ashdown@csc.warrington.example';

sub settled {
    my ($text) = @_;
    my $story = Casegate::Story->new('warrington-2021', originator => $gp, secrets => [@surgery_secrets]);
    surgery_opens($story);
    $story->happens('five o’clock', undef, '2026-03-16T17:00');
    my (undef, undef, @mails) = $story->happens($text, outlook(from => "Pilar Ashdown <$ashdown>", at => '2026-03-18T10:58', subject => '[' . $story->reference . ']', text => $text),
        '2026-03-18T11:00');
    return ($story, $story->case('2026-03-18T11:00'));
}

for my $row (['We have agreed a strategy discussion for 3pm on Monday.', 0], ['We have agreed that a visit takes place with the nurse on Monday.', 0], ['All agreed.', 0],
    ['We agreed this on Monday at 3pm.', 1], ['All agreed at 15:00 on Monday.', 1]) {
    my ($text, $in_time) = @$row;
    subtest $text => sub {
        my ($story, $case) = settled($text);
        is($case->{state}, 'closing', 'it is settled');
        my ($limit) = grep { $_->{kind} eq 'same-day' } @{ $case->{dates} };
        is($limit->{met} ? 1 : 0, $in_time, $in_time ? 'in time, as the message says' : 'not in time');
        is(scalar(grep { /^delay/ } Casegate::Story::owed_of($case)) ? 1 : 0, 1 - $in_time, $in_time ? 'no delay to explain' : 'the delay is still to be explained');
        my @on_monday = grep { ($_->{date} // '') eq '2026-03-16' && $_->{outcome} =~ /agreed/i } @{ $case->{discussions} };
        is(scalar @on_monday, $in_time, $in_time ? 'and it dates the discussion' : 'nor does it date one');
        $story->finish;
    };
}

subtest 'a name is no telephone call' => sub {
    my ($story, $case) = settled('No reply from Callum at all so we are moving to the representatives.');
    is_deeply([ grep { $_->{outcome} =~ /Callum/ } @{ $case->{discussions} } ], [], 'no discussion is recorded');
    $story->finish;
};
done_testing();
