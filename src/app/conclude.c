/* conclude: from a mail that failed to a task for the office.
 *
 * 'send' only says of a mail that it failed. What follows is decided here as from a delivery report,
 * and the row says 'concluded' in the same transaction: a crash in between does it again, whole. A case
 * that cannot be read stops the run, as with a clock that is due. */
#include "conclude.h"
#include "apply.h"

#define AT_ONCE 100

static gboolean conclude(Work *work, const OutboxRow *row, Instant now, WorkReport *report,
                         GError **error)
{
    g_autoptr(GError) trouble = NULL;
    Case *c =
        *row->reference != '\0' ? store_case_load(work->store, row->reference, &trouble) : NULL;
    if (trouble != NULL) {
        g_propagate_error(error, g_steal_pointer(&trouble));
        return FALSE;
    }
    g_autoptr(Decision) decision =
        decide_undelivered(row, c, work->rules, &work->lookup, now, error);
    if (decision == NULL ||
        !apply_case(work->store, work->rules, decision, row->mailbox, now, error) ||
        !store_outbox_conclude(work->store, row->id, error))
        return FALSE;
    report->mails_queued += decision->mails->len;
    return TRUE;
}

/* One transaction of them; *left_out: there may be more. */
static gboolean conclude_some(Work *work, Instant now, WorkReport *report, gboolean *left_out,
                              GError **error)
{
    if (!store_begin(work->store, error))
        return FALSE;
    g_autoptr(GPtrArray) rows = store_outbox_unconcluded(work->store, AT_ONCE, error);
    gboolean done = rows != NULL;
    for (guint i = 0; done && i < rows->len; i++)
        done = conclude(work, g_ptr_array_index(rows, i), now, report, error);
    *left_out = done && rows->len == AT_ONCE;
    if (done && store_commit(work->store, error))
        return TRUE;
    store_rollback(work->store);
    return FALSE;
}

gboolean conclude_failed(Work *work, Instant now, WorkReport *report, GError **error)
{
    gboolean left = TRUE;
    while (left)
        if (!conclude_some(work, now, report, &left, error))
            return FALSE;
    return TRUE;
}
