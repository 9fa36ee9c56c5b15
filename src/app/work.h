/* `casegate work`: the spool into cases. One Work at a time holds the reader child, the spool and
 * the store open. */
#pragma once
#include <signal.h>

#include "instant.h"
#include "ruleset.h"

typedef struct Work Work;

typedef struct {    /* what one run did */
    guint messages; /* taken from the spool */
    guint cases_opened, cases_advanced;
    guint held, signposted, repeats, automatic, set_aside;
    guint mails_queued;
    guint clocks; /* dates that fell due and were acted on */
} WorkReport;

/* Starts the reader, then opens spool and store. `rules` (with pinned policies added) must outlive
 * the result. */
Work *work_open(const Ruleset *rules, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void work_close(Work *work);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Work, work_close)

/* Once *stop (which must outlive `work`) is set, a round ends with the batch in hand, well, and the rest waits in the spool. */
void work_heed(Work *work, const volatile sig_atomic_t *stop);
/* Whether no round can ever read a message again, so that only another process helps. */
gboolean work_is_lost(const Work *work);

/* Empties the spool and acts on every date that is due at `now`, then returns. What was committed
 * stays committed when a later message fails with TEMP; *report_out (may be NULL) counts it either
 * way. */
gboolean work_run_once(Work *work, Instant now, WorkReport *report_out,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
