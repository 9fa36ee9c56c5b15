# A server that goes wrong at every point in every way: what is then in the mailbox and in the spool. Nothing is lost: a message
# is in the mailbox or in the spool at every moment, and in the spool once the server behaves. Nothing comes twice.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::ImapCells;
use Test::More;

BEGIN { no strict 'refs'; *$_ = \&{"Casegate::ImapCells::$_"} for qw(cell) }
# ---- every point, every way ----

my @points = qw(greeting capability authenticate list select noop search sizes fetch literal after-literal move);
my @ways = qw(no bad bye close hang garbage huge nul slow);
for my $at (@points) {
    for my $what (@ways) {
        next if $at =~ /literal/ && $what =~ /^(?:no|bad)$/; # bytes of the message, there
        cell("$at: $what", $at, $what);
    }
}
# without MOVE: by COPY, STORE and EXPUNGE of these UIDs
my %old = (settings => { capability => 'UIDPLUS IDLE' });
for my $at (qw(copy store expunge)) {
    cell("$at: $_", $at, $_, %old) for @ways, 'done-close';
}
done_testing;
