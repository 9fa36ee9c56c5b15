# Scenarios 3, 4, 5, 6 and 9 when everybody writes with Apple Mail on a Mac and on an iPhone: quotes of type cite, flowed lines, 'Sent from my iPhone'.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Styles;

told_in('apple', qw(030-no-reference 040-out-of-office 050-forwarded-chain 060-two-children 090-duplicate-send 145-office-by-mail));
