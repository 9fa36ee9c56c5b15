/* Heads of the record, given out of the house once a working day (site setting record_heads). */
#pragma once
#include "ruleset.h"
#include "store.h"

#define RECORD_HEADS_FILE "casegate-heads.txt"

/* Gives them away unless that was done today, in a transaction of its own; mails are added to *mails. TEMP when the folder
 * cannot be written: nothing is remembered then, and the next round tries again. */
gboolean record_heads(Store *store, const Ruleset *rules, Instant now, guint *mails, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* As they are mailed and shown: of Head, a line each. */
char *record_heads_lines(GPtrArray *heads);
