/* What a message does to a case that is closing or closed. Where a string is returned it says, for the answer, why nothing or
 * not all was done; NULL: nothing is to be said; static. */
#pragma once
#include "wish.h"

/* The case is closing; and the same where the office has decided about the message, which had barred that or not. */
const char *ending_begun(Deciding *x, Wish wish);
const char *ending_ruled(Deciding *x, Wish wish, gboolean barred);
/* The case is closed, or was not taken further. `explains`: it gives the record of a delay, and asks for nothing by that. */
const char *ending_over(Deciding *x, gboolean explains);
/* Did this message do something that was owed? */
gboolean ending_took_something(const Deciding *x);
/* Something owed is said to be done, by somebody whose word it would be if they were proven: it is held. */
gboolean ending_hold_claimed(Deciding *x);
