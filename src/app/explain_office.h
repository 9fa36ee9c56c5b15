/* What a reply of the office would be carried out on, or was: for `explain`, which does nothing. */
#pragma once
#include "decision.h"
#include "ruleset.h"
#include "store.h"

/* Fills decision->office_lines for a reply that gives decisions; `first`: the same message, which was carried out, or NULL. */
gboolean explain_office(const Ruleset *rules, Store *store, Decision *decision, const LedgerRow *first,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
