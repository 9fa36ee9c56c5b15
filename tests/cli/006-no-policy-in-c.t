# What a policy says is data: no line of C names a policy, one of its stages, or an agency of any demonstration. The only list
# of policies in C is that of the worlds that `init` writes (src/app/site_init.c); the help of a command may give an example.
use strict;
use warnings;
use File::Find qw(find);
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Test::More;

my $root = "$FindBin::Bin/../..";
my %named; # word → what it is
for my $path (glob("$root/routing/policies/*.yaml $root/tests/sixth/*.yaml")) {
    my $text = Casegate::slurp($path);
    next unless $text =~ /^stages:/m;
    my ($id) = $text =~ /^id: *(\S+)/m or die "$path has no id";
    my ($prefix) = $text =~ /^prefix: *(\S+)/m or die "$path has no prefix";
    my ($stages) = $text =~ /^stages:\n(.*?)(?=^\S)/ms;
    $named{$id} = "a policy";
    $named{ $id =~ s/-.*//r } = "the area of $id" if $path =~ m{/routing/};
    $named{$prefix} = "the prefix of $id";
    $named{$1} = "a stage of $id" while $stages =~ /^  - id: *(\S\S+)/mg; # a letter alone is no name
}
for my $path ("$root/routing/agencies.csv", glob("$root/src/app/material/*/agencies.csv")) {
    my $text = Casegate::slurp($path);
    $named{$1} //= "an agency of $path" while $text =~ /^(?!agency,)([a-z]\w*),/mg;
}
my @services = qw(partnership education health police); # kinds of agency, which are ids of some too
delete @named{@services};
cmp_ok(scalar(keys %named), '>=', 50, scalar(keys %named) . ' words that no line of C may have');

# The words of a file's string literals that are names of the above.
sub names_in {
    my ($text) = @_;
    $text =~ s{("(?:[^"\\]|\\.)*")|/\*.*?\*/|//[^\n]*}{$1 // ''}gse; # comments may
    return grep { $named{$_} } map { m/^[\w-]+$/ ? $_ : () } map { split /[^\w-]+/ } $text =~ /"((?:[^"\\]|\\.)*)"/g;
}
is_deeply([ names_in(qq(f("S2"); /* "S3" */ g("the S4"); h("oakfield"); // "W1"\n)) ], [qw(S2 S4 oakfield)], 'they are seen');

my (@wrong, $files);
find({ no_chdir => 1, wanted => sub {
    return unless /\.[ch]$/ && !m{/app/site_init\.c$|/cmd/};
    $files++;
    push @wrong, map { "$File::Find::name: '$_' is $named{$_}" } names_in(Casegate::slurp($_));
} }, "$root/src");
cmp_ok($files, '>', 100, "$files files");
is_deeply(\@wrong, [], 'and none has them');
done_testing;
