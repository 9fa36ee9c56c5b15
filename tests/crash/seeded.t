# Known defects, planted from outside by a shim: the crash tests must find every one. A harness that is blind to one of them
# fails here, so that its 'no message was lost' means something.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Crash;
use Casegate::CrashSite;
use Casegate::Killat;
use Test::More;

my @work = ('work', '--once', '--now', $crash_now);
my @send = ('send', '--once', '--now', $crash_now);

# Runs code with the program under a shim: what it found must be said, and of the right kind.
sub seeded {
    my ($name, $shim, $like, $code) = @_;
    local $ENV{LD_PRELOAD} = Casegate::Killat::helper("${shim}_shim.so");
    my @found = grep { /$like/ } $code->();
    ok(scalar @found, $name) and note($found[0]);
}

sub delivered {
    my $site = crash_site();
    $site->deliver($_) for crash_mails($site);
    return $site;
}

# What is found wrong after a kill at every `step`-th change, until it is something like what is looked for.
sub found {
    my ($site, $step, $like, @command) = @_;
    my $reference = copy_of($site, 'reference');
    $reference->must(undef, @command);
    my $want = end_state($reference, $crash_now);
    my (@found, %judged);
    sweep(sub {
        my ($point) = @_;
        my $trial = copy_of($site);
        my $run = Casegate::Killat->run($point, command($trial, @command));
        @found = grep { /$like/ } differences($want, end_state($trial, $crash_now)) if $run->{killed} && !$judged{ disk_state($trial) }++;
        return { killed => $run->{killed} && !@found };
    }, [ 1, $step ]);
    return @found;
}

sub traced {
    my ($site, @command) = @_;
    return unsynced(Casegate::Killat->run({ trace => 1 }, command($site, @command))->{trace});
}

my $site = delivered();
my $worked = copy_of($site, 'worked');
$worked->work($crash_now);

my $undurable = qr/durable/;
seeded('deliver that syncs nothing', unsynced => $undurable, sub { traced(copy_of($site), 'deliver', '--to', $site->mailbox) });
seeded('work that syncs nothing', unsynced => $undurable, sub { traced(copy_of($site), @work) });
seeded('send that syncs nothing', unsynced => $undurable, sub { traced(copy_of($worked), @send) });
my $lost = qr/^lost or changed: (?:message|mail)/;
seeded('archiving before the commit, by the messages it loses', early_archive => $lost, sub { found($site, 4, $lost, @work) });
seeded('a mail marked before it is sent, by its trace', early_mark => $undurable, sub { traced(copy_of($worked), @send) });
seeded('and by the mails it loses', early_mark => $lost, sub { found($worked, 1, $lost, @send) });
my $twice = qr/^too many or changed: message/;
seeded('a ledger without unique keys', not_unique => $twice, sub { found(delivered(), 4, $twice, @work) });

done_testing;
