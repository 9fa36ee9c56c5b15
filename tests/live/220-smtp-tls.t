# Who the SMTP server is, and who we are: no byte of a secret and no mail before the one is proved.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Certificates;
use Casegate::CrashSite;
use Casegate::SmtpPeer;
use Casegate::SmtpSite;
use MIME::Base64 qw(encode_base64);
use Test::More;
if (!eval { require IO::Socket::SSL }) {
    my $why = 'no IO::Socket::SSL (libio-socket-ssl-perl) here';
    die "CI=1, and $why" if $ENV{CI};
    plan skip_all => $why;
}

my $later = '2026-03-11T18:05';
my $site = smtp_site();
my @waiting = map { $_->{id} } grep { $_->{state} eq 'queued' } outbox($site);
my $tls = Casegate::Certificates->new($site->{scratch} . '/tls');
$tls->server('good');
$tls->server('wrong-name', names => 'DNS:other.example');
$tls->server('expired', from => '20200101000000Z', until => '20200201000000Z');
$tls->server('not-yet', from => '20400101000000Z', until => '20410101000000Z');
$tls->server('self-signed', self => 1);
$tls->server('stranger', ca => 'other');
my %secret = (user => 'gate', password_file => 'secret');

# A round against a peer; it is stopped afterwards.
sub against {
    my ($of, $settings) = @_;
    my $trial = apart($site);
    my $peer = Casegate::SmtpPeer->start(certificates => $tls, %$of);
    sends_to($trial, $peer->settings(%secret, %$settings));
    my ($code, $out, $err) = send_at($trial, $crash_now);
    my @rows = grep { my $id = $_->{id}; grep { $_ eq $id } @waiting } outbox($trial);
    my %seen = (code => $code, err => $err, said => join("\n", $peer->said), ids => join(' ', map { $_->{id} } $peer->taken),
        states => join(' ', map { $_->{state} } @rows), why => $rows[0]{why}, checked => join('', ($trial->run(undef, '--site', $trial->folder, 'check', '--connect'))[ 0, 2 ]));
    $peer->stop;
    system 'rm', '-rf', $trial->{scratch};
    return \%seen;
}

my $secrets = join '|', 'pass phrase', map { quotemeta substr encode_base64($_, ''), 0, 12 } 'a pass phrase', "\0gate\0a pass phrase", "user=gate\1auth=Bearer a pass phrase\1\1";

for my $way ([ 'starttls', 'plain', qr/C: AUTH PLAIN AGdhdGUAYSBwYXNzIHBocmFzZQ==/ ], [ 'implicit', 'plain', qr/C: AUTH PLAIN AGdhdGUAYSBwYXNzIHBocmFzZQ==/ ],
    [ 'starttls', 'login', qr/C: AUTH LOGIN\n.*334 \w+.*\nC: Z2F0ZQ==\n.*334.*\nC: YSBwYXNzIHBocmFzZQ==/ ],
    [ 'starttls', 'xoauth2', qr/C: AUTH XOAUTH2 dXNlcj1nYXRlAWF1dGg9QmVhcmVyIGEgcGFzcyBwaHJhc2UBAQ==/ ]) {
    my ($mode, $auth, $expected) = @$way;
    my $seen = against({ tls => $mode }, { auth => $auth });
    is("$seen->{code} $seen->{ids}", "0 @waiting", "$mode, $auth: all mails arrive") or diag $seen->{err};
    like($seen->{said}, $expected, "$mode, $auth: who we are");
    like($seen->{said}, qr/STARTTLS\nS: 220.*\nC: EHLO/, "$mode, $auth: what is offered is asked again inside TLS") if $mode eq 'starttls';
    unlike($seen->{err} . $seen->{why}, qr/$secrets/, "$mode, $auth: no secret in what is said");
    unlike($seen->{checked}, qr/$secrets/, "$mode, $auth: nor by check");
}

# Each refusal: exit 78 (a person must do something), all mails wait, the first says why, the server has no secret and no mail.
my @refusals = (
    (map { [ "certificate $_->[0]", { certificate => $_->[0] }, {}, $_->[1] ] } [ 'wrong-name', qr/for another host/ ], [ 'expired', qr/has expired/ ],
        [ 'not-yet', qr/not valid yet/ ], [ 'self-signed', qr/signed by nobody trusted/ ], [ 'stranger', qr/signed by nobody trusted/ ]),
    [ 'STARTTLS stripped',           { stripped => 1 }, {}, qr/offers no STARTTLS/ ],
    [ 'an answer before TLS begins', { injected => 1 }, {}, qr/sent more behind its answer to STARTTLS/ ],
    [ 'no AUTH of our kind',         { offer => ['AUTH PLAIN'] }, { auth => 'xoauth2' }, qr/offers no AUTH XOAUTH2/ ],
);
for my $refusal (@refusals) {
    my ($name, $of, $settings, $why) = @$refusal;
    for my $mode ($of->{stripped} || $of->{injected} ? ('starttls') : ('starttls', 'implicit')) {
        my $seen = against({ tls => $mode, %$of }, $settings);
        is("$seen->{code} $seen->{ids}", '78 ', "$name, $mode: refused, and no mail went");
        is($seen->{states}, 'deferred queued queued queued', "$name, $mode: all wait");
        like($seen->{why}, $why, "$name, $mode: why");
        unlike($seen->{said}, qr/C: AUTH|MAIL FROM|$secrets/, "$name, $mode: no secret, no mail on the wire");
    }
}

my $no = against({ tls => 'starttls', fault => [ 'AUTH', '535 5.7.8 bad credentials' ], connections => 0 }, {});
is("$no->{code} $no->{ids}", '78 ', 'a refused password needs a person');
like($no->{why}, qr/said 535 5\.7\.8 to AUTH/, 'and says so');
my $token = against({ tls => 'starttls', token => 'nothing we have' }, { auth => 'xoauth2' });
is("$token->{code} $token->{ids}", '78 ', 'so does a refused token');
like($token->{said}, qr/S: 334 .*\nC: \nS: 535/, 'whose challenge is answered with an empty line');
my $temporary = against({ tls => 'starttls', fault => [ 'AUTH', '454 4.7.0 not now' ] }, {});
is("$temporary->{code} $temporary->{ids}", '75 ', 'an authentication that fails for now is only tried again');

subtest 'a secret that others can read' => sub {
    my $trial = apart($site);
    chmod 0644, $trial->folder . '/secret';
    my $peer = Casegate::SmtpPeer->start(certificates => $tls, tls => 'starttls');
    sends_to($trial, $peer->settings(%secret));
    is((send_at($trial, $crash_now))[0], 78, 'is not used');
    is(scalar $peer->taken, 0, 'and no mail goes');
};

done_testing;
