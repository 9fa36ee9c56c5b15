# The floors of the scores only rise: none is lower, and none has left, since any commit that this checkout knows.
use strict;
use warnings;
use FindBin;
use Test::More;

chdir "$FindBin::Bin/../..";
my $path = 'tests/score/floors';

# percents, so that a corpus that grows does not lower a floor by itself
sub read_floors {
    my ($text) = @_;
    my %floor;
    for (split /\n/, $text) {
        next if /^\s*(?:#|$)/;
        my ($kind, $right, $of) = split ' ';
        $floor{$kind} = $right / $of;
    }
    return \%floor;
}

sub lowered {
    my ($old, $new) = @_;
    return [ grep { !exists $new->{$_} || $new->{$_} < $old->{$_} } sort keys %$old ];
}

my $before = read_floors("# a table\nwhole 5 5\nhalf 5 10\n");
is_deeply(lowered($before, read_floors("whole 5 5\nhalf 6 10\n")), [], 'one that rises is well');
is_deeply(lowered($before, read_floors("whole 4 5\nhalf 5 10\n")), ['whole'], 'one that falls is seen');
is_deeply(lowered($before, read_floors("whole 5 5\n")), ['half'], 'one that has left is seen');

open my $in, '<', $path or die "$path: $!";
my $now = read_floors(do { local $/; <$in> });
cmp_ok(scalar keys %$now, '>', 5, 'there are floors');
SKIP: {
    skip 'no git checkout', 1 unless -e '.git';
    my @commits = split ' ', `git log --format=%H -- $path`;
    my @faults;
    for my $commit (@commits) {
        my $fallen = lowered(read_floors(scalar `git show $commit:$path`), $now);
        push @faults, map { "$_ was higher in " . substr $commit, 0, 10 } @$fallen;
    }
    is_deeply(\@faults, [], 'none fell in ' . @commits . ' commits');
}
done_testing();
