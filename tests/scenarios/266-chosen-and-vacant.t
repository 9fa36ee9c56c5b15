# Whom the Chair's choice concerns (Havering 2.10): a senior manager's post that nobody holds is the office's to fill, as at any
# other step. A second panel asks for its own representations, and they are counted by themselves.
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

sub at_chair {
    my ($story) = @_;
    my @mails = $story->step('to the Chair', at => '2026-03-09T10:00', opens => 1, state => 'open', stage => 'S4', sent => [ "ack $head", "notice $chair", "told $teacher" ],
        mail => outlook(from => "Leopold Quance <$head>", at => '2026-03-09T09:57', subject => 'For the Chair', text => 'Stage Four.',
            form => school_form(stage => 'Four', members => "Education Services, Ruben Castell, 6 March 2026\nChildren's Social Care, Gideon Marsh, 6 March 2026",
                discussions => "2 March 2026, Tola Brightwater and Dara Whitcombe, telephone, stage one\n"
                    . "3 March 2026, Idris Penhallow and Callum Reyes, telephone, stage two\n"
                    . "4 March 2026, Leopold Quance and Imelda Frost, meeting, stage three")));
    return grep { $_->{to} eq $chair } @mails;
}
sub chronology { my ($story, $at) = @_; return join "\n", map { "$_->{kind}: $_->{text}" } @{ $story->case($at)->{events} } }

subtest 'nobody in post' => sub {
    my $story  = Casegate::Story->new('havering-2020', originator => $teacher, secrets => [@school_secrets]);
    my $people = $story->site->folder . '/routing/people.csv';
    Casegate::spew($people, Casegate::slurp($people) =~ s/^(csc,(?:senior_manager|designated_representative),.*2025-09-01),,/$1,2026-03-01,/gmr);
    my ($to_chair) = at_chair($story);
    $story->step('directly', at => '2026-03-11T10:00', state => 'open', stage => 'S4', sent => ["notice $head"], may => [ "ack $chair", "told $teacher" ],
        mail => gmail(from => "Augusta Renshaw <$chair>", at => '2026-03-11T09:58', reply_to => $to_chair, text => 'I will take this up direct with the senior managers.'));
    like(chronology($story, '2026-03-11T10:00'), qr/^vacant: No senior manager in post for Children's Social Care: the office must name somebody$/m, 'the office must name somebody');
    $story->finish;
};

subtest 'a second panel' => sub {
    my $story = Casegate::Story->new('havering-2020', originator => $teacher, secrets => [@school_secrets]);
    my ($to_chair) = at_chair($story);
    my $day = 10;
    my $panel = sub {
        my ($last) = @_;
        $day++;
        return $story->step("a panel with $last", at => "2026-03-${day}T10:00", state => 'open', stage => 'S4', sent => [ "representation $head", "representation $frost" ], may => [ "ack $chair", "told $teacher", "notice $head", "notice $frost" ],
            mail => phone(from => "Augusta Renshaw <$chair>", at => "2026-03-${day}T09:58", reply_to => $to_chair,
                text => "Panel.\n\nPanel members:\nRuben Castell, Education Services\nGideon Marsh, Children's Social Care\n$last"));
    };
    my $represent = sub {
        my ($from, $hour) = @_;
        $story->step("representation of $from", at => "2026-03-${day}T$hour:00", state => 'open', stage => 'S4', sent => [], may => ["ack $from"],
            mail => outlook(from => "Senior Manager <$from>", at => "2026-03-${day}T$hour:00", subject => $story->reference, text => "Our representations of day $day: the plan is the right one."));
    };
    for my $last ('Desmond Okafor, East Area Police', 'Noor Talwar, Integrated Care Board') {
        $panel->($last);
        $represent->($head, 11);
        $represent->($frost, 12);
    }
    is_deeply([ chronology($story, '2026-03-13T10:00') =~ /filed, (\d of \d)$/mg ], [ '1 of 2', '2 of 2', '1 of 2', '2 of 2' ], 'each panel has its own two');
    $story->finish;
};
done_testing;
