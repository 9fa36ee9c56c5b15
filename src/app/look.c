/* Reads the store and hands what it found to a view.
 *
 * The order of a list is the view's affair. Nothing is written but the log of looks (looking.c), no clock
 * read: 'now' is the view's. A site without a store is an empty one, and looking at it no look. */
#include "look.h"

#include "error.h"
#include "look_store.h"

static GPtrArray *empty_list(void)
{
    return g_ptr_array_new();
}

/* All cases whose references are given; NULL when one cannot be read. */
static GPtrArray *load_cases(Store *store, GPtrArray *references, GError **error)
{
    g_autoptr(GPtrArray) cases = g_ptr_array_new_with_free_func((GDestroyNotify)case_free);
    for (guint i = 0; i < references->len; i++) {
        GError *failure = NULL;
        Case *c = store_case_load(store, references->pdata[i], &failure);
        if (failure) {
            g_propagate_error(error, failure);
            return NULL;
        }
        if (c)
            g_ptr_array_add(cases, c);
    }
    return g_steal_pointer(&cases);
}

gboolean look_queue(const Ruleset *rules, View *view, const QueueFilter *filter, GError **error)
{
    g_autoptr(Store) store = NULL;
    if (!look_store(rules, &store, error))
        return FALSE;
    g_autoptr(GPtrArray) references = store ? store_cases_open(store, error) : empty_list();
    g_autoptr(GPtrArray) held = !references ? NULL
                                : store     ? store_held_waiting(store, error)
                                            : empty_list();
    g_autoptr(GPtrArray) cases = held ? load_cases(store, references, error) : NULL;
    if (!cases)
        return FALSE;
    view_queue(view, cases, held->len, filter);
    return TRUE;
}

/* Messages that wait and may be of the same dispute as the case, those before which it was suggested. Of HeldRow. */
static GPtrArray *held_beside(Store *store, const char *reference, GError **error)
{
    g_autoptr(GPtrArray) beside = g_ptr_array_new_with_free_func((GDestroyNotify)held_row_free);
    g_autoptr(GPtrArray) held = store_held_waiting(store, error);
    for (guint i = 0; held && i < held->len;) {
        const HeldRow *row = held->pdata[i];
        if (row->said->len > 0 && !held_row_restricted(row) && held_row_suggests(row, reference))
            g_ptr_array_add(beside, g_ptr_array_steal_index(held, i));
        else
            i++;
    }
    return held ? g_steal_pointer(&beside) : NULL;
}

/* *case_out and *store_out, or a PERM error when there is no such case. */
static gboolean find_case(const Ruleset *rules, const char *reference, Store **store_out,
                          Case **case_out, GError **error)
{
    GError *failure = NULL;
    if (!look_store(rules, store_out, error))
        return FALSE;
    *case_out = *store_out ? store_case_load(*store_out, reference, &failure) : NULL;
    if (failure) {
        g_propagate_error(error, failure);
        return FALSE;
    }
    if (!*case_out)
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM, "there is no case '%s'", reference);
    return *case_out != NULL;
}

static gboolean log_one(const Ruleset *rules, const Looker *looker, const char *reference,
                        GError **error)
{
    const char *const one[] = {reference, NULL};
    return looking_log(rules, looker, one, error);
}

gboolean look_show(const Ruleset *rules, View *view, const Looker *looker, const char *reference,
                   GError **error)
{
    g_autoptr(Store) store = NULL;
    g_autoptr(Case) c = NULL;
    if (!find_case(rules, reference, &store, &c, error))
        return FALSE;
    g_autoptr(GPtrArray) hashes = store_case_hashes(store, reference, error);
    g_autoptr(GPtrArray) sent = hashes ? store_outbox_of_case(store, reference, error) : NULL;
    g_autoptr(GPtrArray) beside = sent ? held_beside(store, reference, error) : NULL;
    if (!beside || !log_one(rules, looker, reference, error))
        return FALSE;
    view_show(view, c, hashes, sent, beside);
    return TRUE;
}

gboolean look_sent(const Ruleset *rules, View *view, const Looker *looker, const char *reference,
                   GError **error)
{
    g_autoptr(Store) store = NULL;
    g_autoptr(Case) c = NULL;
    if (!find_case(rules, reference, &store, &c, error))
        return FALSE;
    g_autoptr(GPtrArray) sent = store_outbox_of_case(store, reference, error);
    if (!sent || !log_one(rules, looker, reference, error))
        return FALSE;
    view_mails(view, sent);
    return TRUE;
}

/* Of the cases that the message may belong to: what the office is to choose from where a case's routing is held, and the cases
 * themselves where the message is shown beside them. */
static gboolean add_likely(Store *store, HeldRow *row, GError **error)
{
    g_autoptr(GPtrArray) references = g_ptr_array_new();
    for (guint i = 0; i < row->suggestions->len; i++)
        g_ptr_array_add(references, ((const Suggestion *)row->suggestions->pdata[i])->reference);
    g_autoptr(GPtrArray) cases = load_cases(store, references, error);
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
    g_autoptr(GPtrArray) held = store ? store_held_waiting(store, error) : empty_list();
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

gboolean look_messages(const Ruleset *rules, View *view, const Looker *looker, GError **error)
{
    g_autoptr(Store) store = NULL;
    if (!look_store(rules, &store, error))
        return FALSE;
    g_autoptr(GPtrArray) ledger = store ? store_ledger_all(store, error) : empty_list();
    if (!ledger || (store && !log_one(rules, looker, "", error)))
        return FALSE;
    view_messages(view, ledger);
    return TRUE;
}

gboolean look_looks(const Ruleset *rules, View *view, const char *reference, GError **error)
{
    g_autoptr(Store) store = NULL;
    g_autoptr(Case) c = NULL;
    if (reference ? !find_case(rules, reference, &store, &c, error)
                  : !look_store(rules, &store, error))
        return FALSE;
    g_autoptr(GPtrArray) looks = !store      ? empty_list()
                                 : reference ? store_looks_at(store, reference, error)
                                             : store_looks(store, error);
    if (!looks)
        return FALSE;
    view_looks(view, looks);
    return TRUE;
}
