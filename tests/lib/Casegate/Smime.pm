# S/MIME signatures of every kind, good and bad, with a time of their own: the keys and certificates by openssl, the signed data (RFC
# 5652) made here, byte by byte, because openssl signs as of now.
#
#   my $smime = Casegate::Smime->new($folder);
#   $smime->authority('ours');                            # $smime->certificate('ours'): PEM
#   $smime->person('idris', address => 'idris@…', ca => 'ours', …);   # from, until, bits, purpose, names
#   $smime->signed($mail, by => 'idris', at => '2026-03-09T09:00Z');  # a mail of Casegate::Mail as multipart/signed
#       also: [qw(idris tola)], digest => 'sha1', opaque => 1, untimed => 1, over => bytes (instead of the mail's own)
package Casegate::Smime;
use strict;
use warnings;
use parent 'Casegate::Certificates';
use Casegate;
use Digest::SHA qw(sha1 sha256);
use MIME::Base64 qw(decode_base64 encode_base64);

my %oid = (
    data => '06092a864886f70d010701', signed => '06092a864886f70d010702', type => '06092a864886f70d010903',
    digest => '06092a864886f70d010904', time => '06092a864886f70d010905', sha256 => '0609608648016503040201',
    sha1 => '06052b0e03021a', rsa => '06092a864886f70d010101',
);
sub oid { return pack 'H*', $oid{ $_[0] } }

sub new {
    my ($class, $folder) = @_;
    mkdir $folder;
    return bless { folder => $folder, serial => 100 }, $class;
}

# ---- certificates ----

sub issue {
    my ($self, $name, $ca, $subject, $extensions, %of) = @_;
    my $folder = $self->{folder};
    my $config = $self->write_file("$name.cnf", "[req]\ndistinguished_name = dn\nprompt = no\nutf8 = yes\n[dn]\n$subject\n[v3]\n$extensions\n"
            . "[ca]\ndefault_ca = one\n[one]\nnew_certs_dir = $folder\ndatabase = $folder/$name.db\nserial = $folder/$name.serial\n"
            . "default_md = " . ($of{hash} // 'sha256') . "\npolicy = any\nx509_extensions = v3\nunique_subject = no\nemail_in_dn = yes\n"
            . "[any]\ncommonName = supplied\nemailAddress = optional\n");
    $self->write_file("$name.db", '');
    $self->write_file("$name.serial", sprintf "%04X\n", $self->{serial}++);
    $self->openssl('req', '-new', '-newkey', 'rsa:' . ($of{bits} // 2048), '-nodes', '-config', $config, '-keyout', $self->key($name),
        '-out', "$folder/$name.csr");
    my @by = $ca ? ('-cert', $self->certificate($ca), '-keyfile', $self->key($ca)) : ('-selfsign', '-keyfile', $self->key($name));
    $self->openssl('ca', '-batch', '-notext', '-config', $config, @by, '-startdate', $of{from} // '20250101000000Z',
        '-enddate', $of{until} // '20300101000000Z', '-in', "$folder/$name.csr", '-out', $self->certificate($name));
    return $self;
}

sub authority {
    my ($self, $name, $by) = @_;
    return $self->issue($name, $by, "CN = Test authority $name",
        "basicConstraints = critical, CA:TRUE\nkeyUsage = critical, keyCertSign, cRLSign\nsubjectKeyIdentifier = hash");
}

sub person {
    my ($self, $name, %of) = @_;
    my $names = exists $of{names} ? $of{names} : "email:$of{address}";
    my $purpose = exists $of{purpose} ? $of{purpose} : 'emailProtection';
    return $self->issue($name, $of{ca} // 'ours', "CN = Somebody\n" . ($of{old} ? "emailAddress = $of{old}" : ''),
        "basicConstraints = CA:FALSE\nkeyUsage = " . ($of{usage} // 'digitalSignature') . ($names ? "\nsubjectAltName = $names" : '')
            . ($purpose ? "\nextendedKeyUsage = $purpose" : ''), %of);
}

sub der_of { my ($self, $name) = @_; return decode_base64(Casegate::slurp($self->certificate($name)) =~ s/-----.*?-----//gr) }

# ---- DER ----

sub tlv {
    my ($tag, @content) = @_;
    my $content = join '', @content;
    my $n = length $content;
    my $length = $n < 128 ? chr $n : $n < 256 ? "\x81" . chr $n : $n < 65536 ? "\x82" . pack 'n', $n : "\x83" . substr pack('N', $n), 1;
    return chr($tag) . $length . $content;
}
sub sequence { return tlv(0x30, @_) }
sub set      { return tlv(0x31, @_) }

# The first element of `der`: its whole, its content, and what follows it.
sub first {
    my ($der) = @_;
    my ($n, $at) = (ord substr($der, 1, 1), 2);
    if ($n & 0x80) {
        my $bytes = $n & 0x7f;
        $n = 0;
        $n = $n << 8 | ord substr $der, $at++, 1 for 1 .. $bytes;
    }
    return (substr($der, 0, $at + $n), substr($der, $at, $n), substr $der, $at + $n);
}

sub issuer_and_serial {
    my (undef, $inside) = first($_[0]);
    my (undef, $fields) = first($inside);
    (undef, undef, $fields) = first($fields) if ord $fields == 0xa0;
    my ($serial, $issuer);
    ($serial, undef, $fields) = first($fields);
    (undef, undef, $fields) = first($fields);
    ($issuer) = first($fields);
    return sequence($issuer, $serial);
}

# ---- signed data ----

sub utc { my ($at) = @_; my @n = $at =~ /^\d\d(\d\d)-(\d\d)-(\d\d)T(\d\d):(\d\d)/; return tlv(0x17, join('', @n) . '00Z') }

sub signer_info {
    my ($self, $name, $content, %of) = @_;
    my $hash = $of{digest} // 'sha256';
    my @attributes = (sequence(oid('type'), set(oid('data'))), $of{untimed} ? () : sequence(oid('time'), set(utc($of{at}))),
        sequence(oid('digest'), set(tlv(0x04, $hash eq 'sha1' ? sha1($content) : sha256($content)))));
    my $attributes = join '', sort { length $a <=> length $b || $a cmp $b } @attributes;
    my $key = $self->write_file("$name.attributes", set($attributes));
    $self->openssl('dgst', "-$hash", '-sign', $self->key($name), '-out', "$key.signed", $key);
    return sequence(tlv(0x02, "\1"), issuer_and_serial($self->der_of($name)), sequence(oid($hash), tlv(0x05)), tlv(0xa0, $attributes),
        sequence(oid('rsa'), tlv(0x05)), tlv(0x04, Casegate::slurp("$key.signed")));
}

sub signed_data {
    my ($self, $content, %of) = @_;
    my @by = ref $of{by} ? @{ $of{by} } : $of{by};
    my $over = $of{over} // $content;
    my $wrapped = $of{opaque} ? tlv(0xa0, tlv(0x04, $content)) : '';
    my $certificates = tlv(0xa0, map { $self->der_of($_) } @by, @{ $of{also} // [] });
    return sequence(oid('signed'), tlv(0xa0, sequence(tlv(0x02, "\1"), set(sequence(oid($of{digest} // 'sha256'), tlv(0x05))),
        sequence(oid('data'), $wrapped), $certificates, set(map { $self->signer_info($_, $over, %of) } @by))));
}

# ---- the mail ----

# A mail's fields that are not of its body, and the body with its own.
sub parts_of {
    my ($raw) = @_;
    my ($head, $body) = $raw =~ /^(.*?)\r\n\r\n(.*)$/s or die 'no body';
    my @fields = split /\r\n(?![ \t])/, $head;
    my $entity = join("\r\n", grep { /^Content-/i } @fields) . "\r\n\r\n$body";
    return (join("\r\n", grep { !/^Content-/i } @fields) . "\r\n", $entity =~ s/\r\n\z//r);
}

sub signed {
    my ($self, $mail, %of) = @_;
    my ($head, $entity) = parts_of($mail->{raw});
    my $der = encode_base64($self->signed_data($entity, %of), "\r\n");
    my $boundary = 'signed-' . length $entity;
    my $block = "Content-Transfer-Encoding: base64\r\n\r\n$der";
    my $raw = $of{opaque}
        ? "${head}Content-Type: application/pkcs7-mime; smime-type=signed-data; name=\"smime.p7m\"\r\n$block"
        : "${head}Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256; boundary=\"$boundary\"\r\n\r\n"
        . "This is an S/MIME signed message\r\n\r\n--$boundary\r\n$entity\r\n--$boundary\r\n"
        . "Content-Type: application/pkcs7-signature; name=\"smime.p7s\"\r\n$block\r\n--$boundary--\r\n";
    return { %$mail, unproven => 1, raw => $raw };
}

1;
