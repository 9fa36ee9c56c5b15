/* The append-only, chained log of events. Nobody outside store/ includes this. */
#pragma once
#include "store.h"

#define CHAIN_START "0000000000000000000000000000000000000000000000000000000000000000"

/* Appends the case's events from index `first` on; *hash_out (newly allocated) is the last one's. */
gboolean event_log_append(Store *store, const Case *c, guint first, char **hash_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Folds all events of a case; NULL without error when it has none. *hash_out (may be NULL) is the last one's. */
Case *event_log_fold(Store *store, const char *reference, char **hash_out, GError **error);
/* Adds a finding (char *) for every place where the chain does not hold. FALSE only if it could not look. */
gboolean event_log_check(Store *store, GPtrArray *findings, GError **error) G_GNUC_WARN_UNUSED_RESULT;
