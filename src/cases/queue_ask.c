/* queue_ask: questions of the office's day, answered from what standing.h and the record say. Decides nothing. */
#include "queue_ask.h"

#include <string.h>

#include "instant.h"
#include "owed_names.h"
#include "standing.h"
#include "text.h"

#define REMARK_MOST 200u

gboolean queue_ask_of_ended(const QueueAsk *ask)
{
    return ask->owed != NULL || ask->reopened;
}

gboolean queue_ask_any(const QueueAsk *ask)
{
    return ask->agency || ask->stage || ask->policy || ask->owed || ask->waiting_agency ||
           ask->waiting_role || ask->due_last != DAY_UNKNOWN || ask->since != INSTANT_UNKNOWN ||
           ask->quiet_days || ask->urgent || ask->late || ask->reopened;
}

void queue_ask_due(QueueAsk *ask, Day first, guint days)
{
    ask->due_first = first;
    ask->due_last = first + (Day)days - 1;
}

/* ---- which cases ---- */

static gboolean is_notice(const Policy *policy, const Owed *owed)
{
    for (guint i = 0; policy && i < policy->status_notices->len; i++) {
        const PolicyStatusNotice *notice = policy->status_notices->pdata[i];
        if (g_strcmp0(notice->kind, owed->kind) == 0)
            return TRUE;
    }
    return FALSE;
}

/* By the text that the case is pinned to, else by the site's of the same id. */
GPtrArray *queue_ask_notices(const Case *c, const Ruleset *rules)
{
    GPtrArray *notices = g_ptr_array_new();
    const Policy *policy =
        c->policy_sha256 ? ruleset_policy_by_sha256(rules, c->policy_sha256) : NULL;
    if (!policy && c->policy)
        policy = ruleset_policy_by_id(rules, c->policy);
    for (guint i = 0; i < c->owed->len; i++) {
        const Owed *owed = c->owed->pdata[i];
        if (!owed->met && !owed->earlier && is_notice(policy, owed))
            g_ptr_array_add(notices, (gpointer)owed);
    }
    return notices;
}

static gboolean owes(const Case *c, const Ruleset *rules, const char *kind)
{
    g_autoptr(GPtrArray) notices = queue_ask_notices(c, rules);
    if (strcmp(kind, QUEUE_ASK_NOTICES) == 0)
        return notices->len > 0;
    g_autoptr(GPtrArray) owed = standing_owed_kinds(c);
    return g_ptr_array_find_with_equal_func(owed, kind, g_str_equal, NULL);
}

const char *queue_ask_waiting_word(const void *waiting_for)
{
    const WaitingFor *one = waiting_for;
    return one->role && *one->role ? one->role : one->what ? one->what : "";
}

static gboolean waits(const QueueAsk *ask, const WaitingFor *one)
{
    return (!ask->waiting_agency || g_strcmp0(one->agency, ask->waiting_agency) == 0) &&
           (!ask->waiting_role || strcmp(queue_ask_waiting_word(one), ask->waiting_role) == 0);
}

static gboolean waits_for_any(const QueueAsk *ask, const Case *c, const Ruleset *rules, Instant now)
{
    g_autoptr(GPtrArray) waiting = standing_waiting_for(c, rules, now);
    for (guint i = 0; i < waiting->len; i++)
        if (waits(ask, waiting->pdata[i]))
            return TRUE;
    return FALSE;
}

static gboolean concerns(const char *agency, const Case *c, const Ruleset *rules, Instant now)
{
    const QueueAsk for_it = {.waiting_agency = agency};
    return g_strcmp0(c->raising, agency) == 0 || g_strcmp0(c->challenged, agency) == 0 ||
           waits_for_any(&for_it, c, rules, now);
}

/* Of a guide it is as true as of a deadline, and of one that was missed that day already: the office wants to see it. */
gboolean queue_ask_falls(const Case *c, const Ruleset *rules, Day first, Day last)
{
    for (guint i = 0; i < c->dates->len; i++) {
        const CaseDate *date = c->dates->pdata[i];
        Day day = date->due_day ? date->due_day : instant_day(date->due, rules->site.zone);
        if (date->settled == INSTANT_UNKNOWN && date->met != MET_YES && day >= first && day <= last)
            return TRUE;
    }
    return FALSE;
}

gboolean queue_ask_heard(const Case *c, Instant since)
{
    if (c->last_received >= since)
        return TRUE;
    for (guint i = 0; i < c->events->len; i++) {
        const Event *event = c->events->pdata[i];
        if (event->at >= since && g_strcmp0(event->actor, "clock") != 0)
            return TRUE;
    }
    return FALSE;
}

const char *queue_ask_stage(const Case *c)
{
    return c->stage ? c->stage : c->stage_claimed ? c->stage_claimed : "";
}

static gboolean is_quiet(const Case *c, guint days, const Ruleset *rules, Instant now)
{
    return standing_quiet_days(c, rules->calendar, now, rules->site.zone) >= days;
}

gboolean queue_ask_fits(const QueueAsk *ask, const Case *c, const Ruleset *rules, Instant now)
{
    gboolean waiting = ask->waiting_agency || ask->waiting_role;
    if (case_is_over(c) && !queue_ask_of_ended(ask))
        return FALSE;
    return (!ask->policy || g_strcmp0(c->policy, ask->policy) == 0) &&
           (!ask->stage || g_ascii_strcasecmp(queue_ask_stage(c), ask->stage) == 0) &&
           (!ask->urgent || c->urgent) && (!ask->reopened || c->cycle > 1) &&
           (!ask->owed || owes(c, rules, ask->owed)) &&
           (ask->since == INSTANT_UNKNOWN || queue_ask_heard(c, ask->since)) &&
           (ask->due_last == DAY_UNKNOWN ||
            queue_ask_falls(c, rules, ask->due_first, ask->due_last)) &&
           (!ask->late || standing_overdue(c, now)) &&
           (!ask->quiet_days || is_quiet(c, ask->quiet_days, rules, now)) &&
           (!ask->agency || concerns(ask->agency, c, rules, now)) &&
           (!waiting || waits_for_any(ask, c, rules, now));
}

/* ---- what is said of them ---- */

static void say(GString *text, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void say(GString *text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_string_append(text, text->len > 0 ? "; " : "");
    g_string_append_vprintf(text, format, arguments);
    va_end(arguments);
}

/* The event of the last re-opening has its reason in words. */
static void say_reopened(GString *text, const Case *c, GTimeZone *zone)
{
    for (guint i = 0; c->cycle > 1 && i < c->events->len; i++) {
        const Event *event = c->events->pdata[i];
        if (event->seq != c->reopened)
            continue;
        g_autofree char *day = day_words(instant_day(event->at, zone));
        g_autofree char *why = text_line(event->text, REMARK_MOST);
        say(text, "%s: %s", day, why);
    }
}

/* The deputy whom the directory names today; that there is none is said, too. */
static void say_deputy(GString *text, const WaitingFor *one, const Ruleset *rules, Day today)
{
    g_autoptr(GPtrArray) posts =
        one->agency && one->role
            ? directory_posts_of(rules->directory, one->agency, one->role, today)
            : g_ptr_array_new();
    for (guint i = 0; i < posts->len; i++) {
        const Post *post = posts->pdata[i];
        if (g_strcmp0(post->name, one->name) != 0)
            continue;
        g_autoptr(GPtrArray) deputy =
            *post->deputy ? directory_posts_by_email(rules->directory, post->deputy, today) : NULL;
        say(text, "%s: %s%s", post->name, deputy && deputy->len > 0 ? "deputy " : "no deputy",
            deputy && deputy->len > 0 ? ((const Post *)deputy->pdata[0])->name : "");
    }
}

static void say_outstanding(GString *text, const Case *c)
{
    for (guint i = 0; i < c->outstanding->len; i++) {
        const Outstanding *item = c->outstanding->pdata[i];
        if (item->done != INSTANT_UNKNOWN)
            continue;
        g_autofree char *day =
            item->due != DAY_UNKNOWN ? day_words(item->due) : g_strdup("no date");
        say(text, "issue %u, %s, by %s", item->n, *item->owner ? item->owner : "nobody's", day);
    }
}

char *queue_ask_remark(const QueueAsk *ask, const Case *c, const Ruleset *rules, Instant now)
{
    GString *text = g_string_new(NULL);
    if (ask->reopened)
        say_reopened(text, c, rules->site.zone);
    if (g_strcmp0(ask->owed, OWED_OUTSTANDING) == 0)
        say_outstanding(text, c);
    if (ask->waiting_agency || ask->waiting_role) {
        g_autoptr(GPtrArray) waiting = standing_waiting_for(c, rules, now);
        for (guint i = 0; i < waiting->len; i++)
            if (waits(ask, waiting->pdata[i]))
                say_deputy(text, waiting->pdata[i], rules, instant_day(now, rules->site.zone));
    }
    return g_string_free(text, FALSE);
}

gboolean queue_ask_harm_since(const Case *c, Instant since)
{
    for (guint i = 0; i < c->events->len; i++) {
        const Event *event = c->events->pdata[i];
        for (guint j = 0; event->at >= since && j < event->changes->len; j++) {
            const char *const *row = event->changes->pdata[j];
            if (g_str_equal(row[0], "urgent") && g_str_equal(row[1], "yes"))
                return TRUE;
        }
    }
    return FALSE;
}

/* ---- kinds ---- */

static void add_kind(GPtrArray *kinds, const char *kind)
{
    if (!g_ptr_array_find_with_equal_func(kinds, kind, g_str_equal, NULL))
        g_ptr_array_add(kinds, (gpointer)kind);
}

/* What a policy says is owed, what the gateway itself asks for in any of them, and "panel", which was always taken here. */
static GPtrArray *all_kinds(const Ruleset *rules)
{
    static const char *const own[] = {OWED_BY_ENGINE, "panel"};
    GPtrArray *kinds = g_ptr_array_new();
    for (guint i = 0; i < rules->policies->len; i++) {
        const Policy *policy = rules->policies->pdata[i];
        for (guint j = 0; j < policy->status_notices->len; j++)
            add_kind(kinds, ((const PolicyStatusNotice *)policy->status_notices->pdata[j])->kind);
        for (guint j = 0; j < policy->owed->len; j++)
            add_kind(kinds, ((const PolicyOwed *)policy->owed->pdata[j])->kind);
        for (guint j = 0; j < policy->delay_record->len; j++)
            add_kind(kinds, ((const PolicyOwed *)policy->delay_record->pdata[j])->kind);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(own); i++)
        add_kind(kinds, own[i]);
    add_kind(kinds, QUEUE_ASK_NOTICES);
    return kinds;
}

gboolean queue_ask_owed_known(const Ruleset *rules, const char *kind)
{
    g_autoptr(GPtrArray) kinds = all_kinds(rules);
    return g_ptr_array_find_with_equal_func(kinds, kind, g_str_equal, NULL);
}

char *queue_ask_owed_kinds(const Ruleset *rules)
{
    g_autoptr(GPtrArray) kinds = all_kinds(rules);
    g_ptr_array_add(kinds, NULL);
    return g_strjoinv(", ", (char **)kinds->pdata);
}
