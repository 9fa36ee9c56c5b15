# Help that teaches, and mistakes that say what was meant.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use File::Temp qw(tempdir);
use Test::More;

my $self = bless { scratch => tempdir(CLEANUP => 1), said => '' }, 'Casegate';
sub casegate { return $self->run('', @_) }

my ($code, $out, $err) = casegate('--help');
is($code, 0, 'help is no mistake');
is($err, '', 'help goes to standard output');
my @commands = $out =~ /^  (\w+) {2,}\S/mg;
my %listed = map { $_ => 1 } @commands;
ok($listed{$_}, "'$_' is listed")
    for qw(init check deliver collect work send run serve account status queue show held messages looks note route stage close reopen incident export form explain verify backup);
like($out, qr/casegate $_\b/, "the day's path has '$_'") for qw(check deliver work send queue show held);

for my $command (grep { $listed{$_} } @commands) {
    my ($code, $help, $err) = casegate($command, '--help');
    is($code, 0, "$command --help");
    like($help, qr/\Ausage: casegate $command\b/, "$command says how it is used");
    like($help, qr/^Example/m, "$command gives an example");
    is($err, '', "$command --help says nothing else");
    my ($before) = (casegate('--help', $command))[1];
    is($before, $help, "$command: --help before the name is the same");
}

is((casegate('--version'))[1], "casegate 0.1\n", 'version');

my @mistakes = (
    ['nothing',               [],                              qr/say what to do/],
    ['unknown command',       ['qeue'],                        qr/unknown command 'qeue': did you mean 'queue'\?/],
    ['a far command',         ['frobnicate'],                  qr/unknown command 'frobnicate'$/m],
    ['unknown option',        ['queue', '--overdeu'],          qr/unknown option '--overdeu': did you mean '--overdue'\?/],
    ['unknown global option', ['--sit', 'x', 'queue'],         qr/unknown option '--sit': did you mean '--site'\?/],
    ['global one after',      ['queue', '--jsno'],             qr/did you mean '--json'/],
    ['a far option',          ['queue', '--xyzzyx'],           qr/unknown option '--xyzzyx'$/m],
    ['a short option',        ['queue', '-q'],                 qr/unknown option '-q'/],
    ['no value',              ['queue', '--agency'],           qr/missing argument for --agency/],
    ['too many words',        ['queue', 'HAV-26-0042-B'],      qr/'HAV-26-0042-B' is too many/],
    ['too few words',         ['show'],                        qr/something is missing/],
    ['no json',               ['backup', '--json', 'x'],       qr/'backup' has no --json/],
    ['quiet without number',  ['queue', '--quiet=soon'],       qr/--quiet needs a number of days/],
    ['now by the clock',      ['work', '--now', '2026-03-04'], qr/--now needs --once/],
    ['an account without a verb', ['account', 'inez'],         qr/say add, list, remove or password/],
    ['an account of nobody',  ['account', 'add'],              qr/add needs one name/],
    ['a name with a blank',   ['account', 'remove', 'a b'],    qr/letters, digits/],
    ['held without number',   ['held', 'x', 'open'],           qr/'x' is no number of a held message/],
    ['held without a verb',   ['held', '3'],                   qr/say what becomes of it/],
    ['held: a wrong verb',    ['held', '3', 'close'],          qr/say what becomes of it/],
    ['link to nothing',       ['held', '3', 'link'],           qr/link needs one reference/],
    ['set-aside without why', ['held', '3', 'set-aside'],      qr/set-aside needs --why/],
    ['empty why',             ['held', '3', 'set-aside', '--why', ' '], qr/--why is empty/],
    ['nothing to note',       ['note', 'HAV-26-0042-B'],       qr/say what is to be noted/],
    ['route to nobody',       ['route', 'HAV-26-0042-B'],      qr/--agency ID/],
    ['a third side',          ['route', 'HAV-26-0042-B', '--agency', 'csc', '--side', 'left'], qr/'raising' or 'challenged', not 'left'/],
    ['no address',            ['route', 'HAV-26-0042-B', '--agency', 'csc', '--to', 'x'], qr/--to needs an e-mail address/],
    ['stage without why',     ['stage', 'HAV-26-0042-B', 'S3'], qr/needs --why/],
    ['close without why',     ['close', 'HAV-26-0042-B'],      qr/needs --why/],
    ['reopen without why',    ['reopen', 'HAV-26-0042-B'],     qr/needs --why/],
    ['no such policy',        ['init', 'x', '--policy', 'havering-2021'], qr/no policy 'havering-2021': did you mean 'havering-2020'\?/],
);
for my $mistake (@mistakes) {
    my ($name, $arguments, $want) = @$mistake;
    my ($code, $out, $err) = casegate(@$arguments);
    is($code, 64, "$name: exit 64");
    like($err, $want, "$name: said");
    is($out, '', "$name: nothing on standard output");
}

# what a stranger's file name or a slip of the finger holds does not reach the terminal
my (undef, undef, $hostile) = casegate("\e[2Jqueue");
unlike($hostile, qr/\e/, 'no escapes in an error message');
done_testing;
