/* What is wrong with the gateway itself, told to the office: once when it has lasted too long, once when it is over. */
#pragma once
#include "ruleset.h"
#include "store.h"

/* Looks at the health files, the outbox and the disk; queues what is to be told, in a transaction of its own, and adds the
 * number of mails to *mails. */
gboolean site_alarms(Store *store, const Ruleset *rules, Instant now, guint *mails, GError **error) G_GNUC_WARN_UNUSED_RESULT;
