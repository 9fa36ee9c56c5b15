/* The guard on outgoing mail, a second time: at the door, on the case and the directory as they are by then. */
#pragma once
#include "ruleset.h"
#include "store.h"

typedef struct DispatchGuard DispatchGuard;

/* For one round; keeps the case of the mail before. */
DispatchGuard *dispatch_guard_new(const Ruleset *rules, Store *store, Instant now);
void dispatch_guard_free(DispatchGuard *guard);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DispatchGuard, dispatch_guard_free)

/* Why the mail may not go, newly allocated, in *why_out; NULL: it may. FALSE: the record cannot be read. */
gboolean dispatch_guard_why(DispatchGuard *guard, const OutboxRow *row, char **why_out, GError **error);
