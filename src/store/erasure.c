/* erasure: what is personal in a case, a message or a look is emptied, and a tombstone says so.
 *
 * The tombstone is written first: the triggers let nothing be emptied without one. Of a case every event keeps its place,
 * time, kind and hash, and of its changes those that name nobody (cases/erasing.c); a further event of the case names each
 * of them with its hash and the digest of what is left, so that the chain holds and nothing else can be taken for it. The
 * projection is made again of what is left.
 *
 * The bytes of a message, and a sent mail that lies in spool/outgoing, are put on the list of files to erase; a message's bytes
 * only when no other row speaks of the same bytes. Everything here is one transaction of the caller's. */
#include "erasure.h"

#include <string.h>

#include "decide.h"
#include "digest.h"
#include "erasing.h"
#include "error.h"
#include "event_log.h"
#include "projection.h"
#include "query.h"
#include "text.h"

/* Runs a statement whose one parameter is a number. */
static gboolean run_number(Store *store, const char *sql, gint64 number, GError **error)
{
    Query query = query_begin_write(store, sql);
    query_number(&query, number);
    return query_run(&query, error);
}

static gboolean run_text(Store *store, const char *sql, const char *text, GError **error)
{
    Query query = query_begin_write(store, sql);
    query_text(&query, text);
    return query_run(&query, error);
}

static gboolean add_file(Store *store, const char *folder, const char *name, GError **error)
{
    Query query = query_begin_write(store, "INSERT INTO erasure_files (folder, name) VALUES (?, ?)"
                                           " ON CONFLICT (folder, name) DO NOTHING");
    query_text(&query, folder);
    query_text(&query, name);
    return query_run(&query, error);
}

/* ---- mails ---- */

/* `sql` gives the Message-IDs of mails; the embedded sender's file has the digest of it as its name. */
static gboolean list_sent(Query *query, GPtrArray *names, GError **error)
{
    while (query_next(query)) {
        g_autofree char *id = query_column(query, 0);
        if (*id)
            g_ptr_array_add(names, digest_of(id, strlen(id)));
    }
    return query_end(query, error);
}

static gboolean add_sent(Store *store, GPtrArray *names, GError **error)
{
    for (guint i = 0; i < names->len; i++)
        if (!add_file(store, "outgoing", names->pdata[i], error))
            return FALSE;
    return TRUE;
}

#define EMPTY_MAIL                                                                                 \
    "UPDATE outbox SET recipient = 'erased ' || id, recipient_name = '', subject = '', body = ''," \
    " message_id = '', in_reply_to = '', thread = '', thread_index = '', why = '',"                \
    " smtp_status = '' WHERE body <> '' AND "

static gboolean erase_mails_of_case(Store *store, const char *reference, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    Query query =
        query_begin(store, "SELECT message_id FROM outbox WHERE ifnull(reference, '') = ?");
    query_text(&query, reference);
    return list_sent(&query, names, error) && add_sent(store, names, error) &&
           run_text(store, EMPTY_MAIL "reference = ?", reference, error);
}

/* What was answered to a message that was of no case then, or told about it. What the gateway writes to the office of itself
 * (app/office_mail.c) has a number. */
#define ABOUT "reference IS NULL AND event_seq = 0 AND occasion = ?"

static gboolean erase_mails_about(Store *store, gint64 ledger, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    Query query = query_begin(store, "SELECT message_id FROM outbox WHERE " ABOUT);
    query_number(&query, ledger);
    return list_sent(&query, names, error) && add_sent(store, names, error) &&
           run_number(store, EMPTY_MAIL ABOUT, ledger, error);
}

/* ---- messages ---- */

gboolean store_bytes_needed(Store *store, const char *sha256, gboolean *needed_out, GError **error)
{
    Query query = query_begin(
        store, "SELECT 1 FROM ledger l WHERE l.sha256 = ? AND NOT EXISTS (SELECT 1 FROM erasures e"
               " WHERE (e.what = 'raw' OR e.what = 'message') AND e.number = l.id)");
    query_text(&query, sha256);
    *needed_out = query_next(&query);
    return query_end(&query, error);
}

static gboolean erase_bytes(Store *store, const char *sha256, GError **error)
{
    gboolean needed = FALSE;
    return store_bytes_needed(store, sha256, &needed, error) &&
           (needed || add_file(store, "archive", sha256, error));
}

/* An address that nothing else is held of is not kept for having been warned of. */
static gboolean erase_warnings(Store *store, const char *address, GError **error)
{
    return run_text(store,
                    "UPDATE warnings SET address = '' WHERE address = ?1 AND NOT EXISTS"
                    " (SELECT 1 FROM ledger WHERE sender = ?1)",
                    address, error);
}

static gboolean empty_row(Store *store, const LedgerRow *row, GError **error)
{
    return run_number(store,
                      "DELETE FROM held_said WHERE held IN (SELECT id FROM held WHERE ledger = ?)",
                      row->id, error) &&
           run_number(store,
                      "DELETE FROM held_suggestions WHERE held IN (SELECT id FROM held WHERE"
                      " ledger = ?)",
                      row->id, error) &&
           run_number(store,
                      "UPDATE held SET sender = '', subject = '', text = '', resolution = '',"
                      " ruled_by = '', ruled_why = '' WHERE ledger = ?",
                      row->id, error) &&
           run_number(store,
                      "UPDATE ledger SET message_id = '', sender = '', content_digest = '',"
                      " reason = '' WHERE id = ?",
                      row->id, error) &&
           (!*row->from || erase_warnings(store, row->from, error));
}

static gboolean erase_row(Store *store, const LedgerRow *row, gboolean whole, const Erasing *how,
                          GError **error)
{
    return erasure_add(store, how, whole ? "message" : "raw", row->id, row->reference, row->sha256,
                       error) &&
           (!whole || empty_row(store, row, error)) && erase_bytes(store, row->sha256, error);
}

gboolean store_erase_message(Store *store, gint64 ledger, const Erasing *how, GError **error)
{
    g_autoptr(LedgerRow) row = store_ledger_by_id(store, ledger, error);
    if (!row)
        return FALSE;
    gboolean whole = !*row->reference;
    return erase_row(store, row, whole, how, error) &&
           (!whole || erase_mails_about(store, ledger, error));
}

/* Those of the case, copies of them that came later, and replies of the office about it; one that was about other cases too
 * goes with the last of these. */
static GArray *messages_of_case(Store *store, const char *reference, GError **error)
{
    Query query = query_begin(
        store, "SELECT id FROM ledger l WHERE (reference = ?1 OR repeat_of IN"
               " (SELECT id FROM ledger WHERE reference = ?1) OR id IN (SELECT ledger FROM"
               " office_acts WHERE reference = ?1 UNION SELECT a.ledger FROM held h CROSS JOIN"
               " office_acts a ON a.held = h.id WHERE h.ruled_case = ?1 AND h.ruled_case <> ''"
               " AND a.reference IS NULL)) AND NOT EXISTS (SELECT 1 FROM"
               " office_act_cases o WHERE o.ledger = l.id AND o.reference <> '' AND"
               " o.reference <> ?1 AND NOT EXISTS (SELECT 1 FROM erasures c WHERE c.what = 'case'"
               " AND c.reference = o.reference)) AND NOT EXISTS (SELECT 1 FROM"
               " erasures e WHERE e.what = 'message' AND e.number = l.id) ORDER BY id");
    query_text(&query, reference);
    return query_numbers(&query, error);
}

static gboolean erase_messages_of_case(Store *store, const char *reference, const Erasing *how,
                                       GError **error)
{
    g_autoptr(GArray) ids = messages_of_case(store, reference, error);
    for (guint i = 0; ids && i < ids->len; i++) {
        g_autoptr(LedgerRow) row = store_ledger_by_id(store, g_array_index(ids, gint64, i), error);
        if (!row || !erase_row(store, row, TRUE, how, error) ||
            !erase_mails_about(store, row->id, error))
            return FALSE;
    }
    return ids &&
           run_text(store,
                    "UPDATE held_suggestions SET why = '', reading = NULL WHERE reference = ?",
                    reference, error);
}

/* ---- cases ---- */

typedef struct {
    gint64 id;
    Event *left;
    char *changes;
} LeftEvent;

static void left_clear(gpointer data)
{
    LeftEvent *left = data;
    event_free(left->left);
    g_free(left->changes);
}

static gboolean list_ids(Store *store, const char *reference, GArray *ids, GPtrArray *hashes,
                         GError **error)
{
    Query query =
        query_begin(store, "SELECT id, hash FROM events WHERE reference = ? ORDER BY seq");
    query_text(&query, reference);
    while (query_next(&query)) {
        gint64 id = query_column_number(&query, 0);
        g_array_append_val(ids, id);
        g_ptr_array_add(hashes, query_column(&query, 1));
    }
    return query_end(&query, error);
}

/* The event that says of each other one what it was and what is left; `lefts` is filled with the latter. */
static Event *tombstone(Store *store, const Case *c, EraseDepth depth, const Erasing *how,
                        GArray *lefts, GError **error)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GPtrArray) hashes = g_ptr_array_new_with_free_func(g_free);
    if (!list_ids(store, c->reference, ids, hashes, error))
        return NULL;
    g_autofree char *actor = g_strdup_printf("office: %s", how->officer);
    Event *event = event_new(how->at, "erased", actor, NULL, "Erased: %s", how->why);
    for (guint i = 0; i < c->events->len && i < ids->len; i++) {
        const Event *old = g_ptr_array_index(c->events, i);
        if (erasing_is_tombstone(old))
            continue;
        LeftEvent left = {.id = g_array_index(ids, gint64, i), .left = erasing_left(old, depth)};
        left.changes = event_changes_text(left.left);
        g_array_append_val(lefts, left);
        g_autofree char *digest = event_log_left(left.id, c->reference, left.left, left.changes);
        char number[TEXT_NUMBER_BYTES];
        event_change(event, "erased", text_number(left.id, number), hashes->pdata[i], digest, NULL);
    }
    return event;
}

static gboolean append(Store *store, const Case *c, GError **error)
{
    g_autoptr(ChainLinks) links = event_log_link(store, c, c->events->len - 1, error);
    return links && event_log_append(store, c, links, error);
}

static gboolean empty_events(Store *store, const GArray *lefts, GError **error)
{
    for (guint i = 0; i < lefts->len; i++) {
        const LeftEvent *left = &g_array_index(lefts, LeftEvent, i);
        Query query = query_begin_write(
            store, "UPDATE events SET actor = ?, text = '', changes = ? WHERE id = ?");
        query_text(&query, left->left->actor);
        query_text(&query, left->changes);
        query_number(&query, left->id);
        if (!query_run(&query, error))
            return FALSE;
    }
    return TRUE;
}

/* From what is left, as if nothing else had ever been. */
static gboolean project(Store *store, const char *reference, GError **error)
{
    g_autofree char *hash = NULL;
    if (!run_text(store, "DELETE FROM case_people WHERE reference = ?", reference, error) ||
        !run_text(store, "DELETE FROM case_children WHERE reference = ?", reference, error))
        return FALSE;
    g_autoptr(Case) c = event_log_fold(store, reference, &hash, error);
    return c && projection_save(store, c, c->events->len, hash, case_next_tick(c), error);
}

static gboolean erase_events(Store *store, Case *c, gboolean counts, const Erasing *how,
                             GArray *lefts, GError **error)
{
    Event *event = tombstone(store, c, counts ? ERASE_COURSE : ERASE_PERSONAL, how, lefts, error);
    if (!event || !case_apply(c, event, error))
        return FALSE;
    gint64 last = lefts->len ? g_array_index(lefts, LeftEvent, lefts->len - 1).id : 0;
    return erasure_add(store, how, counts ? "counts" : "case", last, c->reference, "", error) &&
           append(store, c, error) && empty_events(store, lefts, error);
}

gboolean store_erase_case(Store *store, const char *reference, gboolean counts, const Erasing *how,
                          GError **error)
{
    g_autoptr(Case) c = store_case_load(store, reference, error);
    g_autoptr(GArray) lefts = g_array_new(FALSE, FALSE, sizeof(LeftEvent));
    g_array_set_clear_func(lefts, left_clear);
    return c && erase_events(store, c, counts, how, lefts, error) &&
           (counts || (erase_messages_of_case(store, reference, how, error) &&
                       erase_mails_of_case(store, reference, error))) &&
           project(store, reference, error);
}

/* ---- looks ---- */

gboolean store_erase_look(Store *store, gint64 id, const Erasing *how, GError **error)
{
    Query query = query_begin(store, "SELECT hash, reference FROM looks WHERE id = ?");
    query_number(&query, id);
    gboolean any = query_next(&query);
    g_autofree char *hash = any ? query_column(&query, 0) : NULL;
    g_autofree char *reference = any ? query_column(&query, 1) : NULL;
    return query_end(&query, error) && any &&
           erasure_add(store, how, "look", id, reference, hash, error) &&
           run_number(store, "UPDATE looks SET who = '', login = '' WHERE id = ?", id, error);
}
