# A message came without a proof of its sender, by a forwarder perhaps, and waits; then the same comes with one: by its own way (scenario
# 9, 1b: To and Cc), or because the office asked for it again. The proven one is worked as if it were the first, and what waited is
# settled by it, so that nobody opens the same a second time (threats 53, 55, 58, 60: authority is decided by proof, no child is heard
# twice or not at all). The same bytes prove nothing new: they are a repeat.
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
my $head    = 'head@oakfield.example';
my @alarm   = map { "office-alarm|other $_\@partnership.havering.example" } qw(wilf.darrow inez.quill);
my @onward  = ("notice $head", 'notice imelda.frost@csc.havering.example', "told $teacher", map { "extract $_" } $lead, $reyes);
my %still   = (state => 'open', stage => 'S2');
my $story   = Casegate::Story->new('havering-2020', originator => $teacher, secrets => [@school_secrets]);

sub form { my ($at, %form) = @_; return outlook(from => "Idris Penhallow <$lead>", at => $at, subject => 'Escalation', text => '', form => school_form(%form)) }
sub says { my ($from, $at, $reference, $text) = @_; return outlook(from => $from, at => $at, subject => "Re: [$reference]", text => $text) }
# A mail's own bytes are stamped in place when they are passed on: each time with a copy.
sub unproven { return { %{ $_[0] }, unproven => 1 } }
sub proven { return { %{ $_[0] } } }
sub by_way { my ($mail, $way) = @_; return { %$mail, raw => "X-Way: $way\r\n$mail->{raw}" } }
sub newest { my ($last) = sort { $b->{id} <=> $a->{id} } @{ $story->site->messages }; return $last }
sub message { my ($id) = @_; return (grep { $_->{id} == $id } @{ $story->site->messages })[0] }
sub settled {
    my ($name, $id) = @_;
    is(message($id)->{disposition}, 'set-aside', "$name: what waited waits no more");
    like(message($id)->{reason}, qr/^superseded by message \d+: the same with a proof of its sender$/, "$name: and the list says why");
}

# ---- the same Message-ID: it came twice, and by one way with proof ----

my $form = form('2026-03-09T08:58');
$story->step('without proof it waits', at => '2026-03-09T09:00', held => 1, mail => unproven($form), sent => [ "ack $lead", @alarm ]);
my $first = newest->{id};
$story->step('again without proof: a repeat', at => '2026-03-09T09:05', held => 1, mail => by_way(unproven($form), 'two'), sent => []);
is(newest->{disposition}, 'repeat', 'called so');
my $explained = $story->explained(proven($form), '2026-03-09T09:08');
is($explained->{events}[0]{kind}, 'opened', 'explain says that the proven one is worked');
is_deeply([ map { $_->{kind} } @{ $story->explained(by_way(unproven($form), 'one'), '2026-03-09T09:08')->{events} } ], [], 'and the unproven one a repeat');
$story->step('with proof it opens its case', at => '2026-03-09T09:10', opens => 1, held => undef, %still, mail => proven($form), sent => [ "ack $lead", "notice $reyes", "told $teacher" ]);
settled('same id', $first);
my $reference = $story->reference;
my ($line) = grep { $_->{text} =~ /without a proof of its sender/ } @{ $story->case('2026-03-09T09:10')->{events} };
like($line->{text}, qr/^The same message came Mon 9 Mar 09:00 without a proof of its sender and waited: it is settled by this one$/, 'the case says that it came before');
my $events = @{ $story->case('2026-03-09T09:11')->{events} };
for my $again (unproven($form), proven($form), by_way(unproven($form), 'four'), by_way(proven($form), 'three')) {
    $story->step('and again: nothing', at => '2026-03-09T09:11', %still, held => undef, mail => $again, sent => []);
    is(newest->{disposition}, 'repeat', 'a repeat');
}
is(@{ $story->case('2026-03-09T09:12')->{events} }, $events, 'the case is as it was');
is(scalar @{ $story->site->queue('2026-03-09T09:12')->{cases} }, 1, 'one case');

# ---- words in a case, sent again: another Message-ID ----

my $words = 'Not resolved. On to stage three please.';
$story->step('an answer without proof waits', at => '2026-03-09T10:00', held => 1, %still, mail => unproven(says("Callum Reyes <$reyes>", '2026-03-09T09:58', $reference, $words)), sent => [ "ack $reyes" ]);
my $answer = newest->{id};
my $n      = $story->newest_held('2026-03-09T10:00')->{id};
$story->step('sent again, with proof', at => '2026-03-09T11:00', held => undef, state => 'open', stage => 'S3', mail => says("Callum Reyes <$reyes>", '2026-03-09T10:58', $reference, $words), sent => [ @onward, "ack $reyes" ]);
settled('another id', $answer);
my (undef, undef, $refused) = $story->site->run(undef, '--site', $story->site->folder, 'held', $n, 'link', $reference, '--by', 'Wilf Darrow', '--now', '2026-03-09T11:10');
like($refused, qr/was decided already: superseded by message/, 'nobody links it any more');

# ---- the office set it aside and asked for it again ----

my $other = form('2026-03-10T08:58', children => [ { name => 'Wilf Tansley', dob => '02/11/2016', ids => '', setting => '', status => 'None' } ]);
$story->step('another form without proof', at => '2026-03-10T09:00', held => 1, mail => unproven($other), sent => [@alarm], may => [ "ack $lead" ]);
my $waits = newest->{id};
$story->step('the same form from somebody else', at => '2026-03-10T09:30', held => 2, sent => [ "ack $reyes" ], mail => outlook(from => "Callum Reyes <$reyes>", at => '2026-03-10T09:28',
    subject => 'Escalation', text => '', form => school_form(children => [ { name => 'Wilf Tansley', dob => '02/11/2016', ids => '', setting => '', status => 'None' } ])));
is(message($waits)->{disposition}, 'held', 'another sender settles nothing');
my ($held) = grep { $_->{from} eq $lead } @{ $story->site->held('2026-03-10T10:00') };
$story->office('2026-03-10T10:00', 'Wilf Darrow', 'held', $held->{id}, 'set-aside', '--why', 'rang: sends it again');
$story->step('it came a second time with proof', at => '2026-03-10T11:00', opens => 1, held => 1, %still, mail => proven($other), sent => [ "ack $lead", "notice $reyes", "told $teacher" ]);
like(message($waits)->{reason}, qr/^set aside by Wilf Darrow: rang/, 'what the office decided stands');

# ---- the same few words about another case ----

my $few = 'For information: the worker is back tomorrow.';
$story->step('without proof, of one case', at => '2026-03-11T09:10', held => 2, %still, mail => unproven(says("Callum Reyes <$reyes>", '2026-03-11T09:08', $story->reference, $few)), sent => [], may => [ "ack $reyes" ]);
my $of_one = newest->{id};
$story->step('with proof, of the other', at => '2026-03-11T09:20', held => 2, %still, mail => says("Callum Reyes <$reyes>", '2026-03-11T09:18', $reference, $few), sent => [], may => [ "ack $reyes" ]);
is(newest->{case}, $reference, 'it goes into its case');
is(message($of_one)->{disposition}, 'held', 'of another case they settle nothing');

# ---- danger that only the unproven one speaks of ----

my @wren = (children => [ { name => 'Wren Tolliver', dob => '03/10/2015', ids => '', setting => '', status => 'None' } ], harm => undef);
my $harm = outlook(from => "Idris Penhallow <$lead>", at => '2026-03-12T08:58', subject => 'Escalation', text => 'A child is not safe tonight.', form => school_form(@wren));
$story->step('without proof, and of danger', at => '2026-03-12T09:00', held => 3, mail => unproven($harm), sent => [@alarm], may => [ "ack $lead" ]);
my $danger = newest->{id};
$story->step('with proof, without a word of it', at => '2026-03-12T10:00', opens => 1, held => 3, state => 'provisional', stage => 'S2', mail => form('2026-03-12T09:58', @wren), sent => [ "ack $lead", "notice $reyes", "told $teacher" ]);
is(message($danger)->{disposition}, 'held', 'what speaks of danger waits on');

# ---- the record adds up, and replay comes to the same ----

like($story->site->must(undef, 'verify'), qr/adds up/, 'verify');
my $again = $story->site->json('replay', '--policy', $story->site->folder . '/routing/policies/havering-2020.yaml', '--now', '2026-03-12T11:00');
is_deeply([ $again->{cases_compared}, $again->{cases}, $again->{unlike_record} ], [ 3, [], [] ], 'replay decides the same');
$story->finish;
