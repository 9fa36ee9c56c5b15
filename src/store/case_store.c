/* case_store: cases saved and loaded.
 *
 * Saving appends the new events to the log and replaces the projection; loading folds the events
 * and looks at nothing else. A case whose events cannot be folded is a BUG error: the record is not
 * what this program wrote. */
#include "event_log.h"

#include "error.h"
#include "projection.h"
#include "query.h"

gboolean store_case_save(Store *store, const Case *c, guint first, Instant ticks_at, GError **error)
{
    g_assert(first < c->events->len);
    g_autoptr(ChainLinks) links = event_log_link(store, c, first, error);
    return links && projection_save(store, c, first, chain_links_last(links), ticks_at, error) &&
           event_log_append(store, c, links, error);
}

Case *store_case_load(Store *store, const char *reference, GError **error)
{
    g_autoptr(Case) c = event_log_fold(store, reference, NULL, error);
    if (!c || g_strcmp0(c->reference, reference) == 0)
        return g_steal_pointer(&c);
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_BUG,
                "the events of case '%s' are those of '%s'", reference,
                c->reference ? c->reference : "");
    return NULL;
}

static GPtrArray *read_references(Query *query, GError **error)
{
    g_autoptr(GPtrArray) references = g_ptr_array_new_with_free_func(g_free);
    while (query_next(query))
        g_ptr_array_add(references, query_column(query, 0));
    return query_end(query, error) ? g_steal_pointer(&references) : NULL;
}

GPtrArray *store_cases_open(Store *store, GError **error)
{
    Query query =
        query_begin(store, "SELECT reference FROM cases WHERE active = 1 ORDER BY opened");
    return read_references(&query, error);
}

GPtrArray *store_cases_all(Store *store, GError **error)
{
    Query query = query_begin(store, "SELECT reference FROM cases ORDER BY reference");
    return read_references(&query, error);
}

/* SQLite would take the index that holds all that ever ended. */
GPtrArray *store_cases_between(Store *store, Instant start, Instant end, GError **error)
{
    Query query = query_begin(
        store, "SELECT reference FROM cases INDEXED BY cases_ended "
               "WHERE active = 0 AND last_event >= ?1 AND opened < ?2 "
               "UNION ALL SELECT reference FROM cases WHERE active = 1 AND opened < ?2");
    query_number(&query, start);
    query_number(&query, end);
    return read_references(&query, error);
}

GPtrArray *store_cases_due(Store *store, Instant now, GError **error)
{
    Query query = query_begin(
        store, "SELECT reference FROM cases WHERE next_tick <= ? ORDER BY next_tick, reference");
    query_number(&query, now);
    return read_references(&query, error);
}
