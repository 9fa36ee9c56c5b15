# tests/threats.md says for each of the 150 numbered threats what happens here and which test shows it. This holds the page: every
# number stands there once, every test that it names exists, and with it the named step, check or row; a line without a test says why.
# That the tests pass is the suite's to see: it runs them all.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Cwd qw(abs_path);
use Encode qw(decode);
use File::Basename qw(dirname);
use Test::More;

binmode $_, ':encoding(UTF-8)' for Test::More->builder->output, Test::More->builder->failure_output;
my $root  = abs_path("$FindBin::Bin/../..");
my $build = dirname(abs_path(Casegate::binary()));

my (%source, %paths, %said);
sub source { my ($path) = @_; return $source{$path} //= -e "$root/$path" ? decode('UTF-8', Casegate::slurp("$root/$path")) : '' }

# Does the row stand in a line of code, whole: up to the end of its string, or of the first line in it?
sub stands_whole {
    my ($path, $row) = @_;
    return scalar grep { !/^\s*(?:\/?\*|\/\/)/ && /"\Q$row\E(?: ?"|\\n)/ } split /\n/, source($path);
}

# Do the words stand in a line of code? A comment proves nothing.
sub stands {
    my ($path, $words) = @_;
    return scalar grep { !/^\s*(?:#|\/?\*|\/\/)/ && index($_, $words) >= 0 } split /\n/, source($path);
}

# The paths of a unit test, as the program itself lists them.
sub paths {
    my ($name) = @_;
    return $paths{$name} //= { map { chomp; ($_ => 1) } `cd '$root' && '$build/tests/unit/$name.t' -l 2>/dev/null` };
}

# What is wrong with a named test; '' if it is there.
sub wrong_unit {
    my ($name, $path, $row) = @_;
    my $file = "tests/unit/$name.c";
    return "no $file" unless source($file);
    return "the unit test $name is not built" unless -x "$build/tests/unit/$name.t";
    return "$name has no '$path'" unless paths($name)->{$path};
    return defined $row && !stands_whole($file, $row) ? "$name has no row '$row'" : '';
}

sub wrong_script {
    my ($file, $words) = @_;
    return "no $file" unless source($file);
    return stands($file, $words) ? '' : "$file says nothing of '$words'";
}

# The inputs that a fuzz target was given, and the target that replays them.
sub wrong_corpus {
    my ($target, $input) = @_;
    return "no target $target" unless source("tests/fuzz/fuzz_$target.c");
    return !defined $input || -e "$root/tests/fuzz/corpus/$target/$input" ? '' : "no input $input of $target";
}

sub wrong_mail { -e "$root/tests/mail/$_[0].eml" && -e "$root/tests/mail/$_[0].want" ? wrong_unit('mail_fixtures', "/mail/fixtures/$_[0].eml") : "no mail $_[0]" }

sub wrong {
    my ($named) = @_;
    return wrong_unit($1, $2, $3) if $named =~ /^unit (\w+): (\/.+?)(?: # (.+))?$/;
    return wrong_corpus($1, $2) if $named =~ /^fuzz (\w+)(?:: (\S+))?$/;
    return wrong_mail($1) if $named =~ /^mail ([\w-]+)$/;
    return wrong_script("tests/$1/$2", $3) if $named =~ /^(cli|live|crash|limits|score) ([\w-]+\.t): (.+)$/;
    return wrong_script("tests/scenarios/$1", $2) if $named =~ /^(\d{3}-[\w-]+\.t): (.+)$/;
    return undef; # a word of the program, not a test
}

# ---- the checker sees what is not there ----

for my $none ('unit mail_bad: /mail/bad/nothing', 'unit mail_bad: /mail/bad/encodings # no such row', 'unit nobody: /x', 'fuzz nothing', 'mail nothing',
    'fuzz mail: nothing', 'cli 999-nothing.t: x', 'cli 101-deliver.t: no such words', '080-spoofed-sender.t: no such step',
    'unit directory: /directory/faults # address in two', 'cli 101-deliver.t: One message from a pipe') {
    isnt(wrong($none), '', "not there: $none");
}
is(wrong('cli 101-deliver.t: an empty message is a message'), '', 'a check that is there');

# ---- the page ----

my (%rows, @twice);
for my $line (split /\n/, source('tests/threats.md')) {
    my ($number, $holds) = $line =~ /^\| (\d+) \| [^|]{3,} \| [^|]{5,} \| (.+) \|$/ or next;
    push @twice, $number if $rows{$number};
    $rows{$number} = $holds;
}
is_deeply([ sort { $a <=> $b } keys %rows ], [ 1 .. 150 ], 'a line for each of the 150');
is_deeply(\@twice, [], 'and no number twice');
my %named;
for my $number (sort { $a <=> $b } keys %rows) {
    my @wrong = map { $said{$_} //= wrong($_) // "'$_' is no test" } $rows{$number} =~ /`([^`]+)`/g;
    $named{$_} = 1 for $rows{$number} =~ /`([^`]+)`/g;
    my $held = $rows{$number} =~ /^No test here: \S.{20}/ || ($rows{$number} =~ /`/ && $rows{$number} !~ /pending: \w/);
    @wrong = grep { length } @wrong;
    ok($held && !@wrong, "threat $number") or diag(@wrong ? map { "  $_\n" } @wrong : "  $rows{$number}\n");
}
cmp_ok(scalar(keys %named), '>=', 150, keys(%named) . ' tests are named');
done_testing;
