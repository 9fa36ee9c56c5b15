# `casegate collect` from an IMAP server, ended at its calls, with the process that it keeps for the mailbox. At every moment a
# message is in the mailbox or in the spool, and what left the mailbox is in the spool; afterwards everything comes, at most
# twice where the kill fell between the spool and the cursor, and the ledger knows repeats.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Crash;
use Casegate::Imap;
use Casegate::ImapPeer;
use Casegate::Killat;
use Test::More;

my @collect = ('collect', '--once');
my @raw = map { "From: <sender$_\@elsewhere.example>\r\nSubject: $_\r\n\r\nmessage $_\r\n" } 1 .. 4;
my $peer = Casegate::ImapPeer->new(messages => \@raw);
my $site = Casegate::Imap->site('tide-and-lantern-41', { host => '127.0.0.1', port => $peer->port, tls => 'none', timeout_seconds => 20 });
my %want = map { $_ => 1 } @raw;

sub arrived { my ($at) = @_; return map { Casegate::slurp($_) } glob $at->folder . '/spool/incoming/new/*' }

# What is wrong right after the kill, and after another run.
sub wrong {
    my ($trial) = @_;
    my %spool = map { $_ => 1 } arrived($trial);
    my %inbox = reverse %{ $peer->inbox };
    my %done = reverse %{ $peer->done };
    return 'lost by the kill' if grep { !$spool{$_} && !$inbox{$_} } @raw;
    return 'moved before it was in the spool' if grep { !$spool{$_} } keys %done;
    $trial->must(undef, @collect);
    my %count;
    $count{$_}++ for arrived($trial);
    return (grep { ($count{$_} // 0) < 1 || $count{$_} > 2 } @raw) ? 'not there once or twice' : (),
        (grep { !$want{$_} } keys %count) ? 'something else is there' : (), %{ $peer->inbox } ? 'not moved' : ();
}

my $whole = Casegate::Killat->run({ trace => 1 }, command(copy_of($site, 'whole'), @collect));
is($whole->{status}, 0, "a whole run: $whole->{calls} calls, $whole->{changing} change files");
knows_its_calls($whole);
# what is being fetched is noted for a crash of ours alone, and need not survive a power cut
is_deeply([ grep { !m{/cursors/} } unsynced($whole->{trace}) ], [], 'what is in the spool is durable');
my %done = reverse %{ $peer->done };
is(scalar keys %done, 4, 'all four are moved');

my @wrong;
my $landed = sweep(sub {
    my ($point) = @_;
    $peer->refill(messages => \@raw);
    my $trial = copy_of($site);
    my $run = Casegate::Killat->run($point, command($trial, @collect));
    push @wrong, map { landed_at($run) . ": $_" } wrong($trial) if $run->{killed};
    return $run;
});
cmp_ok($landed, '>=', $whole->{changing}, "$landed kills landed");
is_deeply(\@wrong, [], 'no message was ever nowhere');
done_testing;
