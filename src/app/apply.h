/* Commits what was decided: ledger, held list, case and outbox, inside the caller's transaction. */
#pragma once
#include "decision.h"
#include "ruleset.h"
#include "store.h"

/* Saves the decision's case (if it has new events) and queues its mails. */
gboolean apply_case(Store *store, const Ruleset *rules, Decision *decision, const char *mailbox,
                    Instant now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A message waits no more: `said` of it in the ledger and in the held list, both alike. */
gboolean apply_held_ruling(Store *store, const HeldRow *held, const HeldRuling *ruling, const char *said, Instant now,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* What barred the closing of the cases that this message may belong to bars it no more: it waits no longer, by `by`'s word. */
gboolean apply_held_settled(Store *store, const Ruleset *rules, const HeldRow *held, const char *by, Instant now,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The whole of a decision about a message: adds `row` to the ledger first (its disposition is
 * filled in here). */
gboolean apply_message(Store *store, const Ruleset *rules, Decision *decision, LedgerRow *row,
                       Instant now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
