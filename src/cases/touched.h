/* Which open cases a change of the directory touches: whose holder, deputy, originator or agency is in a row of it. */
#pragma once
#include "case.h"
#include "ruleset.h"
#include "sheet_diff.h"

typedef struct {
    char *reference;
    GPtrArray *why; /* of char *: "held by Callum Reyes (line manager, csc), who then has left: route it" */
} TouchedCase;
void touched_case_free(TouchedCase *touched);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TouchedCase, touched_case_free)

/* NULL: not at all, or it is closed or handed off. `now` is the directory as it is; `then` as it would be, NULL while it has
 * mistakes. */
TouchedCase *touched_by(const Case *c, const SheetDiff *diff, const Directory *now, const Directory *then, Day today);
