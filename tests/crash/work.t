# `casegate work`, ended at its calls, in every process it runs. Run again, it comes to exactly the record and the mails of a
# run without a crash: no message lost, none twice, no mail missing, none repeated. Then the second run is ended, too.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Crash;
use Casegate::CrashSite;
use Casegate::Killat;
use Test::More;

my @work = ('work', '--once', '--now', $crash_now);
my $site = crash_site();
$site->deliver($_) for crash_mails($site);

my $reference = copy_of($site, 'reference');
my $whole = Casegate::Killat->run({ trace => 1 }, command($reference, @work));
is($whole->{status}, 0, "a whole run: $whole->{calls} calls, $whole->{changing} change files");
knows_its_calls($whole);
is_deeply([ unsynced($whole->{trace}) ], [], 'the record is durable before a message leaves incoming');
my $want = end_state($reference, $crash_now);
is_deeply([ grep { /^(?:casegate|still)/ } map { $_->[0] } @$want ], [], 'which the program finds in order');
my %fates;
$fates{$_}++ for map { $_->[0] =~ /^message.*\((.*)\)/ } @$want;
is_deeply(\%fates, { case => 3, repeat => 1, held => 1, automatic => 1 }, 'the scene has what it is to have') or diag explain \%fates;

# A state of the disk that was judged once is not judged again.
my (%judged, @wrong);
my $twice = 0;
sub judge {
    my ($trial, $when) = @_;
    return if $judged{ disk_state($trial) }++;
    my @differences = differences($want, end_state($trial, $crash_now));
    push @wrong, "$when: " . join '; ', @differences if @differences;
}

# Ends the recovery of a state: at every seventh change, or at one change only, another one each time.
sub crash_again {
    my ($crashed, $when) = @_;
    my $trial = sub {
        my ($point) = @_;
        my $again = copy_of($crashed, 'again');
        my $run = Casegate::Killat->run($point, command($again, @work));
        judge($again, "$when, then " . landed_at($run)) if $run->{killed};
        return $run;
    };
    $twice += every() == 1 ? sweep($trial, [ 1, 7 ]) : $trial->({ at => 1 + 7 * $twice % 97, changing => 1 })->{killed};
}

my $landed = sweep(sub {
    my ($point) = @_;
    my $trial = copy_of($site);
    my $run = Casegate::Killat->run($point, command($trial, @work));
    return $run unless $run->{killed};
    my $new = !$judged{ disk_state($trial) };
    crash_again(copy_of($trial, 'crashed'), landed_at($run)) if $new && (every() == 1 || keys(%judged) % 5 == 0);
    judge($trial, landed_at($run));
    return $run;
});
cmp_ok($landed, '>=', $whole->{changing}, "$landed kills landed");
cmp_ok($twice, '>=', 10, "$twice second kills landed in the recovery");
cmp_ok(scalar keys %judged, '>=', $whole->{changing} / 3, keys(%judged) . ' different states of the disk were judged');
is_deeply(\@wrong, [], 'each came to the same end');

done_testing;
