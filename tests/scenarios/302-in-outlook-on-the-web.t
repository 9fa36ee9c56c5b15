# Scenarios 3, 4, 5, 6 and 9 when everybody writes with Outlook on the web: divRplyFwdMsg under a ruled line.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Styles;

told_in('owa', qw(030-no-reference 040-out-of-office 050-forwarded-chain 060-two-children 090-duplicate-send));
