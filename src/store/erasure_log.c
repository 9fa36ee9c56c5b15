/* erasure_log: the tombstones, append-only, each chained to the one before it.
 *
 * The hash is over the hash before it (64 zeros before the first) and all columns but `done`, in this order, as chain.c
 * writes them:
 *
 *   previous hash, id, at, officer, login, what, number, reference, sha256, why
 *
 * A tombstone whose `done` is empty was committed, and a crash may have left files and remains of what it speaks of:
 * whoever erases next finishes it, and until then that is a finding. */
#include "erasure.h"

#include "chain.h"
#include "digest.h"
#include "query.h"

#define FINDINGS_MAX 100

static char *hash_of(const char *previous, const ErasureRow *row)
{
    g_autoptr(GString) form = g_string_sized_new(512);
    chain_bytes(form, previous);
    chain_number(form, row->id);
    chain_number(form, row->at);
    chain_bytes(form, row->officer);
    chain_bytes(form, row->login);
    chain_bytes(form, row->what);
    chain_number(form, row->number);
    chain_bytes(form, row->reference);
    chain_bytes(form, row->sha256);
    chain_bytes(form, row->why);
    return digest_of(form->str, form->len);
}

#define NEWEST "SELECT id, hash FROM erasures ORDER BY id DESC LIMIT 1"

static gboolean insert(Store *store, const ErasureRow *row, const char *hash, GError **error)
{
    Query query = query_begin_write(
        store, "INSERT INTO erasures (id, at, officer, login, what, number, reference, sha256, why,"
               " hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    query_number(&query, row->id);
    query_number(&query, row->at);
    query_text(&query, row->officer);
    query_text(&query, row->login);
    query_text(&query, row->what);
    query_number(&query, row->number);
    query_text(&query, row->reference);
    query_text(&query, row->sha256);
    query_text(&query, row->why);
    query_text(&query, hash);
    return query_run(&query, error);
}

/* The row borrows its texts, so it is not freed as a whole. */
gboolean erasure_add(Store *store, const Erasing *how, const char *what, gint64 number,
                     const char *reference, const char *sha256, GError **error)
{
    g_autofree char *previous = NULL;
    ErasureRow row = {.at = how->at,
                      .officer = (char *)how->officer,
                      .login = (char *)how->login,
                      .what = (char *)what,
                      .number = number,
                      .reference = (char *)(reference ? reference : ""),
                      .sha256 = (char *)(sha256 ? sha256 : ""),
                      .why = (char *)how->why};
    if (!chain_end(store, NEWEST, &row.id, &previous, error))
        return FALSE;
    row.id++;
    g_autofree char *hash = hash_of(previous, &row);
    return insert(store, &row, hash, error);
}

/* ---- reading ---- */

static ErasureRow *read_row(const Query *query)
{
    ErasureRow *row = g_new0(ErasureRow, 1);
    row->id = query_column_number(query, 0);
    row->at = query_column_number(query, 1);
    row->officer = query_column(query, 2);
    row->login = query_column(query, 3);
    row->what = query_column(query, 4);
    row->number = query_column_number(query, 5);
    row->reference = query_column(query, 6);
    row->sha256 = query_column(query, 7);
    row->why = query_column(query, 8);
    row->hash = query_column(query, 9);
    row->done = query_column_number(query, 10);
    return row;
}

GPtrArray *store_erasures(Store *store, GError **error)
{
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)erasure_row_free);
    Query query = query_begin(store, "SELECT id, at, officer, login, what, number, reference,"
                                     " sha256, why, hash, done FROM erasures ORDER BY id");
    while (query_next(&query))
        g_ptr_array_add(rows, read_row(&query));
    return query_end(&query, error) ? g_steal_pointer(&rows) : NULL;
}

GPtrArray *store_erasure_files(Store *store, GError **error)
{
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func((GDestroyNotify)erasure_file_free);
    Query query =
        query_begin(store, "SELECT folder, name FROM erasure_files ORDER BY folder, name");
    while (query_next(&query)) {
        ErasureFile *file = g_new0(ErasureFile, 1);
        file->folder = query_column(&query, 0);
        file->name = query_column(&query, 1);
        g_ptr_array_add(files, file);
    }
    return query_end(&query, error) ? g_steal_pointer(&files) : NULL;
}

gboolean store_erasures_finish(Store *store, Instant at, GError **error)
{
    Query files = query_begin_write(store, "DELETE FROM erasure_files");
    if (!query_run(&files, error))
        return FALSE;
    Query query = query_begin_write(store, "UPDATE erasures SET done = ? WHERE done IS NULL");
    query_number(&query, at);
    return query_run(&query, error);
}

/* ---- checking ---- */

static void G_GNUC_PRINTF(2, 3) find(GPtrArray *findings, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_ptr_array_add(findings, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

static void check_chain(GPtrArray *rows, GPtrArray *findings)
{
    const char *previous = CHAIN_START;
    gint64 expected = 1;
    guint before = findings->len, open = 0;
    for (guint i = 0; i < rows->len && findings->len - before < FINDINGS_MAX; i++) {
        const ErasureRow *row = rows->pdata[i];
        g_autofree char *hash = hash_of(previous, row);
        if (row->id != expected)
            find(findings, "tombstones %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT " are missing",
                 expected, row->id - 1);
        else if (!g_str_equal(hash, row->hash))
            find(findings,
                 "tombstone %" G_GINT64_FORMAT " is not what was written: the chain of erasures is "
                 "broken here",
                 row->id);
        open += row->done == INSTANT_UNKNOWN;
        previous = row->hash;
        expected = row->id + 1;
    }
    if (open)
        find(findings,
             "%u erasures were begun and not finished; 'casegate retention --confirm' finishes "
             "them",
             open);
}

/* What `sql` finds is a message or case whose tombstone says what is not so. */
static gboolean check_rows(Store *store, const char *sql, const char *says, GPtrArray *findings,
                           GError **error)
{
    Query query = query_begin(store, sql);
    while (query_next(&query))
        find(findings, "tombstone %" G_GINT64_FORMAT " %s", query_column_number(&query, 0), says);
    return query_end(&query, error);
}

gboolean erasure_check(Store *store, GPtrArray *findings, GError **error)
{
    g_autoptr(GPtrArray) rows = store_erasures(store, error);
    if (!rows)
        return FALSE;
    check_chain(rows, findings);
    return check_rows(store,
                      "SELECT e.id FROM erasures e JOIN directory_changes d ON d.id = e.number"
                      " WHERE e.what = 'directory' AND (d.officer <> '' OR d.login <> '' OR"
                      " d.why <> '' OR d.text_before <> '' OR d.text_after <> '' OR"
                      " d.hash IS NOT e.sha256)",
                      "says that a change of the directory was erased, and it is not empty",
                      findings, error) &&
           check_rows(store,
                      "SELECT e.id FROM erasures e LEFT JOIN ledger l ON l.id = e.number WHERE"
                      " (e.what = 'raw' OR e.what = 'message') AND l.sha256 IS NOT e.sha256",
                      "is of another message than the ledger's", findings, error) &&
           check_rows(store,
                      "SELECT e.id FROM erasures e JOIN ledger l ON l.id = e.number WHERE"
                      " e.what = 'message' AND (l.sender <> '' OR l.message_id <> '' OR"
                      " l.content_digest <> '' OR l.reason <> '')",
                      "says that a message was erased, and its row is not empty", findings,
                      error) &&
           check_rows(store,
                      "SELECT e.id FROM erasures e JOIN outbox o ON o.reference = e.reference WHERE"
                      " e.what = 'case' AND o.event_seq <= (SELECT seq FROM events WHERE id ="
                      " e.number) AND o.body <> ''",
                      "says that a case was erased, and a mail of it is not empty", findings,
                      error);
}
