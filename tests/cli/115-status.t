# `casegate status`: everything at a glance, for people and for monitoring; exit 0 only when all is well.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use File::Path qw(make_path);
use JSON::PP;
use Test::More;

use constant WATCHDOG => 60; # seconds after which the test gives up; never a reason to pass
my $site = Casegate->new('havering-2020');
my $folder = $site->folder;
sub slurp { my ($path) = @_; open my $in, '<', $path or return ''; local $/; return scalar(<$in>) // '' }
sub spew { my ($path, $text) = @_; open my $out, '>', $path or die "$path: $!"; print $out $text; close $out or die $! }
sub status {
    my @options = @_;
    my ($code, $out, $err) = $site->run('', '--site', $folder, 'status', @options);
    is($err, '', 'nothing on standard error') if $code ne '78';
    return ($code, $out);
}
sub json { my ($code, $out) = status('--json', @_); return ($code, JSON::PP->new->utf8->decode($out)) }
sub process { my ($status, $name) = @_; return (grep { $_->{name} eq $name } @{ $status->{processes} })[0] }

my $settings = slurp("$folder/routing/site.yaml");
$settings =~ s/^sources:.*\n(?:[ -].*\n)*//m;
$settings =~ s/^alarms:.*/alarms: {disk_free_mib: 1}/m;
$settings .= "sources:\n  - {type: maildir, path: box, mailbox: mailbox\@partnership.havering.example}\n";
spew("$folder/routing/site.yaml", $settings);
make_path(map { "$folder/$_" } qw(box/tmp box/new box/cur spool/health));

# ---- nothing ever ran ----
my ($code, $now) = json();
is($code, 1, 'nothing runs: 1');
is_deeply([ sort keys %$now ], [ sort qw(now healthy problems processes last_poll spool outbox held disk_free_mib last_backup confined) ], 'what there is to know');
ok(!$now->{healthy}, 'not healthy');
is_deeply([ map { $_->{name} } @{ $now->{processes} } ], [qw(run collect-1 work send)], 'every process that there should be');
is_deeply($now->{problems}, [ q('casegate run' is not running), map { "$_ is not running" } qw(collect-1 work send) ], 'and that it is not there');
is_deeply($now->{outbox}, { waiting => 0, oldest => undef }, 'nothing waits');
is($now->{last_backup}, undef, 'no backup');
ok(!-e "$folder/spool/casegate.db", 'looking makes no record');

# ---- what waits ----
my $mail = "From: nobody\@elsewhere.example\r\nSubject: x\r\nMessage-ID: <%d\@elsewhere.example>\r\n\r\nHello.\r\n";
$site->deliver(sprintf($mail, 1), '2026-03-04T09:00');
(undef, $now) = json('--now', '2026-03-04T09:05');
is_deeply($now->{spool}, { waiting => 1, oldest => '2026-03-04T09:00:00+00:00' }, 'a message in the spool');
(undef, $now) = json('--now', '2026-03-04T09:20');
ok((grep { $_ eq 'a message in the spool has not been worked for 20 minutes' } @{ $now->{problems} }), 'left there for long');
$site->work('2026-03-04T09:21');
spew("$folder/spool/health/send", "pid=1\nlast_ok=1772615000\nlast_try=1772615000\nerror=\n");
(undef, $now) = json('--now', '2026-03-04T10:30');
is($now->{held}, 1, 'a held message');
is_deeply($now->{outbox}, { waiting => 1, oldest => '2026-03-04T09:21:00+00:00' }, 'a mail in the outbox');
ok((grep { /^1 mail waits to be sent, the oldest since 09:21 on Wed 4 March 2026\.$/ } @{ $now->{problems} }), 'for too long');
$site->send('2026-03-04T10:31');

# ---- backup ----
$site->must('', 'backup', "$folder/copy.db");
(undef, $now) = json();
ok($now->{last_backup}, 'the last backup');
isnt(($site->run('', '--site', $folder, 'backup', "$folder/none/copy.db"))[0], 0, 'one that fails');
is((json())[1]{last_backup}, $now->{last_backup}, 'does not count');

# ---- running ----
my $run = fork // die "cannot fork: $!";
if ($run == 0) {
    open STDERR, '>>', "$folder/run.log" or die $!;
    exec Casegate::binary(), '--site', $folder, 'run' or die $!;
}
for (1 .. WATCHDOG * 10) {
    ($code, $now) = json();
    last if $code == 0;
    select undef, undef, undef, 0.1;
}
is($code, 0, 'all run: 0') or diag(explain($now));
ok($now->{healthy}, 'healthy');
is(process($now, 'run')->{pid}, $run, 'run by its number');
ok(process($now, $_)->{running} && process($now, $_)->{last_ok}, "$_ runs, and it went well") for qw(collect-1 work send);
is(process($now, 'collect-1')->{mailbox}, 'mailbox@partnership.havering.example', 'the mailbox');
is($now->{last_poll}, process($now, 'collect-1')->{last_ok}, 'the last successful poll');
my (undef, $text) = status();
like($text, qr/\AAll is well at /, 'in words');
like($text, qr/^  collect-1 +runs +\d+ .*mailbox\@partnership/m, 'a line a process');
like($text, qr/^  outbox: nothing waits$/m, 'what waits');
like($text, qr/^  held: 1 message waits for a person \(casegate held\)$/m, 'what is held');
like($text, qr/^  disk: \d+ MiB free, the limit is 1$/m, 'the disk');
like($text, qr/^  backup: \w+ \d+ \w+ \d\d:\d\d$/m, 'the backup');

# ---- one that fails ----
rename "$folder/box", "$folder/box.away" or die $!;
for (1 .. WATCHDOG * 10) {
    (undef, $now) = json();
    last if process($now, 'collect-1')->{error};
    select undef, undef, undef, 0.1;
}
like(process($now, 'collect-1')->{error}, qr/box/, 'why it fails');
ok(process($now, 'collect-1')->{failing_since}, 'since when');
($code, $now) = json();
is($code, 1, 'which is not well');
ok((grep { /^The mailbox mailbox\@partnership\.havering\.example cannot be read since/ } @{ $now->{problems} }), 'and which mailbox');
like((status())[1], qr/^ +fails since .*box/m, 'in words, too');
kill 'TERM', $run;
waitpid $run, 0;
is($?, 0, 'stopped');
($code, $now) = json();
ok(!process($now, 'run')->{running}, 'which is seen at once');
is($code, 1, 'and is not well');
done_testing;
