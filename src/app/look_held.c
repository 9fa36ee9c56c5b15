/* The messages that wait for a person: all of them as a list, or one after the other.
 *
 * Whoever sees one is on record before, with the cases whose answers stand beside it or whose next step is said (looking.h). */
#include "look.h"

#include "columns.h"
#include "error.h"
#include "held_after.h"
#include "look_store.h"
#include "work_private.h"

/* Of the cases that the message may belong to: what the office is to choose from where a case's routing is held, and the cases
 * themselves where the message is shown beside them. */
static gboolean add_likely(Store *store, HeldRow *row, GError **error)
{
    g_autoptr(GPtrArray) references = g_ptr_array_new();
    for (guint i = 0; i < row->suggestions->len; i++)
        g_ptr_array_add(references, ((const Suggestion *)row->suggestions->pdata[i])->reference);
    g_autoptr(GPtrArray) cases = look_cases(store, references, error);
    for (guint i = 0; cases && i < cases->len; i++) {
        const Case *c = cases->pdata[i];
        for (guint j = 0; c->routing_held != SIDE_NONE && j < c->candidates->len; j++) {
            const Candidate *candidate = c->candidates->pdata[j];
            g_ptr_array_add(row->candidates, candidate_new(candidate->agency, candidate->why));
        }
    }
    if (cases && row->said->len > 0) {
        g_ptr_array_unref(row->beside);
        row->beside = g_steal_pointer(&cases);
        return TRUE;
    }
    return cases != NULL;
}

/* The list itself, and each case whose answers it shows beside a message. */
static gboolean log_held(const Ruleset *rules, const Looker *looker, GPtrArray *held,
                         GError **error)
{
    g_autoptr(GPtrArray) seen = g_ptr_array_new();
    g_ptr_array_add(seen, (gpointer) "");
    for (guint i = 0; i < held->len; i++) {
        const HeldRow *row = held->pdata[i];
        for (guint j = 0; j < row->beside->len; j++) {
            char *reference = ((const Case *)row->beside->pdata[j])->reference;
            if (!g_ptr_array_find_with_equal_func(seen, reference, g_str_equal, NULL))
                g_ptr_array_add(seen, reference);
        }
    }
    g_ptr_array_add(seen, NULL);
    return looking_log(rules, looker, (const char *const *)seen->pdata, error);
}

gboolean look_held(const Ruleset *rules, View *view, const Looker *looker, GError **error)
{
    g_autoptr(Store) store = NULL;
    if (!look_store(rules, &store, error))
        return FALSE;
    g_autoptr(GPtrArray) held = store ? store_held_waiting(store, error) : g_ptr_array_new();
    if (!held)
        return FALSE;
    for (guint i = 0; i < held->len; i++)
        if (!add_likely(store, held->pdata[i], error))
            return FALSE;
    if (store && !log_held(rules, looker, held, error))
        return FALSE;
    view_held(view, held);
    return TRUE;
}

/* ---- one after the other ---- */

GPtrArray *look_held_waiting(const Ruleset *rules, GError **error)
{
    g_autoptr(Store) store = NULL;
    if (!look_store(rules, &store, error))
        return NULL;
    GPtrArray *waiting = store ? store_held_waiting(store, error) : g_ptr_array_new();
    if (waiting)
        g_ptr_array_sort(waiting, view_held_by_need);
    return waiting;
}

HeldRow *look_held_row(const Ruleset *rules, const Looker *looker, gint64 id, GError **error)
{
    GError *failure = NULL;
    g_autoptr(Store) store = NULL;
    if (!look_store(rules, &store, error))
        return NULL;
    g_autoptr(HeldRow) row = store ? store_held(store, id, &failure) : NULL;
    if (failure)
        g_propagate_error(error, failure);
    else if (!row)
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM, "no held message %" G_GINT64_FORMAT,
                    id);
    if (!row || !add_likely(store, row, error))
        return NULL;
    g_autoptr(GPtrArray) one = g_ptr_array_new();
    g_ptr_array_add(one, row);
    return log_held(rules, looker, one, error) ? g_steal_pointer(&row) : NULL;
}

gboolean look_held_text(const Ruleset *rules, const View *view, const HeldRow *row, GError **error)
{
    if (held_row_restricted(row) && !view->restricted) {
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM,
                    "message %" G_GINT64_FORMAT " is restricted", row->id);
        return FALSE;
    }
    g_autoptr(Work) work = work_open(rules, error);
    g_autoptr(MailRecord) mail =
        work ? work_read_archived(work, row->sha256, row->received, error) : NULL;
    if (!mail)
        return FALSE;
    view_message_texts(view, mail);
    return TRUE;
}

gboolean look_held_after(const Ruleset *rules, const View *view, const Looker *looker,
                         const HeldRow *row, GError **error)
{
    if (held_row_restricted(row) || row->suggestions->len == 0)
        return TRUE;
    g_autoptr(Work) work = work_open(rules, error);
    g_autoptr(MailRecord) mail =
        work ? work_read_archived(work, row->sha256, row->received, error) : NULL;
    g_autoptr(GPtrArray) references = g_ptr_array_new();
    for (guint i = 0; i < row->suggestions->len; i++) {
        char *reference = ((const Suggestion *)row->suggestions->pdata[i])->reference;
        if (!g_ptr_array_find_with_equal_func(references, reference, g_str_equal, NULL))
            g_ptr_array_add(references, reference);
    }
    g_autoptr(GPtrArray) cases = mail ? look_cases(work->store, references, error) : NULL;
    if (!cases)
        return FALSE;
    g_ptr_array_add(references, NULL);
    if (cases->len > 0 &&
        !looking_log(rules, looker, (const char *const *)references->pdata, error))
        return FALSE;
    for (guint i = 0; i < cases->len; i++) {
        const Case *c = cases->pdata[i];
        g_autofree char *after = held_after(rules, &work->lookup, mail, row, c, view->now);
        if (after)
            columns_line(view, INK_PLAIN, "After the link to %s: %s.", c->reference, after);
    }
    return TRUE;
}
