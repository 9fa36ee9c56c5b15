/* calendar: dates and their reasons over Easter, Christmas and year ends, from the published holidays;
 * and what is refused in a file of holidays. Run from the repository's root. */
#include "holidays_fixture.h"

static const struct {
    const char *name, *from;
    guint count;
    const char *to, *why;
} additions[] = {
    {"a plain week", "2026-03-02", 5, "2026-03-09",
     "5 working days from Mon 2 Mar 2026 → Mon 9 Mar"},
    {"one day", "2026-03-05", 1, "2026-03-06", "1 working day from Thu 5 Mar 2026 → Fri 6 Mar"},
    {"no day", "2026-03-07", 0, "2026-03-07", "0 working days from Sat 7 Mar 2026 → Sat 7 Mar"},
    {"from a Friday", "2026-03-06", 5, "2026-03-13",
     "5 working days from Fri 6 Mar 2026 → Fri 13 Mar"},
    {"from a Saturday", "2026-03-07", 1, "2026-03-09",
     "1 working day from Sat 7 Mar 2026 → Mon 9 Mar"},
    {"Easter 2026", "2026-04-01", 5, "2026-04-10",
     "5 working days from Wed 1 Apr 2026, skipping Fri 3 Apr (Good Friday), Mon 6 Apr (Easter "
     "Monday) → Fri 10 Apr"},
    {"from a holiday", "2026-04-03", 1, "2026-04-07",
     "1 working day from Fri 3 Apr 2026, skipping Mon 6 Apr (Easter Monday) → Tue 7 Apr"},
    {"over the new year", "2026-12-24", 5, "2027-01-05",
     "5 working days from Thu 24 Dec 2026, skipping Fri 25 Dec (Christmas Day), Mon 28 Dec (Boxing "
     "Day (substitute day)), Fri 1 Jan (New Year’s Day) → Tue 5 Jan 2027"},
    {"beyond the file", "2028-12-28", 5, "2029-01-04",
     "5 working days from Thu 28 Dec 2028 → Thu 4 Jan 2029; holidays after 31 Dec 2028 are not "
     "known"},
    {"up to the last day", "2028-12-27", 2, "2028-12-29",
     "2 working days from Wed 27 Dec 2028 → Fri 29 Dec"},
};

static void test_additions(void)
{
    g_autoptr(Calendar) calendar = holidays_calendar();
    for (gsize i = 0; i < G_N_ELEMENTS(additions); i++) {
        g_autofree char *why = NULL;
        Day day = calendar_add(calendar, day_from_iso(additions[i].from), additions[i].count, &why);
        g_autofree char *iso = day_iso(day);
        g_test_message("%s", additions[i].name);
        g_assert_cmpstr(iso, ==, additions[i].to);
        g_assert_cmpstr(why, ==, additions[i].why);
    }
}

static void test_days(void)
{
    g_autoptr(Calendar) calendar = holidays_calendar();
    g_autofree char *last = day_iso(calendar_last(calendar));
    Day good_friday = day_from_iso("2026-04-03");
    g_assert_cmpstr(last, ==, "2028-12-31");
    g_assert_true(calendar_is_working(calendar, day_from_iso("2026-04-02")));
    g_assert_false(calendar_is_working(calendar, good_friday));
    g_assert_false(calendar_is_working(calendar, day_from_iso("2026-04-04")));
    g_assert_cmpstr(calendar_holiday(calendar, good_friday), ==, "Good Friday");
    g_assert_null(calendar_holiday(calendar, day_from_iso("2026-04-04")));
    g_assert_cmpuint(calendar_working_on_or_after(calendar, good_friday), ==,
                     day_from_iso("2026-04-07"));
    g_assert_cmpuint(calendar_working_on_or_after(calendar, day_from_iso("2026-04-07")), ==,
                     day_from_iso("2026-04-07"));
}

static const struct {
    const char *from, *to;
    guint want;
} spans[] = {
    {"2026-04-01", "2026-04-10", 5}, {"2026-03-02", "2026-03-02", 0},
    {"2026-03-06", "2026-03-09", 1}, {"2026-03-09", "2026-03-06", 0},
    {"2026-04-02", "2026-04-06", 0},
};

static void test_spans(void)
{
    g_autoptr(Calendar) calendar = holidays_calendar();
    for (gsize i = 0; i < G_N_ELEMENTS(spans); i++)
        g_assert_cmpuint(
            calendar_between(calendar, day_from_iso(spans[i].from), day_from_iso(spans[i].to)), ==,
            spans[i].want);
}

#define WRAPPED(events) "BEGIN:VCALENDAR\nVERSION:2.0\n" events "END:VCALENDAR\n"
#define EVENT(lines) "BEGIN:VEVENT\n" lines "END:VEVENT\n"
#define CHRISTMAS EVENT("DTSTART;VALUE=DATE:20261225\nSUMMARY:Christmas Day\n")

static const struct {
    const char *name, *text, *want; /* "" = it is a calendar */
} files[] = {
    {"well", WRAPPED(CHRISTMAS), ""},
    {"several days",
     WRAPPED(EVENT("DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261229\n"
                   "SUMMARY:Closed\n")),
     ""},
    {"Windows line ends",
     "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261225\r\n"
     "SUMMARY:Christmas Day\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
     ""},
    {"no calendar", "hello\n", "h.ics: no iCalendar file\n"},
    {"empty", "", "h.ics: no iCalendar file\n"},
    {"two calendars", WRAPPED(CHRISTMAS) WRAPPED(CHRISTMAS),
     "h.ics: not one calendar; the file must hold one VCALENDAR\n"},
    {"no whole year", WRAPPED(EVENT("DTSTART;VALUE=DATE:20260101\nSUMMARY:New Year\n")),
     "h.ics: no complete year of holidays; fetch the file from gov.uk/bank-holidays\n"},
    {"with a time", WRAPPED(CHRISTMAS EVENT("DTSTART:20260403T090000Z\nSUMMARY:x\n")),
     "h.ics:7: a holiday needs a date that exists, as DTSTART;VALUE=DATE:20260403\n"},
    {"no such date", WRAPPED(CHRISTMAS EVENT("DTSTART;VALUE=DATE:20260231\nSUMMARY:x\n")),
     "h.ics:7: a holiday needs a date that exists, as DTSTART;VALUE=DATE:20260403\n"},
    {"no date", WRAPPED(CHRISTMAS EVENT("SUMMARY:x\n")),
     "h.ics:7: a holiday needs a date that exists, as DTSTART;VALUE=DATE:20260403\n"},
    {"no name", WRAPPED(CHRISTMAS EVENT("DTSTART;VALUE=DATE:20260403\n")),
     "h.ics:7: a holiday needs a name; add SUMMARY\n"},
    {"repeating",
     WRAPPED(CHRISTMAS EVENT("DTSTART;VALUE=DATE:20260403\nRRULE:FREQ=YEARLY\nSUMMARY:x\n")),
     "h.ics:7: a repeating holiday; write one event for each date\n"},
    {"two faults in one run",
     WRAPPED(EVENT("DTSTART;VALUE=DATE:20260403\n") CHRISTMAS EVENT("SUMMARY:x\n")),
     "h.ics:3: a holiday needs a name; add SUMMARY\n"
     "h.ics:10: a holiday needs a date that exists, as DTSTART;VALUE=DATE:20260403\n"},
    {"a month of holiday",
     WRAPPED(EVENT("DTSTART;VALUE=DATE:20261201\nDTEND;VALUE=DATE:20261231\n"
                   "SUMMARY:x\n") CHRISTMAS),
     "h.ics:3: a holiday of more than 14 days; check DTEND\n"},
    {"not UTF-8", "BEGIN:VCALENDAR\n\xff\nEND:VCALENDAR\n", "h.ics: not UTF-8 text\n"},
};

static void test_files(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autoptr(Diagnostics) diagnostics = diagnostics_new();
        g_autoptr(Calendar) calendar =
            calendar_parse(files[i].text, strlen(files[i].text), "h.ics", diagnostics);
        g_autofree char *text = diagnostics_text(diagnostics);
        g_test_message("%s", files[i].name);
        g_assert_cmpstr(text, ==, files[i].want);
        g_assert_true((calendar != NULL) == (*files[i].want == '\0'));
    }
}

static void test_several_days(void)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(Calendar) calendar =
        calendar_parse(files[1].text, strlen(files[1].text), "h.ics", diagnostics);
    g_assert_cmpstr(calendar_holiday(calendar, day_from_iso("2026-12-28")), ==, "Closed");
    g_assert_null(calendar_holiday(calendar, day_from_iso("2026-12-29")));
}

static void test_missing(void)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_assert_null(calendar_load("build/no-such-file.ics", "routing/holidays.ics", diagnostics));
    g_assert_cmpuint(diagnostics_errors(diagnostics), ==, 1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/calendar/additions", test_additions);
    g_test_add_func("/calendar/days", test_days);
    g_test_add_func("/calendar/spans", test_spans);
    g_test_add_func("/calendar/files", test_files);
    g_test_add_func("/calendar/several-days", test_several_days);
    g_test_add_func("/calendar/missing", test_missing);
    return g_test_run();
}
