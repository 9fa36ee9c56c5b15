/* The outbox to the transport.
 *
 * Rows go in batches: each recipient looked at, its mail composed and handed over; what was handed
 * over settled, which makes it durable; all rows of the batch marked in one transaction. A crash
 * before that hands over the same mails under the same Message-IDs again, which the Maildir replaces
 * and a reader's mail program shows once. What can never be sent is marked 'failed' or 'suppressed' with the reason, so that the
 * office sees it; it stops no other mail.
 *
 * Never parses incoming mail, never decides who is told. */
#include "dispatch.h"

#include "error.h"
#include "mail_compose.h"
#include "site_place.h"
#include "store.h"
#include "transport.h"

#define BATCH 100   /* mails a sync and a transaction */
#define MOST 100000 /* mails a round */

typedef struct {
    const char *state; /* as OutboxRow */
    char *why;
} Outcome;

static GByteArray *compose(const Ruleset *rules, const OutboxRow *row, Instant now, GError **error)
{
    g_auto(GStrv) references = g_strsplit(row->references ? row->references : "", " ", -1);
    const MailCompose mail = {
        .from_name = rules->site.name,
        .from = row->mailbox && *row->mailbox ? row->mailbox : rules->site.mailboxes[0],
        .to_name = row->to_name,
        .to = row->to,
        .subject = row->subject,
        .message_id = row->message_id,
        .in_reply_to = row->in_reply_to && *row->in_reply_to ? row->in_reply_to : NULL,
        .references = (const char *const *)(*references && **references ? references : NULL),
        .answer = row->answer,
        .reference = row->reference && *row->reference ? row->reference : NULL,
        .body = row->body,
        .date = now,
        .zone = rules->site.zone,
    };
    return mail_compose(&mail, error);
}

static const char *transport_state(TransportOutcome outcome)
{
    switch (outcome) {
    case TRANSPORT_SENT:
        return "sent";
    case TRANSPORT_DEFERRED:
        return "deferred";
    case TRANSPORT_FAILED:
        break;
    }
    return "failed";
}

static Outcome hand_over(const Ruleset *rules, Transport *transport, const OutboxRow *row,
                         Instant now)
{
    g_autoptr(GError) error = NULL;
    char *refusal = recipient_refusal(row->to, rules->site.demonstration);
    if (refusal)
        return (Outcome){"suppressed", refusal};
    g_autoptr(GByteArray) bytes = compose(rules, row, now, &error);
    if (!bytes)
        return (Outcome){"failed", g_strdup(error->message)};
    char *why = NULL;
    TransportOutcome outcome = transport->type->deliver(transport, row->to, row->message_id,
                                                        bytes->data, bytes->len, &why);
    return (Outcome){transport_state(outcome), why};
}

static void count(DispatchReport *report, const char *state)
{
    if (g_str_equal(state, "sent"))
        report->sent++;
    else if (g_str_equal(state, "deferred"))
        report->deferred++;
    else if (g_str_equal(state, "failed"))
        report->failed++;
    else
        report->suppressed++;
}

/* Rows that the transport has taken, not yet settled and marked. */
typedef struct {
    GPtrArray *rows;  /* of OutboxRow */
    GArray *outcomes; /* of Outcome, one for each row */
} Batch;

static void outcome_clear(gpointer data)
{
    g_free(((Outcome *)data)->why);
}

/* Nothing that is not durable was sent: the mails stay in the outbox, with the reason. */
static void defer_sent(Batch *batch, const char *why)
{
    for (guint i = 0; i < batch->outcomes->len; i++) {
        Outcome *outcome = &g_array_index(batch->outcomes, Outcome, i);
        if (!g_str_equal(outcome->state, "sent"))
            continue;
        outcome->state = "deferred";
        g_free(outcome->why);
        outcome->why = g_strdup(why);
    }
}

static gboolean mark_rows(Store *store, const Batch *batch, Instant now, GError **error)
{
    if (!store_begin(store, error))
        return FALSE;
    gboolean marked = TRUE;
    for (guint i = 0; marked && i < batch->rows->len; i++) {
        OutboxRow *row = g_ptr_array_index(batch->rows, i);
        const Outcome *outcome = &g_array_index(batch->outcomes, Outcome, i);
        g_free(row->state);
        g_free(row->why);
        row->state = g_strdup(outcome->state);
        row->why = g_strdup(outcome->why);
        row->at = now;
        marked = store_outbox_mark(store, row, error);
    }
    if (marked && store_commit(store, error))
        return TRUE;
    store_rollback(store);
    return FALSE;
}

static void report_rows(const Batch *batch, DispatchReport *report)
{
    for (guint i = 0; i < batch->rows->len; i++) {
        const OutboxRow *row = g_ptr_array_index(batch->rows, i);
        const Outcome *outcome = &g_array_index(batch->outcomes, Outcome, i);
        count(report, outcome->state);
        if (!g_str_equal(outcome->state, "sent"))
            g_message("mail %s %s: %s", row->message_id, outcome->state,
                      outcome->why ? outcome->why : "");
    }
}

/* Reads and hands over the rows from ids[*next] on. */
static gboolean hand_over_rows(const Ruleset *rules, Store *store, Transport *transport,
                               Instant now, Batch *batch, const GArray *ids, guint *next,
                               GError **error)
{
    while (batch->rows->len < BATCH && *next < ids->len) {
        OutboxRow *row = store_outbox_row(store, g_array_index(ids, gint64, *next), error);
        if (!row)
            return FALSE;
        Outcome outcome = hand_over(rules, transport, row, now);
        ++*next;
        g_ptr_array_add(batch->rows, row);
        g_array_append_val(batch->outcomes, outcome);
    }
    return TRUE;
}

static gboolean dispatch_batch(const Ruleset *rules, Store *store, Transport *transport,
                               Instant now, Batch *batch, const GArray *ids, guint *next,
                               GError **error)
{
    g_autoptr(GError) failure = NULL, unsettled = NULL;
    gboolean read = hand_over_rows(rules, store, transport, now, batch, ids, next, &failure);
    if (!transport->type->settle(transport, &unsettled))
        defer_sent(batch, unsettled->message);
    gboolean marked = batch->rows->len == 0 || mark_rows(store, batch, now, read ? &failure : NULL);
    if (failure)
        g_propagate_error(error, g_steal_pointer(&failure));
    return read && marked;
}

static gboolean dispatch_rows(const Ruleset *rules, Store *store, Transport *transport, Instant now,
                              DispatchReport *report, GError **error)
{
    guint next = 0;
    g_autoptr(GArray) ids = store_outbox_due(store, now, MOST, error);
    if (!ids)
        return FALSE;
    while (next < ids->len) {
        g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)outbox_row_free);
        g_autoptr(GArray) outcomes = g_array_new(FALSE, FALSE, sizeof(Outcome));
        g_array_set_clear_func(outcomes, outcome_clear);
        Batch batch = {rows, outcomes};
        if (!dispatch_batch(rules, store, transport, now, &batch, ids, &next, error))
            return FALSE;
        report_rows(&batch, report);
    }
    return TRUE;
}

gboolean dispatch_once(const Ruleset *rules, Instant now, DispatchReport *report_out,
                       GError **error)
{
    DispatchReport report = {0};
    g_autofree char *database = site_database(rules->folder);
    g_autofree char *outgoing = site_outgoing(rules->folder);
    g_autoptr(Store) store = store_open(database, STORE_WRITE, error);
    Transport *transport = store ? maildir_transport_open(outgoing, error) : NULL;
    gboolean done = transport && dispatch_rows(rules, store, transport, now, &report, error);
    if (transport)
        transport->type->close(transport);
    if (report_out)
        *report_out = report;
    return done;
}
