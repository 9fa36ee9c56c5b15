# A CA made for one test, and server certificates of every kind, good and bad, made by openssl.
#
#   my $tls = Casegate::Certificates->new($folder);        # makes the CA: $tls->ca
#   $tls->server('good');                                  # for 127.0.0.1 and localhost, from our CA
#   $tls->server('wrong-name', names => 'DNS:other.example');
#   $tls->server('expired', from => '20200101000000Z', until => '20200201000000Z');
#   $tls->server('self-signed', self => 1);  $tls->server('weak', bits => 1024);  $tls->server('stranger', ca => 'other');
#   $tls->certificate('good'), $tls->key('good')           # paths
package Casegate::Certificates;
use strict;
use warnings;
use Carp qw(croak);
use File::Path qw(make_path);

sub new {
    my ($class, $folder) = @_;
    make_path($folder);
    my $self = bless { folder => $folder }, $class;
    $self->authority('ca');
    return $self;
}

sub ca          { "$_[0]{folder}/ca.pem" }
sub certificate { "$_[0]{folder}/$_[1].pem" }
sub key         { "$_[0]{folder}/$_[1].key" }

sub openssl {
    my ($self, @arguments) = @_;
    my $log = "$self->{folder}/openssl.log";
    my $pid = fork // croak "cannot fork: $!";
    if ($pid == 0) {
        open STDIN,  '<', '/dev/null';
        open STDOUT, '>', $log;
        open STDERR, '>&', \*STDOUT;
        exec 'openssl', @arguments or exit 127;
    }
    waitpid $pid, 0;
    return unless $?;
    open my $in, '<', $log;
    local $/;
    croak "openssl @arguments: " . <$in>;
}

sub write_file {
    my ($self, $name, $text) = @_;
    open my $out, '>', "$self->{folder}/$name" or croak "$name: $!";
    print $out $text;
    close $out;
    return "$self->{folder}/$name";
}

# A CA with this name; `server` signs by it.
sub authority {
    my ($self, $name) = @_;
    return if -e $self->certificate($name);
    my $config = $self->write_file("$name.cnf", "[req]\ndistinguished_name = dn\nx509_extensions = v3\nprompt = no\n"
            . "[dn]\nCN = Test authority $name\n[v3]\nbasicConstraints = critical, CA:TRUE\nkeyUsage = critical, keyCertSign, cRLSign\n");
    $self->openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', 30,
        '-config', $config, '-keyout', $self->key($name), '-out', $self->certificate($name));
}

sub server {
    my ($self, $name, %of) = @_;
    my $authority = $of{ca} // 'ca';
    $self->authority($authority);
    my $names = $of{names} // 'DNS:localhost, IP:127.0.0.1';
    my $config = $self->write_file("$name.cnf", "[req]\ndistinguished_name = dn\nprompt = no\n[dn]\nCN = Test server $name\n"
            . "[v3]\nbasicConstraints = CA:FALSE\nsubjectAltName = $names\nextendedKeyUsage = serverAuth\n"
            . "[ca]\ndefault_ca = one\n[one]\nnew_certs_dir = $self->{folder}\ndatabase = $self->{folder}/$name.db\n"
            . "serial = $self->{folder}/$name.serial\ndefault_md = sha256\npolicy = any\nx509_extensions = v3\nunique_subject = no\n"
            . "[any]\ncommonName = supplied\n");
    $self->write_file("$name.db", '');
    $self->write_file("$name.serial", sprintf "%08X\n", int rand 0x7fffffff);
    my @key = $of{bits} ? ('-newkey', "rsa:$of{bits}") : ('-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1');
    $self->openssl('req', '-new', @key, '-nodes', '-config', $config, '-keyout', $self->key($name), '-out', "$self->{folder}/$name.csr");
    my @by = $of{self} ? ('-selfsign', '-keyfile', $self->key($name))
        : ('-cert', $self->certificate($authority), '-keyfile', $self->key($authority));
    my @when = $of{until} ? ('-startdate', $of{from}, '-enddate', $of{until}) : ('-days', 20);
    $self->openssl('ca', '-batch', '-notext', '-config', $config, @by, @when, '-in', "$self->{folder}/$name.csr", '-out', $self->certificate($name));
}

1;
