/* collector: a Maildir or a mailbox on an IMAP server, and the spool behind it.
 *
 * For a Maildir each message is copied, found whole, accepted, and only then released. An IMAP
 * source gives messages in batches, which become safe together. A crash before the release brings
 * the same bytes again, which the ledger knows as a repeat.
 *
 * Opens no database, parses no message. The waits after failures have some chance in them, so that
 * the mailboxes of a site do not all knock at a server at the same moment after its outage. */
#include "collector.h"

#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "collect_progress.h"
#include "digest.h"
#include "durable_file.h"
#include "error.h"
#include "health.h"
#include "imap_source.h"
#include "net_connect.h"
#include "site_place.h"
#include "source.h"
#include "spooling.h"

#define MAILDIR_SECONDS 5u
#define FIRST_WAIT 5u
#define WAIT_MOST 300u
#define REFUSED_MOST 900u
#define BACK_OFF_STEPS 8u
#define SHORT_WAITS 5u /* in a row that are let pass */
#define MEMORY_MORE ((rlim_t)256 << 20)
#define CURSOR_NAME 24 /* hex digits of its digest */

#ifdef __SANITIZE_ADDRESS__
static const gboolean sanitized = TRUE;
#else
static const gboolean sanitized = FALSE;
#endif

struct Collector {
    const Ruleset *rules;
    const SiteSource *from;
    const volatile sig_atomic_t *stop;
    Spool *spool;
    Instant now; /* of this round; INSTANT_UNKNOWN: by the clock */
    ImapSource *imap;
    SpoolWriter *writer; /* the message that is coming in by IMAP */
    GPtrArray *written;  /* of SpoolWriter: whole, and not accepted yet */
    CollectProgress *progress;
    guint failures;            /* rounds in a row that failed and brought nothing */
    gboolean refused, brought; /* brought: the last round had messages */
    guint short_waits;         /* in a row that ended at once and were for nothing */
    guint number;
};

char *collector_describe(const SiteSource *from)
{
    return from->path ? g_strdup_printf("maildir %s", from->path)
                      : g_strdup_printf("imap %s of %s", from->folder, from->mailbox);
}

/* ---- IMAP: the spool as a sink ---- */

static gboolean sink_begin(gpointer data, GError **error)
{
    Collector *collector = data;
    Instant now = collector->now != INSTANT_UNKNOWN ? collector->now : instant_now();
    collector->writer = spool_write(collector->spool, collector->from->mailbox, now, error);
    return collector->writer != NULL;
}

static gboolean sink_more(gpointer data, const void *bytes, gsize length, GError **error)
{
    return spool_write_more(((Collector *)data)->writer, bytes, length, error);
}

static gboolean sink_finish(gpointer data, GError **error)
{
    Collector *collector = data;
    g_ptr_array_add(collector->written, g_steal_pointer(&collector->writer));
    return TRUE;
}

static void sink_abandon(gpointer data)
{
    Collector *collector = data;
    g_clear_pointer(&collector->writer, spool_writer_abandon);
    for (guint i = 0; i < collector->written->len; i++)
        spool_writer_abandon(collector->written->pdata[i]);
    g_ptr_array_set_size(collector->written, 0);
}

static gboolean sink_settle(gpointer data, GError **error)
{
    Collector *collector = data;
    return spool_accept_all(collector->spool, collector->written, error);
}

static void sink_progress(gpointer data, guint64 done, guint64 total)
{
    Collector *collector = data;
    collect_progress_show(collector->progress, done, total);
    if (collector->now != INSTANT_UNKNOWN)
        return; /* by hand: that is no sign of life */
    g_autofree char *folder = site_spool_folder(collector->rules->folder);
    g_autofree char *name = g_strdup_printf("collect-%u", collector->number);
    health_waiting(folder, name, instant_now(), (gint64)(total - done));
}

static const ImapSink sink = {sink_begin,   sink_more,   sink_finish,
                              sink_abandon, sink_settle, sink_progress};

/* spool/cursors/…: by what the mailbox is, so that another order in site.yaml changes nothing. */
static char *cursor_path(const Ruleset *rules, const SiteSource *from, GError **error)
{
    g_autofree char *spool = site_spool_folder(rules->folder);
    g_autofree char *folder = g_build_filename(spool, "cursors", NULL);
    g_autofree char *what = g_strjoin("\n", from->mailbox, from->server.address.host,
                                      from->server.user, from->folder, NULL);
    g_autofree char *name = digest_of(what, strlen(what));
    name[CURSOR_NAME] = '\0';
    return durable_folder_make(folder, error) ? g_build_filename(folder, name, NULL) : NULL;
}

/* What is asked for by a server that lies cannot take the machine's memory. */
static void limit_memory(void)
{
    g_autofree char *text = NULL;
    struct rlimit limit;
    guint64 pages = 0;
    if (sanitized || !g_file_get_contents("/proc/self/statm", &text, NULL, NULL))
        return;
    pages = g_ascii_strtoull(text, NULL, 10);
    rlim_t most = (rlim_t)(pages * (guint64)sysconf(_SC_PAGESIZE)) + MEMORY_MORE;
    if (getrlimit(RLIMIT_AS, &limit) == 0 && most < limit.rlim_max) {
        limit.rlim_cur = most; /* the hard one stays: a password_command is not meant by this */
        setrlimit(RLIMIT_AS, &limit);
    }
}

static gboolean open_imap(Collector *collector, GError **error)
{
    g_autofree char *path = cursor_path(collector->rules, collector->from, error);
    if (!path)
        return FALSE;
    limit_memory();
    signal(SIGPIPE, SIG_IGN);
    GError *failure = NULL;
    g_autofree char *name = collector_describe(collector->from);
    collector->imap = imap_source_open(collector->from, collector->rules->folder, path, &sink,
                                       collector, collector->stop, &failure);
    if (failure)
        g_propagate_prefixed_error(error, failure, "%s: ", name);
    return collector->imap != NULL;
}

/* ---- Maildir ---- */

/* *taken_out: the message was whole and is safe in the spool now. */
static gboolean take_message(Collector *collector, Source *source, int fd, gboolean *taken_out,
                             GError **error)
{
    Instant now = collector->now != INSTANT_UNKNOWN ? collector->now : instant_now();
    SpoolWriter *writer = spooling_copy(collector->spool, source->mailbox, fd, now, error);
    *taken_out = FALSE;
    if (!writer)
        return FALSE;
    if (!source->type->settled(source)) {
        spool_writer_abandon(writer);
        return TRUE;
    }
    *taken_out = spool_accept(writer, error);
    return *taken_out;
}

static gboolean read_source(Collector *collector, Source *source, guint *collected, GError **error)
{
    int fd = -1;
    GError *failure = NULL;
    while (source->type->next(source, &fd, &failure)) {
        gboolean taken = FALSE;
        gboolean fine = take_message(collector, source, fd, &taken, error);
        close(fd);
        *collected += taken ? 1 : 0;
        if (!taken)
            source->type->abort(source);
        if (!fine || (taken && !source->type->commit(source, error)))
            return FALSE;
    }
    if (!failure)
        return TRUE;
    g_propagate_error(error, failure);
    return FALSE;
}

static gboolean maildir_round(Collector *collector, guint *collected, GError **error)
{
    g_autofree char *path = site_path(collector->rules->folder, collector->from->path);
    Source *source = maildir_source_open(path, collector->from->mailbox, error);
    if (!source)
        return FALSE;
    gboolean fine = read_source(collector, source, collected, error);
    source->type->close(source);
    return fine;
}

/* ---- both ---- */

Collector *collector_open(const Ruleset *rules, guint number, const volatile sig_atomic_t *stop,
                          GError **error)
{
    g_assert(number > 0 && number <= rules->site.sources->len);
    g_autofree char *folder = site_spool_folder(rules->folder);
    g_autoptr(Collector) collector = g_new0(Collector, 1);
    collector->rules = rules;
    collector->from = rules->site.sources->pdata[number - 1];
    collector->stop = stop;
    collector->number = number;
    collector->written = g_ptr_array_new();
    collector->progress = collect_progress_new(collector->from->mailbox);
    collector->spool = spool_open_incoming(folder, error);
    if (!collector->spool ||
        (g_str_equal(collector->from->type, "imap") && !open_imap(collector, error)))
        return NULL;
    return g_steal_pointer(&collector);
}

void collector_close(Collector *collector)
{
    if (!collector)
        return;
    imap_source_close(collector->imap);
    sink_abandon(collector);
    g_ptr_array_unref(collector->written);
    collect_progress_free(collector->progress);
    if (collector->spool)
        spool_close(collector->spool);
    g_free(collector);
}

static gboolean imap_round(Collector *collector, guint *collected, GError **error)
{
    if (!imap_source_round(collector->imap, collected, error))
        return FALSE;
    const char *concern = imap_source_concern(collector->imap);
    if (concern)
        g_set_error_literal(error, CASEGATE_ERROR, CASEGATE_ERROR_CONFIG, concern);
    return concern == NULL;
}

gboolean collector_round(Collector *collector, Instant now, guint *collected_out, GError **error)
{
    GError *failure = NULL;
    guint collected = 0;
    collector->now = now;
    gboolean fine = collector->imap ? imap_round(collector, &collected, &failure)
                                    : maildir_round(collector, &collected, &failure);
    collect_progress_end(collector->progress);
    if (collected_out)
        *collected_out = collected;
    gboolean connected = collector->imap && imap_source_is_connected(collector->imap);
    collector->failures = fine || collected || connected ? 0 : collector->failures + 1;
    collector->brought = collected > 0;
    collector->refused = g_error_matches(failure, CASEGATE_ERROR, CASEGATE_ERROR_CONFIG);
    if (failure) {
        g_autofree char *name = collector_describe(collector->from);
        g_propagate_prefixed_error(error, failure, "%s: ", name);
    }
    return fine;
}

gboolean collector_has_concern(const Collector *collector)
{
    return collector->refused && collector->imap && imap_source_is_connected(collector->imap);
}

guint collector_back_off(guint first, guint most, guint times)
{
    return MIN(most, first << MIN(times, BACK_OFF_STEPS));
}

static void pause_before_again(Collector *collector, guint times)
{
    guint poll = collector->imap ? collector->from->poll_seconds : MAILDIR_SECONDS;
    guint first = collector->refused ? poll : MIN(poll, FIRST_WAIT);
    guint most = !collector->imap ? MAILDIR_SECONDS : collector->refused ? REFUSED_MOST : WAIT_MOST;
    guint wait = collector_back_off(first, most, times);
    net_pause(wait + (guint)g_random_int_range(0, (gint)(wait / 4 + 1)), collector->stop);
}

/* Long before the office would be told that nobody has looked. */
static guint longest_wait(const Collector *collector)
{
    return collector->rules->site.no_poll_minutes * 60 / 2;
}

/* A server that ends every wait at once, by news that are none or by hanging up, is asked less and less often. */
void collector_wait(Collector *collector)
{
    g_autoptr(GError) failure = NULL;
    gint64 begun = g_get_monotonic_time();
    if (!collector->imap || collector->failures > 0) {
        pause_before_again(collector, collector->failures);
        return;
    }
    if (!imap_source_wait(collector->imap, longest_wait(collector), &failure))
        g_message("%s; connecting anew", failure->message);
    gboolean short_wait = g_get_monotonic_time() - begun < G_USEC_PER_SEC;
    collector->short_waits = short_wait && !collector->brought ? collector->short_waits + 1 : 0;
    if (collector->short_waits > SHORT_WAITS)
        pause_before_again(collector, collector->short_waits - SHORT_WAITS);
}
