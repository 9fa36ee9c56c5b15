/* The outbox to the transport.
 *
 * Mails go oldest first; one that is put off does not hold back the later ones of its case. What
 * came of a mail is put on record, in one transaction with those before it: for a Maildir by
 * hundreds, once settled; for a server before the next mail's body goes out, so that a kill at any
 * moment leaves at most one mail that the server has and the record does not. It goes again then, under
 * the same Message-ID. That the record can be written is tried before anything is sent, so that a full
 * disk does not send one mail at every round.
 *
 * Put off are: a mail the server will have later (its own growing wait), and all of them in an outage
 * (the server's growing wait; their rows stay as they are, but the one that met it says why). What
 * has waited for retry_days, and has been in trouble for four hours of them, has failed. Five put
 * off in a row mean that the server wants less mail: that is an outage too. Only mails at their first
 * try count, or a few full mailboxes would hold back all younger mails for days. What can never be
 * sent is marked 'failed' or 'suppressed' with the reason; it stops no other mail, and `work` tells
 * the office.
 *
 * Never parses incoming mail, never decides who is told. Logs no address and none of a server's words. */
#include "dispatch.h"

#include <unistd.h>

#include "dispatch_guard.h"
#include "dispatch_mail.h"
#include "dispatch_retry.h"
#include "error.h"
#include "progress.h"
#include "site_place.h"
#include "store.h"
#include "transport_open.h"
#include "turn_lock.h"

#define BATCH 100   /* mails a sync and a transaction, where the transport can wait for it */
#define MOST 100000 /* mails a round */
#define LATERS 5    /* mails put off in a row, at their first try */
#define DAY_SECONDS ((gint64)24 * 60 * 60)

struct Dispatch {
    const Ruleset *rules;
    const volatile sig_atomic_t *stop;
    guint outages;     /* in a row */
    gint64 not_before; /* monotonic */
};

typedef struct {
    const Ruleset *rules;
    Store *store;
    Transport *transport;
    DispatchGuard *guard;
    Instant now;
    DispatchReport *report;
    GPtrArray *rows;  /* of OutboxRow: what came of them is not yet on record */
    GPtrArray *words; /* of char *: the same for the log, NULL when sent */
    guint laters;
    char *outage;     /* why no mail can go now, fit for a log */
    gboolean refused; /* and only a person can mend it */
    GError *failure;  /* of the record */
} Round;

Dispatch *dispatch_new(const Ruleset *rules, const volatile sig_atomic_t *stop)
{
    Dispatch *dispatch = g_new0(Dispatch, 1);
    dispatch->rules = rules;
    dispatch->stop = stop;
    return dispatch;
}

void dispatch_free(Dispatch *dispatch)
{
    if (!dispatch)
        return;
    g_free(dispatch);
}

static gint64 retry_seconds(const Round *round)
{
    return round->rules->site.transport.retry_days * DAY_SECONDS;
}

/* ---- on record ---- */

static void set(OutboxRow *row, const char *state, Instant at, const char *why)
{
    g_free(row->state);
    g_free(row->why);
    row->state = g_strdup(state);
    row->why = g_strdup(why ? why : "");
    row->at = at;
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

/* Nothing that is not durable was sent: the mails stay in the outbox, with the reason. */
static void take_back(Round *round, const char *why)
{
    for (guint i = 0; i < round->rows->len; i++) {
        OutboxRow *row = g_ptr_array_index(round->rows, i);
        if (!g_str_equal(row->state, "sent"))
            continue;
        set(row, "deferred", round->now, why);
        g_free(round->words->pdata[i]);
        round->words->pdata[i] = g_strdup(why);
    }
    g_free(round->outage);
    round->outage = g_strdup(why);
}

static gboolean mark_rows(Round *round)
{
    if (!store_begin(round->store, &round->failure))
        return FALSE;
    gboolean marked = TRUE;
    for (guint i = 0; marked && i < round->rows->len; i++)
        marked =
            store_outbox_mark(round->store, g_ptr_array_index(round->rows, i), &round->failure);
    if (marked && store_commit(round->store, &round->failure))
        return TRUE;
    store_rollback(round->store);
    return FALSE;
}

static void report_rows(Round *round)
{
    for (guint i = 0; i < round->rows->len; i++) {
        const OutboxRow *row = g_ptr_array_index(round->rows, i);
        const char *words = g_ptr_array_index(round->words, i);
        count(round->report, row->state);
        if (!g_str_equal(row->state, "sent"))
            g_message("mail %s %s: %s", row->message_id, row->state, words ? words : "");
    }
}

static gboolean put_on_record(gpointer data)
{
    Round *round = data;
    g_autoptr(GError) unsettled = NULL;
    if (round->failure)
        return FALSE;
    if (!round->transport->type->settle(round->transport, &unsettled))
        take_back(round, unsettled->message);
    if (round->rows->len > 0) {
        if (!mark_rows(round))
            return FALSE;
        report_rows(round);
        g_ptr_array_set_size(round->rows, 0);
        g_ptr_array_set_size(round->words, 0);
    }
    return TRUE;
}

static void keep(Round *round, OutboxRow *row, const char *words)
{
    g_ptr_array_add(round->rows, row);
    g_ptr_array_add(round->words, g_strdup(words));
}

/* ---- one mail ---- */

/* 'deferred' is reached once, however often the mail is put off then; what waited long enough has
 * failed. */
static void put_off(Round *round, OutboxRow *row, const char *why)
{
    Instant since = g_str_equal(row->state, "deferred") ? row->at : round->now;
    if (!dispatch_gives_up(row, round->now, retry_seconds(round))) {
        set(row, "deferred", since, why);
        return;
    }
    g_autofree char *over = g_strdup_printf("it could not go for %u days; at last: %s",
                                            round->rules->site.transport.retry_days, why);
    set(row, "failed", round->now, over);
}

/* In an outage the rows stay as they are, but for the one that met it, and those that have waited
 * too long. */
static void meet_outage(Round *round, OutboxRow *row, const char *why, const char *log_why)
{
    gboolean known = g_str_equal(row->state, "deferred") && g_strcmp0(row->why, why) == 0;
    if (round->failure || (known && !dispatch_gives_up(row, round->now, retry_seconds(round)))) {
        outbox_row_free(row);
        return;
    }
    put_off(round, row, why);
    keep(round, row, log_why);
}

static void take_reply(Round *round, OutboxRow *row, const TransportReply *reply)
{
    row->smtp_code = reply->code;
    g_free(row->smtp_status);
    row->smtp_status = g_strdup(reply->status);
    if (reply->down) {
        g_free(round->outage);
        round->outage = g_strdup(reply->log_why);
        round->refused = reply->refused;
    }
    if (reply->outcome == TRANSPORT_DOWN) {
        meet_outage(round, row, reply->why, reply->log_why);
        return;
    }
    if (reply->outcome == TRANSPORT_DEFERRED)
        round->laters += row->attempts == 0;
    else
        round->laters = 0;
    if (reply->outcome == TRANSPORT_SENT)
        set(row, "sent", round->now, "");
    else if (reply->outcome == TRANSPORT_FAILED)
        set(row, "failed", round->now, reply->why);
    else {
        dispatch_put_off(row, round->now, retry_seconds(round));
        put_off(round, row, reply->why);
    }
    keep(round, row, reply->log_why);
}

static void hand_over(Round *round, OutboxRow *row)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *refusal = dispatch_refusal(round->rules, row);
    if (!refusal && !dispatch_guard_why(round->guard, row, &refusal, &round->failure)) {
        outbox_row_free(row);
        return;
    }
    g_autoptr(GByteArray) bytes =
        refusal ? NULL : dispatch_compose(round->rules, row, round->now, &error);
    if (!bytes) {
        const char *why = refusal ? refusal : error->message;
        set(row, refusal ? "suppressed" : "failed", round->now, why);
        keep(round, row, why);
        return;
    }
    const TransportMail mail = {.from = dispatch_sender(round->rules, row),
                                .no_report = dispatch_wants_no_report(row),
                                .to = row->to,
                                .message_id = row->message_id,
                                .bytes = bytes->data,
                                .length = bytes->len};
    TransportReply reply;
    round->transport->type->deliver(round->transport, &mail, &reply);
    take_reply(round, row, &reply);
    transport_reply_clear(&reply);
}

/* ---- all that are due ---- */

/* After an outage: those behind it that have waited too long. They were queued in the order of their ids. */
static gboolean give_up_old(Round *round, const GArray *ids, guint from)
{
    for (guint i = from; i < ids->len; i++) {
        OutboxRow *row =
            store_outbox_due_row(round->store, g_array_index(ids, gint64, i), &round->failure);
        if (!row && round->failure)
            return FALSE;
        if (!row)
            continue;
        if (!dispatch_is_over(row, round->now, retry_seconds(round))) {
            outbox_row_free(row);
            return TRUE;
        }
        meet_outage(round, row, round->outage, round->outage);
        if (round->rows->len >= BATCH && !put_on_record(round))
            return FALSE;
    }
    return TRUE;
}

/* Writes the first row as it is: what cannot be recorded afterwards must not be sent. It is read in the
 * transaction that writes it, or what `work` says of it meanwhile would be undone. */
static gboolean record_can_be_written(Round *round, const GArray *ids)
{
    if (ids->len == 0)
        return TRUE;
    if (!store_begin(round->store, &round->failure))
        return FALSE;
    g_autoptr(OutboxRow) row =
        store_outbox_row(round->store, g_array_index(ids, gint64, 0), &round->failure);
    if (row && store_outbox_mark(round->store, row, &round->failure) &&
        store_commit(round->store, &round->failure))
        return TRUE;
    store_rollback(round->store);
    return !row && !round->failure;
}

static gboolean is_full(const Round *round)
{
    return !round->transport->type->asks_ready && round->rows->len >= BATCH;
}

static gboolean send_rows(Round *round, const GArray *ids, const volatile sig_atomic_t *stop)
{
    for (guint i = 0; i < ids->len && !(stop && *stop); i++) {
        progress_beat();
        OutboxRow *row =
            store_outbox_due_row(round->store, g_array_index(ids, gint64, i), &round->failure);
        if (!row && round->failure)
            return FALSE;
        if (!row) /* it was concluded, or sent by another, since the ids were listed */
            continue;
        hand_over(round, row);
        if (round->failure || (is_full(round) && !put_on_record(round)))
            return FALSE;
        if (!round->outage && round->laters >= LATERS)
            round->outage = g_strdup("the server puts off one mail after the other");
        if (round->outage)
            return give_up_old(round, ids, i + 1);
    }
    return TRUE;
}

static gboolean run_round(Round *round, const volatile sig_atomic_t *stop)
{
    Instant oldest = INSTANT_UNKNOWN;
    g_autoptr(GArray) ids = store_outbox_due(round->store, round->now, MOST, &round->failure);
    gboolean done = ids && record_can_be_written(round, ids) && send_rows(round, ids, stop);
    done = !round->failure && put_on_record(round) && done;
    return done &&
           store_outbox_waiting(round->store, &round->report->waiting, &oldest, &round->failure);
}

/* ---- a round ---- */

static gboolean round_with(Dispatch *dispatch, Round *round, GError **error)
{
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)outbox_row_free);
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(DispatchGuard) guard = dispatch_guard_new(round->rules, round->store, round->now);
    round->guard = guard;
    round->rows = rows;
    round->words = words;
    round->transport->ready = put_on_record;
    round->transport->ready_data = round;
    gboolean done = run_round(round, dispatch->stop);
    if (round->failure)
        g_propagate_error(error, round->failure);
    else if (round->outage)
        g_set_error(error, CASEGATE_ERROR,
                    round->refused ? CASEGATE_ERROR_CONFIG : CASEGATE_ERROR_TEMP, "%s",
                    round->outage);
    gboolean outage = round->outage != NULL;
    g_free(round->outage);
    return done && !outage;
}

static void schedule(Dispatch *dispatch, gboolean fine, gboolean progress, gboolean refused)
{
    dispatch->outages = fine ? 0 : progress ? 1 : dispatch->outages + 1;
    guint wait = fine ? 0 : dispatch_outage_wait(dispatch->outages, refused);
    dispatch->not_before = g_get_monotonic_time() + (gint64)wait * G_USEC_PER_SEC;
}

/* A Maildir puts the same mail in its own place; a server would have it twice. */
static gboolean take_turn(const Ruleset *rules, int *lock_out, GError **error)
{
    g_autofree char *spool = site_spool_folder(rules->folder);
    *lock_out = rules->site.transport.smtp
                    ? turn_lock(spool, SEND_LOCK_NAME, "is sending this site's mail", error)
                    : -1;
    return *lock_out >= 0 || !rules->site.transport.smtp;
}

gboolean dispatch_round(Dispatch *dispatch, Instant now, DispatchReport *report_out, GError **error)
{
    const Ruleset *rules = dispatch->rules;
    g_autofree char *database = site_database(rules->folder);
    int lock = -1;
    *report_out = (DispatchReport){0};
    g_autoptr(Store) store = store_open(database, STORE_WRITE, error);
    Transport *transport = store && take_turn(rules, &lock, error)
                               ? transport_open(rules, dispatch->stop, error)
                               : NULL;
    Round round = {
        .rules = rules, .store = store, .transport = transport, .now = now, .report = report_out};
    gboolean fine = transport && round_with(dispatch, &round, error);
    if (transport)
        transport->type->close(transport);
    if (lock >= 0)
        close(lock);
    schedule(dispatch, fine, report_out->sent > 0, round.refused);
    return fine;
}

gboolean dispatch_is_due(const Dispatch *dispatch)
{
    return g_get_monotonic_time() >= dispatch->not_before;
}
