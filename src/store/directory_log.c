/* directory_log: what was changed in the directory, by whom, with the file as it was and as it became; append-only, every change
 * chained to the one before it.
 *
 * The hash is over the hash before it (64 zeros before the first) and these columns, in this order, as chain.c writes them:
 *
 *   previous hash, id, at, officer, login, why, file, sha256_before, sha256_after
 *
 * The two texts are proven by their digests. Whoever edits a file by hand is not in here; that the next change begins with other
 * bytes than the one before it ended with shows that somebody did. One that is erased keeps its place, time, file, digests and
 * hash, which its tombstone names, too. */
#include "directory_log.h"

#include <string.h>

#include "chain.h"
#include "digest.h"
#include "erasure.h"
#include "query.h"

#define FINDINGS_MAX 100

static char *hash_of(const char *previous, const DirectoryChange *change)
{
    g_autoptr(GString) form = g_string_sized_new(512);
    chain_bytes(form, previous);
    chain_number(form, change->id);
    chain_number(form, change->at);
    chain_bytes(form, change->by);
    chain_bytes(form, change->login);
    chain_bytes(form, change->why);
    chain_bytes(form, change->file);
    chain_bytes(form, change->sha256_before);
    chain_bytes(form, change->sha256_after);
    return digest_of(form->str, form->len);
}

/* ---- writing ---- */

#define NEWEST "SELECT id, hash FROM directory_changes ORDER BY id DESC LIMIT 1"

static gboolean insert(Store *store, const DirectoryChange *change, GError **error)
{
    Query query = query_begin_write(
        store, "INSERT INTO directory_changes (id, at, officer, login, why, file, sha256_before,"
               " sha256_after, text_before, text_after, hash)"
               " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    query_number(&query, change->id);
    query_number(&query, change->at);
    query_text(&query, change->by);
    query_text(&query, change->login);
    query_text(&query, change->why);
    query_text(&query, change->file);
    query_text(&query, change->sha256_before);
    query_text(&query, change->sha256_after);
    query_text(&query, change->text_before);
    query_text(&query, change->text_after);
    query_text(&query, change->hash);
    return query_run(&query, error);
}

gboolean store_directory_add(Store *store, DirectoryChange *change, GError **error)
{
    g_autofree char *previous = NULL;
    if (!chain_end(store, NEWEST, &change->id, &previous, error))
        return FALSE;
    change->id++;
    g_free(change->hash);
    change->hash = hash_of(previous, change);
    return insert(store, change, error);
}

/* ---- reading ---- */

#define CHANGE_COLUMNS                                                                             \
    "SELECT id, at, officer, login, why, file, sha256_before, sha256_after, text_before,"          \
    " text_after, hash FROM directory_changes "

static DirectoryChange *read_change(const Query *query)
{
    DirectoryChange *change = g_new0(DirectoryChange, 1);
    change->id = query_column_number(query, 0);
    change->at = query_column_number(query, 1);
    change->by = query_column(query, 2);
    change->login = query_column(query, 3);
    change->why = query_column(query, 4);
    change->file = query_column(query, 5);
    change->sha256_before = query_column(query, 6);
    change->sha256_after = query_column(query, 7);
    change->text_before = query_column(query, 8);
    change->text_after = query_column(query, 9);
    change->hash = query_column(query, 10);
    return change;
}

GPtrArray *store_directory_changes(Store *store, GError **error)
{
    g_autoptr(GPtrArray) changes =
        g_ptr_array_new_with_free_func((GDestroyNotify)directory_change_free);
    Query query = query_begin(store, CHANGE_COLUMNS "ORDER BY id");
    while (query_next(&query))
        g_ptr_array_add(changes, read_change(&query));
    return query_end(&query, error) ? g_steal_pointer(&changes) : NULL;
}

DirectoryChange *store_directory_change(Store *store, gint64 id, GError **error)
{
    Query query = query_begin(store, CHANGE_COLUMNS "WHERE id = ?");
    query_number(&query, id);
    g_autoptr(DirectoryChange) change = query_next(&query) ? read_change(&query) : NULL;
    return query_end(&query, error) ? g_steal_pointer(&change) : NULL;
}

/* ---- erasing ---- */

gboolean store_erase_directory_change(Store *store, gint64 id, const Erasing *how, GError **error)
{
    g_autoptr(DirectoryChange) change = store_directory_change(store, id, error);
    if (!change || !erasure_add(store, how, "directory", id, "", change->hash, error))
        return FALSE;
    Query query =
        query_begin_write(store, "UPDATE directory_changes SET officer = '', login = '', why = '',"
                                 " text_before = '', text_after = '' WHERE id = ?");
    query_number(&query, id);
    return query_run(&query, error);
}

/* Emptied, and its tombstone names its hash. */
static gboolean is_erased(Store *store, const DirectoryChange *change)
{
    Query query = query_begin(
        store, "SELECT 1 FROM erasures WHERE what = 'directory' AND number = ? AND sha256 = ?");
    query_number(&query, change->id);
    query_text(&query, change->hash);
    gboolean found = query_next(&query);
    return query_end(&query, NULL) && found && directory_change_erased(change);
}

/* ---- checking ---- */

static gboolean is_kept(const char *text, const char *sha256)
{
    g_autofree char *digest = digest_of(text, strlen(text));
    return g_str_equal(digest, sha256);
}

static void check_change(Store *store, const DirectoryChange *change, gint64 expected,
                         const char *previous, GPtrArray *findings)
{
    g_autofree char *hash = hash_of(previous, change);
    if (change->id != expected)
        g_ptr_array_add(findings, g_strdup_printf("directory changes %" G_GINT64_FORMAT
                                                  " to %" G_GINT64_FORMAT " are missing",
                                                  expected, change->id - 1));
    else if (is_erased(store, change))
        return;
    else if (!g_str_equal(hash, change->hash))
        g_ptr_array_add(findings,
                        g_strdup_printf("directory change %" G_GINT64_FORMAT
                                        " is not what was written: the chain of directory changes "
                                        "is broken here",
                                        change->id));
    else if (!is_kept(change->text_before, change->sha256_before) ||
             !is_kept(change->text_after, change->sha256_after))
        g_ptr_array_add(findings, g_strdup_printf("the text that is kept of directory change "
                                                  "%" G_GINT64_FORMAT " is not what was kept",
                                                  change->id));
}

gboolean directory_log_check(Store *store, GPtrArray *findings, GError **error)
{
    gint64 expected = 1;
    guint before = findings->len;
    g_autofree char *previous = g_strdup(CHAIN_START);
    Query query = query_begin(store, CHANGE_COLUMNS "ORDER BY id");
    while (findings->len - before < FINDINGS_MAX && query_next(&query)) {
        g_autoptr(DirectoryChange) change = read_change(&query);
        check_change(store, change, expected, previous, findings);
        g_free(previous);
        previous = g_strdup(change->hash);
        expected = change->id + 1;
    }
    return query_end(&query, error);
}
