/* Dates and times as people in England write them. Reference: Mon 9 March 2026. */
#include "day.h"
#include <string.h>

static Day reference(void)
{
    return day_new(2026, 3, 9);
}

static void test_calendar(void)
{
    int year, month, mday;
    day_split(day_new(2024, 2, 29), &year, &month, &mday);
    g_assert_cmpint(year * 10000 + month * 100 + mday, ==, 20240229);
    g_assert_cmpuint(day_new(2026, 3, 9) - day_new(2026, 3, 1), ==, 8);
    g_assert_cmpint(day_weekday(day_new(2026, 3, 9)), ==, 1);
    g_assert_cmpint(day_weekday(day_new(2026, 3, 15)), ==, 7);
    g_assert_cmpuint(day_new(2026, 2, 29), ==, DAY_UNKNOWN);
    g_assert_cmpuint(day_new(2026, 13, 1), ==, DAY_UNKNOWN);
    g_assert_cmpuint(day_new(2026, 0, 1), ==, DAY_UNKNOWN);
    g_assert_cmpuint(day_new(0, 1, 1), ==, DAY_UNKNOWN);
    g_assert_cmpuint(day_new(2026, 1, 0), ==, DAY_UNKNOWN);
    g_assert_cmpuint(day_new(70000, 1, 1), ==, DAY_UNKNOWN);
}

static void test_words(void)
{
    g_autofree char *iso = day_iso(reference());
    g_autofree char *words = day_words(reference());
    g_autofree char *brief = day_words_short(day_new(2026, 4, 1));
    g_autofree char *none = day_words(DAY_UNKNOWN);
    g_assert_cmpstr(iso, ==, "2026-03-09");
    g_assert_cmpstr(words, ==, "Mon 9 Mar 2026");
    g_assert_cmpstr(brief, ==, "Wed 1 Apr");
    g_assert_cmpstr(none, ==, "");
}

static void test_iso(void)
{
    static const char *const bad[] = {
        "2026-3-9", "2026-03-09 ", " 2026-03-09", "2026/03/09", "2026-02-30", "26-03-09", ""};
    g_assert_cmpuint(day_from_iso("2026-03-09"), ==, reference());
    g_assert_cmpuint(day_from_iso(NULL), ==, DAY_UNKNOWN);
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++)
        g_assert_cmpuint(day_from_iso(bad[i]), ==, DAY_UNKNOWN);
}

typedef struct {
    const char *text, *want; /* ISO; "" = none */
    const char *part;        /* what was read; NULL = not looked at */
} Row;

static const Row behind_rows[] = {
    /* figures */
    {"11.1.21", "2021-01-11", "11.1.21"},
    {"04/03/26", "2026-03-04", "04/03/26"},
    {"4/3/26", "2026-03-04", "4/3/26"},
    {"04-03-2026", "2026-03-04", "04-03-2026"},
    {"04.03.2026", "2026-03-04", NULL},
    {"04\\03\\26", "2026-03-04", NULL},
    {"04 / 03 / 2026", "2026-03-04", "04 / 03 / 2026"},
    {"04 03 2026", "2026-03-04", "04 03 2026"},
    {"2026-03-09", "2026-03-09", "2026-03-09"},
    {"2026-03-09T10:00:00Z", "2026-03-09", "2026-03-09"},
    {"2026/3/9", "2026-03-09", NULL},
    {"(04/03/26)", "2026-03-04", "04/03/26"},
    {"DOB:04/03/12", "2012-03-04", "04/03/12"},
    {"DOB 11.1.21 (5 yrs)", "2021-01-11", "11.1.21"},
    {"04/03/26-06/03/26", "2026-03-04", "04/03/26"},
    {"04/03/26.", "2026-03-04", "04/03/26"},
    {"03/04/2026", "2026-04-03", NULL},
    {"04/03/98", "1998-03-04", NULL},
    {"09/03/46", "2046-03-09", NULL},
    {"10/03/46", "1946-03-10", NULL},
    {"29/02/24", "2024-02-29", NULL},
    /* no such day, and nothing later instead */
    {"31/02/26", "", NULL},
    {"31/02/26, seen 4 March", "", NULL},
    {"31 Feb", "", NULL},
    {"31st June 2026", "", NULL},
    {"29/02/2026", "", NULL},
    {"03/25/2026", "", NULL},
    {"2026-13-01", "", NULL},
    {"04/03/0026", "", NULL},
    /* month names */
    {"4 March 2026", "2026-03-04", "4 March 2026"},
    {"4 march 2026", "2026-03-04", NULL},
    {"4 MARCH 2026", "2026-03-04", NULL},
    {"9th March", "2026-03-09", "9th March"},
    {"9 th March", "2026-03-09", "9 th March"},
    {"the 9th of March, 2026", "2026-03-09", "9th of March, 2026"},
    {"EDD 25 Mar", "2026-03-25", "25 Mar"},
    {"EDD 25 Mar.", "2026-03-25", NULL},
    {"25 Mar 26", "2026-03-25", "25 Mar 26"},
    {"25-Mar-26", "2026-03-25", "25-Mar-26"},
    {"25Mar2026", "2026-03-25", "25Mar2026"},
    {"25 Mar '26", "2026-03-25", "25 Mar '26"},
    {"25 Mar \xe2\x80\x99"
     "26",
     "2026-03-25", NULL},
    {"4 Sept 2025", "2025-09-04", NULL},
    {"4 Decem", "2025-12-04", NULL},
    {"1 October", "2025-10-01", NULL},
    {"1 August", "2026-08-01", NULL},
    {"29 Feb", "2028-02-29", NULL},
    {"March 4th", "2026-03-04", "March 4th"},
    {"March 4, 2026", "2026-03-04", "March 4, 2026"},
    {"9-11 March 2026", "2026-03-09", "9-11 March 2026"},
    {"between 9 and 11 March", "2026-03-09", NULL},
    {"9/10 March", "2026-03-09", NULL},
    {"Stage 2 - 11 March 2026", "2026-03-11", "11 March 2026"},
    {"28 Feb - 2 Mar", "2026-02-28", "28 Feb"},
    {"4 March-10 March", "2026-03-04", "4 March"},
    {"4 March 15:45", "2026-03-04", "4 March"},
    {"4 March 10.30", "2026-03-04", "4 March"},
    {"4 March 10am", "2026-03-04", "4 March"},
    {"4 March 1530 hrs", "2026-03-04", "4 March"},
    {"4 March 2000 hrs", "2026-03-04", "4 March"},
    {"9 March 20 children", "2026-03-09", "9 March"},
    {"4\xc2\xa0March\xc2\xa0"
     "2026",
     "2026-03-04", NULL},
    {"spoke to Zo\xc3\xab on 4 March", "2026-03-04", "4 March"},
    /* weekdays with dates */
    {"Mon 9 Mar", "2026-03-09", "Mon 9 Mar"},
    {"Monday, 9th March 2026", "2026-03-09", "Monday, 9th March 2026"},
    {"Mon 09/03/26", "2026-03-09", "Mon 09/03/26"},
    {"Friday (13 March)", "2026-03-13", NULL},
    {"Friday the 13th of March", "2026-03-13", NULL},
    {"Fri 13th", "2026-03-13", "Fri 13th"},
    {"Friday 13", "2026-03-13", "Friday 13"},
    {"Mon-9-Mar-2026", "2026-03-09", NULL},
    {"Mon 3 March 2026", "", NULL},
    {"Friday 14 March", "", NULL},
    {"Monday 10/03/2026, or 9 March", "", NULL},
    /* parts of dates */
    {"9/3", "2026-03-09", "9/3"},
    {"spoke 27/2, no answer", "2026-02-27", "27/2"},
    {"review in 6/12", "", NULL},
    {"9/3/2026 at 3pm", "2026-03-09", "9/3/2026"},
    {"between 9/3/26 and 12/3/26", "2026-03-09", "9/3/26"},
    {"w/c 9 March", "2026-03-09", "9 March"},
    {"Thurs 5th Feb 2026", "2026-02-05", "Thurs 5th Feb 2026"},
    {"00/00/0000", "", NULL},
    {"on 13th", "2026-03-13", "13th"},
    {"on the 28th.", "2026-02-28", "28th"},
    {"13th", "2026-03-13", "13th"},
    {"by 31st", "2026-03-31", NULL},
    {"his 13th birthday", "", NULL},
    {"on the 2nd visit", "", NULL},
    {"this is the 2nd time", "", NULL},
    /* words */
    {"today", "2026-03-09", "today"},
    {"Seen YESTERDAY at home", "2026-03-08", "YESTERDAY"},
    {"tomorrow", "2026-03-10", NULL},
    {"the day after tomorrow", "2026-03-11", NULL},
    {"the day before yesterday", "2026-03-07", NULL},
    {"today's visit", "2026-03-09", NULL},
    {"Friday", "2026-03-06", "Friday"},
    {"Fri", "2026-03-06", NULL},
    {"Monday", "2026-03-09", NULL},
    {"last Monday", "2026-03-02", NULL},
    {"next Friday", "2026-03-13", NULL},
    {"on Weds", "2026-03-04", NULL},
    {"on wed", "2026-03-04", NULL},
    {"the child sat with me", "", NULL},
    {"on Fridays", "", NULL},
    {"friday@school.example", "", NULL},
    {"mail@tuesday.example", "", NULL},
    /* not dates */
    {"", "", NULL},
    {"15:45", "", NULL},
    {"at 15.45 and 3.45pm", "", NULL},
    {"HAV-26-0042-R", "", NULL},
    {"CAM-26-12-10", "", NULL},
    {"01632 960101", "", NULL},
    {"01632 960 101", "", NULL},
    {"020 7946 0958", "", NULL},
    {"07700-900-123", "", NULL},
    {"NHS 943 476 5919", "", NULL},
    {"943-476-5919", "", NULL},
    {"9434765919", "", NULL},
    {"UPN H801200001001", "", NULL},
    {"24/7 support", "", NULL},
    {"1/2 of the time", "", NULL},
    {"half: 50/50", "", NULL},
    {"\xc2\xa3"
     "4/3",
     "", NULL},
    {"10.1.20.3", "", NULL},
    {"1.2.3", "", NULL},
    {"ages 5-10", "", NULL},
    {"Section 47", "", NULL},
    {"in March 2026", "", NULL},
    {"2 children may be", "", NULL},
    {"of the 4 may be at risk", "", NULL},
    {"child 1 may have", "", NULL},
    {"12 March Road", "", NULL},
    {"Stage 2\nMay 2026", "", NULL},
    {"Stage 2, May 2026", "", NULL},
    {"Stage 2 - May 2026", "", NULL},
    {"referral_2026-03-09.docx", "", NULL},
    {"April Smith", "", NULL},
    {"4 Marchetti", "", NULL},
    {"\xff\xfe 4 March", "2026-03-04", "4 March"},
};

static const Row ahead_rows[] = {
    {"Friday", "2026-03-13", "Friday"},  {"by Friday noon", "2026-03-13", "Friday"},
    {"Monday", "2026-03-09", NULL},      {"Sunday", "2026-03-15", NULL},
    {"last Friday", "2026-03-06", NULL}, {"next Monday", "2026-03-16", NULL},
    {"25 Mar", "2026-03-25", NULL},      {"4/3", "2026-03-04", NULL},
};

static void check_row(const Row *row, gboolean ahead)
{
    gsize start, end;
    Day day = day_read(row->text, reference(), ahead, &start, &end);
    g_autofree char *got = day_iso(day);
    g_autofree char *part = g_strndup(row->text + start, end - start);
    if (!g_str_equal(got, row->want) || (row->part && !g_str_equal(part, row->part))) {
        g_test_message("'%s': got '%s' from '%s', want '%s' from '%s'", row->text, got, part,
                       row->want, row->part ? row->part : "anything");
        g_test_fail();
    }
}

static void test_read(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(behind_rows); i++)
        check_row(&behind_rows[i], FALSE);
    for (gsize i = 0; i < G_N_ELEMENTS(ahead_rows); i++)
        check_row(&ahead_rows[i], TRUE);
    g_assert_cmpuint(day_read("4 March", reference(), FALSE, NULL, NULL), ==, day_new(2026, 3, 4));
    g_assert_cmpuint(day_read(NULL, reference(), FALSE, NULL, NULL), ==, DAY_UNKNOWN);
}

/* Without a reference only a date that is whole can be read. */
static void test_without_reference(void)
{
    g_assert_cmpuint(day_read("4 March 2026", DAY_UNKNOWN, FALSE, NULL, NULL), ==,
                     day_new(2026, 3, 4));
    g_assert_cmpuint(day_read("4 March", DAY_UNKNOWN, FALSE, NULL, NULL), ==, DAY_UNKNOWN);
    g_assert_cmpuint(day_read("Friday", DAY_UNKNOWN, FALSE, NULL, NULL), ==, DAY_UNKNOWN);
    g_assert_cmpuint(day_read("today", DAY_UNKNOWN, FALSE, NULL, NULL), ==, DAY_UNKNOWN);
    g_assert_cmpuint(day_read("on 13th", DAY_UNKNOWN, FALSE, NULL, NULL), ==, DAY_UNKNOWN);
}

/* Every day of six years in every usual way of writing reads back as itself. */
static void test_round_trip(void)
{
    for (Day day = day_new(2023, 1, 1); day < day_new(2029, 1, 1); day++) {
        g_autofree char *iso = day_iso(day);
        g_autofree char *words = day_words(day);
        int year, month, mday;
        day_split(day, &year, &month, &mday);
        g_autofree char *figures = g_strdup_printf("%d/%d/%02d", mday, month, year % 100);
        g_assert_cmpuint(day_read(iso, reference(), FALSE, NULL, NULL), ==, day);
        g_assert_cmpuint(day_read(words, reference(), FALSE, NULL, NULL), ==, day);
        g_assert_cmpuint(day_read(figures, reference(), TRUE, NULL, NULL), ==, day);
    }
}

static void test_time(void)
{
    static const struct {
        const char *text;
        int want;
    } rows[] = {
        {"15:45", 945},
        {"on 4 March at 15:45", 945},
        {"3.45pm", 945},
        {"3.45 pm", 945},
        {"7 pm", 1140},
        {"7pm", 1140},
        {"7 p.m.", 1140},
        {"12am", 0},
        {"12 noon", 720},
        {"12.30am", 30},
        {"12pm", 720},
        {"15.45", -1},
        {"at 15.45", 945},
        {"by 15.00", 900},
        {"Fri 6 March 15.00", 900},
        {"6 March 2026 15.00", 900},
        {"3pm", 900},
        {"noon", 720},
        {"Section 15.45", -1},
        {"1545 hrs", 945},
        {"1545hrs", 945},
        {"15:45:30", 945},
        {"15:45pm", 945},
        {"11.1.21", -1},
        {"11.10.21", -1},
        {"25:10", -1},
        {"10:75", -1},
        {"HAV-26-0042-R", -1},
        {"01632 960101", -1},
        {"midday", 720},
        {"2026-03-09T10:15", 615},
        {"09:05", 545},
        {"1:2", -1},
        {"25 pm", -1},
        {"", -1},
        {"20 Main Street", -1},
        {"4 March 2026", -1},
        {"at 11.10.21", -1},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        int got = time_read(rows[i].text);
        if (got != rows[i].want) {
            g_test_message("'%s': got %d, want %d", rows[i].text, got, rows[i].want);
            g_test_fail();
        }
    }
    g_assert_cmpint(time_read(NULL), ==, -1);
}

static void test_trouble(void)
{
    static const struct {
        const char *text;
        DayTrouble want;
    } rows[] = {
        {"4 March 2026", DAY_TROUBLE_NONE},
        {"03/04/2026", DAY_TROUBLE_NONE}, /* the third of April, whatever was meant */
        {"03/25/2026", DAY_TROUBLE_MONTH_FIRST},
        {"3-25-26", DAY_TROUBLE_MONTH_FIRST},
        {"Wed 03/25/2026", DAY_TROUBLE_MONTH_FIRST},
        {"born 12.31.2015, at home", DAY_TROUBLE_MONTH_FIRST},
        {"31/02/26", DAY_TROUBLE_NO_SUCH_DAY},
        {"31 June 2026", DAY_TROUBLE_NO_SUCH_DAY},
        {"29/02/2026", DAY_TROUBLE_NO_SUCH_DAY},
        {"13/13/2026", DAY_TROUBLE_NO_SUCH_DAY},
        {"00/12/2026", DAY_TROUBLE_NO_SUCH_DAY},
        {"2026-13-25", DAY_TROUBLE_NO_SUCH_DAY},
        {"soon", DAY_TROUBLE_NO_DATE},
        {"", DAY_TROUBLE_NO_DATE},
        {NULL, DAY_TROUBLE_NO_DATE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("'%s'", rows[i].text ? rows[i].text : "");
        g_assert_cmpint(day_trouble(rows[i].text, reference()), ==, rows[i].want);
    }
}

static void test_years(void)
{
    static const struct {
        const char *born, *today;
        guint years;
    } rows[] = {{"2010-06-15", "2026-06-14", 15}, {"2010-06-15", "2026-06-15", 16},
                {"2008-02-29", "2026-02-28", 17}, {"2008-02-29", "2026-03-01", 18},
                {"2026-03-01", "2026-12-31", 0},  {"2026-03-01", "2025-12-31", 0}};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("%s to %s", rows[i].born, rows[i].today);
        g_assert_cmpuint(day_years(day_from_iso(rows[i].born), day_from_iso(rows[i].today)), ==,
                         rows[i].years);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/day/years", test_years);
    g_test_add_func("/day/calendar", test_calendar);
    g_test_add_func("/day/words", test_words);
    g_test_add_func("/day/iso", test_iso);
    g_test_add_func("/day/read", test_read);
    g_test_add_func("/day/without-reference", test_without_reference);
    g_test_add_func("/day/round-trip", test_round_trip);
    g_test_add_func("/day/time", test_time);
    g_test_add_func("/day/trouble", test_trouble);
    return g_test_run();
}
