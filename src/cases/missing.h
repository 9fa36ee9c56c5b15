/* What a case still has to be told of each child. For all of a case: case_missing(). */
#pragma once
#include "case.h"
#include "ruleset.h"

/* Is the question open for this child of the case? Of one that the case does not have every question is. */
gboolean missing_of_child(const Case *c, const Ruleset *rules, const char *key, guint child);
/* What is wrong with what was written for this question of the escalation form (`child`: 0 = of the case), while it cannot be
 * read; else NULL. */
const char *missing_said(const Case *c, const Ruleset *rules, const char *key, guint child);
/* The names of the stages passed over that the question is still about: "Stage Two, Stage Three"; newly allocated, NULL where
 * it is about none. */
char *missing_stages(const Case *c, const Ruleset *rules, const char *key);
/* What the office reads behind the label of a question that is open: that what was answered cannot be read, or of which stages
 * nothing is on record; "" if there is nothing to say. Newly allocated. */
char *missing_note(const Case *c, const Ruleset *rules, const char *key);
