# Who waits within a time limit of his own is not taken for hung, however long `run` lets a child be silent: a command that the
# server does not answer ends by its time-out, and nobody is killed for it.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Imap;
use Casegate::ImapPeer;
use Test::More;

my @raw = map { "From: a\@school.example\r\nSubject: $_\r\n\r\ntext of $_\r\n" } qw(one two three);
my $peer = Casegate::ImapPeer->new(messages => \@raw);
my $site = Casegate::Imap->site('tide-and-lantern-41', { host => '127.0.0.1', port => $peer->port, tls => 'none', timeout_seconds => 10, poll_seconds => 1 });
$peer->fault(at => 'fetch', what => 'hang');
$ENV{CASEGATE_TEST_STALL} = 6;
my $run = Casegate::Imap::begin($site, 'run');
my $late = qr/did not finish within 10 seconds/;
my $killed = qr/collect-1 \(process \d+\) does not answer and is killed/;
ok(Casegate::Imap::wait_until(sub { Casegate::Imap::log($site) =~ /$late|$killed/ }), 'a server does not answer');
unlike(Casegate::Imap::log($site), $killed, 'who waits for it is left to wait');
like(Casegate::Imap::log($site), $late, 'until his own time is over');
ok(Casegate::Imap::wait_until(sub { !%{ $peer->inbox } }), 'and then everything is collected');
kill TERM => $run;
is(Casegate::Imap::ended($run), 0, 'told to stop');
done_testing;
