# An SMTP server that fails at every point in every way. After each: what is in the outbox, what the server has; and that
# everything has arrived in the end, oldest first, once. A mail arrives twice only where the reply to its last dot was
# lost, and then under the same Message-ID.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::CrashSite;
use Casegate::SmtpPeer;
use Casegate::SmtpSite;
use Test::More;

my @kinds = qw(4xx 5xx 421 close hang garbage huge nul slow);
my $later = '2026-03-11T18:05'; # a mail that was put off once is due again
my @no_pipelining = ('SIZE 10240000', '8BITMIME', 'DSN', 'AUTH PLAIN');

my $site = smtp_site();
my @before = outbox($site);
my ($ids, $sent_before) = ([ map { $_->{id} } grep { $_->{state} eq 'queued' } @before ], scalar grep { $_->{state} eq 'sent' } @before);
is(scalar @$ids, 4, 'four mails wait');

# What the first round must leave: the states of the waiting mails, how many the server has, the exit code.
sub expected {
    my ($point, $kind) = @_;
    my @others = @$ids[ 1 .. $#$ids ];
    return { states => 'sent sent sent sent', has => $ids, code => 0 } if $point eq 'QUIT';
    my $down = { states => 'deferred queued queued queued', has => [], code => $kind eq '5xx' ? 78 : 75 };
    return $down if $point =~ /^(banner|EHLO|AUTH)$/;
    return { states => 'deferred sent sent sent', has => \@others, code => 0 } if $kind eq '4xx';
    return { states => 'failed sent sent sent', has => \@others, code => 0 } if $kind eq '5xx';
    $down->{has} = [ $ids->[0] ] if $point eq 'dot' && $kind ne '421'; # it was taken, and nobody knows
    return $down;
}

sub cell {
    my ($name, $point, $kind, @offer) = @_;
    my $peer = Casegate::SmtpPeer->start(fault => [ $point, $kind ], @offer ? (offer => \@offer) : ());
    my $trial = apart($site);
    my $want = expected($point, $kind);
    my @wrong;
    my $check = sub { my ($what, $got, $expected) = @_; push @wrong, "$what: '$got' instead of '$expected'" if $got ne $expected };
    sends_to($trial, $peer->settings(user => 'gate', password_file => 'secret'));

    my ($code, $out, $err) = send_at($trial, $crash_now);
    my @rows = grep { my $id = $_->{id}; grep { $_ eq $id } @$ids } outbox($trial);
    $check->('exit code', $code, $want->{code});
    $check->('states', join(' ', map { $_->{state} } @rows), $want->{states});
    $check->('the server has', join(' ', map { $_->{id} } $peer->taken), join ' ', @{ $want->{has} });
    push @wrong, 'no reason' if $rows[0]{state} ne 'sent' && !length $rows[0]{why};

    ($code, my $again, my $more) = send_at($trial, $later);
    my @left = $want->{states} =~ /^failed/ ? () : $want->{states} =~ /^deferred sent/ ? ($ids->[0]) : $want->{code} ? @$ids : ();
    @rows = grep { my $id = $_->{id}; grep { $_ eq $id } @$ids } outbox($trial, $later);
    $check->('exit code later', $code, 0);
    $check->('states later', join(' ', map { $_->{state} } @rows), $want->{states} =~ /^failed/ ? 'failed sent sent sent' : 'sent sent sent sent');
    $check->('the server has later', join(' ', map { $_->{id} } $peer->taken), join ' ', @{ $want->{has} }, @left);
    push @wrong, 'a person or a secret is in the log' if "$out$err$again$more" =~ /jo\.smith|pass phrase|YSBwYXNz|AGdhdGUAYSBwYXNzIHBocmFzZQ/;
    my ($verified) = $trial->run(undef, '--site', $trial->folder, 'verify');
    $check->('verify', $verified, 0);
    $peer->stop;
    system 'rm', '-rf', $trial->{scratch};
    return @wrong;
}

my @cells;
for my $point (qw(banner EHLO AUTH MAIL RCPT DATA body dot QUIT)) {
    for my $kind (@kinds) {
        next if $point eq 'body' && $kind =~ /xx/; # a server that reads on until the dot is the row 'dot'
        push @cells, [ "$kind at $point", $point, $kind ];
        push @cells, [ "$kind at $point, no pipelining", $point, $kind, @no_pipelining ] if $point =~ /MAIL|RCPT|DATA/;
    }
}
my @said = side_by_side(8, \&cell, \@cells);
is($said[$_], '', $cells[$_][0]) for 0 .. $#cells;

done_testing;
