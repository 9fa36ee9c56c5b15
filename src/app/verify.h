/* `casegate verify`: does the record add up (design §1, conservation)? */
#pragma once
#include "head.h"
#include "ruleset.h"

typedef struct {
    GPtrArray *findings; /* of char *, one line each; empty when all is well */
    char *counts;        /* the conservation line */
    GPtrArray *heads;    /* of Head: what the record ends with, of the same moment; empty while there is none */
} Verified;
void verified_clear(Verified *verified);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Verified, verified_clear)

/* Ledger against archive, spool, held list and cases, and the store's own checks. `against` (of Head, may be NULL): heads that
 * people have kept; one that the record does not go through is a finding. `today` dates the new heads. FALSE only if it could not look. */
gboolean verify_site(const Ruleset *rules, GPtrArray *against, Day today, Verified *out, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
