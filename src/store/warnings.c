/* warnings: what a person was told because of an address, and which mails to an address failed.
 *
 * Kept so that ten thousand messages of one sender, or ten thousand reports on one recipient, are told
 * of once. A warning is written in the transaction of the message that caused it. */
#include "outbox.h"

#define MAILS_MOST 20

gboolean store_warning_add(Store *store, const char *kind, const char *address, Instant at,
                           GError **error)
{
    Query query =
        query_begin_write(store, "INSERT INTO warnings (kind, address, at) VALUES (?, ?, ?)");
    query_text(&query, kind);
    query_text(&query, address);
    query_number(&query, at);
    return query_run(&query, error);
}

static gint counted(Query *query, GError **error)
{
    gint count = query_next(query) ? (gint)query_column_number(query, 0) : 0;
    return query_end(query, error) ? count : -1;
}

gint warnings_since(Store *store, const char *kind, const char *address, Instant since,
                    GError **error)
{
    Query query = query_begin(store, "SELECT count(*) FROM warnings INDEXED BY warnings_of"
                                     " WHERE kind = ? AND address = ? AND at >= ?");
    query_text(&query, kind);
    query_text(&query, address);
    query_number(&query, since);
    return counted(&query, error);
}

gint outbox_failures_since(Store *store, const char *address, Instant since, GError **error)
{
    Query query = query_begin(store, "SELECT count(*) FROM outbox INDEXED BY outbox_failures"
                                     " WHERE recipient = ? AND at >= ? AND state = 'failed'");
    query_text(&query, address);
    query_number(&query, since);
    return counted(&query, error);
}

GPtrArray *outbox_mails_to(Store *store, const char *address, Instant since, GError **error)
{
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)outbox_row_free);
    Query query = query_begin(store, OUTBOX_COLUMNS "INDEXED BY outbox_recipient"
                                                    " WHERE recipient = ? AND queued >= ?"
                                                    " AND state = 'sent'"
                                                    " ORDER BY queued DESC, id DESC LIMIT ?");
    query_text(&query, address);
    query_number(&query, since);
    query_number(&query, MAILS_MOST);
    while (query_next(&query))
        g_ptr_array_add(rows, outbox_read(&query));
    return query_end(&query, error) ? g_steal_pointer(&rows) : NULL;
}
