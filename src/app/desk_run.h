/* `casegate serve`: the desk's two processes, and who watches over them. */
#pragma once
#include <signal.h>

#include "ruleset.h"

/* Until *stop; *code_out is the exit code of the process of the pages, RUN_PART_AFRESH too. FALSE, CONFIG or TEMP: it cannot
 * listen. `ahead`: seconds that the desk's clock is before the machine's, in a rehearsal. `asked`: set by whoever wants the
 * configuration read anew, and taken back here; it is taken over where it has no mistake, and nobody is signed out by that. */
gboolean desk_run(const Ruleset *rules, gint64 ahead, const volatile sig_atomic_t *stop, volatile sig_atomic_t *asked,
                  int *code_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
