/* Dates by the policy's clocks and the worker's own date. A clock whose start is not known has no
 * date (it is asked for); a policy without a number gets none. A re-opened case starts its clocks
 * anew on the day of the re-opening. A date stands until what it waits for is done: the matter
 * settled, or, for a clock of one stage, that stage left. What was done in time is met however late
 * the message about it is read. */
#include "clocks.h"
#include "clock_date.h"
#include "delay.h"
#include "outcome.h"
#include "owed_names.h"
#include "text.h"
#include "text_format.h"
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

static void say_date(Deciding *x, Event **event, const char *kind, const ClockDate *date)
{
    if (*event == NULL)
        *event = deciding_event(x, "date-set", "Dates: ");
    g_autofree char *words = day_words(date->due_day);
    g_autofree char *text =
        text_format("%s%s%s %s (%s)", (*event)->text,
                    g_str_has_suffix((*event)->text, ": ") ? "" : "; ", kind, words, date->why);
    g_free((*event)->text);
    (*event)->text = g_steal_pointer(&text);
}

static void add_date(Deciding *x, Event **event, const char *id, const char *kind,
                     const ClockDate *date)
{
    const CaseDate *before = case_date(x->c, id);
    if (date->due_day == DAY_UNKNOWN || (before != NULL && before->due == date->due))
        return;
    say_date(x, event, kind, date);
    g_autofree char *due_day = day_iso(date->due_day);
    g_autofree char *from = day_iso(date->from);
    g_autofree char *due = instant_decimal(date->due);
    event_change(*event, "date", id, kind, due_day, due, date->show_instant ? "yes" : "no", from,
                 date->why, NULL);
}

static ClockStart start_at(const Deciding *x, Instant at, const char *happened)
{
    return (ClockStart){
        .at = at, .day = instant_day(at, x->rules->site.zone), .happened = happened};
}

/* A day that is still to come starts no clock; in a new cycle one said before it starts none either. */
static ClockStart start_of_fact(const Deciding *x, const char *key)
{
    const Fact *fact = case_fact_of(x->c, key, 0);
    Instant said = fact != NULL ? case_fact_at(x->c, fact) : INSTANT_UNKNOWN;
    if (x->c->cycle > 1 && said < x->c->began)
        return start_at(x, x->c->began, "re-opened");
    if (g_strcmp0(x->rules->site.clock_start, "received") == 0) /* the policies leave it open */
        return start_at(x, x->c->began != INSTANT_UNKNOWN ? x->c->began : x->received, "received");
    Day day = fact_day(x, key, FALSE);
    return (ClockStart){.day = day <= x->today ? day : DAY_UNKNOWN};
}

static ClockStart clock_start(const Deciding *x, const PolicyClock *clock)
{
    Instant began = x->c->began != INSTANT_UNKNOWN ? x->c->began : x->received;
    if (g_str_equal(clock->from, "receipt"))
        return start_at(x, began, x->c->cycle > 1 ? "re-opened" : "received");
    if (g_str_equal(clock->from, "stage-entered"))
        return start_at(x, x->c->stage_entered, "stage entered");
    return start_of_fact(x, clock->from);
}

static gboolean holidays_are_owed(const Case *c)
{
    return case_owes(c, OWED_HOLIDAYS) != NULL;
}

/* A date beyond the holidays' file may fall on a holiday: the office is told until the file reaches it. */
static void doubt_dates(Deciding *x, gboolean doubtful, Day latest)
{
    if (doubtful == holidays_are_owed(x->c))
        return;
    g_autofree char *at = deciding_at(x);
    g_autofree char *day = day_words(latest);
    g_autofree char *doubt = calendar_doubt(x->rules->calendar, latest);
    Event *event =
        doubtful ? deciding_event(x, "holidays-unknown",
                                  "%s may be wrong%s: the office puts a newer "
                                  "routing/holidays.ics in place",
                                  day, doubt)
                 : deciding_event(x, "holidays-known", "The holidays of all dates are known now");
    if (doubtful)
        event_change(event, "owed", OWED_HOLIDAYS, "", "office", "0", "routing/holidays.ics", "no",
                     at, NULL);
    else
        event_change(event, "owed-met", OWED_HOLIDAYS, "", "office", "0", at, NULL);
    deciding_add(x, event);
}

static void date_safe_by(Deciding *x, Event **event)
{
    const char *value = case_fact(x->c, "safe_by");
    Day day = fact_day(x, "safe_by", TRUE);
    const CaseDate *before = case_date(x->c, "safe-by");
    gboolean over = x->c->cycle > 1 && day < instant_day(x->c->began, x->rules->site.zone);
    if (day == DAY_UNKNOWN || over || (before != NULL && before->due_day == day))
        return; /* 'over': it was that of the cycle before */
    int minute = time_read(value);
    g_auto(ClockDate) date = {.from = x->today, .due_day = day};
    date.due = instant_at(day, minute >= 0 ? minute : x->rules->site.day_ends, x->rules->site.zone);
    date.why = g_strdup("the worker's own date by which the child needs this settled");
    add_date(x, event, "safe-by", "safe-by", &date);
}

static gboolean is_here(const Deciding *x, const PolicyClock *clock)
{
    return clock->kind != CLOCK_SAFE_BY &&
           (clock->stage == NULL || g_strcmp0(clock->stage, x->c->stage) == 0);
}

/* The clocks of a stage that was left have got what they waited for. */
static void settle_left_stages(Deciding *x)
{
    Event *event = NULL;
    g_autofree char *at = deciding_at(x);
    for (guint i = 0; i < x->policy->clocks->len; i++) {
        const PolicyClock *clock = g_ptr_array_index(x->policy->clocks, i);
        const CaseDate *date = case_date(x->c, clock->id);
        if (clock->kind == CLOCK_SAFE_BY || date == NULL || date->settled != INSTANT_UNKNOWN ||
            is_here(x, clock))
            continue;
        if (event == NULL)
            event =
                deciding_event(x, "dates-settled", "The date of the stage before no longer runs");
        if (date->met == MET_PENDING)
            event_change(event, "date-met", date->id, x->received <= date->due ? "yes" : "no",
                         NULL);
        event_change(event, "date-settled", date->id, at, NULL);
    }
    if (event != NULL)
        deciding_add(x, event);
}

void clocks_set(Deciding *x)
{
    Event *event = NULL;
    gboolean doubtful = FALSE;
    Day latest = DAY_UNKNOWN;
    settle_left_stages(x);
    for (guint i = 0; i < x->policy->clocks->len; i++) {
        const PolicyClock *clock = g_ptr_array_index(x->policy->clocks, i);
        ClockStart start = is_here(x, clock) ? clock_start(x, clock) : (ClockStart){0};
        g_auto(ClockDate) date = {0};
        if (start.day == DAY_UNKNOWN || !clock_date(x->rules, clock, &start, &date))
            continue;
        doubtful = doubtful || date.doubtful;
        latest = MAX(latest, date.due_day);
        add_date(x, &event, clock->id, clock_kind_name(clock->kind), &date);
    }
    date_safe_by(x, &event);
    if (event != NULL)
        deciding_add(x, event);
    doubt_dates(x, doubtful, latest);
}

void clocks_renew(Deciding *x)
{
    if (holidays_are_owed(x->c))
        clocks_set(x);
}

void clocks_begin_again(const Deciding *x, Event *event)
{
    for (guint i = 0; i < x->c->dates->len; i++) {
        const CaseDate *date = g_ptr_array_index(x->c->dates, i);
        if (!g_str_equal(date->kind, "outstanding"))
            event_change(event, "date-drop", date->id, NULL);
    }
}

/* ---- settled ---- */

/* When the message says it was agreed ("Agreed by phone 15:45: …", "agreed yesterday"); what cannot have
 * been is not believed. Of an agreement said without its time the day counts to its end. */
static Instant said_agreed(const Deciding *x)
{
    const FieldValue *field =
        x->reading != NULL ? reading_value(x->reading, "discussion_date") : NULL;
    g_autofree char *when = x->reading == NULL ? NULL
                            : field != NULL    ? g_strdup(field->value)
                                               : outcome_when(x->rules, x->reading->words);
    if (when == NULL)
        return x->received;
    Day day = day_read(when, x->today, FALSE, NULL, NULL);
    int minute = time_read(when);
    if (day == DAY_UNKNOWN && minute < 0)
        return x->received;
    Instant at = instant_at(day != DAY_UNKNOWN ? day : x->today,
                            minute >= 0 ? minute : x->rules->site.day_ends, x->rules->site.zone);
    return at >= x->c->began && at < x->received ? at : x->received;
}

static Event *settle_event(Deciding *x, Instant at)
{
    if (at == x->received)
        return deciding_event(x, "dates-settled", "The dates no longer run");
    g_autofree char *words = instant_words(at, x->rules->site.zone);
    return deciding_event(x, "dates-settled",
                          "The dates no longer run: agreed at %s, as the message says", words);
}

void clocks_settle(Deciding *x)
{
    Instant agreed = said_agreed(x);
    Event *event = NULL;
    gboolean in_time_after_all = FALSE;
    g_autofree char *at = instant_decimal(agreed);
    for (guint i = 0; i < x->c->dates->len; i++) {
        const CaseDate *date = g_ptr_array_index(x->c->dates, i);
        if (date->settled != INSTANT_UNKNOWN || g_str_equal(date->kind, "outstanding"))
            continue;
        if (event == NULL)
            event = settle_event(x, agreed);
        gboolean in_time = agreed <= date->due;
        if (date->met == MET_PENDING || (date->met == MET_NO && in_time))
            event_change(event, "date-met", date->id, in_time ? "yes" : "no", NULL);
        in_time_after_all =
            in_time_after_all || (date->met == MET_NO && in_time && delay_is_of(x, date));
        event_change(event, "date-settled", date->id, at, NULL);
    }
    if (event != NULL)
        deciding_add(x, event);
    if (in_time_after_all)
        delay_withdraw(x);
}
