# Warrington 2 L46b: what is closed as confirmed by both has been confirmed by both. An answer that tells another account in
# prose, or speaks against the one it was shown, waits for the office, and closes nothing.
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

sub resolved {
    my ($text) = @_;
    my $story = Casegate::Story->new('warrington-2021', originator => $gp, secrets => [@surgery_secrets]);
    surgery_opens($story);
    $story->step('reported', at => '2026-03-16T10:00', state => 'closing', sent => [ "ack $ashdown", "confirm-request $wyndham" ],
        mail => phone(from => "Pilar Ashdown <$ashdown>", at => '2026-03-16T09:59', subject => $story->reference, text => $text));
    return $story;
}

sub from_wyndham { my ($story, $at, $text) = @_; return phone(from => "Isla Wyndham <$wyndham>", at => $at, subject => $story->reference, text => $text) }

my $story = resolved('We spoke by phone and agreed that a joint visit will take place on Wednesday. Nothing is outstanding.');
my @others = (
    "This isn't quite what we agreed. We agreed it would be today.",
    'I remember it differently: we agreed a visit this week.',
    'We agreed a section 47, which is different from a joint visit.',
    "I'm afraid I don't recognise this as what we agreed.",
    'Wednesday is too late, we agreed Tuesday.',
    'Confirmed. It is on Thursday.',
);
for my $n (0 .. $#others) {
    my $at = sprintf '2026-03-16T11:%02d', 5 * $n;
    $story->step($others[$n], at => $at, state => 'closing', held => $n + 1, sent => [], may => [ "ack $wyndham", 'office-alarm theo.banks@partnership.warrington.example' ], mail => from_wyndham($story, $at, $others[$n]));
    is($story->newest_held($at)->{reason}, 'confirmation-unclear', 'a person reads how it is meant');
    is(scalar(grep { $_->{kind} eq 'written-confirmation' } @{ $story->case($at)->{owed} }), 1, 'it confirms nothing');
}
my @held = sort { $a->{id} <=> $b->{id} } @{ $story->site->held('2026-03-16T11:40') };
$story->office('2026-03-16T11:40', 'Theo Banks', 'held', $held[0]{id}, 'link', $story->reference, '--why', 'they do not differ');
is_deeply([ map { $_->{agency} } grep { $_->{kind} eq 'written-confirmation' } @{ $story->case('2026-03-16T11:40')->{owed} } ], ['parkgate'], 'filed for another reason it confirms nothing, and asks nobody anew');
$story->office('2026-03-16T11:41', 'Theo Banks', 'held', $held[1]{id}, 'link', $story->reference, '--why', 'accounts differ');
my $case = $story->case('2026-03-16T11:41');
is($case->{state}, 'closing', 'nothing closes');
is_deeply([ sort map { $_->{agency} } grep { $_->{kind} eq 'written-confirmation' } @{ $case->{owed} } ], [ 'csc', 'parkgate' ], 'both are asked');
ok(scalar(grep { $_->{to} eq $ashdown } $story->site->tick('2026-03-16T11:41')), 'the other party is told');

my @plain = ('Confirmed.', 'Yes, that is what we agreed', 'I confirm', 'Agreed, thank you', 'Agreed - joint visit Wednesday.',
    "Yes that's right, thanks for sorting it so quickly", "Hi Pilar,\n\nConfirmed, the visit is on Wednesday 18 March.\n\nKind regards\nIsla");
for my $text (@plain) {
    my $plain = resolved('We spoke by phone and agreed that a joint visit will take place on Wednesday. Nothing is outstanding.');
    $plain->step($text, at => '2026-03-16T11:00', state => 'closed', sent => [ "ack $wyndham", "closed $ashdown" ], may => ["closed $gp"], mail => from_wyndham($plain, '2026-03-16T11:00', $text));
}
my $asked = resolved('Agreed by telephone: a joint visit on Wednesday. Nothing is outstanding.');
$asked->step('another day', at => '2026-03-16T11:00', state => 'closing', held => 1, sent => ["ack $wyndham"], mail => from_wyndham($asked, '2026-03-16T11:00', 'Confirmed, a joint visit on Thursday'));
$asked->office('2026-03-16T11:40', 'Theo Banks', 'held', $asked->newest_held('2026-03-16T11:30')->{id}, 'link', $asked->reference, '--why', 'confirmed: she meant Wednesday');
is($asked->case('2026-03-16T11:40')->{state}, 'closed', 'by the office\'s reading it confirms');
done_testing();
