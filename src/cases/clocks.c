/* Dates by the policy's clocks and the worker's own date. A clock whose start is not known has no
 * date (it is asked for); a policy without a number gets none. What a breach does is the policy's:
 * a guide date prompts the raising side once, whichever of guide and safe-by comes first; nothing
 * is 'overdue' by it. */
#include "clocks.h"
#include "telling.h"
#include <string.h>

static Day fact_day(const Deciding *x, const char *key, gboolean ahead)
{
    const Fact *fact = case_fact_of(x->c, key, 0);
    if (fact == NULL || fact->value == NULL)
        return DAY_UNKNOWN;
    Instant said = case_fact_at(x->c, fact);
    Day written = said != INSTANT_UNKNOWN ? instant_day(said, x->rules->site.zone) : x->today;
    return day_read(fact->value, written, ahead, NULL, NULL);
}

static const CaseDate *find_date(const Case *c, const char *id)
{
    for (guint i = 0; i < c->dates->len; i++) {
        const CaseDate *date = g_ptr_array_index(c->dates, i);
        if (g_str_equal(date->id, id))
            return date;
    }
    return NULL;
}

typedef struct {
    const char *id, *kind;
    Day from, due_day;
    Instant due;
    gboolean show_instant;
    char *why;
} NewDate;

static void add_date(Deciding *x, Event **event, NewDate *date)
{
    g_autofree char *why = date->why;
    const CaseDate *before = find_date(x->c, date->id);
    if (date->due_day == DAY_UNKNOWN || (before != NULL && before->due == date->due))
        return;
    if (*event == NULL)
        *event = deciding_event(x, "date-set", "Dates: ");
    g_autofree char *due_day = day_iso(date->due_day);
    g_autofree char *from = day_iso(date->from);
    g_autofree char *due = g_strdup_printf("%" G_GINT64_FORMAT, date->due);
    g_autofree char *words = day_words(date->due_day);
    g_autofree char *text =
        g_strdup_printf("%s%s%s %s (%s)", (*event)->text,
                        g_str_has_suffix((*event)->text, ": ") ? "" : "; ", date->kind, words, why);
    g_free((*event)->text);
    (*event)->text = g_steal_pointer(&text);
    event_change(*event, "date", date->id, date->kind, due_day, due,
                 date->show_instant ? "yes" : "no", from, why, NULL);
}

static const char *kind_name(ClockKind kind)
{
    static const char *const names[] = {[CLOCK_GUIDE] = "guide",
                                        [CLOCK_SAFE_BY] = "safe-by",
                                        [CLOCK_SAME_DAY] = "same-day",
                                        [CLOCK_MAXIMUM] = "maximum",
                                        [CLOCK_IMMEDIATE] = "immediate"};
    return names[kind];
}

static Day clock_from(const Deciding *x, const PolicyClock *clock)
{
    if (g_str_equal(clock->from, "receipt"))
        return instant_day(x->c->opened != INSTANT_UNKNOWN ? x->c->opened : x->received,
                           x->rules->site.zone);
    if (g_str_equal(clock->from, "stage-entered"))
        return instant_day(x->c->entered, x->rules->site.zone);
    Day day = fact_day(x, clock->from, FALSE);
    return day != DAY_UNKNOWN && day <= x->today
               ? day
               : DAY_UNKNOWN; /* what is to come starts no clock */
}

/* A message after the working day's end, or on no working day, counts from the next one
 * (world/README). */
static Day working_start(const Deciding *x, Day day, Instant at)
{
    const Calendar *calendar = x->rules->calendar;
    if (calendar_is_working(calendar, day) &&
        instant_minute(at, x->rules->site.zone) >= x->rules->site.day_ends)
        day++;
    return calendar_working_on_or_after(calendar, day);
}

static void date_of_clock(Deciding *x, const PolicyClock *clock, Event **event)
{
    NewDate date = {.id = clock->id, .kind = kind_name(clock->kind), .from = clock_from(x, clock)};
    if (date.from == DAY_UNKNOWN)
        return;
    if (clock->kind == CLOCK_IMMEDIATE) {
        date.due_day = date.from;
        date.due = x->c->opened != INSTANT_UNKNOWN ? x->c->opened : x->received;
        date.show_instant = TRUE;
        date.why = g_strdup_printf("at once (section %s)", clock->section);
    } else if (clock->kind == CLOCK_SAME_DAY) {
        date.due_day = working_start(x, date.from,
                                     x->c->opened != INSTANT_UNKNOWN ? x->c->opened : x->received);
        date.due = instant_at(date.due_day, x->rules->site.day_ends, x->rules->site.zone);
        date.show_instant = TRUE;
        date.why = g_strdup_printf("the same working day (section %s)", clock->section);
    } else if (clock->working_days >= 0) {
        date.due_day =
            calendar_add(x->rules->calendar, date.from, (guint)clock->working_days, &date.why);
        date.due = instant_at(date.due_day, x->rules->site.day_ends, x->rules->site.zone);
    }
    add_date(x, event, &date);
}

static void date_safe_by(Deciding *x, Event **event)
{
    const char *value = case_fact(x->c, "safe_by");
    Day day = fact_day(x, "safe_by", TRUE);
    if (day == DAY_UNKNOWN)
        return;
    int minute = time_read(value);
    NewDate date = {.id = "safe-by", .kind = "safe-by", .from = x->today, .due_day = day};
    const CaseDate *before = find_date(x->c, "safe-by");
    if (before != NULL && before->due_day == day)
        return;
    date.due = instant_at(day, minute >= 0 ? minute : x->rules->site.day_ends, x->rules->site.zone);
    date.why = g_strdup("the worker's own date by which the child needs this settled");
    add_date(x, event, &date);
}

void clocks_set(Deciding *x)
{
    Event *event = NULL;
    for (guint i = 0; i < x->policy->clocks->len; i++) {
        const PolicyClock *clock = g_ptr_array_index(x->policy->clocks, i);
        if (clock->kind != CLOCK_SAFE_BY &&
            (clock->stage == NULL || g_strcmp0(clock->stage, x->c->stage) == 0))
            date_of_clock(x, clock, &event);
    }
    date_safe_by(x, &event);
    if (event != NULL)
        deciding_add(x, event);
}

void clocks_settle(Deciding *x)
{
    Event *event = NULL;
    for (guint i = 0; i < x->c->dates->len; i++) {
        const CaseDate *date = g_ptr_array_index(x->c->dates, i);
        if (date->met != MET_PENDING || g_str_equal(date->kind, "outstanding"))
            continue;
        if (event == NULL)
            event = deciding_event(x, "dates-settled", "The dates no longer run");
        event_change(event, "date-met", date->id, x->received <= date->due ? "yes" : "no", NULL);
    }
    if (event != NULL)
        deciding_add(x, event);
}

Instant case_next_tick(const Case *c)
{
    Instant next = INSTANT_UNKNOWN;
    if (c->state != CASE_OPEN && c->state != CASE_PROVISIONAL)
        return next;
    for (guint i = 0; i < c->dates->len; i++) {
        const CaseDate *date = g_ptr_array_index(c->dates, i);
        if (date->met == MET_PENDING && (next == INSTANT_UNKNOWN || date->due < next))
            next = date->due;
    }
    return next;
}

static const PolicyClock *clock_of(const Policy *policy, const CaseDate *date)
{
    const PolicyClock *fallback = NULL;
    for (guint i = 0; i < policy->clocks->len; i++) {
        const PolicyClock *clock = g_ptr_array_index(policy->clocks, i);
        if (g_str_equal(clock->id, date->id))
            return clock;
        if (clock->or_safe_by && g_str_equal(date->kind, "safe-by"))
            fallback = clock;
    }
    return fallback;
}

/* Guide and safe-by are one limit, whichever is shorter: it prompts once. */
static gboolean already_prompted(const Case *c)
{
    for (guint i = 0; i < c->dates->len; i++) {
        const CaseDate *date = g_ptr_array_index(c->dates, i);
        if (date->prompted &&
            (g_str_equal(date->kind, "guide") || g_str_equal(date->kind, "safe-by")))
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
                     "section", clock->section, NULL);
    }
}

static void pass_date(Deciding *x, const CaseDate *date)
{
    const PolicyClock *clock = clock_of(x->policy, date);
    gboolean prompts =
        clock != NULL && g_strcmp0(clock->on_breach, "prompt") == 0 && !already_prompted(x->c);
    g_autofree char *id = g_strdup(date->id);
    g_autofree char *day = day_words(date->due_day);
    if (prompts)
        prompt_side(x, clock, date);
    Event *event = deciding_event(
        x, prompts ? "prompt" : "date-passed", "%s of %s reached%s", date->kind, day,
        prompts ? ": the raising side is asked whether it is resolved or moves on" : "");
    event_change(event, "date-met", id, "no", NULL);
    if (prompts)
        event_change(event, "date-prompted", id, NULL);
    deciding_add(x, event);
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
    while (x.error == NULL && (next = case_next_tick(c)) != INSTANT_UNKNOWN && next <= now) {
        for (guint i = 0; i < c->dates->len; i++) {
            const CaseDate *date = g_ptr_array_index(c->dates, i);
            if (date->met == MET_PENDING && date->due == next) {
                pass_date(&x, date);
                break;
            }
        }
    }
    deciding_dispose(&x, "case", "a date was reached");
    return deciding_finish(&x, error);
}
