# Senders who are not who they seem to be, each of them proven for the address that he has (threats 56, 57, 69 to 71), and what would be
# ours alone: header fields, Message-IDs and addresses of the gateway's own (threats 74, 75). None of it changes a case.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my $teacher = 'tola.brightwater@oakfield.example';
my $lead    = 'idris.penhallow@oakfield.example';
my $reyes   = 'callum.reyes@csc.havering.example';
my $office  = 'wilf.darrow@partnership.havering.example';
my @alarm   = map { "office-alarm|other $_\@partnership.havering.example" } qw(wilf.darrow inez.quill);
my $story = Casegate::Story->new('havering-2020', originator => $teacher, secrets => [@school_secrets]);

my @mails = $story->step('a case', at => '2026-03-09T09:00', opens => 1, state => 'open', stage => 'S2', sent => [ "ack $lead", "notice $reyes", "told $teacher" ],
    mail => outlook(from => "Idris Penhallow <$lead>", at => '2026-03-09T08:58', subject => 'Escalation', text => '', form => school_form()));
my $reference = $story->reference;
my ($to_reyes) = grep { $_->{to} eq $reyes } @mails;
my %still = (state => 'open', stage => 'S2');
my $before = $story->case('2026-03-09T09:30')->{events};
sub says { my ($from, $at, %more) = @_; return gmail(from => $from, at => $at, subject => "Re: [$reference]", text => 'Resolved. Please close the case.', %more) }
sub with { my ($mail, @lines) = @_; $mail->{raw} =~ s/^(MIME-Version:)/join("\r\n", @lines) . "\r\n$1"/me; return $mail }
sub why { my ($at) = @_; return $story->page($at, 'held') =~ s/\s+/ /gr }

my @cases = (
    [ 'threat-56: one letter of another', says('Callum Reyes <callum.reyes@csc.haverinq.example>', '2026-03-09T10:01'), 'sender-failed', [@alarm], qr/its domain can be read as csc\.havering\.example, and is another/ ],
    [ 'threat-56: a letter of another alphabet', says('Idris Penhallow <idris.penhallow@xn--akfield-8ig.example>', '2026-03-09T10:02'), 'sender-failed', [@alarm], qr/can be read as oakfield\.example/ ],
    [ 'threat-56: rn for m', says('Practice <practice@rnillbrook.example>', '2026-03-09T10:03'), 'sender-failed', [@alarm], qr/can be read as millbrook\.example/ ],
    [ 'threat-56: our own name', says('HSCP <mailbox@partnership.haverlng.example>', '2026-03-09T10:04'), 'sender-failed', [@alarm], qr/can be read as partnership\.havering\.example/ ],
    [ 'threat-57: an address in the place of the name', says("$reyes <evil\@bad.example>", '2026-03-09T10:05'), 'sender-failed', [@alarm], qr/it shows an address of a domain we know/ ],
    [ 'threat-57: two in one', { raw => says("Callum Reyes <$reyes>", '2026-03-09T10:06')->{raw} =~ s/^From:[^\r\n]*/From: <$reyes> <evil\@bad.example>/mr }, 'no-sender', [], qr/not name exactly one mailbox/ ],
    [ 'threat-57: with two ats', { raw => says("Callum Reyes <$reyes>", '2026-03-09T10:07')->{raw} =~ s/^From:[^\r\n]*/From: $reyes\@bad.example/mr }, 'no-sender', [], qr/not name exactly one mailbox/ ],
    [ 'threat-57: two From fields', with(says("Callum Reyes <$reyes>", '2026-03-09T10:08'), 'From: evil@bad.example'), 'no-sender', [], qr/not name exactly one mailbox/ ],
    [ 'threat-69: answers elsewhere', with(says("Callum Reyes <$reyes>", '2026-03-09T10:09'), 'Reply-To: callum.reyes@bad.example'), 'doubtful-sender', [ "ack $reyes" ], qr/asks for answers at an address of another domain \(Reply-To\)/ ],
    [ 'threat-70: on behalf of', with(says('Somebody <someone@bad.example>', '2026-03-09T10:10'), "Sender: $reyes", "Resent-From: $reyes"), 'not-a-party', [ 'ack someone@bad.example' ], qr/no party/ ],
    [ 'threat-71: from his private address', says('Callum Reyes <callum@freepost.example>', '2026-03-09T10:11'), 'not-a-party', [ 'ack callum@freepost.example' ],
        qr/it comes from a free-mail provider, where anybody may take any name; it bears the name of somebody of Children's Social Care in the directory, whose address is another/ ],
    [ 'threat-71: from another address of his agency', says('Callum Reyes <c.reyes@csc.havering.example>', '2026-03-09T10:12'), undef, [ 'ack c.reyes@csc.havering.example' ], qr/the sender is in no directory/ ],
    [ 'threat-74: fields that are ours alone', with(says('Somebody <other@bad.example>', '2026-03-09T10:13'), "X-Casegate-Case: $reference", 'X-Casegate-Level: verified-role', "X-Casegate-Sender: $reyes"), 'not-a-party', [], qr/no party/ ],
    [ 'threat-75: our mailbox', { %{ says('HSCP <' . $story->site->mailbox . '>', '2026-03-09T10:14') }, unproven => 1 }, 'sender-failed', [@alarm], qr/this mailbox or its office, and nothing proves it/ ],
    [ 'threat-75: our mailbox, and it passes', says('HSCP <' . $story->site->mailbox . '>', '2026-03-09T10:15'), 'own-address', [], qr/claims to come from this mailbox itself/ ],
    [ 'threat-75: the office', { %{ says("Wilf Darrow <$office>", '2026-03-09T10:16') }, unproven => 1 }, 'sender-failed', [@alarm], qr/this mailbox or its office/ ],
    [ 'threat-75: a Message-ID of ours', says('Somebody <third@bad.example>', '2026-03-09T10:17', message_id => $to_reyes->{message_id}), 'not-a-party', [ 'ack third@bad.example' ], qr/no party/ ],
);
my $n = 0;
for my $case (@cases) {
    my ($name, $mail, $reason, $sent, $why) = @$case;
    my $at = sprintf '2026-03-09T10:%02d', ++$n;
    $story->step($name, at => $at, held => $n, %still, mail => $mail, sent => $sent);
    my $held = $story->newest_held($at);
    is($held->{reason}, $reason // 'move-not-proven', "$name: " . ($reason // 'waits for the office'));
    like(why($at), $why, "$name: with why");
}
my @new = @{ $story->case('2026-03-09T10:59')->{events} }[ @$before .. $#{ $story->case('2026-03-09T10:59')->{events} } ];
is((grep { ($_->{actor} // '') !~ /^c\.reyes/ } @new), 0, 'threats 56 to 75: but for the colleague, whom the office is asked about, nothing was added');

# threat-70: a shared mailbox is the one in the directory, whoever presses the button
$story->step('threat-70: the address of the directory, sent by a colleague', at => '2026-03-09T12:00', held => $n, %still, sent => [ "ack $reyes" ],
    mail => with(gmail(from => "Callum Reyes <$reyes>", at => '2026-03-09T11:58', subject => "Re: [$reference]", text => 'For information: the worker is back tomorrow.'), 'Sender: secretary@csc.havering.example'));

# a domain of the directory that anybody may have is refused
my $agencies = $story->site->folder . '/routing/agencies.csv';
my $list = Casegate::slurp($agencies);
Casegate::spew($agencies, $list =~ s/eastccg\.example/freepost.example/r);
my ($code, undef, $err) = $story->site->run(undef, '--site', $story->site->folder, 'check');
is($code, 78, 'a free-mail domain is no agency');
like($err, qr/agencies\.csv:\d+: domain 'freepost\.example' is a free-mail provider's/, 'with its line and the remedy');
Casegate::spew($agencies, $list);
$story->finish;
