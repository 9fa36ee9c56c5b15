/* How a site is. Whether `run` is at work is known by its lock, which no crash leaves behind; of
 * the others the health file says who reported last, and the kernel whether that process is still
 * one of ours. A problem is what an alarm would be raised for, a process that is not there, and a
 * message that nobody has worked for ten minutes. */
#include "site_status.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

#include "confine.h"
#include "health.h"
#include "run_lock.h"
#include "site_place.h"
#include "site_troubles.h"
#include "spool.h"

#define SPOOL_WAITS_SECONDS (10 * 60)
#define FAILS_SECONDS (5 * 60)

typedef struct {
    const Ruleset *rules;
    Instant now;
    char *folder; /* spool/ */
    Status *status;
} Look;

G_GNUC_PRINTF(2, 3) static void problem(Look *look, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_ptr_array_add(look->status->problems, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

/* A number may since have been given to another program. */
static gboolean is_ours(gint64 pid)
{
    g_autofree char *path = g_strdup_printf("/proc/%" G_GINT64_FORMAT "/comm", pid);
    g_autofree char *name = NULL;
    if (pid <= 0 || (kill((pid_t)pid, 0) != 0 && errno != EPERM) ||
        !g_file_get_contents(path, &name, NULL, NULL))
        return FALSE;
    return g_str_has_prefix(name, "cg-") || g_str_has_prefix(name, "casegate");
}

static void take_health(StatusProcess *process, const Health *health)
{
    process->running = is_ours(health->pid);
    process->pid = process->running ? health->pid : 0;
    process->started = process->running ? health->started : INSTANT_UNKNOWN;
    process->last_ok = health->last_ok;
    process->last_try = health->last_try;
    process->failing_since = health->failing_since;
    process->refused = health->refused;
    g_free(process->error);
    process->error = g_strdup(health->error);
    process->waiting = health->waiting;
}

static StatusProcess *look_at_process(Look *look, const char *name)
{
    StatusProcess *process = status_process_new(name);
    g_autoptr(Health) health = health_read(look->folder, name);
    if (health)
        take_health(process, health);
    g_ptr_array_add(look->status->processes, process);
    return process;
}

static void judge_process(Look *look, const StatusProcess *process)
{
    gboolean fails = process->failing_since != INSTANT_UNKNOWN &&
                     look->now - process->failing_since >= FAILS_SECONDS;
    /* what the troubles say of it already: not that mail stopped after a concern, and nothing of 'work' */
    gboolean stopped =
        process->last_ok >= process->failing_since && process->last_try > process->last_ok;
    gboolean told = process->refused && !stopped && !g_str_equal(process->name, "work");
    if (!process->running)
        problem(look, "%s is not running", process->name);
    else if (fails && !told)
        problem(look, "%s fails: %s", process->name, process->error);
}

static void look_at_run(Look *look)
{
    StatusProcess *run = look_at_process(look, "run");
    run->running = run_lock_held(look->folder, &run->pid);
    if (!run->running)
        problem(look, "'casegate run' is not running");
}

static void look_at_processes(Look *look)
{
    look_at_run(look);
    for (guint i = 0; i < look->rules->site.sources->len; i++) {
        const SiteSource *source = look->rules->site.sources->pdata[i];
        g_autofree char *name = g_strdup_printf("collect-%u", i + 1);
        StatusProcess *process = look_at_process(look, name);
        process->mailbox = g_strdup(source->mailbox);
        if (i == 0 || process->last_ok < look->status->last_poll)
            look->status->last_poll = process->last_ok;
        judge_process(look, process);
    }
    judge_process(look, look_at_process(look, "work"));
    judge_process(look, look_at_process(look, "send"));
    if (look->rules->site.desk.listen)
        judge_process(look, look_at_process(look, "serve"));
}

static gboolean look_at_spool(Look *look, GError **error)
{
    g_autoptr(Spool) spool = spool_open(look->folder, error);
    g_autoptr(GPtrArray) oldest = spool ? spool_list(spool, 1, error) : NULL;
    if (!oldest)
        return FALSE;
    look->status->spooled = spool_count(spool);
    if (oldest->len > 0)
        look->status->spool_oldest = ((const SpoolItem *)oldest->pdata[0])->arrived;
    if (oldest->len > 0 && look->now - look->status->spool_oldest >= SPOOL_WAITS_SECONDS)
        problem(look, "a message in the spool has not been worked for %" G_GINT64_FORMAT " minutes",
                (look->now - look->status->spool_oldest) / 60);
    (void)site_free_mib(look->folder, &look->status->free_mib);
    return TRUE;
}

/* The first paragraph says what is wrong; what it means for those who wait is for the mail. */
static gboolean look_for_troubles(Look *look, Store *store, GError **error)
{
    g_autoptr(GPtrArray) troubles = site_troubles(store, look->rules, NULL, look->now, error);
    for (guint i = 0; troubles && i < troubles->len; i++) {
        const char *words = ((const Trouble *)troubles->pdata[i])->words;
        const char *end = strstr(words, "\n\n");
        problem(look, "%.*s", (int)(end ? end - words : (gssize)strlen(words)), words);
    }
    return troubles != NULL;
}

static gboolean look_at_store(Look *look, Store *store, GError **error)
{
    if (!store)
        return TRUE;
    g_autoptr(GPtrArray) held = store_held_waiting(store, error);
    if (!held ||
        !store_outbox_waiting(store, &look->status->mails, &look->status->mail_oldest, error))
        return FALSE;
    look->status->held = held->len;
    return look_for_troubles(look, store, error);
}

Status *site_status(const Ruleset *rules, Store *store, Instant now, GError **error)
{
    g_autofree char *folder = site_spool_folder(rules->folder);
    g_autoptr(Status) status = status_new();
    Look look = {.rules = rules, .now = now, .folder = folder, .status = status};
    g_autoptr(Health) backup = health_read(folder, "backup");
    status->backup = backup ? backup->last_ok : INSTANT_UNKNOWN;
    status->lacks = confine_lacks();
    look_at_processes(&look);
    if (!look_at_spool(&look, error) || !look_at_store(&look, store, error))
        return NULL;
    return g_steal_pointer(&status);
}
