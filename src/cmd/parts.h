/* What the children of `run` do, each for as long as it is not told to stop; `casegate work` without --once does the same. */
#pragma once
#include <signal.h>

#include "ruleset.h"

/* The exit code. `number`: of the source, from 1; the others take no notice of it. */
int part_collect(const Ruleset *rules, guint number);
int part_work(const Ruleset *rules, guint number);
int part_send(const Ruleset *rules, guint number);
int part_serve(const Ruleset *rules, guint number); /* SIGHUP makes it read its configuration anew */
const volatile sig_atomic_t *part_serve_stop(void); /* as stop_flag(), but for SIGHUP */
/* The same alone, `ahead` seconds before the machine's clock in a rehearsal. */
int part_serve_alone(const Ruleset *rules, gint64 ahead);
gboolean part_serve_is_wanted(const Ruleset *rules); /* it has a desk */
/* What the command ends with when nobody begins the part again (RUN_PART_AFRESH). */
int part_alone(int code);
