/* `casegate verify`: does the record add up (design §1, conservation)? */
#pragma once
#include "ruleset.h"

/* Ledger against archive, spool, held list and cases, and the store's own checks. *findings_out: of char *, one line
 * each, empty when all is well. *counts_out: the conservation line, newly allocated. FALSE only if it could not look. */
gboolean verify_site(const Ruleset *rules, GPtrArray **findings_out, char **counts_out, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
