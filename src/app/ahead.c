/* The thread that runs ahead of the record. It opens the spool's files in order, keeps the reader's
 * window full, takes the answers apart, decides what can be decided on suppositions
 * (supposing.c), and hands all of it over in order, some READY_MOST messages ahead at most and none
 * further than READY_BYTES. It never touches the record and changes no file.
 *
 * Of the task it owns the reader and, until they are handed over, the messages; rules, listing and
 * spool are only read. The lock covers what is ready and what was given back. Who frees a message is
 * this thread again, so that memory is not passed between the threads for good. A failure that says
 * nothing about the message (no reader, no descriptors) is handed over in the place of that message
 * and ends the thread. A message or two are not worth a thread: they are read when they are asked
 * for, and nothing is supposed. */
#include "ahead.h"
#include "decide.h"
#include "error.h"
#include "text.h"
#include "threads.h"
#include <string.h>
#include <unistd.h>

#define READY_MOST 192u /* so that a commit is not waited for */
#define READY_BYTES (4u << 20)
#define WAKE_AT 8u         /* so that nobody is woken for every single message */
#define REFILL_AT_ONCE 16u /* nor the reader */
#define THREAD_FROM 4u     /* messages */

struct Ahead {
    AheadTask task;
    SupposedNumbers *numbers;
    const char *own_domain;
    GArray *fates; /* of ItemFate, from task.from on, as far as submitted */
    guint next;    /* item to be made ready */
    guint epoch;
    GSList *returned; /* of Ready: by the other thread, which then takes the lock anyhow */

    gboolean threaded;
    GThread *thread;
    GMutex lock;
    GCond changed;
    GQueue ready; /* of Ready */
    gsize ready_bytes;
    GSList *given_back;      /* of Ready */
    GArray *corrections;     /* of NumberError */
    guint corrected;         /* epoch that they end */
    gboolean waiting;        /* for room */
    gboolean ended, stopped; /* nothing more will be ready; nothing more is wanted */
    GError *error;           /* in the place of the item after the last that is ready */
};

static void ready_free(Ready *ready)
{
    mail_record_free(ready->mail);
    g_free(ready->failure);
    decision_free(ready->decision);
    suppositions_free(ready->suppositions);
    g_free(ready);
}

/* What a message holds on to, about: its text weighs most, and comes again in events and mails. */
static gsize weight(const Ready *ready)
{
    return ready->mail != NULL ? 4 * strlen(ready->mail->text) : 0;
}

/* ---- to the reader ---- */

/* Hands the item to the reader unless there is nothing to read. FALSE: TEMP. */
static gboolean submit(Ahead *ahead, const SpoolItem *item, ItemFate *fate_out, GError **error)
{
    const AheadTask *task = &ahead->task;
    g_autoptr(GError) failure = NULL;
    gboolean too_large = work_too_large(task->work, item->bytes);
    *fate_out = too_large ? ITEM_TOO_LARGE : ITEM_READ;
    if (too_large)
        return TRUE;
    int fd = spool_open_item(task->work->spool, item, &failure);
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
    gboolean ok = reader_submit(task->work->reader, fd, MIN(item->arrived, task->now), error);
    close(fd);
    return ok;
}

static gboolean refill(Ahead *ahead, GError **error)
{
    const AheadTask *task = &ahead->task;
    guint submitted = task->from + ahead->fates->len;
    if (submitted > ahead->next && reader_room(task->work->reader) < REFILL_AT_ONCE)
        return TRUE;
    for (; submitted < task->items->len && reader_room(task->work->reader) > 0; submitted++) {
        ItemFate fate = ITEM_READ;
        if (!submit(ahead, g_ptr_array_index(task->items, submitted), &fate, error))
            return FALSE;
        g_array_append_val(ahead->fates, fate);
    }
    return TRUE;
}

/* ---- making one ready ---- */

/* Whoever answers us, or reports of a mail of ours, needs the record as it will then stand. */
static gboolean answers_us(const Ahead *ahead, const MailRecord *mail)
{
    if (mail->automatic != MAIL_AUTOMATIC_NO)
        return TRUE;
    for (guint i = 0; i < mail->references->len; i++)
        if (g_strcmp0(text_address_domain(g_ptr_array_index(mail->references, i)),
                      ahead->own_domain) == 0)
            return TRUE;
    return FALSE;
}

static void decide(Ahead *ahead, const SpoolItem *item, Ready *ready)
{
    const AheadTask *task = &ahead->task;
    if (!ahead->threaded || ready->mail == NULL || answers_us(ahead, ready->mail))
        return;
    ready->suppositions = suppositions_new(ahead->numbers);
    Intake intake = {.rules = task->work->rules,
                     .lookup = suppositions_lookup(ready->suppositions),
                     .mail = ready->mail,
                     .sha256 = item->sha256,
                     .mailbox = item->mailbox,
                     .received = MIN(item->arrived, task->now),
                     .brief = TRUE,
                     .now = task->now};
    ready->epoch = ahead->epoch;
    ready->decision = decide_message(&intake, NULL);
    if (ready->decision == NULL)
        suppositions_withdraw(ready->suppositions);
}

/* NULL: TEMP. */
static Ready *make_ready(Ahead *ahead, GError **error)
{
    const AheadTask *task = &ahead->task;
    if (!refill(ahead, error))
        return NULL;
    Ready *ready = g_new0(Ready, 1);
    ready->fate = g_array_index(ahead->fates, ItemFate, ahead->next - task->from);
    if (ready->fate == ITEM_READ &&
        !reader_answer(task->work->reader, &ready->mail, &ready->failure, error)) {
        ready_free(ready);
        return NULL;
    }
    if (ready->fate == ITEM_TOO_LARGE)
        ready->failure = g_strdup(WORK_TOO_LARGE);
    if (ready->fate == ITEM_DAMAGED)
        ready->failure =
            g_strdup("what was stored of it is damaged: ask for it again, then open this one");
    decide(ahead, g_ptr_array_index(task->items, ahead->next++), ready);
    return ready;
}

/* ---- the thread ---- */

/* With the lock held. */
static void wait_for_room(Ahead *ahead)
{
    ahead->waiting = ahead->ready.length >= READY_MOST || ahead->ready_bytes >= READY_BYTES;
    if (ahead->waiting)
        g_cond_signal(&ahead->changed);
    while (ahead->waiting && !ahead->stopped)
        g_cond_wait(&ahead->changed, &ahead->lock);
}

/* With the lock held. */
static void take_corrections(Ahead *ahead)
{
    for (guint i = 0; i < ahead->corrections->len; i++)
        supposed_numbers_correct(ahead->numbers, g_array_index(ahead->corrections, NumberError, i));
    g_array_set_size(ahead->corrections, 0);
    ahead->epoch = ahead->corrected;
}

/* Hands over what is ready (NULL: nothing more will be), takes what came back, and waits until there
 * is room for more. FALSE when no more is wanted. */
static gboolean exchange(Ahead *ahead, Ready *ready, GError *error)
{
    gboolean last = ready == NULL || ahead->next == ahead->task.items->len;
    g_mutex_lock(&ahead->lock);
    if (ready != NULL) {
        g_queue_push_tail(&ahead->ready, ready);
        ahead->ready_bytes += weight(ready);
    }
    ahead->error = error;
    ahead->ended = last;
    if (last || ahead->ready.length == WAKE_AT)
        g_cond_signal(&ahead->changed);
    else
        wait_for_room(ahead);
    GSList *given_back = g_steal_pointer(&ahead->given_back);
    take_corrections(ahead);
    gboolean wanted = !last && !ahead->stopped;
    g_mutex_unlock(&ahead->lock);
    g_slist_free_full(given_back, (GDestroyNotify)ready_free);
    return wanted;
}

static gpointer run_ahead(gpointer data)
{
    Ahead *ahead = data;
    for (gboolean wanted = TRUE; wanted;) {
        GError *error = NULL;
        Ready *ready = make_ready(ahead, &error);
        wanted = exchange(ahead, ready, error);
    }
    return NULL;
}

/* ---- for who takes what is ready ---- */

Ahead *ahead_start(AheadTask task, SupposedNumbers *numbers)
{
    Ahead *ahead = g_new0(Ahead, 1);
    ahead->task = task;
    ahead->numbers = numbers;
    ahead->own_domain = text_address_domain(task.work->rules->site.mailboxes[0]);
    ahead->fates = g_array_new(FALSE, FALSE, sizeof(ItemFate));
    ahead->corrections = g_array_new(FALSE, FALSE, sizeof(NumberError));
    ahead->next = task.from;
    g_mutex_init(&ahead->lock);
    g_cond_init(&ahead->changed);
    g_queue_init(&ahead->ready);
    reader_forget(task.work->reader); /* what a run that was broken off had asked */
    ahead->threaded = task.items->len - task.from >= THREAD_FROM;
    if (ahead->threaded)
        ahead->thread = thread_start("ahead", run_ahead, ahead);
    return ahead;
}

void ahead_stop(Ahead *ahead)
{
    if (ahead == NULL)
        return;
    g_mutex_lock(&ahead->lock);
    ahead->stopped = TRUE;
    g_cond_signal(&ahead->changed);
    g_mutex_unlock(&ahead->lock);
    if (ahead->threaded)
        g_thread_join(ahead->thread);
    g_queue_clear_full(&ahead->ready, (GDestroyNotify)ready_free);
    g_slist_free_full(ahead->given_back, (GDestroyNotify)ready_free);
    g_slist_free_full(ahead->returned, (GDestroyNotify)ready_free);
    g_clear_error(&ahead->error);
    g_array_unref(ahead->fates);
    g_array_unref(ahead->corrections);
    supposed_numbers_free(ahead->numbers);
    g_mutex_clear(&ahead->lock);
    g_cond_clear(&ahead->changed);
    g_free(ahead);
}

/* With the lock held; NULL when the thread has ended without it. */
static Ready *take(Ahead *ahead)
{
    if (ahead->ready.length == 0)
        while (!ahead->ended && !ahead->waiting && ahead->ready.length < WAKE_AT)
            g_cond_wait(&ahead->changed, &ahead->lock);
    Ready *ready = g_queue_pop_head(&ahead->ready);
    if (ready == NULL)
        return NULL;
    ahead->ready_bytes -= weight(ready);
    if (ahead->waiting && (ahead->ready.length == READY_MOST / 2 || ahead->ready.length == 0)) {
        ahead->waiting = FALSE;
        g_cond_signal(&ahead->changed);
    }
    return ready;
}

Ready *ahead_next(Ahead *ahead, GError **error)
{
    if (!ahead->threaded)
        return make_ready(ahead, error);
    g_mutex_lock(&ahead->lock);
    ahead->given_back = g_slist_concat(g_steal_pointer(&ahead->returned), ahead->given_back);
    Ready *ready = take(ahead);
    if (ready == NULL)
        g_propagate_error(error, g_steal_pointer(&ahead->error));
    g_mutex_unlock(&ahead->lock);
    return ready;
}

void ahead_give_back(Ahead *ahead, Ready *ready)
{
    if (ahead->threaded)
        ahead->returned = g_slist_prepend(ahead->returned, ready);
    else
        ready_free(ready);
}

void ahead_correct(Ahead *ahead, const Ready *ready)
{
    if (ready->off.by == 0)
        return;
    g_mutex_lock(&ahead->lock);
    if (ready->epoch == ahead->corrected) {
        g_array_append_val(ahead->corrections, ready->off);
        ahead->corrected++;
    }
    g_mutex_unlock(&ahead->lock);
}
