/* Was a duty answered before it was owed, and by somebody who may? */
#pragma once
#include "deciding.h"

/* Does the value of a field meet the rule? Silence, evasion and what is still to come do not, a 'no' only where the rule lets it. */
gboolean said_value_answers(const Deciding *x, const PolicyOwed *rule, const char *value);
/* What a field of an earlier message of this cycle said that meets the rule, its writer being, by the directory of that day, one
 * whom the rule names, and of the agency that owes it; the last that such a writer said, whatever others said since, and
 * only if it was proven to be theirs. Borrowed from the case; NULL: nothing does, and *unproven_out is the message, if there is
 * one, that would if it were proven. Never so for what bars closing and is owed from the closing on. */
const char *said_before(const Deciding *x, const PolicyOwed *rule, const Owed *owed, const char **unproven_out);
