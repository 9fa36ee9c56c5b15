# Scenarios 3, 4, 5, 6 and 9 when everybody writes with Outlook on Windows: paragraphs of Word's, Thread-Index, From/Sent/To/Subject under a thin line.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Styles;

told_in('outlook', qw(030-no-reference 040-out-of-office 050-forwarded-chain 060-two-children 090-duplicate-send 145-office-by-mail));
