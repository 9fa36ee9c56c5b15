# `casegate collect`, ended at its calls. A message is in the source until it is safe in the spool: it may be there twice, and
# the ledger knows repeats, but never nowhere.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Crash;
use Casegate::Killat;
use Digest::SHA qw(sha256_hex);
use File::Path qw(make_path);
use Test::More;

my @collect = ('collect', '--once');
my $site    = Casegate->new('havering-2020');
my $spool   = $site->folder . '/spool';
my $yaml    = $site->folder . '/routing/site.yaml';
Casegate::spew($yaml, Casegate::slurp($yaml)
    =~ s/^sources: .*$/"sources:\n  - {type: maildir, path: spool\/Maildir, mailbox: " . $site->mailbox . '}'/mer);
make_path(map { "$spool/Maildir/$_" } qw(new cur tmp));
my %want;
for my $n (1 .. 4) {
    my $raw = "From: <sender$n\@elsewhere.example>\r\nSubject: $n\r\n\r\nmessage $n\r\n";
    Casegate::spew("$spool/Maildir/" . ($n % 2 ? 'new' : 'cur') . '/' . (1772700000 + $n) . ".M${n}P1.mx", $raw);
    $want{ sha256_hex($raw) } = 1;
}

sub digests { return map { sha256_hex(Casegate::slurp($_)) } @_ }
sub source  { my ($at) = @_; return glob $at->folder . '/spool/Maildir/{new,cur}/*' }
sub arrived { my ($at) = @_; return glob $at->folder . '/spool/incoming/new/*' }

# What is wrong right after the kill, and after another run.
sub wrong {
    my ($trial) = @_;
    my %safe = map { $_ => 1 } digests(source($trial), arrived($trial));
    return 'lost by the kill' if grep { !$safe{$_} } keys %want;
    $trial->must(undef, @collect);
    my %count;
    $count{$_}++ for digests(arrived($trial));
    return (grep { ($count{$_} // 0) < 1 || $count{$_} > 2 } keys %want) ? 'not there once or twice' : (),
        (grep { !$want{$_} } keys %count) ? 'something else is there' : (), source($trial) ? 'not released' : ();
}

my $whole = Casegate::Killat->run({ trace => 1 }, command(copy_of($site, 'whole'), @collect));
is($whole->{status}, 0, "a whole run: $whole->{calls} calls, $whole->{changing} change files");
knows_its_calls($whole);
is_deeply([ unsynced($whole->{trace}) ], [], 'durable in the spool before it is released, and released durably');
is(scalar(grep { $_->[1] =~ /^unlink/ } @{ $whole->{trace} }), 4, 'all four');

my @wrong;
my $landed = sweep(sub {
    my ($point) = @_;
    my $trial = copy_of($site);
    my $run = Casegate::Killat->run($point, command($trial, @collect));
    push @wrong, map { landed_at($run) . ": $_" } wrong($trial) if $run->{killed};
    return $run;
});
cmp_ok($landed, '>=', $whole->{changing}, "$landed kills landed");
is_deeply(\@wrong, [], 'no message was ever nowhere');

done_testing;
