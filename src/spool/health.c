/* Health files. One is lines of KEY=VALUE:
 *
 *   pid, started, last_ok, last_try, failing_since   numbers; instants are seconds since 1970
 *   refused      1 or 0
 *   waiting      number, -1 not known
 *   error        text to the line's end
 *
 * Each is replaced by a rename, so that a reader sees an old one or a new one and never half of one.
 * Nothing is fsynced: after a power cut an old state or none is as good. Unknown keys are skipped,
 * missing ones are unknown. A report that says nothing new is written every ten seconds at most.
 *
 * Never fails its caller, and never holds a word of a message. */
#include "health.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "durable_file.h"
#include "error.h"
#include "text.h"

#define FILE_BYTES 4096
#define ERROR_BYTES 300
#define SAME_SECONDS 10
#define NAME_LETTERS "abcdefghijklmnopqrstuvwxyz0123456789-"

void health_free(Health *health)
{
    if (health == NULL)
        return;
    g_free(health->name);
    g_free(health->error);
    g_free(health);
}

static gboolean name_fits(const char *name)
{
    return *name && strlen(name) < 64 && name[strspn(name, NAME_LETTERS)] == '\0';
}

static Health *health_new(const char *name)
{
    Health *health = g_new0(Health, 1);
    health->name = g_strdup(name);
    health->error = g_strdup("");
    health->waiting = -1;
    return health;
}

/* ---- reading ---- */

static void take_line(Health *health, const char *line)
{
    const struct {
        const char *key;
        gint64 *number;
    } numbers[] = {{"pid", &health->pid},
                   {"started", &health->started},
                   {"last_ok", &health->last_ok},
                   {"last_try", &health->last_try},
                   {"failing_since", &health->failing_since},
                   {"waiting", &health->waiting}};
    const char *equals = strchr(line, '=');
    if (equals == NULL)
        return;
    g_autofree char *key = g_strndup(line, (gsize)(equals - line));
    for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++)
        if (g_str_equal(key, numbers[i].key))
            *numbers[i].number = g_ascii_strtoll(equals + 1, NULL, 10);
    if (g_str_equal(key, "refused"))
        health->refused = equals[1] == '1';
    if (g_str_equal(key, "error")) {
        g_free(health->error);
        health->error = text_line(equals + 1, ERROR_BYTES);
    }
}

Health *health_read(const char *folder, const char *name)
{
    if (!name_fits(name))
        return NULL;
    g_autofree char *path = g_build_filename(folder, "health", name, NULL);
    g_autofree char *text = durable_read_whole(path, FILE_BYTES, NULL, NULL);
    if (text == NULL)
        return NULL;
    Health *health = health_new(name);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++)
        take_line(health, *line);
    return health;
}

static gint by_name(gconstpointer one, gconstpointer other)
{
    const Health *const *a = one, *const *b = other;
    return strcmp((*a)->name, (*b)->name);
}

GPtrArray *health_list(const char *folder)
{
    GPtrArray *list = g_ptr_array_new_with_free_func((GDestroyNotify)health_free);
    g_autofree char *path = g_build_filename(folder, "health", NULL);
    g_autoptr(GDir) names = g_dir_open(path, 0, NULL);
    const char *name = NULL;
    while (names && (name = g_dir_read_name(names)) != NULL) {
        Health *health = health_read(folder, name);
        if (health)
            g_ptr_array_add(list, health);
    }
    g_ptr_array_sort(list, by_name);
    return list;
}

/* ---- writing ---- */

static char *health_text(const Health *health)
{
    return g_strdup_printf(
        "pid=%" G_GINT64_FORMAT "\nstarted=%" G_GINT64_FORMAT "\nlast_ok=%" G_GINT64_FORMAT
        "\nlast_try=%" G_GINT64_FORMAT "\nfailing_since=%" G_GINT64_FORMAT
        "\nrefused=%d\nwaiting=%" G_GINT64_FORMAT "\nerror=%s\n",
        health->pid, health->started, health->last_ok, health->last_try, health->failing_since,
        health->refused ? 1 : 0, health->waiting, health->error);
}

static void health_write(const char *folder, const Health *health)
{
    g_autofree char *place = g_build_filename(folder, "health", NULL);
    g_autofree char *path = g_build_filename(place, health->name, NULL);
    g_autofree char *passing = g_strdup_printf(".%s.%ld", health->name, (long)getpid());
    g_autofree char *from = g_build_filename(place, passing, NULL);
    g_autofree char *text = health_text(health);
    if (g_mkdir_with_parents(place, 0700) != 0)
        return;
    (void)unlink(from); /* of a process that had our number and was killed */
    DurableFile *file = durable_file_create(place, passing, NULL);
    if (file == NULL)
        return;
    if (!durable_file_write(file, text, strlen(text), NULL))
        durable_file_abandon(file);
    else if (durable_file_leave(file, NULL) && rename(from, path) != 0)
        (void)unlink(from);
}

/* The file as it is, or a new one; begun anew by another process, which keeps when it last went
 * well and since when it does not. */
static Health *take_up(const char *folder, const char *name, Instant now)
{
    Health *health = health_read(folder, name);
    if (health == NULL)
        health = health_new(name);
    if (health->pid != getpid()) {
        health->pid = getpid();
        health->started = now;
        health->last_try = INSTANT_UNKNOWN;
        health->waiting = -1;
    }
    return health;
}

static gboolean says_the_same(const Health *health, Instant now)
{
    return health->last_try != INSTANT_UNKNOWN && ABS(now - health->last_try) < SAME_SECONDS;
}

void health_ok(const char *folder, const char *name, Instant now)
{
    g_return_if_fail(name_fits(name));
    g_autoptr(Health) health = take_up(folder, name, now);
    if (says_the_same(health, now) && *health->error == '\0')
        return;
    health->last_ok = health->last_try = now;
    health->failing_since = INSTANT_UNKNOWN;
    health->refused = FALSE;
    *health->error = '\0';
    health_write(folder, health);
}

/* What was refused stays so until something goes well: that the server does not answer just now, or
 * that the process was begun again, mends no certificate. */
static gboolean is_refused(const Health *health, gboolean refused)
{
    return refused || health->refused;
}

gboolean health_is_concern(const Health *health)
{
    return health->refused && health->last_ok >= health->failing_since;
}

static void take_failure(Health *health, Instant now, gboolean refused, char *why)
{
    if (health->failing_since == INSTANT_UNKNOWN || (refused && health_is_concern(health)))
        health->failing_since = now;
    if (refused) /* in the second of the last success, too: that would look like a concern */
        health->failing_since = MAX(health->failing_since, health->last_ok + 1);
    health->refused = is_refused(health, refused);
    health->last_try = now;
    g_free(health->error);
    health->error = why;
}

static void report_failure(const char *folder, const char *name, Instant now, gboolean refused,
                           const char *why)
{
    g_return_if_fail(name_fits(name));
    g_autoptr(Health) health = take_up(folder, name, now);
    g_autofree char *line = text_line(why && *why ? why : "it did not say why", ERROR_BYTES);
    if (says_the_same(health, now) && health->refused == is_refused(health, refused) &&
        strcmp(health->error, line) == 0)
        return;
    take_failure(health, now, refused, g_steal_pointer(&line));
    health_write(folder, health);
}

void health_ended(const char *folder, const char *name, Instant now, const char *why)
{
    g_return_if_fail(name_fits(name));
    g_autoptr(Health) health = take_up(folder, name, now);
    take_failure(health, now, FALSE, text_line(why, ERROR_BYTES));
    health->pid = 0;
    health->started = INSTANT_UNKNOWN;
    health_write(folder, health);
}

void health_failed(const char *folder, const char *name, Instant now, const char *why)
{
    report_failure(folder, name, now, FALSE, why);
}

void health_refused(const char *folder, const char *name, Instant now, const char *why)
{
    report_failure(folder, name, now, TRUE, why);
}

void health_concern(const char *folder, const char *name, Instant now, const char *why)
{
    g_return_if_fail(name_fits(name));
    g_autoptr(Health) health = take_up(folder, name, now);
    g_autofree char *line = text_line(why, ERROR_BYTES);
    gboolean known = health_is_concern(health);
    if (known && says_the_same(health, now) && strcmp(health->error, line) == 0)
        return;
    if (!known)
        health->failing_since = now;
    health->last_ok = health->last_try = now;
    health->refused = TRUE;
    g_free(health->error);
    health->error = g_steal_pointer(&line);
    health_write(folder, health);
}

void health_by_hand(const char *folder, const char *name, Instant now, const GError *failure)
{
    g_autoptr(Health) before = health_read(folder, name);
    if (failure)
        report_failure(folder, name, now,
                       g_error_matches(failure, CASEGATE_ERROR, CASEGATE_ERROR_CONFIG),
                       failure->message);
    else if (before)
        health_ok(folder, name, now);
}

void health_waiting(const char *folder, const char *name, Instant now, gint64 waiting)
{
    g_return_if_fail(name_fits(name));
    g_autoptr(Health) health = take_up(folder, name, now);
    if (health->waiting == waiting)
        return;
    health->waiting = waiting;
    health_write(folder, health);
}
