/* `casegate send`: the outbox to the transport. One mail to one recipient at a time; a row is marked only after the
 * transport has answered, so a crash in between sends the same mail with the same Message-ID again, never another. */
#pragma once
#include "instant.h"
#include "ruleset.h"

typedef struct {
    guint sent, deferred, failed;
    guint suppressed; /* refused before any transport: not a site's to write to */
} DispatchReport;

/* Tries every queued or deferred row once. `now` is the mails' Date. *report_out may be NULL; it counts what was done
 * even when FALSE is returned. */
gboolean dispatch_once(const Ruleset *rules, Instant now, DispatchReport *report_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
