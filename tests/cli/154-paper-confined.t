# What the process that sets a chronology in PDF cannot do, tried from inside of it (tests/confined/probe.c), and that it sets it all the
# same.
use strict;
use warnings;
use File::Basename qw(dirname);
use File::Copy qw(copy);
use File::Path qw(make_path);
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Test::More;

my $program = Casegate::binary();
my $built = dirname($program);
my $sanitized = `readelf --dyn-syms -W $program` =~ /__asan_init/;
BAIL_OUT("no probe in '$built': make units") unless -x "$built/tests/confined/casegate";
my $site = Casegate->new('havering-2020');
my $folder = $site->folder;
$site->receive("From: Tola Brightwater <tola.brightwater\@oakfield.example>\r\nMessage-ID: <1\@there.example>\r\nSubject: x\r\n\r\n"
        . "Stage: Two\r\nAgency raising: Oakfield Primary School\r\nAgency disagreed with: Havering CSC\r\nName of child: Wren Ashby\r\nDate of birth: 4.5.2018\r\n", '2026-03-04T10:00');
my ($reference) = map { $_->{reference} } @{ $site->queue('2026-03-04T10:00')->{cases} };
make_path("$folder/spool/outgoing/new");
Casegate::spew("$folder/secret", "not a password\n");

# where it is installed, the module lies beside it
make_path("$folder/bin", "$folder/lib/casegate");
copy("$built/tests/confined/casegate", "$folder/bin/casegate") or die $!;
copy("$built/casegate-paper.so", "$folder/lib/casegate/casegate-paper.so") or die $!;
chmod 0755, "$folder/bin/casegate";
my $code;
{
    local $ENV{CASEGATE_PROBE_SITE} = $folder;
    local $ENV{CASEGATE_PROBE} = "$folder/report";
    local $ENV{CASEGATE_PROBE_PAPER} = 1;
    $code = system("$folder/bin/casegate", '--site', $folder, 'export', $reference, '--format', 'pdf', '--output', "$folder/probed.pdf", '--now', '2026-03-05T10:00', '--by', 'Alex Pell');
}
is($code, 0, 'it is set');
my %got = map { /^paper (\S+) (\S+)$/ ? ($1 => $2) : () } split /\n/, Casegate::slurp("$folder/report");
my ($abi) = Casegate::slurp("$folder/report") =~ /^kernel landlock (\d+)$/m;
my $outside = $abi ? 'EACCES' : 'done';
my %want = (
    exec => 'EPERM', listen => 'EPERM', 'io-uring' => 'EPERM', packets => 'EPERM', internet => 'EPERM', 'other-port' => 'EPERM',
    map { $_ => $outside } qw(passwd elsewhere secret changing-rules rules record archive incoming outgoing stray),
);
is($got{$_} // 'not tried', $want{$_}, $_) for sort keys %want;
SKIP: {
    skip 'a sanitizer looks into its process', 1 if $sanitized;
    is($got{ptrace}, 'EPERM', 'ptrace');
}
$site->must(undef, 'export', $reference, '--format', 'pdf', '--output', "$folder/plain.pdf", '--now', '2026-03-05T10:00', '--by', 'Alex Pell');
is(Casegate::slurp("$folder/probed.pdf"), Casegate::slurp("$folder/plain.pdf"), 'and is the same');

# without the module everything but PDF goes
unlink "$folder/lib/casegate/casegate-paper.so";
my $said = `$folder/bin/casegate --site $folder export $reference --format pdf 2>&1 | cat`;
like($said, qr/^casegate: 'casegate-paper\.so' is not there: install it with the program$/, 'without the module it is said');
is(system("$folder/bin/casegate --site $folder export $reference --format html >/dev/null"), 0, 'and the rest goes');
Casegate::spew("$folder/lib/casegate/casegate-paper.so", 'no library');
is(system("$folder/bin/casegate --site $folder export $reference --format pdf >/dev/null 2>&1") >> 8, 78, 'nor with one that is none');
done_testing;
