# A site that collects from an IMAP server: settings of the source, the password's file, and waiting for what other processes do.
package Casegate::Imap;
use strict;
use warnings;
use Casegate;

# A demonstration site with one IMAP source; `settings`: its keys in site.yaml. The password lies in a file of the site.
sub site {
    my ($class, $password, $settings, $policy) = @_;
    my $site = Casegate->new($policy // 'havering-2020');
    my $folder = $site->folder;
    Casegate::spew("$folder/password", "$password\n");
    chmod 0600, "$folder/password" or die "chmod: $!";
    $class->source($site, { password_file => 'password', %$settings });
    return $site;
}

# Puts these sources into site.yaml in the place of any there are.
sub source {
    my ($class, $site, @sources) = @_;
    my $path = $site->folder . '/routing/site.yaml';
    my $text = Casegate::slurp($path);
    my @lines;
    for my $settings (@sources) {
        my %all = (type => 'imap', mailbox => $site->mailbox, %$settings);
        push @lines, '{' . join(', ', map { defined $all{$_} ? "$_: " . ($all{$_} =~ /^\[/ ? $all{$_} : qq{"$all{$_}"}) : () } sort keys %all) . '}';
    }
    $text =~ s/^sources:.*\n/'sources: [' . join(', ', @lines) . "]\n"/me or die 'no sources in site.yaml';
    Casegate::spew($path, $text);
}

# `casegate ARGUMENTS` in the background: its process number. What it says goes to `log`. A test that dies leaves none behind.
my %begun;
END { local $?; kill TERM => grep { $begun{$_} == $$ } keys %begun }
sub begin {
    my ($site, @arguments) = @_;
    my $pid = fork // die "cannot fork: $!";
    if ($pid == 0) {
        open STDOUT, '>', '/dev/null' or die $!;
        open STDERR, '>>', $site->folder . '/background.log' or die $!;
        exec Casegate::binary(), '--site', $site->folder, @arguments or die $!;
    }
    $begun{$pid} = $$;
    return $pid;
}
sub log { my ($site) = @_; my $path = $site->folder . '/background.log'; return -e $path ? Casegate::slurp($path) : '' }

# Its exit code, or "signal N"; killed, and so a failure, when it does not end.
sub ended {
    my ($pid) = @_;
    local $SIG{ALRM} = sub { kill KILL => $pid };
    alarm 60;
    waitpid $pid, 0;
    alarm 0;
    delete $begun{$pid};
    return $? & 127 ? 'signal ' . ($? & 127) : $? >> 8;
}

# key → value of a health file; empty when there is none.
sub health {
    my ($site, $name) = @_;
    my $path = $site->folder . "/spool/health/$name";
    return -e $path ? { map { /^(\w+)=(.*)/ ? ($1 => $2) : () } split /\n/, Casegate::slurp($path) } : {};
}

# A client of our own, for what somebody else does in the mailbox. Commands are answered before the next is sent.
sub client {
    my ($port, $ca, $user, $password) = @_;
    require IO::Socket::SSL;
    my $socket = IO::Socket::SSL->new(PeerAddr => '127.0.0.1', PeerPort => $port, SSL_ca_file => $ca, SSL_verifycn_name => 'localhost',
        SSL_verifycn_scheme => 'imap') or die "no connection: $IO::Socket::SSL::SSL_ERROR";
    my $client = { socket => $socket, tag => 0 };
    scalar <$socket>;
    say($client, "LOGIN $user $password");
    return $client;
}

sub say {
    my ($client, $command) = @_;
    my ($socket, $tag) = ($client->{socket}, 'c' . ++$client->{tag});
    print $socket "$tag $command\r\n";
    my $answer = '';
    while (defined(my $line = <$socket>)) {
        $answer .= $line;
        last if $line =~ /^(?:\Q$tag\E|\+) /;
    }
    die "$command: $answer" if $answer =~ /^\Q$tag\E (?!OK)/m;
    return $answer;
}

sub append {
    my ($client, $folder, $flags, $raw) = @_;
    my $socket = $client->{socket};
    say($client, "APPEND $folder $flags {" . length($raw) . '}');
    print $socket "$raw\r\n";
    while (defined(my $line = <$socket>)) { last if $line =~ /^c\d+ / }
}

# A watchdog, no measure: FALSE when it never came true.
sub wait_until {
    my ($condition) = @_;
    for (1 .. 3000) {
        return 1 if $condition->();
        select undef, undef, undef, 0.01;
    }
    return 0;
}

1;
