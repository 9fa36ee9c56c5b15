# The settings that README.md shows are settings: each block, put into a site, checks clean.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Test::More;

my $readme = Casegate::slurp("$FindBin::Bin/../../README.md");
my $site = Casegate->new('havering-2020');
my $file = $site->folder . '/routing/site.yaml';
my $before = Casegate::slurp($file);
my @blocks = $readme =~ /^((?: {4,7}(?:sources:|transport:|  - ).*\n)+)/mg;
is(scalar @blocks, 2, 'a plain server and Microsoft 365');
for my $block (@blocks) {
    my ($indent) = $block =~ /^( +)/;
    my $lines = $block =~ s/^$indent//mgr;
    $lines =~ s/\bm\@hscp\.example\b/$site->mailbox/ge;
    my $changed = $before =~ s/^sources: \[\]\n/$lines/mr;
    isnt($changed, $before, 'it takes the place of no source');
    Casegate::spew($file, $changed);
    my ($code, $out, $err) = $site->run('', '--site', $site->folder, 'check');
    is($err, '', 'nothing is wrong with it');
    like($out, qr/^configuration OK/, 'it checks clean');
}
my @proofs = $readme =~ /^ {4}(sender_proof: .*)\n/mg;
is(scalar @proofs, 2, 'a named receiver and Microsoft 365');
for my $proof (@proofs) {
    my $changed = $before =~ s/^sender_proof:\n(?: .*\n)+/$proof\n/mr;
    isnt($changed, $before, 'it takes the place of what is there');
    Casegate::spew($file, $changed);
    my ($code, $out, $err) = $site->run('', '--site', $site->folder, 'check');
    is($err, '', 'nothing is wrong with it');
    like($out, qr/^configuration OK/, 'it checks clean');
}
done_testing;
