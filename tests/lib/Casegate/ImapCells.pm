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

# Hangs are short because timeout_seconds is 1.
sub settings { return { host => '127.0.0.1', port => $peer->port, tls => 'none', timeout_seconds => 1, poll_seconds => 1, @_ } }
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

# The fault, then a server that behaves.
sub cell {
    my ($name, $at, $what, %of) = @_;
    fresh(%{ $of{settings} // {} });
    $peer->fault(at => $at, what => $what, times => $of{times} // 1);
    my ($code, $said) = collect();
    my $bad = lost();
    my @notes;
    push @notes, 'the fault did not happen' unless $peer->happened || $of{may_not_happen};
    push @notes, "during it: $bad" if $bad;
    push @notes, "exit $code" unless $code =~ /^(?:0|75|78)$/;
    push @notes, 'no word of it' if $code ne '0' && $said !~ /imap INBOX of \S+: \S/;
    push @notes, 'the secret was said' if $said =~ /tide-and|$password/;
    unlink "$peer->{folder}/fault";
    my $rounds = 0;
    my $after;
    do { ($after, $said) = collect() } while ($after ne '0' && ++$rounds < ($of{rounds} // 1));
    push @notes, "afterwards exit $after: $said" unless $after eq '0';
    my @got = spooled();
    my @want = $of{want} ? @{ $of{want} } : @subjects;
    push @notes, "afterwards '@got' in the spool" unless "@got" eq "@want" || ($of{any_order} && join(' ', sort @got) eq join(' ', sort @want));
    push @notes, 'the mailbox is not empty' if %{ $peer->inbox } && !$of{stays};
    ok(!@notes, "$name ($code)") or diag(join "\n", @notes, $said, $peer->said);
}

1;
