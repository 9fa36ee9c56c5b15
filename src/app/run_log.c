/* The log of a process that nobody watches. systemd's journal takes the severity from "<4>" at the
 * line's beginning and puts time, unit and process number there itself; elsewhere the line carries
 * them. A line is one write(), so that those of several processes do not run into one another, and
 * a log that cannot be written (disk full, reader gone) stops nothing.
 *
 * What is said names messages by their ledger number or digest, never by what they hold. */
#include "run_log.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "instant.h"
#include "text.h"

#define LINE_BYTES 1000

static char part_name[32];
static gboolean to_journal;

/* $JOURNAL_STREAM is DEVICE:INODE of the stream that systemd gave us; it may since have been
 * redirected. */
static gboolean stderr_is_journal(void)
{
    struct stat status;
    const char *stream = g_getenv("JOURNAL_STREAM");
    if (stream == NULL || fstat(STDERR_FILENO, &status) != 0)
        return FALSE;
    g_autofree char *ours = g_strdup_printf("%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT,
                                            (guint64)status.st_dev, (guint64)status.st_ino);
    return g_str_equal(stream, ours);
}

static int priority(GLogLevelFlags level)
{
    if (level & G_LOG_LEVEL_ERROR)
        return 2;
    if (level & G_LOG_LEVEL_CRITICAL)
        return 3;
    if (level & G_LOG_LEVEL_WARNING)
        return 4;
    return level & G_LOG_LEVEL_DEBUG ? 7 : 6;
}

static char *compose(GLogLevelFlags level, const char *text)
{
    int number = priority(level);
    g_autofree char *line = text_line(text, LINE_BYTES);
    if (to_journal)
        return g_strdup_printf("<%d>%s: %s\n", number, part_name, line);
    g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
    g_autofree char *at = instant_iso(g_get_real_time() / G_USEC_PER_SEC, zone);
    return g_strdup_printf("%s casegate[%ld] %s: %s%s\n", at, (long)getpid(), part_name,
                           number <= 4 ? "warning: " : "", line);
}

static void write_line(const char *domain, GLogLevelFlags level, const char *text, gpointer unused)
{
    (void)domain;
    (void)unused;
    if (level & G_LOG_LEVEL_DEBUG)
        return;
    g_autofree char *line = compose(level, text);
    ssize_t written = write(STDERR_FILENO, line, strlen(line));
    (void)written;
}

void run_log_begin(const char *part)
{
    g_strlcpy(part_name, part, sizeof part_name);
    to_journal = stderr_is_journal();
    (void)g_log_set_default_handler(write_line, NULL);
}
