# A mail system of our own for a test: Debian's Dovecot and Postfix on high ports of 127.0.0.1, with a private configuration,
# certificates of a CA made for the test, and a mailbox for every address that is named. Both are ready in a tenth of a second
# and are stopped by their pid. Postfix's master must be root; elsewhere missing() says why there is none, and dies of it under CI=1.
#
#   plan skip_all => $why if my $why = Casegate::Servers->missing;
#   my $servers = Casegate::Servers->start(people => ['a@x.example'], gateway => ['mailbox@y.example']);
#   $servers->send($raw, 'a@x.example', 'mailbox@y.example');      # by SMTP, as a person's provider would
#   my @raw = $servers->mails('a@x.example');                      # what lies in the INBOX, oldest first
#   $servers->port('imaps' | 'imap' | 'smtp' | 'submission' | 'submissions'), $servers->ca, $servers->password
#
# Every mailbox has the same password. `gateway` are addresses whose mail Casegate collects; `refuse`: address → the reply
# that Postfix gives to RCPT, "450 4.2.0 later"; `gone`: addresses whose mail Postfix takes and then sends back. Ports stay the same over stop_imap/start_imap and stop_smtp/start_smtp.
package Casegate::Servers;
use strict;
use warnings;
use Carp qw(croak);
use File::Path qw(make_path remove_tree);
use File::Temp qw(tempdir);
use IO::Socket::INET;
use Casegate::Certificates;

my $nobody = 65534;
my $password = 'tide-and-lantern-41';
my $postfix = '/usr/lib/postfix/sbin/master';

# Why they cannot be had here; undef when they can. Where nothing may be skipped (CI=1) it dies with the reason.
sub missing {
    my $why = reason_for_none() // return;
    croak "CI=1, and $why" if $ENV{CI};
    return $why;
}

sub reason_for_none {
    return 'no Dovecot (dovecot-imapd) here' unless -x '/usr/sbin/dovecot';
    return "no Postfix (postfix) here" unless -x $postfix;
    return "Postfix needs root" if $> != 0;
    return 'no openssl here' unless grep { -x "$_/openssl" } split /:/, $ENV{PATH};
    return;
}

sub start {
    my ($class, %of) = @_;
    my $folder = tempdir('casegate-servers-XXXXXX', TMPDIR => 1, CLEANUP => 0);
    chmod 0755, $folder;
    my $self = bless { folder => $folder, owner => $$, refuse => $of{refuse} // {}, gone => $of{gone} // [], people => [@{ $of{people} // [] }, @{ $of{gateway} // [] }] }, $class;
    my %port;
    @port{qw(imap imaps smtp submission submissions)} = free_ports(5);
    $self->{port} = \%port;
    $self->{certificates} = Casegate::Certificates->new("$folder/tls");
    $self->{certificates}->server('good');
    chmod 0644, $self->{certificates}->key('good'); # the servers run as nobody; it is worth nothing
    $self->write_dovecot;
    $self->write_postfix;
    $self->start_imap;
    $self->start_smtp;
    return $self;
}

sub port     { my ($self, $name) = @_; return $self->{port}{$name} // croak "no port '$name'" }
sub ca       { $_[0]{certificates}->ca }
sub password { $password }
sub folder   { $_[0]{folder} }

# Ports that nobody listens on now.
sub free_ports {
    my ($count) = @_;
    my @held = map { IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1', LocalPort => 0) // croak "no port: $!" } 1 .. $count;
    return map { $_->sockport } @held;
}

sub spew {
    my ($path, $text) = @_;
    open my $out, '>:raw', $path or croak "$path: $!";
    print $out $text;
    close $out or croak "$path: $!";
}

# ---- Dovecot, as nobody ----

sub write_dovecot {
    my ($self) = @_;
    my $folder = $self->{folder};
    my ($certificate, $key) = ($self->{certificates}->certificate('good'), $self->{certificates}->key('good'));
    make_path(map { "$folder/$_" } qw(dovecot/run dovecot/state mail));
    spew("$folder/dovecot/users", join '', map { "$_:{PLAIN}$password\n" } @{ $self->{people} });
    spew("$folder/dovecot/dovecot.conf", <<"END");
base_dir = $folder/dovecot/run
state_dir = $folder/dovecot/state
log_path = $folder/dovecot/log
protocols = imap
listen = 127.0.0.1
default_internal_user = nobody
default_internal_group = nogroup
default_login_user = nobody
first_valid_uid = 1
mail_location = maildir:$folder/mail/%u
ssl = yes
ssl_cert = <$certificate
ssl_key = <$key
ssl_min_protocol = TLSv1.2
auth_username_format = %Lu
auth_mechanisms = plain login
auth_failure_delay = 0
passdb {
  driver = passwd-file
  args = scheme=PLAIN $folder/dovecot/users
}
userdb {
  driver = static
  args = uid=$nobody gid=$nobody home=$folder/mail/%u
}
service anvil {
  chroot =
}
service imap-login {
  chroot =
  inet_listener imap {
    address = 127.0.0.1
    port = $self->{port}{imap}
  }
  inet_listener imaps {
    address = 127.0.0.1
    port = $self->{port}{imaps}
    ssl = yes
  }
}
service auth {
  unix_listener for-postfix {
    mode = 0666
  }
}
END
    system 'chown', '-R', "$nobody:$nobody", "$folder/dovecot", "$folder/mail";
}

# A port that was free may be some other connection's own end for a moment: then it is tried again.
sub begin {
    my ($self, $name, $become) = @_;
    for (1 .. 5) {
        my $pid = fork // croak "cannot fork: $!";
        if ($pid == 0) { $become->(); exit 127 }
        waitpid $pid, 0;
        return if $? == 0;
        select undef, undef, undef, 1;
    }
    croak "$name did not start: " . $self->log_of($name);
}

sub start_imap {
    my ($self) = @_;
    $self->begin('dovecot', sub {
        $) = "$nobody $nobody";
        $( = $nobody;
        $< = $> = $nobody;
        exec '/usr/sbin/dovecot', '-c', "$self->{folder}/dovecot/dovecot.conf";
    });
    wait_for_port($self->{port}{imaps});
}

sub stop_imap { $_[0]->stop_by_pid_file("$_[0]{folder}/dovecot/run/master.pid") }

# ---- Postfix ----

sub write_postfix {
    my ($self) = @_;
    my $folder = $self->{folder};
    my ($certificate, $key) = ($self->{certificates}->certificate('good'), $self->{certificates}->key('good'));
    make_path("$folder/postfix/etc", "$folder/postfix/data",
        map { "$folder/postfix/queue/$_" } qw(active bounce corrupt defer deferred flush hold incoming maildrop pid private public saved trace));
    my ($uid, $gid, $drop) = ((getpwnam 'postfix')[2, 3], (getgrnam 'postdrop')[2]);
    chown $uid, -1, map { "$folder/postfix/queue/$_" } qw(active bounce corrupt defer deferred flush hold incoming private saved trace);
    chown $uid, $gid, "$folder/postfix/data";
    chown $uid, $drop, map { "$folder/postfix/queue/$_" } qw(maildrop public);
    chmod 0730, "$folder/postfix/queue/maildrop";
    my $refused = join ', ', map { "{$_=$self->{refuse}{$_}}" } sort keys %{ $self->{refuse} };
    my $access = $refused ? "check_recipient_access inline:{$refused}, " : '';
    my %domain = map { (/\@(.+)/ ? ($1 => 1) : ()) } @{ $self->{people} }, @{ $self->{gone} };
    my $gone = join ', ', map { "{$_=gone:}" } @{ $self->{gone} };
    my $transports = $gone && "transport_maps = inline:{$gone}";
    spew("$folder/postfix/etc/boxes", join '', map { "$_ $_/\n" } @{ $self->{people} }, @{ $self->{gone} });
    spew("$folder/postfix/etc/main.cf", <<"END");
compatibility_level = 3.6
config_directory = $folder/postfix/etc
queue_directory = $folder/postfix/queue
data_directory = $folder/postfix/data
myhostname = localhost
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
local_recipient_maps =
default_transport = error:no other mail system here
relay_transport = error:no other mail system here
virtual_mailbox_domains = @{[join ', ', sort keys %domain]}
virtual_mailbox_base = $folder/mail
virtual_mailbox_maps = texthash:$folder/postfix/etc/boxes
virtual_uid_maps = static:$nobody
virtual_gid_maps = static:$nobody
virtual_mailbox_limit = 0
message_size_limit = 60000000
smtpd_recipient_restrictions = ${access}permit_mynetworks, reject
smtpd_tls_cert_file = $certificate
smtpd_tls_key_file = $key
smtpd_tls_security_level = may
smtpd_sasl_type = dovecot
smtpd_sasl_path = $folder/dovecot/run/for-postfix
smtpd_peername_lookup = no
maillog_file = $folder/postfix/log
maillog_file_prefixes = $folder
notify_classes =
bounce_queue_lifetime = 1d
$transports
END
    my $authenticated = '-o smtpd_sasl_auth_enable=yes -o mynetworks= '
        . "-o { smtpd_recipient_restrictions = ${access}permit_sasl_authenticated, reject }";
    spew("$folder/postfix/etc/master.cf", <<"END");
127.0.0.1:$self->{port}{smtp} inet n - n - - smtpd
127.0.0.1:$self->{port}{submission} inet n - n - - smtpd -o smtpd_tls_security_level=encrypt $authenticated
127.0.0.1:$self->{port}{submissions} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes $authenticated
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
virtual unix - n n - - virtual
gone unix - n n - - pipe user=nobody argv=/bin/sh -c {exit 67}
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
END
}

sub start_smtp {
    my ($self) = @_;
    my $etc = "$self->{folder}/postfix/etc";
    $self->begin('postfix', sub {
        @ENV{qw(MAIL_CONFIG config_directory queue_directory data_directory daemon_directory command_directory)} =
            ($etc, $etc, "$self->{folder}/postfix/queue", "$self->{folder}/postfix/data", '/usr/lib/postfix/sbin', '/usr/sbin');
        @ENV{qw(mail_owner setgid_group)} = qw(postfix postdrop);
        open STDOUT, '>', '/dev/null';
        exec $postfix, '-c', $etc, '-w';
    });
    wait_for_port($self->{port}{smtp});
}

sub stop_smtp { $_[0]->stop_by_pid_file("$_[0]{folder}/postfix/queue/pid/master.pid") }

# ---- both ----

sub log_of {
    my ($self, $which) = @_;
    open my $in, '<', "$self->{folder}/$which/log" or return '(no log)';
    local $/;
    return scalar <$in>;
}

sub wait_for_port {
    my ($port) = @_;
    for (1 .. 500) {
        return if IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port);
        select undef, undef, undef, 0.01;
    }
    croak "nothing listens on port $port";
}

# A process that has ended but that init has not yet reaped lives no more.
sub lives {
    my ($pid) = @_;
    open my $in, '<', "/proc/$pid/stat" or return 0;
    my ($state) = <$in> =~ /\) (\w)/;
    return ($state // 'Z') ne 'Z';
}

# Ends the server whose pid stands in the file, and waits until it has gone.
sub stop_by_pid_file {
    my ($self, $path) = @_;
    open my $in, '<', $path or return;
    my ($pid) = <$in> =~ /(\d+)/ or return;
    kill 'TERM', $pid;
    for (1 .. 1000) {
        last unless lives($pid);
        kill 'KILL', $pid if $_ == 500;
        select undef, undef, undef, 0.01;
    }
    unlink $path;
}

sub stop {
    my ($self) = @_;
    $self->stop_smtp;
    $self->stop_imap;
    remove_tree($self->{folder}) unless $ENV{CASEGATE_KEEP};
    $self->{owner} = 0;
}

sub DESTROY {
    my ($self) = @_;
    local ($?, $@);
    $self->stop if $self->{owner} == $$;
}

# ---- people ----

# Hands one message in by SMTP, in its own connection; dies with the server's reply when it is not taken.
sub send {
    my ($self, $raw, $from, @to) = @_;
    my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $self->{port}{smtp}) // croak "no Postfix: $!";
    (my $bytes = $raw) =~ s/\r?\n/\r\n/g;
    $bytes =~ s/^\./../mg;
    $bytes =~ s/(?<!\r\n)\z/\r\n/;
    expect($socket, undef, 220);
    expect($socket, 'EHLO people.example', 250);
    expect($socket, "MAIL FROM:<$from>", 250);
    expect($socket, "RCPT TO:<$_>", 250) for @to;
    expect($socket, 'DATA', 354);
    expect($socket, "$bytes.", 250);
    expect($socket, 'QUIT', 221);
}

sub expect {
    my ($socket, $command, $code) = @_;
    print $socket "$command\r\n" if defined $command;
    my $reply = '';
    while (my $line = <$socket>) {
        $reply .= $line;
        last if $line =~ /^\d{3} /;
    }
    croak "Postfix said '$reply'" unless $reply =~ /^$code/;
}

# Puts one message into an INBOX as another mail system would, without SMTP and without Dovecot.
sub drop {
    my ($self, $raw, $address) = @_;
    my $box = "$self->{folder}/mail/$address";
    make_path(map { "$box/$_" } qw(tmp new cur));
    my $name = sprintf '%d.M%06dP%d_%d.test', time, 0, $$, ++$self->{dropped};
    spew("$box/tmp/$name", $raw);
    chown $nobody, $nobody, $box, (map { "$box/$_" } qw(tmp new cur)), "$box/tmp/$name";
    rename "$box/tmp/$name", "$box/new/$name" or croak "$box: $!";
}

# The paths of the messages in an INBOX, oldest delivery first (Maildir names begin with the time).
sub paths {
    my ($self, $address) = @_;
    my @found = map { [ $_, m{/(\d+)\.(?:V\w+)?M?(\d+)?[^/]*$}, (stat)[9] ] } glob "$self->{folder}/mail/\Q$address\E/{new,cur}/*";
    return map { $_->[0] } sort { $a->[1] <=> $b->[1] || ($a->[2] // 0) <=> ($b->[2] // 0) || $a->[0] cmp $b->[0] } @found;
}

sub mails {
    my ($self, $address) = @_;
    return map { open my $in, '<:raw', $_ or croak "$_: $!"; local $/; scalar <$in> } $self->paths($address);
}

# Until every mailbox has what Postfix has taken: its queue is empty. Dies after a minute.
sub settle {
    my ($self) = @_;
    for (1 .. 6000) {
        my @waiting = map { glob "$self->{folder}/postfix/queue/$_/*" } qw(incoming active maildrop);
        return unless @waiting;
        select undef, undef, undef, 0.01;
    }
    croak "Postfix still has mail: " . $self->log_of('postfix');
}

1;
