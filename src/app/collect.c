/* Mail from the site's sources into the spool, once or for as long as it runs.
 *
 * A source that fails does not keep the others from being read; the first error is the one
 * returned. What a child collected comes back through a pipe as "count code message"; a child that
 * was killed by a signal is an outage of its source, tried again like any other. */
#include "collect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "collector.h"
#include "error.h"
#include "net_connect.h"

#define REPORT_BYTES 4096
#define BEGIN_AGAIN 5 /* seconds */

static gboolean collect_here(const Ruleset *rules, guint number, Instant now, guint *collected,
                             GError **error)
{
    g_autoptr(Collector) collector = collector_open(rules, number, NULL, error);
    return collector && collector_round(collector, now, collected, error);
}

static G_GNUC_NORETURN void child(const Ruleset *rules, guint number, Instant now, int report)
{
    g_autoptr(GError) error = NULL;
    guint collected = 0;
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    gboolean fine = collect_here(rules, number, now, &collected, &error);
    dprintf(report, "%u %d %s", collected, fine ? -1 : error->code, fine ? "" : error->message);
    _exit(fine ? EXIT_SUCCESS : EXIT_FAILURE);
}

static gboolean read_report(int fd, char *report)
{
    gsize length = 0;
    gssize got;
    while (length < REPORT_BYTES - 1 &&
           (got = read(fd, report + length, REPORT_BYTES - 1 - length)) > 0)
        length += (gsize)got;
    report[length] = '\0';
    return length > 0;
}

static gboolean understand(const char *report, guint *collected, GError **error)
{
    int code = CASEGATE_ERROR_BUG, at = 0;
    if (sscanf(report, "%u %d %n", collected, &code, &at) == 2 && code < 0)
        return TRUE;
    g_set_error_literal(error, CASEGATE_ERROR, code, report + at);
    return FALSE;
}

/* A child that could not even say why: the library's crash, or its memory ran out. */
static gboolean died(const SiteSource *from, int status, GError **error)
{
    g_autofree char *name = collector_describe(from);
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP,
                "%s: the process that reads it ended %s %d", name,
                WIFSIGNALED(status) ? "by signal" : "with exit code",
                WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
    return FALSE;
}

/* In a process of its own; its memory and descriptors go with it. */
static gboolean collect_apart(const Ruleset *rules, guint number, Instant now, guint *collected,
                              GError **error)
{
    int ends[2], status = 0;
    char report[REPORT_BYTES];
    fflush(NULL);
    pid_t pid = pipe(ends) == 0 ? fork() : -1;
    if (pid < 0) {
        g_set_error_literal(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP,
                            "cannot begin a process for a mailbox");
        return FALSE;
    }
    if (pid == 0) {
        close(ends[0]);
        child(rules, number, now, ends[1]);
    }
    close(ends[1]);
    gboolean spoke = read_report(ends[0], report);
    close(ends[0]);
    waitpid(pid, &status, 0);
    return spoke ? understand(report, collected, error)
                 : died(rules->site.sources->pdata[number - 1], status, error);
}

gboolean collect_once(const Ruleset *rules, Instant now, guint *collected_out, GError **error)
{
    guint collected = 0;
    gboolean fine = TRUE;
    for (guint i = 0; i < rules->site.sources->len; i++) {
        const SiteSource *from = rules->site.sources->pdata[i];
        g_autoptr(GError) failure = NULL;
        guint some = 0;
        gboolean went_well = g_str_equal(from->type, "imap")
                                 ? collect_apart(rules, i + 1, now, &some, &failure)
                                 : collect_here(rules, i + 1, now, &some, &failure);
        collected += some;
        if (went_well)
            continue;
        if (fine)
            g_propagate_error(error, g_steal_pointer(&failure));
        else
            g_warning("%s", failure->message);
        fine = FALSE;
    }
    if (collected_out)
        *collected_out = collected;
    return fine;
}

static pid_t begin(const Ruleset *rules, guint number, int (*keep)(const Ruleset *, guint))
{
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        _exit(keep(rules, number));
    }
    if (pid < 0)
        g_warning("cannot begin a process for source %u; trying again", number);
    return pid;
}

void collect_all(const Ruleset *rules, int (*keep)(const Ruleset *rules, guint number),
                 const volatile sig_atomic_t *stop)
{
    guint count = rules->site.sources->len;
    g_autofree pid_t *children = g_new0(pid_t, count);
    while (!*stop) {
        for (guint i = 0; i < count; i++)
            if (children[i] <= 0 || waitpid(children[i], NULL, WNOHANG) == children[i])
                children[i] = begin(rules, i + 1, keep);
        net_pause(BEGIN_AGAIN, stop);
    }
    for (guint i = 0; i < count; i++)
        if (children[i] > 0)
            kill(children[i], SIGTERM);
    for (guint i = 0; i < count; i++)
        if (children[i] > 0)
            waitpid(children[i], NULL, 0);
}
