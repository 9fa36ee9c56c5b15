/* The supervisor. States:
 *
 *   running    children are begun when due, watched, and begun again when they end
 *   draining   SIGHUP or asked by a change of the directory, new configuration clean: children were told to end; when the last has, the
 *              new rules take the old ones' place: running. What reads the configuration by itself (SIGHUP) is told that instead,
 *              and goes on
 *   stopping   SIGTERM, SIGINT: children were told to end; when the last has, it returns
 *
 * A child that was told to end and has not within STOP_SECONDS is killed, and so is one that shows
 * no progress for STALL_SECONDS; neither loses anything, since a crash anywhere loses nothing.
 * systemd hears from us only while no child is beyond that, so that a machine on which killing
 * does not help is noticed too.
 *
 * Signals are blocked and read from a descriptor: none is missed, none interrupts. */
#include "run.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <systemd/sd-daemon.h>
#include <time.h>
#include <unistd.h>

#include "error.h"
#include "health.h"
#include "run_lock.h"
#include "run_log.h"
#include "run_part.h"
#include "run_reload.h"
#include "site_place.h"
#include "smtp_session.h"
#include "store.h"

#define ROUND_MILLISECONDS 1000
#define STOP_SECONDS 60
#define STALL_SECONDS 600
#define PARTS_MOST 8 /* besides one for each source */
#define PING_SECONDS 10
/* or what sends is killed while a server looks at a mail that it then has */
G_STATIC_ASSERT(SMTP_STOP_GRACE < STOP_SECONDS);

typedef struct {
    const RunPart *parts;
    Ruleset *rules, *next; /* next: while draining */
    char *spool;           /* folder */
    GPtrArray *children;   /* of RunChild */
    ProgressBoard *board;
    char *refusal; /* why the last SIGHUP changed nothing; NULL */
    int signals, lock;
    gint64 stall, kill_at, ping_at; /* seconds; kill_at: monotonic, 0 = nobody was told to end */
    gboolean draining, stopping;
} Run;

static gint64 seconds_now(void)
{
    return g_get_monotonic_time() / G_USEC_PER_SEC;
}

static guint alive(const Run *run)
{
    guint count = 0;
    for (guint i = 0; i < run->children->len; i++)
        count += ((const RunChild *)run->children->pdata[i])->pid > 0;
    return count;
}

/* Of those that were told to end. */
static gboolean are_left(const Run *run)
{
    for (guint i = 0; i < run->children->len; i++) {
        const RunChild *child = run->children->pdata[i];
        if (child->pid > 0 && child->told)
            return TRUE;
    }
    return FALSE;
}

/* ---- children ---- */

static void begin_due(Run *run, gint64 now)
{
    for (guint i = 0; i < run->children->len; i++) {
        RunChild *child = run->children->pdata[i];
        if (child->pid > 0 || child->due > now)
            continue;
        if (run_child_begin(child, run->rules, run->board, now))
            continue;
        g_warning("%s cannot be begun: %s; trying again", child->name, g_strerror(errno));
        health_ended(run->spool, child->name, instant_now(), "it cannot be begun");
    }
}

/* It takes what it has in hand into the next configuration. */
static gboolean goes_on(const Run *run, const RunChild *child)
{
    return run->draining && !run->stopping && child->part->hangs_up && !child->killed &&
           !child->told && (!child->part->wanted || child->part->wanted(run->next));
}

static void tell_to_end(Run *run, gint64 now)
{
    for (guint i = 0; i < run->children->len; i++) {
        RunChild *child = run->children->pdata[i];
        if (child->pid <= 0)
            continue;
        if (!goes_on(run, child))
            child->told = TRUE;
        kill(child->pid, child->told ? SIGTERM : SIGHUP);
    }
    run->kill_at = now + STOP_SECONDS;
}

static void kill_child(RunChild *child)
{
    if (!child->killed)
        g_warning("%s (process %ld) does not answer and is killed", child->name, (long)child->pid);
    child->killed = TRUE;
    kill(child->pid, SIGKILL);
}

static void watch(Run *run, gint64 now)
{
    for (guint i = 0; i < run->children->len; i++) {
        RunChild *child = run->children->pdata[i];
        gboolean late = child->told ? now >= run->kill_at
                                    : progress_silence(run->board, child->slot) >= run->stall;
        if (child->pid > 0 && late)
            kill_child(child);
    }
}

static RunChild *child_of(const Run *run, pid_t pid)
{
    for (guint i = 0; i < run->children->len; i++)
        if (((RunChild *)run->children->pdata[i])->pid == pid)
            return run->children->pdata[i];
    return NULL;
}

static void reap(Run *run, gint64 now)
{
    int status = 0;
    pid_t pid = 0;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        RunChild *child = child_of(run, pid);
        if (child == NULL)
            continue;
        gboolean told = child->told;
        g_autofree char *what = run_child_ended(child, status, told, now);
        if (what == NULL)
            continue;
        gint64 wait = MAX(child->due - now, 0);
        g_warning("%s %s%s", child->name, what, told ? "" : "; it is begun again");
        g_autofree char *why =
            g_strdup_printf("it %s; begun again after %" G_GINT64_FORMAT " s", what, wait);
        health_ended(run->spool, child->name, instant_now(), why);
    }
}

/* ---- systemd ---- */

static void say_status(const Run *run)
{
    (void)sd_notifyf(0, "STATUS=%u of %u processes are at work%s", alive(run), run->children->len,
                     run->refusal ? "; the configuration on disk has mistakes, the one before it "
                                    "stays in force"
                                  : "");
}

static gboolean all_answer(const Run *run)
{
    for (guint i = 0; i < run->children->len; i++) {
        const RunChild *child = run->children->pdata[i];
        if (child->pid > 0 && child->killed)
            return FALSE;
    }
    return TRUE;
}

static void ping(Run *run, gint64 now)
{
    if (now < run->ping_at)
        return;
    run->ping_at = now + PING_SECONDS;
    if (run->refusal)
        health_refused(run->spool, "run", instant_now(), run->refusal);
    else
        health_ok(run->spool, "run", instant_now());
    say_status(run);
    if (all_answer(run))
        (void)sd_notify(0, "WATCHDOG=1");
}

/* ---- signals ---- */

static void say_reloading(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    (void)sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%" G_GINT64_FORMAT,
                     (gint64)at.tv_sec * G_USEC_PER_SEC + at.tv_nsec / 1000);
}

static void reload(Run *run, gint64 now)
{
    g_autofree char *why = NULL;
    say_reloading();
    Ruleset *rules = run_reload(run->rules->folder, &why);
    if (rules != NULL && rules->site.sources->len + PARTS_MOST > RUN_CHILDREN_MOST) {
        why = g_strdup("more sources than can be watched");
        g_clear_pointer(&rules, ruleset_free);
    }
    g_free(run->refusal);
    run->refusal = g_steal_pointer(&why);
    run->ping_at = now; /* the health file says it at once */
    if (rules == NULL) {
        g_warning("the configuration stays as it was: %s", run->refusal);
        (void)sd_notify(0, "READY=1");
        return;
    }
    g_clear_pointer(&run->next, ruleset_free);
    run->next = rules;
    run->draining = TRUE;
    g_message("the configuration is clean: the processes are begun again with it");
    tell_to_end(run, now);
}

static void stop(Run *run, gint64 now)
{
    if (run->stopping)
        return;
    (void)sd_notify(0, "STOPPING=1\nSTATUS=finishing what is in hand");
    g_message("stopping: what is in hand is finished first");
    run->stopping = TRUE;
    tell_to_end(run, now);
}

static void take_signals(Run *run, gint64 now)
{
    struct signalfd_siginfo info;
    while (read(run->signals, &info, sizeof info) == (ssize_t)sizeof info) {
        if (info.ssi_signo == SIGTERM || info.ssi_signo == SIGINT)
            stop(run, now);
        else if (info.ssi_signo == SIGHUP && !run->stopping)
            reload(run, now);
    }
}

/* Blocks them, too; what was blocked before is in *before_out. */
static int catch_signals(sigset_t *before_out)
{
    sigset_t set;
    static const int numbers[] = {SIGTERM, SIGINT, SIGHUP, SIGCHLD};
    sigemptyset(&set);
    for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++)
        sigaddset(&set, numbers[i]);
    sigprocmask(SIG_BLOCK, &set, before_out);
    return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

/* ---- the loop ---- */

static void take_next(Run *run)
{
    g_autoptr(GPtrArray) before = g_steal_pointer(&run->children);
    ruleset_free(run->rules);
    run->rules = g_steal_pointer(&run->next);
    run->children = run_children_new(run->parts, run->rules);
    run_children_go_on(run->children, before);
    run->draining = FALSE;
    run->kill_at = 0;
    (void)sd_notify(0, "READY=1");
}

static gboolean one_round(Run *run)
{
    struct pollfd wait = {.fd = run->signals, .events = POLLIN};
    (void)poll(&wait, 1, ROUND_MILLISECONDS);
    gint64 now = seconds_now();
    take_signals(run, now);
    reap(run, now);
    watch(run, now);
    if ((run->stopping || run->draining) && !are_left(run)) {
        if (run->stopping)
            return FALSE;
        take_next(run);
    }
    if (!run->stopping && !run->draining && run_reload_asked(run->spool))
        reload(run, now);
    if (!run->stopping && !run->draining)
        begin_due(run, now);
    ping(run, now);
    return TRUE;
}

static void run_clear(Run *run)
{
    g_clear_pointer(&run->children, g_ptr_array_unref);
    g_clear_pointer(&run->board, progress_board_free);
    g_clear_pointer(&run->next, ruleset_free);
    ruleset_free(run->rules);
    g_free(run->refusal);
    g_free(run->spool);
    if (run->signals >= 0)
        close(run->signals);
    if (run->lock >= 0)
        close(run->lock);
}

/* By one, so that two children do not make it at once. What is wrong with it, they say themselves. */
static void make_record(const Ruleset *rules)
{
    g_autofree char *path = site_database(rules->folder);
    g_autoptr(Store) record = store_open(path, STORE_WRITE, NULL);
    (void)record;
}

static gboolean run_begin(Run *run, GError **error)
{
    run->lock = run_lock(run->spool, error);
    if (run->lock < 0)
        return FALSE;
    make_record(run->rules);
    run->board = progress_board_new(RUN_CHILDREN_MOST);
    run->children = run_children_new(run->parts, run->rules);
    if (run->board != NULL && run->signals >= 0 &&
        run->rules->site.sources->len + PARTS_MOST <= RUN_CHILDREN_MOST)
        return TRUE;
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP, "cannot watch over %u processes here",
                run->children->len);
    return FALSE;
}

gboolean run_site(Ruleset *rules, const RunPart *parts, GError **error)
{
    sigset_t before;
    Run run = {.parts = parts,
               .rules = rules,
               .lock = -1,
               .stall = run_patience("CASEGATE_TEST_STALL", STALL_SECONDS)};
    run.spool = site_spool_folder(rules->folder);
    run.signals = catch_signals(&before);
    gboolean begun = run_begin(&run, error);
    if (begun) {
        run_log_begin("run");
        begin_due(&run, seconds_now());
        (void)sd_notify(0, "READY=1");
        ping(&run, seconds_now());
        g_message("%u processes begun", alive(&run));
        while (one_round(&run))
            continue;
        g_message("stopped");
    }
    run_clear(&run);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return begun;
}
