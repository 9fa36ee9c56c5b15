# Input nobody should send, through the whole program under its real limits: every message is accepted, none is lost, none
# stops the next one, none is answered with a crash, and what cannot be read waits for a person.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Story qw(school_form);
use Digest::SHA qw(sha256_hex);
use Encode qw(encode);
use Test::More;

my $from = 'Idris Penhallow <idris.penhallow@oakfield.example>';
my $head = "From: $from\r\nTo: mailbox\@partnership.havering.example\r\nDate: Mon, 9 Mar 2026 09:58:00 +0000\r\nMIME-Version: 1.0\r\n";
my $serial = 0;

sub child {
    my $n = ++$serial;
    return { name => 'Quin Ab' . chr(97 + $n % 26) . chr(97 + $n / 26), dob => sprintf('%02d/%02d/2018', 1 + $n % 28, 1 + $n / 28), ids => "LA $n",
        setting => 'Oakfield', status => 'None' };
}
sub lines { my (@form) = @_; return join '', map { "$_->[0]: $_->[1]\r\n" } @form }
sub form { return lines(@{ school_form(children => [ child() ], @_) }) }
sub mail { my ($subject, $header, $body) = @_; return "${head}Subject: $subject\r\nMessage-ID: <limit-" . ++$serial . "\@oakfield.example>\r\n$header\r\n$body" }

sub nested {
    my ($depth) = @_;
    my $top = join '', map { "Content-Type: multipart/mixed; boundary=\"b$_\"\r\n\r\n--b$_\r\n" } 1 .. $depth;
    my ($first, $rest) = $top =~ /^([^\n]*\n)(.*)$/s;
    return mail('nested', $first, substr($rest, 2) . "Content-Type: text/plain\r\n\r\nEscalation\r\n");
}

my $plain = "Content-Type: text/plain; charset=utf-8\r\n";
my @cases = (
    ['empty', sub { '' }, 'held'],
    ['one byte', sub { "\n" }, 'held'],
    ['no headers', sub { "Hello,\r\n\r\nplease ring me.\r\n" }, 'held'],
    ['headers only', sub { "${head}Subject: nothing\r\nMessage-ID: <only\@oakfield.example>\r\n" }, 'held'],
    ['10,000 headers', sub { mail('headers', $plain . join('', map { "X-Header-$_: value\r\n" } 1 .. 10_000), form()) }, 'held'],
    ['a header of 1 MB', sub { mail('long header', "${plain}X-Long: " . 'x' x 1_048_576 . "\r\n", form()) }, 'held'],
    ['a line of 100 MB', sub { mail('long line', $plain, 'x' x 104_857_600) }, 'held'],
    ['a value of 1 MB', sub { mail('long value', $plain, form(problem => 'word ' x 200_000)) }, 'case|held'],
    ['every label twice', sub { my $form = form(); mail('twice', $plain, $form . $form) }, 'case'],
    ['NUL bytes', sub { mail('nul', $plain, form(evidence => "before\0after")) }, 'case|held'],
    ['bare carriage returns', sub { mail('cr', $plain, form()) =~ s/\r\n/\r/gr }, 'held|case'],
    ['bytes in a header', sub { mail("R\xe9f\xe9rence", $plain, form()) }, 'case'],
    ['an unknown character set', sub { mail('charset', "Content-Type: text/plain; charset=x-martian\r\n", form()) }, 'case|held'],
    ['a false character set', sub { mail('charset', "Content-Type: text/plain; charset=utf-8\r\n", form(evidence => "caf\xe9 \xff\xfe")) }, 'case|held'],
    ['broken base64', sub { mail('base64', "${plain}Content-Transfer-Encoding: base64\r\n", 'UGxlYXNlIHNlZQ=!!!*') }, 'held'],
    ['two From headers', sub { mail('two', "${plain}From: Leopold Quance <head\@oakfield.example>\r\n", form()) }, 'held'],
    ['10,000 nested multiparts', sub { nested(10_000) }, 'held'],
    ['50,000 nested groups', sub { mail('groups', "${plain}Cc: " . 'g:' x 50_000 . ';' x 50_000 . "\r\n", form()) }, 'held'],
    ['1,000,000 parts', sub { mail('parts', "Content-Type: multipart/mixed; boundary=b\r\n", "--b\r\n\r\nx\r\n" x 1_000_000 . "--b--\r\n") }, 'held'],
    ['a parameter in 100,000 pieces', sub { mail('pieces', 'Content-Type: text/plain; ' . join('; ', map { "name*$_=x" } 0 .. 99_999) . "\r\n", form()) }, 'held'],
    ['100,000 addresses', sub { mail('addresses', "${plain}Cc: " . join(', ', map { "a$_\@x.example" } 1 .. 100_000) . "\r\n", form()) }, 'held'],
);

my $site = Casegate->new('havering-2020');
for my $case (@cases) {
    my ($name, $make, $want) = @$case;
    my $raw = $make->();
    $raw = encode('UTF-8', $raw) if utf8::is_utf8($raw) && $raw =~ /[^\x00-\xff]/;
    $raw = $site->passed_on($raw);
    my $digest = sha256_hex($raw);
    $site->deliver($raw, '2026-03-09T10:00');
    $site->deliver(mail('good', $plain, form()), '2026-03-09T10:00');
    my ($code, undef, $err) = $site->run(undef, '--site', $site->folder, 'work', '--once', '--now', '2026-03-09T10:00');
    is($code, 0, "$name: worked") or diag($err);
    my @last = (sort { $a->{id} <=> $b->{id} } @{ $site->messages })[ -2, -1 ];
    is($last[0]{sha256}, $digest, "$name: kept byte for byte");
    like($last[0]{disposition}, qr/^(?:$want)$/, "$name: becomes $want") or diag($last[0]{reason});
    is($last[1]{disposition}, 'case', "$name: the message behind it opens its case") or diag($last[1]{reason});
}
my ($code, $out, $err) = $site->run(undef, '--site', $site->folder, 'verify');
is($code, 0, 'the record adds up') or diag($out . $err);
done_testing;
