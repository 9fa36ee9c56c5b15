# .ci/packages against a pretended dpkg, apt-get, sudo and id: nothing is installed here.
use strict;
use warnings;
use File::Temp qw(tempdir);
use FindBin;
use Test::More;

my $script = "$FindBin::Bin/../../.ci/packages";
my @all = split ' ', `$script --list`;
cmp_ok(scalar @all, '>', 10, 'the list has packages');

# Runs the script with only `installed` there, as user `uid`, with or without sudo.
sub run_with {
    my ($arguments, $uid, $sudo, @installed) = @_;
    my $bin = tempdir(CLEANUP => 1);
    my %tool = (
        'dpkg-query' => 'for p; do :; done; grep -qx "$p" ' . "$bin/installed && echo installed",
        'apt-get'    => qq(echo "apt-get \$*" >> $bin/log; test ! -x $bin/policy || echo 'nothing starts' >> $bin/log),
        'id'         => "echo $uid",
    );
    $tool{sudo} = qq(echo "sudo" >> $bin/log; exec "\$@") if $sudo;
    for my $name (keys %tool) {
        open my $out, '>', "$bin/$name" or die "$bin/$name: $!";
        print $out "#!/bin/sh\n$tool{$name}\n";
        close $out;
        chmod 0755, "$bin/$name";
    }
    symlink "/usr/bin/$_", "$bin/$_" for qw(grep env sh cat chmod rm);
    local $ENV{POLICY_RC_D} = "$bin/policy";
    open my $out, '>', "$bin/installed" or die "$bin/installed: $!";
    print $out map { "$_\n" } @installed;
    close $out;
    my $said = `PATH=$bin /bin/sh $script $arguments 2>&1`;
    my $code = $? >> 8;
    open my $in, '<', "$bin/log" or return ($code, $said, '');
    local $/;
    return ($code, $said, scalar <$in>);
}

my @builds = grep { !/^(?:dovecot-imapd|postfix|openssl|libio-socket-ssl-perl|poppler-utils|fonts-dejavu-core)$/ } @all;
my @less = grep { $_ ne 'libcsv-dev' && $_ ne 'gcc' } @all;
my $install = "apt-get install -q -y --no-install-recommends gcc libcsv-dev\n";

my ($code, $said, $log) = run_with('', 1000, 0, @all);
is_deeply([$code, $said, $log], [0, '', ''], 'nothing missing: nothing said, nothing done, no root needed');

($code, $said, $log) = run_with('', 1000, 0, @builds);
is_deeply([$code, $said, $log], [0, '', ''], 'building needs no mail server');

($code, $said, $log) = run_with('--tests', 0, 0, @builds);
is($code, 0, 'the tests need them');
like($log, qr/nothing starts.*install .* dovecot-imapd postfix openssl libio-socket-ssl-perl poppler-utils fonts-dejavu-core\nnothing starts\n/s,
    'and they are installed without being started');
like($said, qr/installing dovecot-imapd postfix/, 'and named');

($code, $said, $log) = run_with('', 0, 0, @less);
is($code, 0, 'root installs');
is($log, "apt-get update -q\n$install", 'what is missing and no more');

($code, $said, $log) = run_with('', 1000, 1, @less);
is($code, 0, 'a user with sudo installs');
is($log, "sudo\napt-get update -q\nsudo\n$install", 'through sudo');

($code, $said, $log) = run_with('', 1000, 0, @less);
is($code, 1, 'a user without sudo cannot');
is($log, '', 'and apt-get is not tried');
like($said, qr/needs root to install gcc libcsv-dev/, 'and is told what is missing');

($code, $said, $log) = run_with('--check', 0, 0, @less);
is($code, 1, '--check fails when something is missing');
like($said, qr/missing: gcc libcsv-dev\n.*apt-get install .* gcc libcsv-dev/, 'names it and what to type');
is($log, '', 'and installs nothing, even for root');

($code, $said, $log) = run_with('--check', 1000, 0, @all);
is_deeply([$code, $said], [0, ''], '--check is silent when all is there');
done_testing;
