# `casegate send` to an SMTP server, ended at its calls. Sent again, every mail has arrived, and every row says so. One may be
# there twice: the one whose 250 was on its way, or read and not yet on record, when the program was ended; it has one Message-ID.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Crash;
use Casegate::CrashSite;
use Casegate::Killat;
use Casegate::SmtpPeer;
use Casegate::SmtpSite;
use Test::More;

my @send = ('send', '--once', '--now', $crash_now);
my $later = '2026-03-11T18:05';
my $site = smtp_site();
my @ids = map { $_->{id} } grep { $_->{state} eq 'queued' } outbox($site);
is(scalar @ids, 4, 'four mails wait');

# With and without pipelining: the record is written at another moment.
for my $way ([ 'pipelined' ], [ 'in turn', offer => [ 'SIZE 10240000', 'DSN' ] ]) {
    my ($name, @of) = @$way;
    my $peer = Casegate::SmtpPeer->start(@of);
    sends_to($site, $peer->settings(timeout_seconds => 10));
    my $seen = 0;
    my $new = sub { $peer->settle; my @new = $peer->taken($seen); $seen += @new; return map { $_->{id} } @new };

    my $whole = Casegate::Killat->run({}, command(copy_of($site, "whole $name"), @send));
    is($whole->{status}, 0, "$name: a whole run: $whole->{calls} calls, $whole->{changing} change files or tell the server something");
    knows_its_calls($whole);
    is(join("\n", $new->()), join("\n", @ids), "$name: sends all, once");

    # what sending again comes to depends on what lies on the disk and what the server has: judged once for each
    my ($twice, %judged, @wrong) = (0); # judged: how many it doubles
    my $landed = sweep(sub {
        my ($point) = @_;
        my $trial = copy_of($site, "trial $name");
        my $run = Casegate::Killat->run($point, command($trial, @send));
        my @there = $new->();
        return $run if !$run->{killed};
        my $state = join ' ', disk_state($trial), @there;
        $twice += $judged{$state} // 0;
        return $run if exists $judged{$state};
        my ($code, $out, $err) = send_at($trial, $later);
        my %count;
        $count{$_}++ for @there, $new->();
        my @doubled = grep { $count{$_} > 1 } @ids;
        $twice += $judged{$state} = @doubled;
        push @wrong, landed_at($run) . ": send fails with $code, $err" if $code ne '0';
        push @wrong, landed_at($run) . ": lost $_" for grep { !$count{$_} } @ids;
        push @wrong, landed_at($run) . ": $_ is there $count{$_} times" for grep { $count{$_} > 2 } @ids;
        push @wrong, landed_at($run) . ': doubled ' . join ' ', @doubled if @doubled > 1;
        push @wrong, landed_at($run) . ': not every row says sent' if grep { $_->{state} ne 'sent' } outbox($trial, $later);
        push @wrong, landed_at($run) . ': another Message-ID' if keys %count != @ids;
        return $run;
    });
    cmp_ok($landed, '>=', $whole->{changing}, "$name: $landed kills landed");
    cmp_ok(scalar keys %judged, '>=', 20, "$name: " . keys(%judged) . ' different states of disk and server were judged');
    is_deeply(\@wrong, [], "$name: nothing lost, at most one doubled a kill ($twice in all)");
    cmp_ok($twice, '<', $landed / 2, "$name: most kills double nothing");
    $peer->stop;
}

done_testing;
