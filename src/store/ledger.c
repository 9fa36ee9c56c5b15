/* ledger: what became of every message ever received.
 *
 * A row is written in the transaction of the work it speaks of and never removed; only a held
 * message's fate may change, once a person has decided. A second row for the same spool file, or
 * for the same bytes to the same mailbox that is not called a repeat, is a BUG error. */
#include "ledger.h"

#include "error.h"
#include "query.h"

#define LEDGER_COLUMNS                                                                             \
    "SELECT id, spool_name, sha256, mailbox, received, message_id, sender, content_digest, kind,"  \
    " disposition, reference, reason, repeat_of,"                                                  \
    " CASE WHEN repeat_of > 0 THEN (SELECT " LEDGER_RESTRICTED                                     \
    " FROM ledger first WHERE first.id = ledger.repeat_of) ELSE 0 END FROM ledger "

static LedgerRow *read_row(const Query *query)
{
    LedgerRow *row = ledger_row_new();
    row->id = query_column_number(query, 0);
    row->spool_name = query_column(query, 1);
    row->sha256 = query_column(query, 2);
    row->mailbox = query_column(query, 3);
    row->received = query_column_number(query, 4);
    row->message_id = query_column(query, 5);
    row->from = query_column(query, 6);
    row->content_digest = query_column(query, 7);
    row->kind = query_column(query, 8);
    row->disposition = query_column(query, 9);
    row->reference = query_column(query, 10);
    row->reason = query_column(query, 11);
    row->repeat_of = query_column_number(query, 12);
    row->of_restricted = query_column_number(query, 13) != 0;
    return row;
}

/* The first row of a query whose parameters are bound; ends it. */
static LedgerRow *read_one(Query *query, GError **error)
{
    g_autoptr(LedgerRow) row = query_next(query) ? read_row(query) : NULL;
    return query_end(query, error) ? g_steal_pointer(&row) : NULL;
}

LedgerRow *store_ledger_by_spool(Store *store, const char *spool_name, GError **error)
{
    Query query = query_begin(store, LEDGER_COLUMNS "WHERE spool_name = ?");
    query_text(&query, spool_name);
    return read_one(&query, error);
}

LedgerRow *store_ledger_first(Store *store, const char *sha256, const char *mailbox, GError **error)
{
    Query query =
        query_begin(store, LEDGER_COLUMNS
                    "WHERE id = (SELECT min(id) FROM ledger WHERE sha256 = ? AND mailbox = ?)");
    query_text(&query, sha256);
    query_text(&query, mailbox);
    return read_one(&query, error);
}

LedgerRow *store_ledger_by_id(Store *store, gint64 id, GError **error)
{
    Query query = query_begin(store, LEDGER_COLUMNS "WHERE id = ?");
    query_number(&query, id);
    return read_one(&query, error);
}

LedgerRow *ledger_by_message_id(Store *store, const char *message_id, GError **error)
{
    Query query = query_begin(store, LEDGER_COLUMNS
                              "WHERE message_id = ? AND message_id <> '' ORDER BY id LIMIT 1");
    query_text(&query, message_id);
    return read_one(&query, error);
}

LedgerRow *ledger_by_content(Store *store, const char *content_digest, const char *from,
                             const char *reference, GError **error)
{
    Query query = query_begin(
        store, reference ? LEDGER_COLUMNS "WHERE content_digest = ? AND sender = ? AND disposition"
                                          " = 'case' AND reference = ? ORDER BY id DESC LIMIT 1"
                         : LEDGER_COLUMNS "WHERE content_digest = ? AND sender = ? AND disposition"
                                          " = 'case' ORDER BY id DESC LIMIT 1");
    query_text(&query, content_digest);
    query_text(&query, from);
    if (reference)
        query_text(&query, reference);
    return read_one(&query, error);
}

gboolean store_ledger_add(Store *store, LedgerRow *row, GError **error)
{
    Query query = query_begin_write(
        store, "INSERT INTO ledger (spool_name, sha256, mailbox, received, message_id, sender,"
               " content_digest, kind, disposition, reference, reason, repeat_of)"
               " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    query_text(&query, row->spool_name);
    query_text(&query, row->sha256);
    query_text(&query, row->mailbox);
    query_number(&query, row->received);
    query_text(&query, row->message_id);
    query_text(&query, row->from);
    query_text(&query, row->content_digest);
    query_text(&query, row->kind);
    query_text(&query, row->disposition);
    query_text_or_null(&query, row->reference);
    query_text(&query, row->reason);
    query_number_or_null(&query, row->repeat_of);
    if (!query_run(&query, error))
        return FALSE;
    row->id = store->newest.ledger = sqlite3_last_insert_rowid(store->db);
    return TRUE;
}

gboolean store_ledger_settle(Store *store, gint64 id, const char *disposition,
                             const char *reference, const char *reason, GError **error)
{
    Query query =
        query_begin_write(store, "UPDATE ledger SET disposition = ?, reference = ?, reason = ?"
                                 " WHERE id = ? AND disposition = 'held'");
    query_text(&query, disposition);
    query_text_or_null(&query, reference);
    query_text(&query, reason);
    query_number(&query, id);
    if (!query_run(&query, error))
        return FALSE;
    if (sqlite3_changes(store->db) == 1)
        return TRUE;
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM,
                "message %" G_GINT64_FORMAT " is not held", id);
    return FALSE;
}

GPtrArray *store_ledger_all(Store *store, GError **error)
{
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)ledger_row_free);
    Query query = query_begin(store, LEDGER_COLUMNS "ORDER BY id");
    while (query_next(&query))
        g_ptr_array_add(rows, read_row(&query));
    return query_end(&query, error) ? g_steal_pointer(&rows) : NULL;
}

GHashTable *store_ledger_counts(Store *store, GError **error)
{
    g_autoptr(GHashTable) counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    Query query =
        query_begin(store, "SELECT disposition, count(*) FROM ledger GROUP BY disposition");
    while (query_next(&query))
        g_hash_table_insert(counts, query_column(&query, 0),
                            GINT_TO_POINTER(query_column_number(&query, 1)));
    return query_end(&query, error) ? g_steal_pointer(&counts) : NULL;
}
