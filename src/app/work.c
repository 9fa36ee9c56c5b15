/* The spool into cases. Messages are made ready ahead of time by a thread and the reader child
 * (ahead.c), taken over in order of arrival, and committed in batches. A file leaves incoming/ only
 * after the transaction that holds its ledger row is committed (shelving.c); after a crash in
 * between, the row says that the work is done. A message that fails in any way is held with the
 * reason, and the next one goes on; only TEMP (disk full, database locked) stops a run. The record
 * is this thread's alone.
 *
 * Messages hardly ever fail, and a savepoint copies every page that a message touches. So a batch is
 * tried without; when one of its messages fails, the batch is rolled back as a whole and worked
 * again from its beginning, now each message with a savepoint of its own. Who is told to stop does so
 * between batches: a backlog may take longer than anybody waits before he kills. */
#include "work.h"
#include "ahead.h"
#include "conclude.h"
#include "error.h"
#include "office_reply.h"
#include "progress.h"
#include "shelving.h"
#include "site_place.h"
#include "text.h"
#include "work_private.h"
#include <string.h>
#include <unistd.h>

#define BATCH 256         /* messages a transaction */
#define LAST_BATCH 64     /* of a listing: nothing else is done while it is synced and moved */
#define LIST_AT_ONCE 2000 /* names held in memory at a time */
#define SWEEP_AFTER (36 * 60 * 60)

typedef struct {
    Work *work;
    Instant now;
    WorkReport *report;
    GPtrArray *items; /* of SpoolItem */
    Ahead *ahead;
    Shelving *shelving;
    guint worked, committed; /* items */
    gboolean careful;        /* each message has a savepoint of its own */
    gboolean broken; /* a message failed without one: nothing of the batch may be committed */
} Run;

Work *work_open(const Ruleset *rules, GError **error)
{
    g_autoptr(Work) work = g_new0(Work, 1);
    work->rules = rules;
    g_autofree char *folder = site_spool_folder(rules->folder);
    g_autofree char *database = site_database(rules->folder);
    work->reader = reader_begin(forms_labels(rules->forms), rules->site.proof.smime_cas,
                                reader_default_limits(), error);
    if (work->reader == NULL)
        return NULL;
    work->spool = spool_open(folder, error);
    if (work->spool == NULL)
        return NULL;
    work->store = store_open(database, STORE_WRITE, error);
    if (work->store == NULL || !work_keep_policies(work, error) ||
        !reader_ready(work->reader, error))
        return NULL;
    work->lookup = store_lookup(work->store);
    return g_steal_pointer(&work);
}

void work_close(Work *work)
{
    if (work == NULL)
        return;
    if (work->reader != NULL)
        reader_dismiss(
            work->reader); /* a large process takes a while to end, and so does the record */
    g_clear_pointer(&work->store, store_close);
    g_clear_pointer(&work->spool, spool_close);
    g_clear_pointer(&work->reader, reader_stop);
    g_free(work);
}

void work_heed(Work *work, const volatile sig_atomic_t *stop)
{
    work->stop = stop;
}

gboolean work_is_lost(const Work *work)
{
    return reader_is_lost(work->reader);
}

static gboolean is_stopped(const Work *work)
{
    return work->stop != NULL && *work->stop != 0;
}

/* NULL: a copy. */
static void count(WorkReport *report, const Decision *decision)
{
    if (decision == NULL) {
        report->repeats++;
        return;
    }
    report->mails_queued += decision->mails->len;
    if (g_str_equal(decision->disposition, "case"))
        *(decision->is_new ? &report->cases_opened : &report->cases_advanced) += 1;
    else if (g_str_equal(decision->disposition, "held"))
        report->held++;
    else if (g_str_equal(decision->disposition, "signposted"))
        report->signposted++;
    else if (g_str_equal(decision->disposition, "repeat"))
        report->repeats++;
    else if (g_str_equal(decision->disposition, "automatic"))
        report->automatic++;
    else
        report->set_aside++;
}

/* One message. FALSE leaves nothing of it behind, or the batch broken. */
static gboolean work_ready(Run *run, const SpoolItem *item, Ready *ready, GError **error)
{
    g_autoptr(Decision) decision = NULL;
    const WorkMessage message = {.spool_name = item->name,
                                 .sha256 = item->sha256,
                                 .mailbox = item->mailbox,
                                 .received = MIN(item->arrived, run->now),
                                 .now = run->now,
                                 .mail = ready->mail,
                                 .failure = ready->failure,
                                 .ready = ready};
    gboolean worked =
        (run->careful ? work_or_hold : work_message)(run->work, &message, &decision, error);
    ahead_correct(run->ahead, ready);
    if (!worked) {
        run->broken = !run->careful;
        return FALSE;
    }
    count(run->report, decision);
    run->report->messages++;
    if (ready->decision == NULL) /* freed where it was made */
        ready->decision = g_steal_pointer(&decision);
    return TRUE;
}

/* A row that is there already was committed before a crash, or by another process. */
static gboolean work_item(Run *run, const SpoolItem *item, Ready *ready, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(LedgerRow) known = store_ledger_by_spool(run->work->store, item->name, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return FALSE;
    }
    if (known == NULL && ready->fate == ITEM_GONE)
        shelving_skip(run->shelving, run->worked);
    return known != NULL || ready->fate == ITEM_GONE || work_ready(run, item, ready, error);
}

static gboolean work_next(Run *run, GError **error)
{
    Ready *ready = ahead_next(run->ahead, error);
    if (ready == NULL)
        return FALSE;
    gboolean worked = work_item(run, g_ptr_array_index(run->items, run->worked), ready, error);
    ahead_give_back(run->ahead, ready);
    run->worked += worked ? 1 : 0;
    return worked;
}

static guint batch_size(guint left)
{
    return left > 2 * LAST_BATCH && left <= BATCH ? left - LAST_BATCH : MIN(left, BATCH);
}

static gboolean work_messages(Run *run, GError **error)
{
    guint end = run->worked + batch_size(run->items->len - run->worked);
    while (run->worked < end)
        if (!work_next(run, error))
            return FALSE;
    return TRUE;
}

static gboolean try_batch(Run *run, GError **error)
{
    Store *store = run->work->store;
    g_autoptr(GError) trouble = NULL;
    guint from = run->committed;
    if (!store_begin(store, error))
        return FALSE;
    (void)work_messages(run, &trouble);
    if (run->broken || !store_commit(store, trouble == NULL ? &trouble : NULL)) {
        store_rollback(store);
        run->worked = run->committed; /* nothing of this batch happened */
    }
    run->committed = run->worked;
    if (!shelving_put(run->shelving, from, run->committed, trouble == NULL ? &trouble : NULL) &&
        trouble == NULL)
        return FALSE;
    if (trouble == NULL)
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&trouble));
    return FALSE;
}

/* From the first item that is not committed on. */
static gboolean look_ahead(Run *run, GError **error)
{
    Work *work = run->work;
    int year = 0, month, mday;
    day_split(instant_day(run->now, work->rules->site.zone), &year, &month, &mday);
    g_clear_pointer(&run->ahead, ahead_stop);
    SupposedNumbers *numbers =
        supposed_numbers_new(work->rules, (guint)(year % 100), &work->lookup, error);
    if (numbers == NULL)
        return FALSE;
    run->ahead = ahead_start(
        (AheadTask){.work = work, .items = run->items, .from = run->committed, .now = run->now},
        numbers);
    return TRUE;
}

static gboolean work_batch(Run *run, GError **error)
{
    g_autoptr(GError) trouble = NULL;
    progress_beat();
    const WorkReport before = *run->report;
    run->careful = run->broken = FALSE;
    if (try_batch(run, &trouble))
        return TRUE;
    if (!run->broken) {
        g_propagate_error(error, g_steal_pointer(&trouble));
        return FALSE;
    }
    *run->report = before;
    run->careful = TRUE;
    run->broken = FALSE;
    return look_ahead(run, error) && try_batch(run, error);
}

static gboolean work_items(Run *run, GError **error)
{
    if (run->items->len > 0 && !look_ahead(run, error))
        return FALSE;
    while (run->worked < run->items->len && !is_stopped(run->work))
        if (!work_batch(run, error))
            return FALSE;
    return shelving_wait(run->shelving, error);
}

/* What cannot be taken out of the spool is met again: a listing that begins as the one before it did, with nothing worked
 * since, would be met for ever. */
static gboolean is_stuck(const GPtrArray *items, char **first, guint *worked, guint now_worked)
{
    const SpoolItem *item = items->len > 0 ? g_ptr_array_index(items, 0) : NULL;
    gboolean same = item != NULL && g_strcmp0(item->name, *first) == 0 && *worked == now_worked;
    g_free(*first);
    *first = g_strdup(item != NULL ? item->name : "");
    *worked = now_worked;
    return same;
}

static gboolean work_spool(Work *work, Instant now, WorkReport *report, GError **error)
{
    g_autofree char *first = NULL;
    g_autofree char *record = site_database(work->rules->folder);
    guint worked = 0;
    while (!is_stopped(work)) {
        gboolean more = FALSE;
        g_autoptr(GPtrArray) items = spool_list_fairly(work->spool, LIST_AT_ONCE, &more, error);
        if (items == NULL)
            return FALSE;
        if (is_stuck(items, &first, &worked, report->messages))
            return TRUE;
        Run run = {.work = work, .now = now, .report = report, .items = items};
        run.shelving = shelving_new(work->spool, record, items);
        gboolean done = work_items(&run, error);
        ahead_stop(run.ahead);
        shelving_free(run.shelving);
        if (!done || !more)
            return done;
    }
    return TRUE;
}

static gboolean tick_case(Work *work, const char *reference, Instant now, WorkReport *report,
                          GError **error)
{
    g_autoptr(GError) trouble = NULL;
    g_autoptr(Decision) decision = NULL;
    Case *c = store_case_load(work->store, reference, &trouble);
    if (trouble != NULL) {
        g_propagate_error(error, g_steal_pointer(&trouble));
        return FALSE;
    }
    if (c != NULL && !work_tick(work, c, now, &decision, error))
        return FALSE;
    if (decision != NULL) {
        report->clocks++;
        report->mails_queued += decision->mails->len;
    }
    return TRUE;
}

static gboolean work_clocks(Work *work, Instant now, WorkReport *report, GError **error)
{
    g_autoptr(GPtrArray) due = store_cases_due(work->store, now, error);
    if (due == NULL)
        return FALSE;
    for (guint i = 0; i < due->len && !is_stopped(work);) {
        if (!store_begin(work->store, error))
            return FALSE;
        for (guint end = MIN(i + BATCH, due->len); i < end; i++)
            if (!tick_case(work, g_ptr_array_index(due, i), now, report, error)) {
                store_rollback(work->store);
                return FALSE;
            }
        if (!store_commit(work->store, error)) {
            store_rollback(work->store);
            return FALSE;
        }
    }
    return TRUE;
}

gboolean work_run_once(Work *work, Instant now, WorkReport *report_out, GError **error)
{
    WorkReport report = {0};
    spool_sweep(work->spool, instant_now() - SWEEP_AFTER);
    gboolean ok = work_spool(work, now, &report, error) &&
                  (is_stopped(work) || (office_replies(work, now, &report, error) &&
                                        conclude_failed(work, now, &report, error) &&
                                        work_clocks(work, now, &report, error)));
    if (report_out != NULL)
        *report_out = report;
    return ok;
}
