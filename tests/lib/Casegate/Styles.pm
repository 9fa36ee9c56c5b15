# The same mail as each mail program writes it: how it answers, quotes, forwards and marks up what a person wrote.
#
#   written_as('thunderbird', from => …, at => …, text => …, reply_to => $mail)      as the functions of Casegate::Mail
#
# The styles: outlook (Windows: a table of MsoNormal paragraphs, Thread-Index, From/Sent/To/Subject under a thin line), owa (Outlook on
# the web: divRplyFwdMsg), gmail, apple (Mail on a Mac; phone => 1: on an iPhone), thunderbird (answers below the quote, as it comes).
# A style has: re, fw (what goes before a subject), host (of its Message-IDs), and makes
# {plain, html (what stands in the body), page (the whole of it), header, parts}. An answer quotes the mail before it with the mark-up
# that mail had.
#
# A story is told in one of them with CASEGATE_STYLE=NAME: then whatever a story lets anybody write is written so.
#
#   told_in('gmail', '050-forwarded-chain')      the test: the story comes to the same end when everybody writes with Gmail
package Casegate::Styles;
use strict;
use warnings;
use utf8;
use Casegate::Mail ();
use Cwd qw(abs_path);
use Digest::SHA qw(sha1_hex);
use Exporter qw(import);
use File::Basename qw(dirname);
use MIME::Base64 qw(decode_base64 encode_base64);
use Test::More;
our @EXPORT = qw(written_as told_in);

my %style = (
    outlook => { re => 'RE: ', fw => 'FW: ', host => 'lo2p265.prod.exchange.example', write => \&outlook },
    owa => { re => 'Re: ', fw => 'Fw: ', host => 'cwxp123.prod.exchange.example', write => \&owa },
    gmail => { re => 'Re: ', fw => 'Fwd: ', host => 'mail.gmail.example', write => \&gmail },
    apple => { re => 'Re: ', fw => 'Fwd: ', host => 'mac.example', write => \&apple },
    thunderbird => { re => 'Re: ', fw => 'Fwd: ', host => 'oakmail.example', write => \&thunderbird },
);

sub written_as {
    my ($name, %mail) = @_;
    my $style = $style{$name} // die "no style '$name'";
    my $m = Casegate::Mail::begin(\%mail, $style->{re}, $style->{fw}, $style->{host});
    my $made = $style->{write}->($m);
    my $mail = Casegate::Mail::finish($m, $made->{header} // '', $made->{parts}, $made->{plain});
    return { %$mail, html => $made->{html}, index => $made->{index} };
}

# Each story in a process of its own, since it is a test of its own.
sub told_in {
    my ($style, @stories) = @_;
    plan tests => scalar @stories;
    my $folder = dirname(abs_path($0));
    for my $story (@stories) {
        local $ENV{CASEGATE_STYLE} = $style;
        open my $from, '-|', "$^X '$folder/$story.t' 2>&1" or die "cannot run '$story': $!";
        my @said = <$from>;
        ok(close $from, "$story in $style") or diag(grep { !/^ok / } @said);
    }
    return;
}

# ---- what several have in common ----

sub escape { return Casegate::Mail::escape(@_) }
sub linked { my ($address) = @_; return qq(<a href="mailto:$address">$address</a>) }

# Plain text as lines that end in <br>; two blanks keep their width.
sub broken { my ($text) = @_; return join "<br>\n", map { my $line = escape($_); $line =~ s/  /&nbsp; /g; $line } split /\n/, $text, -1 }

sub blocks { my ($tag, $text) = @_; my ($name) = $tag =~ /^(\w+)/; return join "\n", map { "<$tag>" . ($_ eq '' ? '<br>' : escape($_)) . "</$name>" } split /\n/, $text, -1 }

# The mail before this one as mark-up: what it had, else its text, line by line.
sub before { my ($m, $lines) = @_; return $m->{old}{html} // ($lines // \&broken)->($m->{old}{text}) }

sub page { my ($head, $body) = @_; return qq(<html><head>\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8">$head</head>$body</html>\n) }

sub table {
    my ($m, $attributes, $cell) = @_;
    return "<table $attributes><tbody>\n" . join("\n", map { '<tr>' . join('', map { $cell->($_) } @$_) . '</tr>' } @{ $m->{form} }) . "\n</tbody></table>";
}

# The words, then the form: as lines like the words, or as the program shows a table that was pasted into it (html: as it is).
sub own_html {
    my ($m, $lines, $table) = @_;
    my $text = $m->{table} || $m->{html} ? $m->{text_new} : Casegate::Mail::written($m);
    my $form = $m->{html} // ($m->{table} && $m->{form} ? $table->($m) : undef);
    return join "\n", $text eq '' ? () : $lines->($text), $form // ();
}

sub two_parts {
    my ($boundary, $plain, $html, $encoding) = @_;
    return Casegate::Mail::alternative($boundary, Casegate::Mail::part('text/plain; charset="utf-8"', $encoding // 'quoted-printable', $plain),
        Casegate::Mail::part('text/html; charset="utf-8"', 'quoted-printable', $html));
}

# Outlook's conversation: 22 bytes, and five more for each answer.
sub thread_index {
    my ($m) = @_;
    my ($header) = ($m->{old}{header}{'thread-index'} // [])->[0];
    my $old = $m->{old} && ($m->{old}{index} // ($header && decode_base64($header)));
    return $old ? $old . substr sha1_hex($m->{token}), 0, 5 : "\1" . substr sha1_hex($m->{token}) . $m->{token}, 0, 21;
}

sub exchange {
    my ($m, $plain, $html, $inner) = @_;
    my $index = thread_index($m);
    my $header = 'Thread-Topic: ' . Casegate::Mail::header_text($m->{subject} =~ s/^(?:(?:RE|FW): )+//ir) . "\nThread-Index: " . encode_base64($index, '')
        . "\nAccept-Language: en-GB, en-US\nContent-Language: en-GB\nX-MS-Has-Attach: " . ($m->{attach} ? 'yes' : '') . "\n";
    return { plain => $plain, html => $inner, index => $index, header => $header, parts => two_parts('_000_' . uc substr($m->{token}, 0, 24) . '_', $plain, $html, 'base64') };
}

# ---- Outlook ----

my $mso = '<span style="font-size:11.0pt;font-family:&quot;Calibri&quot;,sans-serif;mso-fareast-language:EN-US">';

sub mso_lines { my ($text) = @_; return join "\n", map { qq(<p class="MsoNormal">$mso) . ($_ eq '' ? '<o:p>&nbsp;</o:p>' : escape($_) . '<o:p></o:p>') . '</span></p>' } split /\n/, $text, -1 }

sub mso_table {
    my ($m) = @_;
    return table($m, 'class="MsoTableGrid" border="1" cellspacing="0" cellpadding="0" style="border-collapse:collapse;border:none"',
        sub { '<td width="301" valign="top" style="width:225.4pt;border:solid windowtext 1.0pt;padding:0cm 5.4pt 0cm 5.4pt">' . mso_lines($_[0]) . '</td>' });
}

sub outlook_head {
    my ($old) = @_;
    return [ From => Casegate::Mail::full($old, 'from') ], [ Sent => Casegate::Mail::outlook_date($old->{at}) ], [ To => Casegate::Mail::full($old, 'to') ], [ Subject => $old->{subject} ];
}

sub said_head { return join "\n", map { "$_->[0]: $_->[1]" } @_ }

sub outlook {
    my ($m) = @_;
    my $old = $m->{old};
    my $inner = own_html($m, \&mso_lines, \&mso_table);
    my $plain = Casegate::Mail::written($m);
    if ($old) {
        my @head = outlook_head($old);
        $plain .= "\n\n" . said_head(@head) . "\n\n$old->{text}";
        $inner .= qq(\n<p class="MsoNormal">$mso<o:p>&nbsp;</o:p></span></p>\n<div>\n<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">\n)
            . '<p class="MsoNormal">' . join("<br>\n", map { '<b><span lang="EN-US">' . "$_->[0]:</span></b>" . '<span lang="EN-US"> ' . escape($_->[1]) . '</span>' } @head)
            . qq(<o:p></o:p></p>\n</div>\n</div>\n<p class="MsoNormal"><o:p>&nbsp;</o:p></p>\n) . before($m, \&mso_lines);
    }
    my $html = '<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">' . "\n<head>\n"
        . qq(<meta http-equiv="Content-Type" content="text/html; charset=utf-8">\n<meta name="Generator" content="Microsoft Word 15 (filtered medium)">\n<style><!--\n)
        . qq(p.MsoNormal, li.MsoNormal, div.MsoNormal\n\t{margin:0cm;font-size:11.0pt;}\n--></style><!--[if gte mso 9]><xml>\n<o:shapedefaults v:ext="edit" spidmax="1026" />\n</xml><![endif]-->\n)
        . qq(</head>\n<body lang="EN-GB" link="#0563C1" vlink="#954F72" style="word-wrap:break-word">\n<div class="WordSection1">\n$inner\n</div>\n</body>\n</html>\n);
    return exchange($m, $plain, $html, $inner);
}

sub aptos { my ($text) = @_; return blocks('div class="elementToProof" style="font-family: Aptos, Calibri, sans-serif; font-size: 12pt; color: rgb(0, 0, 0);"', $text) }

sub owa_table {
    my ($m) = @_;
    return table($m, 'style="border-collapse: collapse; border: none"', sub { '<td style="width: 225pt; border: 1pt solid windowtext; padding: 0cm 5.4pt;">' . blocks('div', $_[0]) . '</td>' });
}

sub owa {
    my ($m) = @_;
    my $old = $m->{old};
    my $inner = own_html($m, \&aptos, \&owa_table);
    my $plain = Casegate::Mail::written($m);
    if ($old) {
        my @head = outlook_head($old);
        $plain .= "\n" . '_' x 32 . "\n" . said_head(@head) . "\n\n$old->{text}";
        $inner .= qq(\n<div id="appendonsend"></div>\n<hr style="display:inline-block;width:98%" tabindex="-1">\n<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif" style="font-size:11pt" color="#000000">)
            . join("<br>\n", map { "<b>$_->[0]:</b> " . escape($_->[1]) } @head) . qq(</font>\n<div>&nbsp;</div>\n</div>\n)
            . ($old->{html} ? "<div>$old->{html}</div>" : '<div class="BodyFragment"><font size="2"><span style="font-size:11pt;"><div class="PlainText">' . broken($old->{text}) . '</div></span></font></div>');
    }
    return exchange($m, $plain, page('<style type="text/css" style="display:none;">P {margin-top:0;margin-bottom:0;}</style>', qq(<body dir="ltr">\n$inner\n</body>)), $inner);
}

# ---- Gmail ----

sub gmail_lines { my ($text) = @_; return blocks('div', $text) }
sub gmail_table { my ($m) = @_; return table($m, 'border="1" cellspacing="0" cellpadding="0"', sub { '<td width="301" valign="top">' . join('', map { '<p>' . escape($_) . '</p>' } split /\n+/, $_[0]) . '</td>' }) }

sub gmail {
    my ($m) = @_;
    my $old = $m->{old};
    my $inner = own_html($m, \&gmail_lines, \&gmail_table);
    my $plain = Casegate::Mail::wrap(Casegate::Mail::written($m));
    if ($old && $m->{forward}) {
        my $head = join "\n", '---------- Forwarded message ---------', 'From: ' . Casegate::Mail::full($old, 'from'), 'Date: ' . Casegate::Mail::gmail_date($old->{at}),
            "Subject: $old->{subject}", 'To: ' . Casegate::Mail::full($old, 'to');
        $plain .= "\n\n$head\n\n\n$old->{text}";
        my $shown = broken($head) =~ s{From: (.*?) &lt;(.*?)&gt;}{'From: <strong class="gmail_sendername" dir="auto">' . $1 . '</strong> <span dir="auto">&lt;' . linked($2) . '&gt;</span>'}er;
        $inner .= qq(\n<br><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">$shown</div><br><br>) . before($m) . '</div>';
    } elsif ($old) {
        my $said = 'On ' . Casegate::Mail::gmail_date($old->{at}) . ", $old->{from_name}";
        $plain .= "\n\n" . Casegate::Mail::wrap("$said <$old->{from}> wrote:") . "\n\n" . Casegate::Mail::quoted($old->{text}) . "\n";
        $inner .= qq(\n<br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">) . escape($said) . ' &lt;' . linked($old->{from}) . '&gt; wrote:<br></div>'
            . '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">' . before($m) . "</blockquote></div>";
    }
    return { plain => $plain, html => $inner, parts => two_parts('000000000000' . substr($m->{token}, 0, 16), $plain, qq(<div dir="ltr">$inner</div>\n)) };
}

# ---- Apple ----

my $flow = 'text/plain; charset=utf-8; format=flowed; delsp=yes';

sub apple_table { my ($m) = @_; return table($m, 'cellspacing="0" cellpadding="0" style="border-collapse: collapse"', sub { '<td valign="top" style="border: 1px solid rgb(0, 0, 0); padding: 4px;">' . blocks('p style="margin: 0px;"', $_[0]) . '</td>' }) }

sub apple {
    my ($m) = @_;
    my ($old, $phone) = @$m{qw(old phone)};
    my $inner = own_html($m, \&gmail_lines, \&apple_table);
    my $plain = Casegate::Mail::written($m);
    if ($phone) {
        $plain .= "\n\nSent from my iPhone";
        $inner = qq(<div dir="ltr">$inner</div><br id="lineBreakAtBeginningOfSignature"><div dir="ltr">Sent from my iPhone</div>);
    }
    my $blockquote = $phone ? '<blockquote type="cite">' : '<blockquote type="cite" class="">';
    if ($old && $m->{forward}) {
        my @head = ([ From => Casegate::Mail::full($old, 'from') ], [ Subject => $old->{subject} ], [ Date => Casegate::Mail::apple_date($old->{at}) . ' GMT' ], [ To => Casegate::Mail::full($old, 'to') ]);
        $plain .= "\n\n\nBegin forwarded message:\n\n" . Casegate::Mail::quoted(said_head(@head) . "\n\n$old->{text}");
        $inner .= "\n<br>$blockquote<div>Begin forwarded message:</div><br class=\"Apple-interchange-newline\">" . join('', map {
            qq(<div style="margin-top: 0px; margin-right: 0px; margin-bottom: 0px; margin-left: 0px;"><span style="font-family: -webkit-system-font, sans-serif; color:rgba(0, 0, 0, 1.0);"><b>$_->[0]: </b></span>)
                . '<span style="font-family: -webkit-system-font, sans-serif;">' . escape($_->[1]) . '<br></span></div>' } @head) . '<br><div>' . before($m, \&gmail_lines) . '</div></blockquote>';
    } elsif ($old) {
        my $said = 'On ' . Casegate::Mail::short_date($old->{at}) . ", $old->{from_name} ";
        $plain .= "\n\n" . Casegate::Mail::quoted("$said<$old->{from}> wrote:\n\n" . ($phone ? "\x{feff}" : '') . $old->{text});
        $inner .= $phone ? qq(<div dir="ltr"><br>$blockquote) . escape("$said<$old->{from}> wrote:") . "<br><br></blockquote></div>$blockquote<div dir=\"ltr\">\x{feff}" . before($m, \&gmail_lines) . '</div></blockquote>'
            : qq(\n<br id="lineBreakAtBeginningOfMessage"><div><br>$blockquote<div>) . escape("$said<$old->{from}> wrote:") . '</div><br class="Apple-interchange-newline"><div><div>' . before($m, \&gmail_lines) . '</div></div></blockquote></div>';
    }
    my $mailer = $phone ? "X-Mailer: iPhone Mail (22D72)\n" : "X-Mailer: Apple Mail (2.3826.400.131.1.6)\n";
    my $boundary = 'Apple-Mail-' . uc substr $m->{token}, 0, 12;
    return { plain => $plain, html => $inner, header => $mailer, parts => Casegate::Mail::alternative($boundary,
        Casegate::Mail::part($phone ? 'text/plain; charset=utf-8' : $flow, 'quoted-printable', $phone ? $plain : Casegate::Mail::flowed($plain)),
        Casegate::Mail::part('text/html; charset=utf-8', 'quoted-printable', page('', qq(<body style="overflow-wrap: break-word; -webkit-nbsp-mode: space; line-break: after-white-space;">$inner</body>)))) };
}

# ---- Thunderbird ----

sub moz_lines { my ($text) = @_; return join "\n", map { '<p>' . broken($_) . '</p>' } split /\n\n+/, $text }
sub moz_table { my ($m) = @_; return table($m, 'width="100%" border="1" cellpadding="2" cellspacing="2"', sub { '<td valign="top">' . broken($_[0]) . '<br></td>' }) }

sub moz_date {
    my ($year, $month, $mday, $hour, $minute) = Casegate::Mail::shown(@_);
    return sprintf '%02d/%02d/%d %02d:%02d', $mday, $month, $year, $hour, $minute;
}

sub thunderbird {
    my ($m) = @_;
    my $old = $m->{old};
    my ($plain, $inner) = (Casegate::Mail::written($m), own_html($m, \&moz_lines, \&moz_table));
    if ($old && $m->{forward}) {
        my @head = ([ Subject => $old->{subject} ], [ Date => $old->{at} =~ /^\d{4}-/ ? Casegate::Mail::mail_date($old->{at}) : $old->{at} ], [ From => Casegate::Mail::full($old, 'from') ], [ To => Casegate::Mail::full($old, 'to') ]);
        $plain .= "\n\n\n-------- Forwarded Message --------\n" . join("\n", map { "$_->[0]: \t$_->[1]" } @head) . "\n\n\n\n$old->{text}";
        $inner .= qq(\n<div class="moz-forward-container"><br>\n<br>\n-------- Forwarded Message --------\n<table class="moz-email-headers-table" cellspacing="0" cellpadding="0" border="0">\n<tbody>\n)
            . join("\n", map { '<tr><th valign="BASELINE" nowrap="nowrap" align="RIGHT">' . "$_->[0]: </th><td>" . escape($_->[1]) . '</td></tr>' } @head) . "\n</tbody>\n</table>\n<br>\n<br>\n" . before($m) . "\n</div>";
    } elsif ($old && ($old->{text} ne '' || $old->{html})) { # who deletes the quote deletes the line above it
        my $said = 'On ' . moz_date($old->{at}) . ", $old->{from_name} wrote:";
        $plain = "$said\n" . Casegate::Mail::quoted($old->{text}) . "\n\n$plain";
        my $cited = $old->{html} ? $old->{html} : '<pre class="moz-quote-pre" wrap="">' . escape($old->{text}) . "\n</pre>";
        $inner = '<div class="moz-cite-prefix">' . escape($said) . qq(<br>\n</div>\n<blockquote type="cite" cite="mid:$old->{message_id}">\n$cited\n</blockquote>\n$inner);
    }
    my $html = qq(<!DOCTYPE html>\n) . page('', qq(\n<body text="#000000" bgcolor="#f9f9fa">\n$inner\n</body>\n));
    my $header = "User-Agent: Mozilla Thunderbird\nContent-Language: en-GB\n";
    return { plain => $plain, html => $inner, header => $header, parts => two_parts('------------' . substr($m->{token}, 0, 24), $plain, $html) } if $m->{table};
    return { plain => $plain, html => undef, header => $header, parts => Casegate::Mail::part('text/plain; charset=UTF-8; format=flowed', 'quoted-printable', still_flowed($plain)) };
}

# format=flowed without DelSp: the blank at a line's end stays when it goes on.
sub still_flowed { my ($text) = @_; return Casegate::Mail::flowed($text) =~ s/  \n/ \n/gr }

1;
