/* projection: cases as rows, for looking them up.
 *
 * Three tables, each a function of the case's events: its row in `cases`, and what it is found by
 * in `case_people` and `case_children` (projection_keys.c). Written in the transaction of the
 * events; store_verify() makes them again and compares. A reference that is none is a BUG error. */
#include "projection.h"

#include "decide.h"
#include "error.h"
#include "projection_keys.h"
#include "query.h"

typedef struct { /* what a row holds beside the case itself */
    char *prefix;
    gint64 year, serial;
    char *child_keys;
    const char *hash;
    Instant ticks_at;
} Row;

static void row_clear(Row *row)
{
    g_free(row->prefix);
    g_free(row->child_keys);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Row, row_clear)

static gboolean row_fill(Row *row, const Case *c, GError **error)
{
    const char *reference = c->reference ? c->reference : "";
    g_auto(GStrv) parts = g_strsplit(reference, "-", -1);
    guint64 year = 0, serial = 0;
    if (g_strv_length(parts) != 4 ||
        !g_ascii_string_to_unsigned(parts[1], 10, 0, 99, &year, NULL) ||
        !g_ascii_string_to_unsigned(parts[2], 10, 1, G_MAXINT32, &serial, NULL)) {
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_BUG, "'%s' is no reference", reference);
        return FALSE;
    }
    row->prefix = g_strdup(parts[0]);
    row->year = (gint64)year;
    row->serial = (gint64)serial;
    row->child_keys = projection_child_keys(c);
    return TRUE;
}

/* The parameters of the statements below, in the order of the columns. */
static void row_bind(Query *query, const Case *c, const Row *row)
{
    gboolean active = !case_is_over(c);
    query_text(query, c->reference);
    query_text(query, row->prefix);
    query_number(query, row->year);
    query_number(query, row->serial);
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
    query_number_or_null(query, row->ticks_at);
    query_text(query, row->child_keys);
    query_number(query, c->events->len);
    query_text(query, row->hash);
}

static const char row_insert[] =
    "INSERT INTO cases (reference, prefix, year, serial, policy, policy_sha256, mailbox, state,"
    " active, cycle, urgent, harm_unanswered, stage, tier, stage_claimed, held_gate, raising,"
    " challenged, routing_held, opened, entered, last_received, last_event, next_tick, child_keys,"
    " events, hash)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

/* What is said once, when a case is opened, stays as it is. */
static const char row_update[] =
    "UPDATE cases SET state = ?8, active = ?9, cycle = ?10, urgent = ?11, harm_unanswered = ?12,"
    " stage = ?13, tier = ?14, stage_claimed = ?15, held_gate = ?16, raising = ?17,"
    " challenged = ?18, routing_held = ?19, entered = ?21, last_received = ?22, last_event = ?23,"
    " next_tick = ?24, child_keys = ?25, events = ?26, hash = ?27 WHERE reference = ?1";

static const char row_same[] =
    "SELECT 1 FROM cases WHERE reference = ? AND prefix IS ? AND year IS ? AND serial IS ?"
    " AND policy IS ? AND policy_sha256 IS ? AND mailbox IS ? AND state IS ? AND active IS ?"
    " AND cycle IS ? AND urgent IS ? AND harm_unanswered IS ? AND stage IS ? AND tier IS ?"
    " AND stage_claimed IS ? AND held_gate IS ? AND raising IS ? AND challenged IS ?"
    " AND routing_held IS ? AND opened IS ? AND entered IS ? AND last_received IS ?"
    " AND last_event IS ? AND next_tick IS ? AND child_keys IS ? AND events IS ? AND hash IS ?";

/* ---- saving ---- */

static gboolean row_save(Store *store, const Case *c, const Row *row, guint first, GError **error)
{
    Query query = query_begin_write(store, first == 0 ? row_insert : row_update);
    row_bind(&query, c, row);
    if (!query_run(&query, error))
        return FALSE;
    if (sqlite3_changes(store->db) == 1)
        return TRUE;
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_BUG, "case '%s' was never opened",
                c->reference);
    return FALSE;
}

gboolean projection_save(Store *store, const Case *c, guint first, const char *hash,
                         Instant ticks_at, GError **error)
{
    g_auto(Row) row = {.hash = hash, .ticks_at = ticks_at};
    return row_fill(&row, c, error) &&
           projection_keys_save(store, c, first, row.child_keys, error) &&
           row_save(store, c, &row, first, error);
}

/* ---- checking ---- */

gboolean projection_check(Store *store, const Case *c, const char *hash, ProjectionCount *count,
                          GPtrArray *findings, GError **error)
{
    g_auto(Row) row = {.hash = hash, .ticks_at = case_next_tick(c)};
    if (!row_fill(&row, c, error))
        return FALSE;
    Query query = query_begin(store, row_same);
    row_bind(&query, c, &row);
    if (!query_next(&query))
        g_ptr_array_add(findings,
                        g_strdup_printf("case %s: its row differs from its events", c->reference));
    return query_end(&query, error) &&
           projection_keys_check(store, c, row.child_keys, count, findings, error);
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
