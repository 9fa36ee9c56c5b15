# What a server gets is byte for byte what the Maildir would have got: lines that begin with dots, no line more at the end,
# and an envelope of the mail's own.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::CrashSite;
use Casegate::Mail;
use Casegate::SmtpPeer;
use Casegate::SmtpSite;
use Casegate::Story qw(school_form);
use Test::More;

my $site = crash_site();
$site->deliver($_) for crash_mails($site);
$site->deliver(outlook(from => 'Idris Penhallow <idris.penhallow@oakfield.example>', at => '2026-03-11T10:00', subject => 'Escalation', text => 'One more.',
    form => school_form(problem => "Visits were missed.\n.\n..\n.hidden\n...\nRCPT TO:<x\@y.example>\nFrom the start.\n.",
        children => [ { name => 'Edda Tansley', dob => '02/10/2016', ids => '999 555 1217', setting => 'Oakfield Primary School', status => 'None' } ]))->{raw});
$site->work($crash_now);

my $to_maildir = apart($site);
$to_maildir->outgoing; # seen
$to_maildir->send($crash_now);
my @mails = $to_maildir->outgoing;
cmp_ok(scalar @mails, '>', 6, @mails . ' mails');
ok((grep { $_->{raw} =~ /^ *\.\r$/m } @mails), 'one has a line of a single dot') or diag join "\n", map { $_->{raw} } @mails;

for my $offer ([], [ offer => ['SIZE 10240000'] ]) {
    my $trial = apart($site);
    my $peer = Casegate::SmtpPeer->start(@$offer);
    sends_to($trial, $peer->settings);
    is((send_at($trial, $crash_now))[0], 0, 'sent');
    my @taken = $peer->taken;
    is(join("\n", sort map { $_->{raw} } @taken), join("\n", sort map { $_->{raw} } @mails), 'the same bytes');
    my %mail = map { $_->{message_id} => $_ } @mails;
    for my $taken (@taken) {
        my $mail = $mail{ $taken->{id} };
        my ($from, $to) = ($taken->{mail} =~ /^MAIL FROM:<([^>]*)>/, $taken->{rcpt} =~ /^RCPT TO:<([^>]*)>/);
        is($to, $mail->{to}, "to $mail->{to} alone");
        is($from, $to =~ /stranger/ ? '' : $site->mailbox, $to =~ /stranger/ ? 'of a receipt to a stranger no report comes back' : 'a report comes back to the mailbox');
        next if @$offer;
        like($taken->{mail}, qr/ SIZE=@{[ length $taken->{raw} ]} RET=HDRS ENVID=\Q$taken->{id}\E$/, 'a report brings no more than the headers, and names the mail');
        like($taken->{rcpt}, qr/ NOTIFY=@{[ $from ? 'FAILURE,DELAY' : 'NEVER' ]} ORCPT=rfc822;\Q$to\E$/, 'what is to be reported');
    }
    unlike(join("\n", map { "$_->{mail} $_->{rcpt}" } @taken), qr/BODY|SMTPUTF8|DSN|NOTIFY|RET/, 'nothing that was not offered') if @$offer;
}

my $picky = apart($site);
my $peer = Casegate::SmtpPeer->start(no_null => 1);
sends_to($picky, $peer->settings);
is((send_at($picky, $crash_now))[0], 0, 'a server that takes no null sender');
is(join("\n", sort map { $_->{raw} } $peer->taken), join("\n", sort map { $_->{raw} } @mails), 'gets all mails, once');
my ($receipt) = grep { $_->{rcpt} =~ /stranger/ } $peer->taken;
like($receipt->{mail}, qr/^MAIL FROM:<\Q@{[ $site->mailbox ]}\E>/, 'the receipt under our own address');
like($receipt->{rcpt}, qr/ NOTIFY=NEVER /, 'and still without a report');

done_testing;
