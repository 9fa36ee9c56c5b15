/* day: calendar dates as Julian day numbers, and how they are written out.
 *
 * Owns the Gregorian arithmetic (GDate's) and the English names, which do not depend on the locale:
 * a letter must read the same on every machine. Reading dates is day_read.c. Fails never; what is
 * no date is DAY_UNKNOWN, which prints as nothing. */
#include "day.h"
#include <string.h>

#define YEAR_LAST 9999
#define ISO_LENGTH 10

static const char *const weekday_names[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
static const char *const month_names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

Day day_new(int year, int month, int mday)
{
    if (year < 1 || year > YEAR_LAST || month < 1 || month > 12 || mday < 1 || mday > 31)
        return DAY_UNKNOWN;
    if (!g_date_valid_dmy((GDateDay)mday, (GDateMonth)month, (GDateYear)year))
        return DAY_UNKNOWN;
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_dmy(&date, (GDateDay)mday, (GDateMonth)month, (GDateYear)year);
    return g_date_get_julian(&date);
}

void day_split(Day day, int *year_out, int *month_out, int *mday_out)
{
    g_assert(day != DAY_UNKNOWN);
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_julian(&date, day);
    *year_out = g_date_get_year(&date);
    *month_out = (int)g_date_get_month(&date);
    *mday_out = g_date_get_day(&date);
}

int day_weekday(Day day)
{
    return (int)((day - 1) % 7) + 1; /* day 1 was a Monday */
}

/* The number in at least `digits` digits; where it ends. Dates are written so often (a case opened
 * writes thirty) that printf took a twentieth of the time. */
static char *put_number(char *at, int number, int digits)
{
    int unit = 1;
    while (--digits > 0 || number / unit > 9)
        unit *= 10;
    for (; unit > 0; unit /= 10)
        *at++ = (char)('0' + number / unit % 10);
    *at = '\0';
    return at;
}

char *day_iso(Day day)
{
    char text[16], *at = text;
    int year, month, mday;
    if (day == DAY_UNKNOWN)
        return g_strdup("");
    day_split(day, &year, &month, &mday);
    at = put_number(at, year, 4);
    *at++ = '-';
    at = put_number(at, month, 2);
    *at++ = '-';
    put_number(at, mday, 2);
    return g_strdup(text);
}

/* "Mon 2 Mar"; where it ends. */
static char *put_words(char *at, Day day, int *year_out)
{
    int month, mday;
    day_split(day, year_out, &month, &mday);
    at = g_stpcpy(at, weekday_names[day_weekday(day) - 1]);
    *at++ = ' ';
    at = put_number(at, mday, 1);
    *at++ = ' ';
    return g_stpcpy(at, month_names[month - 1]);
}

char *day_words_short(Day day)
{
    char text[16];
    int year;
    if (day == DAY_UNKNOWN)
        return g_strdup("");
    put_words(text, day, &year);
    return g_strdup(text);
}

char *day_words(Day day)
{
    char text[24];
    int year;
    if (day == DAY_UNKNOWN)
        return g_strdup("");
    char *at = put_words(text, day, &year);
    *at++ = ' ';
    put_number(at, year, 1);
    return g_strdup(text);
}

static int number_at(const char *text, int digits)
{
    int value = 0;
    for (int i = 0; i < digits; i++)
        value = value * 10 + g_ascii_digit_value(text[i]);
    return value;
}

Day day_from_iso(const char *text)
{
    if (!text || strlen(text) != ISO_LENGTH)
        return DAY_UNKNOWN;
    for (int i = 0; i < ISO_LENGTH; i++)
        if (i == 4 || i == 7 ? text[i] != '-' : !g_ascii_isdigit(text[i]))
            return DAY_UNKNOWN;
    return day_new(number_at(text, 4), number_at(text + 5, 2), number_at(text + 8, 2));
}

guint day_years(Day born, Day today)
{
    int from[3] = {0}, to[3] = {0};
    day_split(born, &from[0], &from[1], &from[2]);
    day_split(today, &to[0], &to[1], &to[2]);
    gboolean had = to[1] > from[1] || (to[1] == from[1] && to[2] >= from[2]);
    return to[0] > from[0] ? (guint)(to[0] - from[0] - !had) : 0;
}
