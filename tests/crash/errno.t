# A disk that is full or broken, descriptors that are used up, calls that are interrupted: each call on the spool fails once, in turn, or
# from one call on for good. What was not stored is not accepted, nothing half-written is ever seen, and run again the program comes
# to exactly the record and the mails of a run in which nothing failed. CRASH_EVERY=1: at every call. (threats.md)
use strict;
use warnings;
use utf8;
use Errno;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Crash;
use Casegate::CrashSite;
use Casegate::Killat;
use Digest::SHA qw(sha256_hex);
use Test::More;

my %number = (ENOSPC => Errno::ENOSPC(), EIO => Errno::EIO(), EMFILE => Errno::EMFILE(), EINTR => Errno::EINTR(), EROFS => Errno::EROFS());
my @errors = sort keys %number;
my $shim = Casegate::Killat::helper('failing_shim.so');

# Runs a command whose n-th call on the spool fails; `on`: and every one after it. What failed: [] when it made fewer calls.
sub failing {
    my ($site, $error, $n, $on, $stdin, @arguments) = @_;
    my $report = $site->folder . '/spool/' . ($arguments[0] eq 'send' ? 'outgoing' : 'incoming') . '/failed'; # where a confined process may write
    my %set = (LD_PRELOAD => $shim, FAILING_AT => $n, FAILING_ERRNO => $number{$error}, FAILING_REPORT => $report, FAILING_ON => $on ? 1 : 0);
    local @ENV{ keys %set } = values %set;
    my ($code, $out, $err) = $site->run($stdin, '--site', $site->folder, @arguments);
    my @failed = -e $report ? split /\n/, Casegate::slurp($report) : ();
    unlink $report;
    return ($code, "$out$err", \@failed);
}

# ---- deliver ----

my (@wrong, %seen, %codes);
my $site = Casegate->new('havering-2020');
my $new = $site->folder . '/spool/incoming/new';
$site->deliver("From: a\@elsewhere.example\r\n\r\nfirst\r\n");
my ($count, %accepted) = (0);
for my $error (@errors) {
    for my $on ($error eq 'EINTR' ? 0 : (0, 1)) { # a call that is interrupted is made again, for ever
        for (my $n = 1; ; $n++) {
            my $raw = "From: <sender" . ++$count . "\@elsewhere.example>\r\n\r\nmessage $count\r\n" . 'x' x 20_000;
            my ($code, $said, $failed) = failing($site, $error, $n, $on, $raw, 'deliver', '--to', $site->mailbox);
            $codes{$code}++;
            my $where = "$error at " . ($failed->[0] // 'no call') . ($on ? ' and on' : '');
            $seen{$error}++ if @$failed;
            my @there = glob "$new/*H=" . sha256_hex($raw) . '*';
            push @wrong, "$where: exit $code" if $code !~ /^(?:0|75)$/;
            push @wrong, "$where: accepted, and not there" if $code eq '0' && @there != 1;
            push @wrong, "$where: torn" for grep { index($_, ',H=' . sha256_hex(Casegate::slurp($_)) . ',') < 0 } @there;
            push @wrong, "$where: nothing is said" if $code ne '0' && $said !~ /\S/;
            $accepted{ sha256_hex($raw) } = 1 if $code eq '0';
            last if !@$failed;
        }
    }
}
is_deeply(\@wrong, [], 'deliver: what failed was not accepted, and what was accepted is there and whole');
is_deeply([ sort keys %seen ], \@errors, 'deliver: ' . join(', ', map { "$seen{$_} times $_" } @errors));
cmp_ok($codes{75}, '>', 20, "deliver: $codes{75} times 'try again later'");
$site->work('2026-12-01T10:00');
my %known = map { $_->{sha256} => 1 } @{ $site->messages };
is_deeply([ grep { !$known{$_} } keys %accepted ], [], 'deliver: every accepted message was worked');

# ---- work and send ----

sub sweep_errors {
    my ($name, $begin, @command) = @_;
    my $reference = copy_of($begin, 'reference');
    $reference->must(undef, @command);
    my $want = end_state($reference, $crash_now);
    my (%judged, @wrong, %failed);
    my $trials = 0;
    for my $which (0 .. $#errors) {
        for my $on ($errors[$which] eq 'EINTR' ? 0 : (0, 1)) {
            my $step = every() == 1 ? 1 : $on ? 67 : 23;
            for (my $n = $step == 1 ? 1 : 1 + 4 * $which; ; $n += $step) {
                my $trial = copy_of($begin);
                my ($code, $said, $calls) = failing($trial, $errors[$which], $n, $on, undef, @command);
                last if !@$calls;
                $trials++;
                $failed{ $errors[$which] }++;
                my $where = "$errors[$which] at $calls->[0]" . ($on ? ' and on' : '');
                push @wrong, "$where: exit $code" if $code =~ /signal/;
                push @wrong, "$where: nothing is said" if $code ne '0' && $said !~ /\S/;
                next if $judged{ disk_state($trial) }++;
                my @differences = grep { !/^too many or changed: mail to \S+: The mail gateway needs to be looked at$/ } # a disk that fails is told
                    differences($want, end_state($trial, $crash_now));
                push @wrong, "$where: " . join '; ', @differences if @differences;
            }
        }
    }
    is_deeply(\@wrong, [], "$name: each came to the same end");
    is_deeply([ sort keys %failed ], \@errors, "$name: $trials trials");
    cmp_ok(scalar keys %judged, '>', 5, "$name: " . keys(%judged) . ' states of the disk');
}

my $scene = crash_site();
$scene->deliver($_) for crash_mails($scene);
sweep_errors('work', $scene, 'work', '--once', '--now', $crash_now);
$scene->work($crash_now);
sweep_errors('send', $scene, 'send', '--once', '--now', $crash_now);
done_testing;
