/* Heads of the chains, for store_verify(). Nobody outside store/ includes this. */
#pragma once
#include "store.h"

/* Adds a finding (char *) for every head that was given to people and that the record does not go through any more. */
gboolean heads_check(Store *store, GPtrArray *findings, GError **error) G_GNUC_WARN_UNUSED_RESULT;
