/* The append-only, chained log of events. Nobody outside store/ includes this. */
#pragma once
#include "store.h"

/* The case's events from index `first` on as they go on from the end of the chain. */
typedef struct {
    guint first;
    GPtrArray *changes, *hashes; /* of char *, one for each event */
} ChainLinks;
ChainLinks *event_log_link(Store *store, const Case *c, guint first, GError **error);
void chain_links_free(ChainLinks *links);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ChainLinks, chain_links_free)
const char *chain_links_last(const ChainLinks *links); /* the last event's hash */
/* Appends them; the case's row must stand already. */
gboolean event_log_append(Store *store, const Case *c, const ChainLinks *links, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Folds all events of a case; NULL without error when it has none. *hash_out (may be NULL) is the last one's. */
Case *event_log_fold(Store *store, const char *reference, char **hash_out, GError **error);
/* The digest of an event as it stands, apart from the chain: what a tombstone says was left of it. */
char *event_log_left(gint64 id, const char *reference, const Event *event, const char *changes);
/* Adds a finding (char *) for every place where the chain does not hold. FALSE only if it could not look. */
gboolean event_log_check(Store *store, GPtrArray *findings, GError **error) G_GNUC_WARN_UNUSED_RESULT;
