# Messages as people's mail programs write them: RFC 5322 with the habits of Outlook, Gmail, Apple Mail and telephones.
#
#   outlook(from => 'Idris Penhallow <idris.penhallow@oakfield.example>', at => '2026-03-04T10:12',
#           subject => 'Escalation', text => "…", form => [['Stage', 'Two'], …])
#   gmail(…, reply_to => $mail)      answers a message made here, or one that Casegate->outgoing gave
#   outlook(…, forward => $mail)     passes it on with what was written above it
#
# at: the sender's local time in England. subject: 'RE: …' of the answered message when left out. form: label and value
# of each line; table => 1 makes it a table, as in a Word form pasted into the message. attach: list of
# {name, type, data}. unproven => 1: our receiving server has nothing to say of its sender (Casegate::Boundary). The result is a
# hash: raw (CRLF line ends) and what a later answer needs of it.
# With CASEGATE_STYLE=NAME everybody writes with the program of that name (Casegate::Styles), whichever a story lets them use.
# Without a to: it goes to the mailbox of the partnership whose story is told (write_to), Havering's until that is said.
package Casegate::Mail;
use strict;
use warnings;
use utf8;
use Casegate;
use Digest::SHA qw(sha1_hex);
use Encode qw(encode);
use Exporter qw(import);
use MIME::Base64 qw(encode_base64);
use MIME::QuotedPrint qw(encode_qp);
use Time::Local qw(timegm);
our @EXPORT = qw(outlook gmail apple phone out_of_office delivery_failed mail_date);

my $office = 'mailbox@partnership.havering.example';
my %board = (havering => 'HSCP', cambs => 'LSCB', warrington => 'WSCB', bromley => 'BSCB'); # as people have it in their address books
my @days = qw(Sunday Monday Tuesday Wednesday Thursday Friday Saturday);
my @months = qw(January February March April May June July August September October November December);

# ---- the four programs ----

my $style = $ENV{CASEGATE_STYLE};

sub in_style { require Casegate::Styles; return Casegate::Styles::written_as($style, @_) }

sub outlook {
    my (%mail) = @_;
    return in_style(%mail) if $style;
    my $m = begin(\%mail, 'RE: ', 'FW: ', 'lo2p265.prod.exchange.example');
    my $old = $m->{old};
    my $plain = join "\n", written($m), $old ? (outlook_block($old), '', $old->{text}) : ();
    my $html = join "\n", outlook_paragraphs($m->{text_new}),
        $m->{table} ? outlook_table($m->{form}) : outlook_paragraphs(form_text($m)),
        $old ? outlook_quote($old) : ();
    $html = qq(<html xmlns:o="urn:schemas-microsoft-com:office:office">\n<head>\n)
        . qq(<meta http-equiv="Content-Type" content="text/html; charset=utf-8">\n<style><!--\n)
        . qq(p.MsoNormal, li.MsoNormal, div.MsoNormal\n\t{margin:0cm;font-size:11.0pt;font-family:"Calibri",sans-serif;}\n)
        . qq(--></style>\n</head>\n<body lang="EN-GB" link="#0563C1">\n<div class="WordSection1">\n$html\n</div>\n</body>\n</html>\n);
    my $boundary = '_000_' . uc substr($m->{token}, 0, 24) . '_';
    my $header = "Thread-Topic: " . header_text($m->{subject} =~ s/^(?:(?:RE|FW): )+//ir) . "\n"
        . "Thread-Index: " . encode_base64(substr(sha1_hex($m->{token}) . $m->{token}, 0, 22), '') . "\n"
        . "Accept-Language: en-GB, en-US\nContent-Language: en-GB\nX-MS-Has-Attach: " . ($m->{attach} ? 'yes' : '') . "\n";
    return finish($m, $header, alternative($boundary, part('text/plain; charset="utf-8"', 'base64', $plain),
        part('text/html; charset="utf-8"', 'quoted-printable', $html)), $plain);
}

sub gmail {
    my (%mail) = @_;
    return in_style(%mail) if $style;
    my $m = begin(\%mail, 'Re: ', 'Fwd: ', 'mail.gmail.example');
    my $old = $m->{old};
    my ($plain, $html) = (wrap(written($m)), div_lines(written($m)));
    if ($old && $m->{forward}) {
        my $head = join "\n", '---------- Forwarded message ---------', "From: " . full($old, 'from'),
            "Date: " . gmail_date($old->{at}), "Subject: $old->{subject}", "To: " . full($old, 'to');
        $plain .= "\n\n$head\n\n\n$old->{text}";
        $html .= qq(<br><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">) . div_breaks($head)
            . '</div><br><br>' . div_breaks($old->{text}) . '</div>';
    } elsif ($old) {
        my $head = 'On ' . gmail_date($old->{at}) . ", $old->{from_name} <$old->{from}> wrote:";
        $plain .= "\n\n" . wrap($head) . "\n\n" . quoted($old->{text});
        $html .= qq(<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">) . escape($head)
            . qq(<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;)
            . qq(border-left:1px solid rgb(204,204,204);padding-left:1ex">) . div_breaks($old->{text}) . "</blockquote></div>";
    }
    my $boundary = '000000000000' . substr($m->{token}, 0, 16);
    return finish($m, '', alternative($boundary, part('text/plain; charset="UTF-8"', 'quoted-printable', $plain),
        part('text/html; charset="UTF-8"', 'quoted-printable', qq(<div dir="ltr">$html</div>\n))), $plain);
}

sub apple {
    my (%mail) = @_;
    return in_style(%mail) if $style;
    my $m = begin(\%mail, 'Re: ', 'Fwd: ', 'mac.example');
    my $old = $m->{old};
    my $plain = written($m);
    if ($old && $m->{forward}) {
        $plain .= "\n\n\nBegin forwarded message:\n\n" . quoted(join "\n", "From: " . full($old, 'from'),
            "Subject: $old->{subject}", "Date: " . apple_date($old->{at}) . ' GMT', "To: " . full($old, 'to'), '', $old->{text});
    } elsif ($old) {
        $plain .= "\n\n\n> On " . short_date($old->{at}) . ", $old->{from_name} <$old->{from}> wrote:\n>\n" . quoted($old->{text});
    }
    return finish($m, "X-Mailer: Apple Mail (2.3774.300.61.1.2)\n",
        part('text/plain; charset=utf-8; format=flowed; delsp=yes', 'quoted-printable', flowed($plain)), $plain);
}

sub phone {
    my (%mail) = @_;
    return in_style(phone => 1, %mail) if $style;
    my $m = begin(\%mail, 'Re: ', 'Fwd: ', 'mobile.example');
    my $old = $m->{old};
    my $plain = written($m) . "\n\nSent from my iPhone\n";
    $plain .= "\n> On " . short_date($old->{at}) . ", $old->{from_name} <$old->{from}> wrote:\n> \n" . quoted("\x{feff}$old->{text}")
        if $old;
    return finish($m, "X-Mailer: iPhone Mail (22D72)\n", part('text/plain; charset=utf-8', 'base64', $plain), $plain);
}

# An Exchange server's automatic reply to `reply_to`.
sub out_of_office {
    my (%mail) = @_;
    my $m = begin({ %mail, subject => "Automatic reply: $mail{reply_to}{subject}" }, '', '', 'lo2p265.prod.exchange.example');
    return finish($m, "Auto-Submitted: auto-generated\nX-Auto-Response-Suppress: All\nPrecedence: bulk\n",
        part('text/plain; charset="utf-8"', 'quoted-printable', $m->{text_new}), $m->{text_new});
}

# The report of the mail server that could not deliver `reply_to`, a mail that went out: Postfix's words and parts. status and
# said: the receiving server's answer.
sub delivery_failed {
    my (%mail) = @_;
    my ($old, $status) = ($mail{reply_to}, $mail{status} // '5.2.2');
    my $said = $mail{said} // "552 $status Mailbox full";
    my $host = 'mx.' . domain($old->{from});
    my $m = begin({ %mail, subject => 'Undelivered Mail Returned to Sender', from => "Mail Delivery System <MAILER-DAEMON\@$host>",
        to => $old->{from} }, '', '', $host);
    my $server = 'mail.' . domain($old->{to});
    my $plain = "This is the mail system at host $host.\n\nI'm sorry to have to inform you that your message could not\n"
        . "be delivered to one or more recipients. It's attached below.\n\n                   The mail system\n\n"
        . "<$old->{to}>: host $server\[192.0.2.25] said: $said (in reply to\n    end of DATA command)\n";
    my $report = "Reporting-MTA: dns; $host\nX-Postfix-Queue-ID: 4C7B12A03F\nX-Postfix-Sender: rfc822; $old->{from}\n"
        . 'Arrival-Date: ' . mail_date($mail{at}) . "\n\nFinal-Recipient: rfc822; $old->{to}\nOriginal-Recipient: rfc822;$old->{to}\n"
        . "Action: failed\nStatus: $status\nRemote-MTA: dns; $server\nDiagnostic-Code: smtp; $said\n";
    my ($head) = $old->{raw} =~ /^(.*?\r?\n)\r?\n/s;
    my $headers = $head =~ s/\r\n/\n/gr;
    my $boundary = '4C7B12A03F.' . substr($m->{token}, 0, 10) . "/$host";
    delete $m->{reply_to}; # such a report carries no In-Reply-To: what it is about stands in its third part
    $m->{references} = [];
    return finish($m, "Auto-Submitted: auto-replied\n", qq(Content-Type: multipart/report; report-type=delivery-status;\n\tboundary="$boundary"\n\n)
        . "This is a MIME-encapsulated message.\n\n"
        . join('', map { "--$boundary\n$_\n" } "Content-Description: Notification\nContent-Type: text/plain; charset=us-ascii\n\n$plain",
            "Content-Description: Delivery report\nContent-Type: message/delivery-status\n\n$report",
            "Content-Description: Undelivered Message Headers\nContent-Type: text/rfc822-headers\n\n$headers") . "--$boundary--\n", $plain);
}

# ---- what all have in common ----

# From now on everybody writes to this mailbox.
sub write_to { ($office) = @_; return }

sub domain { return $_[0] =~ s/.*@//r }

sub board {
    my ($name) = map { $board{$_} } grep { $office =~ /\b$_\b/ } sort keys %board;
    return $name // 'Partnership';
}

my $count = 0;

sub begin {
    my ($mail, $re, $fw, $host) = @_;
    my $old = $mail->{reply_to} // $mail->{forward};
    my ($from_name, $from) = Casegate::address($mail->{from});
    my ($to_name, $to) = Casegate::address($mail->{to} // board() . " <$office>");
    my $prefix = $mail->{reply_to} ? $re : $fw;
    my $subject = $mail->{subject} // ($old->{subject} =~ /^\Q$prefix\E/i ? $old->{subject} : "$prefix$old->{subject}");
    my $token = sha1_hex(join '|', encode('UTF-8', "$from $mail->{at} $subject"), ++$count);
    return {
        %$mail, from => $from, from_name => $from_name, to => $to, to_name => $to_name, subject => $subject, old => $old,
        text_new => $mail->{text} // '', token => $token,
        message_id => $mail->{message_id} // uc(substr $token, 0, 20) . "\@$host",
        references => $mail->{reply_to} ? [ @{ $old->{references} }, $old->{message_id} ] : [],
    };
}

sub finish {
    my ($m, $header, $part, $plain) = @_;
    my ($domain) = $m->{from} =~ /@(.*)/;
    my $raw = "Received: from out.$domain by mx." . domain($office) . '; ' . mail_date($m->{at}) . "\n";
    $raw .= "From: " . header_address($m->{from_name}, $m->{from}) . "\nTo: " . header_address($m->{to_name}, $m->{to}) . "\n";
    $raw .= "Cc: $m->{cc}\n" if $m->{cc};
    $raw .= "Subject: " . header_text($m->{subject}) . "\nDate: " . mail_date($m->{at}) . "\nMessage-ID: <$m->{message_id}>\n";
    $raw .= "In-Reply-To: <$m->{old}{message_id}>\n" if $m->{reply_to};
    $raw .= "References:\n" . join("\n", map { " <$_>" } @{ $m->{references} }) . "\n" if @{ $m->{references} };
    $raw .= "${header}MIME-Version: 1.0\n" . mixed($m, $part);
    return {
        (map { $_ => $m->{$_} } qw(from from_name to to_name subject at message_id references unproven)),
        raw => $raw =~ s/\r?\n/\r\n/gr, text => $plain,
    };
}

# What the writer wrote: the text, then the form as lines (or, in the plain version of a table, cell by cell).
sub written {
    my ($m) = @_;
    return join "\n\n", grep { $_ ne '' } $m->{text_new}, form_text($m);
}

sub form_text {
    my ($m) = @_;
    return '' unless $m->{form};
    return join "\n", map { my ($label, $value) = @$_; $m->{table} ? ($label, '', $value, '') : line($label, $value) } @{ $m->{form} };
}

sub line {
    my ($label, $value) = @_;
    return $value =~ /\n/ ? ("$label:", $value) : $value eq '' ? "$label:" : "$label: $value";
}

sub full {
    my ($old, $side) = @_;
    my $name = $old->{"${side}_name"};
    return $name ? "$name <$old->{$side}>" : $old->{$side};
}

# ---- HTML ----

sub escape { my ($text) = @_; $text =~ s/&/&amp;/g; $text =~ s/</&lt;/g; $text =~ s/>/&gt;/g; return $text }

sub outlook_paragraphs {
    my ($text) = @_;
    return map { '<p class="MsoNormal">' . ($_ eq '' ? '<o:p>&nbsp;</o:p>' : bold_label(escape($_)) . '<o:p></o:p>') . '</p>' }
        split /\n/, $text, -1;
}

sub bold_label { my ($line) = @_; return $line =~ s{^([A-Z][^:<>]{2,60}):( |$)}{<b>$1:</b>$2}r }

sub outlook_table {
    my ($form) = @_;
    my $cell = sub { '<td width="300" valign="top" style="border:solid windowtext 1.0pt;padding:0cm 5.4pt 0cm 5.4pt">'
        . join('', outlook_paragraphs($_[0])) . '</td>' };
    return '<table class="MsoTableGrid" border="1" cellspacing="0" cellpadding="0" style="border-collapse:collapse">'
        . join("\n", map { '<tr>' . $cell->($_->[0]) . $cell->($_->[1]) . '</tr>' } @$form) . '</table>';
}

sub outlook_block {
    my ($old) = @_;
    return join "\n", "", "From: " . full($old, 'from'), "Sent: " . outlook_date($old->{at}), "To: " . full($old, 'to'),
        "Subject: $old->{subject}";
}

sub outlook_quote {
    my ($old) = @_;
    my @head = grep { $_ ne '' } split /\n/, outlook_block($old);
    return '<div>', '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">',
        '<p class="MsoNormal">' . join('<br>', map { escape($_) =~ s{^(\w+:)}{<b>$1</b>}r } @head) . '<o:p></o:p></p>', '</div>', '</div>',
        '<p class="MsoNormal"><o:p>&nbsp;</o:p></p>', outlook_paragraphs($old->{text});
}

sub div_lines { my ($text) = @_; return join '', map { '<div>' . ($_ eq '' ? '<br>' : escape($_)) . '</div>' } split /\n/, $text, -1 }
sub div_breaks { my ($text) = @_; return join "<br>\n", map { escape($_) } split /\n/, $text, -1 }

# ---- plain text ----

sub quoted { my ($text) = @_; return join "\n", map { $_ =~ /^>/ ? ">$_" : "> $_" } split /\n/, $text, -1 }

# Lines of at most 76 characters, broken at blanks, as Gmail sends its plain version.
sub wrap {
    my ($text) = @_;
    return join "\n", map { my $line = $_; $line =~ s/(.{1,76})(?:\s+|$)/$1\n/g; $line =~ s/\n$//; $line } split /\n/, $text, -1;
}

# format=flowed with DelSp (RFC 3676): a line that ends in a blank goes on in the next, and that blank is not part of it.
sub flowed {
    my ($text) = @_;
    my @out;
    for my $line (split /\n/, $text, -1) {
        my ($mark) = $line =~ /^(>+ ?|)/;
        my $rest = substr $line, length $mark;
        $rest = " $rest" if $mark eq '' && $rest =~ /^(?: |From )/;
        push @out, "$mark$1 " while length $rest > 70 && $rest =~ s/^(.{20,69} )(?=\S)//;
        push @out, $mark . ($rest =~ s/ +$//r);
    }
    return join "\n", @out;
}

# ---- MIME ----

sub part {
    my ($type, $encoding, $text) = @_;
    my $bytes = ref $text ? $$text : encode('UTF-8', $text);
    my $body = $encoding eq 'base64' ? encode_base64($bytes =~ s/(?<!\r)\n/\r\n/gr) : encode_qp($bytes, "\n");
    return "Content-Type: $type\nContent-Transfer-Encoding: $encoding\n\n$body" . ($body =~ /\n\z/ ? '' : "\n");
}

sub multipart {
    my ($type, $boundary, @parts) = @_;
    return qq(Content-Type: multipart/$type;\n\tboundary="$boundary"\n\n) . join('', map { "--$boundary\n$_" } @parts) . "--$boundary--\n";
}

sub alternative { my ($boundary, @parts) = @_; return multipart('alternative', $boundary, @parts) }

sub mixed {
    my ($m, $part) = @_;
    return $part unless $m->{attach};
    return multipart('mixed', '_004_' . uc substr($m->{token}, 3, 24) . '_', $part, map {
        qq(Content-Type: $_->{type}; name="$_->{name}"\nContent-Disposition: attachment; filename="$_->{name}"\n)
            . "Content-Transfer-Encoding: base64\n\n" . encode_base64($_->{data})
    } @{ $m->{attach} });
}

# RFC 2047 where needed, in pieces short enough for a header line.
sub header_text {
    my ($text) = @_;
    return $text unless $text =~ /[^ -~]/;
    return join "\n ", map { '=?utf-8?B?' . encode_base64(encode('UTF-8', $_), '') . '?=' } $text =~ /(.{1,12})/gs;
}

sub header_address {
    my ($name, $address) = @_;
    return $address if $name eq '';
    return ($name =~ /[^ -~]/ ? header_text($name) : $name =~ /[^\w '-]/ ? qq("$name") : $name) . " <$address>";
}

# ---- dates ----

# '2026-03-04T10:14' in England → (year, month, day, hour, minute, weekday, offset).
sub split_time {
    my ($at) = @_;
    my ($year, $month, $mday, $hour, $minute) = $at =~ /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/ or die "no time: $at";
    my $local = timegm(0, $minute, $hour, $mday, $month - 1, $year);
    my $summer = $local >= change($year, 3) && $local < change($year, 10);
    return ($year, $month, $mday, $hour, $minute, (gmtime $local)[6], $summer ? '+0100' : '+0000');
}

# 01:00 on the last Sunday of the month.
sub change {
    my ($year, $month) = @_;
    my $last = timegm(0, 0, 1, 31, $month - 1, $year);
    return $last - 86400 * (gmtime $last)[6];
}

sub mail_date {
    my ($year, $month, $mday, $hour, $minute, $wday, $offset) = split_time(@_);
    return sprintf '%.3s, %d %.3s %d %02d:%02d:00 %s', $days[$wday], $mday, $months[ $month - 1 ], $year, $hour, $minute, $offset;
}

# A Date header's text, or our own notation, as the programs show it above a quote.
sub shown {
    my ($at) = @_;
    my ($mday, $month, $year, $time) = $at =~ /(\d+) (\w{3}) (\d{4}) (\d\d:\d\d)/;
    return split_time($at) unless $mday;
    my ($n) = grep { $months[ $_ - 1 ] =~ /^$month/ } 1 .. 12;
    return split_time(sprintf '%d-%02d-%02dT%s', $year, $n, $mday, $time);
}

sub outlook_date {
    my ($year, $month, $mday, $hour, $minute, $wday) = shown(@_);
    return sprintf '%02d %s %d %02d:%02d', $mday, $months[ $month - 1 ], $year, $hour, $minute;
}

sub gmail_date {
    my ($year, $month, $mday, $hour, $minute, $wday) = shown(@_);
    return sprintf '%.3s, %d %.3s %d at %02d:%02d', $days[$wday], $mday, $months[ $month - 1 ], $year, $hour, $minute;
}

sub short_date {
    my ($year, $month, $mday, $hour, $minute) = shown(@_);
    return sprintf '%d %.3s %d, at %02d:%02d', $mday, $months[ $month - 1 ], $year, $hour, $minute;
}

sub apple_date {
    my ($year, $month, $mday, $hour, $minute) = shown(@_);
    return sprintf '%d %s %d at %02d:%02d:00', $mday, $months[ $month - 1 ], $year, $hour, $minute;
}

1;
