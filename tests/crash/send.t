# `casegate send`, ended at its calls. Sent again, every mail is in the Maildir once, with the Message-ID it had, and every
# row says so.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Crash;
use Casegate::CrashSite;
use Casegate::Killat;
use Test::More;

my @send = ('send', '--once', '--now', $crash_now);
my $site = crash_site();
$site->deliver($_) for crash_mails($site);
$site->work($crash_now);

my $reference = copy_of($site, 'reference');
my $whole = Casegate::Killat->run({ trace => 1 }, command($reference, @send));
is($whole->{status}, 0, "a whole run: $whole->{calls} calls, $whole->{changing} change files");
knows_its_calls($whole);
is_deeply([ unsynced($whole->{trace}) ], [], 'a mail is durable before its row says that it went');
my $want = end_state($reference, $crash_now);
my @mails = grep { $_->[0] =~ /^mail/ } @$want;
cmp_ok(scalar @mails, '>=', 5, @mails . ' mails to send');

my (%judged, @wrong);
my $landed = sweep(sub {
    my ($point) = @_;
    my $trial = copy_of($site);
    my $run = Casegate::Killat->run($point, command($trial, @send));
    return $run if !$run->{killed} || $judged{ disk_state($trial) }++;
    my @differences = differences($want, end_state($trial, $crash_now));
    push @wrong, landed_at($run) . ': ' . join '; ', @differences if @differences;
    return $run;
});
cmp_ok($landed, '>=', $whole->{changing}, "$landed kills landed");
is_deeply(\@wrong, [], 'each came to the same end');

done_testing;
