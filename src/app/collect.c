/* Mail from the site's sources into the spool, once or for as long as it runs.
 *
 * A source that fails does not keep the others from being read; the first error is the one
 * returned. A child that was killed by a signal is an outage of its source. */
#include "collect.h"

#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "apart.h"
#include "collector.h"
#include "confine.h"
#include "error.h"
#include "health.h"
#include "net_connect.h"
#include "site_place.h"

#define BEGIN_AGAIN 5 /* seconds */

typedef struct {
    guint collected;
    gboolean concern; /* it failed, but mail comes */
} Round;

static gboolean collect_here(const Ruleset *rules, guint number, Instant now, Round *round,
                             GError **error)
{
    g_autoptr(Collector) collector = collector_open(rules, number, NULL, error);
    if (collector)
        (void)confine_collect(rules, number); /* where the kernel cannot, 'status' says so */
    gboolean fine = collector && collector_round(collector, now, &round->collected, error);
    round->concern = collector && collector_has_concern(collector);
    return fine;
}

typedef struct {
    const Ruleset *rules;
    guint number;
    Instant now;
} Apart;

static gboolean collect_there(gpointer data, char **text_out, GError **error)
{
    const Apart *task = data;
    Round round = {0};
    gboolean fine = collect_here(task->rules, task->number, task->now, &round, error);
    *text_out = g_strdup_printf("%u %d", round.collected, round.concern);
    return fine;
}

/* In a process of its own; its memory and descriptors go with it. */
static gboolean collect_apart(const Ruleset *rules, guint number, Instant now, Round *round,
                              GError **error)
{
    Apart task = {rules, number, now};
    char *end = NULL;
    g_autofree char *text = NULL;
    g_autofree char *name = collector_describe(rules->site.sources->pdata[number - 1]);
    gboolean fine = apart(collect_there, &task, name, &text, error);
    if (text) { /* its process did not die */
        round->collected = (guint)g_ascii_strtoull(text, &end, 10);
        round->concern = g_ascii_strtoull(end, NULL, 10) != 0;
    }
    return fine;
}

static void note_health(const Ruleset *rules, guint number, Instant now, gboolean concern,
                        const GError *failure)
{
    g_autofree char *spool = site_spool_folder(rules->folder);
    g_autofree char *name = g_strdup_printf("collect-%u", number);
    if (concern)
        health_concern(spool, name, now, failure->message);
    else
        health_by_hand(spool, name, now, failure);
}

/* A process gives up what its source does not need, so sources share none. */
static gboolean is_only_maildir(const Ruleset *rules)
{
    const SiteSource *first = rules->site.sources->pdata[0];
    return rules->site.sources->len == 1 && first->path != NULL;
}

gboolean collect_once(const Ruleset *rules, Instant now, guint *collected_out, GError **error)
{
    guint collected = 0;
    gboolean fine = TRUE;
    for (guint i = 0; i < rules->site.sources->len; i++) {
        g_autoptr(GError) failure = NULL;
        Round round = {0};
        gboolean went_well = is_only_maildir(rules)
                                 ? collect_here(rules, i + 1, now, &round, &failure)
                                 : collect_apart(rules, i + 1, now, &round, &failure);
        collected += round.collected;
        note_health(rules, i + 1, now, round.concern, failure);
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
