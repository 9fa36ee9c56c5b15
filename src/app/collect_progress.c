/* collect_progress: count, rate and time left, on standard error.
 *
 * On a terminal the line stays in its place, at most ten times a second; elsewhere the log has one
 * every half minute. A round of a handful of messages is not worth a word. Nothing of a message is
 * ever shown. Measures by the monotonic clock; decides nothing. */
#include "collect_progress.h"

#include <stdio.h>
#include <unistd.h>

#define WORTH_A_WORD 200u
#define EVERY_TERMINAL (G_USEC_PER_SEC / 10)
#define EVERY_LOG ((gint64)30 * G_USEC_PER_SEC)

struct CollectProgress {
    char *what;
    gboolean terminal, shown;
    gint64 begun, said; /* monotonic; begun 0: not yet */
};

CollectProgress *collect_progress_new(const char *what)
{
    CollectProgress *progress = g_new0(CollectProgress, 1);
    progress->what = g_strdup(what);
    progress->terminal = isatty(STDERR_FILENO);
    return progress;
}

void collect_progress_free(CollectProgress *progress)
{
    if (!progress)
        return;
    g_free(progress->what);
    g_free(progress);
}

char *collect_progress_text(const char *what, guint64 done, guint64 total, gint64 elapsed)
{
    guint64 rate = done * G_USEC_PER_SEC / (guint64)MAX(elapsed, 1);
    guint64 left = rate ? (total - MIN(done, total)) / rate : 0;
    return rate
               ? g_strdup_printf("%s: %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
                                 " messages, %" G_GUINT64_FORMAT "/s, %" G_GUINT64_FORMAT " s left",
                                 what, done, total, rate, left)
               : g_strdup_printf("%s: %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " messages",
                                 what, done, total);
}

void collect_progress_show(CollectProgress *progress, guint64 done, guint64 total)
{
    gint64 now = g_get_monotonic_time();
    if (total < WORTH_A_WORD)
        return;
    if (!progress->begun)
        progress->begun = progress->said = now;
    if (now - progress->said < (progress->terminal ? EVERY_TERMINAL : EVERY_LOG) && done < total)
        return;
    g_autofree char *text =
        collect_progress_text(progress->what, done, total, now - progress->begun);
    progress->said = now;
    progress->shown = TRUE;
    if (progress->terminal)
        fprintf(stderr, "\r%s\033[K", text);
    else
        g_message("%s", text);
}

void collect_progress_end(CollectProgress *progress)
{
    if (progress->shown && progress->terminal)
        fputc('\n', stderr);
    progress->shown = FALSE;
    progress->begun = 0;
}
