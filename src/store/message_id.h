/* Message-IDs of our own mails, derived with the site's secret keys. Nobody outside store/ includes this. */
#pragma once
#include "store.h"

/* The id, newly allocated, of the row whose `id` and other columns are set; `occasion` is the newest ledger row's id. */
char *message_id_make(Store *store, const OutboxRow *row, gint64 occasion, const char *domain, GError **error);
/* The outbox row that an id of our shape speaks of; 0 if it has not our shape. */
gint64 message_id_row(const char *message_id);
/* Whether the row's id is the one a live key makes. FALSE without error: it is not. */
gboolean message_id_is_ours(Store *store, const OutboxRow *row, gint64 occasion, GError **error);
/* Whether `given` is our id, perhaps in capitals or with something that a gateway put behind it. */
gboolean message_id_same(const char *ours, const char *given);
