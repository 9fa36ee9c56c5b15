# HAV and HAVR 1.4, WAR 2 paragraphs 1 and 4: a stage that a case is opened beyond is asked about by the form's label, and nothing is
# refused for it; what was recorded of it is not asked again.
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

subtest 'warrington-2021' => sub {
    my %form = (policy => 'Warrington Safeguarding Partnership', raising => 'Lime Tree High School', challenged => "Children's Social Care", area => 'north', person => 'Brodie Lacey', originator => 'Esme Fallow', %none);
    my ($stage, $ack) = opens('warrington-2021', 'Esme Fallow <esme.fallow@limetree.example>', %form, stage => 'Representatives');
    is($stage, 'W3', 'it is not refused');
    like($ack, $asked, 'and asked about');
    my ($representative) = grep { $_->{subject} =~ /your action is asked for/ } values %to;
    ok($representative, 'whoever is next is told');
    like($representative->{text} =~ s/\s+/ /gr, qr/What the line managers do not resolve comes to the representatives/, 'in words that say nothing that nobody said');
};
done_testing();
