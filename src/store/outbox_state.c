/* outbox_state: what became of a mail, and what is still to be done about it.
 *
 * A mail waits (queued, deferred) until the transport has it (sent), has refused it for good
 * (failed) or may not have it at all (suppressed). The last two are concluded by `work`: the
 * office told, the recipient marked, once. Conditions name the states in the words of their partial
 * index (schema.c), so that nothing is looked for among the mails of years. */
#include "error.h"
#include "outbox.h"

/* ---- those that wait ---- */

static OutboxRow *read_one(Query *query, gint64 id, GError **error)
{
    query_number(query, id);
    g_autoptr(OutboxRow) row = query_next(query) ? outbox_read(query) : NULL;
    return query_end(query, error) ? g_steal_pointer(&row) : NULL;
}

OutboxRow *store_outbox_row(Store *store, gint64 id, GError **error)
{
    Query query = query_begin(store, OUTBOX_COLUMNS "WHERE id = ?");
    return read_one(&query, id, error);
}

OutboxRow *store_outbox_due_row(Store *store, gint64 id, GError **error)
{
    Query query = query_begin(store, OUTBOX_COLUMNS
                              "WHERE id = ? AND (state = 'queued' OR state = 'deferred')");
    return read_one(&query, id, error);
}

GArray *store_outbox_due(Store *store, Instant now, guint limit, GError **error)
{
    Query query = query_begin(store, "SELECT id FROM outbox INDEXED BY outbox_due"
                                     " WHERE (state = 'queued' OR state = 'deferred')"
                                     " AND next_try <= ? ORDER BY id LIMIT ?");
    query_number(&query, now);
    query_number(&query, limit);
    return query_numbers(&query, error);
}

gboolean store_outbox_waiting(Store *store, guint *count_out, Instant *oldest_out, GError **error)
{
    Query query =
        query_begin(store, "SELECT count(*), min(queued) FROM outbox INDEXED BY outbox_due"
                           " WHERE (state = 'queued' OR state = 'deferred') AND next_try >= 0");
    if (query_next(&query)) {
        *count_out = (guint)query_column_number(&query, 0);
        *oldest_out = query_column_number(&query, 1);
    }
    return query_end(&query, error);
}

/* ---- what became of one ---- */

/* Exactly one row, or there is no such mail. */
static gboolean change_one(Query *query, gint64 id, GError **error)
{
    Store *store = query->store;
    if (!query_run(query, error))
        return FALSE;
    if (sqlite3_changes(store->db) == 1)
        return TRUE;
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_BUG, "there is no mail %" G_GINT64_FORMAT,
                id);
    return FALSE;
}

gboolean store_outbox_mark(Store *store, const OutboxRow *row, GError **error)
{
    Query query = query_begin_write(
        store, "UPDATE outbox SET state = CASE concluded WHEN 1 THEN state ELSE ? END,"
               " at = CASE concluded WHEN 1 THEN at ELSE ? END,"
               " why = CASE concluded WHEN 1 THEN why ELSE ? END, attempts = ?,"
               " next_try = ?, smtp_code = ?, smtp_status = ? WHERE id = ?");
    query_text(&query, row->state);
    query_number(&query, row->at);
    query_text(&query, row->why);
    query_number(&query, row->attempts);
    query_number(&query, row->next_try);
    query_number(&query, row->smtp_code);
    query_text(&query, row->smtp_status);
    query_number(&query, row->id);
    return change_one(&query, row->id, error);
}

gboolean store_outbox_returned(Store *store, gint64 id, Instant at, const char *why, GError **error)
{
    Query query = query_begin_write(store, "UPDATE outbox SET state = 'failed', at = ?, why = ?,"
                                           " concluded = 1 WHERE id = ?");
    query_number(&query, at);
    query_text(&query, why);
    query_number(&query, id);
    return change_one(&query, id, error);
}

/* ---- what is still to be done about it ---- */

GPtrArray *store_outbox_unconcluded(Store *store, guint limit, GError **error)
{
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)outbox_row_free);
    Query query =
        query_begin(store, OUTBOX_COLUMNS "INDEXED BY outbox_unconcluded"
                                          " WHERE (state = 'failed' OR state = 'suppressed')"
                                          " AND concluded = 0 AND id > 0 ORDER BY id LIMIT ?");
    query_number(&query, limit);
    while (query_next(&query))
        g_ptr_array_add(rows, outbox_read(&query));
    return query_end(&query, error) ? g_steal_pointer(&rows) : NULL;
}

gboolean store_outbox_conclude(Store *store, gint64 id, GError **error)
{
    Query query = query_begin_write(store, "UPDATE outbox SET concluded = 1 WHERE id = ?");
    query_number(&query, id);
    return change_one(&query, id, error);
}
