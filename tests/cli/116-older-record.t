# A record made by an older program: looking says what to do, and work, send and run bring it up by themselves.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Test::More;

my $site = Casegate->new('havering-2020');
my $folder = $site->folder;
my $record = "$folder/spool/casegate.db";
sub casegate { return $site->run('', '--site', $folder, @_) }

# the marks that say whose a record is, from one of ours; then an empty one with them, of version 0 (sqlite.org/fileformat2)
$site->must('', 'work', '--once');
open my $in, '<:raw', $record or die $!;
read $in, my $head, 100;
close $in;
my ($ours, $version) = (unpack('x68 N', $head), unpack('x60 N', $head));
cmp_ok($version, '>=', 1, 'a record has a version');
sub make_old {
    unlink glob "$record*";
    open my $out, '>:raw', $record or die $!;
    my $page = pack 'a16 n C6 N12 x20 N2', "SQLite format 3\0", 4096, 1, 1, 0, 64, 32, 32,
        1, 1, 0, 0, 0, 4, 0, 0, 1, 0, 0, $ours, 1, 3040001;
    print $out $page . pack('C n n n C', 0x0d, 0, 0, 4096, 0) . "\0" x (4096 - 108);
    close $out;
}

for my $command ([ 'work', '--once' ], [ 'send', '--once' ]) {
    make_old();
    my ($code, undef, $err) = casegate('queue');
    is($code, 78, 'looking changes nothing');
    like($err, qr/older version 0; run 'casegate work' once/, 'and says what to do');
    my ($done, undef, $why) = casegate(@$command);
    is($done, 0, "$command->[0] brings it up") or diag($why);
    is((casegate('queue'))[0], 0, 'and then it can be looked at');
    is((casegate('verify'))[0], 0, 'and adds up');
}
make_old();
my $run = fork // die "cannot fork: $!";
if ($run == 0) {
    open STDERR, '>', '/dev/null' or die $!;
    exec Casegate::binary(), '--site', $folder, 'run' or die $!;
}
for (1 .. 600) {
    last if -e "$folder/spool/health/work" || waitpid($run, 1);
    select undef, undef, undef, 0.1;
}
is((casegate('queue'))[0], 0, 'run brings it up, too');
kill 'TERM', $run;
waitpid $run, 0;
is($?, 0, 'and goes on');
done_testing;
