# Several mailboxes, a process for each: what one server does to its own, even that the library dies of it, keeps nothing from
# the others. By hand, for as long as it runs, and under `run`.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Imap;
use Casegate::ImapPeer;
use Test::More;

my $second = 'urgent@partnership.havering.example';
my @raw = map { "From: a\@school.example\r\nSubject: $_\r\n\r\ntext of $_\r\n" } qw(one two three);
my @peers = map { Casegate::ImapPeer->new(messages => \@raw) } 1 .. 2;
my $site = Casegate::Imap->site('tide-and-lantern-41', {});
my $yaml = $site->folder . '/routing/site.yaml';
Casegate::spew($yaml, Casegate::slurp($yaml) =~ s/^mailboxes: \[(.*)\]/mailboxes: [$1, $second]/mr);
Casegate::Imap->source($site, map { { host => '127.0.0.1', port => $peers[$_]->port, tls => 'none', timeout_seconds => 5, poll_seconds => 1,
    password_file => 'password', mailbox => $_ ? $second : $site->mailbox } } 0 .. 1);

sub spooled {
    my ($mailbox) = @_;
    return map { my $raw = Casegate::slurp($_); $raw =~ /^Subject: (.*?)\r?$/m ? $1 : () } sort grep { !$mailbox || /\Q$mailbox\E/ } glob $site->folder . '/spool/incoming/new/*';
}
sub refill { $_->refill(messages => \@raw) for @peers; unlink glob $site->folder . '/spool/{incoming/new,cursors}/*' }

# ---- once ----

$peers[0]->fault(at => 'select', what => 'crash');
my ($code, $said, $err) = $site->run(undef, '--site', $site->folder, 'collect', '--once');
is($code, 75, 'one of them makes the library crash');
like($err, qr/imap INBOX of \Q@{[$site->mailbox]}\E: its process ended/, 'its mailbox is named');
is($said, "3 messages collected\n", 'the other is collected');
is($site->must(undef, 'collect', '--once'), "3 messages collected\n", 'and it the next time');

# ---- for as long as it runs: a child that dies is begun again ----

refill();
$peers[0]->fault(at => 'select', what => 'crash');
my $pid = Casegate::Imap::begin($site, 'collect');
ok(Casegate::Imap::wait_until(sub { spooled() == 6 }), 'collect: both come, one after its process died');
ok($peers[0]->happened, 'which it did');
kill TERM => $pid;
is(Casegate::Imap::ended($pid), 0, 'told to stop, all end');
my @left = grep { my $path = "$_/cmdline"; -r $path && Casegate::slurp($path) =~ /\Q@{[$site->folder]}\E/ } glob '/proc/[0-9]*';
is_deeply(\@left, [], 'and none is left');

# ---- under run: collected, worked on, answered ----

refill();
$peers[1]->fault(at => 'fetch', what => 'hang');
$pid = Casegate::Imap::begin($site, 'run');
ok(Casegate::Imap::wait_until(sub { !%{ $peers[0]->inbox } && !%{ $peers[1]->inbox } }), 'run: both mailboxes are emptied');
ok(Casegate::Imap::wait_until(sub { (my @all = @{ $site->messages }) == 6 }), 'and everything is in the ledger');
my %mailboxes = map { $_->{mailbox} => 1 } @{ $site->messages };
is_deeply([ sort keys %mailboxes ], [ sort $site->mailbox, $second ], 'under the mailbox that it came to');
$peers[1]->add(50, $raw[0] =~ s/one/later/r);
ok(Casegate::Imap::wait_until(sub { (my @all = @{ $site->messages }) == 7 }), 'a later one wakes its process');
kill TERM => $pid;
is(Casegate::Imap::ended($pid), 0, 'run: told to stop');
is((my @all = @{ $site->messages }), 7, 'nothing twice');
done_testing;
