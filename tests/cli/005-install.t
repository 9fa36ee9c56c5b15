# What 'make install' puts where, that the program runs from there and finds its module there, and that systemd would take the unit.
use strict;
use warnings;
use File::Find qw(find);
use File::Temp qw(tempdir);
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Deck;
use Casegate::Sent;
use Test::More;

chdir "$FindBin::Bin/../..";
plan skip_all => 'nothing is built' unless -x 'build/casegate';
my $root = tempdir(CLEANUP => 1);
delete @ENV{qw(MAKEFLAGS MFLAGS MAKELEVEL B CFLAGS LDFLAGS CC)}; # this is a make of its own, of the plain build
my $said = `make -s install DESTDIR=$root PREFIX=/opt/casegate 2>&1`;
is($?, 0, 'installs') or diag($said);
my $unit = 'lib/systemd/system/casegate@.service';
my %mode = ('bin/casegate' => 0755, map { $_ => 0644 } $unit, qw(lib/casegate/casegate-pdf.so lib/casegate/casegate-paper.so share/doc/casegate/README.md share/doc/casegate/LICENSE
    share/man/man1/casegate.1 share/man/man5/casegate-site.5 share/man/man5/casegate-policy.5));
is((stat "$root/opt/casegate/$_")[2] & 07777, $mode{$_}, $_) for sort keys %mode;
my @found;
find({ no_chdir => 1, wanted => sub { push @found, s{^\Q$root\E/opt/casegate/}{}r if -f } }, $root);
is_deeply([ sort @found ], [ sort keys %mode ], 'and nothing else');
like(`$root/opt/casegate/bin/casegate --version 2>&1`, qr/^casegate \S+\n$/, 'the program runs from there');
{
    local $ENV{CASEGATE} = "$root/opt/casegate/bin/casegate";
    my $read = fields_read(Casegate->new('havering-2020'), form_mail(deck('surgery'), 'made pdf', { file => 'printed.pdf' }));
    cmp_ok(scalar @$read, '>', 10, 'and reads a PDF with the module beside it');
}

my $text = do { local @ARGV = ("$root/opt/casegate/$unit"); local $/; <> };
like($text, qr{^ExecStart=/opt/casegate/bin/casegate --site /var/lib/casegate/%i run$}m, 'the unit runs it');
SKIP: {
    skip 'no systemd-analyze here', 2 if system('command -v systemd-analyze >/dev/null') != 0;
    # under its own name and with a program that is there
    open my $out, '>', "$root/casegate\@.service" or die $!;
    print $out $text =~ s{/opt/casegate/bin/casegate}{/bin/true}r =~ s/^Documentation=.*\n//mr;
    close $out;
    is(`systemd-analyze verify '$root/casegate\@.service' 2>&1`, '', 'systemd takes it');
    my ($exposure) = `systemd-analyze security --offline=true '$root/casegate\@.service' 2>/dev/null` =~ /exposure level for \S+: ([\d.]+)/;
    cmp_ok($exposure // 10, '<=', 2.0, 'and finds it closed in');
}
done_testing;
