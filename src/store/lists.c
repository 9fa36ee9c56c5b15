/* lists: the record a page at a time, for the desk.
 *
 * Nothing here is cut for the sake of speed without being said: where a page ends, the number at which the next
 * one begins is handed back. Reads only. */
#include "lists.h"

#include "outbox.h"
#include "query.h"

static void case_head_free(gpointer data)
{
    CaseHead *head = data;
    g_free(head->reference);
    g_free(head->hash);
    g_free(head);
}

static GPtrArray *read_heads(Query *query, GError **error)
{
    g_autoptr(GPtrArray) heads = g_ptr_array_new_with_free_func(case_head_free);
    while (query_next(query)) {
        CaseHead *head = g_new0(CaseHead, 1);
        head->reference = query_column(query, 0);
        head->hash = query_column(query, 1);
        g_ptr_array_add(heads, head);
    }
    return query_end(query, error) ? g_steal_pointer(&heads) : NULL;
}

GPtrArray *store_case_heads(Store *store, const char *agency, GError **error)
{
    if (!agency) {
        Query query = query_begin(
            store, "SELECT reference, hash FROM cases WHERE active = 1 ORDER BY opened");
        return read_heads(&query, error);
    }
    Query query = query_begin(
        store, "SELECT reference, hash FROM cases WHERE active = 1 AND raising = ?1"
               " UNION SELECT reference, hash FROM cases WHERE active = 1 AND challenged = ?1");
    query_text(&query, agency);
    return read_heads(&query, error);
}

GPtrArray *store_ended_heads(Store *store, Instant since, const char *agency, GError **error)
{
    Query query = query_begin(store, "SELECT reference, hash FROM cases INDEXED BY cases_ended"
                                     " WHERE active = 0 AND last_event >= ?1"
                                     " AND (?2 OR raising = ?3 OR challenged = ?3)");
    query_number(&query, since);
    query_number(&query, agency == NULL);
    query_text(&query, agency);
    return read_heads(&query, error);
}

gboolean store_held_count(Store *store, HeldCount *count_out, GError **error)
{
    Query query =
        query_begin(store, "SELECT count(*), total(urgent) FROM held WHERE resolved IS NULL");
    *count_out = (HeldCount){0};
    if (query_next(&query)) {
        count_out->all = (guint)query_column_number(&query, 0);
        count_out->urgent = (guint)query_column_number(&query, 1);
    }
    return query_end(&query, error);
}

HeldRow *store_held_of(Store *store, gint64 ledger, GError **error)
{
    Query query = query_begin(store, "SELECT id FROM held WHERE ledger = ?");
    query_number(&query, ledger);
    gint64 id = query_next(&query) ? query_column_number(&query, 0) : 0;
    return query_end(&query, error) && id > 0 ? store_held(store, id, error) : NULL;
}

GPtrArray *store_ledger_before(Store *store, gint64 before, guint limit, GError **error)
{
    Query query = query_begin(store, "SELECT id FROM ledger WHERE id < ? ORDER BY id DESC LIMIT ?");
    query_number(&query, before > 0 ? before : G_MAXINT64);
    query_number(&query, limit);
    g_autoptr(GArray) numbers = query_numbers(&query, error);
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)ledger_row_free);
    for (guint i = 0; numbers && i < numbers->len; i++) {
        LedgerRow *row = store_ledger_by_id(store, g_array_index(numbers, gint64, i), error);
        if (!row)
            return NULL;
        g_ptr_array_add(rows, row);
    }
    return numbers ? g_steal_pointer(&rows) : NULL;
}

LedgerRow *store_ledger_of_bytes(Store *store, const char *sha256, GError **error)
{
    Query query = query_begin(store, "SELECT min(id) FROM ledger WHERE sha256 = ?");
    query_text(&query, sha256);
    gint64 id = query_next(&query) ? query_column_number(&query, 0) : 0;
    return query_end(&query, error) && id > 0 ? store_ledger_by_id(store, id, error) : NULL;
}

GPtrArray *store_outbox_before(Store *store, gint64 before, const char *state, guint limit,
                               guint window, gint64 *next_out, GError **error)
{
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)outbox_row_free);
    guint seen = 0;
    Query query = query_begin(store, OUTBOX_COLUMNS "WHERE id < ? ORDER BY id DESC");
    query_number(&query, before > 0 ? before : G_MAXINT64);
    *next_out = 0;
    while (*next_out == 0 && query_next(&query)) {
        g_autoptr(OutboxRow) row = outbox_read(&query);
        gint64 id = row->id;
        if (!state || g_str_equal(row->state, state))
            g_ptr_array_add(rows, g_steal_pointer(&row));
        if (rows->len == limit || ++seen == window)
            *next_out = id;
    }
    return query_end(&query, error) ? g_steal_pointer(&rows) : NULL;
}

static GPtrArray *references(Query *query, GError **error)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
    while (query_next(query))
        g_ptr_array_add(found, query_column(query, 0));
    return query_end(query, error) ? g_steal_pointer(&found) : NULL;
}

GPtrArray *store_cases_of_key(Store *store, const char *key, GError **error)
{
    Query query =
        query_begin(store, "SELECT reference FROM case_children WHERE key = ? ORDER BY reference");
    query_text(&query, key);
    return references(&query, error);
}

GPtrArray *store_cases_of_address(Store *store, const char *address, GError **error)
{
    Query query = query_begin(
        store, "SELECT reference FROM case_people WHERE address = ? ORDER BY reference");
    query_text(&query, address);
    return references(&query, error);
}
