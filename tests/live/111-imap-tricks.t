# What else an IMAP server may do: make the library crash, lie about sizes, lengths and moves, change or go back with its UIDs, want no
# password, stop a message half way for ever, and say what it has to say at an odd moment of IDLE.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Imap;
use Casegate::ImapCells;
use MIME::Base64 qw(encode_base64);
use Test::More;

BEGIN { no strict 'refs'; *$_ = \&{"Casegate::ImapCells::$_"} for qw(settings subject spooled collect fresh lost cell) }
my ($peer, $site, $password) = ($Casegate::ImapCells::peer, $Casegate::ImapCells::site, $Casegate::ImapCells::password);
my @subjects = @Casegate::ImapCells::subjects;
my @raw = @Casegate::ImapCells::raw;

# ---- what else a server may do ----

cell('it dies of its own greeting: the library crashes, the process with it', 'greeting', 'crash', dies => 1);
cell('a line that the library dies of, in SELECT', 'select', 'crash', dies => 1);
cell('a literal of 4 GB', 'fetch', 'big-literal');
cell('a literal of less than nothing', 'fetch', 'negative');
cell('a literal that ends before its time', 'fetch', 'short');
cell('a literal with more behind it', 'fetch', 'long');
cell('claims three gigabytes', 'sizes', 'large');
cell('claims one byte', 'sizes', 'small');
cell('claims nothing', 'sizes', 'vanish');
cell('parts shorter than was asked for', 'sizes', 'large', settings => { part_most => 100, capability => 'MOVE UIDPLUS' });
cell('parts shorter than was asked for, and no size', 'sizes', 'vanish', settings => { part_most => 100, capability => 'MOVE UIDPLUS' });
fresh(part_most => 100, capability => 'MOVE UIDPLUS');
$peer->fault(at => 'literal', what => 'close');
is((collect())[0], 75, 'a line that breaks: each message is then fetched by itself');
$peer->fault(at => 'sizes', what => 'small');
is((collect())[0], 0, 'from a server that claims one byte and gives a hundred at a time');
is_deeply([ spooled() ], \@subjects, 'and each is whole');
fresh(part_most => 1, capability => 'MOVE UIDPLUS');
$peer->fault(at => 'literal', what => 'close');
is((collect())[0], 75, 'a line that breaks once more');
$peer->fault(at => 'sizes', what => 'small');
is((collect())[0], 0, 'from a server that claims one byte, gives just that, and has more');
is_deeply([ spooled() ], \@subjects, 'and each is whole');
cell('a message that nobody asked for, in the place of ours', 'fetch', 'other');
cell('messages that have gone when they are fetched', 'fetch', 'vanish');
cell('an empty body', 'fetch', 'empty');
cell('moved, and the answer lost', 'move', 'done-close');
cell('says it moved them, and did not', 'move', 'lie');
cell('untagged lines before it asks for the password', 'authenticate', 'untagged', settings => { capability => 'MOVE', offers => '' });

# neither MOVE nor UIDPLUS: copied, marked deleted, and left for whoever empties the mailbox; not taken twice
cell('neither MOVE nor UIDPLUS', 'copy', 'no', settings => { capability => 'IDLE' }, stays => 1);
is_deeply([ sort map { subject($_) } values %{ $peer->done } ], [ sort @subjects ], 'they are in the done folder, once');
is((collect())[0], 0, 'and later rounds');
is_deeply([ spooled() ], \@subjects, 'take none of them again');
is(scalar(my @again = glob "$peer->{folder}/done/*.again"), 0, 'and copy none again');
my $stays = () = $peer->said =~ /^\S+ EXPUNGE/mg;
is($stays, 0, 'nothing is expunged that somebody else may have marked');
unlink "$peer->{folder}/deleted";
cell('neither MOVE nor UIDPLUS: copied, and the line breaks before they are marked deleted', 'store', 'close', settings => { capability => 'IDLE' }, stays => 1);
is(-e "$peer->{folder}/deleted" ? Casegate::slurp("$peer->{folder}/deleted") : '', '1 2 3', 'the next connection marks them');
is(scalar(@again = glob "$peer->{folder}/done/*.again"), 0, 'and copies none again');
fresh(capability => 'UIDPLUS');
is((collect())[0], 0, 'UIDPLUS without MOVE');
is(scalar(my @copies = $peer->said =~ /^\S+ UID COPY/mg), scalar(my @marks = $peer->said =~ /^\S+ UID STORE/mg), 'each copy is marked deleted by one command');

# ---- UIDs ----

fresh(uidvalidity => 7);
$peer->fault(at => 'move', what => 'no', times => 9);
is((collect())[0], 78, 'a server that does not move: a person must look');
is(scalar keys %{ $peer->inbox }, 3, 'all are still in the mailbox');
is((collect())[0], 78, 'and again');
is_deeply([ spooled() ], \@subjects, 'none is taken twice for that');
$peer->set(uidvalidity => 8);
$peer->fault(at => 'none', what => 'none');
is((collect())[0], 0, 'another UIDVALIDITY');
is_deeply([ spooled() ], [ @subjects, @subjects ], 'nothing known of the old one is believed: all are taken again, and are repeats');
is(scalar keys %{ $peer->inbox }, 0, 'and moved');
$site->work('2026-03-04T10:14');
my @ledger = @{ $site->messages };
is(scalar @ledger, 6, 'the ledger has them all');
is(scalar(grep { defined $_->{repeat_of} } @ledger), 3, 'three of them as repeats');

fresh(uidvalidity => 7, uidnext => 400);
is((collect())[0], 0, 'a mailbox');
$peer->add($_, $raw[ $_ - 11 ]) for 11 .. 13;
$peer->set(uidnext => 14);
is((collect())[0], 0, 'UIDs that went back without another UIDVALIDITY');
is(scalar(my @all = spooled()), 6, 'nothing known is believed: none is passed over');

fresh();
is((collect())[0], 0, 'all is well');
$peer->add(9, $raw[0] =~ s/one/late/r);
$peer->add(5, $raw[0] =~ s/one/later with a lower UID/r);
is((collect())[0], 0, 'UIDs that are not ascending');
is_deeply([ (spooled())[ 3, 4 ] ], [ 'later with a lower UID', 'late' ], 'are no reason to pass one over');

fresh(uidvalidity => 0);
my ($code, $said) = collect();
is($code, 78, 'no UIDVALIDITY');
like($said, qr/has no UIDVALIDITY/, 'and it is said');
is(lost(), '', 'nothing is touched');
fresh(readonly => 1);
($code, $said) = collect();
is($code, 78, 'a folder that is read-only');
like($said, qr/read-only for this user/, 'and it is said');

# ---- the done folder deleted by somebody while we are connected; two of us at one mailbox ----

fresh();
$peer->fault(at => 'move', what => 'no');
is((collect())[0], 0, 'a move that is refused once');
like($peer->said, qr/UID MOVE .*(?s:.*)CREATE .*(?s:.*)UID MOVE /m, 'the folder is made again, and then it works');
is(scalar keys %{ $peer->inbox }, 0, 'all are moved');

fresh();
Casegate::Imap->source($site, { password_file => 'password', %{ settings(poll_seconds => 3600) } });
my $one = Casegate::Imap::begin($site, 'collect');
ok(Casegate::Imap::wait_until(sub { spooled() == 3 }), 'one process collects');
($code, $said) = collect();
is($code, 75, 'a second is refused');
like($said, qr/another process collects from it now/, 'and told why');
kill TERM => $one;
Casegate::Imap::ended($one);
Casegate::Imap->source($site, { password_file => 'password', %{ settings() } });

# ---- a message that cannot be fetched, whatever is tried: those behind it come through ----

fresh();
$peer->fault(at => 'literal', uid => 2, what => 'close', times => 1000);
for (1 .. 8) {
    ($code, $said) = collect();
    last if spooled() == 2;
}
is_deeply([ spooled() ], [qw(one three)], 'the poison is put aside, the others come');
is(subject($peer->inbox->{2} // ''), 'two', 'it is still where it was');
is($code, 78, 'and the office has something to do');
like($said, qr/1 message in 'INBOX' cannot be fetched/, 'which is said');
my $health = Casegate::Imap::health($site, 'collect-1');
is($health->{refused}, 1, 'trying again does not mend it');
cmp_ok($health->{last_ok}, '>=', $health->{failing_since}, 'but that is no outage: the mailbox was read');
like($health->{error}, qr/1 message in 'INBOX' cannot be fetched/, 'and for the office to hear');

# told to stop in the middle of one, time after time: that is no fault of the message
fresh();
for (1 .. 5) {
    $peer->fault(at => 'literal', uid => 1, what => 'hang');
    my $stopped = Casegate::Imap::begin($site, 'collect');
    Casegate::Imap::wait_until(sub { $peer->happened });
    kill TERM => $stopped;
    Casegate::Imap::ended($stopped);
}
is((collect())[0], 0, 'stopped in the middle of a message five times');
is_deeply([ spooled() ], \@subjects, 'all are there, and none was suspected');

# ---- PREAUTH, STARTTLS ----

fresh(preauth => 1);
($code, $said) = collect();
is($code, 78, 'PREAUTH');
like($said, qr/PREAUTH/, 'and it is said');
unlike($peer->said, qr/AUTHENTICATE|LOGIN|SELECT/, 'nothing was asked of it');
Casegate::Imap->source($site, { password_file => 'password', %{ settings(tls => 'starttls', host => 'localhost') } });
fresh();
($code, $said) = collect();
is($code, 78, 'STARTTLS stripped');
like($said, qr/offers no STARTTLS/, 'and it is said');
unlike($peer->said, qr/AUTHENTICATE|LOGIN/, 'before any password');
Casegate::Imap->source($site, { password_file => 'password', %{ settings() } });

# ---- every way to say who we are ----

my $user = $site->mailbox;
my %says = (
    plain   => encode_base64("\0$user\0$password", ''),
    xoauth2 => encode_base64("user=$user\1auth=Bearer $password\1\1", ''),
);
my $token = { password_file => undef, password_command => "[/bin/cat, " . $site->folder . '/password]' };
for my $case (
    [ 'PLAIN', { auth => 'plain' }, '', qr/^\S+ AUTHENTICATE PLAIN\r\n\Q$says{plain}\E\r$/m ],
    [ 'PLAIN at once', { auth => 'plain' }, 'SASL-IR', qr/^\S+ AUTHENTICATE PLAIN \Q$says{plain}\E\r$/m ],
    [ 'LOGIN', { auth => 'login' }, '', qr/^\S+ LOGIN "?\Q$user\E"? "?\Q$password\E"?\r$/m ],
    [ 'XOAUTH2', { auth => 'xoauth2', %$token }, '', qr/^\S+ AUTHENTICATE XOAUTH2\r\n\Q$says{xoauth2}\E\r$/m ],
    [ 'XOAUTH2 at once', { auth => 'xoauth2', %$token }, 'SASL-IR', qr/^\S+ AUTHENTICATE XOAUTH2 \Q$says{xoauth2}\E\r$/m ],
) {
    my ($name, $settings, $offers, $line) = @$case;
    fresh(offers => $offers);
    Casegate::Imap->source($site, { password_file => 'password', %{ settings(%$settings) } });
    is((collect())[0], 0, $name);
    like($peer->said, $line, "$name: as it should be");
    fresh(offers => $offers);
    $peer->fault(at => 'authenticate', what => $name =~ /XOAUTH2/ ? 'bad-token' : 'no');
    ($code, $said) = collect();
    is($code, 78, "$name: refused");
    like($said, qr/refused the user or the password/, "$name: and it is said");
    unlike($said, qr/\Q$password\E|\Q$says{plain}\E|\Q$says{xoauth2}\E|eyJz/, "$name: without the secret");
}
fresh(offers => 'LOGINDISABLED');
Casegate::Imap->source($site, { password_file => 'password', %{ settings(auth => 'login') } });
is((collect())[0], 78, 'LOGINDISABLED');
unlike($peer->said, qr/LOGIN/, 'is believed');
chmod 0644, $site->folder . '/password';
fresh();
($code, $said) = collect();
is($code, 78, 'a password that others can read');
like($said, qr/chmod 600/, 'is not used');
unlike($peer->said, qr/\Q$password\E/, 'nor sent');
chmod 0600, $site->folder . '/password';

# ---- IDLE: woken, issued anew, refused, broken ----

fresh(capability => 'MOVE UIDPLUS IDLE');
Casegate::Imap->source($site, { password_file => 'password', %{ settings(poll_seconds => 3600, idle_seconds => 1, timeout_seconds => 5) } });
my $pid = Casegate::Imap::begin($site, 'collect');
ok(Casegate::Imap::wait_until(sub { spooled() == 3 }), 'collected');
ok(Casegate::Imap::wait_until(sub { (() = $peer->said =~ /^DONE/mg) >= 2 }), 'an IDLE is ended and issued anew');
$peer->add(20, $raw[0] =~ s/one/woken/r);
ok(Casegate::Imap::wait_until(sub { grep { $_ eq 'woken' } spooled() }), 'and wakes us');
kill TERM => $pid;
is(Casegate::Imap::ended($pid), 0, 'told to stop');

for my $what (qw(news-first news-at-once no bad bye close garbage nul huge)) {
    fresh(capability => 'MOVE UIDPLUS IDLE');
    $peer->fault(at => 'idle', what => $what);
    Casegate::Imap->source($site, { password_file => 'password', %{ settings(poll_seconds => 1, idle_seconds => 1740, timeout_seconds => 2) } });
    $pid = Casegate::Imap::begin($site, 'collect');
    ok(Casegate::Imap::wait_until(sub { spooled() == 3 && $peer->happened }), "IDLE: $what: it came there");
    $peer->add(20, $raw[0] =~ s/one/woken/r);
    ok(Casegate::Imap::wait_until(sub { grep { $_ eq 'woken' } spooled() }), "IDLE: $what: what comes next is taken");
    kill TERM => $pid;
    is(Casegate::Imap::ended($pid), 0, "IDLE: $what: told to stop");
    is(scalar(my @once = spooled()), 4, "IDLE: $what: nothing twice");
}
unlike(Casegate::Imap::log($site), qr/\Q$password\E|a line of/, 'nothing secret or of a message in the log');
done_testing;
