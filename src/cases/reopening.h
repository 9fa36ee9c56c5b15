/* A closed case that is open again. */
#pragma once
#include "deciding.h"

/* Opens the case again in its next cycle, at the stage where it was settled. Nobody is told yet. */
void reopening_begin(Deciding *x, const PolicyStage *stage, const char *why);

/* Does this decision re-open the case? */
gboolean reopening_now(const Deciding *x);
