# Every fuzz target over its corpora, as an ordinary test (under the sanitizers where the rest is). The folders of tests/fuzz/seeds that
# are not beside this checkout are left out, and named.
use strict;
use warnings;
use File::Basename qw(dirname);
use FindBin;
use Test::More;

chdir "$FindBin::Bin/../..";
my $build = dirname($ENV{CASEGATE} // "$FindBin::Bin/../../build/casegate");
open my $in, '<', 'tests/fuzz/seeds' or die $!;
my @rows = map { [split] } grep { !/^\s*(?:#|$)/ } <$in>;
is_deeply([ sort map { $_->[0] } @rows ], [ sort map { m{fuzz_(\w+)\.c$} } grep { !/_common\.c/ } glob 'tests/fuzz/fuzz_*.c' ],
    'every target has its line in tests/fuzz/seeds');
my @corpora = grep { my $name = m{([^/]+)$} ? $1 : ''; !grep { $_->[0] eq $name } @rows } glob 'tests/fuzz/corpus/*';
is_deeply(\@corpora, [], 'and no corpus is without a target');
for my $row (@rows) {
    my ($name, @folders) = @$row;
    my @here = grep { -d } "tests/fuzz/corpus/$name", @folders;
    note("$name: not here: $_") for grep { !-d } @folders;
    my $program = "$build/tests/fuzz/replay_$name";
    ok(-d "tests/fuzz/corpus/$name", "$name: it has a corpus of its own") or next;
    die "no program at '$program': make replays first\n" unless -x $program;
    my $said = `'$program' @here 2>&1`;
    is($?, 0, "$name: survives its corpora") or diag(substr $said, -3000);
    my @wrong = grep { /^not ok/ } split /\n/, $said;
    is_deeply(\@wrong, [], "$name: none of them is empty");
    is(scalar(grep { /^ok \d+ - \d+ files/ } split /\n/, $said), scalar @here, "$name: all of them were read");
}
done_testing();
