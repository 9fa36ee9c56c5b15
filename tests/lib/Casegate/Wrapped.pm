# Mail that comes wrapped: signed as a whole, in Outlook's winmail.dat, or locked; made here, byte by byte or by openssl.
#
#   my $mail = outlook(…, attach => [ docx('form.docx', school_form()) ]);
#   tnef(text => '…', attach => [ … ])       the data of a winmail.dat; attach as outlook() has it
#   opaque($mail, $folder)                   the same mail as one application/pkcs7-mime block, signed by its sender
#   locked_docx('form.docx')                 what Word writes when a password is asked for: OLE, nothing of it readable
#   locked_zip('form.zip', 'form.docx')      a zip whose entry is encrypted
package Casegate::Wrapped;
use strict;
use warnings;
use utf8;
use Casegate::Forms qw(xml);
use Casegate::Zip qw(zip_of);
use Encode qw(encode);
use Exporter qw(import);
use MIME::Base64 qw(encode_base64);
our @EXPORT = qw(docx locked_docx locked_zip opaque tnef winmail);

my $word = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

# ---- Word ----

sub paragraphs { my ($text) = @_; return join '', map { '<w:p><w:r><w:t xml:space="preserve">' . xml($_) . '</w:t></w:r></w:p>' } split /\n/, $text, -1 }

# A form as a table, label on the left.
sub docx {
    my ($name, $form) = @_;
    my $rows = join '', map { '<w:tr>' . join('', map { '<w:tc>' . paragraphs($_) . '</w:tc>' } @$_) . '</w:tr>' } @$form;
    my $head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
    my %files = (
        '[Content_Types].xml' => qq($head<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">)
            . '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            . '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        '_rels/.rels' => qq($head<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" )
            . 'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        'word/document.xml' => qq($head<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>)
            . paragraphs('Escalation form') . "<w:tbl>$rows</w:tbl>" . paragraphs('') . '</w:body></w:document>',
    );
    return { name => $name, type => $word, data => zip_of([ map { [ $_ => encode('UTF-8', $files{$_}) ] } sort keys %files ]) };
}

sub locked_docx {
    my ($name) = @_;
    my $data = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" . "\0" x 504;
    $data .= pack('a64 v', encode('UTF-16LE', $_), 2 * length($_) + 2) . "\0" x 62 for 'Root Entry', 'EncryptionInfo', 'EncryptedPackage';
    return { name => $name, type => $word, data => $data . "\x5a" x 4096 };
}

# One entry with the bit that says its bytes are encrypted, stored, as every packer writes it.
sub locked_zip {
    my ($name, $inside) = @_;
    my $bytes = "\x13\x77\xa0\x5b" x 16;
    my @common = (20, 1, 0, 0, 0, 0x1234_5678, length $bytes, 52, length $inside, 0);
    my $local = pack('V v v v v v V V V v v', 0x0403_4b50, @common) . $inside . $bytes;
    my $central = pack('V v v v v v v V V V v v v v v V V', 0x0201_4b50, 20, @common, 0, 0, 0, 0, 0) . $inside;
    return { name => $name, type => 'application/zip',
        data => $local . $central . pack('V v v v v V V v', 0x0605_4b50, 0, 0, 1, 1, length $central, length $local, 0) };
}

# ---- Outlook's wrapper ----

sub attribute {
    my ($level, $tag, $data) = @_;
    return pack('C V V', $level, $tag, length $data) . $data . pack('v', unpack('%16C*', $data));
}

sub property {
    my ($id, $text) = @_;
    my $data = encode('UTF-16LE', "$text\0");
    return pack('v v V V', 0x1f, $id, 1, length $data) . $data . "\0" x (-length($data) % 4);
}

sub tnef {
    my (%mail) = @_;
    my $data = pack('V v', 0x223e_9f78, 1);
    $data .= attribute(1, 0x69003, pack('V', 1) . property(0x1000, $mail{text} =~ s/\n/\r\n/gr)) if defined $mail{text};
    for my $file (@{ $mail{attach} }) {
        $data .= attribute(2, 0x69002, "\0" x 14) . attribute(2, 0x18010, "ATT00001\0") . attribute(2, 0x6800f, $file->{data})
            . attribute(2, 0x69005, pack('V', 1) . property(0x3707, $file->{name}));
    }
    return $data;
}

sub winmail { return { name => 'winmail.dat', type => 'application/ms-tnef', data => tnef(@_) } }

# ---- S/MIME ----

sub openssl {
    my (@command) = @_;
    my $pid = fork // die "cannot fork: $!";
    if ($pid == 0) {
        open STDERR, '>', '/dev/null'; # it draws its progress there
        exec 'openssl', @command or exit 127;
    }
    waitpid $pid, 0;
    die "openssl @command failed" if $?;
    return;
}

sub spew { my ($path, $bytes) = @_; open my $out, '>:raw', $path or die "$path: $!"; print {$out} $bytes; close $out; return $path }

sub opaque {
    my ($mail, $folder) = @_;
    my ($key, $certificate) = map { "$folder/$_.pem" } qw(key certificate);
    my ($head, $body) = $mail->{raw} =~ /^(.*?)\r\n\r\n(.*)$/s;
    my @fields = split /\r\n(?![ \t])/, $head;
    my $inner = join "\r\n", grep { /^Content-/i } @fields;
    my $outer = join "\r\n", grep { !/^Content-/i } @fields;
    openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '3650', '-subj', "/emailAddress=$mail->{from}/CN=x",
        '-keyout', $key, '-out', $certificate, '-batch') unless -e $key;
    openssl('smime', '-sign', '-binary', '-nodetach', '-outform', 'DER', '-in', spew("$folder/letter", "$inner\r\n\r\n$body"),
        '-signer', $certificate, '-inkey', $key, '-out', "$folder/signed");
    open my $in, '<:raw', "$folder/signed" or die "$folder/signed: $!";
    my $der = do { local $/; <$in> };
    my $raw = "$outer\r\nContent-Type: application/pkcs7-mime; smime-type=signed-data; name=\"smime.p7m\"\r\n"
        . "Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"smime.p7m\"\r\n\r\n"
        . encode_base64($der, "\r\n");
    return { %$mail, raw => $raw };
}

1;
