# The harness before what it is to find: does every kill land, before the call it names, in every process?
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Killat;
use File::Temp qw(tempdir);
use Test::More;

my $folder = tempdir(CLEANUP => 1);
my @steps = (
    [ 'mkdir',     sub { !-e "$folder/d" } ],
    [ 'openat',    sub { -d "$folder/d" && !-e "$folder/a" } ],
    [ 'write',     sub { -e "$folder/a" && !-s "$folder/a" } ],
    [ 'renameat2', sub { -s "$folder/a" && !-e "$folder/d/b" } ],
    [ 'unlinkat',  sub { !-e "$folder/a" && -s "$folder/d/b" } ],
);
my @command = ('sh', '-c', "cd $folder && mkdir d && echo text > a && mv a d/b && rm d/b");

sub clear { unlink "$folder/a", "$folder/d/b"; rmdir "$folder/d" }

# like(): 'mkdir' or 'mkdirat', as the architecture has it
for my $n (1 .. @steps) {
    clear();
    my ($name, $as_before) = @{ $steps[ $n - 1 ] };
    my $run = Casegate::Killat->run({ at => $n, changing => 1 }, @command);
    ok($run->{killed}, "change $n is killed");
    like($run->{name}, qr/^(\Q$name\E|\Q$name\Eat)/, "at $name");
    ok($as_before->(), "before it does anything");
}

clear();
my $whole = Casegate::Killat->run({ trace => 1 }, @command);
is_deeply([ @$whole{qw(killed changing status)} ], [ '', scalar @steps, 0 ], 'without a kill it runs to its end');
is_deeply([ map { $_->[2] =~ s{.*/}{}r } @{ $whole->{trace} } ], [ 'd', 'a', 'a', 'a', 'b' ], 'the trace names the files');
is($whole->{trace}[3][3], "$folder/d/b", 'both of a rename');

my $beyond = Casegate::Killat->run({ at => $whole->{calls} + 1000 }, @command);
ok(!$beyond->{killed}, 'a call that is never made kills nothing');

my $family = Casegate::Killat->run({ at => 1, changing => 1 }, 'sh', '-c', "(sleep 1000; :) & (sleep 1000; :) & echo > $folder/go");
cmp_ok($family->{landed}, '>=', 3, 'children and theirs are ended, too');
is($family->{landed}, $family->{processes}, 'all of them');

my $strange = Casegate::Killat->run({}, 'mkfifo', "$folder/fifo");
ok(-p "$folder/fifo" && @{ $strange->{unknown} }, 'a call that it does not know is told');

my $failed = Casegate::Killat->run({}, 'sh', '-c', 'exit 75');
is($failed->{status}, 75, 'the exit code is kept');

done_testing;
