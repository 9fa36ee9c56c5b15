/* The loops of the three processes. Each round says in the process's health file how it went; what
 * went wrong is logged when it begins and when it changes, not every few seconds of a day's outage.
 *
 * TEMP is tried again in the next round. Anything else ends `work`, which then begins afresh: its
 * supervisor, or systemd, sees to that with growing waits. */
#include "parts.h"

#include <stdlib.h>

#include "collector.h"
#include "command.h"
#include "confine.h"
#include "desk_run.h"
#include "dispatch.h"
#include "error.h"
#include "health.h"
#include "progress.h"
#include "run.h"
#include "site_place.h"
#include "stop.h"
#include "work_alarms.h"

#define WORK_EVERY 1u /* seconds */
#define SEND_EVERY 5u

typedef struct {
    char *spool; /* folder */
    char *name;  /* of the health file */
    char *said;  /* the trouble that was logged last; NULL: none */
    char *said_of_alarms;
} Part;

static Part part_begin(const Ruleset *rules, const char *name, guint number)
{
    Part part = {.spool = site_spool_folder(rules->folder)};
    part.name = number > 0 ? g_strdup_printf("%s-%u", name, number) : g_strdup(name);
    return part;
}

static int part_end(Part *part, int code)
{
    g_free(part->spool);
    g_free(part->name);
    g_free(part->said);
    g_free(part->said_of_alarms);
    return code;
}

static void went_well(Part *part)
{
    if (part->said)
        g_message("all is well again");
    g_clear_pointer(&part->said, g_free);
    g_clear_pointer(&part->said_of_alarms, g_free);
    health_ok(part->spool, part->name, instant_now());
}

static void say_once(char **said, const char *why)
{
    if (g_strcmp0(*said, why) != 0)
        g_warning("%s; trying again", why);
    g_free(*said);
    *said = g_strdup(why);
}

static void went_wrong(Part *part, const GError *error)
{
    const char *why = error ? error->message : "it did not say why";
    say_once(&part->said, why);
    if (g_error_matches(error, CASEGATE_ERROR, CASEGATE_ERROR_CONFIG))
        health_refused(part->spool, part->name, instant_now(), why);
    else
        health_failed(part->spool, part->name, instant_now(), why);
}

/* `error` is looked at after the call that sets it, wherever that stands among the arguments. */
static void report(Part *part, gboolean fine, GError *const *error)
{
    if (fine)
        went_well(part);
    else
        went_wrong(part, *error);
}

static void collect_round(Part *part, Collector *collector)
{
    g_autoptr(GError) failure = NULL;
    gboolean fine = collector_round(collector, INSTANT_UNKNOWN, NULL, &failure);
    if (!collector_has_concern(collector)) {
        report(part, fine, &failure);
        return;
    }
    say_once(&part->said, failure->message);
    health_concern(part->spool, part->name, instant_now(), failure->message);
}

static void say_confined(gboolean whole)
{
    const char *lacks = confine_lacks();
    if (!whole)
        g_warning("%s",
                  lacks ? lacks
                        : "this kernel does not let the process be confined; it goes on without");
}

/* The code of a part that was stopped, or that wants to be begun again because it could not open what is new. */
static int end_code(void)
{
    if (*stop_flag() || !confine_is_stale())
        return EXIT_SUCCESS;
    g_message("a file that it needs was replaced; it is begun again");
    return RUN_PART_AFRESH;
}

int part_alone(int code)
{
    return code == RUN_PART_AFRESH ? EXIT_TRY_AGAIN : code;
}

int part_collect(const Ruleset *rules, guint number)
{
    const volatile sig_atomic_t *stop = stop_flag();
    g_autoptr(GError) error = NULL;
    Part part = part_begin(rules, "collect", number);
    g_autoptr(Collector) collector = collector_open(rules, number, stop, &error);
    if (!collector)
        went_wrong(&part, error);
    else
        say_confined(confine_collect(rules, number));
    while (collector && !*stop && !confine_is_stale()) {
        progress_beat();
        collect_round(&part, collector);
        collector_wait(collector);
    }
    return part_end(&part, error ? command_fail(error) : end_code());
}

/* In an outage a round is tried after growing waits; nothing is said in between. */
int part_send(const Ruleset *rules, guint number)
{
    const volatile sig_atomic_t *stop = stop_flag();
    Part part = part_begin(rules, "send", 0);
    g_autoptr(Dispatch) dispatch = dispatch_new(rules, stop);
    (void)number;
    say_confined(confine_send(rules));
    while (!*stop && !confine_is_stale()) {
        g_autoptr(GError) error = NULL;
        DispatchReport done;
        progress_beat();
        if (dispatch_is_due(dispatch)) {
            report(&part, dispatch_round(dispatch, instant_now(), &done, &error), &error);
            health_waiting(part.spool, part.name, instant_now(), done.waiting);
        }
        stop_pause(SEND_EVERY);
    }
    return part_end(&part, end_code());
}

/* After a round that failed, too: that rounds fail is when the office needs to hear of the site. Only after one that went well
 * is what goes wrong here the round's own. */
static gboolean alarms_too(Part *part, Work *work, Instant now, gboolean worked, GError **error)
{
    g_autoptr(GError) failure = NULL;
    WorkReport done = {0};
    if (work_alarms(work, now, &done, &failure))
        return worked;
    if (worked)
        g_propagate_error(error, g_steal_pointer(&failure));
    else
        say_once(&part->said_of_alarms, failure->message);
    return FALSE;
}

/* FALSE: only a new beginning helps. */
static gboolean work_round(Part *part, Work *work, GError **error)
{
    g_autoptr(GError) failure = NULL;
    Instant now = instant_now();
    progress_beat();
    gboolean worked = work_run_once(work, now, NULL, &failure);
    if (alarms_too(part, work, now, worked, &failure)) {
        went_well(part);
        return TRUE;
    }
    went_wrong(part, failure);
    if (g_error_matches(failure, CASEGATE_ERROR, CASEGATE_ERROR_TEMP) && !work_is_lost(work))
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&failure));
    return FALSE;
}

gboolean part_serve_is_wanted(const Ruleset *rules)
{
    return rules->site.desk.listen != NULL;
}

/* That all is well, the clerk notes. */
static int serve(const Ruleset *rules, gint64 ahead)
{
    g_autoptr(GError) error = NULL;
    int code = EXIT_FAILURE;
    const volatile sig_atomic_t *stop = part_serve_stop();
    Part part = part_begin(rules, "serve", 0);
    if (!desk_run(rules, ahead, stop, stop_hung_up(), &code, &error)) {
        went_wrong(&part, error);
        code = command_fail(error);
    } else if (code != EXIT_SUCCESS && code != RUN_PART_AFRESH)
        health_failed(part.spool, part.name, instant_now(), "the process of the pages ended");
    return part_end(&part, code);
}

const volatile sig_atomic_t *part_serve_stop(void)
{
    (void)stop_hung_up(); /* first: SIGHUP never stops it */
    return stop_flag();
}

int part_serve_alone(const Ruleset *rules, gint64 ahead)
{
    return part_alone(serve(rules, ahead));
}

int part_serve(const Ruleset *rules, guint number)
{
    (void)number;
    return serve(rules, 0);
}

int part_work(const Ruleset *rules, guint number)
{
    const volatile sig_atomic_t *stop = stop_flag();
    g_autoptr(GError) error = NULL;
    Part part = part_begin(rules, "work", 0);
    (void)number;
    gboolean apart = confine_offline();
    g_autoptr(Work) work = work_open(rules, &error);
    if (!work)
        went_wrong(&part, error);
    else {
        say_confined(confine_work(rules) && apart);
        work_heed(work, stop);
    }
    while (work && !*stop && !confine_is_stale() && work_round(&part, work, &error))
        stop_pause(WORK_EVERY);
    return part_end(&part, error ? command_fail(error) : end_code());
}
