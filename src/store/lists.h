/* What people at a desk ask the record: pages of long lists, and what has changed. Every one is an indexed look-up; a list is
 * read backwards from a number, a page at a time. */
#pragma once
#include "store.h"

typedef struct { char *reference, *hash; } CaseHead; /* hash: of its last event; it changes with every event */

/* Of CaseHead: cases neither closed nor handed off, as opened; `agency`: only those it raised or is challenged in, by
 * reference. NULL: all. */
GPtrArray *store_case_heads(Store *store, const char *agency, GError **error);
/* The same of those that ended, the last event of which is not before `since`. */
GPtrArray *store_ended_heads(Store *store, Instant since, const char *agency, GError **error);
gboolean store_held_count(Store *store, HeldCount *count_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
HeldRow *store_held_of(Store *store, gint64 ledger, GError **error); /* of this message; NULL without error: it was never held */
/* Of LedgerRow, newest first: at most `limit` with a number below `before` (0: from the end). */
GPtrArray *store_ledger_before(Store *store, gint64 before, guint limit, GError **error);
/* The first message with these bytes, whatever mailbox it came to. NULL without error: none. */
LedgerRow *store_ledger_of_bytes(Store *store, const char *sha256, GError **error);
/* Of OutboxRow without their bodies' being looked at, newest first; `state` NULL: any. At most `limit` of the `window` mails
 * below `before` (0: from the end). *next_out: where the next page begins, 0 at the end. */
GPtrArray *store_outbox_before(Store *store, gint64 before, const char *state, guint limit, guint window, gint64 *next_out,
                               GError **error);
/* Of char *: references of all cases, closed ones too, with this key of a child (case_child_keys()). */
GPtrArray *store_cases_of_key(Store *store, const char *key, GError **error);
/* The same of cases in which the folded address is originator, holder or sender. */
GPtrArray *store_cases_of_address(Store *store, const char *address, GError **error);
