# The mail system that the live tests stand on: it takes a mail, puts it into the box, refuses what it is told to refuse, shows
# the certificate that it should, and is gone when it is stopped.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use IO::Socket::INET;
use IO::Socket::SSL;
use Test::More;
use Casegate::Servers;

if (my $why = Casegate::Servers->missing) { plan skip_all => $why }

my $servers = Casegate::Servers->start(
    people  => ['ada@school.example'],
    gateway => ['mailbox@partnership.example'],
    refuse  => { 'later@school.example' => '450 4.2.0 later', 'never@school.example' => '550 5.7.1 never' },
);
$servers->send("Subject: one\n\nfirst line\n.second line", 'ada@school.example', 'mailbox@partnership.example');
$servers->send("Subject: two\n\nagain", 'ada@school.example', 'mailbox@partnership.example');
$servers->settle;
my @mails = $servers->mails('mailbox@partnership.example');
is(scalar @mails, 2, 'both mails are in the box');
my ($one) = grep { /^Subject: one$/m } @mails;
like($one, qr/\n\nfirst line\n\.second line\n\z/, 'as they were written');

ok(!eval { $servers->send("Subject: no\n\nno", 'ada@school.example', 'never@school.example'); 1 }, 'what is to be refused is refused');
like($@, qr/550 5\.7\.1/, 'with the reply that was asked for');
ok(!eval { $servers->send("Subject: no\n\nno", 'ada@school.example', 'later@school.example'); 1 }, 'for good or for now');
like($@, qr/450 4\.2\.0/, 'with its code');

sub imap {
    my ($password) = @_;
    my $imap = IO::Socket::SSL->new(PeerAddr => '127.0.0.1', PeerPort => $servers->port('imaps'), SSL_ca_file => $servers->ca,
        SSL_verifycn_name => 'localhost', SSL_verifycn_scheme => 'imap');
    return "no connection: $SSL_ERROR" unless $imap;
    my $greeting = <$imap>;
    print $imap "a LOGIN ada\@school.example $password\r\n";
    return scalar <$imap>;
}
like(imap($servers->password), qr/^a OK/, 'IMAPS with a certificate of the CA, and the password');
like(imap('wrong'), qr/^a NO/, 'and with no other password');

my $submission = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $servers->port('submission'));
my $hello = <$submission>;
print $submission "EHLO x.example\r\n";
my @offers;
while (<$submission>) { push @offers, $_; last if /^250 / }
ok((grep { /STARTTLS/ } @offers), 'submission offers STARTTLS');
ok(!(grep { /AUTH/ } @offers), 'and no AUTH before it');
print $submission "MAIL FROM:<ada\@school.example>\r\n";
like(scalar <$submission>, qr/^530 5\.7\.0/, 'nothing goes without it');

my @ports = map { $servers->port($_) } qw(imaps smtp submission);
$servers->stop;
is_deeply([grep { IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $_) } @ports], [], 'stopped: nobody listens any more');
ok(!-e $servers->folder, 'and nothing is left');
done_testing;
