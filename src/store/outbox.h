/* Looking mails up for deciding, and checking their ids. Nobody outside store/ includes this. */
#pragma once
#include "store.h"

/* Our own mail with this Message-ID, if it was derived with a live key; NULL without error: not ours. */
OutboxRow *outbox_by_message_id(Store *store, const char *message_id, GError **error);
gint outbox_answers_since(Store *store, const char *address, const char *reference, Instant since, GError **error);
