/* The office's morning mail, once a working day to each of its addresses (site setting digest). */
#pragma once
#include "ruleset.h"
#include "store.h"

/* Queues it for every address that has not had today's and is due it, in a transaction of its own; mails are added to *mails. */
gboolean morning_digest(Store *store, const Ruleset *rules, Instant now, guint *mails, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The forms in which something is decided by reply, a line each; newly allocated. */
char *morning_digest_usage(void);
