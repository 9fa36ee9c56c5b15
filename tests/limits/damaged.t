# Accepted messages whose bytes the disk lost: held, so that somebody asks for them again; never passed over in silence, never
# in the way of the next one. The same bytes sent again put the archive right.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Mail;
use Casegate::Story qw(school_form);
use Test::More;

my $now  = '2026-03-09T10:00';
my $site = Casegate->new('havering-2020');
my $lost = "From: Idris Penhallow <idris.penhallow\@oakfield.example>\r\nSubject: lost\r\n\r\nlost text\r\n";
my $good = outlook(from => 'Idris Penhallow <idris.penhallow@oakfield.example>', at => $now, subject => 'Escalation', text => 'Our form.', form => school_form());

$site->deliver($lost);
my ($file) = glob $site->folder . '/spool/incoming/new/*';
chmod 0600, $file;
truncate $file, 5 or die $!;
$site->deliver($good);
$site->work($now);

my ($damaged, $next) = sort { $a->{id} <=> $b->{id} } @{ $site->messages };
is($damaged->{disposition}, 'held', 'a damaged message is held');
is($next->{disposition}, 'case', 'the one behind it opens its case');
my $held = $site->held($now)->[0];
like($held->{text} // $held->{reason}, qr/damaged|unreadable/, 'and says why');
is_deeply([ glob $site->folder . '/spool/incoming/new/*' ], [], 'nothing is left in incoming/new');
my ($code, $out) = $site->run(undef, '--site', $site->folder, 'verify');
isnt($code, 0, 'verify finds the damage');

$site->deliver($lost);
$site->work($now);
is($site->messages->[-1]{disposition}, 'repeat', 'the same bytes again are a repeat');
($code, $out) = $site->run(undef, '--site', $site->folder, 'verify');
is($code, 0, 'and the record adds up again') or diag($out);
$site->must(undef, 'held', $held->{id}, 'open', '--by', 'Office', '--now', $now);
is_deeply($site->held($now), [], 'so that the office can go on with it');

done_testing;
