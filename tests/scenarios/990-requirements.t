# tests/requirements.md says for every row of the requirement tables what holds it. This holds the page: every test it names is
# there and passes, the named steps are taken when it runs, the units have the named paths and pass, the settings are settings. With the domain documents
# at hand (CASEGATE_DOMAIN, else ../shared/domain beside the repository) it holds also that no row is left out.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Ran;
use Cwd qw(abs_path);
use Encode qw(decode);
use File::Basename qw(dirname);
use Test::More;

binmode $_, ':encoding(UTF-8)' for Test::More->builder->output, Test::More->builder->failure_output;
my $root  = abs_path("$FindBin::Bin/../..");
my $build = dirname(abs_path(Casegate::binary()));
my $page  = decode('UTF-8', Casegate::slurp("$root/tests/requirements.md"));
my %rows; # section → list of [ref, holds]
my $section;
for my $line (split /\n/, $page) {
    $section = $1 if $line =~ /^## (\d\.\d) /;
    next unless $section && $line =~ /^\| (?!Ref |---)(.*?) \| .*? \| (.*) \|$/;
    push @{ $rows{$section} }, [ $1, $2 ];
}

# ---- every row of the tables, and no other ----

my ($domain) = grep { $_ && -r "$_/requirements.md" } $ENV{CASEGATE_DOMAIN}, "$root/../shared/domain";
SKIP: {
    skip 'the domain documents are not at hand', 1 unless $domain;
    my $tables = decode('UTF-8', Casegate::slurp("$domain/requirements.md"));
    for my $which (qw(1.1 1.2 1.3 1.4 1.5)) {
        my ($table) = $tables =~ /^### \Q$which\E .*?\n(.*?)(?=^### )/ms;
        my @refs = map { s/\*//gr } grep { !/^(?:Ref|-+)$/ } $table =~ /^\| ?(.*?) ?\|/mg;
        is_deeply([ map { $_->[0] } @{ $rows{$which} } ], \@refs, "$which: a line for every row");
    }
}

# ---- what each line names ----

my $program = abs_path(Casegate::binary());
# The suite asks some tests of the plain program and the others of the sanitized one: either will do, of one build.
my @programs = ($program, grep { -x } $program =~ m{^(.*)/asan/casegate$} ? "$1/casegate" : "$build/asan/casegate");
my %ran;

# What is wrong with the last run of a test; '' if it passed.
sub ran {
    my ($file, $folder) = @_;
    my $test = "$root/tests/$folder/$file";
    return "no test $file in tests/$folder" unless -e $test;
    my $ran = $ran{$test} //= Casegate::Ran::of($test, @programs);
    return $ran->{passed} ? '' : "$file does not pass";
}

sub check_story {
    my ($file, $step) = @_;
    return ran($file, 'scenarios') || (defined $step && !$ran{"$root/tests/scenarios/$file"}{steps}{$step} ? "$file takes no step '$step'" : '');
}

sub check_cli {
    my ($file, $words) = @_;
    return ran($file, 'cli') || (defined $words && index(decode('UTF-8', Casegate::slurp("$root/tests/cli/$file")), $words) < 0
        ? "$file says nothing of '$words'" : '');
}

my %unit;
my $seed = $ENV{SEED} ? "--seed $ENV{SEED}" : ''; # the same random numbers as the suite's

# What a unit test says when it passes, '' if it does not. tests/lib/run-one keeps it: the last run counts while the program and all
# that the units read is as it was.
sub unit_said {
    my ($name, $unit) = @_;
    my $kept = "$root/build/ran/unit/$name.t";
    my $said = -e $kept ? decode('UTF-8', Casegate::slurp($kept)) : '';
    my @read = map { "'$root/$_'" } qw(routing templates tests/unit tests/golden tests/mail tests/forms tests/lib/run-one);
    return $said if $said =~ /\A# by \Q$unit\E\n/ && (stat $kept)[9] > (stat $unit)[9] && `find @read -newer '$kept'` eq '';
    $said = `cd '$root' && '$unit' $seed 2>/dev/null`;
    return $? == 0 ? $said : '';
}

sub check_unit {
    my ($name, $path) = @_;
    my $unit = "$build/tests/unit/$name.t";
    return "no unit test $name" unless -e "$root/tests/unit/$name.c";
    return "the unit test $name is not built" unless -x $unit;
    my $said = $unit{$name} //= unit_said($name, $unit);
    my $passed = defined $path ? $said =~ /^ok \d+ \Q$path\E/m : $said =~ /^ok \d/m;
    return $passed ? '' : "$name " . ($path // '') . ' is not there or does not pass';
}

my $settings = Casegate::slurp("$root/src/rules/site_read.c");
my ($known) = $settings =~ /static void read_settings\(.*?known\[\] = \{(.*?)NULL\}/s;

sub check_setting { $known =~ /"\Q$_[0]\E"/ ? '' : "no setting $_[0]" }

sub check {
    my ($named) = @_;
    return check_cli($1, $2) if $named =~ /^cli ([\w.-]+\.t)(?:: (.+))?$/;
    return check_unit($1, $2) if $named =~ /^unit (\w+)(?:: (\S+))?$/;
    return check_setting($1) if $named =~ /^setting (\w+)$/;
    return check_story($1, $2) if $named =~ /^(\d{3}-[\w-]+\.t)(?:: (.+))?$/;
    return undef; # a word of the program, not a test
}

my %said;
for my $which (sort keys %rows) {
    for my $row (@{ $rows{$which} }) {
        my ($ref, $holds) = @$row;
        my @named = $holds =~ /`([^`]+)`/g;
        my @results = map { $said{$_} //= [ check($_) ] } @named;
        my @wrong = grep { defined && length } map { $_->[0] } @results;
        my $held = $holds =~ /^No effect: \S.{10}/ || grep { defined $_->[0] } @results;
        ok($held && !@wrong, "$which $ref") or diag(@wrong ? map { "  $_\n" } @wrong : "  names no test, no setting and no reason\n");
    }
}
my ($rest) = $page =~ /^What holds for every message(.*)/ms;
for my $named ($rest =~ /`([^`]+)`/g) {
    my $wrong = check($named);
    is($wrong, '', $named) if defined $wrong;
}
cmp_ok(scalar(keys %said), '>=', 100, 'tests, steps and settings that are named');
done_testing;
