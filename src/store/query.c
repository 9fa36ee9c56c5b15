/* query: prepared statements, kept by the address of their SQL.
 *
 * Everything is bound; nothing is ever formatted into SQL. Every statement is reset by query_end(),
 * for one that was forgotten would pin the write-ahead log. Counts the steps of statements that
 * went over a whole table. A failure is SQLite's code, translated when the query ends. */
#include "query.h"

#include "error.h"

static sqlite3_stmt *kept_statement(Store *store, const char *sql, int *code_out)
{
    sqlite3_stmt *statement = g_hash_table_lookup(store->statements, sql);
    if (statement) {
        g_assert(!sqlite3_stmt_busy(statement));
        return statement;
    }
    *code_out = sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);
    if (statement)
        g_hash_table_insert(store->statements, (gpointer)sql, statement);
    return statement;
}

Query query_begin(Store *store, const char *sql)
{
    Query query = {.store = store};
    query.statement = kept_statement(store, sql, &query.code);
    return query;
}

Query query_begin_write(Store *store, const char *sql)
{
    gboolean open = store->in_transaction && !sqlite3_get_autocommit(store->db);
    if (open)
        return query_begin(store, sql);
    return (Query){.store = store, .code = SQLITE_ABORT, .outside = TRUE};
}

static void bound(Query *query, int code)
{
    if (query->code == SQLITE_OK)
        query->code = code;
}

void query_text(Query *query, const char *text)
{
    int index = ++query->bound;
    if (query->statement)
        bound(query,
              sqlite3_bind_text(query->statement, index, text ? text : "", -1, SQLITE_STATIC));
}

void query_text_or_null(Query *query, const char *text)
{
    int index = ++query->bound;
    if (!query->statement)
        return;
    bound(query, text && *text ? sqlite3_bind_text(query->statement, index, text, -1, SQLITE_STATIC)
                               : sqlite3_bind_null(query->statement, index));
}

void query_number(Query *query, gint64 number)
{
    int index = ++query->bound;
    if (query->statement)
        bound(query, sqlite3_bind_int64(query->statement, index, number));
}

void query_number_or_null(Query *query, gint64 number)
{
    int index = ++query->bound;
    if (query->statement)
        bound(query, number != 0 ? sqlite3_bind_int64(query->statement, index, number)
                                 : sqlite3_bind_null(query->statement, index));
}

void query_bytes(Query *query, gconstpointer bytes, gsize length)
{
    int index = ++query->bound;
    if (query->statement)
        bound(query, sqlite3_bind_blob64(query->statement, index, bytes, length, SQLITE_STATIC));
}

gboolean query_next(Query *query)
{
    if (query->code != SQLITE_OK || !query->statement)
        return FALSE;
    int code = sqlite3_step(query->statement);
    if (code == SQLITE_ROW)
        return TRUE;
    if (code != SQLITE_DONE)
        query->code = code;
    return FALSE;
}

gboolean query_end(Query *query, GError **error)
{
    if (query->outside && query->store->in_transaction)
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP,
                    "the transaction was rolled back by an earlier failure");
    else if (query->outside)
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_BUG,
                    "the record may only be changed in a transaction");
    else if (query->code != SQLITE_OK)
        store_failed(query->store, query->code, error);
    if (query->statement) {
        query->store->full_scans +=
            (guint)sqlite3_stmt_status(query->statement, SQLITE_STMTSTATUS_FULLSCAN_STEP, TRUE);
        (void)sqlite3_reset(query->statement);
        (void)sqlite3_clear_bindings(query->statement);
    }
    return query->code == SQLITE_OK;
}

gboolean query_run(Query *query, GError **error)
{
    while (query_next(query))
        continue;
    return query_end(query, error);
}

GArray *query_numbers(Query *query, GError **error)
{
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(gint64));
    while (query_next(query)) {
        gint64 number = query_column_number(query, 0);
        g_array_append_val(numbers, number);
    }
    return query_end(query, error) ? g_steal_pointer(&numbers) : NULL;
}

char *query_column(const Query *query, int column)
{
    const char *text = (const char *)sqlite3_column_text(query->statement, column);
    return g_strdup(text ? text : "");
}

gint64 query_column_number(const Query *query, int column)
{
    return sqlite3_column_int64(query->statement, column);
}
