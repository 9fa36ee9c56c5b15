/* What was agreed, as a party was last shown it: its words confirm that and nothing else. */
#pragma once
#include "deciding.h"

/* What is on record as agreed in this cycle, NULL while nobody said it. */
const char *confirm_shown_record(const Deciding *x);
/* Was `theirs`, the other party's account, shown to `agency` since it was given? TRUE where there is none (NULL). */
gboolean confirm_shown_account(const Deciding *x, const char *agency, const Account *theirs);
/* The outcome that `agency` wrote itself, else the one that it was last shown, in the other party's account or on record;
 * NULL when neither. *day_out: the day it was written. */
const char *confirm_shown_outcome(const Deciding *x, const char *agency, const Account *theirs,
                                  Day *day_out);
