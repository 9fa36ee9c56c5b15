/* The append-only, chained log of changes to the directory. Nobody outside store/ includes this. */
#pragma once
#include "store.h"

/* Adds a finding (char *) for every place where the chain does not hold or a kept text is not what was kept. FALSE only if it
 * could not look. */
gboolean directory_log_check(Store *store, GPtrArray *findings, GError **error) G_GNUC_WARN_UNUSED_RESULT;
