/* projection: cases as rows, for looking them up.
 *
 * Three tables, each a function of the case's events: its row in `cases`, the folded addresses of
 * `case_people` (everybody its events named as originator, holder or sender; nobody is ever taken
 * out), the keys of `case_children`. Written in the transaction of the events; store_verify() makes
 * them again and compares. A reference that is none is a BUG error. */
#include "projection.h"

#include <string.h>

#include "decide.h"
#include "error.h"
#include "query.h"

/* ---- the row ---- */

typedef struct {
    char *prefix;
    gint64 year, serial;
} ReferenceParts;

static gboolean take_apart(const char *reference, ReferenceParts *parts_out, GError **error)
{
    g_auto(GStrv) parts = g_strsplit(reference ? reference : "", "-", -1);
    guint64 year = 0, serial = 0;
    if (g_strv_length(parts) != 4 ||
        !g_ascii_string_to_unsigned(parts[1], 10, 0, 99, &year, NULL) ||
        !g_ascii_string_to_unsigned(parts[2], 10, 1, G_MAXINT32, &serial, NULL)) {
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_BUG, "'%s' is no reference",
                    reference ? reference : "");
        return FALSE;
    }
    *parts_out = (ReferenceParts){g_strdup(parts[0]), (gint64)year, (gint64)serial};
    return TRUE;
}

/* The parameters of both statements below, in the order of the columns. */
static void bind_row(Query *query, const Case *c, const ReferenceParts *parts, const char *hash,
                     Instant ticks_at)
{
    gboolean active = c->state != CASE_CLOSED && c->state != CASE_HANDED_OFF;
    query_text(query, c->reference);
    query_text(query, parts->prefix);
    query_number(query, parts->year);
    query_number(query, parts->serial);
    query_text(query, c->policy);
    query_text(query, c->policy_sha256);
    query_text(query, c->mailbox);
    query_text(query, case_state_name(c->state));
    query_number(query, active ? 1 : 0);
    query_number(query, c->cycle);
    query_number(query, c->urgent ? 1 : 0);
    query_number(query, c->harm_unanswered ? 1 : 0);
    query_text_or_null(query, c->stage);
    query_number_or_null(query, c->tier);
    query_text_or_null(query, c->stage_claimed);
    query_text_or_null(query, c->held_gate);
    query_text_or_null(query, c->raising);
    query_text_or_null(query, c->challenged);
    query_text_or_null(query, c->routing_held == SIDE_NONE ? NULL : side_name(c->routing_held));
    query_number(query, c->opened);
    query_number_or_null(query, c->entered);
    query_number_or_null(query, c->last_received);
    query_number(query, c->last_event);
    query_number_or_null(query, ticks_at);
    query_number(query, c->events->len);
    query_text(query, hash);
}

static const char row_save[] =
    "INSERT INTO cases (reference, prefix, year, serial, policy, policy_sha256, mailbox, state,"
    " active, cycle, urgent, harm_unanswered, stage, tier, stage_claimed, held_gate, raising,"
    " challenged, routing_held, opened, entered, last_received, last_event, next_tick, events, "
    "hash)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (reference) DO UPDATE SET prefix = excluded.prefix, year = excluded.year,"
    " serial = excluded.serial, policy = excluded.policy, policy_sha256 = excluded.policy_sha256,"
    " mailbox = excluded.mailbox, state = excluded.state, active = excluded.active,"
    " cycle = excluded.cycle, urgent = excluded.urgent, harm_unanswered = excluded.harm_unanswered,"
    " stage = excluded.stage, tier = excluded.tier, stage_claimed = excluded.stage_claimed,"
    " held_gate = excluded.held_gate, raising = excluded.raising, challenged = excluded.challenged,"
    " routing_held = excluded.routing_held, opened = excluded.opened, entered = excluded.entered,"
    " last_received = excluded.last_received, last_event = excluded.last_event,"
    " next_tick = excluded.next_tick, events = excluded.events, hash = excluded.hash";

static const char row_same[] =
    "SELECT 1 FROM cases WHERE reference = ? AND prefix IS ? AND year IS ? AND serial IS ?"
    " AND policy IS ? AND policy_sha256 IS ? AND mailbox IS ? AND state IS ? AND active IS ?"
    " AND cycle IS ? AND urgent IS ? AND harm_unanswered IS ? AND stage IS ? AND tier IS ?"
    " AND stage_claimed IS ? AND held_gate IS ? AND raising IS ? AND challenged IS ?"
    " AND routing_held IS ? AND opened IS ? AND entered IS ? AND last_received IS ?"
    " AND last_event IS ? AND next_tick IS ? AND events IS ? AND hash IS ?";

static gboolean save_row(Store *store, const Case *c, const char *hash, Instant ticks_at,
                         GError **error)
{
    ReferenceParts parts = {0};
    if (!take_apart(c->reference, &parts, error))
        return FALSE;
    g_autofree char *prefix = parts.prefix;
    Query query = query_begin_write(store, row_save);
    bind_row(&query, c, &parts, hash, ticks_at);
    return query_run(&query, error);
}

/* ---- people and children ---- */

/* Which argument of a change row is the address of somebody who belongs to the case. */
static const struct {
    const char *operation;
    guint argument;
} addresses[] = {{"sender", 1}, {"originator", 4}, {"holder", 5}};

static void add_people_of(const char *const *row, GHashTable *people)
{
    for (gsize i = 0; i < G_N_ELEMENTS(addresses); i++)
        if (strcmp(row[0], addresses[i].operation) == 0 && *row[addresses[i].argument])
            g_hash_table_add(people, g_ascii_strdown(row[addresses[i].argument], -1));
}

/* Addresses named by the events from `first` on, folded. */
static GHashTable *people_of(const Case *c, guint first)
{
    GHashTable *people = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = first; i < c->events->len; i++) {
        const Event *event = g_ptr_array_index(c->events, i);
        for (guint j = 0; j < event->changes->len; j++)
            add_people_of(g_ptr_array_index(event->changes, j), people);
    }
    return people;
}

static GHashTable *children_of(const Case *c)
{
    GHashTable *keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < c->children->len; i++) {
        g_autoptr(GPtrArray) of_child = case_child_keys(g_ptr_array_index(c->children, i));
        for (guint j = 0; j < of_child->len; j++)
            g_hash_table_add(keys, g_strdup(g_ptr_array_index(of_child, j)));
    }
    return keys;
}

static gboolean changes_children(const Case *c, guint first)
{
    for (guint i = first; i < c->events->len; i++) {
        const Event *event = g_ptr_array_index(c->events, i);
        for (guint j = 0; j < event->changes->len; j++)
            if (strcmp(((GStrv)g_ptr_array_index(event->changes, j))[0], "child") == 0)
                return TRUE;
    }
    return FALSE;
}

static gboolean insert_words(Store *store, const char *sql, const char *reference,
                             GHashTable *words, GError **error)
{
    GHashTableIter iter;
    gpointer word;
    g_hash_table_iter_init(&iter, words);
    while (g_hash_table_iter_next(&iter, &word, NULL)) {
        Query query = query_begin_write(store, sql);
        query_text(&query, reference);
        query_text(&query, word);
        if (!query_run(&query, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean save_people(Store *store, const Case *c, guint first, GError **error)
{
    g_autoptr(GHashTable) people = people_of(c, first);
    return insert_words(store,
                        "INSERT INTO case_people (reference, address) VALUES (?, ?)"
                        " ON CONFLICT (address, reference) DO NOTHING",
                        c->reference, people, error);
}

static gboolean forget_children(Store *store, const char *reference, GError **error)
{
    Query query = query_begin_write(store, "DELETE FROM case_children WHERE reference = ?");
    query_text(&query, reference);
    return query_run(&query, error);
}

static gboolean save_children(Store *store, const Case *c, guint first, GError **error)
{
    if (!changes_children(c, first))
        return TRUE;
    if (first > 0 && !forget_children(store, c->reference, error))
        return FALSE;
    g_autoptr(GHashTable) keys = children_of(c);
    return insert_words(store, "INSERT INTO case_children (reference, key) VALUES (?, ?)",
                        c->reference, keys, error);
}

gboolean projection_save(Store *store, const Case *c, guint first, const char *hash,
                         Instant ticks_at, GError **error)
{
    return save_row(store, c, hash, ticks_at, error) && save_people(store, c, first, error) &&
           save_children(store, c, first, error);
}

/* ---- checking ---- */

static gboolean check_row(Store *store, const Case *c, const char *hash, GPtrArray *findings,
                          GError **error)
{
    ReferenceParts parts = {0};
    if (!take_apart(c->reference, &parts, error))
        return FALSE;
    g_autofree char *prefix = parts.prefix;
    Query query = query_begin(store, row_same);
    bind_row(&query, c, &parts, hash, case_next_tick(c));
    if (!query_next(&query))
        g_ptr_array_add(findings,
                        g_strdup_printf("case %s: its row differs from its events", c->reference));
    return query_end(&query, error);
}

/* `expected` loses what is found. */
static gboolean check_children(Store *store, const Case *c, GHashTable *expected,
                               GPtrArray *findings, GError **error)
{
    gboolean same = TRUE;
    Query query = query_begin(store, "SELECT key FROM case_children WHERE reference = ?");
    query_text(&query, c->reference);
    while (query_next(&query)) {
        g_autofree char *key = query_column(&query, 0);
        same = g_hash_table_remove(expected, key) && same;
    }
    if (!same || g_hash_table_size(expected) > 0)
        g_ptr_array_add(findings, g_strdup_printf("case %s: the keys its children are found by "
                                                  "differ from its events",
                                                  c->reference));
    return query_end(&query, error);
}

/* Looks for each by itself, for the table is ordered by address; what is too much is missed by the
 * count. */
static gboolean check_people(Store *store, const Case *c, GHashTable *expected, GPtrArray *findings,
                             GError **error)
{
    GHashTableIter iter;
    gpointer address;
    guint missing = 0;
    g_hash_table_iter_init(&iter, expected);
    while (g_hash_table_iter_next(&iter, &address, NULL)) {
        Query query =
            query_begin(store, "SELECT 1 FROM case_people WHERE address = ? AND reference = ?");
        query_text(&query, address);
        query_text(&query, c->reference);
        missing += query_next(&query) ? 0 : 1;
        if (!query_end(&query, error))
            return FALSE;
    }
    if (missing > 0)
        g_ptr_array_add(findings,
                        g_strdup_printf("case %s: %u addresses it is found by are missing",
                                        c->reference, missing));
    return TRUE;
}

gboolean projection_check(Store *store, const Case *c, const char *hash, ProjectionCount *count,
                          GPtrArray *findings, GError **error)
{
    g_autoptr(GHashTable) people = people_of(c, 0);
    g_autoptr(GHashTable) children = children_of(c);
    count->people += g_hash_table_size(people);
    count->children += g_hash_table_size(children);
    return check_row(store, c, hash, findings, error) &&
           check_people(store, c, people, findings, error) &&
           check_children(store, c, children, findings, error);
}

static gboolean check_count(Store *store, const char *sql, guint64 expected, const char *what,
                            GPtrArray *findings, GError **error)
{
    Query query = query_begin(store, sql);
    guint64 number = query_next(&query) ? (guint64)query_column_number(&query, 0) : 0;
    if (number != expected)
        g_ptr_array_add(findings, g_strdup_printf("%" G_GUINT64_FORMAT " %s are recorded, the "
                                                  "events name %" G_GUINT64_FORMAT,
                                                  number, what, expected));
    return query_end(&query, error);
}

gboolean projection_check_count(Store *store, const ProjectionCount *count, GPtrArray *findings,
                                GError **error)
{
    return check_count(store, "SELECT count(*) FROM case_people", count->people,
                       "addresses of cases", findings, error) &&
           check_count(store, "SELECT count(*) FROM case_children", count->children,
                       "keys of children", findings, error);
}
