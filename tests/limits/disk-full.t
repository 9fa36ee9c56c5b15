# A disk that fills while a message comes in: exit 75, so the sender's server keeps it, and nothing half-written is ever visible.
# With room again the same message is taken. Needs a small tmpfs of its own, thus root; skipped otherwise.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Test::More;

plan skip_all => 'only root may mount the small disk this needs' if $> != 0;
my $site = Casegate->new('havering-2020');
my $spool = $site->folder . '/spool';
plan skip_all => 'no tmpfs can be mounted here'
    if system("mount -t tmpfs -o size=3m,mode=0700 casegate-test '$spool' 2>/dev/null") != 0;
my $heads;
END { system("umount '$_' 2>/dev/null") for grep { defined } $spool, $heads }

sub message { my ($bytes) = @_; return "From: a\@oakfield.example\r\nSubject: x\r\n\r\n" . ('line of text' . "\r\n") x ($bytes / 14) }
sub files { my @files = grep { -f } map { glob "$spool/incoming/$_/*" } @_; return scalar @files }
my @deliver = ('--site', $site->folder, 'deliver', '--to', $site->mailbox);

my ($code, undef, $err) = $site->run(message(8 << 20), @deliver);
is($code, 75, 'too large for the disk: try again later');
like($err, qr/space|disk/i, 'and says why') or diag($err);
is(files('new'), 0, 'nothing of it is visible');
is(files('tmp'), 0, 'and nothing is left lying about');

open my $fill, '>', "$spool/fill" or die $!;
1 while syswrite $fill, 'x' x 65_536;
close $fill;
($code) = $site->run(message(2000), @deliver);
is($code, 75, 'a full disk: try again later, however small the message');
is(files('new', 'tmp'), 0, 'nothing half-written');
unlink "$spool/fill" or die $!;
($code) = $site->run(message(2000), @deliver);
is($code, 0, 'room again: taken');
is(files('new'), 1, 'once');

# ---- the folder in which the record's heads are kept: a whole line or none ----
my $kept = Casegate->new('havering-2020');
$heads = $kept->folder . '/../heads';
mkdir $heads or die $!;
system("mount -t tmpfs -o size=8k casegate-test '$heads'") == 0 or die 'no second tmpfs';
my $settings = $kept->folder . '/routing/site.yaml';
Casegate::spew($settings, Casegate::slurp($settings) . "\nrecord_heads: " . $kept->folder =~ s{/site$}{/heads}r . "\n");
my $before = '#' x 4079 . "\n"; # sixteen bytes of its page are left, and the other page is taken
Casegate::spew("$heads/casegate-heads.txt", $before);
Casegate::spew("$heads/fill", 'x' x 4096);
($code, undef, $err) = $kept->run('', '--site', $kept->folder, 'work', '--once', '--now', '2026-03-04T09:00');
is($code, 75, 'a head that does not fit') or diag($err);
ok(Casegate::slurp("$heads/casegate-heads.txt") eq $before, 'nothing half-written');
unlink "$heads/fill" or die $!;
$kept->work('2026-03-04T09:01');
like(substr(Casegate::slurp("$heads/casegate-heads.txt"), length $before), qr/\A2026-03-04 \d+ events \w+\n/, 'room again: a whole line');
done_testing();
