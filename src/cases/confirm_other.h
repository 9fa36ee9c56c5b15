/* Does a party's prose tell another account than the one it was shown? */
#pragma once
#include "confirm_read.h"

/* `agreed`, `told`: what is on record as agreed, and the day it was written; `theirs`: the other party's account, NULL none.
 * TRUE where a sentence that confirms, or speaks of the same thing, says something that none of them says. */
gboolean confirm_other(const Deciding *x, const ConfirmRead *read, const char *agreed, Day told,
                       const Account *theirs);
/* The same of the outcome that it names by its label, of which every sentence speaks of what was agreed. */
gboolean confirm_other_outcome(const Deciding *x, const ConfirmRead *read, const char *agreed,
                               Day told);
