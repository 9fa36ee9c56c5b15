/* The append-only, chained log of looks. Nobody outside store/ includes this. */
#pragma once
#include "store.h"

/* Adds a finding (char *) for every place where the chain does not hold. FALSE only if it could not look. */
gboolean look_log_check(Store *store, GPtrArray *findings, GError **error) G_GNUC_WARN_UNUSED_RESULT;
