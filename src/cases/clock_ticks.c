/* What falls due. A breach does what the policy says and nothing else: a prompt once (guide and
 * safe-by are one limit, whichever comes first), a record of the delay, or nothing but being late.
 * What the policy says nothing of is only noted. */
#include "clocks.h"
#include "delay.h"
#include "outstanding_dates.h"
#include "telling.h"
#include <string.h>

/* When `work` next acts on a date, 0 never: clocks run while the case is open, the dates of outstanding
 * issues also beyond its closing. */
static Instant acts(const Case *c, const CaseDate *date)
{
    gboolean open = case_runs(c);
    if (date->met != MET_PENDING)
        return INSTANT_UNKNOWN;
    if (g_str_equal(date->kind, "outstanding"))
        return outstanding_dates_acts(date);
    return open ? date->due : INSTANT_UNKNOWN;
}

Instant case_next_tick(const Case *c)
{
    Instant next = INSTANT_UNKNOWN;
    for (guint i = 0; i < c->dates->len; i++) {
        Instant at = acts(c, g_ptr_array_index(c->dates, i));
        if (at != INSTANT_UNKNOWN && (next == INSTANT_UNKNOWN || at < next))
            next = at;
    }
    return next;
}

static const PolicyClock *clock_of(const Policy *policy, const CaseDate *date)
{
    const PolicyClock *found = policy_clock(policy, date->id);
    gboolean safe_by = found == NULL && g_str_equal(date->kind, "safe-by");
    for (guint i = 0; safe_by && i < policy->clocks->len; i++) {
        const PolicyClock *clock = g_ptr_array_index(policy->clocks, i);
        if (clock->or_safe_by)
            found = clock;
    }
    return found;
}

static gboolean is_guide(const CaseDate *date)
{
    return g_str_equal(date->kind, "guide") || g_str_equal(date->kind, "safe-by");
}

static gboolean already_prompted(const Case *c, const CaseDate *date)
{
    if (!is_guide(date))
        return date->prompted;
    for (guint i = 0; i < c->dates->len; i++) {
        const CaseDate *other = g_ptr_array_index(c->dates, i);
        if (other->prompted && is_guide(other))
            return TRUE;
    }
    return FALSE;
}

static void prompt_side(Deciding *x, const PolicyClock *clock, const CaseDate *date)
{
    g_autofree char *day = day_words(date->due_day);
    for (guint i = 0; i < x->c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(x->c->holders, i);
        if (!holder->current || holder->informed || *holder->email == '\0' ||
            g_strcmp0(side_name(holder->side),
                      clock->prompt_side != NULL ? clock->prompt_side : "raising") != 0 ||
            !g_hash_table_add(x->told, g_strdup(holder->email)))
            continue;
        telling_mail(x, "prompt", holder->email, holder->name, holder->role, FALSE, "date", day,
                     "section", clock->section, "guide",
                     g_str_equal(date->kind, "guide") ? "guide" : "", "own_date",
                     g_str_equal(date->kind, "safe-by") ? "own date" : "", "limit",
                     is_guide(date) ? "" : "limit", NULL);
    }
}

static void pass_quietly(Deciding *x, const PolicyClock *clock, const CaseDate *date)
{
    gboolean late = clock != NULL && g_strcmp0(clock->on_breach, "late") == 0;
    g_autofree char *day = day_words(date->due_day);
    Event *event =
        late ? deciding_event(x, "late", "Late: the %s date of %s has passed unmet (section %s)",
                              date->kind, day, clock->section)
             : deciding_event(x, "date-passed", "%s of %s reached", date->kind, day);
    event_change(event, "date-met", date->id, "no", NULL);
    deciding_add(x, event);
}

static void pass_prompting(Deciding *x, const PolicyClock *clock, const CaseDate *date)
{
    g_autofree char *day = day_words(date->due_day);
    prompt_side(x, clock, date);
    Event *event = deciding_event(
        x, "prompt", "%s of %s reached: the %s side is asked whether it is resolved or moves on",
        date->kind, day, clock->prompt_side != NULL ? clock->prompt_side : "raising");
    event_change(event, "date-met", date->id, "no", NULL);
    event_change(event, "date-prompted", date->id, NULL);
    deciding_add(x, event);
}

static void pass_date(Deciding *x, const CaseDate *date)
{
    const PolicyClock *clock = clock_of(x->policy, date);
    const char *breach = clock != NULL ? clock->on_breach : NULL;
    if (g_str_equal(date->kind, "outstanding"))
        outstanding_dates_tick(x, date);
    else if (g_strcmp0(breach, "prompt") == 0 && !already_prompted(x->c, date))
        pass_prompting(x, clock, date);
    else if (g_strcmp0(breach, "delay-record") == 0)
        delay_ask(x, clock, date);
    else
        pass_quietly(x, clock, date);
}

static const CaseDate *due_at(const Case *c, Instant at)
{
    for (guint i = 0; i < c->dates->len; i++) {
        const CaseDate *date = g_ptr_array_index(c->dates, i);
        if (acts(c, date) == at)
            return date;
    }
    return NULL;
}

Decision *decide_clock(Case *c, const Ruleset *rules, Instant now, GError **error)
{
    Instant next = case_next_tick(c);
    const Policy *policy = ruleset_policy_by_sha256(rules, c->policy_sha256);
    if (next == INSTANT_UNKNOWN || next > now || policy == NULL) {
        case_free(c);
        return NULL;
    }
    Deciding x;
    deciding_init(&x, rules, now);
    x.actor = g_strdup("clock");
    x.policy = policy;
    x.mailbox = c->mailbox;
    x.c = x.decision->subject_case = c;
    x.decision->first_new = c->events->len;
    clocks_renew(&x);
    while (x.error == NULL && (next = case_next_tick(c)) != INSTANT_UNKNOWN && next <= now)
        pass_date(&x, due_at(c, next));
    deciding_dispose(&x, "case", "a date was reached");
    return deciding_finish(&x, error);
}
