/* Our own reply form, filled in where it stands quoted below a reply. */
#pragma once
#include "deciding.h"

/* Takes the answers into the reading: only of fields that `sent`, the mail that is answered, left
 * empty, and only what is not our own text come back. */
void quoted_form_take(Deciding *x, const OutboxRow *sent);
