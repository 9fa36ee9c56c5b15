# Authentication-Results fields as servers write them, read by the one rule that the gateway has: the dmarc verdict of the receiver
# that is trusted, for the domain in From. What the field says is another program's reading (../shared/mail/expected/authres.json).
use strict;
use warnings;
use File::Temp qw(tempdir);
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Score;
use Test::More;

plan skip_all => 'no ../shared/mail beside this checkout' unless Casegate::Score::present();

my $folder = tempdir(CLEANUP => 1);
my (@files, @trusted, @cases);

sub add {
    my ($header, $trusted, $domain, $want, $name) = @_;
    my $file = sprintf '%s/%04d.eml', $folder, scalar @files;
    open my $out, '>:utf8', $file or die $!;
    (my $value = $header) =~ s/^[^:]*:\s*//;
    print $out "Authentication-Results: $value\nFrom: Alex Brook <alex\@$domain>\nSubject: A question\n\nText.\n";
    close $out;
    push @files, $file;
    push @trusted, $trusted;
    push @cases, [ $name, $want, $header ];
    return;
}

# pass counts only for the domain in From; a fail counts whatever is there
sub verdict {
    my ($expected, $domain) = @_;
    return 'none' unless $expected->{ok};
    my @dmarc = grep { lc $_->{method} eq 'dmarc' } @{ $expected->{results} };
    return 'none' unless @dmarc;
    return 'fail' if $dmarc[0]{result} eq 'fail';
    return $dmarc[0]{result} eq 'pass' && lc($dmarc[0]{props}{'header.from'} // '') eq $domain ? 'pass' : 'none';
}

for my $row (@{ Casegate::Score::expected_json('authres.json') }) {
    my $expected = $row->{expected};
    my $id = $expected->{authserv_id} // ($row->{header} =~ /:\s*([^\s;=]+)/ ? $1 : 'mx.hscp.example');
    my ($dmarc) = grep { lc $_->{method} eq 'dmarc' } @{ $expected->{results} // [] };
    my $domain = lc($dmarc->{props}{'header.from'} // 'school.example');
    add($row->{header}, $id, $domain, verdict($expected, $domain), 'its own receiver');
    add($row->{header}, uc $id, $domain, verdict($expected, $domain), 'its own receiver in capitals');
    add($row->{header}, $id, 'other.example', verdict($expected, 'other.example'), 'another domain in From');
    add($row->{header}, 'mx.hscp.example', $domain, 'none', 'another receiver is trusted');
}
my @records = Casegate::Score::read_files(\@files, \@trusted);
my $score = Casegate::Score->new('auth-results');
my $passed = 0;
for my $n (0 .. $#cases) {
    my ($name, $want, $header) = @{ $cases[$n] };
    $passed += $records[$n]{verdict} eq 'pass' && $want ne 'pass';
    $score->count("case $n", $records[$n]{verdict} eq $want, "$name: wanted $want, found $records[$n]{verdict}: $header");
}
$score->done;
is($passed, 0, 'no pass where there is none');
cmp_ok(scalar(grep { $_->[1] eq 'pass' } @cases), '>=', 8, 'there are some that pass');
cmp_ok(scalar(grep { $_->[1] eq 'fail' } @cases), '>=', 8, 'and some that fail');
done_testing();
