/* The outbox to the transport.
 *
 * A row goes: recipient looked at, mail composed, handed over, marked. It is marked in a
 * transaction of its own after the transport answered; a crash before that hands over the same mail
 * under the same Message-ID again, which the Maildir replaces and a reader's mail program shows
 * once. What can never be sent is marked 'failed' or 'suppressed' with the reason, so that the
 * office sees it; it stops no other mail.
 *
 * Never parses incoming mail, never decides who is told. */
#include "dispatch.h"

#include "error.h"
#include "mail_compose.h"
#include "site_place.h"
#include "store.h"
#include "transport.h"

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

static gboolean mark(Store *store, const OutboxRow *row, const Outcome *outcome, Instant now,
                     GError **error)
{
    if (!store_begin(store, error))
        return FALSE;
    if (store_outbox_mark(store, row->id, outcome->state, now, outcome->why ? outcome->why : "",
                          error) &&
        store_commit(store, error))
        return TRUE;
    store_rollback(store);
    return FALSE;
}

static gboolean dispatch_row(const Ruleset *rules, Store *store, Transport *transport,
                             const OutboxRow *row, Instant now, DispatchReport *report,
                             GError **error)
{
    Outcome outcome = hand_over(rules, transport, row, now);
    gboolean marked = mark(store, row, &outcome, now, error);
    if (marked)
        count(report, outcome.state);
    if (marked && !g_str_equal(outcome.state, "sent"))
        g_message("mail %s %s: %s", row->message_id, outcome.state, outcome.why ? outcome.why : "");
    g_free(outcome.why);
    return marked;
}

static gboolean dispatch_rows(const Ruleset *rules, Store *store, Transport *transport, Instant now,
                              DispatchReport *report, GError **error)
{
    gint64 after = 0;
    for (;;) {
        GError *failure = NULL;
        g_autoptr(OutboxRow) row = store_outbox_next(store, after, &failure);
        if (failure) {
            g_propagate_error(error, failure);
            return FALSE;
        }
        if (!row)
            return TRUE;
        if (!dispatch_row(rules, store, transport, row, now, report, error))
            return FALSE;
        after = row->id;
    }
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
