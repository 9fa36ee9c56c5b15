# An agency whose managers are of several areas: an area is meant as people write it, or by the professional named.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my ($rowan, $esme) = ('rowan.achterberg@limetree.example', 'esme.fallow@limetree.example');
my ($north, $south) = ('sunniva.dacre@csc.warrington.example', 'pilar.ashdown@csc.warrington.example');
my ($story, @mails);

# The case that a manager opens, with what the form says of whom it is about; whom that told.
sub told {
    my (%answers) = @_;
    $story = Casegate::Story->new('warrington-2021', secrets => []);
    @mails = $story->site->receive(
        outlook(from => "Rowan Achterberg <$rowan>", at => '2026-05-06T09:58', subject => 'For the managers', text => '',
            form => escalation_form(policy => 'Warrington Safeguarding Partnership', stage => 'Line managers', originator => 'Esme Fallow', role => 'Head of Year 10',
                raising => 'Lime Tree High School', contact => "$esme, 01632 960190", manager => 'Rowan Achterberg', challenged => "Children's Social Care",
                about => 'Decision', safe_by => 'Fri 15 May 2026', arose => '5 May 2026', decision => 'No further action, 5 May 2026', problem => 'Nobody visits.',
                evidence => 'Our record.', outcome => 'A visit.', reasons => 'Section 47 threshold', %answers)),
        '2026-05-06T10:00');
    push @{ $story->{references} }, $story->site->queue('2026-05-06T10:01')->{cases}[0]{reference};
    return [ sort grep { $_ ne $rowan } map { $_->{to} } @mails ];
}

subtest 'as people write it' => sub {
    is_deeply(told(area => $_), [$north], $_) for 'North', 'north team', 'North Locality Team', 'the north', 'North Warrington';
    is_deeply(told(area => 'South locality'), [$south], 'the other');
    is_deeply(told(area => 'South', person => 'Brodie Lacey'), [$south], 'the line of the form goes before where the professional is');
};

subtest 'by the professional' => sub {
    is_deeply(told(person => 'Brodie Lacey'), [$north], 'who is in the directory under one area');
    is_deeply(told(area => 'not known', person => 'Brodie Lacey'), [$north], 'also where the area is said not to be known');
    is_deeply(told(person => 'Sunniva Dacre', area => 'Central'), [$north], 'and whom the form names is meant');
};

# world/README: same agency, same role is not a guess; each has a mail of their own, which says so.
subtest 'none is meant' => sub {
    for my $area (undef, 'Central', 'N', 'not known', 'north or south', 'Northgate') {
        my @answers = (person => 'somebody on the duty desk', defined $area ? (area => $area) : ());
        is_deeply(told(@answers), [ $south, $north ], ($area // 'blank') . ': each of them');
    }
    my @holders = grep { $_->{side} eq 'challenged' } @{ $story->case('2026-05-06T10:02')->{holders} };
    is_deeply([ sort map { $_->{email} } @holders ], [ $south, $north ], 'and both hold it');
    like($_->{text}, qr/shared/, "which $_->{to} reads") for grep { $_->{to} =~ /csc\./ } @mails;
};
done_testing();
