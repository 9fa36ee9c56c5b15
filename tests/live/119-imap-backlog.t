# A mailbox in which a long time's mail lies: fetched in batches, with few commands, and after a line that breaks in the middle it goes on
# where it was. It comes whole, and once.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Imap;
use Casegate::ImapPeer;
use Test::More;

my $many = 450; # more than one batch
my @raw = map { "From: a\@school.example\r\nSubject: $_\r\n\r\n" . "a line of it\r\n" x 3 } 1 .. $many;
my $peer = Casegate::ImapPeer->new(messages => \@raw);
my $site = Casegate::Imap->site('tide-and-lantern-41', { host => '127.0.0.1', port => $peer->port, tls => 'none', timeout_seconds => 60, poll_seconds => 1 });
sub collect { my ($code, undef, $err) = $site->run(undef, '--site', $site->folder, 'collect', '--once'); diag($err) if $code =~ /signal/; return $code }
sub spooled { return map { Casegate::slurp($_) =~ /^Subject: (\d+)/m ? $1 : 'none' } glob $site->folder . '/spool/incoming/new/*' }

$peer->fault(at => 'literal', uid => 420, what => 'close');
is(collect(), 75, 'a line that breaks in the middle');
my @first = spooled();
ok(@first > 0 && @first < $many, scalar(@first) . ' of them are there');
is(collect(), 0, 'the next round');
my %count;
$count{$_}++ for spooled();
is_deeply([ grep { ($count{$_} // 0) != 1 } 1 .. $many ], [], "what lay there comes whole, $many messages, each once");
is(scalar keys %{ $peer->inbox }, 0, 'and has left the mailbox');
my $commands = () = $peer->said =~ /^\S+ (?:UID )?[A-Z]+\b/mg;
cmp_ok($commands, '<', $many / 2, "with $commands commands");
done_testing;
