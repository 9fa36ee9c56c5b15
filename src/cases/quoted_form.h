/* Our own reply form, filled in where it stands quoted below a reply. */
#pragma once
#include "deciding.h"

/* Takes the answers into the reading: only of fields that `sent`, the mail that is answered, left
 * empty, and only what is not our own text come back. */
void quoted_form_take(Deciding *x, const OutboxRow *sent);
/* The same for the blank form that we sent to who asked for it: it belongs to no case yet. */
void quoted_form_take_blank(Deciding *x);
