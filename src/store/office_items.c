/* office_items: the office's mail as something to be decided by reply.
 *
 * A reply is put down in the transaction of its ledger row and carried out in one of its own, which says
 * so here: a crash in between leaves it waiting, whole. Nothing personal stands in these tables, so that
 * erasing a message leaves them as they are. What was written is never changed; a reply is done once. */
#include "office_items.h"

#include "outbox.h"

static OfficeItem *item_new(guint n, gint64 held, const char *reference)
{
    OfficeItem *item = g_new0(OfficeItem, 1);
    item->n = n;
    item->held = held;
    item->reference = g_strdup(reference ? reference : "");
    return item;
}

void office_item_free(gpointer data)
{
    OfficeItem *item = data;
    if (!item)
        return;
    g_free(item->reference);
    g_free(item);
}

void office_act_free(gpointer data)
{
    OfficeAct *act = data;
    if (!act)
        return;
    g_free(act->key);
    g_free(act->reference);
    g_free(act);
}

/* ---- numbered lines ---- */

gboolean store_office_item_add(Store *store, gint64 mail, const OfficeItem *item, GError **error)
{
    Query query = query_begin_write(
        store, "INSERT INTO office_items (mail, n, held, reference) VALUES (?, ?, ?, ?)");
    query_number(&query, mail);
    query_number(&query, item->n);
    query_number_or_null(&query, item->held);
    query_text_or_null(&query, item->reference);
    return query_run(&query, error);
}

GPtrArray *store_office_items(Store *store, gint64 mail, GError **error)
{
    g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func(office_item_free);
    Query query =
        query_begin(store, "SELECT n, held, reference FROM office_items WHERE mail = ? ORDER BY n");
    query_number(&query, mail);
    while (query_next(&query)) {
        g_autofree char *reference = query_column(&query, 2);
        g_ptr_array_add(items, item_new((guint)query_column_number(&query, 0),
                                        query_column_number(&query, 1), reference));
    }
    return query_end(&query, error) ? g_steal_pointer(&items) : NULL;
}

static gboolean is_among(const GArray *numbers, guint n)
{
    for (guint i = 0; numbers && i < numbers->len; i++)
        if (g_array_index(numbers, guint, i) == n)
            return TRUE;
    return !numbers;
}

gboolean store_office_items_restricted(Store *store, gint64 mail, const GArray *numbers,
                                       gboolean *restricted_out, GError **error)
{
    GError *failure = NULL;
    g_autoptr(GPtrArray) items = store_office_items(store, mail, &failure);
    *restricted_out = FALSE;
    for (guint i = 0; items && i < items->len && !failure && !*restricted_out; i++) {
        const OfficeItem *item = items->pdata[i];
        g_autoptr(HeldRow) held = item->held && is_among(numbers, item->n)
                                      ? store_held(store, item->held, &failure)
                                      : NULL;
        *restricted_out = held && held_row_restricted(held);
    }
    if (failure)
        g_propagate_error(error, failure);
    return items && !failure;
}

/* ---- one a day ---- */

gboolean store_digest_add(Store *store, Day day, const char *address, gint64 mail, Instant at,
                          GError **error)
{
    g_autofree char *text = day_iso(day);
    Query query = query_begin_write(
        store, "INSERT INTO digests (day, address, mail, at) VALUES (?, ?, ?, ?)");
    query_text(&query, text);
    query_text(&query, address);
    query_number(&query, mail);
    query_number(&query, at);
    return query_run(&query, error);
}

gboolean store_digest_newest(Store *store, const char *address, Day *day_out, Instant *at_out,
                             GError **error)
{
    Query query = query_begin(
        store, "SELECT day, at FROM digests WHERE address = ? ORDER BY day DESC LIMIT 1");
    query_text(&query, address);
    *day_out = DAY_UNKNOWN;
    *at_out = INSTANT_UNKNOWN;
    if (query_next(&query)) {
        g_autofree char *day = query_column(&query, 0);
        *day_out = day_from_iso(day);
        *at_out = query_column_number(&query, 1);
    }
    return query_end(&query, error);
}

/* ---- replies ---- */

gboolean store_office_reply_add(Store *store, gint64 ledger, gint64 mail, GError **error)
{
    Query query =
        query_begin_write(store, "INSERT INTO office_replies (ledger, mail) VALUES (?, ?)");
    query_number(&query, ledger);
    query_number(&query, mail);
    return query_run(&query, error);
}

GArray *store_office_replies_waiting(Store *store, GError **error)
{
    g_autoptr(GArray) replies = g_array_new(FALSE, FALSE, sizeof(OfficeReply));
    Query query = query_begin(store, "SELECT ledger, mail FROM office_replies"
                                     " INDEXED BY office_replies_waiting WHERE done IS NULL"
                                     " AND ledger > 0 ORDER BY ledger");
    while (query_next(&query)) {
        OfficeReply reply = {query_column_number(&query, 0), query_column_number(&query, 1)};
        g_array_append_val(replies, reply);
    }
    return query_end(&query, error) ? g_steal_pointer(&replies) : NULL;
}

GArray *store_office_replies_like(Store *store, const LedgerRow *row, GError **error)
{
    Query query = query_begin(store, "SELECT r.ledger FROM office_replies r CROSS JOIN ledger l"
                                     " ON l.id = r.ledger WHERE r.done IS NOT NULL"
                                     " AND r.ledger < ? AND l.content_digest = ?"
                                     " AND l.content_digest <> '' AND l.sender = ?"
                                     " ORDER BY r.ledger");
    query_number(&query, row->id);
    query_text(&query, row->content_digest);
    query_text(&query, row->from);
    return query_numbers(&query, error);
}

gboolean store_office_reply_done(Store *store, gint64 ledger, Instant at, GError **error)
{
    Query query = query_begin_write(store, "UPDATE office_replies SET done = ? WHERE ledger = ?");
    query_number(&query, at);
    query_number(&query, ledger);
    return query_run(&query, error);
}

/* ---- what was carried out ---- */

gboolean store_office_act_add(Store *store, const OfficeAct *act, GError **error)
{
    Query query =
        query_begin_write(store, "INSERT INTO office_acts (ledger, n, key, held, reference, seq)"
                                 " VALUES (?, ?, ?, ?, ?, ?)");
    query_number(&query, act->ledger);
    query_number(&query, act->n);
    query_text(&query, act->key);
    query_number_or_null(&query, act->held);
    query_text_or_null(&query, act->reference);
    query_number(&query, act->seq);
    return query_run(&query, error);
}

gboolean store_office_act_known(Store *store, const char *key, gint64 *ledger_out, GError **error)
{
    Query query =
        query_begin(store, "SELECT ledger FROM office_acts WHERE key = ? ORDER BY ledger LIMIT 1");
    query_text(&query, key);
    *ledger_out = query_next(&query) ? query_column_number(&query, 0) : 0;
    return query_end(&query, error);
}

static GPtrArray *read_acts(Query *query, GError **error)
{
    g_autoptr(GPtrArray) acts = g_ptr_array_new_with_free_func(office_act_free);
    while (query_next(query)) {
        OfficeAct *act = g_new0(OfficeAct, 1);
        act->ledger = query_column_number(query, 0);
        act->n = (guint)query_column_number(query, 1);
        act->key = query_column(query, 2);
        act->held = query_column_number(query, 3);
        act->reference = query_column(query, 4);
        act->seq = (guint)query_column_number(query, 5);
        g_ptr_array_add(acts, act);
    }
    return query_end(query, error) ? g_steal_pointer(&acts) : NULL;
}

GPtrArray *store_office_acts(Store *store, GError **error)
{
    Query query = query_begin(store, "SELECT ledger, n, key, held, reference, seq FROM office_acts"
                                     " ORDER BY ledger, n");
    return read_acts(&query, error);
}

GPtrArray *store_office_act_cases(Store *store, GError **error)
{
    Query query = query_begin(store, "SELECT ledger, 0, '', 0, reference, 0 FROM office_act_cases"
                                     " WHERE reference <> '' ORDER BY ledger");
    return read_acts(&query, error);
}

/* ---- mails ---- */

GPtrArray *store_outbox_not_arrived(Store *store, Instant since, GError **error)
{
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)outbox_row_free);
    Query query =
        query_begin(store, OUTBOX_COLUMNS
                    "INDEXED BY outbox_not_arrived WHERE (state = 'failed' OR state = 'suppressed')"
                    " AND at >= ? ORDER BY id");
    query_number(&query, since);
    while (query_next(&query))
        g_ptr_array_add(rows, outbox_read(&query));
    return query_end(&query, error) ? g_steal_pointer(&rows) : NULL;
}
