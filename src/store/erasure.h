/* Tombstones: what the files of store/ that check the record need to know of them. Nobody outside store/ includes this. */
#pragma once
#include "store.h"

/* Adds a finding (char *) for every place where the chain of tombstones does not hold, what one of them says is gone is not, or
 * an erasing was not finished. FALSE only if it could not look. */
gboolean erasure_check(Store *store, GPtrArray *findings, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Adds a tombstone to the chain. */
gboolean erasure_add(Store *store, const Erasing *how, const char *what, gint64 number, const char *reference,
                     const char *sha256, GError **error) G_GNUC_WARN_UNUSED_RESULT;
