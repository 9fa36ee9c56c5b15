# What 'make install' puts where, and that the program runs from there.
use strict;
use warnings;
use File::Temp qw(tempdir);
use FindBin;
use Test::More;

chdir "$FindBin::Bin/../..";
plan skip_all => 'nothing is built' unless -x 'build/casegate';
my $root = tempdir(CLEANUP => 1);
delete @ENV{qw(MAKEFLAGS MFLAGS MAKELEVEL B CFLAGS LDFLAGS CC)}; # this is a make of its own, of the plain build
my $said = `make -s install DESTDIR=$root PREFIX=/opt/casegate 2>&1`;
is($?, 0, 'installs') or diag($said);
my %mode = ('bin/casegate' => 0755, 'share/doc/casegate/README.md' => 0644, 'share/doc/casegate/LICENSE' => 0644);
is((stat "$root/opt/casegate/$_")[2] & 07777, $mode{$_}, $_) for sort keys %mode;
my @found = grep { -f } glob "$root/opt/casegate/{bin,share/doc/casegate}/*";
is(scalar @found, scalar keys %mode, 'and nothing else');
like(`$root/opt/casegate/bin/casegate --version 2>&1`, qr/^casegate \S+\n$/, 'the program runs from there');
done_testing;
