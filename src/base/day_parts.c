/* day_parts: what the forms of a date have in common.
 *
 * Owns the names of months and weekdays and the two guesses about years: a missing one is that which
 * puts the date nearest to the reference, a two-digit one is of this century unless that lies more than
 * twenty years ahead. Without a reference nothing is guessed. Fails never. */
#include "day_parts.h"
#include <string.h>

#define YEAR_FIRST 1900
#define YEAR_LAST 2100
#define YEARS_AHEAD 20
#define LEAP_REACH 8 /* years to look for a 29 February without a year */
#define NAME_LETTERS 3

static const char *const weekdays[] = {"monday", "tuesday",  "wednesday", "thursday",
                                       "friday", "saturday", "sunday"};
static const char *const months[] = {"january",   "february", "march",    "april",
                                     "may",       "june",     "july",     "august",
                                     "september", "october",  "november", "december"};

const DayToken *day_at(const DayReading *reading, int index)
{
    return day_token(reading->tokens, index);
}

gboolean day_glued(const DayReading *reading, int index)
{
    return day_token_glued(reading->tokens, index);
}

gboolean day_glued_number(const DayReading *reading, int index)
{
    return day_glued(reading, index) && day_at(reading, index)->kind == TOKEN_NUMBER;
}

gboolean day_short_number(const DayReading *reading, int index)
{
    const DayToken *token = day_at(reading, index);
    return token->kind == TOKEN_NUMBER && token->digits <= 2;
}

/* From 1, the name that `token` is or begins; 0 if none. */
static int named(const DayToken *token, const char *const *names, int count)
{
    if (token->kind != TOKEN_WORD || strlen(token->word) < NAME_LETTERS)
        return 0;
    for (int i = 0; i < count; i++)
        if (g_str_has_prefix(names[i], token->word))
            return i + 1;
    return 0;
}

int day_month_of(const DayToken *token)
{
    return named(token, months, G_N_ELEMENTS(months));
}

int day_weekday_of(const DayToken *token)
{
    if (g_str_equal(token->word, "weds"))
        return 3;
    return named(token, weekdays, G_N_ELEMENTS(weekdays));
}

static gboolean is_ordinal(const DayReading *reading, int i)
{
    static const char *const endings[] = {"st", "nd", "rd", "th", NULL};
    return day_token_is_word(day_at(reading, i), endings);
}

int day_behind_number(const DayReading *reading, int i, gboolean *ordinal_out)
{
    *ordinal_out = is_ordinal(reading, i + 1);
    return i + (*ordinal_out ? 2 : 1);
}

DayForm day_settle(DayFound *found, Day day, int next)
{
    found->day = day;
    found->next = next;
    return day == DAY_UNKNOWN ? FORM_IMPOSSIBLE : FORM_DAY;
}

static guint distance(Day a, Day b)
{
    return a > b ? a - b : b - a;
}

Day day_nearer(const DayReading *reading, Day best, Day day)
{
    if (day == DAY_UNKNOWN || best == DAY_UNKNOWN)
        return best == DAY_UNKNOWN ? day : best;
    guint left = distance(best, reading->reference), right = distance(day, reading->reference);
    if (left == right)
        return reading->ahead ? MAX(best, day) : MIN(best, day);
    return left < right ? best : day;
}

static Day without_year(const DayReading *reading, int month, int mday)
{
    int year, unused;
    if (reading->reference == DAY_UNKNOWN)
        return DAY_UNKNOWN;
    day_split(reading->reference, &year, &unused, &unused);
    int reach = month == 2 && mday == 29 ? LEAP_REACH : 1;
    Day best = DAY_UNKNOWN;
    for (int y = year - reach; y <= year + reach; y++)
        best = day_nearer(reading, best, day_new(y, month, mday));
    return best;
}

/* More than twenty years after the reference? */
static gboolean too_far(const DayReading *reading, int year, int month, int mday)
{
    int y, m, d;
    if (reading->reference == DAY_UNKNOWN)
        return FALSE;
    day_split(reading->reference, &y, &m, &d);
    return year * 10000 + month * 100 + mday > (y + YEARS_AHEAD) * 10000 + m * 100 + d;
}

gboolean day_fair_year(const DayToken *token)
{
    return token->kind == TOKEN_NUMBER && token->digits == 4 && token->value >= YEAR_FIRST &&
           token->value <= YEAR_LAST;
}

Day day_with_year(const DayReading *reading, const DayToken *year, int month, int mday)
{
    if (!year)
        return without_year(reading, month, mday);
    if (year->digits == 4)
        return day_fair_year(year) ? day_new(year->value, month, mday) : DAY_UNKNOWN;
    gboolean last_century = too_far(reading, 2000 + year->value, month, mday);
    return day_new((last_century ? 1900 : 2000) + year->value, month, mday);
}
