# The manual pages say every command with its options, every setting, every key of a policy, and nothing that is not there.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Test::More;

chdir "$FindBin::Bin/../..";
my $binary = Casegate::binary();
sub slurp { my ($path) = @_; open my $in, '<', $path or die "$path: $!"; local $/; return scalar <$in> }
my %page = map { $_ => slurp("src/$_") } qw(casegate.1 casegate-site.5 casegate-policy.5);
sub said { my (@arguments) = @_; return scalar `$binary @arguments` }

# ---- casegate.1: what `--help` lists ----
my @commands = said('--help') =~ /^  (\w[\w-]*) {2,}\S/mg;
ok(@commands > 20, 'commands are listed');
my %described;
while ($page{'casegate.1'} =~ /^\.It Cm (\w[\w-]*)(.*)$/mg) {
    my ($command, $rest) = ($1, $2);
    push @{ $described{$command} }, $rest =~ /Fl Fl (\S+)/g;
}
is_deeply([ sort keys %described ], [ sort @commands ], 'casegate.1 has every command and no other');
for my $command (@commands) {
    my ($usage) = said($command, '--help') =~ /\A(.*?)\n\n/s;
    my %options = map { $_ => 1 } $usage =~ /--([a-z-]+)/g;
    my %written = map { $_ => 1 } @{ $described{$command} // [] };
    is(join(' ', sort keys %written), join(' ', sort keys %options), "$command: its options");
}
like($page{'casegate.1'}, qr/^\.It(?: Fl h ,)? Fl Fl $_\b/m, "--$_ of every command") for qw(site now json help version);

# ---- casegate-site.5 and casegate-policy.5: what the readers know ----
sub keys_of {
    my %keys;
    for my $path (@_) {
        my $text = slurp($path);
        for my $list ($text =~ /known\[\] = \{(.*?)\};/sg, $text =~ /#define \w+_KEYS\b(.*?[^\\])\n/sg) {
            $keys{$_} = 1 for $list =~ /"(\w+)"/g;
        }
    }
    return sort keys %keys;
}
sub is_described {
    my ($page, $what, @words) = @_;
    ok(@words > 5, "$what: some were found");
    # a key stands in bold, alone or in a list of them
    my @bold = $page{$page} =~ /(?:^\.|\b)(?:It )?Cm (.*)/mg;
    my %bold = map { $_ => 1 } map { /(\w+)/g } @bold;
    is_deeply([ grep { !$bold{$_} } @words ], [], "$page: every one of $what");
}
is_described('casegate-site.5', 'the settings', keys_of(glob 'src/rules/site_*.[ch]'));
is_described('casegate-policy.5', 'the keys of a policy', keys_of(glob 'src/rules/policy*.[ch]'));
is_described('casegate-site.5', 'the columns', map { /(\w+)/g } map { (split /\n/, slurp("routing/$_.csv"))[0] } qw(agencies people));

# ---- as a reader of manual pages sees them ----
SKIP: {
    skip 'no mandoc here', 1 if system('command -v mandoc >/dev/null') != 0;
    is(`cd src && mandoc -Tlint -W warning @{[ sort keys %page ]}`, '', 'mandoc has nothing to complain of');
}
done_testing;
