# Begins the program without linking it anew: a process of it that is linked and has not begun (tests/lib/starter.c) forks for each
# call. One is kept, for the program, environment, folder, umask and ignored signals that a call would find; where a test has changed
# one of them the next call makes another. It ends with the test and leaves nothing behind.
#
#   my $status = Casegate::Starter::run($binary, [$stdin, $stdout, $stderr], @arguments);   # as in $?; undef: exec it
#
# With CASEGATE_EXEC=1 each call is an exec, as it is where `make helpers` has not been run, where something else is preloaded and
# where the program is a script.
package Casegate::Starter;
use strict;
use warnings;
use Carp qw(croak);
use Cwd qw(abs_path getcwd);
use File::Basename qw(dirname);
use Socket qw(AF_UNIX MSG_NOSIGNAL PF_UNSPEC SHUT_RDWR SOCK_SEQPACKET);

my $shim = abs_path(dirname(__FILE__) . '/../../..') . '/build/tests/lib/starter.so';
my $most = 65536; # bytes of a call, as starter.c has it
my $kept;         # the starter that can be asked: { for, socket, owner, pid }

# What the program finds when it begins, which a test may depend on: the same everywhere.
sub set_environment {
    delete $ENV{CASEGATE_SITE};
    @ENV{qw(TZ LC_ALL)} = ('Pacific/Auckland', 'C');
}

# A starter stands for this. A fork of the test makes its own.
sub stands_for {
    my ($binary) = @_;
    my @ignored = grep { ($SIG{$_} // '') eq 'IGNORE' } sort keys %SIG;
    return join "\0", $$, $binary, (stat $binary)[0, 1, 7, 9], getcwd(), umask, @ignored, map { "$_=$ENV{$_}" } sort keys %ENV;
}

sub is_there { return -e $shim }

sub is_program {
    my ($path) = @_;
    open my $in, '<:raw', $path or return 0;
    my $first = '';
    read $in, $first, 4;
    return $first eq "\x7fELF";
}

sub start {
    my ($binary, $for) = @_;
    return unless is_program($binary);
    socketpair(my $ours, my $theirs, AF_UNIX, SOCK_SEQPACKET, PF_UNSPEC) or croak "no pair of sockets: $!";
    binmode $_ for $ours, $theirs;
    my $pid = fork // croak "cannot fork: $!";
    if ($pid == 0) {
        set_environment();
        $ENV{LD_PRELOAD} = $shim;
        open STDIN,  '<&', $theirs     or die $!;
        open STDOUT, '>',  '/dev/null' or die $!;
        exec { $binary } $binary or die "cannot run the program: $!";
    }
    return { for => $for, socket => $ours, owner => $$, pid => $pid };
}

# Shut down, for a fork of the test may have the socket, too; and that fork leaves it alone.
sub stop {
    my ($starter) = @_;
    return if $starter->{owner} != $$;
    local ($?, $!);
    shutdown $starter->{socket}, SHUT_RDWR;
    waitpid $starter->{pid}, 0;
}

sub run {
    my ($binary, $files, @arguments) = @_;
    return if $ENV{CASEGATE_EXEC} || $ENV{LD_PRELOAD} || !is_there();
    my $request = pack '(Z*)*', map { my $bytes = $_; utf8::encode($bytes) if utf8::is_utf8($bytes); $bytes } @$files, $binary, @arguments;
    return if length $request > $most;
    my $for = stands_for($binary);
    my $starter = $kept;
    undef $kept; # what dies in the middle leaves an answer that nobody may take for his own
    if ($starter && $starter->{for} ne $for) {
        stop($starter);
        undef $starter;
    }
    $starter //= start($binary, $for) // return;
    CORE::send($starter->{socket}, $request, MSG_NOSIGNAL) // croak "cannot ask the starter: $!";
    my $answer;
    until (defined recv $starter->{socket}, $answer, 4, 0) {
        croak "no word from the starter: $!" unless $!{EINTR};
    }
    croak 'the starter has ended' unless length $answer == 4;
    $kept = $starter;
    return unpack 'i', $answer;
}

END { stop($kept) if $kept }

1;
