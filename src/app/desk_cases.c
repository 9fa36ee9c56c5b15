/* desk_cases: what the queue shows, without folding a thousand cases for every page.
 *
 * A case is the fold of its events, and its row has the hash of the last one; where that has not changed, nor has the case.
 * What is no longer listed is forgotten with the next list of all. It is one process's and holds what that
 * process may see anyway. Nothing here is shown before a look at it was logged: that is who calls' duty. */
#include "desk_cases.h"

#include "lists.h"
#include "queue_ask.h"

typedef struct {
    char *hash;
    Case *c;
} Known;

struct DeskCases {
    GHashTable *known; /* reference → Known */
    guint folded;
};

static void known_free(gpointer data)
{
    Known *known = data;
    g_free(known->hash);
    case_free(known->c);
    g_free(known);
}

DeskCases *desk_cases_new(void)
{
    DeskCases *cases = g_new0(DeskCases, 1);
    cases->known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, known_free);
    return cases;
}

void desk_cases_free(DeskCases *cases)
{
    if (!cases)
        return;
    g_hash_table_unref(cases->known);
    g_free(cases);
}

guint desk_cases_folded(const DeskCases *cases)
{
    return cases->folded;
}

/* NULL when it cannot be read, with an error, or when it has no events. */
static Case *take(DeskCases *cases, Store *store, const CaseHead *head, GError **error)
{
    Known *known = g_hash_table_lookup(cases->known, head->reference);
    if (known && g_str_equal(known->hash, head->hash))
        return known->c;
    Case *c = store_case_load(store, head->reference, error);
    if (!c)
        return NULL;
    known = g_new0(Known, 1);
    known->hash = g_strdup(head->hash);
    known->c = c;
    g_hash_table_replace(cases->known, g_strdup(head->reference), known);
    cases->folded++;
    return c;
}

/* Ended so lately that the list of a year has it, which pages ask for in turn with the one in progress. */
static gboolean may_be_asked(const Case *c, Instant newest)
{
    return case_is_over(c) && c->last_event >= newest - QUEUE_ENDED_SECONDS;
}

static void forget_others(DeskCases *cases, GPtrArray *heads)
{
    g_autoptr(GHashTable) there = g_hash_table_new(g_str_hash, g_str_equal);
    GHashTableIter iter;
    gpointer reference, known;
    Instant newest = INSTANT_UNKNOWN; /* of all that happened */
    for (guint i = 0; i < heads->len; i++)
        g_hash_table_add(there, ((CaseHead *)heads->pdata[i])->reference);
    g_hash_table_iter_init(&iter, cases->known);
    while (g_hash_table_iter_next(&iter, NULL, &known))
        newest = MAX(newest, ((Known *)known)->c->last_event);
    g_hash_table_iter_init(&iter, cases->known);
    while (g_hash_table_iter_next(&iter, &reference, &known))
        if (!g_hash_table_contains(there, reference) && !may_be_asked(((Known *)known)->c, newest))
            g_hash_table_iter_remove(&iter);
}

/* `heads` NULL: a list that could not be read, with the error. */
static GPtrArray *take_all(DeskCases *cases, Store *store, GPtrArray *heads, gboolean every,
                           GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new();
    if (!heads)
        return NULL;
    for (guint i = 0; i < heads->len; i++) {
        GError *failure = NULL;
        Case *c = take(cases, store, heads->pdata[i], &failure);
        if (failure) {
            g_propagate_error(error, failure);
            return NULL;
        }
        if (c)
            g_ptr_array_add(list, c);
    }
    if (every)
        forget_others(cases, heads);
    return g_steal_pointer(&list);
}

GPtrArray *desk_cases_in_progress(DeskCases *cases, Store *store, const char *agency,
                                  GError **error)
{
    if (!store)
        return g_ptr_array_new();
    g_autoptr(GPtrArray) heads = store_case_heads(store, agency, error);
    return take_all(cases, store, heads, !agency, error);
}

GPtrArray *desk_cases_of_a_year(DeskCases *cases, Store *store, const char *agency, Instant now,
                                GError **error)
{
    if (!store)
        return g_ptr_array_new();
    g_autoptr(GPtrArray) heads = store_case_heads(store, agency, error);
    g_autoptr(GPtrArray) ended =
        heads ? store_ended_heads(store, now - QUEUE_ENDED_SECONDS, agency, error) : NULL;
    if (!ended)
        return NULL;
    g_ptr_array_extend_and_steal(heads, g_steal_pointer(&ended));
    return take_all(cases, store, heads, !agency, error);
}
