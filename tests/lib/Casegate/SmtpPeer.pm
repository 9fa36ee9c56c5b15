# An SMTP server that plays badly at one point, for one connection or several, and well otherwise. It keeps every mail it
# has taken, with its envelope, and everything that was said.
#
#   my $peer = Casegate::SmtpPeer->start(fault => ['RCPT', '4xx']);          # tls => 'none'
#   my $peer = Casegate::SmtpPeer->start(certificates => $tls, tls => 'starttls', certificate => 'expired');
#   $peer->settings                 # for 'transport' in site.yaml
#   $peer->taken                    # of { mail, rcpt, raw, id }, in order: what the server has
#   $peer->said                     # 'C: …' and 'S: …' lines; AUTH's secrets stand there as they came
#
# Points: banner EHLO STARTTLS AUTH MAIL RCPT DATA body dot QUIT. Kinds: 4xx 5xx 421 close hang garbage huge nul slow, or a
# reply in full ('552 5.2.2 full'), 'after 7' (seconds a good one, for the dot), or 'reset' (5xx, and the
# connection is reset before the client, whose process id is in the peer's folder, has read that). A server that was to answer the last dot and does anything but refuse has taken the mail.
#   connections  how many connections behave badly; 1. 0 is all
#   transaction  of each such connection the n-th mail; 1. 0 is every
#   offer        what EHLO offers behind the greeting; the usual when not said
#   most         mails a connection, then 421
#   no_null      takes no null sender
#   only         at RCPT: to this address (a pattern) only
package Casegate::SmtpPeer;
use strict;
use warnings;
use Carp qw(croak);
use File::Temp qw(tempdir);
use IO::Select;
use IO::Socket::INET;
use Socket qw(SOL_SOCKET SO_LINGER);
use Time::HiRes qw(sleep);

my @usual = ('PIPELINING', 'SIZE 10240000', '8BITMIME', 'DSN', 'ENHANCEDSTATUSCODES', 'AUTH PLAIN LOGIN XOAUTH2');
my $patience = 60; # seconds that a hanging peer waits for the other side to give up

sub start {
    my ($class, %of) = @_;
    my $listener = IO::Socket::INET->new(Listen => 16, LocalAddr => '127.0.0.1', LocalPort => $of{port} // 0, ReuseAddr => 1)
        // croak "cannot listen: $!";
    my $self = bless { tls => 'none', connections => 1, transaction => 1, certificate => 'good', %of, owner => $$,
        port => $listener->sockport, folder => $of{folder} // tempdir('smtp-peer-XXXXXX', TMPDIR => 1, CLEANUP => 1) }, $class;
    $self->{pid} = fork // croak "cannot fork: $!";
    if ($self->{pid} == 0) {
        @SIG{qw(PIPE TERM INT)} = ('IGNORE', 'DEFAULT', 'DEFAULT');
        $self->serve($listener);
        require POSIX;
        POSIX::_exit(0);
    }
    return $self;
}

sub port { $_[0]{port} }

sub settings {
    my ($self, %more) = @_;
    my %all = (type => 'smtp', host => '127.0.0.1', port => $self->{port}, tls => $self->{tls}, timeout_seconds => 1, %more);
    $all{ca_file} //= $self->{certificates}->ca if $self->{certificates};
    return '{' . join(', ', map { "$_: $all{$_}" } sort keys %all) . '}';
}

sub stop {
    my ($self) = @_;
    return unless $self->{pid} && $self->{owner} == $$;
    kill 'TERM', $self->{pid};
    waitpid $self->{pid}, 0;
    $self->{pid} = 0;
}

sub DESTROY {
    my ($self) = @_;
    local ($?, $@);
    $self->stop;
}

# ---- what it has ----

sub read_file {
    my ($path) = @_;
    open my $in, '<:raw', $path or return '';
    local $/;
    return scalar(<$in>) // '';
}

sub said { return map { s/\r?\n\z//r } split /^/, read_file("$_[0]{folder}/said") }

# Without the first `after`.
sub taken {
    my ($self, $after) = @_;
    my @paths = sort glob "$self->{folder}/taken-*.eml";
    splice @paths, 0, $after // 0;
    return map {
        my ($mail, $rcpt, $raw) = split /\r\n/, read_file($_), 3;
        { mail => $mail, rcpt => $rcpt, raw => $raw, id => ($raw =~ /^Message-I[dD]: <([^>]+)>/m)[0] // '' }
    } @paths;
}

# Until it has done with all who came before: it serves one after another.
sub settle {
    my ($self) = @_;
    my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $self->{port}) // croak "no peer: $!";
    readline $socket;
}

# ---- the server ----

sub note {
    my ($self, $who, $line) = @_;
    open my $out, '>>:raw', "$self->{folder}/said" or die "said: $!";
    print $out "$who: $line\n";
    close $out;
}

sub serve {
    my ($self, $listener) = @_;
    my $count = 0;
    while (my $socket = $listener->accept) {
        $count++;
        $self->{bad} = $self->{fault} && ($self->{connections} == 0 || $count <= $self->{connections});
        $self->note('S', "[connection $count]");
        eval { $self->talk({ socket => $socket, in => '' }) };
        $self->note('S', "[end: $@]") if $@ && $@ ne "closed\n";
        close $socket;
    }
}

sub secure {
    my ($self, $on) = @_;
    require IO::Socket::SSL;
    my $tls = $self->{certificates};
    IO::Socket::SSL->start_SSL($on->{socket}, SSL_server => 1, Timeout => 10, %{ $self->{ssl} // {} },
        SSL_cert_file => $tls->certificate($self->{certificate}), SSL_key_file => $tls->key($self->{certificate})) or die "no TLS\n";
    @$on{qw(secure in)} = (1, '');
}

sub tell {
    my ($self, $on, @lines) = @_;
    $self->note('S', $_) for @lines;
    my $bytes = join '', map { "$_\r\n" } @lines;
    while (length $bytes) {
        my $sent = syswrite($on->{socket}, $bytes) or die "closed\n";
        substr $bytes, 0, $sent, '';
    }
}

sub line {
    my ($self, $on) = @_;
    while ($on->{in} !~ /\n/) {
        sysread($on->{socket}, $on->{in}, 65536, length $on->{in}) or die "closed\n";
    }
    $on->{in} =~ s/\A([^\n]*)\n//;
    return $1 =~ s/\r\z//r;
}

# Until the other side has gone.
sub wait_for_end {
    my ($self, $on) = @_;
    my $until = time + $patience;
    while (time < $until) {
        next unless ($on->{secure} && $on->{socket}->pending) || IO::Select->new($on->{socket})->can_read(0.2);
        sysread($on->{socket}, my $bytes, 65536) or last;
    }
    die "closed\n";
}

sub slowly {
    my ($self, $on) = @_;
    for my $byte (split //, '250-' . 'slowly ' x 100) {
        syswrite($on->{socket}, $byte) or last;
        sleep 0.1;
        last if IO::Select->new($on->{socket})->can_read(0) && !sysread($on->{socket}, my $bytes, 65536);
    }
    die "closed\n";
}

# The client sleeps meanwhile: it finds the answer and the end of the connection at once.
sub reset {
    my ($self, $on, $answer) = @_;
    my $client = read_file("$self->{folder}/client") or die "no client\n";
    kill 'STOP', $client;
    setsockopt $on->{socket}, SOL_SOCKET, SO_LINGER, pack('ii', 1, 0) or die "linger: $!";
    $self->tell($on, $answer);
    close $on->{socket};
    kill 'CONT', $client;
    die "closed\n";
}

# Plays the fault; TRUE when it was an answer, and the conversation goes on.
sub misbehave {
    my ($self, $on, $kind) = @_;
    my %answer = ('4xx' => '451 4.3.0 later, jo.smith@school.example', '5xx' => '554 5.7.1 never, jo.smith@school.example', '421' => '421 4.3.2 closing');
    my %noise = (garbage => "what is this\r\n", huge => '250-' . 'x' x 1_000_000 . "\r\n", nul => "2\x0050 ok\r\n");
    $self->note('S', "[$kind]");
    die "closed\n" if $kind eq 'close';
    $self->slowly($on) if $kind eq 'slow';
    syswrite($on->{socket}, $noise{$kind}) if $noise{$kind};
    $self->wait_for_end($on) if $noise{$kind} || $kind eq 'hang';
    $self->reset($on, $answer{'5xx'}) if $kind eq 'reset';
    sleep $1 if $kind =~ /^after (\d+)$/;
    $self->tell($on, $answer{$kind} // ($kind =~ /^after/ ? '250 2.0.0 taken' : $kind));
    die "closed\n" if $kind eq '421';
    return 1;
}

sub fault {
    my ($self, $on, $point) = @_;
    return 0 unless $self->{bad} && $self->{fault}[0] eq $point;
    return 0 if $point =~ /^(MAIL|RCPT|DATA|body|dot)$/ && $self->{transaction} && $self->{transaction} != $on->{transactions};
    return $self->misbehave($on, $self->{fault}[1]);
}

sub keep {
    my ($self, $on) = @_;
    my $number = () = glob "$self->{folder}/taken-*.eml";
    my $path = sprintf '%s/taken-%06d.eml', $self->{folder}, $number + 1;
    open my $out, '>:raw', "$path.new" or die "keep: $!";
    print $out "$on->{mail}\r\n$on->{rcpt}\r\n$on->{body}";
    close $out;
    rename "$path.new", $path or die "keep: $!";
    $on->{took}++;
}

sub body {
    my ($self, $on) = @_;
    my $first = 1;
    $on->{body} = '';
    while ((my $line = $self->line($on)) ne '.') {
        $self->fault($on, 'body') && die "closed\n" if $first;
        $first = 0;
        $on->{body} .= ($line =~ s/\A\.//r) . "\r\n";
    }
    my $kind = $self->{bad} && $self->{fault}[0] eq 'dot' ? $self->{fault}[1] : '';
    my $now = $kind && (!$self->{transaction} || $self->{transaction} == $on->{transactions});
    $self->keep($on) unless $now && $kind =~ /^[45]/;
    $self->fault($on, 'dot') or $self->tell($on, '250 2.0.0 taken');
    delete @$on{qw(mail rcpt)};
}

sub talk {
    my ($self, $on) = @_;
    $on->{transactions} = $on->{took} = 0;
    $self->secure($on) if $self->{tls} eq 'implicit';
    $self->fault($on, 'banner') or $self->tell($on, '220 peer.example ESMTP');
    while (1) {
        my $line = $self->line($on);
        $self->note('C', $line);
        my ($verb) = $line =~ /^(\w+)/ or return $self->tell($on, '500 5.5.2 what');
        my $do = $self->can("do_\L$verb") // sub { $_[0]->tell($_[1], '502 5.5.1 no') };
        $self->$do($on, $line);
    }
}

sub do_ehlo {
    my ($self, $on) = @_;
    my @offer = @{ $self->{offer} // \@usual };
    push @offer, 'STARTTLS' if $self->{tls} eq 'starttls' && !$on->{secure} && !$self->{stripped};
    @offer = grep { !/^AUTH/ } @offer if $self->{tls} eq 'starttls' && !$on->{secure};
    return if $self->fault($on, 'EHLO');
    my @lines = ('peer.example greets you', @offer);
    $self->tell($on, (map { "250-$_" } @lines[ 0 .. $#lines - 1 ]), "250 $lines[-1]");
}

sub do_starttls {
    my ($self, $on) = @_;
    return if $self->fault($on, 'STARTTLS');
    $self->tell($on, '220 2.0.0 go on', $self->{injected} ? ('250 2.0.0 injected') : ());
    $self->secure($on);
}

sub do_auth {
    my ($self, $on, $line) = @_;
    return if $self->fault($on, 'AUTH');
    if ($line =~ /^AUTH LOGIN$/) {
        for my $question ('VXNlcm5hbWU6', 'UGFzc3dvcmQ6') {
            $self->tell($on, "334 $question");
            $self->note('C', $self->line($on));
        }
    }
    return $self->tell($on, '235 2.7.0 yes') unless $self->{token} && $line !~ /\Q$self->{token}\E$/;
    $self->tell($on, '334 eyJzdGF0dXMiOiI0MDEifQ==');
    $self->note('C', $self->line($on));
    $self->tell($on, '535 5.7.8 no');
}

sub do_mail {
    my ($self, $on, $line) = @_;
    $on->{transactions}++;
    return $self->tell($on, '503 5.5.1 one mail at a time') if $on->{mail};
    return if $self->fault($on, 'MAIL');
    return $self->tell($on, '550 5.7.60 you are not nobody') if $self->{no_null} && $line =~ /^MAIL FROM:<>/;
    if ($self->{most} && $on->{took} >= $self->{most}) {
        $self->tell($on, '421 4.4.5 enough for this connection');
        die "closed\n";
    }
    $on->{mail} = $line;
    $self->tell($on, '250 2.1.0 ok');
}

sub do_rcpt {
    my ($self, $on, $line) = @_;
    return $self->tell($on, '503 5.5.1 MAIL first') unless $on->{mail};
    return if (!$self->{only} || $line =~ $self->{only}) && $self->fault($on, 'RCPT');
    $on->{rcpt} = $line;
    $self->tell($on, '250 2.1.5 ok');
}

sub do_data {
    my ($self, $on) = @_;
    return $self->tell($on, '503 5.5.1 RCPT first') unless $on->{rcpt};
    return if $self->fault($on, 'DATA');
    $self->tell($on, '354 go on');
    $self->body($on);
}

sub do_rset {
    my ($self, $on) = @_;
    delete @$on{qw(mail rcpt)};
    $self->tell($on, '250 2.0.0 ok');
}

sub do_quit {
    my ($self, $on) = @_;
    $self->fault($on, 'QUIT') or $self->tell($on, '221 2.0.0 bye');
    die "closed\n";
}

1;
