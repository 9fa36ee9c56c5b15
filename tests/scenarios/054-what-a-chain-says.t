# A forwarded form may tell of discussions in words of its own, and name its writer's post in many. Who forwards it is asked whether what
# was understood is right: the words themselves stand in no answer of ours, and the question is not stopped for the post's name.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my ($head, $teacher, $worker) = ('head@oakfield.example', 'marcus.ellery@oakfield.example', 'dara.whitcombe@csc.havering.example');
my $story = Casegate::Story->new('havering-2020', originator => $teacher,
    secrets => [ child_secrets(name => 'Jasper Stonor', dob => '2016-08-21', ids => ['999 740 2251'], phrases => ['grandmother', 'Whitcombe', 'refuses']) ]);
my $first = outlook(from => "Marcus Ellery <$teacher>", to => $worker, at => '2026-03-09T15:10', subject => 'Concerns', text => 'Dear Dara, our form as discussed.',
    form => escalation_form(
        stage => 'One', originator => 'Marcus Ellery', role => 'Class teacher and deputy designated safeguarding lead', raising => 'Oakfield Primary',
        contact => "$teacher, 01632 960111", manager => 'Idris Penhallow', challenged => 'Social care', person => 'Dara Whitcombe', opposite => 'Callum Reyes',
        children => [ { name => 'Jasper Stonor', dob => '21/08/2016', ids => '999 740 2251', setting => 'Oakfield Primary School', status => 'Child in Need' } ],
        arose => 'Mon 9 March 2026', about => 'Decision', decision => 'Case to be closed, told to us on 9 March', problem => 'Nobody has seen him for a month.',
        evidence => 'Seen by two members of staff.', outcome => 'A home visit before any closing.', safe_by => 'Fri 20 March 2026',
        discussions => "9 March 2026, Dara Whitcombe, telephone, stage one, the grandmother of Jasper refuses every visit\n10 March 2026, stage two, meeting, Jasper was not to be spoken of there"));
my @mails = $story->step('the chain', at => '2026-03-16T08:50', opens => 1, state => 'provisional', sent => ["ack-forwarded $head"],
    mail => outlook(from => "Leopold Quance <$head>", at => '2026-03-16T08:47', forward => $first, subject => 'FW: Concerns. Stage three please.', text => 'Stage three please.'));
like($mails[0]{text} =~ s/\s+/ /gr, qr/Class teacher and deputy designated safeguarding lead raised it first/, 'by which post it was raised');
$story->finish;
