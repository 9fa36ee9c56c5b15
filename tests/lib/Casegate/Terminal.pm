# A terminal for a test: a program runs in it as if somebody sat before it. Core modules only (Linux: /dev/ptmx).
#
#   my $terminal = Casegate::Terminal->new($program, @arguments);
#   $terminal->until(qr/QUEUE/) or …;      # waits until the screen has said so; reads whatever comes
#   $terminal->type("q");
#   is($terminal->end, 0);                 # its exit code, once it has ended by itself
package Casegate::Terminal;
use strict;
use warnings;
use Carp qw(croak);
use POSIX qw(setsid WNOHANG);

use constant { TIOCSPTLCK => 0x40045431, TIOCGPTN => 0x80045430, TIOCSWINSZ => 0x5414, WATCHDOG => 20 };

sub new {
    my ($class, $program, @arguments) = @_;
    my %how = ref $arguments[0] ? %{ shift @arguments } : ();
    open my $master, '+<', '/dev/ptmx' or croak "no terminal: $!";
    binmode $master;
    my $open = pack 'i', 0;
    ioctl $master, TIOCSPTLCK, $open or croak "cannot unlock: $!";
    my $number = pack 'I', 0;
    ioctl $master, TIOCGPTN, $number or croak "which terminal: $!";
    my $self = bless { master => $master, name => '/dev/pts/' . unpack('I', $number), said => '', seen => 0 }, $class;
    $self->size($how{rows} // 24, $how{columns} // 100);
    $self->{pid} = fork // croak "cannot fork: $!";
    $self->become($program, @arguments) if $self->{pid} == 0;
    return $self;
}

sub become {
    my ($self, $program, @arguments) = @_;
    delete @ENV{qw(CASEGATE_SITE NO_COLOR)} unless $ENV{KEEP_NO_COLOR};
    @ENV{qw(TERM LC_ALL)} = ('xterm', 'C');
    close $self->{master};
    setsid();
    open my $slave, '+<', $self->{name} or die "cannot open $self->{name}: $!"; # of a session without one: it is ours now
    open STDIN,  '<&', $slave or die $!;
    open STDOUT, '>&', $slave or die $!;
    open STDERR, '>&', $slave or die $!;
    exec $program, @arguments or die "cannot run $program: $!";
}

sub size {
    my ($self, $rows, $columns) = @_;
    my $size = pack 'S4', $rows, $columns, 0, 0;
    ioctl $self->{master}, TIOCSWINSZ, $size or croak "size: $!";
}

sub type { my ($self, $text) = @_; syswrite $self->{master}, $text }
sub said { $_[0]{said} }    # everything that was written to it

# Reads for a moment; 0 once nobody has it open any more.
sub hear {
    my ($self, $seconds) = @_;
    my $ready = '';
    vec($ready, fileno $self->{master}, 1) = 1;
    return 1 unless select $ready, undef, undef, $seconds;
    return sysread($self->{master}, $self->{said}, 65536, length $self->{said}) ? 1 : 0;
}

# Waits until what was written since the last success matches; false when it ends or takes too long.
sub until {
    my ($self, $want) = @_;
    my $give_up = time + WATCHDOG;
    while (time < $give_up) {
        if (substr($self->{said}, $self->{seen}) =~ $want) {
            $self->{seen} += $+[0];
            return 1;
        }
        $self->hear(0.2) or last;
    }
    return substr($self->{said}, $self->{seen}) =~ $want;
}

# Its exit code, or 'signal N'; it is killed when it does not end.
sub end {
    my ($self) = @_;
    my $give_up = time + WATCHDOG;
    while (waitpid($self->{pid}, WNOHANG) == 0) {
        $self->hear(0.05);
        kill 'KILL', $self->{pid} if time > $give_up;
    }
    my $status = $?;
    1 while length $self->{said} < 1 << 22 && $self->rest;
    return $status & 127 ? 'signal ' . ($status & 127) : $status >> 8;
}

sub rest {
    my ($self) = @_;
    my $ready = '';
    vec($ready, fileno $self->{master}, 1) = 1;
    return 0 unless select $ready, undef, undef, 0;
    return sysread($self->{master}, $self->{said}, 65536, length $self->{said});
}

sub hang_up { my ($self) = @_; close $self->{master} }

1;
