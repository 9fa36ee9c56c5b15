/* Looking mails up for deciding, and reading their rows. Nobody outside store/ includes this. */
#pragma once
#include "query.h"
#include "store.h"

/* What outbox_read() reads; the conditions follow. */
#define OUTBOX_COLUMNS                                                                             \
    "SELECT id, reference, event_seq, kind, recipient, recipient_name, role, template, subject,"   \
    " body, message_id, in_reply_to, thread, answer, mailbox, state, queued, at, why, occasion,"   \
    " attempts, next_try, smtp_code, smtp_status, thread_index FROM outbox "
OutboxRow *outbox_read(const Query *query);

/* Our own mail with this Message-ID, if it was derived with a live key; NULL without error: not ours. */
OutboxRow *outbox_by_message_id(Store *store, const char *message_id, GError **error);
gint outbox_answers_since(Store *store, const char *address, const char *reference, Instant since, GError **error);
GPtrArray *outbox_mails_to(Store *store, const char *address, Instant since, GError **error);
gint outbox_failures_since(Store *store, const char *address, Instant since, GError **error);
gint warnings_since(Store *store, const char *kind, const char *address, Instant since, GError **error);
