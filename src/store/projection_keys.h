/* By whom and by which child a case is found. Nobody outside store/ includes this. */
#pragma once
#include "projection.h"

/* The keys of the case's children (cases/lookup.c), sorted, one a line; newly allocated. */
char *projection_child_keys(const Case *c);
/* Rows for what the events from `first` on say; the case's own row must not have been replaced yet. */
gboolean projection_keys_save(Store *store, const Case *c, guint first, const char *child_keys, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean projection_keys_check(Store *store, const Case *c, const char *child_keys, ProjectionCount *count,
                               GPtrArray *findings, GError **error) G_GNUC_WARN_UNUSED_RESULT;
