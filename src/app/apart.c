/* apart: a forked child that does one thing, and a pipe that brings back how it went.
 *
 * What comes back is the error's code (-1: none), its text and the work's text, each with a NUL
 * behind it. A child that was killed, or that died of its library, says less than that: it is an
 * outage of whatever it spoke to, tried again like any other. Only the calling thread is in the
 * child; it runs no exit handlers. */
#include "apart.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "error.h"

#define REPORT_MOST (1u << 20)

static void put(int fd, const char *text)
{
    gsize left = text ? strlen(text) + 1 : 1;
    const char *at = text ? text : "";
    gssize got;
    while (left > 0 && (got = write(fd, at, left)) > 0) {
        at += got;
        left -= (gsize)got;
    }
}

static G_GNUC_NORETURN void child(ApartWork work, gpointer data, int report)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    gboolean fine = work(data, &text, &error);
    g_autofree char *code = g_strdup_printf("%d", fine ? -1 : error->code);
    put(report, code);
    put(report, fine ? "" : error->message);
    put(report, text);
    fflush(NULL);
    _exit(fine ? EXIT_SUCCESS : EXIT_FAILURE);
}

static GByteArray *read_all(int fd)
{
    GByteArray *all = g_byte_array_new();
    guint8 some[4096];
    gssize got;
    while (all->len < REPORT_MOST && (got = read(fd, some, sizeof some)) > 0)
        g_byte_array_append(all, some, (guint)got);
    return all;
}

static const char *next_text(const GByteArray *report, gsize *at)
{
    const char *text = (const char *)report->data + *at;
    const char *end = *at < report->len ? memchr(text, '\0', report->len - *at) : NULL;
    if (end)
        *at += (gsize)(end - text) + 1;
    return end ? text : NULL;
}

static gboolean died(const char *what, int status, GError **error)
{
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP, "%s: its process ended %s %d", what,
                WIFSIGNALED(status) ? "by signal" : "with exit code",
                WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
    return FALSE;
}

static gboolean understand(const GByteArray *report, const char *what, int status, char **text_out,
                           GError **error)
{
    gsize at = 0;
    const char *code = next_text(report, &at), *said = code ? next_text(report, &at) : NULL;
    const char *text = said ? next_text(report, &at) : NULL;
    if (!text)
        return died(what, status, error);
    *text_out = g_strdup(text);
    if (atoi(code) < 0)
        return TRUE;
    g_set_error_literal(error, CASEGATE_ERROR, atoi(code), said);
    return FALSE;
}

gboolean apart(ApartWork work, gpointer data, const char *what, char **text_out, GError **error)
{
    int ends[2], status = 0;
    fflush(NULL);
    pid_t pid = pipe(ends) == 0 ? fork() : -1;
    if (pid < 0) {
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP, "%s: no process can be begun",
                    what);
        return FALSE;
    }
    if (pid == 0) {
        close(ends[0]);
        child(work, data, ends[1]);
    }
    close(ends[1]);
    g_autoptr(GByteArray) report = read_all(ends[0]);
    close(ends[0]);
    waitpid(pid, &status, 0);
    return understand(report, what, status, text_out, error);
}
