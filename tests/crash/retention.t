# `casegate retention --confirm`, ended at its calls. Confirmed again, no trace is left of what was to be erased, everything else
# is as it was, and the record adds up; and at no moment is the record one that verify would not explain.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Crash;
use Casegate::CrashSite;
use Casegate::Killat;
use File::Find;
use Test::More;

my $late = '2032-03-11T18:00';
my @confirm = ('retention', '--confirm', '--by', 'Wilf Darrow', '--now', $late);
my $site = crash_site();
$site->tick($crash_now);
my ($reference) = map { $_->{reference} } @{ $site->queue($crash_now)->{cases} };
$site->must(undef, 'close', $reference, '--why', 'canarymauve', '--now', $crash_now);
$site->send($crash_now);
my $settings = $site->folder . '/routing/site.yaml';
Casegate::spew($settings, Casegate::slurp($settings) =~ s/^named_officers:.*$/named_officers: [${\ scalar getpwuid $<}]/mr . "retention: {case_record: {years: 5}}\n");

sub traces {
    my ($trial) = @_;
    my @found;
    find({ no_chdir => 1, wanted => sub { push @found, $File::Find::name if -f && Casegate::slurp($_) =~ /canarymauve|idris\.penhallow|Our form\./ } }, $trial->folder . '/spool');
    return @found;
}
sub state_of {
    my ($trial) = @_;
    my ($code, $out) = $trial->run('', '--site', $trial->folder, 'verify', '--now', $late);
    return "$code " . ($out =~ s/^head: .*\n//mgr);
}

my $reference_run = copy_of($site, 'reference');
cmp_ok(scalar(traces($reference_run)), '>=', 3, 'what is to be erased lies in the archive, the record and the mails sent');
my $whole = Casegate::Killat->run({ trace => 1 }, command($reference_run, @confirm));
is($whole->{status}, 0, "a whole run: $whole->{calls} calls, $whole->{changing} change files");
knows_its_calls($whole);
is_deeply([ traces($reference_run) ], [], 'leaves no trace');
my $want = state_of($reference_run);
like($want, qr/^0 .*1 of them erased/s, 'and adds up');

my (%judged, @wrong, $half);
my $landed = sweep(sub {
    my ($point) = @_;
    my $trial = copy_of($site);
    my $run = Casegate::Killat->run($point, command($trial, @confirm));
    return $run if !$run->{killed} || $judged{ disk_state($trial) }++;
    my $before = state_of($trial);
    $half++ if $before =~ /begun and not finished/;
    push @wrong, landed_at($run) . ": then $before" unless $before =~ /^0 / || $before =~ /\A65 (?:message \d+ was erased, and its bytes are in the archive\n)?\d+ erasures were begun and not finished;.*\n(?:message \d+ was erased, and its bytes are in the archive\n)?/;
    $trial->must(undef, @confirm);
    my @left = traces($trial);
    push @wrong, landed_at($run) . ": traces in @left" if @left;
    my $after = state_of($trial);
    push @wrong, landed_at($run) . ": $after" if $after ne $want;
    return $run;
}, every() > 1 ? [ 1, 7 ] : [ 0, 1 ]); # a trial is four runs of the program
cmp_ok($landed, '>=', int($whole->{changing} / 7), "$landed kills landed");
cmp_ok($half, '>=', 3, "$half left it half done, which verify says");
is_deeply(\@wrong, [], 'each came to the same end');
done_testing;
