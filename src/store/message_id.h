/* Message-IDs of our own mails, derived with the site's secret keys. Nobody outside store/ includes this. */
#pragma once
#include "store.h"

/* The id, newly allocated, of the row whose other columns are set; `occasion` is the newest ledger row's id. */
char *message_id_make(Store *store, const OutboxRow *row, gint64 occasion, const char *domain, GError **error);
/* Whether the row's id is the one a live key makes. FALSE without error: it is not. */
gboolean message_id_is_ours(Store *store, const OutboxRow *row, gint64 occasion, GError **error);
