/* Looking for trouble. Limits are the site's (`alarms` of site.yaml):
 *
 *   poll      no successful look into a mailbox for no_poll_minutes
 *   refused   at once: what trying again does not mend. A certificate or a login (collect, send), a
 *             changed configuration with mistakes (run)
 *   concern   at once: one message that cannot be fetched, or collected mail that cannot be moved,
 *             while all other mail comes
 *   mail      a mail to somebody waits for longer than mail_waits_minutes, and something sends
 *             here: a site where mails are only written, as in a rehearsal, has no outage
 *   disk      less than disk_free_mib is left where the spool is; once that was an alarm, until there
 *             is a tenth more, or what comes and goes would tell the office so every few minutes
 *
 * A process that never reported is not missed here: `status` shows it. Words say what it means for
 * those who write and are written to; the reason comes from the health file, which holds no word of
 * any message. Only looks. */
#include "site_troubles.h"

#include <string.h>
#include <sys/statvfs.h>

#include "health.h"
#include "site_place.h"

#define MINUTE 60
#define POLL_SPARE (5 * MINUTE)
#define MIB ((guint64)1 << 20)
#define SPARE_PART 10 /* of the disk's limit, above it, before an alarm is over */

typedef struct {
    const Ruleset *rules;
    Instant now;
    char *spool;
    const GPtrArray *alarms; /* of Alarm, that last; NULL: none */
    GPtrArray *found;        /* of Trouble */
} Look;

static void trouble_free(gpointer data)
{
    Trouble *trouble = data;
    g_free(trouble->subject);
    g_free(trouble->words);
    g_free(trouble);
}

/* Takes `words`. */
static void add(Look *look, const char *kind, const char *subject, Instant since, char *words)
{
    Trouble *trouble = g_new0(Trouble, 1);
    trouble->kind = kind;
    trouble->subject = g_strdup(subject);
    trouble->since = since;
    trouble->words = words;
    g_ptr_array_add(look->found, trouble);
}

static char *when(const Look *look, Instant at)
{
    return instant_words(at, look->rules->site.zone);
}

static const SiteSource *source_of(const Ruleset *rules, const char *name)
{
    guint64 number = 0;
    return g_str_has_prefix(name, "collect-") &&
                   g_ascii_string_to_unsigned(name + strlen("collect-"), 10, 1,
                                              rules->site.sources->len, &number, NULL)
               ? rules->site.sources->pdata[number - 1]
               : NULL;
}

/* The mailbox that collect-N collects from; NULL when site.yaml has no such source (any more). */
static const char *source_mailbox(const Ruleset *rules, const char *name)
{
    const SiteSource *source = rules->site.sources->len ? source_of(rules, name) : NULL;
    return source ? source->mailbox : NULL;
}

/* ---- mailboxes ---- */

/* A server that wakes us lets a look last for idle_seconds, which is no outage. */
static Instant poll_limit(const Look *look, const SiteSource *source)
{
    Instant limit = (Instant)look->rules->site.no_poll_minutes * MINUTE;
    return MAX(limit, (Instant)MAX(source->idle_seconds, source->poll_seconds) + POLL_SPARE);
}

/* A process that is begun for every look ('collect --once' by cron) was always started just now. */
static Instant trying_since(const Health *health)
{
    if (health->last_ok != INSTANT_UNKNOWN)
        return health->last_ok;
    return health->failing_since != INSTANT_UNKNOWN ? MIN(health->failing_since, health->started)
                                                    : health->started;
}

static void look_at_mailbox(Look *look, const Health *health, const SiteSource *source)
{
    Instant since = trying_since(health);
    g_autofree char *at = when(look, since);
    const char *why = *health->error ? health->error : "it has not been tried";
    if (look->now - since < poll_limit(look, source))
        return;
    add(look, "poll", health->name, since,
        g_strdup_printf(
            "No mail has been collected from %s since %s. The reason given: %s.\n\nWhat "
            "people send there meanwhile lies on the mail server and is not lost, but "
            "nobody is answered and no case moves by it. Dates go on running.",
            source->mailbox, at, why));
}

static void look_at_refusal(Look *look, const Health *health, const SiteSource *source)
{
    g_autofree char *at = when(look, health->failing_since);
    char *words =
        source
            ? g_strdup_printf("The mailbox %s cannot be read since %s, and trying again does not "
                              "mend it: %s.\n\nWhat people send there meanwhile lies on the mail "
                              "server and is not lost, but nobody is answered.",
                              source->mailbox, at, health->error)
        : g_str_equal(health->name, "send")
            ? g_strdup_printf(
                  "No mail can be sent since %s, and trying again does not mend it: "
                  "%s.\n\nThe mails wait and go out when it is mended. Until then nobody "
                  "is told anything: look into the queue and telephone where a day "
                  "matters.",
                  at, health->error)
        : g_str_equal(health->name, "serve")
            ? g_strdup_printf(
                  "The office's pages cannot be served as the configuration says since %s: "
                  "%s.\n\nWhere they are served they go on with the configuration before it; "
                  "nothing else is affected.",
                  at, health->error)
            : g_strdup_printf(
                  "The changed configuration was refused at %s: %s.\n\nThe one before it "
                  "stays in force; nothing else is affected.",
                  at, health->error);
    add(look, "refused", health->name, health->failing_since, words);
}

static void look_at_concern(Look *look, const Health *health, const SiteSource *source)
{
    g_autofree char *at = when(look, health->failing_since);
    /* what failed since is another matter, and says nothing of what the concern is */
    const char *what =
        health->last_try > health->last_ok ? "something in it needs a person" : health->error;
    add(look, "concern", health->name, health->failing_since,
        g_strdup_printf("Mail is collected from %s, but: %s. That is so since %s, and trying again "
                        "does not mend it.\n\nWhat else people send there is collected and "
                        "answered as always.",
                        source->mailbox, what, at));
}

static void look_at_processes(Look *look)
{
    g_autoptr(GPtrArray) list = health_list(look->spool);
    for (guint i = 0; i < list->len; i++) {
        const Health *health = list->pdata[i];
        const SiteSource *source =
            look->rules->site.sources->len ? source_of(look->rules, health->name) : NULL;
        gboolean known = source || g_str_equal(health->name, "send") ||
                         g_str_equal(health->name, "run") || g_str_equal(health->name, "serve");
        gboolean concern = source && health_is_concern(health);
        if (concern)
            look_at_concern(look, health, source);
        if (known && !concern && health->refused)
            look_at_refusal(look, health, source);
        else if (source)
            look_at_mailbox(look, health, source);
    }
}

/* ---- what waits, and room ---- */

static gboolean look_at_outbox(Look *look, Store *store, GError **error)
{
    guint count = 0;
    Instant oldest = INSTANT_UNKNOWN;
    g_autoptr(Health) send = health_read(look->spool, "send");
    if (!send) /* nobody sends: what waits, which takes a while to count, is no trouble */
        return TRUE;
    if (!store_outbox_waiting(store, &count, &oldest, error))
        return FALSE;
    if (count == 0 || look->now - oldest < (Instant)look->rules->site.mail_waits_minutes * MINUTE)
        return TRUE;
    g_autofree char *at = when(look, oldest);
    add(look, "mail", "", oldest,
        g_strdup_printf("%u mail%s, the oldest since %s%s%s.\n\n%s until then nobody is told what "
                        "%s: look into the queue and telephone where a day matters.",
                        count, count == 1 ? " waits to be sent" : "s wait to be sent", at,
                        *send->error ? ". The reason given: " : "", send->error,
                        count == 1 ? "It goes out as soon as the mail server takes it;"
                                   : "They go out as soon as the mail server takes them;",
                        count == 1 ? "it says" : "they say"));
    return TRUE;
}

gboolean site_free_mib(const char *folder, guint64 *mib_out)
{
    struct statvfs volume;
    if (statvfs(folder, &volume) != 0)
        return FALSE;
    *mib_out = (guint64)volume.f_bavail * volume.f_frsize / MIB;
    return TRUE;
}

static gboolean lasts(const Look *look, const char *kind)
{
    for (guint i = 0; look->alarms && i < look->alarms->len; i++)
        if (g_str_equal(((const Alarm *)look->alarms->pdata[i])->kind, kind))
            return TRUE;
    return FALSE;
}

static void look_at_disk(Look *look)
{
    guint64 free_mib = 0, limit = look->rules->site.disk_free_mib;
    if (lasts(look, "disk"))
        limit += limit / SPARE_PART;
    if (site_free_mib(look->spool, &free_mib) && free_mib < limit)
        add(look, "disk", "", look->now,
            g_strdup_printf("The disk of the gateway is nearly full: %" G_GUINT64_FORMAT
                            " MiB are left, and %u is the limit. When it is full no message is "
                            "taken in; the mail server keeps them until there is room.",
                            free_mib, look->rules->site.disk_free_mib));
}

GPtrArray *site_troubles(Store *store, const Ruleset *rules, const GPtrArray *alarms, Instant now,
                         GError **error)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(trouble_free);
    g_autofree char *spool = site_spool_folder(rules->folder);
    Look look = {.rules = rules, .now = now, .spool = spool, .alarms = alarms, .found = found};
    look_at_processes(&look);
    look_at_disk(&look);
    return look_at_outbox(&look, store, error) ? g_steal_pointer(&found) : NULL;
}

char *site_trouble_over(const Ruleset *rules, const char *kind, const char *subject, Instant since)
{
    g_autofree char *at = instant_words(since, rules->site.zone);
    const char *mailbox = source_mailbox(rules, subject);
    if (mailbox && g_str_equal(kind, "concern"))
        return g_strdup_printf("All mail is collected from %s again. What was wrong with some of "
                               "it since %s is mended.",
                               mailbox, at);
    if (mailbox)
        return g_strdup_printf("Mail is collected from %s again. It was not since %s; what came "
                               "meanwhile is being worked now, each message with the time it "
                               "reaches us.",
                               mailbox, at);
    if (g_str_has_prefix(subject, "collect-"))
        return g_strdup_printf("A mailbox that could not be read since %s is no longer one of the "
                               "gateway's.",
                               at);
    if (g_str_equal(kind, "disk"))
        return g_strdup_printf("There is room on the disk of the gateway again. There was too "
                               "little since %s.",
                               at);
    if (g_str_equal(subject, "run"))
        return g_strdup_printf("The configuration that was refused at %s has been mended and is in "
                               "force.",
                               at);
    if (g_str_equal(subject, "serve"))
        return g_strdup_printf("The office's pages are served as the configuration says. They "
                               "were not since %s.",
                               at);
    return g_strdup_printf("Mail is being sent again. What had waited since %s has gone out, or is "
                           "shown in its case.",
                           at);
}
