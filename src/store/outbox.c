/* outbox: mails to send.
 *
 * A mail is queued in the transaction of the events that cause it and never changed or removed;
 * only its state moves (outbox_state.c). Its Message-ID is derived (message_id.c). What it is (case, event,
 * recipient, kind, occasion) is UNIQUE, so the same mail a second time is a BUG error instead of a
 * second mail. */
#include "outbox.h"

#include <string.h>

#include "error.h"
#include "message_id.h"
#include "query.h"

OutboxRow *outbox_read(const Query *query)
{
    OutboxRow *row = outbox_row_new();
    row->id = query_column_number(query, 0);
    row->reference = query_column(query, 1);
    row->event_seq = (guint)query_column_number(query, 2);
    row->kind = query_column(query, 3);
    row->to = query_column(query, 4);
    row->to_name = query_column(query, 5);
    row->role = query_column(query, 6);
    row->template = query_column(query, 7);
    row->subject = query_column(query, 8);
    row->body = query_column(query, 9);
    row->message_id = query_column(query, 10);
    row->in_reply_to = query_column(query, 11);
    row->references = query_column(query, 12);
    row->answer = query_column_number(query, 13) != 0;
    row->mailbox = query_column(query, 14);
    row->state = query_column(query, 15);
    row->occasion = query_column_number(query, 19);
    row->queued = query_column_number(query, 16);
    row->at = query_column_number(query, 17);
    row->why = query_column(query, 18);
    row->attempts = (guint)query_column_number(query, 20);
    row->next_try = query_column_number(query, 21);
    row->smtp_code = (guint)query_column_number(query, 22);
    row->smtp_status = query_column(query, 23);
    row->thread_index = query_column(query, 24);
    row->restricted = query_column_number(query, 25) != 0;
    return row;
}

/* ---- queueing ---- */

/* Only one writer at a time, and rows are never removed: the number after the newest is free. */
static gboolean next_id(Store *store, gint64 *id_out, GError **error)
{
    if (!store->in_transaction || store->newest.outbox < 0) {
        Query query = query_begin(store, "SELECT max(id) FROM outbox");
        store->newest.outbox = query_next(&query) ? query_column_number(&query, 0) : 0;
        if (!query_end(&query, error))
            return FALSE;
    }
    *id_out = store->newest.outbox + 1;
    return TRUE;
}

static gboolean newest_ledger(Store *store, gint64 *id_out, GError **error)
{
    if (store->newest.ledger == 0) {
        Query query = query_begin(store, "SELECT max(id) FROM ledger");
        store->newest.ledger = query_next(&query) ? query_column_number(&query, 0) : 0;
        if (!query_end(&query, error))
            return FALSE;
    }
    *id_out = store->newest.ledger;
    return TRUE;
}

static gboolean insert_row(Store *store, const OutboxRow *row, gint64 occasion, GError **error)
{
    Query query = query_begin_write(
        store,
        "INSERT INTO outbox (id, reference, event_seq, kind, recipient, recipient_name, role,"
        " template, subject, body, message_id, in_reply_to, thread, answer, mailbox, state,"
        " queued, at, why, occasion, thread_index)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    query_number(&query, row->id);
    query_text_or_null(&query, row->reference);
    query_number(&query, row->event_seq);
    query_text(&query, row->kind);
    query_text(&query, row->to);
    query_text(&query, row->to_name);
    query_text(&query, row->role);
    query_text(&query, row->template);
    query_text(&query, row->subject);
    query_text(&query, row->body);
    query_text(&query, row->message_id);
    query_text(&query, row->in_reply_to);
    query_text(&query, row->references);
    query_number(&query, row->answer ? 1 : 0);
    query_text(&query, row->mailbox);
    query_text(&query, row->state ? row->state : "queued");
    query_number(&query, row->queued);
    query_number(&query, row->at);
    query_text(&query, row->why);
    query_number(&query, occasion);
    query_text(&query, row->thread_index);
    return query_run(&query, error);
}

gboolean store_outbox_add(Store *store, OutboxRow *row, const char *domain, GError **error)
{
    gint64 occasion = 0;
    if (!newest_ledger(store, &occasion, error) || !next_id(store, &row->id, error))
        return FALSE;
    char *message_id = message_id_make(store, row, occasion, domain, error);
    if (!message_id)
        return FALSE;
    g_free(row->message_id);
    row->message_id = message_id;
    if (!insert_row(store, row, occasion, error))
        return FALSE;
    store->newest.outbox = row->id;
    return TRUE;
}

/* ---- looking ---- */

GPtrArray *store_outbox_of_case(Store *store, const char *reference, GError **error)
{
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)outbox_row_free);
    Query query = query_begin(store, OUTBOX_COLUMNS "WHERE ifnull(reference, '') = ? ORDER BY id");
    query_text(&query, reference);
    while (query_next(&query))
        g_ptr_array_add(rows, outbox_read(&query));
    return query_end(&query, error) ? g_steal_pointer(&rows) : NULL;
}

OutboxRow *store_outbox_like(Store *store, const OutboxRow *mail, GError **error)
{
    Query query = query_begin(store, OUTBOX_COLUMNS
                              "WHERE ifnull(reference, '') = ? AND recipient = ? AND template = ?"
                              " ORDER BY queued <= ? DESC, id DESC LIMIT 1");
    query_text(&query, mail->reference);
    query_text(&query, mail->to);
    query_text(&query, mail->template);
    query_number(&query, mail->queued);
    g_autoptr(OutboxRow) row = query_next(&query) ? outbox_read(&query) : NULL;
    return query_end(&query, error) ? g_steal_pointer(&row) : NULL;
}

OutboxRow *outbox_by_message_id(Store *store, const char *message_id, GError **error)
{
    gint64 occasion = 0, id = message_id_row(message_id);
    if (id == 0) /* as nearly every message's own */
        return NULL;
    Query query = query_begin(store, OUTBOX_COLUMNS "WHERE id = ?");
    query_number(&query, id);
    g_autoptr(OutboxRow) row = NULL;
    if (query_next(&query)) {
        row = outbox_read(&query);
        occasion = query_column_number(&query, 19);
    }
    if (!query_end(&query, error) || !row || !message_id_same(row->message_id, message_id) ||
        !message_id_is_ours(store, row, occasion, error))
        return NULL;
    return g_steal_pointer(&row);
}

gint outbox_answers_since(Store *store, const char *address, const char *reference, Instant since,
                          GError **error)
{
    Query query = query_begin(
        store, "SELECT count(*) FROM outbox WHERE answer = 1 AND recipient = ?1 AND queued >= ?2"
               " AND state <> 'suppressed' AND (?3 IS NULL OR reference = ?3)");
    query_text(&query, address);
    query_number(&query, since);
    query_text_or_null(&query, reference);
    gint count = query_next(&query) ? (gint)query_column_number(&query, 0) : 0;
    return query_end(&query, error) ? count : -1;
}
