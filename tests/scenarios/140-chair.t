# What the Chair chooses (Havering 2.10, 2.12): a Panel of three agencies with both concerned, else it is said what is
# wrong; or directly with the senior managers.
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
my $story = Casegate::Story->new('havering-2020', originator => $teacher, secrets => [ @school_secrets, qr/two visits a week/ ]);

my @mails = $story->step('to the Chair', at => '2026-03-09T10:00', opens => 1, state => 'open', stage => 'S4',
    mail => outlook(from => "Leopold Quance <$head>", at => '2026-03-09T09:57', subject => 'For the Chair', text => 'Stage Four.',
        form => school_form(stage => 'Four', members => "Education Services, Ruben Castell, 6 March 2026\nChildren's Social Care, Gideon Marsh, 6 March 2026",
            discussions => "2 March 2026, Tola Brightwater and Dara Whitcombe, telephone, stage one\n"
                . "3 March 2026, Idris Penhallow and Callum Reyes, telephone, stage two\n"
                . "4 March 2026, Leopold Quance and Imelda Frost, meeting, stage three")),
    sent => [ "ack $head", "notice $chair", "told $teacher" ]);
my @talks = sort map { join ' ', map { $_ // '?' } @$_{qw(stage date)} } @{ $story->case('2026-03-09T10:00')->{discussions} };
is_deeply(\@talks, [ 'S1 2026-03-02', 'S2 2026-03-03', 'S3 2026-03-04' ], 'three discussions were recorded, a line each');
my ($to_chair) = grep { $_->{to} eq $chair } @mails;

@mails = $story->step('a panel of two', at => '2026-03-10T10:00', state => 'open', stage => 'S4', sent => ["ack $chair"], held => undef,
    mail => phone(from => "Augusta Renshaw <$chair>", at => '2026-03-10T09:58', reply_to => $to_chair,
        text => "Panel.\n\nPanel members:\nRuben Castell, Education Services, senior officer, full Board member\n"
            . 'Desmond Okafor, East Area Police, senior officer, full Board member'));
like($mails[0]{text} =~ s/\s+/ /gr, qr/three agencies|Children's Social Care/i, 'told what is wrong with it');

@mails = $story->step('directly', at => '2026-03-11T10:00', state => 'open', stage => 'S4', held => undef,
    mail => gmail(from => "Augusta Renshaw <$chair>", at => '2026-03-11T09:58', reply_to => $to_chair, text => 'I will take this up direct with the senior managers.'),
    sent => [ "notice $head", "notice $frost" ], may => [ "ack $chair", "told $teacher" ]);
unlike((grep { $_->{to} eq $head } @mails)[0]{text}, qr/convene/, 'who are not asked what only she can choose');
is_deeply($story->case('2026-03-11T10:00')->{panel}, [], 'no panel is left over');

$story->step('her resolution', at => '2026-03-13T10:00', state => 'closing', held => undef, owed => [ 'file-tick csc 1', 'file-tick oakfield 1' ],
    mail => outlook(from => "Augusta Renshaw <$chair>", at => '2026-03-13T09:58', reply_to => $to_chair,
        text => 'We have decided with both senior managers: two visits a week until the review.'),
    sent => [ "decision $head", "decision $frost", "extract $head", "extract $frost", "told $teacher" ], may => ["ack $chair"]);
$story->finish;
