# Warrington 2 L44-L46: what answers the request for a written confirmation with a no confirms nothing, whatever else is in it,
# and a no whose list of outstanding issues is filled in is a no.
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

sub bars { my ($case) = @_; return [ sort map { join ' ', grep { defined } @$_{qw(kind agency)} } grep { $_->{bars_closing} } @{ $case->{owed} } ] }

my $story = Casegate::Story->new('warrington-2021', originator => $gp, secrets => [@surgery_secrets]);
surgery_opens($story);
$story->step('reported', at => '2026-03-16T10:00', state => 'closing', sent => [ "ack $ashdown", "confirm-request $wyndham" ],
    mail => phone(from => "Pilar Ashdown <$ashdown>", at => '2026-03-16T09:59', subject => $story->reference,
        text => 'Agreed by telephone: a joint visit this afternoon. Nothing is outstanding.'));

sub from_wyndham {
    my ($at, @form) = @_;
    return outlook(from => "Isla Wyndham <$wyndham>", at => $at, subject => $story->reference, text => 'As asked.', form => \@form);
}

my @noes = (
    [ 'a bare no',         [ 'Written confirmation', 'no' ],                  [ 'Outstanding issues', 'none' ] ],
    [ 'a no in a sentence', [ 'Written confirmation', 'No, we do not agree' ], [ 'Outstanding issues', 'medical, CSC, Fri 20 March' ] ],
    [ 'in other words',    [ 'Written confirmation', 'We do not agree with this' ], [ 'Agreed outcome', 'a joint visit this afternoon' ], [ 'Outstanding issues', 'none' ] ],
    [ 'not yet',           [ 'Written confirmation', 'Not yet' ],             [ 'Agreed outcome', 'a joint visit this afternoon' ], [ 'Outstanding issues', 'none' ] ],
    [ 'no idea',           [ 'Written confirmation', 'No idea, ask Pilar' ],  [ 'Agreed outcome', 'a joint visit this afternoon' ], [ 'Outstanding issues', 'none' ] ],
);
for my $n (0 .. $#noes) {
    my ($name, @form) = @{ $noes[$n] };
    my $time = sprintf '2026-03-16T%02d:%02d', 11 + 45 * $n / 60, 45 * $n % 60;
    $story->step($name, at => $time, state => 'closing', held => $n + 1, sent => [], may => ["ack $wyndham"], mail => from_wyndham($time, @form));
    is($story->newest_held($time)->{reason}, 'disputes-resolution', "$name: a person looks");
    my $case = $story->case($time);
    is_deeply(bars($case), ['written-confirmation parkgate'], "$name: nothing is met");
    is_deeply($case->{outstanding}, [], "$name: its list is nobody's");
}
my ($first) = sort { $a->{id} <=> $b->{id} } @{ $story->site->held('2026-03-16T15:00') };
$story->office('2026-03-16T15:00', 'Theo Banks', 'held', $first->{id}, 'link', $story->reference, '--why', 'rang her: she is asked again');
is_deeply(bars($story->case('2026-03-16T15:00')), ['written-confirmation parkgate'], 'filed by the office it is still a no');
$story->site->outgoing;
$story->step('a yes', at => '2026-03-16T16:00', state => 'closing', held => @noes - 1, sent => [], may => [ "ack $wyndham", 'office-alarm theo.banks@partnership.warrington.example' ],
    mail => from_wyndham('2026-03-16T15:59', [ 'Written confirmation', 'Yes, 16 March' ], [ 'Outstanding issues', 'none' ]));
is_deeply(bars($story->case('2026-03-16T16:01')), [], 'nothing is owed, and what waits bars the closing');
for my $held (sort { $a->{id} <=> $b->{id} } @{ $story->site->held('2026-03-16T16:02') }) {
    is($story->case('2026-03-16T16:02')->{state}, 'closing', 'as long as any of it waits');
    $story->office('2026-03-16T16:02', 'Theo Banks', 'held', $held->{id}, 'set-aside', '--why', 'she has said yes since');
}
is($story->case('2026-03-16T16:03')->{state}, 'closed', 'then it closes');
$story->site->outgoing;
$story->finish;
