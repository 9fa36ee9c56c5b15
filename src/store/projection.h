/* The tables that cases are looked up in, as a function of the case. Nobody outside store/ includes this. */
#pragma once
#include "store.h"

/* Replaces what stands there; `first` is the index of the first event it does not know yet, `hash` the last event's. */
gboolean projection_save(Store *store, const Case *c, guint first, const char *hash, Instant ticks_at, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
typedef struct {
    guint64 people, children; /* rows that the cases checked so far should have */
} ProjectionCount;
/* Adds a finding (char *) for everything that differs from what projection_save() would have written, and to `count`.
 * FALSE only if it could not look. */
gboolean projection_check(Store *store, const Case *c, const char *hash, ProjectionCount *count, GPtrArray *findings,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* After all cases: whether there are rows that belong to none. */
gboolean projection_check_count(Store *store, const ProjectionCount *count, GPtrArray *findings, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
