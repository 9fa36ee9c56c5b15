# `casegate queue --watch`: the queue on the whole terminal, drawn anew when something comes or the window is another; however it
# ends, the terminal is as it was.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Terminal;
use Test::More;

my $site = Casegate->new('havering-2020');
my $folder = $site->folder;
my $program = Casegate::binary();
my $now = '2026-03-04T12:00';
sub watch { return Casegate::Terminal->new($program, @_ && ref $_[0] ? shift : (), '--site', $folder, 'queue', '--watch', '--now', $now, @_) }
sub form { my ($n) = @_; return Casegate::escalation($n, child => "Wren Ashby$n", born => "4.5.201$n") }

# ---- not without a terminal ----
my ($code, $out, $err) = $site->run('', '--site', $folder, 'queue', '--watch');
is($code, 64, 'not a terminal: refused');
like($err, qr/--watch needs a terminal/, 'with the reason');
is((Casegate::Terminal->new($program, '--site', $folder, 'queue', '--watch', '--json'))->end, 64, 'nor as JSON');
is(watch('--stage', 'S9')->end, 64, 'nor of a stage that is none');

# ---- what comes is shown without asking ----
my $screen = watch();
ok($screen->until(qr/\x1b\[\?1049h/), 'another screen');
ok($screen->until(qr/nothing needs you/), 'an empty day');
$site->receive(form(1), '2026-03-04T10:00');
ok($screen->until(qr/HAV-26-0001-T/), 'a case appears');
ok($screen->until(qr/line manager, csc/), 'with whom it waits for');
my $quiet = length $screen->said;
$screen->hear(1) for 1 .. 3;
cmp_ok(() = substr($screen->said, $quiet) =~ /\x1b\[H/g, '<=', 1, 'and while nothing happens, it is drawn with the minute at the most');

# ---- a smaller window ----
$site->receive(form(2), '2026-03-04T11:00');
ok($screen->until(qr/HAV-26-0002-M/), 'another one');
$screen->size(8, 60);
ok($screen->until(qr/lines 1 to 7 of \d+/), 'a smaller window: drawn anew, with how much there is');
$screen->type('j');
ok($screen->until(qr/lines 2 to 8 of/), 'j moves down');
$screen->type("\x1b[A");
ok($screen->until(qr/lines 1 to 7 of/), 'and an arrow up');

# ---- a change of the directory is one of what is shown ----
$screen->size(40, 120);
my $people = Casegate::slurp("$folder/routing/people.csv");
Casegate::spew("$folder/routing/people.csv", $people =~ s/(Callum Reyes,.*?),,2026-01-12/$1,2026-03-03,2026-01-12/r);
ok($screen->until(qr/Callum Reyes has left: route it/), 'who has left is shown');
Casegate::spew("$folder/routing/people.csv", "nonsense\n");
$screen->type('q');
is($screen->end, 0, 'q ends it');
like($screen->said, qr/\x1b\[\?25h\x1b\[\?1049l\z/, 'and the terminal is as it was');
unlike($screen->said, qr/Wren|Ashby/, 'no child is named');
Casegate::spew("$folder/routing/people.csv", $people);
is_deeply($site->json('looks'), [], 'as with the queue itself, no look at a case');

# ---- what is asked for may be in the directory no more ----
$screen = watch('--agency', 'oakfield', '--role', 'designated_nurse_looked_after', '--due', 'week');
ok($screen->until(qr/0 cases as asked for/), 'for a role that nobody is waited for in');
my $before = length $screen->said;
Casegate::spew("$folder/routing/people.csv", join '', grep { !/,designated_nurse_looked_after,/ } split /^/, $people);
($code, undef, $err) = $site->run('', '--site', $folder, 'queue', '--role', 'designated_nurse_looked_after');
is($code, 64, 'to begin with it now is a mistake');
$screen->size(30, 100);
ok($screen->until(qr/\x1b\[2J.*0 cases as asked for/s), 'the role is gone: the list is as it was asked for');
$screen->type('q');
is($screen->end, 0, 'q ends it');
unlike(substr($screen->said, $before), qr/usage|nobody in people|nobody said why|cannot be shown/i, 'and no usage is written across it');
Casegate::spew("$folder/routing/people.csv", $people);

# ---- other ends ----
for my $end ([ 'Ctrl-C', sub { $_[0]->type("\x03") } ], [ 'SIGTERM', sub { kill 'TERM', $_[0]{pid} } ], [ 'the end of the input', sub { $_[0]->type("\x04q") } ]) {
    $screen = watch();
    $screen->until(qr/HAV-26-0001-T/);
    $end->[1]->($screen);
    is($screen->end, 0, "$end->[0] ends it");
    like($screen->said, qr/\x1b\[\?1049l\z/, "$end->[0]: the terminal is as it was");
}
$screen = watch();
$screen->until(qr/HAV-26-0001-T/);
$screen->hang_up;
is(waitpid($screen->{pid}, 0) && $? & 127, 0, 'a hangup ends it, and nothing kills it');

# ---- colours ----
$screen = watch();
$screen->until(qr/HAV-26-0002-M/);
$screen->type('q');
$screen->end;
like($screen->said, qr/\x1b\[1m/, 'in colour');
{
    local @ENV{qw(NO_COLOR KEEP_NO_COLOR)} = (1, 1);
    $screen = watch();
    $screen->until(qr/HAV-26-0002-M/);
    $screen->type('q');
    $screen->end;
    unlike($screen->said, qr/\x1b\[(?:1;31|1|33|2)m/, 'unless nobody wants any');
}
done_testing;
