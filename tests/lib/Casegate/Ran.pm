# What a test did when it last ran, kept in build/ran/FOLDER/FILE: whether it is running, has passed or has failed, since when
# and with which program, and the steps it took. tests/scenarios/990-requirements.t reads it.
#
#   my $ran = Casegate::Ran::of("$root/tests/scenarios/020-wrong-agency.t", $program);
#   $ran->{passed}; $ran->{steps}{'1 the form'};
package Casegate::Ran;
use strict;
use warnings;
use Cwd qw(abs_path);
use Encode qw(decode encode);
use File::Basename qw(dirname);
use File::Path qw(make_path);
use Test::Builder;

my $root = abs_path(dirname(__FILE__) . '/../../..');
my $own = $0 =~ /\.t$/ && !$ENV{CASEGATE_STYLE} ? abs_path($0) : undef; # the test that is running now, told as it stands
my $process = $$;
our @steps;  # which it has taken
our $program; # and with which program

sub record_of { my ($folder, $file) = $_[0] =~ m{([^/]+)/([^/]+)$}; return "$root/build/ran/$folder/$file" }

# Whole or not at all: another process may be reading.
sub note {
    my ($state) = @_;
    my $path = record_of($own);
    make_path(dirname($path));
    open my $out, '>:raw', "$path.$$" or die "cannot write '$path.$$': $!";
    print $out map { encode('UTF-8', "$_\n") } "$state $process $^T " . ($program // ''), @steps;
    close $out or die "cannot write '$path.$$': $!";
    rename "$path.$$", $path or die "cannot write '$path': $!";
}

# From when the program is known: there is something to run.
sub begin {
    return if $program || !$own || $$ != $process;
    ($program) = @_;
    note('running');
}

# A test passed if it came to its plan, nothing in it failed and it does not end with a code of its own.
END {
    if ($program && $$ == $process) {
        my $code = $?;
        local $?;
        my $builder = Test::Builder->new;
        note($code == 0 && $builder->has_plan && $builder->is_passing ? 'passed' : 'failed');
    }
}

sub read_record {
    my ($path) = @_;
    open my $in, '<:raw', $path or return { state => 'none' };
    my ($first, @lines) = map { s/\n\z//r } map { decode('UTF-8', $_) } <$in>;
    my ($state, $pid, $since, $with) = split / /, $first // '', 4;
    return { state => $state // 'none', pid => $pid, since => $since // 0, program => $with // '', steps => { map { ($_ => 1) } @lines } };
}

# Begun with one of these programs, and since all of them (they are of one source, so that where one was made anew the others are
# of the past), their modules, the test and what that leans on are as they are now.
sub is_fresh {
    my ($ran, $test, @with) = @_;
    return 0 if $ran->{state} eq 'none' || !grep { $_ eq $ran->{program} } @with;
    my @modules = map { glob "'" . dirname($_) . "/*.so'" } @with;
    return !grep { (stat $_)[9] > $ran->{since} } @with, @modules, $test, glob("'$root/tests/lib/*.*' '$root/tests/lib/*/*.pm'");
}

# The last run of a test with one of these programs. One that is running now is waited for; where there is none of a program and
# the test as they are, it is run with the first of them.
sub of {
    my ($test, @with) = @_;
    my $look = sub {
        my $ran = read_record(record_of($test));
        for (1 .. 3000) {
            last unless $ran->{state} eq 'running' && kill 0, $ran->{pid};
            select undef, undef, undef, 0.1;
            $ran = read_record(record_of($test));
        }
        return $ran;
    };
    my $ran = $look->();
    if (!is_fresh($ran, $test, @with) || $ran->{state} eq 'running') {
        local $ENV{CASEGATE} = $with[0];
        system "$^X -CSDA '$test' >/dev/null 2>&1";
        $ran = $look->();
    }
    $ran->{passed} = $ran->{state} eq 'passed' && is_fresh($ran, $test, @with);
    return $ran;
}

1;
