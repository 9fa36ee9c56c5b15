/* Looking messages up in the ledger for deciding. Nobody outside store/ includes this. */
#pragma once
#include "store.h"

/* ledger_row_restricted() of the row called `first`, as a condition. */
#define LEDGER_RESTRICTED                                                                          \
    "(first.kind = '" RESTRICTED_KIND "' OR first.reason GLOB '" RESTRICTED_MARK "*')"

/* NULL without error: none. */
LedgerRow *ledger_by_message_id(Store *store, const char *message_id, GError **error); /* the first */
/* What CaseLookup.unproven_copies answers. */
GPtrArray *held_unproven_copies(Store *store, const char *content_digest, const char *from, GError **error);
/* The newest in a case; in that of `reference`, unless it is NULL. */
LedgerRow *ledger_by_content(Store *store, const char *content_digest, const char *from, const char *reference, GError **error);
