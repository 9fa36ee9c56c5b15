/* `casegate serve`: the desk's two processes, and who watches over them. */
#pragma once
#include <signal.h>

#include "ruleset.h"

typedef struct {
    volatile sig_atomic_t *asked; /* set by whoever wants the configuration read anew; taken back here */
    Ruleset *next;                /* to go on with, once desk_run() has returned: it was read and has no mistake */
    char *refusal;                /* why the last one was not taken; NULL: it was */
} DeskReload;

/* Until *stop; *code_out is the exit code of the process of the pages, RUN_PART_AFRESH too. FALSE, CONFIG or TEMP: it cannot
 * listen. `ahead`: seconds that the desk's clock is before the machine's, in a rehearsal. `reload`: NULL
 * where somebody else sees to a changed configuration. */
gboolean desk_run(const Ruleset *rules, gint64 ahead, const volatile sig_atomic_t *stop, DeskReload *reload, int *code_out,
                  GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
