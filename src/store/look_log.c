/* look_log: who looked at what, append-only, every look chained to the one before it.
 *
 * A chain of its own, since a look changes no case and a case's history must not grow by being read. The
 * hash is over the hash before it (64 zeros before the first) and all columns, in this order, as chain.c
 * writes them:
 *
 *   previous hash, id, at, who, login, command, reference, events
 *
 * `events` ties the two chains: what a look saw is no later than that event. Looks taken off the end are
 * missed by the heads (heads.c) alone, since nothing else counts them. */
#include "look_log.h"

#include "chain.h"
#include "digest.h"
#include "query.h"

#define FINDINGS_MAX 100 /* a chain cut at its beginning is not told once for every look */

static char *hash_of(const char *previous, const LookRow *look)
{
    g_autoptr(GString) form = g_string_sized_new(256);
    chain_bytes(form, previous);
    chain_number(form, look->id);
    chain_number(form, look->at);
    chain_bytes(form, look->who);
    chain_bytes(form, look->login);
    chain_bytes(form, look->command);
    chain_bytes(form, look->reference);
    chain_number(form, look->events);
    return digest_of(form->str, form->len);
}

/* ---- writing ---- */

#define NEWEST "SELECT id, hash FROM looks ORDER BY id DESC LIMIT 1"

static gboolean count_events(Store *store, gint64 *count_out, GError **error)
{
    Query query = query_begin(store, "SELECT max(id) FROM events");
    *count_out = query_next(&query) ? query_column_number(&query, 0) : 0;
    return query_end(&query, error);
}

static gboolean insert(Store *store, const LookRow *look, GError **error)
{
    Query query = query_begin_write(
        store, "INSERT INTO looks (id, at, who, login, command, reference, events, hash)"
               " VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    query_number(&query, look->id);
    query_number(&query, look->at);
    query_text(&query, look->who);
    query_text(&query, look->login);
    query_text(&query, look->command);
    query_text(&query, look->reference);
    query_number(&query, look->events);
    query_text(&query, look->hash);
    return query_run(&query, error);
}

gboolean store_look_add(Store *store, LookRow *look, GError **error)
{
    g_autofree char *previous = NULL;
    if (!chain_end(store, NEWEST, &look->id, &previous, error) ||
        !count_events(store, &look->events, error))
        return FALSE;
    look->id++;
    g_free(look->hash);
    look->hash = hash_of(previous, look);
    return insert(store, look, error);
}

/* ---- reading ---- */

#define LOOK_COLUMNS "SELECT id, at, who, login, command, reference, events, hash FROM looks "

static LookRow *read_look(const Query *query)
{
    LookRow *look = g_new0(LookRow, 1);
    look->id = query_column_number(query, 0);
    look->at = query_column_number(query, 1);
    look->who = query_column(query, 2);
    look->login = query_column(query, 3);
    look->command = query_column(query, 4);
    look->reference = query_column(query, 5);
    look->events = query_column_number(query, 6);
    look->hash = query_column(query, 7);
    look->times = 1;
    return look;
}

static GPtrArray *read_looks(Query *query, GError **error)
{
    g_autoptr(GPtrArray) looks = g_ptr_array_new_with_free_func((GDestroyNotify)look_row_free);
    while (query_next(query))
        g_ptr_array_add(looks, read_look(query));
    return query_end(query, error) ? g_steal_pointer(&looks) : NULL;
}

GPtrArray *store_looks(Store *store, GError **error)
{
    Query query = query_begin(store, LOOK_COLUMNS "ORDER BY id");
    return read_looks(&query, error);
}

/* The lists that show something of a case, of ?1: every mail and every message for good, the queue and the directory while
 * the case is in progress (until its last event; some lists of the queue a year longer), the desk's held messages where one
 * of them has it for likely. The command line logs the cases beside a held message one by one. */
#define SHOWN_BY_LIST                                                                              \
    "l.reference = '' AND l.events >= (SELECT min(id) FROM events WHERE reference = ?1) AND ("     \
    "  l.words IN ('messages', 'messages --restricted', 'sent', 'sent --restricted',"              \
    "    'queue --ended')"                                                                         \
    "  OR (l.words IN ('queue', 'directory') AND"                                                  \
    "    (EXISTS (SELECT 1 FROM cases WHERE reference = ?1 AND active = 1)"                        \
    "     OR l.events < (SELECT max(id) FROM events WHERE reference = ?1)))"                       \
    "  OR (l.command = 'web held' AND"                                                             \
    "    EXISTS (SELECT 1 FROM held_suggestions WHERE reference = ?1)))"

/* Pages fetch themselves anew with whatever comes in: of one person's lists the same of a day are one row. */
GPtrArray *store_looks_at(Store *store, const char *reference, GError **error)
{
    Query query = query_begin(
        store,
        "SELECT min(l.id), l.at, l.who, l.login, l.command, l.reference, l.events, l.hash, count(*)"
        " FROM (SELECT *, CASE WHEN command LIKE 'web %' THEN substr(command, 5) ELSE command END"
        "   AS words FROM looks WHERE reference = ?1 OR reference = '') AS l"
        " WHERE l.reference = ?1 OR (" SHOWN_BY_LIST ")"
        " GROUP BY CASE WHEN l.command LIKE 'web %' AND (l.reference = '' OR l.words = 'queue') "
        "THEN l.who || char(10) ||"
        "   l.login || char(10) || l.command || char(10) || (l.at / 86400) ELSE l.id END"
        " ORDER BY 1");
    query_text(&query, reference);
    g_autoptr(GPtrArray) looks = g_ptr_array_new_with_free_func((GDestroyNotify)look_row_free);
    while (query_next(&query)) {
        LookRow *look = read_look(&query);
        look->times = (guint)query_column_number(&query, 8);
        g_ptr_array_add(looks, look);
    }
    return query_end(&query, error) ? g_steal_pointer(&looks) : NULL;
}

/* ---- checking ---- */

/* Emptied, and its tombstone names its hash. */
static gboolean look_is_erased(Store *store, const LookRow *look)
{
    Query query = query_begin(
        store, "SELECT 1 FROM erasures WHERE what = 'look' AND number = ? AND sha256 = ?");
    query_number(&query, look->id);
    query_text(&query, look->hash);
    gboolean found = query_next(&query);
    return query_end(&query, NULL) && found && !*look->who && !*look->login;
}

/* `expected` is the id that must come next, `previous` the hash before it; both go on from what is
 * stored, so that one broken place is one finding. */
static void check_look(Store *store, const LookRow *look, gint64 expected, const char *previous,
                       GPtrArray *findings)
{
    g_autofree char *hash = hash_of(previous, look);
    if (look->id != expected)
        g_ptr_array_add(findings, g_strdup_printf("looks %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT
                                                  " are missing",
                                                  expected, look->id - 1));
    else if (!g_str_equal(hash, look->hash) && !look_is_erased(store, look))
        g_ptr_array_add(findings,
                        g_strdup_printf("look %" G_GINT64_FORMAT " is not what was written: "
                                        "the chain of looks is broken here",
                                        look->id));
}

gboolean look_log_check(Store *store, GPtrArray *findings, GError **error)
{
    gint64 expected = 1;
    guint before = findings->len;
    g_autofree char *previous = g_strdup(CHAIN_START);
    Query query = query_begin(store, LOOK_COLUMNS "ORDER BY id");
    while (findings->len - before < FINDINGS_MAX && query_next(&query)) {
        g_autoptr(LookRow) look = read_look(&query);
        check_look(store, look, expected, previous, findings);
        g_free(previous);
        previous = g_strdup(look->hash);
        expected = look->id + 1;
    }
    return query_end(&query, error);
}
