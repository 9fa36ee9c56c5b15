# HAV and HAVR 1.4, WAR 2 paragraphs 1 and 4: each stage that a case is opened beyond and of which the form says nothing is asked
# about by the form's label and its own name, and nothing is refused for it; what was recorded of it is not asked again. A row that names
# no stage may be of any, and 'no information available' is an answer. Bromley and Cambridgeshire do not ask.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my $asked = qr/Still needed.*\d\. Record of discussions\n/s;
my ($story, %to);

sub opens {
    my ($policy, $sender, %form) = @_;
    $story = Casegate::Story->new($policy, secrets => []);
    %to = map { $_->{to} => $_ } $story->site->receive(outlook(from => $sender, at => '2026-03-09T09:58', subject => 'Escalation', text => 'Please see below.', form => school_form(%form)), '2026-03-09T10:00');
    my ($case) = @{ $story->site->queue('2026-03-09T10:01')->{cases} };
    push @{ $story->{references} }, $case->{reference};
    return ($story->case('2026-03-09T10:01')->{stage}{id}, $to{ ($sender =~ /<(.*)>/)[0] }{text});
}
sub asks_of { my ($stages) = @_; return qr/\d\. Record of discussions\n   Not on record yet: \Q$stages\E\. Please say/ }

sub answers {
    my ($sender, $text, $minute) = @_;
    my ($address) = $sender =~ /<(.*)>/;
    my ($ack) = grep { $_->{to} eq $address } $story->site->receive(outlook(from => $sender, at => "2026-03-09T10:$minute", reply_to => $to{$address}, text => $text), "2026-03-09T11:$minute");
    return ($ack->{text}, scalar grep { $_ eq 'discussions' } @{ $story->case("2026-03-09T11:$minute")->{missing} });
}
my $teacher = 'Tola Brightwater <tola.brightwater@oakfield.example>';
my %none = (discussions => undef);

for my $policy (qw(havering-2020 havering-revised)) {
    subtest $policy => sub {
        my ($stage, $ack) = opens($policy, $teacher, stage => 'Three', %none);
        is($stage, 'S3', 'it is not refused');
        like($ack, $asked, 'and what was done at Stage Two is asked');
        $story->site->receive(outlook(from => $teacher, at => '2026-03-09T10:58', reply_to => $to{'tola.brightwater@oakfield.example'},
            text => 'Record of discussions: 5 March 2026, Idris Penhallow and Callum Reyes, telephone, Stage Two, not resolved'), '2026-03-09T11:00');
        ok(!(grep { $_ eq 'discussions' } @{ $story->case('2026-03-09T11:01')->{missing} }), 'answered: it is asked no longer');
        (undef, $ack) = opens($policy, $teacher, stage => 'Three', discussions => '5 March 2026, Idris Penhallow and Callum Reyes, telephone, Stage Two, not resolved');
        unlike($ack, $asked, 'what is recorded is not asked');
        (undef, $ack) = opens($policy, $teacher, stage => 'Two', %none);
        unlike($ack, $asked, 'the next one after the first passes nothing over');
    };
}

my $one = '5 March 2026, Tola Brightwater and Dara Whitcombe, telephone, Stage One, not resolved';
my $two = '6 March 2026, Idris Penhallow and Callum Reyes, telephone, Stage Two, not resolved';
my $unnamed = '6 March 2026, Idris Penhallow and Callum Reyes, telephone, not resolved';

for my $policy (qw(havering-2020 havering-revised)) {
    subtest "$policy: a form that tells of another stage" => sub {
        my ($stage, $ack) = opens($policy, $teacher, stage => 'Three', discussions => $one);
        is($stage, 'S3', 'it is not refused');
        like($ack, asks_of('Stage Two'), 'Stage Two is asked about, by its name');
        like($ack, qr/^Record of discussions:\s*$/m, 'and has its place in the form that goes back');
        like($story->site->must(undef, 'show', $story->reference, '--now', '2026-03-09T10:30'), qr/Record of discussions \(not on record: Stage Two\)/, 'the office reads of which stage it is asked');
        my ($answer, $open) = answers($teacher, "Record of discussions: $one; $two", 10);
        ok(!$open, 'told of: the question is closed');
        unlike($answer, $asked, 'and asked no longer');
        is(scalar @{ $story->case('2026-03-09T11:10')->{discussions} }, 2, 'both are on record, the one that was sent again once');
        (undef, $ack) = opens($policy, $teacher, stage => 'Three', discussions => $one);
        (undef, $open) = answers($teacher, 'Record of discussions: none', 20);
        ok(!$open, "'none' is an answer");
        (undef, $ack) = opens($policy, $teacher, stage => 'Three', discussions => $one);
        (undef, $open) = answers($teacher, 'Record of discussions: Stage Two was left out, as both managers are away until April', 30);
        ok(!$open, 'so is a reason');
    };
}

subtest 'a form that tells of it' => sub {
    my %told = ('both stages' => "$one\n$two", 'both in one row' => '5 March 2026, Stage One and Stage Two, telephone', 'no stage' => $unnamed,
        'Stage One, and another without a stage' => "$one\n$unnamed", 'no information' => 'No information available', 'not applicable' => 'Not applicable');
    for my $what (sort keys %told) {
        my ($stage, $ack) = opens('havering-2020', $teacher, stage => 'Three', discussions => $told{$what});
        is($stage, 'S3', "$what: it is opened");
        unlike($ack, qr/\d\. Record of discussions/, 'and nothing is asked');
    }
};

subtest 'at the gate before the Chair' => sub {
    my ($stage, $ack) = opens('havering-2020', $teacher, stage => 'Four', discussions => $one);
    is($stage, undef, 'it waits there');
    like($ack, asks_of('Stage Two, Stage Three'), 'each stage before it that nothing is said of is asked about');
    (undef, $ack) = opens('havering-2020', $teacher, stage => 'Four', discussions => "$two\n9 March 2026, Leopold Quance and Imelda Frost, meeting, Stage Three, not resolved");
    unlike($ack, qr/\d\. Record of discussions/, 'what is told of is not');
};

my %warrington = (policy => 'Warrington Safeguarding Partnership', raising => 'Lime Tree High School', challenged => "Children's Social Care", area => 'north', person => 'Brodie Lacey', originator => 'Esme Fallow');
my $esme = 'Esme Fallow <esme.fallow@limetree.example>';
subtest 'warrington-2021: each stage, and the way that the policy has past one' => sub {
    my $line = '9 March 2026, Rowan Achterberg and Brodie Lacey, telephone, W2, not resolved';
    my ($stage, $ack) = opens('warrington-2021', $esme, %warrington, stage => 'Partnerships Manager', discussions => $line);
    is($stage, 'W4', 'it is not refused');
    like($ack, asks_of('Representatives'), 'the one that nothing is said of is asked about');
    (undef, $ack) = opens('warrington-2021', $esme, %warrington, stage => 'Partnerships Manager', discussions => '9 March 2026, Esme Fallow and Brodie Lacey, telephone, W1');
    like($ack, asks_of('Line managers, Representatives'), 'so are two');
    ($stage, $ack) = opens('warrington-2021', $esme, %warrington, stage => 'Partnerships Manager', discussions => $line, policy_issue => 'Yes: the wording on thresholds');
    is($stage, 'W4', 'a policy issue goes there');
    unlike($ack, qr/\d\. Record of discussions/, 'from the line managers at once (2, paragraph 5): nobody was passed over');
    (undef, $ack) = opens('warrington-2021', $esme, %warrington, stage => 'Partnerships Manager', discussions => $line, policy_issue => 'No');
    like($ack, asks_of('Representatives'), 'without one it does not');
};

subtest 'warrington-2021' => sub {
    my ($stage, $ack) = opens('warrington-2021', $esme, %warrington, %none, stage => 'Representatives');
    is($stage, 'W3', 'it is not refused');
    like($ack, $asked, 'and asked about');
    my ($representative) = grep { $_->{subject} =~ /your action is asked for/ } values %to;
    ok($representative, 'whoever is next is told');
    like($representative->{text} =~ s/\s+/ /gr, qr/What the line managers do not resolve comes to the representatives/, 'in words that say nothing that nobody said');
};
subtest 'bromley-2019 does not ask' => sub {
    my ($stage, $ack) = opens('bromley-2019', 'Winifred Oduya-Stroud <manager@buttercuplane.example>', policy => 'Bromley Safeguarding Children Partnership', raising => 'Buttercup Lane Pre-School',
        originator => 'Winifred Oduya-Stroud', stage => 'Three', discussions => '5 March 2026, Winifred Oduya-Stroud and Dara Whitcombe, telephone, Stage One');
    is($stage, 'B3', 'a case that opens at Stage Three');
    unlike($ack, qr/\d\. Record of discussions/, 'is not asked about Stage Two');
};
done_testing();
