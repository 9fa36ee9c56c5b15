# What the Chair has not decided is no decision, her panel stays as it is until she says plainly who sits on it, and what only asks for
# or promises a representation is none (Havering 2.10-2.13): a person reads it first, with the likely answers. What she does
# decide is one at once. After the office routes a case at Stage One its sender reads that nobody was told.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my $teacher = 'tola.brightwater@oakfield.example';
my $head    = 'head@oakfield.example';
my $frost   = 'imelda.frost@csc.havering.example';
my $chair   = 'chair@partnership.havering.example';
my @three   = ('Desmond Okafor', 'Gideon Marsh', 'Ruben Castell');

my $story = Casegate::Story->new('havering-2020', originator => $teacher, secrets => [@school_secrets]);
my ($day, $hour, $held) = (10, 5, 0); # three messages of one day are answered

sub at_chair {
    my @mails = $story->step('to the Chair', at => '2026-03-09T10:00', opens => 1, state => 'open', stage => 'S4', sent => [ "ack $head", "notice $chair", "told $teacher" ],
        mail => outlook(from => "Leopold Quance <$head>", at => '2026-03-09T09:57', subject => 'For the Chair', text => 'Stage Four.',
            form => school_form(stage => 'Four', members => "Education Services, Ruben Castell, 6 March 2026\nChildren's Social Care, Gideon Marsh, 6 March 2026",
                discussions => "2 March 2026, Tola Brightwater and Dara Whitcombe, telephone, stage one\n"
                    . "3 March 2026, Idris Penhallow and Callum Reyes, telephone, stage two\n"
                    . "4 March 2026, Leopold Quance and Imelda Frost, meeting, stage three")));
}

sub moment { if (($hour += 4) > 13) { $hour = 9; $day++ } return sprintf '2026-03-%02dT%02d:00', $day, $hour }
sub says { my ($from, $text, %want) = @_; my $at = moment(); return $story->step($text =~ s/\n.*//sr, at => $at, state => 'open', stage => 'S4', %want, may => [ @{ $want{may} // [] }, "prompt $head" ], mail => outlook(from => $from, at => $at, subject => $story->reference, text => $text)) }
sub now { return sprintf '2026-03-%02dT%02d:30', $day, $hour }
sub panel { return [ sort map { $_->{name} } @{ $story->case(now())->{panel} } ] }
sub represented { return [ sort map { $_->{agency} } @{ $story->case(now())->{representations} } ] }

# It waits, nothing is changed and nobody but its sender is written to; the answers offered match.
sub waits {
    my ($from, $text, $reason, @offers) = @_;
    my ($address) = $from =~ /<(.*)>/;
    says($from, $text, held => ++$held, sent => ["ack $address"]);
    my $waits = $story->newest_held(now());
    is($waits->{reason}, $reason, "$text: a person reads it");
    my $whys = join "\n", map { $_->{why} } @{ $waits->{suggestions} };
    like($whys, $_, "$text: offered") for @offers;
    return $waits->{id};
}
sub link_as { my ($id, $why) = @_; $story->office(moment(), 'Wilf Darrow', 'held', $id, 'link', $story->reference, '--why', $why); $held--; $story->site->tick(now()); return }

my ($augusta, $imelda, $leopold) = ("Augusta Renshaw <$chair>", "Imelda Frost <$frost>", "Leopold Quance <$head>");
at_chair();

# ---- nothing is decided yet ----

my @undecided = ('I have decided to hear both sides before I do anything.', 'We have decided nothing yet.', 'Once I have decided I will write to you all.',
    "Has the Chair's decision been sent out?", 'I have decided that I cannot take this on, as I used to line manage the head.');
my @waiting = map { waits($augusta, $_, 'choice-unclear', qr/read as 'the decision': it closes/) } @undecided;
link_as($waiting[0], 'rang her, nothing is decided');
is($story->case(now())->{state}, 'open', 'filed for another reason it decides nothing');

# ---- a panel ----

my @told = says($augusta, 'I have decided to convene a panel and will send you the names.', held => $held, sent => ["ack $chair"]);
like($told[0]{text} =~ s/\s+/ /gr, qr/0 different agencies are named, 3 are needed/, 'the choice of a panel is one: who sits is asked');
says($augusta, "Panel. Ruben Castell (Education), Gideon Marsh (Children's Social Care), Desmond Okafor (East Area Police).", held => $held,
    sent => [ "representation $head", "representation $frost" ], may => [ "ack $chair", "told $teacher" ]);
is_deeply(panel(), \@three, 'three sit');
for my $news ('The panel will sit on 16 March at 2pm in Committee Room 1.', 'Panel date: 16 March, 2pm.') {
    says($augusta, $news, held => $held, sent => ["ack $chair"]);
    is_deeply(panel(), \@three, "$news: they still sit");
}
waits($augusta, 'Gideon Marsh cannot make it, so the panel will meet on 17 March instead.', 'choice-unclear', qr/read as 'panel: Desmond Okafor, Ruben Castell'/);
is_deeply(panel(), \@three, 'nobody has left it');
my $swap = waits($augusta, "Desmond can't make it, Jerome Falk will sit instead.", 'choice-unclear', qr/read as 'panel: Gideon Marsh, Ruben Castell, Jerome Falk'/);
waits($augusta, 'The panel has decided to meet again on the 16th.', 'choice-unclear', qr/read as 'the decision'/);
is_deeply(panel(), \@three, 'nor then');

# ---- the representations ----

for my $none ("I can't make any representations until I am back on the 16th.", 'Who do I send representations to?', "I'll send our representations by Friday.",
    'Please give us another week') {
    waits($imelda, $none, 'representation-unclear', qr/read as 'the representation'/);
    is_deeply(represented(), [], "$none: none is filed");
}
my $hers = waits($imelda, 'The core group met each month but for the week when the worker was ill.', 'representation-unclear', qr/filed as that of Children's Social Care/);
says("Tola Brightwater <$teacher>", 'He was away again this morning.', held => $held, sent => ["ack $teacher"]);
is_deeply(represented(), [], 'what a colleague of who was asked tells is news');
says($leopold, 'Our representations are attached. Many thanks', held => $held, sent => ["ack $head"]);
is_deeply(represented(), ['oakfield'], 'what says so is one, with thanks or without');
link_as($hers, 'the representation');
is_deeply(represented(), [ 'csc', 'oakfield' ], 'and what the office says is one');

# ---- the office's word, and the decision ----

link_as($swap, 'panel: Gideon Marsh, Ruben Castell, Jerome Falk');
is_deeply(panel(), [ 'Gideon Marsh', 'Jerome Falk', 'Ruben Castell' ], 'the office says who sits');
says($augusta, 'Panel decision: the core group will meet weekly, and the plan is to be reviewed on 1 April.', state => 'closing', held => $held,
    sent => [ "decision $head", "decision $frost", "extract $head", "extract $frost", "told $teacher" ], may => ["ack $chair"]);
like(join("\n", map { "$_->{kind}: $_->{text}" } @{ $story->case(now())->{events} }), qr/^decision: The panel recorded a decision$/m, "and the panel's decision is one");

# ---- what was asked besides is no representation ----

my $planned = Casegate::Story->new('havering-2020', originator => $teacher, secrets => [@school_secrets]);
my $settings = $planned->site->folder . '/routing/site.yaml';
Casegate::spew($settings, Casegate::slurp($settings) =~ s/^iro_notice: \S+/iro_notice: agency/mr);
sub planned { my ($at, $from, $text, @form) = @_; $planned->happens($text, outlook(from => $from, at => $at, subject => eval { $planned->reference } // 'For the Chair', text => $text, @form), $at); return }
sub planned_owes { my ($at) = @_; return [ sort { $a cmp $b } grep { /^(?:iro-notice|representation)/ } Casegate::Story::owed_of($planned->case($at)) ] }
planned('2026-03-09T10:00', $leopold, 'Stage Four.', form => school_form(stage => 'Four', members => "Education Services, Ruben Castell, 6 March 2026\nChildren's Social Care, Gideon Marsh, 6 March 2026",
    children => [ { name => 'Jory Selwyn', dob => '14/05/2018', ids => '999 321 4418', setting => 'Oakfield Primary School', status => 'Child Protection Plan' } ]));
planned('2026-03-10T09:00', $augusta, "Panel. Ruben Castell (Education), Gideon Marsh (Children's Social Care), Desmond Okafor (East Area Police).");
is_deeply(planned_owes('2026-03-10T09:01'), [ 'iro-notice', 'representation csc', 'representation oakfield' ], 'a notice is owed, and two representations');
my $asked = @{ $planned->site->held('2026-03-10T09:01') };
planned('2026-03-10T10:00', $leopold, 'IRO notified. The core group met each month but for one week.');
is($planned->newest_held('2026-03-10T10:01')->{reason}, 'representation-unclear', 'with more beside it a person reads it');
planned('2026-03-10T11:00', $leopold, 'IRO notified.');
is(scalar @{ $planned->site->held('2026-03-10T11:01') }, $asked + 1, 'the answer that was asked for is no representation');
is_deeply(planned_owes('2026-03-10T11:01'), [ 'representation csc', 'representation oakfield' ], 'and meets what it answers');

# ---- routed at a stage that tells nobody ----

my $stranger = 'g.rees@oakfield.example';
my $first = Casegate::Story->new('havering-2020', secrets => [@school_secrets]);
$first->site->receive(outlook(from => "Gwenllian Rees <$stranger>", at => '2026-03-04T10:12', subject => 'Escalation', text => '',
    form => school_form(originator => 'Gwenllian Rees', stage => 'Stage One', challenged => 'Havering Social Work Team North', discussions => undef)), '2026-03-04T10:14');
my $reference = $first->site->queue('2026-03-04T10:15')->{cases}[0]{reference};
$first->site->must(undef, 'route', $reference, '--agency', 'csc', '--by', 'Wilf Darrow', '--why', 'asked her', '--now', '2026-03-04T10:31');
my ($routed) = grep { $_->{to} eq $stranger } $first->site->tick('2026-03-04T10:31');
like(($routed->{text} // '') =~ s/\s+/ /gr, qr/is Children's Social Care\. Nobody there is told at this stage\./, 'the sender reads that nobody was told');
unlike($routed->{text} // '', qr/has now been told/, 'not that somebody was');
$story->finish;
