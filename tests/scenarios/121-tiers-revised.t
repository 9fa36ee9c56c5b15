# Havering revised, Stage Three (2.8; 4, Stage 3): through the tiers of management to the partnership's members, who are engaged
# before Stage Four is considered. What a senior manager asks for goes to the next tier first, and only the members' own
# "could not settle it" opens the way to the Chair.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Board;
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my $teacher = 'tola.brightwater@oakfield.example';
my $head    = 'head@oakfield.example';
my $frost   = 'imelda.frost@csc.havering.example';
my $marsh   = 'gideon.marsh@csc.havering.example';
my $castell = 'ruben.castell@education.havering.example';
my $chair   = 'chair@partnership.havering.example';
my $story   = Casegate::Story->new('havering-revised', originator => $teacher, secrets => [@school_secrets]);

my @mails = $story->step('the senior managers', at => '2026-03-09T10:00', opens => 1, state => 'open', stage => 'S3', tier => 1,
    waiting => { csc => 'Imelda Frost' },
    mail => outlook(from => "Leopold Quance <$head>", at => '2026-03-09T09:57', subject => 'Escalation', text => 'Please see below.',
        form => school_form(stage => 'Stage Three', discussions => "6 March 2026, telephone, stage one\n6 March 2026, meeting, stage two")),
    sent => [ "ack $head", "notice $frost", "told $teacher" ]);
my %to = map { ($_->{to} => $_) } @mails;

# straight to the Chair is not asked of the members
@mails = $story->step('the members before the Chair', at => '2026-03-10T10:00', state => 'open', stage => 'S3', tier => 2,
    waiting => { education => 'Ruben Castell', csc => 'Gideon Marsh' },
    mail => apple(from => "Leopold Quance <$head>", at => '2026-03-10T09:57', reply_to => $to{$head}, text => 'Not resolved. To the Chair please.'),
    sent => [ "ack $head", "notice $castell", "notice $marsh", "told $teacher" ]);
%to = map { ($_->{to} => $_) } @mails;
is_deeply([ grep { !/^partnership/ } @{ holders($story->case('2026-03-10T10:00')) } ],
    [ 'challenged partnership_member Gideon Marsh', 'raising partnership_member Ruben Castell' ], 'the members of both agencies hold it');

@mails = $story->step('the members could not', at => '2026-03-11T10:00', state => 'open', stage => 'S4', tier => undef, waiting => { hscp => 'Augusta Renshaw' },
    mail => outlook(from => "Ruben Castell <$castell>", at => '2026-03-11T09:57', reply_to => $to{$castell}, text => 'The members could not settle it.'),
    sent => [ "ack $castell", "notice $chair", "extract $castell", "extract $marsh", "told $teacher" ]);
my ($to_chair) = grep { $_->{to} eq $chair } @mails;
like(words($to_chair->{text}), qr/facilitate the resolution directly with the senior managers or through a Resolution Panel/, 'asked in the words of this text');
never_to('nobody outside the two agencies, their members and the Chair', $story, '2026-03-11T10:00', qr/riverbend|eastpolice|icb|millbrook|brambles|achebe|markham/);
$story->finish;
