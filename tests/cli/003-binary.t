# The program is built hardened: position independent, read-only relocations, no executable stack. One of the
# libraries' pkg-config files can silently undo the first.
use strict;
use warnings;
use FindBin;
use Test::More;

my $binary = $ENV{CASEGATE} // "$FindBin::Bin/../../build/casegate";
plan skip_all => "no '$binary'" unless -x $binary;
my $headers = `readelf -hW $binary`;
my $segments = `readelf -lW $binary`;
my $dynamic = `readelf -dW $binary`;
my $symbols = `readelf --dyn-syms -W $binary`;

like($headers, qr/Type:\s+DYN/, 'position independent');
like($segments, qr/INTERP/, 'and a program');
like($segments, qr/GNU_RELRO/, 'relocations read-only');
like($dynamic, qr/BIND_NOW|FLAGS_1\).*\bNOW\b/, 'all bound at the start');
like($segments, qr/GNU_STACK.*\sRW\s/, 'stack not executable');
unlike($dynamic, qr/R(?:UN)?PATH/, 'no search path of its own');
like($symbols, qr/__stack_chk_fail/, 'stack protector');
done_testing;
