# `casegate run`: one a site; what ends is begun again; SIGHUP takes a clean configuration only; SIGTERM finishes what is in
# hand; nothing is lost or doubled meanwhile. From a Maildir into a Maildir.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use File::Path qw(make_path);
use IO::Socket::UNIX;
use Socket qw(SOCK_DGRAM);
use Test::More;

use constant WATCHDOG => 120; # seconds after which the test gives up; never a reason to pass
my $site = Casegate->new('havering-2020');
my $folder = $site->folder;
my $binary = Casegate::binary();
my ($started, @notified) = (0);

sub slurp { my ($path) = @_; open my $in, '<', $path or return ''; local $/; return scalar(<$in>) // '' }
sub spew { my ($path, $text) = @_; open my $out, '>', $path or die "$path: $!"; print $out $text; close $out or die $! }
sub until_true {
    my ($condition, $name) = @_;
    for (1 .. WATCHDOG * 20) {
        hear();
        return pass($name) if $condition->();
        select undef, undef, undef, 0.05;
    }
    fail("$name: not within " . WATCHDOG . ' s');
    diag(slurp("$folder/run.log"));
}

# ---- systemd's end of the notifications ----
my $notify = "$folder/notify";
my $heard = IO::Socket::UNIX->new(Type => SOCK_DGRAM, Local => $notify) or die "no socket: $!";
$heard->blocking(0);
sub hear { while (defined $heard->recv(my $text, 4096)) { push @notified, split /\n/, $text } }
sub was_notified { my ($want) = @_; hear(); return scalar grep { $_ =~ $want } @notified }

sub start {
    my (%environment) = @_;
    my $pid = fork // die "cannot fork: $!";
    if ($pid == 0) {
        @ENV{ keys %environment } = values %environment;
        open STDOUT, '>', '/dev/null' or die $!;
        open STDERR, '>>', "$folder/run.log" or die $!;
        exec $binary, '--site', $folder, 'run' or die $!;
    }
    return $pid;
}
sub ended {
    my ($pid) = @_;
    local $SIG{ALRM} = sub { kill 'KILL', $pid };
    alarm WATCHDOG;
    waitpid $pid, 0;
    alarm 0;
    return $?;
}
# name of the child → its process number, as the kernel has them
sub children {
    my ($pid) = @_;
    my %found;
    for my $status (glob '/proc/[0-9]*/status') {
        my $text = slurp($status);
        my ($parent) = $text =~ /^PPid:\s*(\d+)/m or next;
        my ($name) = $text =~ /^Name:\s*cg-(\S+)/m or next;
        my ($number) = $status =~ /(\d+)/;
        $found{$name} = $number if $parent == $pid && $text !~ /^State:\s*Z/m;
    }
    return \%found;
}
# The process of that name below `work`: the zygote is its child, a reader the zygote's.
sub helper_of {
    my ($work, $wanted) = @_;
    my (%parent, %name);
    for my $status (glob '/proc/[0-9]*/status') {
        my ($pid, $name, $parent) = (slurp($status) =~ /^Name:\s*(\S+).*^Pid:\s*(\d+).*^PPid:\s*(\d+)/ms)[ 1, 0, 2 ] or next;
        ($parent{$pid}, $name{$pid}) = ($parent, $name);
    }
    my ($found) = grep { my $up = $parent{$_}; $name{$_} eq $wanted && grep { $_ == ($work // -1) } $up, $parent{$up} // 0 } keys %name;
    return $found;
}
sub running { return slurp("/proc/$_[0]/status") =~ /^Name:\s*cg-/m }
sub all_there { my ($pid, @names) = @_; my $found = children($pid); return @names == grep { $found->{$_} } @names }

# ---- the site: two Maildirs to collect from ----
my @parts = qw(collect-1 collect-2 work send);
my $settings = slurp("$folder/routing/site.yaml");
$settings =~ s/^sources:.*\n(?:[ -].*\n)*//m;
$settings .= "sources:\n" . join '', map { "  - {type: maildir, path: $_, mailbox: mailbox\@partnership.havering.example}\n" } qw(one two);
spew("$folder/routing/site.yaml", $settings);
make_path(map { my $box = $_; map { "$folder/$box/$_" } qw(tmp new cur) } qw(one two));
my $number = 0;
sub put {
    my $n = ++$number;
    my $box = $n % 2 ? 'one' : 'two';
    spew("$folder/$box/tmp/$n", "From: someone$n\@elsewhere.example\r\nSubject: x\r\nMessage-ID: <$n\@elsewhere.example>\r\n\r\nHello $n.\r\n");
    rename "$folder/$box/tmp/$n", "$folder/$box/new/$n" or die $!;
}
sub mails { my ($like) = @_; return grep { slurp($_) =~ $like } glob "$folder/spool/outgoing/new/*" }
sub office_is_told { my ($subject) = @_; return scalar(my @mails = mails(qr/^Subject: \Q$subject\E\r?$/m)) }
sub sent { return scalar(my @answers = mails(qr/^To:.*\@elsewhere\.example/m)) }

# ---- all four, and a message through them ----
$ENV{CASEGATE_TEST_WAIT} = 2; # a killed process is begun again soon
my $run = start(NOTIFY_SOCKET => $notify);
until_true(sub { all_there($run, @parts) }, 'one process a mailbox, one that works, one that sends');
until_true(sub { was_notified(qr/^READY=1$/) }, 'systemd hears that it is ready');
until_true(sub { was_notified(qr/^WATCHDOG=1$/) }, 'and that its processes answer');
put() for 1 .. 4;
until_true(sub { sent() == 4 }, 'what lies in the mailboxes is collected, worked and answered');
for my $part (@parts, 'run') {
    until_true(sub { -e "$folder/spool/health/$part" }, "$part says how it is");
    like(slurp("$folder/spool/health/$part"), qr/^last_ok=[1-9]/m, "$part: well");
}

# ---- one a site ----
my ($code, undef, $err) = $site->run('', '--site', $folder, 'run');
is($code, 75, 'a second run is refused');
like($err, qr/by process $run\b/, 'with the number of the first');

# ---- processes killed at random ----
srand 7;
for my $round (1 .. 8) {
    put();
    my $name = $parts[ $round % @parts ];
    my $pid = children($run)->{$name};
    ok($pid, "round $round: $name is there");
    select undef, undef, undef, rand 0.2;
    kill $round % 3 ? 'KILL' : 'SEGV', $pid;
    until_true(sub { my $now = children($run)->{$name}; $now && $now != $pid }, "round $round: $name is begun again");
}
until_true(sub { sent() == $number }, 'every message was answered all the same');
# ---- what the kernel may kill for want of memory: the reader, and the process that readers come from ----
for my $helper (qw(casegate-reader casegate-zygote)) {
    my $pid;
    until_true(sub { $pid = helper_of(children($run)->{work}, $helper) }, "there is a $helper");
    kill 'KILL', $pid;
    put();
    until_true(sub { sent() == $number }, 'and the next message is answered');
}
like(slurp("$folder/run.log"), qr/ended by signal 9; it is begun again/, 'the log says what happened');

# ---- an archive that takes nothing: each round of 'work' fails from here on, and alarms go on ----
my @blocked = grep { !-e } map { sprintf "$folder/spool/archive/%02x", $_ } 0 .. 255;
spew($_, '') for @blocked;
put();
until_true(sub { slurp("$folder/spool/health/work") =~ /^error=cannot archive/m }, 'a message cannot be archived');

# ---- SIGHUP ----
my $before = children($run);
@notified = ();
spew("$folder/routing/site.yaml", "$settings\nquiet_dayz: 3\n");
kill 'HUP', $run;
until_true(sub { was_notified(qr/^READY=1$/) }, 'a configuration with a mistake was looked at');
is_deeply(children($run), $before, 'and everything stays as it is');
until_true(sub { slurp("$folder/spool/health/run") =~ /^refused=1$/m }, 'which is there for the office to hear');
like(slurp("$folder/spool/health/run"), qr{^error=1 mistake in it, the first at routing/site\.yaml:\d+;}m, 'with the place');
like(slurp("$folder/run.log"), qr/quiet_dayz/, 'and stands in the log');
put();
until_true(sub { sent() == $number }, 'mail goes on meanwhile');
until_true(sub { office_is_told("The mail gateway needs to be looked at") }, 'and the office is told');
like(slurp("$folder/spool/health/work"), qr/^error=cannot archive/m, "whatever the rounds of 'work' say");
unlink @blocked;
until_true(sub { slurp("$folder/spool/health/work") =~ /^error=$/m }, 'which are well again');

# a mistake in the directory is about somebody, whom the log does not name
my $people = slurp("$folder/routing/people.csv");
my ($somebody) = $people =~ /,([^,\s]+\@[^,\s]+),/;
spew("$folder/routing/site.yaml", $settings);
spew("$folder/routing/people.csv", $people =~ s/\Q,$somebody,/,$somebody \@,/r);
my ($found, undef, $mistakes) = $site->run('', '--site', $folder, 'check');
isnt($found, 0, 'check finds it');
like($mistakes, qr/\Q$somebody/, 'and says what stands there');
@notified = ();
kill 'HUP', $run;
until_true(sub { was_notified(qr/^READY=1$/) }, 'a directory with a mistake was looked at');
like(slurp("$folder/run.log"), qr{routing/people\.csv:\d+: see 'casegate check'}, 'the log says where');
unlike(slurp("$folder/run.log"), qr/\Q$somebody/, 'and not who');
spew("$folder/routing/people.csv", $people);

spew("$folder/routing/site.yaml", $settings =~ s/^  - \{type: maildir, path: two.*\n//mr);
rename "$folder/two/new", "$folder/two/new" or die $!;
@notified = ();
kill 'HUP', $run;
my @again = qw(collect-1 work send);
until_true(sub { my $now = children($run); all_there($run, @again) && !$now->{'collect-2'} && !grep { ($now->{$_} // '') eq $before->{$_} } @again },
    'a clean one is taken, and each works by it');
ok(was_notified(qr/^RELOADING=1$/) && was_notified(qr/^MONOTONIC_USEC=\d+$/), 'systemd hears of it');
my $after = children($run);
isnt($after->{$_}, $before->{$_}, "$_ is another process") for @again;
until_true(sub { slurp("$folder/spool/health/run") =~ /^refused=0$/m }, 'nothing is refused any more');
spew("$folder/routing/site.yaml", $settings);
kill 'HUP', $run;
until_true(sub { all_there($run, @parts) }, 'and back');
until_true(sub { office_is_told("The mail gateway: it is over") }, 'and the office hears that it is mended');

# ---- a change of the directory by the program needs no signal ----
my $old = children($run);
my $export = "$folder/office.csv";
$site->must(undef, 'directory', 'export', $export);
spew($export, slurp($export) =~ s/01632 960101/01632 960190/r);
like($site->must(undef, 'directory', 'import', $export, '--confirm'), qr/'casegate run' takes it over within seconds/, 'a change of the directory');
until_true(sub { all_there($run, @parts) && children($run)->{work} != $old->{work} }, 'is taken over by itself');
ok(!-e "$folder/spool/reload.asked", 'once');

# ---- the supervisor killed: its children end by themselves, and the next run begins ----
my @orphans = values %{ children($run) };
kill 'KILL', $run;
ended($run);
until_true(sub { !grep { running($_) } @orphans }, 'children without a supervisor end');
$run = start(NOTIFY_SOCKET => $notify);
until_true(sub { all_there($run, @parts) }, 'and the next run begins');
put();
until_true(sub { sent() == $number }, 'and goes on');

# ---- SIGTERM ----
@notified = ();
put() for 1 .. 20;
@orphans = values %{ children($run) };
kill 'TERM', $run;
is(ended($run), 0, 'SIGTERM ends it with 0');
ok(was_notified(qr/^STOPPING=1$/), 'systemd hears of that, too');
is_deeply([ grep { running($_) } @orphans ], [], 'nobody is left behind');
is(($site->run('', '--site', $folder, 'collect', '--once'))[0], 0, 'by hand: the rest');
$site->must('', 'work', '--once');
$site->must('', 'send', '--once');
is(sent(), $number, 'every message got one answer');
my %answered;
$answered{ $_->{to} }++ for $site->outgoing;
is_deeply([ grep { /elsewhere/ && $answered{$_} != 1 } sort keys %answered ], [], 'and nobody two');
is(($site->run('', '--site', $folder, 'verify'))[0], 0, 'the record adds up');
unlike(slurp("$folder/run.log"), qr/elsewhere\.example|Hello/, 'the log names nobody and repeats nothing');

# ---- one that shows no progress ----
$run = start(CASEGATE_TEST_STALL => 5);
until_true(sub { all_there($run, @parts) }, 'running again');
my $hung = children($run)->{work};
kill 'STOP', $hung;
until_true(sub { my $now = children($run)->{work}; $now && $now != $hung }, 'one that hangs is killed and begun again');
like(slurp("$folder/run.log"), qr/work .*does not answer and is killed/, 'the log says why');
kill 'INT', $run;
is(ended($run), 0, 'SIGINT ends it, too');
done_testing;
