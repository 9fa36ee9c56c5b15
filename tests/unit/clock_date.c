/* clock_date: where a policy's limit falls and what is said of it, over the cut-off to the second, weekends, Easter,
 * Christmas with its substitute days, years' ends, both changes of the clocks, midnight, and the end of the holidays'
 * file. Run from the repository's root, whose site has the working day end at 17:00. */
#include "clock_date.h"
#include "holidays_fixture.h"

static Ruleset *rules;

static Instant at(const char *text)
{
    Instant instant = 0;
    g_assert_true(instant_parse(text, rules->site.zone, &instant, NULL));
    return instant;
}

static const struct {
    const char *name;
    ClockKind kind;
    int days;
    const char *start, *due, *day, *why; /* why: a part of it */
} rows[] = {
    {"in the morning", CLOCK_SAME_DAY, -1, "2026-03-10T09:20", "2026-03-10T17:00:00+00:00",
     "2026-03-10",
     "received at 09:20 on Tue 10 March 2026; the same working day, which ends at 17:00 → Tue 10 "
     "Mar 17:00 (section 3)"},
    {"five days run beside it", CLOCK_MAXIMUM, 5, "2026-03-10T09:20", "2026-03-17T17:00:00+00:00",
     "2026-03-17",
     "received at 09:20 on Tue 10 March 2026; 5 working days from Tue 10 Mar 2026 → Tue 17 Mar "
     "(section 3)"},
    {"the second before the cut-off", CLOCK_SAME_DAY, -1, "2026-03-10T16:59:59",
     "2026-03-10T17:00:00+00:00", "2026-03-10", "→ Tue 10 Mar 17:00"},
    {"the cut-off itself", CLOCK_SAME_DAY, -1, "2026-03-10T17:00:00", "2026-03-11T17:00:00+00:00",
     "2026-03-11",
     "received at 17:00 on Tue 10 March 2026, after the working day had ended (17:00): counts from "
     "Wed 11 Mar 2026; the same working day, which ends at 17:00 → Wed 11 Mar 17:00"},
    {"after the cut-off the five days count from the next", CLOCK_MAXIMUM, 5, "2026-03-10T17:30",
     "2026-03-18T17:00:00+00:00", "2026-03-18",
     "counts from Wed 11 Mar 2026; 5 working days from Wed 11 Mar 2026 → Wed 18 Mar"},
    {"a Saturday", CLOCK_SAME_DAY, -1, "2026-03-07T10:00", "2026-03-09T17:00:00+00:00",
     "2026-03-09",
     "received at 10:00 on Sat 7 March 2026, which is no working day: counts from Mon 9 Mar 2026"},
    {"before Easter, too late", CLOCK_SAME_DAY, -1, "2026-04-02T18:05", "2026-04-07T17:00:00+01:00",
     "2026-04-07",
     "after the working day had ended (17:00), skipping Fri 3 Apr (Good Friday), Mon 6 Apr (Easter "
     "Monday): counts from Tue 7 Apr 2026"},
    {"on a holiday", CLOCK_SAME_DAY, -1, "2026-04-03T09:00", "2026-04-07T17:00:00+01:00",
     "2026-04-07", "which is no working day (Good Friday), skipping Mon 6 Apr (Easter Monday)"},
    {"the night before summer time", CLOCK_SAME_DAY, -1, "2026-03-28T23:30",
     "2026-03-30T17:00:00+01:00", "2026-03-30", "on Sat 28 March 2026"},
    {"the hour that is left out", CLOCK_SAME_DAY, -1, "2026-03-29T00:30:00Z",
     "2026-03-30T17:00:00+01:00", "2026-03-30", "on Sun 29 March 2026"},
    {"a Friday before summer time", CLOCK_MAXIMUM, 5, "2026-03-27T12:00",
     "2026-04-07T17:00:00+01:00", "2026-04-07", "skipping Fri 3 Apr (Good Friday)"},
    {"midnight of summer is that day's", CLOCK_SAME_DAY, -1, "2026-05-18T23:00:00Z",
     "2026-05-19T17:00:00+01:00", "2026-05-19", "received at 00:00 on Tue 19 May 2026;"},
    {"the minute before it", CLOCK_SAME_DAY, -1, "2026-05-18T22:59:00Z",
     "2026-05-19T17:00:00+01:00", "2026-05-19", "received at 23:59 on Mon 18 May 2026, after"},
    {"the end of summer time", CLOCK_SAME_DAY, -1, "2026-10-25T01:30:00Z",
     "2026-10-26T17:00:00+00:00", "2026-10-26", "received at 01:30 on Sun 25 October 2026"},
    {"over the end of summer time", CLOCK_MAXIMUM, 5, "2026-10-23T09:00",
     "2026-10-30T17:00:00+00:00", "2026-10-30", "5 working days from Fri 23 Oct 2026 → Fri 30 Oct"},
    {"Christmas Eve, too late", CLOCK_SAME_DAY, -1, "2026-12-24T17:01", "2026-12-29T17:00:00+00:00",
     "2026-12-29",
     "skipping Fri 25 Dec (Christmas Day), Mon 28 Dec (Boxing Day (substitute day)): counts from "
     "Tue 29 Dec 2026"},
    {"from one year to the next", CLOCK_SAME_DAY, -1, "2025-12-31T18:00",
     "2026-01-02T17:00:00+00:00", "2026-01-02",
     "skipping Thu 1 Jan (New Year’s Day): counts from Fri 2 Jan 2026"},
    {"one day over the new year", CLOCK_MAXIMUM, 1, "2025-12-31T09:00", "2026-01-02T17:00:00+00:00",
     "2026-01-02",
     "1 working day from Wed 31 Dec 2025, skipping Thu 1 Jan (New Year’s Day) → Fri "
     "2 Jan 2026"},
    {"beyond the file", CLOCK_MAXIMUM, 5, "2028-12-28T09:00", "2029-01-04T17:00:00+00:00",
     "2029-01-04", "→ Thu 4 Jan 2029; holidays after 31 Dec 2028 are not known"},
    {"the same day beyond the file", CLOCK_SAME_DAY, -1, "2028-12-29T17:30",
     "2029-01-01T17:00:00+00:00", "2029-01-01", "holidays after 31 Dec 2028 are not known"},
    {"at once, also on a Sunday night", CLOCK_IMMEDIATE, -1, "2026-03-22T23:40",
     "2026-03-22T23:40:00+00:00", "2026-03-22", "at once, from 23:40 on Sun 22 March 2026"},
};

static void test_rows(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        PolicyClock clock = {.kind = rows[i].kind, .working_days = rows[i].days, .section = "3"};
        Instant start = at(rows[i].start);
        ClockStart from = {start, instant_day(start, rules->site.zone), "received"};
        g_auto(ClockDate) date = {0};
        g_test_message("%s", rows[i].name);
        g_assert_true(clock_date(rules, &clock, &from, &date));
        g_autofree char *due = instant_iso(date.due, rules->site.zone);
        g_autofree char *day = day_iso(date.due_day);
        g_assert_cmpstr(due, ==, rows[i].due);
        g_assert_cmpstr(day, ==, rows[i].day);
        if (!strstr(date.why, rows[i].why))
            g_test_message("want '%s' in '%s'", rows[i].why, date.why);
        g_assert_nonnull(strstr(date.why, rows[i].why));
        g_assert_cmpint(date.doubtful, ==, strstr(rows[i].name, "beyond the file") != NULL);
        g_assert_cmpint(date.show_instant, ==, rows[i].kind != CLOCK_MAXIMUM);
    }
}

/* A clock that begins on a day, not at an hour, knows no cut-off. */
static void test_day_only(void)
{
    PolicyClock clock = {.kind = CLOCK_GUIDE, .working_days = 5, .section = "1.4"};
    ClockStart from = {.day = day_new(2026, 4, 4)};
    g_auto(ClockDate) date = {0};
    g_assert_true(clock_date(rules, &clock, &from, &date));
    g_assert_cmpuint(date.due_day, ==, day_new(2026, 4, 13));
    g_assert_cmpstr(date.why, ==,
                    "5 working days from Sat 4 Apr 2026, skipping Mon 6 Apr (Easter Monday) → Mon "
                    "13 Apr");
}

static void test_no_number(void)
{
    PolicyClock clock = {.kind = CLOCK_GUIDE, .working_days = -1, .section = "2"};
    ClockStart from = {.day = day_new(2026, 3, 2)};
    ClockDate date;
    g_assert_false(clock_date(rules, &clock, &from, &date));
    g_assert_null(date.why);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    rules = ruleset_load(".", diagnostics);
    g_assert_nonnull(rules);
    calendar_free(rules->calendar);
    rules->calendar = holidays_calendar();
    g_test_add_func("/clock-date/rows", test_rows);
    g_test_add_func("/clock-date/day-only", test_day_only);
    g_test_add_func("/clock-date/no-number", test_no_number);
    int code = g_test_run();
    ruleset_free(rules);
    return code;
}
