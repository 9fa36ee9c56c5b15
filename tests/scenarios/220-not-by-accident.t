# What must not happen by accident: another child's form in an answer to our mail is not merged; a tick by a colleague in no
# directory is not lost; a Chair who weighs a panel and then decides directly is understood, and the agencies hear of it.
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
my $deputy  = 'deputy.head@oakfield.example';
my $story = Casegate::Story->new('havering-2020', originator => $teacher, secrets => [@school_secrets]);

my @mails = $story->step('to the Chair', at => '2026-03-09T10:00', opens => 1, state => 'open', stage => 'S4',
    mail => outlook(from => "Leopold Quance <$head>", at => '2026-03-09T09:57', subject => 'For the Chair', text => 'Stage Four.',
        form => school_form(stage => 'Four', members => "Education Services, Ruben Castell, 6 March 2026\nChildren's Social Care, Gideon Marsh, 6 March 2026")),
    sent => [ "ack $head", "notice $chair", "told $teacher" ]);
my $reference = $story->reference;
my ($to_head)  = grep { $_->{to} eq $head } @mails;
my ($to_chair) = grep { $_->{to} eq $chair } @mails;

$story->step("another child's form", at => '2026-03-10T10:00', opens => 0, held => 1, state => 'open', stage => 'S4',
    mail => outlook(from => "Leopold Quance <$head>", at => '2026-03-10T09:57', reply_to => $to_head, text => 'And this one please.',
        form => school_form(stage => 'Two', children => [ { name => 'Corin Hale', dob => '03/03/2017', ids => '', setting => '', status => 'None' } ])),
    sent => ["ack|ack-same-dispute $head"]);
is(scalar @{ $story->case('2026-03-10T10:00')->{children} }, 1, 'the case has its one child still');
is($story->site->held('2026-03-10T10:00')->[0]{suggestions}[0]{reference}, $reference, 'the office sees which case it answered');

$story->step('the Chair decides without choosing first', at => '2026-03-11T10:00', state => 'closing', held => 1,
    owed => [ 'file-tick csc 1', 'file-tick oakfield 1' ],
    mail => gmail(from => "Augusta Renshaw <$chair>", at => '2026-03-11T09:58', reply_to => $to_chair,
        text => 'I have considered whether to convene a panel. I have decided: two visits a week until the review.'),
    sent => [ "decision $head", "decision $frost", "extract $head", "extract $frost", "told $teacher" ], may => ["ack $chair"]);
is_deeply($story->case('2026-03-11T10:00')->{panel}, [], 'no panel was read into it');

$story->step('a colleague ticks', at => '2026-03-12T10:00', state => 'closing', held => 2, owed => [ 'file-tick csc 1', 'file-tick oakfield 1' ],
    mail => phone(from => "Deputy Head <$deputy>", at => '2026-03-12T09:58', subject => "Re: $reference", text => 'Recorded on file.'),
    sent => [], may => ["ack $deputy"]);
my $id = (sort { $b->{id} <=> $a->{id} } @{ $story->site->held('2026-03-12T10:00') })[0]{id};
$story->site->must(undef, 'held', $id, 'link', $reference, '--why', 'rang her: she is the deputy head', '--by', 'Inez Quill', '--now', '2026-03-12T11:00');
$story->step('and the office confirms it', at => '2026-03-12T11:00', state => 'closing', held => 1, owed => ['file-tick csc 1'], sent => [], may => ["ack $deputy"]);
$story->finish;
