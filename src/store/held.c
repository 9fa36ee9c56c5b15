/* held: messages that wait for a person, and what was decided about them.
 *
 * A held message is never removed. Deciding it twice is a PERM error, so that two people at two
 * terminals cannot both act on it. */
#include "error.h"
#include "ledger.h"
#include "query.h"

#define HELD_COLUMNS                                                                               \
    "SELECT id, ledger, sha256, mailbox, received, sender, sender_level, subject, kind, reason,"   \
    " text, urgent, resolved, resolution, verb, ruled_case, ruled_by, ruled_why FROM held "

static gboolean add_suggestions(Store *store, const HeldRow *row, GError **error)
{
    for (guint i = 0; i < row->suggestions->len; i++) {
        const Suggestion *suggestion = g_ptr_array_index(row->suggestions, i);
        Query query = query_begin_write(store, "INSERT INTO held_suggestions (held, n, reference, "
                                               "why, reading) VALUES (?, ?, ?, ?, ?)");
        query_number(&query, row->id);
        query_number(&query, i + 1);
        query_text(&query, suggestion->reference);
        query_text(&query, suggestion->why);
        query_text_or_null(&query, suggestion->reading);
        if (!query_run(&query, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean add_said(Store *store, const HeldRow *row, GError **error)
{
    for (guint i = 0; i < row->said->len; i++) {
        const HeldSaid *said = g_ptr_array_index(row->said, i);
        Query query = query_begin_write(
            store, "INSERT INTO held_said (held, n, key, child, value) VALUES (?, ?, ?, ?, ?)");
        query_number(&query, row->id);
        query_number(&query, i + 1);
        query_text(&query, said->key);
        query_number(&query, said->child);
        query_text(&query, said->value);
        if (!query_run(&query, error))
            return FALSE;
    }
    return TRUE;
}

gboolean store_held_add(Store *store, HeldRow *row, GError **error)
{
    Query query = query_begin_write(
        store, "INSERT INTO held (ledger, sha256, mailbox, received, sender, sender_level, subject,"
               " kind, reason, text, urgent, resolved, resolution)"
               " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    query_number(&query, row->ledger);
    query_text(&query, row->sha256);
    query_text(&query, row->mailbox);
    query_number(&query, row->received);
    query_text(&query, row->from);
    query_text(&query, row->sender_level);
    query_text(&query, row->subject);
    query_text(&query, row->kind);
    query_text(&query, row->reason);
    query_text(&query, row->text);
    query_number(&query, row->urgent ? 1 : 0);
    query_number_or_null(&query, row->resolved);
    query_text(&query, row->resolution);
    if (!query_run(&query, error))
        return FALSE;
    row->id = sqlite3_last_insert_rowid(store->db);
    return add_suggestions(store, row, error) && add_said(store, row, error);
}

static HeldRow *read_row(const Query *query)
{
    HeldRow *row = held_row_new();
    row->id = query_column_number(query, 0);
    row->ledger = query_column_number(query, 1);
    row->sha256 = query_column(query, 2);
    row->mailbox = query_column(query, 3);
    row->received = query_column_number(query, 4);
    row->from = query_column(query, 5);
    row->sender_level = query_column(query, 6);
    row->subject = query_column(query, 7);
    row->kind = query_column(query, 8);
    row->reason = query_column(query, 9);
    row->text = query_column(query, 10);
    row->urgent = query_column_number(query, 11) != 0;
    row->resolved = query_column_number(query, 12);
    row->resolution = query_column(query, 13);
    row->ruling.verb = query_column(query, 14);
    row->ruling.reference = query_column(query, 15);
    row->ruling.by = query_column(query, 16);
    row->ruling.why = query_column(query, 17);
    return row;
}

static gboolean read_suggestions(Store *store, HeldRow *row, GError **error)
{
    Query query = query_begin(
        store, "SELECT reference, why, reading FROM held_suggestions WHERE held = ? ORDER BY n");
    query_number(&query, row->id);
    while (query_next(&query)) {
        g_autofree char *reference = query_column(&query, 0);
        g_autofree char *why = query_column(&query, 1);
        g_autofree char *reading = query_column(&query, 2);
        g_ptr_array_add(row->suggestions, suggestion_reading_new(reference, why, reading));
    }
    return query_end(&query, error);
}

static gboolean read_said(Store *store, HeldRow *row, GError **error)
{
    Query query =
        query_begin(store, "SELECT key, child, value FROM held_said WHERE held = ? ORDER BY n");
    query_number(&query, row->id);
    while (query_next(&query)) {
        g_autofree char *key = query_column(&query, 0);
        g_autofree char *value = query_column(&query, 2);
        g_ptr_array_add(row->said,
                        held_said_new(key, (guint)query_column_number(&query, 1), value));
    }
    return query_end(&query, error);
}

static gboolean read_lists(Store *store, HeldRow *row, GError **error)
{
    return read_suggestions(store, row, error) && read_said(store, row, error);
}

HeldRow *store_held(Store *store, gint64 id, GError **error)
{
    Query query = query_begin(store, HELD_COLUMNS "WHERE id = ?");
    query_number(&query, id);
    g_autoptr(HeldRow) row = query_next(&query) ? read_row(&query) : NULL;
    if (!query_end(&query, error) || (row && !read_lists(store, row, error)))
        return NULL;
    return g_steal_pointer(&row);
}

static GPtrArray *list(Store *store, const char *sql, GError **error)
{
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)held_row_free);
    Query query = query_begin(store, sql);
    while (query_next(&query))
        g_ptr_array_add(rows, read_row(&query));
    if (!query_end(&query, error))
        return NULL;
    for (guint i = 0; i < rows->len; i++)
        if (!read_lists(store, g_ptr_array_index(rows, i), error))
            return NULL;
    return g_steal_pointer(&rows);
}

GPtrArray *store_held_waiting(Store *store, GError **error)
{
    return list(store, HELD_COLUMNS "WHERE resolved IS NULL ORDER BY id", error);
}

GPtrArray *store_held_decided(Store *store, GError **error)
{
    return list(store, HELD_COLUMNS "WHERE resolved IS NOT NULL ORDER BY id", error);
}

#define UNPROVEN "(h.sender_level = 'unknown' OR h.sender_level = 'failed')"

GPtrArray *held_unproven_copies(Store *store, const char *content_digest, const char *from,
                                GError **error)
{
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)held_row_free);
    Query query = query_begin(
        store, HELD_COLUMNS
        "WHERE id IN (SELECT h.id FROM ledger l CROSS JOIN held h ON h.ledger = l.id WHERE"
        " l.content_digest = ? AND l.sender = ? AND l.disposition = 'held' AND h.resolved IS NULL"
        " AND " UNPROVEN ") ORDER BY id");
    query_text(&query, content_digest);
    query_text(&query, from);
    while (query_next(&query))
        g_ptr_array_add(rows, read_row(&query));
    if (!query_end(&query, error))
        return NULL;
    for (guint i = 0; i < rows->len; i++)
        if (!read_lists(store, rows->pdata[i], error))
            return NULL;
    return g_steal_pointer(&rows);
}

gboolean store_held_unproven(Store *store, const LedgerRow *like, gboolean *unproven_out,
                             GError **error)
{
    Query query = query_begin(
        store, "SELECT (l.disposition = 'held' OR l.disposition = 'set-aside') AND " UNPROVEN
               " FROM ledger l LEFT JOIN held h ON h.ledger = l.id WHERE l.message_id = ? AND"
               " l.message_id <> '' AND l.content_digest = ? AND l.sender = ? AND l.repeat_of IS"
               " NULL ORDER BY l.id DESC LIMIT 1");
    query_text(&query, like->message_id);
    query_text(&query, like->content_digest);
    query_text(&query, like->from);
    *unproven_out = query_next(&query) && query_column_number(&query, 0) != 0;
    return query_end(&query, error);
}

gboolean store_held_resolve(Store *store, gint64 id, Instant at, const HeldRuling *ruling,
                            const char *resolution, GError **error)
{
    Query query = query_begin_write(
        store, "UPDATE held SET resolved = ?, resolution = ?, verb = ?, ruled_case = ?,"
               " ruled_by = ?, ruled_why = ? WHERE id = ? AND resolved IS NULL");
    query_number(&query, at);
    query_text(&query, resolution);
    query_text(&query, ruling->verb);
    query_text(&query, ruling->reference);
    query_text(&query, ruling->by);
    query_text(&query, ruling->why);
    query_number(&query, id);
    if (!query_run(&query, error))
        return FALSE;
    if (sqlite3_changes(store->db) == 1)
        return TRUE;
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM,
                "no held message %" G_GINT64_FORMAT " waits for a decision", id);
    return FALSE;
}
