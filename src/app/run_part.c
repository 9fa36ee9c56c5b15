/* Children are forked without exec, so that the rules they work by are those that were read and
 * checked, whatever has become of the files since. A child ends by SIGTERM when its supervisor dies,
 * however it died: it finishes the message in hand, and holds the site's lock until then.
 *
 * Begun again after 1, 2, 4 … 60 seconds, counted anew after a minute without trouble. */
#include "run_part.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "run_log.h"

#define QUIET_SECONDS 60
#define EXIT_ORPHAN 70

static void child_free(gpointer data)
{
    RunChild *child = data;
    g_free(child->name);
    g_free(child);
}

/* From the other end, for a part that keeps its slot however many children a configuration has before it. */
static guint slot_of(const GPtrArray *children, const RunPart *part)
{
    guint kept = 1;
    for (const RunPart *next = part + 1; part->hangs_up && next->name; next++)
        kept += next->hangs_up;
    return part->hangs_up ? RUN_CHILDREN_MOST - kept : children->len;
}

static void add_child(GPtrArray *children, const RunPart *part, guint number)
{
    RunChild *child = g_new0(RunChild, 1);
    child->part = part;
    child->number = number;
    child->name = number > 0 ? g_strdup_printf("%s-%u", part->name, number) : g_strdup(part->name);
    child->slot = slot_of(children, part);
    g_ptr_array_add(children, child);
}

GPtrArray *run_children_new(const RunPart *parts, const Ruleset *rules)
{
    GPtrArray *children = g_ptr_array_new_with_free_func(child_free);
    for (const RunPart *part = parts; part->name != NULL; part++)
        if (part->wanted && !part->wanted(rules))
            continue;
        else if (!part->each_source)
            add_child(children, part, 0);
        else
            for (guint i = 0; i < rules->site.sources->len; i++)
                add_child(children, part, i + 1);
    return children;
}

void run_children_go_on(GPtrArray *children, const GPtrArray *before)
{
    for (guint i = 0; i < before->len; i++) {
        const RunChild *old = before->pdata[i];
        for (guint k = 0; old->part->hangs_up && k < children->len; k++) {
            RunChild *child = children->pdata[k];
            if (child->part != old->part)
                continue;
            child->pid = old->pid;
            child->begun = old->begun;
            child->due = old->due;
            child->failures = old->failures;
            child->killed = old->killed;
        }
    }
}

gint64 run_patience(const char *variable, gint64 most)
{
    const char *text = g_getenv(variable);
    guint64 seconds = 0;
    return text && g_ascii_string_to_unsigned(text, 10, 1, (guint64)most, &seconds, NULL)
               ? (gint64)seconds
               : most;
}

gint64 run_child_wait(guint failures)
{
    gint64 most = run_patience("CASEGATE_TEST_WAIT", RUN_WAIT_MOST);
    gint64 wait = failures > 6 ? most : MIN((gint64)1 << MAX((gint)failures - 1, 0), most);
    return MAX((gint64)((double)wait * g_random_double_range(0.8, 1.2) + 0.5), 1);
}

/* ---- in the child ---- */

/* Its own handlers first, and only then are the signals let in. */
static const volatile sig_atomic_t *forget_supervisor(const RunPart *part)
{
    sigset_t none;
    const volatile sig_atomic_t *stop = part->stop();
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    /* only the supervisor speaks with systemd */
    (void)unsetenv("NOTIFY_SOCKET");
    (void)unsetenv("WATCHDOG_USEC");
    (void)unsetenv("WATCHDOG_PID");
    return stop;
}

G_NORETURN static void be_child(const RunChild *child, const Ruleset *rules, ProgressBoard *board,
                                pid_t supervisor)
{
    g_autofree char *title = g_strdup_printf("cg-%s", child->name);
    (void)prctl(PR_SET_NAME, title);
    if (prctl(PR_SET_PDEATHSIG, SIGTERM) != 0 || getppid() != supervisor)
        _exit(EXIT_ORPHAN);
    progress_use(board, child->slot);
    run_log_begin(child->name);
    const volatile sig_atomic_t *stop = forget_supervisor(child->part);
    int code = *stop ? 0 : child->part->work(rules, child->number);
    fflush(NULL);
    _exit(code);
}

/* ---- in the supervisor ---- */

gboolean run_child_begin(RunChild *child, const Ruleset *rules, ProgressBoard *board, gint64 now)
{
    pid_t supervisor = getpid();
    fflush(NULL);
    progress_begin(board, child->slot);
    child->killed = child->told = FALSE;
    child->begun = now;
    child->pid = fork();
    if (child->pid == 0)
        be_child(child, rules, board, supervisor);
    if (child->pid > 0)
        return TRUE;
    child->pid = 0;
    child->due = now + run_child_wait(++child->failures);
    return FALSE;
}

static char *ending(const RunChild *child, int status)
{
    if (child->killed)
        return g_strdup("showed no progress and was stopped");
    if (WIFSIGNALED(status))
        return g_strdup_printf("ended by signal %d", WTERMSIG(status));
    return g_strdup_printf("ended with exit code %d", WEXITSTATUS(status));
}

char *run_child_ended(RunChild *child, int status, gboolean told, gint64 now)
{
    gboolean fine = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (now - child->begun >= QUIET_SECONDS)
        child->failures = 0;
    child->pid = 0;
    if (!child->killed && WIFEXITED(status) && WEXITSTATUS(status) == RUN_PART_AFRESH) {
        child->due = now + 1;
        return NULL;
    }
    child->due = told ? now : now + run_child_wait(++child->failures);
    return told && fine ? NULL : ending(child, status);
}
