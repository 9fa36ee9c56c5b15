/* The spool into cases. Messages are read ahead by the reader child, decided in order of arrival,
 * and committed in batches. A file leaves incoming/ only after the transaction that holds its ledger
 * row is committed; after a crash in between, the row says that the work is done. A message that
 * fails in any way is held with the reason, and the next one goes on; only TEMP (disk full, database
 * locked) stops a run.
 *
 * Messages hardly ever fail, and a savepoint copies every page that a message touches. So a batch is
 * tried without; when one of its messages fails, the batch is rolled back as a whole and worked
 * again from its beginning, now each message with a savepoint of its own. */
#include "work.h"
#include "conclude.h"
#include "error.h"
#include "progress.h"
#include "site_place.h"
#include "text.h"
#include "work_private.h"
#include <string.h>
#include <unistd.h>

#define BATCH 256         /* messages a transaction */
#define LIST_AT_ONCE 2000 /* names held in memory at a time */
#define SWEEP_AFTER (36 * 60 * 60)
#define REFILL_AT_ONCE 16 /* so that the reader is not woken for every single message */

typedef enum { ITEM_READ, ITEM_TOO_LARGE, ITEM_DONE, ITEM_DAMAGED, ITEM_GONE } ItemFate;

typedef struct {
    Work *work;
    Instant now;
    WorkReport *report;
    GPtrArray *items; /* of SpoolItem */
    GArray *fates;    /* of ItemFate, as far as submitted */
    guint submitted, worked, archived;
    gboolean careful; /* each message has a savepoint of its own */
    gboolean broken;  /* a message failed without one: nothing of the batch may be committed */
} Run;

Work *work_open(const Ruleset *rules, GError **error)
{
    g_autoptr(Work) work = g_new0(Work, 1);
    work->rules = rules;
    g_autofree char *folder = site_spool_folder(rules->folder);
    g_autofree char *database = site_database(rules->folder);
    work->reader = reader_start(forms_labels(rules->forms), reader_default_limits(), error);
    if (work->reader == NULL)
        return NULL;
    work->spool = spool_open(folder, error);
    if (work->spool == NULL)
        return NULL;
    work->store = store_open(database, STORE_WRITE, error);
    if (work->store == NULL || !work_keep_policies(work, error))
        return NULL;
    work->lookup = store_lookup(work->store);
    return g_steal_pointer(&work);
}

void work_close(Work *work)
{
    if (work == NULL)
        return;
    g_clear_pointer(&work->reader, reader_stop);
    g_clear_pointer(&work->store, store_close);
    g_clear_pointer(&work->spool, spool_close);
    g_free(work);
}

/* Hands the item to the reader unless there is nothing to read. FALSE: TEMP. */
static gboolean submit(Run *run, const SpoolItem *item, ItemFate *fate_out, GError **error)
{
    Work *work = run->work;
    g_autoptr(GError) failure = NULL;
    g_autoptr(LedgerRow) known = store_ledger_by_spool(work->store, item->name, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return FALSE;
    }
    *fate_out = known != NULL                       ? ITEM_DONE
                : work_too_large(work, item->bytes) ? ITEM_TOO_LARGE
                                                    : ITEM_READ;
    if (*fate_out != ITEM_READ)
        return TRUE;
    int fd = spool_open_item(work->spool, item, &failure);
    if (fd < 0 && failure == NULL) {
        *fate_out = ITEM_GONE; /* another process took it meanwhile */
        return TRUE;
    }
    if (fd < 0 && g_error_matches(failure, CASEGATE_ERROR, CASEGATE_ERROR_PERM)) {
        g_warning("%s", failure->message);
        *fate_out = ITEM_DAMAGED;
        return TRUE;
    }
    if (fd < 0) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return FALSE;
    }
    gboolean ok = reader_submit(work->reader, fd, error);
    close(fd);
    return ok;
}

/* Unless there is room for fewer than `least`. */
static gboolean refill(Run *run, guint least, GError **error)
{
    if (reader_room(run->work->reader) < least)
        return TRUE;
    while (run->submitted < run->items->len && reader_room(run->work->reader) > 0) {
        ItemFate fate = ITEM_READ;
        if (!submit(run, g_ptr_array_index(run->items, run->submitted), &fate, error))
            return FALSE;
        g_array_append_val(run->fates, fate);
        run->submitted++;
    }
    return TRUE;
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
static gboolean work_item(Run *run, const SpoolItem *item, const MailRecord *mail,
                          const char *failure, GError **error)
{
    g_autoptr(Decision) decision = NULL;
    const WorkMessage message = {.spool_name = item->name,
                                 .sha256 = item->sha256,
                                 .mailbox = item->mailbox,
                                 .received = MIN(item->arrived, run->now),
                                 .now = run->now,
                                 .mail = mail,
                                 .failure = failure};
    if (!(run->careful ? work_or_hold : work_message)(run->work, &message, &decision, error)) {
        run->broken = !run->careful;
        return FALSE;
    }
    count(run->report, decision);
    return TRUE;
}

static gboolean work_next(Run *run, GError **error)
{
    const SpoolItem *item = g_ptr_array_index(run->items, run->worked);
    ItemFate fate = g_array_index(run->fates, ItemFate, run->worked);
    g_autoptr(MailRecord) mail = NULL;
    g_autofree char *failure = NULL;
    if (fate == ITEM_READ && !reader_answer(run->work->reader, &mail, &failure, error))
        return FALSE;
    if (fate == ITEM_TOO_LARGE)
        failure = g_strdup(WORK_TOO_LARGE);
    if (fate == ITEM_DAMAGED)
        failure =
            g_strdup("what was stored of it is damaged: ask for it again, then open this one");
    if (fate != ITEM_DONE && fate != ITEM_GONE) {
        if (!work_item(run, item, mail, failure, error))
            return FALSE;
        run->report->messages++;
    }
    run->worked++;
    return TRUE;
}

/* What cannot be archived is said and met again with every run; the messages behind it go on. */
static gboolean archive_item(Spool *spool, const SpoolItem *item, GError **error)
{
    g_autoptr(GError) trouble = NULL;
    if (spool_archive(spool, item, &trouble))
        return TRUE;
    if (g_error_matches(trouble, CASEGATE_ERROR, CASEGATE_ERROR_PERM)) {
        g_warning("%s", trouble->message);
        return TRUE;
    }
    g_propagate_error(error, g_steal_pointer(&trouble));
    return FALSE;
}

/* Moves what is committed out of incoming/. */
static gboolean archive_worked(Run *run, GError **error)
{
    for (; run->archived < run->worked; run->archived++)
        if (g_array_index(run->fates, ItemFate, run->archived) != ITEM_GONE &&
            !archive_item(run->work->spool, g_ptr_array_index(run->items, run->archived), error))
            return FALSE;
    return spool_archive_sync(run->work->spool, error);
}

/* The window is full while the transaction is made durable. */
static gboolean work_messages(Run *run, GError **error)
{
    guint end = MIN(run->worked + BATCH, run->items->len);
    while (run->worked < end)
        if (!work_next(run, error) || !refill(run, REFILL_AT_ONCE, error))
            return FALSE;
    return refill(run, 1, error);
}

static gboolean try_batch(Run *run, GError **error)
{
    Store *store = run->work->store;
    g_autoptr(GError) trouble = NULL;
    if (!refill(run, 1, error) || !store_begin(store, error))
        return FALSE;
    (void)work_messages(run, &trouble);
    if (run->broken || !store_commit(store, trouble == NULL ? &trouble : NULL)) {
        store_rollback(store);
        run->worked = run->archived; /* nothing of this batch happened */
    }
    if (!archive_worked(run, trouble == NULL ? &trouble : NULL) && trouble == NULL)
        return FALSE;
    if (trouble == NULL)
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&trouble));
    return FALSE;
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
    run->submitted = run->worked;
    g_array_set_size(run->fates, run->submitted);
    reader_forget(run->work->reader); /* which may have read ahead of the message that failed */
    return try_batch(run, error);
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
    guint worked = 0;
    for (;;) {
        gboolean more = FALSE;
        g_autoptr(GPtrArray) items = spool_list_fairly(work->spool, LIST_AT_ONCE, &more, error);
        if (items == NULL)
            return FALSE;
        if (is_stuck(items, &first, &worked, report->messages))
            return TRUE;
        g_autoptr(GArray) fates = g_array_new(FALSE, FALSE, sizeof(ItemFate));
        Run run = {.work = work, .now = now, .report = report, .items = items, .fates = fates};
        while (run.worked < items->len)
            if (!work_batch(&run, error))
                return FALSE;
        if (!more)
            return TRUE;
    }
}

static gboolean tick_case(Work *work, const char *reference, Instant now, WorkReport *report,
                          GError **error)
{
    g_autoptr(GError) trouble = NULL;
    g_autoptr(Decision) decision = NULL;
    Case *c = store_case_load(work->store, reference, &trouble);
    if (trouble != NULL)
        g_propagate_error(error, g_steal_pointer(&trouble));
    else if (c == NULL || work_tick(work, c, now, &decision, error))
        return TRUE;
    return FALSE;
}

static gboolean work_clocks(Work *work, Instant now, WorkReport *report, GError **error)
{
    g_autoptr(GPtrArray) due = store_cases_due(work->store, now, error);
    if (due == NULL)
        return FALSE;
    for (guint i = 0; i < due->len;) {
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
    reader_forget(work->reader); /* what a run that was broken off had asked */
    spool_sweep(work->spool, instant_now() - SWEEP_AFTER);
    gboolean ok = work_spool(work, now, &report, error) &&
                  conclude_failed(work, now, &report, error) &&
                  work_clocks(work, now, &report, error);
    if (report_out != NULL)
        *report_out = report;
    return ok;
}
