/* look_sent: the outbox read backwards, page by page. Nothing is shown before the look is on record. */
#include "look_sent.h"

#include "look_store.h"
#include "lists.h"

#define A_PAGE 200u
#define LOOKED_AT 5000u

/* TRUE: there may be more of them further back. */
static gboolean take(GPtrArray *mails, GPtrArray *page, Instant since, guint limit)
{
    while (page->len > 0) {
        OutboxRow *mail = g_ptr_array_steal_index(page, 0);
        gboolean wanted = mail->queued >= since && mails->len < limit;
        if (wanted)
            g_ptr_array_add(mails, mail);
        else
            outbox_row_free(mail);
        if (!wanted)
            return FALSE;
    }
    return TRUE;
}

static GPtrArray *read_mails(Store *store, const char *state, Instant since, guint limit,
                             GError **error)
{
    g_autoptr(GPtrArray) mails = g_ptr_array_new_with_free_func((GDestroyNotify)outbox_row_free);
    gint64 next = 0;
    for (gboolean more = store != NULL; more;) {
        g_autoptr(GPtrArray) page =
            store_outbox_before(store, next, state, A_PAGE, LOOKED_AT, &next, error);
        if (!page)
            return NULL;
        more = take(mails, page, since, limit) && next > 0;
    }
    return g_steal_pointer(&mails);
}

gboolean look_sent_all(const Ruleset *rules, View *view, const Looker *looker, const char *state,
                       Instant since, guint limit, GError **error)
{
    static const char *const all[] = {"", NULL};
    g_autoptr(Store) store = NULL;
    if (!look_store(rules, &store, error))
        return FALSE;
    g_autoptr(GPtrArray) mails = read_mails(store, state, since, limit, error);
    if (!mails || (store && !looking_log(rules, looker, all, error)))
        return FALSE;
    view_sent(view, mails);
    return TRUE;
}
