/* dispatch_retry: growing waits.
 *
 * A mail's own wait is kept in its row; a server's is kept by the process that sends, so that an
 * outage costs one try a while, not one a mail. Reads no clock, and the jitter is the row's own: the same row
 * waits the same time in a rehearsal. */
#include "dispatch_retry.h"

#define WAIT_LEAST ((gint64)60)
#define WAIT_MOST ((gint64)4 * 60 * 60)

static gint64 doubled(gint64 first, guint times, gint64 most)
{
    return times > 20 ? most : MIN(first << times, most);
}

/* -10 … +10 percent. */
static gint64 jitter(gint64 wait, gint64 id, guint attempts)
{
    guint64 mixed = ((guint64)id * 31 + attempts) * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
    return wait * ((gint64)(mixed >> 40) % 21 - 10) / 100;
}

void dispatch_put_off(OutboxRow *row, Instant now, gint64 limit)
{
    gint64 wait = doubled(WAIT_LEAST, row->attempts, WAIT_MOST);
    row->attempts++;
    row->next_try = now + wait + jitter(wait, row->id, row->attempts);
    if (now < row->queued + limit)
        row->next_try = MIN(row->next_try, row->queued + limit);
}

gboolean dispatch_is_over(const OutboxRow *row, Instant now, gint64 limit)
{
    return now >= row->queued + limit;
}

gboolean dispatch_gives_up(const OutboxRow *row, Instant now, gint64 limit)
{
    return dispatch_is_over(row, now, limit) && g_strcmp0(row->state, "deferred") == 0 &&
           now - row->at >= WAIT_MOST;
}

guint dispatch_outage_wait(guint failures, gboolean refused)
{
    guint times = MAX(failures, 1) - 1;
    return (guint)(refused ? doubled(60, times, 900) : doubled(5, times, 300));
}
