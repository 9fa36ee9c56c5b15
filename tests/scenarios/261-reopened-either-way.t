# One closed case, one message that it is not settled after all, and two commands by which the office may re-open it: the clocks run
# from the message in both. What was confirmed while that message waited belongs to the cycle before, and is owed again.
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
my $wyndham = 'isla.wyndham@parkgate.example';
my $ashdown = 'pilar.ashdown@csc.warrington.example';

sub agreed {
    my $story = Casegate::Story->new('warrington-2021', originator => $gp, secrets => [@surgery_secrets]);
    surgery_opens($story);
    $story->step('reported', at => '2026-03-16T10:00', state => 'closing', sent => [ "ack $ashdown", "confirm-request $wyndham" ],
        mail => phone(from => "Pilar Ashdown <$ashdown>", at => '2026-03-16T09:59', subject => $story->reference,
            text => "Agreed by telephone: a joint visit this afternoon.\n\nOutstanding: none"));
    return $story;
}

sub confirmed {
    my ($story, $at, %more) = @_;
    return $story->step('confirmed', at => $at, state => 'closed', sent => [ "ack $wyndham", "closed $ashdown" ], may => [ "closed $wyndham", "closed $gp" ], %more,
        mail => outlook(from => "Isla Wyndham <$wyndham>", at => $at, subject => $story->reference, text => 'Confirmed.', form => [ [ 'Outstanding issues', 'none' ] ]));
}

sub news {
    my ($story, $at, $state) = @_;
    return $story->step('not settled', at => $at, held => 1, state => $state, sent => ["ack|ack-reopen|reopened $gp"],
        mail => phone(from => "Hamish Vantongeren <$gp>", at => $at, subject => $story->reference, text => 'New information: nobody came.'));
}

sub bars  { my ($story, $at) = @_; return [ sort map { join ' ', grep { defined } @$_{qw(kind agency)} } grep { $_->{bars_closing} } @{ $story->case($at)->{owed} } ] }
sub dates { my ($story, $at) = @_; return [ map { join ' ', map { $_ // '' } @$_{qw(kind due from why)} } @{ $story->case($at)->{dates} } ] }

my %dates;
for my $way ('reopen', 'link') {
    subtest "closed, then $way" => sub {
        my $story = agreed();
        confirmed($story, '2026-03-16T15:00');
        news($story, '2026-03-18T10:30', 'closed');
        my $held = $story->newest_held('2026-03-18T10:30');
        $story->office('2026-03-20T14:00', 'Theo Banks', $way eq 'reopen' ? ('reopen', $story->reference) : ('held', $held->{id}, 'link', $story->reference), '--why', 'nobody came');
        $story->site->tick('2026-03-20T14:00');
        my $case = $story->case('2026-03-20T14:00');
        is_deeply([ @$case{qw(state cycle)} ], [ 'open', 2 ], "$way: open again");
        $dates{$way} = dates($story, '2026-03-20T14:00');
        like(join("\n", @{ $dates{$way} }), qr/re-opened at .*18 March/, "$way: the clock runs from the message") or diag(explain($dates{$way}));
        $story->finish;
    };
}
is_deeply($dates{reopen}, $dates{link}, 'the same dates by either command');

# The message disputes it while the case is closing; it is confirmed before the office has looked, and does not close while it waits.
for my $way ('reopen', 'link') {
    subtest "closing, then $way" => sub {
        my $story = agreed();
        $story->step('disputed', at => '2026-03-16T11:00', held => 1, state => 'closing', sent => ["ack $gp"],
            mail => phone(from => "Hamish Vantongeren <$gp>", at => '2026-03-16T11:00', subject => $story->reference, text => 'New information: nobody came.'));
        my $held = $story->newest_held('2026-03-16T11:00');
        $story->step('confirmed', at => '2026-03-16T12:00', held => 1, state => 'closing', sent => ["ack $wyndham"],
            may => [ "confirm-request $ashdown", "confirm-request $wyndham" ],
            mail => outlook(from => "Isla Wyndham <$wyndham>", at => '2026-03-16T12:00', subject => $story->reference, text => 'Confirmed.', form => [ [ 'Outstanding issues', 'none' ] ]));
        $story->office('2026-03-16T13:00', 'Theo Banks', $way eq 'reopen' ? ('reopen', $story->reference) : ('held', $held->{id}, 'link', $story->reference), '--why', 'nobody came');
        $story->site->tick('2026-03-16T13:00');
        is($story->case('2026-03-16T13:00')->{cycle}, 2, "$way: open again");
        $story->step('reported again', at => '2026-03-17T10:00', state => 'closing', held => undef, sent => [ "ack $ashdown", "confirm-request $wyndham" ],
            mail => phone(from => "Pilar Ashdown <$ashdown>", at => '2026-03-17T09:59', subject => $story->reference,
                text => 'Agreed by telephone: a joint visit tomorrow morning. Nothing is outstanding.'));
        is_deeply([ grep { /^written-confirmation/ } @{ bars($story, '2026-03-17T10:00') } ], ['written-confirmation parkgate'], "$way: she confirms this agreement, not the one before");
        $story->finish;
    };
}
done_testing;
