# A directory that somebody's editor, or a full disk, has written half of: cut within a line it is refused with its place. Cut between two
# lines it is a directory with fewer people, which no program can know better. (threats.md)
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Test::More;

my $site = Casegate->new('havering-2020');
for my $name (qw(people.csv agencies.csv)) {
    my $path = $site->folder . "/routing/$name";
    my $whole = Casegate::slurp($path);
    my @wrong;
    for my $n (1 .. 30) {
        my $cut = substr $whole, 0, int(length($whole) * $n / 31);
        Casegate::spew($path, $cut);
        my ($code, $out, $err) = $site->run(undef, '--site', $site->folder, 'check');
        my $between = $cut =~ /\n\z/;
        push @wrong, 'cut at ' . length($cut) . ": exit $code\n" . substr($cut, -80) if $code ne '78' && !$between;
        push @wrong, 'cut at ' . length($cut) . ": no place in\n$err" if $code eq '78' && $err !~ m{^routing/\S+:\d+: \S}m;
    }
    is_deeply(\@wrong, [], "$name, half written: refused with its place");
    Casegate::spew($path, $whole);
}
like($site->must(undef, 'check'), qr/^configuration OK/, 'whole again, it is accepted');
done_testing;
