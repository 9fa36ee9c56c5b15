/* What the record ends with, put where whoever could alter the record cannot: in the office's mail, or in a
 * file of a folder that the site names.
 *
 * Once a working day, with the first round of `work` on it, also when nothing happened: a day without a
 * head is to be noticed. The line is written before it is remembered, so that a crash in between gives it
 * twice and never not at all; both fit, since a head names only what was committed before. The folder is
 * not made: one that is missing may be a disk that is not there. */
#include "record_heads.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "durable_file.h"
#include "error.h"
#include "office_mail.h"

#define FILE_MODE 0640

char *record_heads_lines(GPtrArray *heads)
{
    GString *lines = g_string_new(NULL);
    for (guint i = 0; i < heads->len; i++) {
        g_autofree char *line = head_line(heads->pdata[i]);
        g_string_append_printf(lines, "%s\n", line);
    }
    return g_string_free(lines, FALSE);
}

/* ---- into a file ---- */

static gboolean write_all(int file, const char *lines)
{
    gsize length = strlen(lines), done = 0;
    while (done < length) {
        ssize_t wrote = write(file, lines + done, length - done);
        if (wrote < 0 && errno != EINTR)
            return FALSE;
        done += wrote > 0 ? (gsize)wrote : 0;
    }
    return fsync(file) == 0;
}

/* All of it or nothing: half a line would make the file one that nobody can read. */
static gboolean add_whole(int file, const char *lines)
{
    struct stat before;
    if (fstat(file, &before) != 0)
        return FALSE;
    if (write_all(file, lines))
        return TRUE;
    int why = errno;
    if (ftruncate(file, before.st_size) != 0)
        g_warning("half a line may stand in the file of heads: %s", g_strerror(errno));
    errno = why;
    return FALSE;
}

static gboolean add_to_file(const char *folder, const char *lines, GError **error)
{
    g_autofree char *path = g_build_filename(folder, RECORD_HEADS_FILE, NULL);
    int file =
        open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY, FILE_MODE);
    gboolean written = file >= 0 && add_whole(file, lines);
    int why = errno;
    if (file >= 0)
        close(file);
    if (written)
        return durable_folder_sync(folder, error);
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP,
                "the record's head cannot be written to '%s' (record_heads): %s", path,
                g_strerror(why));
    return FALSE;
}

/* ---- once a day ---- */

static gboolean is_due(Store *store, const Ruleset *rules, Day today, gboolean *due_out,
                       GError **error)
{
    Day newest = DAY_UNKNOWN;
    *due_out = FALSE;
    if (!rules->site.record_heads || !calendar_is_working(rules->calendar, today))
        return TRUE;
    if (!store_heads_newest(store, &newest, error))
        return FALSE;
    *due_out = newest < today;
    return TRUE;
}

static gboolean give(Store *store, const Ruleset *rules, Instant now, const char *lines,
                     guint *mails, GError **error)
{
    if (!rules->site.record_heads_mailed)
        return add_to_file(rules->site.record_heads, lines, error);
    const OfficeMail mail = {.store = store,
                             .rules = rules,
                             .now = now,
                             .template = "record-head",
                             .field = "heads",
                             .value = lines,
                             .number = instant_day(now, rules->site.zone)};
    return office_mail(&mail, mails, error);
}

static gboolean give_and_keep(Store *store, const Ruleset *rules, Instant now, guint *mails,
                              GError **error)
{
    g_autoptr(GPtrArray) heads = store_heads_now(store, instant_day(now, rules->site.zone), error);
    g_autofree char *lines = heads ? record_heads_lines(heads) : NULL;
    if (!lines || !give(store, rules, now, lines, mails, error))
        return FALSE;
    for (guint i = 0; i < heads->len; i++)
        if (!store_head_keep(store, heads->pdata[i], error))
            return FALSE;
    return TRUE;
}

gboolean record_heads(Store *store, const Ruleset *rules, Instant now, guint *mails, GError **error)
{
    gboolean due = FALSE;
    guint queued = 0;
    if (!is_due(store, rules, instant_day(now, rules->site.zone), &due, error))
        return FALSE;
    if (!due)
        return TRUE;
    if (!store_begin(store, error))
        return FALSE;
    if (give_and_keep(store, rules, now, &queued, error) && store_commit(store, error)) {
        *mails += queued;
        return TRUE;
    }
    store_rollback(store);
    return FALSE;
}
