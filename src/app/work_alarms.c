/* Health files and the outbox are looked at seldom enough to cost nothing, and with the first round
 * of a process always; so are whether today's head of the record
 * has been given out and whether the office has had its mail of the morning. */
#include "work_alarms.h"

#include "morning_digest.h"
#include "record_heads.h"
#include "site_alarms.h"
#include "work_private.h"

#define EVERY (10 * G_USEC_PER_SEC)

gboolean work_alarms(Work *work, Instant now, WorkReport *report, GError **error)
{
    if (g_get_monotonic_time() < work->alarms_at)
        return TRUE;
    if (!site_alarms(work->store, work->rules, now, &report->mails_queued, error) ||
        !record_heads(work->store, work->rules, now, &report->mails_queued, error) ||
        !morning_digest(work->store, work->rules, now, &report->mails_queued, error))
        return FALSE; /* and is looked for again in the next round, which is not well until then */
    work->alarms_at = g_get_monotonic_time() + EVERY;
    return TRUE;
}
