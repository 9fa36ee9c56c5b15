# `casegate deliver`, ended at its calls. What exited with 0 is there once and whole; what was killed is sent again, as a
# mail server does, and is then there once, whatever the first attempt had come to.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Crash;
use Casegate::Killat;
use Digest::SHA qw(sha256_hex);
use Test::More;

my $now  = '2026-12-01T10:00';
my $site = Casegate->new('havering-2020');
my $new  = $site->folder . '/spool/incoming/new';
my $in   = "$site->{scratch}/message";
my @deliver = command($site, 'deliver', '--to', $site->mailbox);
my (%accepted, @torn, $count);

# Everything visible is whole: its name says digest and size.
sub torn {
    return grep {
        my $bytes = Casegate::slurp($_);
        index($_, ',H=' . sha256_hex($bytes) . ',S=' . length($bytes) . ',') < 0
    } glob "$new/*";
}

my $landed = sweep(sub {
    my ($point) = @_;
    my $raw = "From: <sender" . ++$count . "\@elsewhere.example>\r\nSubject: $count\r\n\r\nmessage $count\r\n" . 'x' x ($count * 100);
    Casegate::spew($in, $raw);
    my $run = Casegate::Killat->run({ %$point, stdin => $in }, @deliver);
    is($run->{status}, 0, 'without a kill it is accepted') unless $run->{killed};
    push @torn, torn();
    $run->{said} = $site->deliver({ raw => $raw, unproven => 1 }) if $run->{killed}; # the same bytes; dies unless 0
    $accepted{ sha256_hex($raw) } = 1;
    return $run;
}, [ 0, every() > 1 ? 17 : 1 ], [ 1, 1 ]); # few calls, and each is soon done
cmp_ok($landed, '>=', 13, "$landed kills landed");
is_deeply(\@torn, [], 'nothing half-written was ever visible');

$site->work($now);
my (%first, %repeats);
$_->{disposition} eq 'repeat' ? $repeats{ $_->{sha256} }++ : $first{ $_->{sha256} }++ for @{ $site->messages };
is_deeply(\%first, \%accepted, 'every accepted message was worked once, and nothing else was');
is_deeply([ grep { $repeats{$_} > 1 } keys %repeats ], [], 'at most one copy of each had come before the kill');
cmp_ok(scalar keys %repeats, '>=', 1, 'and some had: the harness reaches past the rename');
is_deeply([ glob "$new/*" ], [], 'nothing is left in incoming/new');
my ($code, $out, $err) = $site->run(undef, '--site', $site->folder, 'verify');
is($code, 0, 'the record adds up') or diag($out . $err);

Casegate::spew($in, "From: <last\@elsewhere.example>\r\n\r\nlast\r\n");
my $whole = Casegate::Killat->run({ trace => 1, stdin => $in }, @deliver);
knows_its_calls($whole);
is_deeply([ unsynced($whole->{trace}) ], [], 'bytes and name are durable before it says so');
is(scalar(grep { $_->[1] =~ /^rename/ } @{ $whole->{trace} }), 1, 'and the trace is of an acceptance');

done_testing;
