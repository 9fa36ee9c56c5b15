/* What a case still has to be told of each child. For all of a case: case_missing(). */
#pragma once
#include "case.h"
#include "ruleset.h"

/* Is the question open for this child of the case? Of one that the case does not have every question is. */
gboolean missing_of_child(const Case *c, const Ruleset *rules, const char *key, guint child);
