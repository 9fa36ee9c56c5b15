# A site and a server that goes wrong (Casegate::ImapPeer): the three messages of its mailbox, and what must hold of them after
# every step. Used by tests/live/11*.t.
package Casegate::ImapCells;
use strict;
use warnings;
use Casegate;
use Casegate::Imap;
use Casegate::ImapPeer;
use Test::More;

our $password = 'tide-and-lantern-41';
our @subjects = qw(one two three);
our @raw = map { "From: a\@school.example\r\nSubject: $_\r\n\r\n" . "a line of $_\r\n" x 20 } @subjects;
our $peer = Casegate::ImapPeer->new(messages => \@raw);
our $site = Casegate::Imap->site($password, settings());

sub settings { return { host => '127.0.0.1', port => $peer->port, tls => 'none', timeout_seconds => 60, poll_seconds => 1, @_ } }
sub subject { return $_[0] =~ /^Subject: (.*?)\r?$/m ? $1 : '(none)' }
# What was collected, oldest first: the subjects of whole messages.
sub whole { my ($raw) = @_; return subject($raw) . ($raw =~ /\r\n\r\n(?:a line of \w+\r\n){20}\z/ ? '' : ' (damaged)') }
sub spooled { return map { whole(Casegate::slurp($_)) } sort glob $site->folder . '/spool/incoming/new/*' }
sub collect { my ($code, $out, $err) = $site->run(undef, '--site', $site->folder, 'collect', '--once'); return ($code, $err) }

# A mailbox with the three messages and a site that has never read it.
sub fresh {
    my (%settings) = @_;
    $peer->refill(messages => \@raw, settings => \%settings);
    unlink glob $site->folder . '/spool/incoming/*/*';
    unlink map { glob $site->folder . "/spool/cursors/$_" } '*', '.*.new';
}

# Why the state is bad; '' when it is good. Held after every step: a message is in the spool, or still in the mailbox, and what
# left the mailbox is in the spool.
sub lost {
    my %spool = map { $_ => 1 } spooled();
    my %inbox = map { subject($_) => 1 } values %{ $peer->inbox };
    my %done = map { subject($_) => 1 } values %{ $peer->done };
    return join ', ', (map { "'$_' is lost" } grep { !$spool{$_} && !$inbox{$_} } @subjects),
        (map { "'$_' left the mailbox and is not in the spool" } grep { $done{$_} && !$spool{$_} } @subjects);
}

# What makes the client wait for its time-out, which is then a short one. Everything else has the time it wants: a slow machine
# is no fault of a server's.
my %waits = map { $_ => 1 } qw(hang slow short negative);

sub patience {
    my ($seconds) = @_;
    Casegate::Imap->source($site, { password_file => 'password', %{ settings(timeout_seconds => $seconds) } });
}

# The fault happens to one run. On a machine so slow that the time-out came first it is tried once more, with more time.
sub fault_happens {
    my ($at, $what, $settings) = @_;
    my ($code, $said);
    for my $seconds ($waits{$what} ? (1, 10) : (60)) {
        fresh(%$settings);
        $peer->fault(at => $at, what => $what);
        patience($seconds);
        ($code, $said) = collect();
        last if $peer->happened;
    }
    return ($code, $said);
}

# The fault, then a server that behaves. `settings` of the server; `stays`: it cannot empty the mailbox; `dies`: of the library.
sub cell {
    my ($name, $at, $what, %of) = @_;
    my ($code, $said) = fault_happens($at, $what, $of{settings} // {});
    my @notes;
    push @notes, 'the fault did not happen' unless $peer->happened;
    push @notes, "during it: $_" for grep { $_ ne '' } lost();
    push @notes, "exit $code" unless $code =~ /^(?:0|75|78)$/;
    push @notes, 'no word of it' if $code ne '0' && $said !~ /imap INBOX of \S+: \S/;
    push @notes, 'the process died' if $said =~ /its process ended/ && !$of{dies};
    push @notes, 'the secret was said' if $said =~ /\Q$password\E/;
    unlink "$peer->{folder}/fault";
    patience(60);
    my ($after, $word) = collect();
    push @notes, "afterwards exit $after: $word" unless $after eq '0';
    my @got = spooled();
    push @notes, "afterwards '@got' in the spool" unless "@got" eq "@subjects";
    push @notes, 'the mailbox is not empty' if %{ $peer->inbox } && !$of{stays};
    ok(!@notes, "$name ($code)") or diag(join "\n", @notes, $said, $peer->said);
}

1;
