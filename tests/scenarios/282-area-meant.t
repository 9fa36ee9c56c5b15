# Nobody is told on a guess: an agency whose managers are of several areas. An area is meant as people write it, or by the
# professional named; while it is open nobody there is told, the office sees whom it could be, and the area is asked for by its label.
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
my ($story, $said);

# The case that a manager opens, with what the form says of whom it is about; whom that told.
sub told {
    my (%answers) = @_;
    $story = Casegate::Story->new('warrington-2021', secrets => []);
    my @mails = $story->site->receive(
        outlook(from => "Rowan Achterberg <$rowan>", at => '2026-05-06T09:58', subject => 'For the managers', text => '',
            form => escalation_form(policy => 'Warrington Safeguarding Partnership', stage => 'Line managers', originator => 'Esme Fallow', role => 'Head of Year 10',
                raising => 'Lime Tree High School', contact => "$esme, 01632 960190", manager => 'Rowan Achterberg', challenged => "Children's Social Care",
                about => 'Decision', safe_by => 'Fri 15 May 2026', arose => '5 May 2026', decision => 'No further action, 5 May 2026', problem => 'Nobody visits.',
                evidence => 'Our record.', outcome => 'A visit.', reasons => 'Section 47 threshold', %answers)),
        '2026-05-06T10:00');
    push @{ $story->{references} }, $story->site->queue('2026-05-06T10:01')->{cases}[0]{reference};
    ($said) = grep { $_->{to} eq $rowan } @mails;
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

subtest 'held' => sub {
    for my $area (undef, 'Central', 'N', 'not known', 'north or south', 'Northgate') {
        my $what = $area // 'blank';
        is_deeply(told(person => 'somebody on the duty desk', defined $area ? (area => $area) : ()), [], "$what: nobody is told");
        like($said->{text}, qr/Which area or team of Children's Social Care is meant is not known/, 'which the answer says');
        like($said->{text}, qr/Still needed.*\d\. Area or team\n/s, 'and asks for by its label');
        unlike($said->{text}, qr/Sunniva|Pilar|line manager, Children's/, 'naming nobody');
    }
    my $case = $story->case('2026-05-06T10:02');
    is_deeply([ map { $_->{agency} } @{ $case->{candidates} } ], [qw(csc csc)], 'the office sees whom it could be');
    like("@{[ map { $_->{why} } @{ $case->{candidates} } ]}", qr/Sunniva Dacre, line manager, area: north.*Pilar Ashdown, line manager, area: south/, 'with where');
    like($story->page('2026-05-06T10:02') =~ s/\s+/ /gr, qr/casegate route \S+ --agency csc --to ADDRESS/, 'and how to name them');
    is_deeply([ map { $_->{role} } @{ $case->{waiting_for} } ], ['office'], 'it waits for the office');
};

subtest 'answered' => sub {
    told();
    my @mails = $story->site->receive(outlook(from => "Rowan Achterberg <$rowan>", at => '2026-05-06T10:58', reply_to => $said, text => 'Area or team: North locality'), '2026-05-06T11:00');
    is_deeply([ sort map { $_->{to} } @mails ], [ $rowan, $north ], 'by the sender: then she is told, and only she');
    is_deeply($story->case('2026-05-06T11:01')->{candidates}, [], 'and nothing is open');
    told();
    @mails = $story->site->receive(outlook(from => "Pilar Ashdown <$south>", at => '2026-05-06T10:58', subject => $story->reference, text => 'Area or team: South'), '2026-05-06T11:00');
    ok(!(grep { $_->{to} eq $north } @mails), 'by somebody there');
    is_deeply([ map { $_->{reason} } grep { !$_->{settled} } @{ $story->site->held('2026-05-06T11:01') } ], ['routing-named'], 'it is for the office');
};

subtest 'by the office' => sub {
    told();
    my ($code, undef, $why) = $story->site->run(undef, '--site', $story->site->folder, 'route', $story->reference, '--agency', 'csc', '--by', 'Wilf Darrow', '--why', 'theirs', '--now', '2026-05-06T10:02');
    is($code, 65, 'the agency alone says nothing');
    like($why, qr/name the person, --to ADDRESS/, 'which it is told');
    is_deeply([ map { $_->{to} } $story->site->tick('2026-05-06T10:02') ], [], 'and nobody is told on it');
    $story->office('2026-05-06T10:03', 'Wilf Darrow', 'route', $story->reference, '--agency', 'csc', '--to', $south, '--why', 'asked them');
    my @told = map { $_->{to} } $story->site->tick('2026-05-06T10:03');
    ok((grep { $_ eq $south } @told), 'whom it names is told') or diag("@told");
    ok(!(grep { $_ eq $north } @told), 'the other never');
    $story->site->must(undef, 'verify');
};
done_testing();
