# The desk of a site, served by the program's own process, and a browser that does only what it is told.
#
#   my $desk = Casegate::Desk->new($site);                  # accounts, on a port of this machine
#   $desk->account('wilf.darrow', 'officer', 'Wilf Darrow');
#   my $wilf = $desk->browser->sign_in('wilf.darrow');
#   my $page = $wilf->get('/');                             # {status, body, header}: of each name its last value
#   $wilf->post('/case/HAV-26-0001-X/note', text => '…');   # with the token of the page that was got last
#
# Settings of 'desk' take the place of the usual ones: Casegate::Desk->new($site, listen => "$folder/desk.sock", …). Core modules
# only. It ends with the object.
package Casegate::Desk;
use strict;
use warnings;
use Carp qw(croak);
use Casegate;
use IO::Socket::INET;
use IO::Socket::UNIX;

use constant PASSWORD => 'four words of hers';
use constant PATIENCE => 60; # seconds; never a reason to pass

sub free_port {
    my $probe = IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1', ReuseAddr => 1) or croak "no port: $!";
    return $probe->sockport;
}

sub new {
    my ($class, $site, %settings) = @_;
    my $self = bless { site => $site, log => $site->folder . '/serve.log', listen => $settings{listen} // '127.0.0.1:' . free_port() }, $class;
    my $yaml = $site->folder . '/routing/site.yaml';
    my $text = Casegate::slurp($yaml) =~ s/^desk:\n(?: .*\n)*//mr;
    $settings{listen} = $self->{listen};
    Casegate::spew($yaml, $text . "desk:\n" . join '', map { "  $_: $settings{$_}\n" } sort keys %settings);
    return $self;
}

sub account {
    my ($self, $login, $role, $called, @more) = @_;
    $self->{site}->must(PASSWORD . "\n", 'account', 'add', $login, '--role', $role, '--called', $called // $login, @more);
    return $self;
}

# `arguments`: 'serve', or what else the program is to do that serves.
sub start {
    my ($self, @arguments) = @_;
    @arguments = ('serve') unless @arguments;
    my $binary = Casegate::binary();
    Casegate::spew($self->{log}, '');
    $self->{pid} = fork // croak "cannot fork: $!";
    if ($self->{pid} == 0) {
        delete $ENV{CASEGATE_SITE};
        @ENV{qw(TZ LC_ALL)} = ('Pacific/Auckland', 'C');
        open STDIN,  '<',  '/dev/null'  or die $!;
        open STDOUT, '>>', $self->{log} or die $!;
        open STDERR, '>>', $self->{log} or die $!;
        exec $binary, '--site', $self->{site}->folder, @arguments or die "cannot run the program: $!";
    }
    $self->wait_for(sub { $self->log =~ /pages are served/ && $self->clerk }, 'the desk is served');
    return $self;
}

sub wait_for {
    my ($self, $is_there, $what) = @_;
    for (1 .. PATIENCE * 20) {
        my $found = $is_there->();
        return $found if $found;
        select undef, undef, undef, 0.05;
    }
    croak "$what: not in " . PATIENCE . " seconds\n" . $self->log;
}

sub log { return Casegate::slurp($_[0]{log}) }

# The process number of the one that writes, while it is there.
sub clerk {
    my ($self) = @_;
    my $path = $self->{site}->folder . '/spool/health/serve';
    my ($pid) = -e $path ? Casegate::slurp($path) =~ /^pid=(\d+)/m : ();
    return $pid && kill(0, $pid) ? $pid : 0;
}

# The process of that name below the one that was begun: "cg-desk", "cg-clerk", "cg-serve"; 0 while there is none.
sub process {
    my ($self, $name) = @_;
    my (%parent, %called);
    for my $stat (glob '/proc/[0-9]*/stat') {
        open my $in, '<', $stat or next;
        my ($pid, $comm, $ppid) = (<$in> // '') =~ /^(\d+) \((.*)\) [^Z] (\d+)/ or next;
        ($parent{$pid}, $called{$pid}) = ($ppid, $comm);
    }
    for my $pid (grep { $called{$_} eq $name } sort keys %called) {
        my $at = $pid;
        $at = $parent{$at} while $at && $at != $self->{pid};
        return $pid if $at;
    }
    return 0;
}

# The exit code.
sub stop {
    my ($self, $signal) = @_;
    my $pid = delete $self->{pid} or return 0;
    kill $signal // 'TERM', $pid;
    waitpid $pid, 0;
    return $?;
}

sub DESTROY { local $?; $_[0]->stop }

sub connect {
    my ($self) = @_;
    my $where = $self->{listen};
    my $socket = $where =~ m{^/} ? IO::Socket::UNIX->new(Peer => $where) : IO::Socket::INET->new(PeerAddr => $where, Timeout => 10);
    return $socket || croak "cannot connect to '$where': $!\n" . $self->log;
}

# Bytes in, bytes out.
sub raw {
    my ($self, $bytes) = @_;
    my $socket = $self->connect;
    local $SIG{PIPE} = 'IGNORE';
    print {$socket} $bytes;
    $socket->flush;
    my $heard = '';
    while (sysread $socket, my $part, 65536) { $heard .= $part }
    return $heard;
}

sub browser { return bless { desk => $_[0], cookies => {}, headers => {} }, 'Casegate::Desk::Browser' }

package Casegate::Desk::Browser;
use strict;
use warnings;
use Carp qw(croak);

sub escaped { my ($text) = @_; utf8::encode($text) if utf8::is_utf8($text); return $text =~ s/([^A-Za-z0-9._~-])/sprintf '%%%02X', ord $1/ger }
sub form { my (@pairs) = @_; my @parts; while (my ($name, $value) = splice @pairs, 0, 2) { push @parts, escaped($name) . '=' . escaped($value) } return join '&', @parts }

# Headers that go with every request; undef takes one away.
sub with { my ($self, %headers) = @_; return bless { %$self, headers => { %{ $self->{headers} }, %headers } }, ref $self }

sub request {
    my ($self, $method, $path, $body) = @_;
    my $desk = $self->{desk};
    my %headers = (Host => $desk->{listen} =~ m{^/} ? 'localhost' : $desk->{listen}, Connection => 'close', %{ $self->{headers} });
    $headers{Cookie} = join '; ', map { "$_=$self->{cookies}{$_}" } sort keys %{ $self->{cookies} } if %{ $self->{cookies} } && !exists $self->{headers}{Cookie};
    @headers{qw(Content-Type Content-Length)} = ($headers{'Content-Type'} // 'application/x-www-form-urlencoded', length $body) if defined $body;
    my $text = "$method $path HTTP/1.1\r\n" . join '', map { defined $headers{$_} ? "$_: $headers{$_}\r\n" : () } sort keys %headers;
    return $self->parse($desk->raw("$text\r\n" . ($body // '')));
}

sub parse {
    my ($self, $heard) = @_;
    my ($head, $body) = split /\r\n\r\n/, $heard, 2;
    my ($first, @lines) = split /\r\n/, $head // '';
    my ($status) = ($first // '') =~ m{^HTTP/1\.1 (\d+)} or croak "no answer: '$heard'\n" . $self->{desk}->log;
    my %header;
    /^([^:]+):\s*(.*)$/ and $header{ lc $1 } = $2 for @lines;
    for (map { /^Set-Cookie:\s*(.*)$/i ? $1 : () } @lines) {
        my ($name, $value) = /^([^=]+)=([^;]*)/;
        /Max-Age=0/ ? delete $self->{cookies}{$name} : ($self->{cookies}{$name} = $value);
    }
    my ($token) = ($body // '') =~ /name="token" value="([^"]+)"/;
    $self->{token} = $token if $token;
    return { status => $status, header => \%header, body => $body // '', lines => \@lines };
}

sub get { my ($self, $path) = @_; return $self->request('GET', $path) }

sub post {
    my ($self, $path, %fields) = @_;
    $fields{token} = $self->{token} // '' unless exists $fields{token};
    delete $fields{token} unless defined $fields{token};
    return $self->request('POST', $path, form(%fields));
}

sub sign_in {
    my ($self, $login, $password) = @_;
    $self->get('/sign-in');
    my $answer = $self->post('/sign-in', name => $login, password => $password // Casegate::Desk::PASSWORD);
    croak "$login: not signed in: $answer->{status}" unless $answer->{status} == 303;
    $self->get('/words');
    return $self;
}

# A stream: what it says is got with ->next.
sub events {
    my ($self) = @_;
    my $socket = $self->{desk}->connect;
    my $cookie = join '; ', map { "$_=$self->{cookies}{$_}" } sort keys %{ $self->{cookies} };
    print {$socket} "GET /events HTTP/1.1\r\nHost: $self->{desk}{listen}\r\nCookie: $cookie\r\n\r\n";
    $socket->flush;
    return bless { socket => $socket, heard => '' }, 'Casegate::Desk::Stream';
}

package Casegate::Desk::Stream;
use strict;
use warnings;
use IO::Select;

# The next event's data within so many seconds; '' when none comes, undef when it ended.
sub next {
    my ($self, $seconds) = @_;
    my $until = time + $seconds;
    while (1) {
        return $1 if $self->{heard} =~ s/^.*?data: (\w+)\r?\n\r?\n//s;
        return undef if $self->{over} || $self->{heard} =~ /\r\n0\r\n\r\n\z/; # or the answer did, on a connection that stays
        my $left = $until - time;
        return '' if $left <= 0 || !IO::Select->new($self->{socket})->can_read($left);
        my $got = sysread $self->{socket}, my $part, 65536;
        $self->{over} = 1 unless $got;
        $self->{heard} .= $part // '';
    }
}

1;
