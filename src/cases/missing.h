/* What a case still has to be told of each child. For all of a case: case_missing(). */
#pragma once
#include "case.h"
#include "ruleset.h"

/* Is the question open for this child of the case? Of one that the case does not have every question is. */
gboolean missing_of_child(const Case *c, const Ruleset *rules, const char *key, guint child);
/* What is wrong with what was written for this question of the escalation form (`child`: 0 = of the case), while it cannot be
 * read; else NULL. */
const char *missing_said(const Case *c, const Ruleset *rules, const char *key, guint child);
/* The same of the case and all its children: a question that was answered, in words that cannot be read. */
gboolean missing_unread(const Case *c, const Ruleset *rules, const char *key);
#define MISSING_UNREAD " (answered, but it cannot be read)"
