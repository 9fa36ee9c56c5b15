# Warrington 2 L46b: a resolution is confirmed by both on the same account. Words confirm only what was shown to their writer: a
# bare 'confirmed' confirms no outcome that the other party named since, and an outcome that is not the one shown waits for the
# office, which says whether it is a confirmation or another account. A day or a number more is another outcome.
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
my %name    = ($wyndham => "Isla Wyndham <$wyndham>", $ashdown => "Pilar Ashdown <$ashdown>");

# A message of one of the two managers on Mon 16 Mar: in words, and in the lines of the form where there are any.
sub says {
    my ($story, $who, $time, $text, @form) = @_;
    my %mail = (from => $name{$who}, at => "2026-03-16T$time", subject => $story->reference, text => $text);
    return @form ? outlook(%mail, form => [@form]) : phone(%mail);
}

sub step {
    my ($story, $name, $time, $who, $words, %want) = @_;
    return $story->step($name, at => "2026-03-16T$time", mail => says($story, $who, $time, ref $words ? ('Please see below.', @$words) : $words), held => 0, %want);
}

sub begins {
    my ($words, %want) = @_;
    my $story = Casegate::Story->new('warrington-2021', originator => $gp, secrets => [ @surgery_secrets, 'strategy discussion' ]);
    surgery_opens($story);
    step($story, 'reported', '10:00', $ashdown, $words, state => 'closing', sent => [ "ack-confirm $ashdown", "confirm-request $wyndham" ], %want);
    return $story;
}

sub owes { my ($story, $time) = @_; return [ sort map { $_->{agency} } grep { $_->{kind} eq 'written-confirmation' } @{ $story->case("2026-03-16T$time")->{owed} } ] }

sub waits_for_both {
    my ($story, $time, $name) = @_;
    my $held = $story->newest_held("2026-03-16T$time");
    is($held->{reason}, 'confirmation-unclear', "$name: a person reads how it is meant");
    my $offered = join ' ', map { $_->{why} } @{ $held->{suggestions} };
    like($offered, qr/--why '\Q$_\E'/, "$name: '$_' is offered") for 'confirmed', 'accounts differ';
    is_deeply(owes($story, $time), [ 'csc', 'parkgate' ], "$name: it confirms nothing");
    return $held->{id};
}

sub decides { my ($story, $time, $id, $why) = @_; return $story->office("2026-03-16T$time", 'Theo Banks', 'held', $id, 'link', $story->reference, '--why', $why) }
sub recorded { my ($story, $time) = @_; return $story->case("2026-03-16T$time")->{fields}{agreed_outcome}{value} }

my %reported = (
    'in words'  => 'Agreed by telephone: a joint visit on Wednesday.',
    'in a form' => [ [ 'Outcome', 'Resolved' ], [ 'Agreed outcome', 'A joint visit on Wednesday' ] ],
);
my $other = [ [ 'Written confirmation', 'Yes' ], [ 'Agreed outcome', 'A strategy discussion on Monday' ], [ 'Outstanding issues', 'none' ] ];

for my $how (sort keys %reported) {
    subtest "reported $how, and another outcome in the other's form" => sub {
        my $story = begins($reported{$how});
        step($story, 'another', '10:10', $wyndham, $other, state => 'closing', held => 1, sent => ["ack $wyndham"]);
        my $id = waits_for_both($story, '10:10', 'another');
        step($story, 'confirmed', '10:20', $ashdown, 'Confirmed.', state => 'closing', held => 1, sent => ["ack $ashdown"]);
        is_deeply(owes($story, '10:20'), ['parkgate'], 'what she was shown, not what came since');
        decides($story, '10:30', $id, 'accounts differ');
        my @mails = $story->step('both asked', at => '2026-03-16T10:30', state => 'closing', sent => ["accounts-differ $ashdown"]);
        like($mails[0]{text}, qr/joint visit.*strategy discussion/s, 'both accounts stand side by side');
        is_deeply(owes($story, '10:30'), [ 'csc', 'parkgate' ], 'and both are owed again');
        $story->finish;
    };
}

subtest 'the office reads it as a confirmation' => sub {
    my $story = begins($reported{'in a form'});
    step($story, 'another', '10:10', $wyndham, $other, state => 'closing', held => 1, sent => ["ack $wyndham"]);
    decides($story, '10:20', waits_for_both($story, '10:10', 'another'), 'confirmed: the visit is what she means');
    step($story, 'confirmed', '10:30', $ashdown, 'Confirmed.', state => 'closed', sent => [ "ack $ashdown", "closed $wyndham" ]);
    is(recorded($story, '10:30'), 'A joint visit on Wednesday', 'what both confirmed is on record as agreed');
    $story->finish;
};

subtest 'the other party is shown it, and confirms that' => sub {
    my $story = begins($reported{'in words'});
    step($story, 'another', '10:10', $wyndham, $other, state => 'closing', held => 1, sent => ["ack $wyndham"]);
    decides($story, '10:20', waits_for_both($story, '10:10', 'another'), 'accounts differ');
    my @mails = $story->step('asked', at => '2026-03-16T10:20', state => 'closing', sent => ["accounts-differ $ashdown"]);
    like($mails[0]{text}, qr/strategy discussion/, 'she reads the other account');
    step($story, 'confirmed', '10:30', $ashdown, 'Confirmed.', state => 'closed', sent => [ "ack $ashdown", "closed $wyndham" ]);
    is(recorded($story, '10:30'), 'A strategy discussion on Monday', 'which is on record as agreed');
    $story->finish;
};

subtest 'the same outcome in other words' => sub {
    my $story = begins($reported{'in words'});
    step($story, 'the same', '10:10', $wyndham, [ [ 'Agreed outcome', 'Joint visit, Wed 18 March' ], [ 'Outstanding issues', 'none' ] ], state => 'closing', sent => ["ack $wyndham"]);
    is_deeply(owes($story, '10:10'), ['csc'], 'confirms it');
    step($story, 'confirmed', '10:20', $ashdown, 'Confirmed.', state => 'closed', sent => [ "ack $ashdown", "closed $wyndham" ]);
    $story->finish;
};

subtest 'named by its label alone, it is an account' => sub {
    my $story = begins($reported{'in words'});
    step($story, 'another', '10:10', $wyndham, [ [ 'Agreed outcome', 'A joint visit today' ] ], state => 'closing', held => 1, sent => ["ack $wyndham"]);
    waits_for_both($story, '10:10', 'another day');
    $story->finish;
};

subtest 'who reported it names another once the other party has confirmed' => sub {
    my $story = begins($reported{'in words'});
    step($story, 'confirmed', '10:10', $wyndham, 'Confirmed.', state => 'closing', sent => ["ack $wyndham"]);
    step($story, 'another', '10:20', $ashdown, $other, state => 'closing', sent => [ "ack $ashdown", "accounts-differ $wyndham" ]);
    is_deeply(owes($story, '10:20'), [ 'csc', 'parkgate' ], 'both are asked');
    $story->finish;
};

subtest 'nobody had said it, and one party confirms what it was not shown' => sub {
    my $story = begins('Agreed.');
    step($story, 'named', '10:10', $wyndham, [ [ 'Agreed outcome', 'A strategy discussion on Monday' ], [ 'Outstanding issues', 'none' ] ], state => 'closing', sent => [ "ack $wyndham", "confirm-request $ashdown" ]);
    is_deeply(owes($story, '10:10'), ['csc'], 'one account stands, and the other party reads it');
    step($story, 'confirmed', '10:20', $ashdown, 'Confirmed.', state => 'closed', sent => [ "ack $ashdown", "closed $wyndham" ]);
    $story->finish;
};

my %differs = ('a day' => 'A joint visit on Thursday', 'a number' => 'A joint visit on Wednesday by 2 workers', 'a date' => 'A joint visit on Wednesday 25 March');
for my $what (sort keys %differs) {
    subtest "two accounts that differ in $what" => sub {
        my $story = begins([ [ 'Outcome', 'Resolved' ], [ 'Agreed outcome', 'A joint visit on Wednesday by 3 workers' ], [ 'Outstanding issues', 'none' ] ], sent => [ "ack $ashdown", "confirm-request $wyndham" ]);
        step($story, 'another', '10:10', $wyndham, [ [ 'Written confirmation', 'Yes' ], [ 'Agreed outcome', $differs{$what} ], [ 'Outstanding issues', 'none' ] ],
            state => 'closing', sent => [ "ack $wyndham", "accounts-differ $ashdown" ]);
        is_deeply(owes($story, '10:10'), [ 'csc', 'parkgate' ], 'both are asked');
        step($story, 'a list alone', '10:20', $ashdown, [ [ 'Outstanding issues', 'none' ] ], state => 'closing', sent => [ "ack $ashdown", "accounts-differ $wyndham" ]);
        is_deeply(owes($story, '10:20'), [ 'csc', 'parkgate' ], 'what says nothing of the outcome takes none back');
        $story->finish;
    };
}

subtest 'an issue that only the other party names' => sub {
    my $story = begins($reported{'in words'});
    step($story, 'two issues', '10:10', $wyndham, 'Confirmed, outstanding: letter to the school, Parkgate Surgery, Mon 23 March; medical, CSC, Fri 20 March', state => 'closing', sent => ["ack $wyndham"]);
    step($story, 'one issue', '10:20', $ashdown, 'Confirmed, outstanding: medical, CSC, Thu 19 March', state => 'closing', sent => [ "ack $ashdown", "accounts-differ $wyndham" ]);
    step($story, 'its day', '10:30', $ashdown, 'The medical by Friday 20 March then.', state => 'closing', sent => [ "ack $ashdown", "accounts-differ $wyndham" ]);
    is_deeply(owes($story, '10:30'), [ 'csc', 'parkgate' ], 'is confirmed by nobody who was not shown it');
    $story->finish;
};
done_testing();
