# IMAP on a real Dovecot: every message into the spool once, oldest first, and moved; over TLS and STARTTLS, woken by IDLE, with a
# second client at the same mailbox, and with a message larger than any part.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Imap;
use Casegate::Servers;
use Test::More;

if (my $why = Casegate::Servers->missing) { plan skip_all => $why }
my $mailbox = 'mailbox@partnership.havering.example';
my $servers = Casegate::Servers->start(gateway => [$mailbox]);

# Everything in the spool, oldest first.
sub spooled {
    my ($site) = @_;
    return map { Casegate::slurp($_) } sort glob $site->folder . '/spool/incoming/new/*';
}
sub subjects { return map { /^Subject: (.*?)\r?$/m ? $1 : '(none)' } @_ }
sub message { my ($subject, $text) = @_; return "From: a\@school.example\r\nTo: $mailbox\r\nSubject: $subject\r\n\r\n" . ($text // "text of $subject\r\n") }
sub settings {
    my (%more) = @_;
    return { host => 'localhost', port => $servers->port('imaps'), ca_file => $servers->ca, done_folder => 'Casegate/Ärger & Co', %more };
}
sub inbox { return scalar(my @paths = $servers->paths($mailbox)) }
# One after the other, so that they lie there in this order.
sub deliver {
    for my $raw (@_) {
        my $had = inbox();
        $servers->send($raw, 'a@school.example', $mailbox);
        Casegate::Imap::wait_until(sub { inbox() > $had }) or diag $servers->log_of('postfix');
    }
}
sub moved { return scalar(my @moved = grep { !/dovecot/ } glob $servers->folder . "/mail/\Q$mailbox\E/.Casegate.*/{new,cur}/*") }

# ---- TLS from the first byte, and STARTTLS ----

my $sent = 0;
for my $case ([ implicit => 'imaps' ], [ starttls => 'imap' ]) {
    my ($tls, $port) = @$case;
    my $site = Casegate::Imap->site($servers->password, settings(tls => $tls, port => $servers->port($port)));
    deliver(map { message("$tls $_") } 1 .. 3);
    my $said = $site->must(undef, 'collect', '--once');
    is($said, "3 messages collected\n", "$tls: three collected");
    is_deeply([ subjects(spooled($site)) ], [ map { "$tls $_" } 1 .. 3 ], "$tls: oldest first");
    like((spooled($site))[0], qr/\r\ntext of $tls 1\r\n\z/, "$tls: whole");
    is(inbox(), 0, "$tls: none is left in the folder");
    is(moved(), $sent += 3, "$tls: all are in the folder for what is done, which was made");
    is($site->must(undef, 'collect', '--once'), "0 messages collected\n", "$tls: and none comes again");
    unlike($site->said, qr/\Q@{[$servers->password]}\E/, "$tls: the password is not said");
}
# ---- a large message, in parts ----

my $site = Casegate::Imap->site($servers->password, settings());
my $large = message('large', join '', map { sprintf "line %07d of a large attachment, as good as any other line of text\r\n", $_ } 1 .. 60_000);
deliver(message('before'), $large, message('after'));
is($site->must(undef, 'collect', '--once'), "3 messages collected\n", 'a large one among small ones');
is_deeply([ subjects(spooled($site)) ], [qw(before large after)], 'in their order');
my ($whole) = grep { /^Subject: large/m } spooled($site);
my ($got, $want) = map { s/\A.*?\r\n\r\n//sr } $whole, $large; # Postfix adds to the header
is(length $got, length $want, 'with every byte of it');
ok($got eq $want, 'unchanged');

# ---- woken by IDLE; a second client; told to stop ----

Casegate::Imap->source($site, { password_file => 'password', %{ settings(poll_seconds => 3600) } });
my $collect = Casegate::Imap::begin($site, 'collect');
ok(Casegate::Imap::wait_until(sub { (Casegate::Imap::health($site, 'collect-1')->{last_ok} // 0) > 0 }), 'the first poll went well');
$servers->send(message('wake up'), 'a@school.example', $mailbox);
ok(Casegate::Imap::wait_until(sub { grep { /^Subject: wake up/m } spooled($site) }), 'a new message is taken without waiting for the next poll');
ok(Casegate::Imap::wait_until(sub { inbox() == 0 }), 'and moved');

# somebody reads, flags and moves in the same mailbox meanwhile
my $client = Casegate::Imap::client($servers->port('imaps'), $servers->ca, $mailbox, $servers->password);
Casegate::Imap::say($client, 'SELECT INBOX');
Casegate::Imap::append($client, 'INBOX', '(\\Seen \\Flagged)', message('read by somebody'));
ok(Casegate::Imap::wait_until(sub { grep { /^Subject: read by somebody/m } spooled($site) }), 'that somebody has read it already hides nothing');
my $before = my @before = spooled($site);
my $done = Casegate::Imap::say($client, 'LIST "" "Casegate*"') =~ /(Casegate\.[^"\r]+)/ ? $1 : die 'no done folder';
Casegate::Imap::say($client, qq{SELECT "$done"});
Casegate::Imap::say($client, 'UID MOVE 1 INBOX');
ok(Casegate::Imap::wait_until(sub { (my @now = spooled($site)) == $before + 1 }), 'what is put back comes again');
ok(Casegate::Imap::wait_until(sub { inbox() == 0 }), 'and is moved again');
kill TERM => $collect;
is(Casegate::Imap::ended($collect), 0, 'told to stop, it ends well');
unlike(Casegate::Imap::log($site), qr/tide-and-lantern|text of/, 'nothing secret or of a message in what was said');

# ---- an outage: tried again, and nothing is lost or doubled ----

$collect = Casegate::Imap::begin($site, 'collect');
$servers->stop_imap;
ok(Casegate::Imap::wait_until(sub { (Casegate::Imap::health($site, 'collect-1')->{error} // '') ne '' }), 'an outage is in the health file');
kill TERM => $collect;
is(Casegate::Imap::ended($collect), 0, 'told to stop while it waits for the server');
$servers->send(message('in the outage'), 'a@school.example', $mailbox);
my ($code, undef, $err) = $site->run(undef, '--site', $site->folder, 'collect', '--once');
is($code, 75, 'no server: try again later');
like($err, qr/cannot connect to 'localhost'/, 'and why');
$servers->start_imap;
Casegate::Imap::wait_until(sub { inbox() == 1 });
is($site->must(undef, 'collect', '--once'), "1 message collected\n", 'afterwards it comes');

# ---- check --connect: the same way in, and nothing taken ----

deliver(message('only looked at'));
my $found = $site->must(undef, 'check', '--connect');
like($found, qr/^configuration OK/, 'the configuration first');
like($found, qr/^imap INBOX of \Q$mailbox\E: TLS1\.3, logged in; 1 message in 'INBOX'; moves by MOVE; woken by IDLE; '.*' is there$/m,
    'then what the server is like');
is(inbox(), 1, 'the message is where it was');
my $stranger = Casegate::Imap->site('wrong', settings());
my ($refused, $about, $complaint) = $stranger->run(undef, '--site', $stranger->folder, 'check', '--connect');
is($refused, 78, 'a wrong password: a person must mend it');
like($about, qr/^imap INBOX of .*: FAILED: the server refused the user or the password/m, 'and it is said');

# ---- refused: wrong password, unknown CA, no such folder ----

for my $case (
    [ 'a wrong password', { }, 'not-the-password', qr/refused the user or the password/ ],
    [ 'an unknown CA', { ca_file => undef }, undef, qr/signed by nobody trusted here/ ],
    [ 'a folder that is not there', { folder => 'No/Such' }, undef, qr/cannot open 'folder': the server says '.*Mailbox doesn't exist/ ],
) {
    my ($name, $settings, $password, $why) = @$case;
    my $refused = Casegate::Imap->site($password // $servers->password, settings(%$settings));
    my ($code, undef, $err) = $refused->run(undef, '--site', $refused->folder, 'collect', '--once');
    is($code, 78, "$name: refused");
    like($err, $why, "$name: and why");
}
done_testing;
