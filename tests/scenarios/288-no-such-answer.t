# Warrington 3 L52a: reasons for a delay are what reads as reasons, whatever else is said. 1 L17b: whether workers and agencies
# are satisfied is asked of each; a no is on record and read by a person, and nobody answers for another.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Board;
use Casegate::Mail;
use Casegate::Story;
use JSON::PP;
use Test::More;

my $gp      = 'hamish.vantongeren@parkgate.example';
my $wyndham = 'isla.wyndham@parkgate.example';
my $ashdown = 'pilar.ashdown@csc.warrington.example';

sub from { my ($who, $story, $at, $text, %more) = @_; return phone(from => $who, at => $at, subject => $story->reference, text => $text, %more) }
sub opened {
    my $story = Casegate::Story->new('warrington-2021', originator => $gp, secrets => [@surgery_secrets]);
    surgery_opens($story);
    return $story;
}
sub owes { my ($case, $kind) = @_; return [ sort map { $_->{agency} // 'worker' } grep { $_->{kind} eq $kind } @{ $case->{owed} } ] }

# ---- the reasons of a delay ----

my $story = opened();
my @asked = $story->step('five o’clock', at => '2026-03-16T17:00', state => 'open', overdue => 1, sent => [ "delay-record $wyndham" ], may => ["prompt $wyndham", "prompt $ashdown", "reminder $wyndham", "reminder $ashdown"]);
my ($question) = grep { $_->{template} eq 'delay-record' } @asked;
my $waits = 0;
for my $text ("Thanks, I will get back to you on this tomorrow morning, I've got to pick up my kids.", 'Thank you.', 'Why do you need this?', 'Sorry, why should we have to explain ourselves.') {
    my $at = sprintf '2026-03-16T17:%02d', 20 + $waits;
    $story->step($text, at => $at, state => 'open', overdue => 1, held => ++$waits, sent => [], may => [ "ack $wyndham", 'office-alarm theo.banks@partnership.warrington.example' ],
        mail => from("Isla Wyndham <$wyndham>", $story, $at, $text, reply_to => $question));
    is($story->newest_held($at)->{reason}, 'delay-unclear', 'a person reads it');
    is_deeply(owes($story->case($at), 'delay-reasons'), ['parkgate'], 'and the reasons are still owed');
}
$story->office('2026-03-16T17:30', 'Theo Banks', 'held', $_->{id}, 'set-aside', '--why', 'no reasons') for @{ $story->site->held('2026-03-16T17:30') };
$story->step('reasons, and that it is agreed', at => '2026-03-16T17:50', state => 'closing', sent => [], may => [ "ack $wyndham", "confirm-request $ashdown", "confirm-request $wyndham", "ack-confirm $wyndham", "notice-originator $gp" ],
    mail => from("Isla Wyndham <$wyndham>", $story, '2026-03-16T17:50', 'We have now agreed a joint visit on Wednesday. As it took longer than a day: Pilar was on training on Friday.', reply_to => $question));
is_deeply(owes($story->case('2026-03-16T17:51'), 'delay-reasons'), [], 'count beside it');
like($story->case('2026-03-16T17:51')->{fields}{delay_reasons}{value}, qr/on training/, 'and are on record');

# Whose reasons speak of the outcome, too, has said nothing that the others are to answer: a person reads it first.
$story = opened();
@asked = $story->step('five o’clock', at => '2026-03-16T17:00', state => 'open', overdue => 1, sent => [ "delay-record $wyndham" ], may => ["prompt $wyndham", "prompt $ashdown", "reminder $wyndham", "reminder $ashdown"]);
($question) = grep { $_->{template} eq 'delay-record' } @asked;
$story->step('the other manager writes', at => '2026-03-16T17:10', state => 'open', overdue => 1, sent => ["ack $ashdown"], may => ["notice-response $wyndham"],
    mail => from("Pilar Ashdown <$ashdown>", $story, '2026-03-16T17:10', 'Our decision stands.'));
my $waited = waits($story->case('2026-03-16T17:10'));
like("@$waited", qr/Isla Wyndham/, 'the surgery is waited for');
$story->step('reasons that may be an outcome', at => '2026-03-16T17:20', state => 'open', overdue => 1, held => 1, sent => ["ack $wyndham"],
    mail => from("Isla Wyndham <$wyndham>", $story, '2026-03-16T17:20', 'We could not resolve it within the day because Pilar was on training on Friday.', reply_to => $question));
is($story->newest_held('2026-03-16T17:20')->{reason}, 'unclear-outcome', 'a person reads how it is meant');
is_deeply(owes($story->case('2026-03-16T17:20'), 'delay-reasons'), [], 'the reasons are taken');
is_deeply(waits($story->case('2026-03-16T17:20')), $waited, 'and the case waits for whom it waited for');

# ---- satisfied? ----

$story = opened();
$story->step('reported', at => '2026-03-16T10:00', state => 'closing', sent => [ "ack $ashdown", "confirm-request $wyndham" ],
    mail => from("Pilar Ashdown <$ashdown>", $story, '2026-03-16T09:59', 'Agreed by telephone: a joint visit on Wednesday. Nothing is outstanding.'));
$story->step('confirmed', at => '2026-03-16T11:00', state => 'closed', sent => [ "ack $wyndham", "closed $ashdown" ], may => ["closed $gp"],
    mail => from("Isla Wyndham <$wyndham>", $story, '2026-03-16T11:00', 'Confirmed.'));
$story->step('the worker says no', at => '2026-03-16T12:00', state => 'closed', held => 1, sent => ["ack $gp"],
    mail => from("Hamish Vantongeren <$gp>", $story, '2026-03-16T12:00', 'No, I am not satisfied at all. Nothing has changed for this child.'));
my $case = $story->case('2026-03-16T12:00');
is_deeply(owes($case, 'satisfaction'), [ 'csc', 'parkgate' ], 'he answers for himself, not for the surgery');
like($case->{fields}{satisfied}{value}, qr/^no: .*not satisfied/, 'the no is a fact');
like($story->page('2026-03-16T12:00') =~ s/\s+/ /gr, qr/Satisfied\? no: No, I am not satisfied.*Done: Satisfied, worker: no/, 'which show has twice');
is($story->newest_held('2026-03-16T12:00')->{reason}, 'closed-case', 'and the office reads it');
$story->step('the surgery says yes', at => '2026-03-16T13:00', state => 'closed', held => 1, sent => ["ack $wyndham"],
    mail => from("Isla Wyndham <$wyndham>", $story, '2026-03-16T13:00', 'Yes, we are satisfied with it.'));
is_deeply(owes($story->case('2026-03-16T13:00'), 'satisfaction'), ['csc'], 'for itself');
like($story->page('2026-03-16T13:00') =~ s/\s+/ /gr, qr/Done: Satisfied, worker: no.*Done: Satisfied, Parkgate Surgery: yes/, 'and the no stays');

# ---- while the Manager has still to say something ----

sub form_of { my ($who, $story, $at, $text, @form) = @_; return outlook(from => $who, at => $at, subject => $story->reference, text => $text, form => [@form]) }
sub held_for { my ($story, $at) = @_; my $held = $story->newest_held($at) or return 'nothing'; return join ': ', $held->{reason}, map { $_->{why} } $held->{suggestions}[0] }
sub agreed {
    my ($text, @form) = @_;
    my $story = opened();
    $story->step('reported', at => '2026-03-16T10:00', state => 'closing', sent => [ "ack $ashdown", "confirm-request $wyndham" ],
        mail => form_of("Pilar Ashdown <$ashdown>", $story, '2026-03-16T09:59', $text, @form));
    return $story;
}
my $visit = 'Agreed by telephone: a joint visit on Wednesday. Nothing is outstanding.';

sub course_awaited {
    my $story = opened();
    $story->happens('five o’clock', undef, '2026-03-16T17:00');
    $story->happens('a policy issue as well', form_of("Pilar Ashdown <$ashdown>", $story, '2026-03-16T17:10', $visit, [ 'Significant policy issue', 'Yes: the wording on bruising' ]), '2026-03-16T17:10');
    $story->happens('confirmed', form_of("Isla Wyndham <$wyndham>", $story, '2026-03-16T17:20', 'Confirmed.'), '2026-03-16T17:20');
    is($story->case('2026-03-16T17:20')->{state}, 'closing', 'the course of action is awaited');
    is_deeply(owes($story->case('2026-03-16T17:20'), 'satisfaction'), [qw(csc parkgate worker)], 'and everybody is asked');
    return $story;
}
my $because = 'The reason for the delay is that Pilar was on training on Friday.';
my $no = 'No, we are not satisfied with the outcome.';

$story = course_awaited();
$story->happens('a dispute, and a no', form_of("Isla Wyndham <$wyndham>", $story, '2026-03-17T09:00', 'This is not resolved after all.', [ 'Satisfied?', 'No' ]), '2026-03-17T09:00');
like(chronology($story->case('2026-03-17T09:00')), qr/^owed-met: Done: Satisfied, Parkgate Surgery: no$/m, 'the no is on record');
like(held_for($story, '2026-03-17T09:00'), qr/^disputes-resolution: /, 'what it is held for is the dispute, which weighs more');

for my $closed (0, 1) {
    $story = course_awaited();
    $story->office('2026-03-17T08:00', 'Theo Banks', 'close', $story->reference, '--why', 'the Manager rang') if $closed;
    $story->happens('two answers in words', from("Isla Wyndham <$wyndham>", $story, '2026-03-17T09:00', "$because $no"), '2026-03-17T09:00');
    $case = $story->case('2026-03-17T09:00');
    my $state = $case->{state};
    is($state, $closed ? 'closed' : 'closing', 'the case is where it was');
    is_deeply(owes($case, 'delay-reasons'), [], "$state: the reasons are given");
    like($case->{fields}{delay_reasons}{value}, qr/on training/, "$state: and on record");
    is_deeply(owes($case, 'satisfaction'), [qw(csc worker)], "$state: so is the no");
    like($case->{fields}{satisfied}{value} // 'nothing', qr/^no: .*not satisfied/, "$state: in its own words, too");
    like(held_for($story, '2026-03-17T09:00'), $closed ? qr/^closed-case: / : qr/^answered-no: /, "$state: and a person reads it");
}

# ---- a no in the message that completes the confirmation ----

for ([ 'the worker', "Hamish Vantongeren <$gp>", 'worker', [ 'csc', 'parkgate' ] ], [ 'a manager', "Isla Wyndham <$wyndham>", 'Parkgate Surgery', [ 'csc', 'worker' ] ]) {
    my ($who, $from, $whose, $left) = @$_;
    $story = agreed($visit);
    $story->step("$who confirms, and is not satisfied", at => '2026-03-16T11:00', state => 'closed', held => 1, sent => [ 'ack ' . ($from =~ /<(.*)>/)[0], "closed $ashdown" ], may => [ "closed $wyndham", "closed $gp" ],
        mail => form_of($from, $story, '2026-03-16T11:00', 'Confirmed.', [ 'Satisfied?', 'No' ]));
    $case = $story->case('2026-03-16T11:00');
    is_deeply(owes($case, 'satisfaction'), $left, "$who: it is not asked again");
    like(chronology($case), qr/^owed-met: Done: Satisfied, \Q$whose\E: no$/m, 'nor taken for a yes');
    is(held_for($story, '2026-03-16T11:00'), 'closed-case: answers with a no what is asked after the closing: re-open it?', 'and the office reads it, of a case that has closed');
}

# ---- a no that was said before it was asked, and the other side's yes ----

$story = agreed($visit, [ 'Satisfied?', 'No' ]);
$story->happens('the other side confirms, and is', form_of("Isla Wyndham <$wyndham>", $story, '2026-03-16T11:00', 'Confirmed.', [ 'Satisfied?', 'Yes' ]), '2026-03-16T11:00');
$case = $story->case('2026-03-16T11:00');
is($case->{state}, 'closed', 'a no bars nothing');
is_deeply(owes($case, 'satisfaction'), ['worker'], 'each has said it for itself');
like(chronology($case), qr/^owed-met: Done: Satisfied, Children's Social Care: no$/m, 'the one no');
like(chronology($case), qr/^owed-met: Done: Satisfied, Parkgate Surgery: yes$/m, 'the other yes');
is($case->{fields}{satisfied}{value}, 'Yes', 'the field has the last that was said');
is_deeply([ map { [ @$_{qw(value by stands)} ] } @{ $case->{fields}{satisfied}{before} } ], [ [ 'No', $ashdown, JSON::PP::true ] ], 'and the other answer beside it, not as one that was corrected');
like($story->page('2026-03-16T11:00'), qr/also: No \(\Q$ashdown\E, /, 'which show says');
is(held_for($story, '2026-03-16T11:00'), 'closed-case: follows an earlier message that answered with a no what is asked after the closing: re-open it?', 'a person reads of it, and that this message did not say it');

$story = agreed($visit, [ 'Satisfied?', 'No' ]);
$story->happens('the other side confirms, and is not either', form_of("Isla Wyndham <$wyndham>", $story, '2026-03-16T11:00', 'Confirmed.', [ 'Satisfied?', 'No' ]), '2026-03-16T11:00');
$case = $story->case('2026-03-16T11:00');
is_deeply([ $case->{fields}{satisfied}{value}, map { [ @$_{qw(value by)} ] } @{ $case->{fields}{satisfied}{before} } ], [ 'No', [ 'No', $ashdown ] ], 'the same answer of two is two answers');
done_testing();
