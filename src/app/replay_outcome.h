/* How things stand when a past has happened again, as lines that two runs can be compared by. */
#pragma once
#include "replay_run.h"

Outcome *outcome_new(void);
/* The line of this kind and key; NULL if there is none, or no lines. */
const OutcomeLine *outcome_line(const OutcomeLines *lines, const char *what, const char *key);
/* An act of the office that was not possible any more. */
void outcome_add_refused(Outcome *outcome, const PastItem *item, const char *why);
/* All cases, mails and messages of the record. */
gboolean outcome_read(Outcome *outcome, Store *store, const Ruleset *rules, GError **error);
