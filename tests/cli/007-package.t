# debian/: of this version, for these libraries. `make deb` builds the package and looks at what came out.
use strict;
use warnings;
use FindBin;
use Test::More;

chdir "$FindBin::Bin/../..";
sub slurp { my ($path) = @_; open my $in, '<', $path or die "$path: $!"; local $/; return scalar <$in> }

my ($version) = slurp('src/cmd/command.h') =~ /CASEGATE_VERSION "([^"]+)"/;
my ($latest) = slurp('debian/changelog') =~ /\Acasegate \(([^)]+)\)/;
is($latest, $version, 'the changelog begins with the version of the program');

my ($needed) = slurp('debian/control') =~ /^Build-Depends:(.*?)^\S/ms;
my %needed = map { $_ => 1 } $needed =~ /([a-z0-9][a-z0-9.+-]+)/g;
my ($building) = slurp('.ci/packages') =~ /^building="(.*?)"/ms;
my @libraries = grep { /-dev$/ && $_ ne 'libc6-dev' } split ' ', $building;
ok(@libraries > 8, 'there are libraries');
is_deeply([ grep { !$needed{$_} } @libraries ], [], 'each library that building needs is asked for');

my $unit = slurp('src/casegate@.service');
like(slurp('debian/casegate.postinst'), qr/adduser --system\b.*\b$_$/m, 'the account that the unit runs as is made') for $unit =~ /^User=(\w+)$/m;
for my $script (glob 'debian/casegate.p*') {
    is(`sh -n $script 2>&1`, '', "$script is a shell script");
    like(slurp($script), qr/^set -e$/m, 'that stops at an error');
}
unlike(slurp('debian/casegate.postrm'), qr/rm -r/, 'no record is ever removed');
done_testing;
