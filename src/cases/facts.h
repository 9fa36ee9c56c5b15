/* Turns what was read into change rows of an event: facts, children, discussions, members,
 * outstanding. */
#pragma once
#include "deciding.h"

/* All that the reading says and the case does not know yet. A changed answer is added; the first
 * stays in the log. Returns the number of rows added. What could not be read is then of the case's child that it was
 * written of. */
guint facts_record(Deciding *x, Event *event);
/* That alone, of a message whose facts are recorded already. Of a message once. */
void facts_place_problems(Deciding *x);
/* A discussion told in prose ("Spoke 5 Mar, not resolved") as a row of the stage the case is in. */
void facts_discussion(Deciding *x, Event *event);
