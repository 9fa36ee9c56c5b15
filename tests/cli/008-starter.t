# A call of the program that a starter begins (Casegate::Starter) is as one by an exec: what it finds, says and ends with; what it
# draws is its own; and nothing is left of the starter.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use File::Copy qw(move);
use File::Path qw(make_path);
use POSIX ();
use Test::More;

unless (Casegate::Starter::is_there()) {
    die "no starter\n" if $ENV{CI};
    plan skip_all => 'no starter: make helpers';
}
delete $ENV{CASEGATE_EXEC};
my $site = Casegate->new('havering-2020');
my $folder = $site->folder;
my $now = '2026-03-04T10:14';
my @begun; # starters
{
    no warnings 'redefine';
    my $start = \&Casegate::Starter::start;
    *Casegate::Starter::start = sub { my $starter = $start->(@_); push @begun, $starter if $starter; return $starter };
}

sub by_exec { my (@call) = @_; local $ENV{CASEGATE_EXEC} = 1; return $site->run(@call) }

# Both ways: the same code, output and standard error, and a starter was in one of them only. Returns the three.
sub same {
    my ($name, $started, $executed) = @_;
    is_deeply($started, $executed, "$name: as by an exec");
    return @$started;
}

# ---- what any program finds, asked with a shell ----

subtest 'what it finds' => sub {
    my $ask = 'printf "<%s>" "$0" "$@"; pwd; umask; env | grep -v -e ^CASEGATE_EXEC= -e ^_= | sort; ls /proc/self/fd; readlink /proc/$$/fd/[012];'
        . 'grep -E "^(Sig(Blk|Ign)|NoNewPrivs|Seccomp):" /proc/self/status; ulimit -a; cat; echo said >&2; exit 3';
    local $ENV{CASEGATE} = '/bin/sh';
    local $ENV{PLACE} = 'here';
    my @asked = ("in\0put\n", '-c', $ask, 'its name', '', 'ein Wört', 'a  b', "two\nlines");
    my @one = same('a shell', [ $site->run(@asked) ], [ by_exec(@asked) ]);
    is("$one[0] $one[2]", "3 said\n", 'code and error');
    like($one[1], qr/^<its name><><ein Wört><a  b><two\nlines>.*^PLACE=here\n/ms, 'arguments');
    unlike($one[1], qr/LD_PRELOAD|socket:/, 'and of the starter nothing');
    is(scalar @begun, 1, 'one starter');

    my $mask = umask 027;
    my $at = Cwd::getcwd();
    chdir $site->{scratch} or die $!;
    local $SIG{USR1} = 'IGNORE';
    local $ENV{PLACE} = 'there';
    my @other = same('elsewhere', [ $site->run(@asked) ], [ by_exec(@asked) ]);
    like($other[1], qr/^0027\n.*^PLACE=there\n/ms, 'another umask and environment');
    unlike($other[1], qr/^PLACE=here\n/m, 'not the first');
    chdir $at or die $!;
    umask $mask;
    is(scalar @begun, 2, 'by another starter');
    is(kill(0, $begun[0]{pid}), 0, 'in place of the first');

    for my $signal (qw(TERM SEGV KILL)) {
        is((same("SIG$signal", [ $site->run(undef, '-c', "kill -$signal \$\$") ], [ by_exec(undef, '-c', "kill -$signal \$\$") ]))[0],
            'signal ' . POSIX->can("SIG$signal")->(), "SIG$signal ends it");
    }
};

# ---- the program ----

sub message { return $site->passed_on(Casegate::escalation(@_)) }
my $twin = "$site->{scratch}/twin";
$site->receive(Casegate::escalation(1), '2026-03-04T10:00');
my $reference = $site->queue($now)->{cases}[0]{reference};
system('cp', '-a', $folder, $twin) == 0 or die;

# The same call on the site, by a starter, and on its twin, by an exec.
sub both {
    my ($name, $input, @call) = @_;
    my $begun = @begun;
    my @started = $site->run($input, @call);
    my @executed = by_exec($input, map { s/\Q$folder\E/$twin/r } @call);
    return same($name, \@started, [ map { s/\Q$twin\E/$folder/gr } @executed ]);
}
my @at = ('--site', $folder);
is((both('--version', undef, '--version'))[0], 0, 'a version');
is((both('an unknown command', undef, @at, 'wrok'))[0], 64, 'no such command');
is((both('deliver', message(2, child => 'Tobias Quince'), @at, 'deliver', '--now', $now))[0], 0, 'taken in');
like((both('work', undef, @at, 'work', '--once', '--now', $now))[1], qr/^1 message read/, 'and worked');
like((both('show', undef, @at, 'show', $reference, '--json', '--now', $now))[1], qr/"\Q$reference\E"/, 'shown');
like((both('explain', undef, @at, 'explain', "$folder/spool/archive", '--now', $now))[2], qr/\S/, 'a folder is no message');
for my $place ($folder, $twin) {
    my $text = Casegate::slurp("$place/routing/site.yaml");
    Casegate::spew("$place/routing/site.yaml", "colour: red\n$text");
}
is((both('a mistake in the configuration', undef, @at, 'check'))[0], 78, 'is found');

# ---- what is drawn is drawn anew ----

sub names { my ($from) = @_; return map { m{/\d+\.\d+_\d+_([0-9a-f]{6})} ? $1 : () } glob "$from/spool/incoming/new/*" }
$site->run(message(3), @at, 'deliver', '--to', $site->mailbox, '--now', $now) for 1 .. 4;
my %drawn = map { ($_ => 1) } names($folder);
is(scalar keys %drawn, 4, 'four calls draw four numbers for the names of their files');
my @keys = map { my $new = Casegate->new('havering-2020'); my ($mail) = $new->receive(Casegate::escalation(1), $now); $mail->{message_id} } 1, 2;
isnt($keys[0], $keys[1], 'and two records two keys, so that the Message-IDs of two sites differ');

# ---- its end ----

my $pid = fork // die $!;
if ($pid == 0) {
    $site->run(undef, '--version');
    Casegate::spew("$site->{scratch}/child", $begun[-1]{pid});
    kill 'KILL', $$;
}
waitpid $pid, 0;
my $others = Casegate::slurp("$site->{scratch}/child");
isnt($others, $begun[-1]{pid}, 'a fork of a test has a starter of its own');
is((both('afterwards', undef, '--version'))[0], 0, 'and leaves the test its own');
my $left = 1;
for (1 .. 100) { last unless $left = kill 0, $others; select undef, undef, undef, 0.05 }
is($left, 0, 'which ends with it, even when it is killed');
pipe my $end, my $hold or die $!;
$pid = fork // die $!;
if ($pid == 0) {
    close $hold;
    readline $end;
    POSIX::_exit(0);
}
{
    local $ENV{PLACE} = 'a third';
    local $SIG{ALRM} = sub { die "it waits for the fork\n" };
    alarm 60;
    is((both('beside a fork', undef, '--version'))[0], 0, 'a fork that lives on keeps no starter from its end');
    alarm 0;
}
close $hold;
waitpid $pid, 0;
is((grep { kill 0, $_->{pid} } @begun), 1, 'one starter is there');
done_testing;
