/* clock_date: from the start of a clock to the date it falls due, with the reason in words.
 *
 * What comes when the working day has ended, or on a day that is none, counts from the next working
 * day; what is to be done at once never waits for one. A start that is only a day (the disagreement's)
 * counts from that day. Weekends are not named, holidays are. A date is computed beyond the end of the
 * holidays' file all the same, and says that it was. */
#include "clock_date.h"

#define HOUR_MINUTES 60

void clock_date_clear(ClockDate *date)
{
    g_clear_pointer(&date->why, g_free);
}

const char *clock_kind_name(ClockKind kind)
{
    static const char *const names[] = {[CLOCK_GUIDE] = "guide",
                                        [CLOCK_SAFE_BY] = "safe-by",
                                        [CLOCK_SAME_DAY] = "same-day",
                                        [CLOCK_MAXIMUM] = "maximum",
                                        [CLOCK_IMMEDIATE] = "immediate"};
    return names[kind];
}

static char *day_end_words(const Site *site)
{
    return g_strdup_printf("%02d:%02d", site->day_ends / HOUR_MINUTES,
                           site->day_ends % HOUR_MINUTES);
}

static gboolean is_after_hours(const Ruleset *rules, const ClockStart *start)
{
    return start->at != INSTANT_UNKNOWN && calendar_is_working(rules->calendar, start->day) &&
           instant_minute(start->at, rules->site.zone) >= rules->site.day_ends;
}

/* The working day that the start counts as. */
static Day counted_day(const Ruleset *rules, const ClockStart *start)
{
    if (start->at == INSTANT_UNKNOWN)
        return start->day;
    return calendar_working_on_or_after(rules->calendar,
                                        start->day + (is_after_hours(rules, start) ? 1 : 0));
}

/* "received at 17:30 on Thu 2 April 2026, after the working day had ended (17:00): counts from Tue 7
 * Apr, skipping …". */
static char *start_words(const Ruleset *rules, const ClockStart *start, Day counted)
{
    g_autofree char *at = instant_words(start->at, rules->site.zone);
    if (counted == start->day)
        return g_strdup_printf("%s at %s", start->happened, at);
    g_autofree char *ends = day_end_words(&rules->site);
    g_autofree char *late = g_strdup_printf("after the working day had ended (%s)", ends);
    const char *holiday = calendar_holiday(rules->calendar, start->day);
    g_autofree char *closed = holiday ? g_strdup_printf("which is no working day (%s)", holiday)
                                      : g_strdup("which is no working day");
    g_autofree char *skipped = calendar_skipped(rules->calendar, start->day, counted);
    g_autofree char *day = day_words(counted);
    return g_strdup_printf("%s at %s, %s%s: counts from %s", start->happened, at,
                           is_after_hours(rules, start) ? late : closed, skipped, day);
}

static void same_day(const Ruleset *rules, const PolicyClock *clock, const ClockStart *start,
                     ClockDate *date)
{
    date->due_day = counted_day(rules, start);
    g_autofree char *begun = start->at != INSTANT_UNKNOWN ? start_words(rules, start, date->due_day)
                                                          : day_words(start->day);
    g_autofree char *day = day_words_short(date->due_day);
    g_autofree char *ends = day_end_words(&rules->site);
    g_autofree char *doubt = calendar_doubt(rules->calendar, date->due_day);
    date->due = instant_at(date->due_day, rules->site.day_ends, rules->site.zone);
    date->show_instant = TRUE;
    date->why = g_strdup_printf("%s; the same working day, which ends at %s → %s %s%s (section %s)",
                                begun, ends, day, ends, doubt, clock->section);
}

/* 'One working week' where the site reads it as the same weekday of the next week. */
static Day week_later(const Ruleset *rules, Day from, char **why_out)
{
    Day due = calendar_working_on_or_after(rules->calendar, from + 7);
    g_autofree char *day = day_words(from);
    g_autofree char *reached = day_words_short(due);
    g_autofree char *skipped = calendar_skipped(rules->calendar, from + 6, due);
    g_autofree char *doubt = calendar_doubt(rules->calendar, due);
    *why_out = g_strdup_printf("one week from %s%s → %s%s", day, skipped, reached, doubt);
    return due;
}

static void working_days(const Ruleset *rules, const PolicyClock *clock, const ClockStart *start,
                         ClockDate *date)
{
    Day counted = counted_day(rules, start);
    g_autofree char *count = NULL;
    gboolean week = clock->one_week && g_strcmp0(rules->site.week, "same-weekday") == 0;
    date->due_day =
        week ? week_later(rules, counted, &count)
             : calendar_add(rules->calendar, counted, (guint)clock->working_days, &count);
    date->due = instant_at(date->due_day, rules->site.day_ends, rules->site.zone);
    if (start->at == INSTANT_UNKNOWN) {
        date->why = g_steal_pointer(&count);
        return;
    }
    g_autofree char *begun = start_words(rules, start, counted);
    date->why = g_strdup_printf("%s; %s (section %s)", begun, count, clock->section);
}

static void at_once(const Ruleset *rules, const PolicyClock *clock, const ClockStart *start,
                    ClockDate *date)
{
    g_autofree char *at = start->at != INSTANT_UNKNOWN ? instant_words(start->at, rules->site.zone)
                                                       : day_words(start->day);
    date->due_day = start->day;
    date->due =
        start->at != INSTANT_UNKNOWN ? start->at : instant_at(start->day, 0, rules->site.zone);
    date->show_instant = TRUE;
    date->why = g_strdup_printf("at once, from %s (section %s)", at, clock->section);
}

gboolean clock_date(const Ruleset *rules, const PolicyClock *clock, const ClockStart *start,
                    ClockDate *date_out)
{
    *date_out = (ClockDate){.from = start->day};
    if (clock->kind == CLOCK_IMMEDIATE)
        at_once(rules, clock, start, date_out);
    else if (clock->kind == CLOCK_SAME_DAY)
        same_day(rules, clock, start, date_out);
    else if (clock->working_days >= 0)
        working_days(rules, clock, start, date_out);
    else
        return FALSE;
    date_out->doubtful = date_out->due_day > calendar_last(rules->calendar);
    return TRUE;
}
