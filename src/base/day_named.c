/* day_named: dates with the name of their month.
 *
 * Owns the ways "4 March 2026" is written, ranges of which the first day counts, and what only looks
 * alike: 'the 4 may be', "12 March Road", 'stage 2 - 11 March', a time of day where a year would stand.
 * Fails never. */
#include "day_parts.h"

#define RANGE_MARKS "-/&\xe2\x80\x93"

/* Behind "of", a glued mark or nothing: where a month's name would stand. "2 - May" is no date. */
static int behind_joint(const DayReading *reading, int i)
{
    static const char *const of[] = {"of", NULL};
    gboolean mark = day_token_is_mark(day_at(reading, i), "-/.") && day_glued(reading, i) &&
                    day_glued(reading, i + 1);
    return i + (mark || day_token_is_word(day_at(reading, i), of));
}

/* May "2 - 11 March" and "2 and 11 March" be days both? Not in "stage 2 - 11 March". */
static gboolean opens_range(const DayReading *reading, int number, int joint)
{
    static const char *const before[] = {"from", "between", "on", "the", "dates", "of", NULL};
    if (day_glued(reading, joint) && day_glued(reading, joint + 1))
        return TRUE;
    return day_at(reading, number - 1)->kind != TOKEN_WORD ||
           day_weekday_of(day_at(reading, number - 1)) > 0 ||
           day_token_is_word(day_at(reading, number - 1), before);
}

/* The month's name that belongs to the day's number, also over a range: "9-11 March", "9 and 10
 * March". `i` is behind the number and its ending. -1 if there is none. */
static int find_month(const DayReading *reading, int number, int i)
{
    static const char *const joints[] = {"to", "and", "or", NULL};
    int month = behind_joint(reading, i);
    if (day_month_of(day_at(reading, month)) > 0)
        return month;
    gboolean joined = day_token_is_word(day_at(reading, i), joints) ||
                      day_token_is_mark(day_at(reading, i), RANGE_MARKS);
    if (!joined || !day_short_number(reading, i + 1) || !opens_range(reading, number, i))
        return -1;
    gboolean unused;
    month = behind_joint(reading, day_behind_number(reading, i + 1, &unused));
    return day_month_of(day_at(reading, month)) > 0 ? month : -1;
}

/* A two-digit year behind a month's name: glued, or with nothing after it that would make it a time
 * or a number of something. */
static gboolean short_year(const DayReading *reading, int i)
{
    const DayToken *after = day_at(reading, i + 1);
    if (day_at(reading, i)->digits != 2 || day_token_is_mark(after, ":/-%"))
        return FALSE;
    if (day_glued(reading, i))
        return !day_glued_number(reading, i + 2) || !day_glued(reading, i + 1);
    if (after->kind == TOKEN_WORD || after->kind == TOKEN_NUMBER)
        return FALSE;
    return !(after->kind == TOKEN_MARK && day_glued_number(reading, i + 2));
}

/* The index of the year that belongs to a month's name before token i, or -1. `joint` is the mark
 * between day and month: "4-Mar-26" goes on with it, "4 March-10 March" does not. */
static int find_year(const DayReading *reading, int i, gunichar joint)
{
    static const char *const hours[] = {"hrs", "hours", "h", "hr", NULL};
    if (day_token_is_mark(day_at(reading, i), "."))
        i++;
    const DayToken *mark = day_at(reading, i);
    gboolean quote = day_token_is_mark(mark, "'\xe2\x80\x98\xe2\x80\x99");
    if (quote || day_token_is_mark(mark, ",") || (mark->kind == TOKEN_MARK && mark->mark == joint))
        i++;
    if (day_fair_year(day_at(reading, i)))
        return day_token_is_word(day_at(reading, i + 1), hours) || day_glued_number(reading, i + 1)
                   ? -1
                   : i;
    return day_at(reading, i)->kind == TOKEN_NUMBER && short_year(reading, i) ? i : -1;
}

/* "4 may be", "12 March Road": a number and a word that is no month. */
static gboolean no_month(const DayReading *reading, int month)
{
    static const char *const streets[] = {
        "road", "street",  "avenue",   "close", "lane",  "drive", "way",     "court",
        "rd",   "gardens", "crescent", "place", "house", "grove", "terrace", NULL};
    static const char *const verbs[] = {"may", "march", NULL};
    const DayToken *after = day_at(reading, month + 1);
    if (day_token_is_word(after, streets))
        return TRUE;
    return day_token_is_word(day_at(reading, month), verbs) && day_at(reading, month)->lower &&
           after->kind == TOKEN_WORD;
}

DayForm day_named_read(const DayReading *reading, int i, DayFound *found)
{
    gboolean ordinal;
    int mday = day_at(reading, i)->value;
    if (!day_short_number(reading, i) || mday < 1 || mday > 31)
        return FORM_NONE;
    int behind = day_behind_number(reading, i, &ordinal);
    int month = find_month(reading, i, behind);
    if (month < 0)
        return FORM_NONE;
    int year = find_year(reading, month + 1, day_at(reading, behind)->mark);
    if (year < 0 && !ordinal && no_month(reading, month))
        return FORM_NONE;
    Day day = day_with_year(reading, year < 0 ? NULL : day_at(reading, year),
                            day_month_of(day_at(reading, month)), mday);
    return day_settle(found, day, MAX(month, year) + 1);
}

DayForm day_named_month_first(const DayReading *reading, int i, DayFound *found)
{
    gboolean ordinal;
    int month = day_month_of(day_at(reading, i));
    if (month == 0 || (day_glued(reading, i) && day_at(reading, i - 1)->kind != TOKEN_MARK))
        return FORM_NONE;
    int number = i + 1 + day_token_is_mark(day_at(reading, i + 1), ".");
    int mday = day_at(reading, number)->value;
    if (!day_short_number(reading, number) || mday < 1 || mday > 31)
        return FORM_NONE;
    int behind = day_behind_number(reading, number, &ordinal);
    int year = behind + day_token_is_mark(day_at(reading, behind), ",");
    if (!day_fair_year(day_at(reading, year)) || day_glued(reading, year + 1))
        year = -1;
    if (year < 0 && !ordinal)
        return FORM_NONE;
    Day day = day_with_year(reading, year < 0 ? NULL : day_at(reading, year), month, mday);
    return day_settle(found, day, year < 0 ? behind : year + 1);
}
