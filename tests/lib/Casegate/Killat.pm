# Runs commands under build/tests/crash/killat and reads what it proves.
#
#   my $run = Casegate::Killat->run({ at => 17, changing => 1 }, 'casegate', 'deliver');
#   $run->{killed}, $run->{at}, $run->{calls}, $run->{name}, $run->{landed}, $run->{status}, $run->{trace}, $run->{out}, $run->{said},
#   $run->{unknown} (of a run to its end: calls of which killat cannot say whether they change a file)
package Casegate::Killat;
use strict;
use warnings;
use Carp qw(croak);
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use File::Temp qw(tempdir);

my $helpers = abs_path(dirname(__FILE__) . '/../../..') . '/build/tests/crash';
my $scratch = tempdir('casegate-killat-XXXXXX', TMPDIR => 1, CLEANUP => 1);

sub helper {
    my ($name) = @_;
    croak "no '$helpers/$name': make helpers" unless -e "$helpers/$name";
    return "$helpers/$name";
}

# Options: at (the n-th call; none: to the end), changing (count only calls that change a file or tell somebody something), trace (keep a list of
# those), stdin (a file). Dies if the proof is missing.
sub run {
    my ($class, $o, @command) = @_;
    my ($report, $trace, $out, $err) = map { "$scratch/$_" } qw(report trace out err);
    unlink $report, $trace;
    my @killat = (helper('killat'), '-r', $report, $o->{at} ? ('-n', $o->{at}) : (), $o->{changing} ? '-c' : (),
        $o->{trace} ? ('-t', $trace) : ());
    my $pid = fork // croak "cannot fork: $!";
    if ($pid == 0) {
        open STDIN,  '<', $o->{stdin} // '/dev/null' or die $!;
        open STDOUT, '>', $out or die $!;
        open STDERR, '>', $err or die $!;
        exec @killat, @command or die $!;
    }
    waitpid $pid, 0;
    my $code = $?;
    my $said = slurp($err);
    croak "killat: status $code, $said" if $code != 0 || !-s $report;
    my ($verdict, %proof) = split /[ =\n]+/, slurp($report);
    croak "a process outlived its kill" if $verdict eq 'killed' && $proof{landed} < $proof{processes};
    return { %proof, at => ($o->{changing} ? 'change ' : 'call ') . ($o->{at} // 'none'), unknown => [ grep { $_ ne '-' } split /,/, $proof{unknown} // '-' ], killed => $verdict eq 'killed', out => slurp($out), said => $said,
        trace => $o->{trace} ? [ map { [ split / / ] } split /\n/, slurp($trace) ] : [] };
}

sub slurp {
    my ($path) = @_;
    open my $in, '<:raw', $path or return '';
    local $/;
    return scalar(<$in>) // '';
}

1;
