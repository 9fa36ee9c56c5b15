/* What was sent, of all cases. */
#pragma once
#include "looking.h"
#include "printer.h"

/* Mails queued since the time (INSTANT_UNKNOWN: ever), newest first, `limit` at most; `state` NULL: any. Logged as a look at all. */
gboolean look_sent_all(const Ruleset *rules, View *view, const Looker *looker, const char *state, Instant since, guint limit,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
