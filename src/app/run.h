/* `casegate run`: the other processes of a site, supervised. Touches no mail itself. */
#pragma once
#include <signal.h>

#include "ruleset.h"

/* The exit code of a part that wants to be begun again at once, and for which nothing is wrong. */
#define RUN_PART_AFRESH 76

typedef struct { /* what a child does; a list of them ends with one without a name */
    const char *name;                           /* "collect", "work", "send" */
    gboolean each_source;                       /* one child for each source of site.yaml */
    int (*work)(const Ruleset *rules, guint number); /* until stopped; the exit code. `number`: of the source, from 1 */
    const volatile sig_atomic_t *(*stop)(void); /* catches the signals that stop it, and returns the flag they set */
    gboolean (*wanted)(const Ruleset *rules);   /* NULL: always */
    gboolean hangs_up; /* it reads a changed configuration by itself when it gets SIGHUP: it is told that, not ended */
} RunPart;

/* Runs the site until SIGTERM or SIGINT, and returns when all children have ended; TEMP when it is run already. SIGHUP
 * reads the configuration anew: clean, the children are begun again with it; with mistakes the old one stays in force and
 * the office is told by way of the health file 'run'. Takes `rules`. */
gboolean run_site(Ruleset *rules, const RunPart *parts, GError **error) G_GNUC_WARN_UNUSED_RESULT;
