/* calendar against a slow count: the bank holidays of 2013 to 2030 worked out here from their rules, written as a calendar
 * file, and every day counted one by one with GDate, which the calendar does not use. A few extra holidays, drawn with a
 * seed that is printed, keep the count from leaning on the rules. Run from the checkout's root. */
#include "calendar.h"
#include <string.h>

#define FIRST_YEAR 2013
#define LAST_YEAR 2030
#define EXTRA 40
#define LONGEST 45 /* working days that are counted on */

typedef struct {
    guint32 first, last; /* Julian days of the span */
    gboolean *off;       /* from `first`: weekend or holiday */
    gboolean *holiday;
    GString *file;
} Slow;

static gboolean slow_is_off(const Slow *slow, guint32 julian)
{
    return slow->off[julian - slow->first];
}

static Day day_at(guint32 julian)
{
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_julian(&date, julian);
    return day_new(g_date_get_year(&date), (int)g_date_get_month(&date), g_date_get_day(&date));
}

static guint32 julian_of(int year, int month, int mday)
{
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_dmy(&date, (GDateDay)mday, (GDateMonth)month, (GDateYear)year);
    return g_date_get_julian(&date);
}

/* 1 Monday … 7 Sunday */
static guint weekday(guint32 julian)
{
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_julian(&date, julian);
    return (guint)g_date_get_weekday(&date);
}

/* ---- the rules of the bank holidays ---- */

/* The first Sunday after the first full moon of spring, by the tables of the Gregorian calendar. */
static guint32 easter(int year)
{
    int golden = year % 19, century = year / 100;
    int moon = (century - century / 4 - (8 * century + 13) / 25 + 19 * golden + 15) % 30;
    moon -= (moon / 28) * (1 - (moon / 28) * (29 / (moon + 1)) * ((21 - golden) / 11));
    int sunday = (year + year / 4 + moon + 2 - century + century / 4) % 7;
    return julian_of(year, 3, 28) + (guint32)(moon - sunday);
}

static void add_holiday(Slow *slow, guint32 julian, const char *name)
{
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_julian(&date, julian);
    char day[16], next[16];
    g_date_strftime(day, sizeof day, "%Y%m%d", &date);
    g_date_add_days(&date, 1);
    g_date_strftime(next, sizeof next, "%Y%m%d", &date);
    g_string_append_printf(slow->file,
                           "BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:%s\r\nDTEND;VALUE=DATE:%s\r\n"
                           "SUMMARY:%s\r\nUID:%s@casegate.example\r\n"
                           "DTSTAMP:20130101T000000Z\r\nEND:VEVENT\r\n",
                           day, next, name, day);
    slow->off[julian - slow->first] = slow->holiday[julian - slow->first] = TRUE;
}

/* A holiday at a weekend is kept on the next day that is none. */
static void add_substituted(Slow *slow, guint32 julian, const char *name)
{
    while (slow_is_off(slow, julian))
        julian++;
    add_holiday(slow, julian, name);
}

static void add_year(Slow *slow, int year)
{
    guint32 sunday = easter(year), may = julian_of(year, 5, 1), last = julian_of(year, 5, 31),
            august = julian_of(year, 8, 31);
    add_substituted(slow, julian_of(year, 1, 1), "New Year");
    add_holiday(slow, sunday - 2, "Good Friday");
    add_holiday(slow, sunday + 1, "Easter Monday");
    while (weekday(may) != 1)
        may++;
    while (weekday(last) != 1)
        last--;
    while (weekday(august) != 1)
        august--;
    add_holiday(slow, may, "Early May");
    add_holiday(slow, last, "Spring");
    add_holiday(slow, august, "Summer");
    add_substituted(slow, julian_of(year, 12, 25), "Christmas Day");
    add_substituted(slow, julian_of(year, 12, 26), "Boxing Day");
}

static Slow *slow_new(guint extra, GRand *draw)
{
    Slow *slow = g_new0(Slow, 1);
    slow->first = julian_of(FIRST_YEAR, 1, 1);
    slow->last = julian_of(LAST_YEAR, 12, 31);
    guint days = slow->last - slow->first + 1;
    slow->off = g_new0(gboolean, days);
    slow->holiday = g_new0(gboolean, days);
    slow->file = g_string_new("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n");
    for (guint i = 0; i < days; i++)
        slow->off[i] = weekday(slow->first + i) > 5;
    for (int year = FIRST_YEAR; year <= LAST_YEAR; year++)
        add_year(slow, year);
    for (guint i = 0; i < extra; i++) {
        guint32 julian = slow->first + (guint32)g_rand_int_range(draw, 0, (gint32)days);
        if (!slow_is_off(slow, julian))
            add_holiday(slow, julian, "Extra");
    }
    g_string_append(slow->file, "END:VCALENDAR\r\n");
    return slow;
}

static void slow_free(Slow *slow)
{
    g_string_free(slow->file, TRUE);
    g_free(slow->off);
    g_free(slow->holiday);
    g_free(slow);
}

static Calendar *calendar_of(const Slow *slow)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    Calendar *calendar = calendar_parse(slow->file->str, slow->file->len, "made.ics", diagnostics);
    g_autofree char *said = diagnostics_text(diagnostics);
    g_assert_cmpstr(said, ==, "");
    g_assert_nonnull(calendar);
    return calendar;
}

/* ---- the same answers ---- */

static void check_day(const Calendar *calendar, const Slow *slow, guint32 julian)
{
    guint32 next = julian;
    g_assert_cmpint(calendar_is_working(calendar, day_at(julian)), ==, !slow_is_off(slow, julian));
    g_assert_cmpint(calendar_holiday(calendar, day_at(julian)) != NULL, ==,
                    slow->holiday[julian - slow->first]);
    while (next <= slow->last && slow_is_off(slow, next))
        next++;
    if (next <= slow->last)
        g_assert_cmpuint(calendar_working_on_or_after(calendar, day_at(julian)), ==, day_at(next));
}

static guint brackets(const char *why)
{
    guint count = 0;
    for (; *why; why++)
        count += *why == '(';
    return count;
}

/* Every count up to the longest from one day; the reason names each holiday that was skipped. */
static void check_counts(const Calendar *calendar, const Slow *slow, guint32 from)
{
    guint32 at = from;
    guint skipped = 0;
    for (guint count = 1; count <= LONGEST; count++) {
        g_autofree char *why = NULL;
        do {
            at++;
            if (at > slow->last)
                return;
            skipped += slow->holiday[at - slow->first];
        } while (slow_is_off(slow, at));
        g_assert_cmpuint(calendar_add(calendar, day_at(from), count, &why), ==, day_at(at));
        g_assert_cmpuint(brackets(why), ==, skipped);
        g_assert_cmpuint(calendar_between(calendar, day_at(from), day_at(at)), ==, count);
        if (at + 1 <= slow->last && slow_is_off(slow, at + 1))
            g_assert_cmpuint(calendar_between(calendar, day_at(from), day_at(at + 1)), ==, count);
    }
}

static void test_every_day(void)
{
    guint32 seed = (guint32)g_test_rand_int();
    g_test_message("seed %u", seed);
    g_autoptr(GRand) draw = g_rand_new_with_seed(seed);
    Slow *slow = slow_new(EXTRA, draw);
    g_autoptr(Calendar) calendar = calendar_of(slow);
    for (guint32 julian = slow->first; julian <= slow->last; julian++) {
        check_day(calendar, slow, julian);
        check_counts(calendar, slow, julian);
    }
    g_assert_cmpuint(calendar_last(calendar), ==, day_at(slow->last));
    slow_free(slow);
}

/* The published file against the rules, for its years. */
static void test_published(void)
{
    Slow *slow = slow_new(0, NULL);
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(Calendar) calendar =
        calendar_load("routing/holidays.ics", "routing/holidays.ics", diagnostics);
    g_autofree char *said = diagnostics_text(diagnostics);
    g_assert_cmpstr(said, ==, "");
    int end[3];
    day_split(calendar_last(calendar), &end[0], &end[1], &end[2]);
    guint32 last = julian_of(end[0], 12, 31);
    g_assert_cmpuint(calendar_last(calendar), ==, day_at(last));
    g_assert_cmpint(end[0], >=, 2028);
    for (guint32 julian = julian_of(2025, 1, 1); julian < last - 2;
         julian++) /* then comes a year that it does not know */
        check_day(calendar, slow, julian);
    slow_free(slow);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/calendar/every_day", test_every_day);
    g_test_add_func("/calendar/published", test_published);
    return g_test_run();
}
