# Real messages out of other projects' test suites (../shared/mail beside the checkout; not part of it): each is read, lands in a
# case, held, set aside or as automatic with a reason, and the record adds up. Nothing crashes (unit mail_corpus reads them under the sanitizers). `explain`
# answers for each with one JSON document. Skipped, saying so, where that folder is absent.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Score;
use Digest::SHA qw(sha256_hex);
use File::Path qw(make_path);
use JSON::PP;
use Test::More;

my $shared = $Casegate::Score::shared;
plan skip_all => 'no ../shared/mail beside this checkout' unless Casegate::Score::present();

open my $in, '<', "$shared/MANIFEST.tsv" or die $!;
my @rows = map { [ split /\t/ ] } <$in>;
shift @rows;
my @files = map { "$shared/$_->[0]" } @rows;
ok(@files > 1000, 'there are enough of them') or BAIL_OUT('the corpus is cut short');

my $site = Casegate->new('havering-2020');
my $folder = $site->folder;
my $settings = Casegate::slurp("$folder/routing/site.yaml");
$settings =~ s/^sources:.*\n/sources: [{type: maildir, path: box, mailbox: mailbox\@partnership.havering.example}]\n/m or die 'no sources';
Casegate::spew("$folder/routing/site.yaml", $settings);
make_path(map { "$folder/box/$_" } qw(tmp new cur));
my (%digest, $n);
for my $file (@files) {
    my $bytes = Casegate::slurp($file);
    $digest{ sha256_hex($bytes) } = $file;
    Casegate::spew(sprintf('%s/box/new/%05d.corpus', $folder, ++$n), $bytes);
}
my @base = ('--site', $folder);
my ($code, $out, $err) = $site->run('', @base, 'collect', '--once');
is($code, 0, 'collected') or diag($err);
($code, $out, $err) = $site->run('', @base, 'work', '--once', '--now', '2026-03-09T10:00');
is($code, 0, 'worked') or diag($err);

my @messages = @{ $site->messages };
is(scalar @messages, scalar @files, 'every one of them is in the ledger');
my %disposition;
my @without = grep { $disposition{ $_->{disposition} }++; $_->{disposition} ne 'case' && !length($_->{why} // $_->{reason} // '') } @messages;
is(scalar @without, 0, 'what is no case has a reason') or diag(explain($without[0]));
is_deeply([ grep { !/^(?:case|held|signposted|repeat|automatic|set-aside)$/ } keys %disposition ], [], 'no other fate');
is_deeply([ grep { !$digest{ $_->{sha256} } } @messages ], [], 'and its bytes are those that came');
note("$_: $disposition{$_}") for sort keys %disposition;
ok(($disposition{automatic} // 0) > 200, 'bounces and automatic replies are seen for what they are');
is(scalar(my @left = glob "$folder/spool/incoming/new/*"), 0, 'nothing is left behind');
($code, $out, $err) = $site->run('', @base, 'verify');
is($code, 0, 'the record adds up') or diag($out . $err);
my @refused = grep { $_->{disposition} eq 'held' && ($_->{why} // $_->{reason} // '') =~ /crashed|longer than|needed more/ } @messages;
is(scalar @refused, 0, 'none of them crashed the reader') or diag(map { "$digest{$_->{sha256}}\n" } @refused);

# explain: what would happen, one document each
my @bad;
for my $row (grep { $_->[3] eq '1' } @rows) {
    my ($status, $json, $said) = $site->run('', @base, 'explain', "$shared/$row->[0]", '--json', '--now', '2026-03-09T10:00');
    my $answer = $status eq '0' ? eval { JSON::PP->new->utf8->decode($json) } : undef;
    push @bad, "$row->[0]: exit $status $said" if !$answer || !$answer->{kind};
}
is_deeply(\@bad, [], 'explain answers for every message');
done_testing();
