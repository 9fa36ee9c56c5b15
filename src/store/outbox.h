/* Looking mails up for deciding, and reading their rows. Nobody outside store/ includes this. */
#pragma once
#include "ledger.h"
#include "query.h"
#include "store.h"

/* Queued for a restricted message, or an answer to one: of no case, so that nothing is looked up for the others. */
#define OUTBOX_RESTRICTED                                                                          \
    "CASE WHEN outbox.reference IS NULL AND (outbox.answer = 1 OR outbox.in_reply_to <> '') THEN"  \
    " EXISTS (SELECT 1 FROM ledger first WHERE first.id = outbox.occasion"                         \
    " AND outbox.answer = 1 AND " LEDGER_RESTRICTED ")"                                            \
    " OR EXISTS (SELECT 1 FROM ledger first WHERE first.message_id = outbox.in_reply_to"           \
    " AND first.message_id <> '' AND " LEDGER_RESTRICTED ") ELSE 0 END"
/* What outbox_read() reads; the conditions follow. */
#define OUTBOX_COLUMNS                                                                             \
    "SELECT id, reference, event_seq, kind, recipient, recipient_name, role, template, subject,"   \
    " body, message_id, in_reply_to, thread, answer, mailbox, state, queued, at, why, occasion,"   \
    " attempts, next_try, smtp_code, smtp_status, thread_index, " OUTBOX_RESTRICTED " FROM outbox "
OutboxRow *outbox_read(const Query *query);

/* Our own mail with this Message-ID, if it was derived with a live key; NULL without error: not ours. */
OutboxRow *outbox_by_message_id(Store *store, const char *message_id, GError **error);
gint outbox_answers_since(Store *store, const char *address, const char *reference, Instant since, GError **error);
GPtrArray *outbox_mails_to(Store *store, const char *address, Instant since, GError **error);
gint outbox_failures_since(Store *store, const char *address, Instant since, GError **error);
gint warnings_since(Store *store, const char *kind, const char *address, Instant since, GError **error);
