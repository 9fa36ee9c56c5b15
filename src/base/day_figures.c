/* day_figures: dates written in figures.
 *
 * Owns what keeps "04/03/26" apart from times, references, telephone and NHS numbers: what it is glued
 * to, the separators being alike, the number of digits. Day first always; only a four-digit year in
 * front makes it year, month, day. Fails never. */
#include "day_parts.h"

gboolean day_figures_begin(const DayReading *reading, int i)
{
    const DayToken *before = day_at(reading, i - 1);
    if (!day_glued(reading, i))
        return TRUE;
    if (before->kind != TOKEN_MARK || day_token_is_mark(before, "#$+\xc2\xa3\xe2\x82\xac"))
        return FALSE;
    if (!day_glued(reading, i - 1) || day_at(reading, i - 2)->kind == TOKEN_MARK)
        return TRUE;
    gboolean number = day_at(reading, i - 2)->kind == TOKEN_NUMBER;
    return !day_token_is_mark(before, number ? "-/.,\\_@:" : "-/.\\_@");
}

/* May a date in figures end before token `next`? */
static gboolean ends(const DayReading *reading, int next, gunichar separator)
{
    const DayToken *after = day_at(reading, next);
    if (!day_glued(reading, next))
        return TRUE;
    if (after->kind != TOKEN_MARK || day_token_is_mark(after, "_@%"))
        return FALSE;
    if ((after->mark == separator || after->mark == ':') && day_glued_number(reading, next + 1))
        return FALSE;
    return !(after->mark == '-' && separator == '-' && day_glued(reading, next + 1));
}

/* "2026-03-09T10:00": a time may be glued to a date that begins with the year. */
static gboolean iso_ends(const DayReading *reading, int next, gunichar separator)
{
    if (separator == '-' && day_glued(reading, next) &&
        g_str_equal(day_at(reading, next)->word, "t"))
        return day_glued_number(reading, next + 1);
    return ends(reading, next, separator);
}

/* The mark at i and i + 2 that keeps three numbers apart; 0 if there is none. Slashes may stand
 * free. */
static gunichar separator_of(const DayReading *reading, int i)
{
    const DayToken *first = day_at(reading, i + 1), *second = day_at(reading, i + 3);
    if (!day_token_is_mark(first, "/.-\\") || second->kind != TOKEN_MARK ||
        second->mark != first->mark)
        return 0;
    for (int k = i + 1; k <= i + 4; k++)
        if (day_at(reading, k)->gap && first->mark != '/')
            return 0;
    return first->mark;
}

/* "04/03/26", "11.1.2021", "2026-03-09". */
static DayForm read_figures(const DayReading *reading, int i, DayFound *found)
{
    gunichar separator = separator_of(reading, i);
    const DayToken *first = day_at(reading, i), *last = day_at(reading, i + 4);
    if (separator == 0 || !day_short_number(reading, i + 2) || last->kind != TOKEN_NUMBER)
        return FORM_NONE;
    int month = day_at(reading, i + 2)->value;
    if (day_fair_year(first) && last->digits <= 2 && iso_ends(reading, i + 5, separator))
        return day_settle(found, day_new(first->value, month, last->value), i + 5);
    if (first->digits > 2 || (last->digits != 2 && last->digits != 4) ||
        !ends(reading, i + 5, separator))
        return FORM_NONE;
    return day_settle(found, day_with_year(reading, last, month, first->value), i + 5);
}

/* "04 03 2026", as from the boxes of a printed form. */
static DayForm read_boxes(const DayReading *reading, int i, DayFound *found)
{
    const DayToken *mday = day_at(reading, i), *month = day_at(reading, i + 1),
                   *year = day_at(reading, i + 2);
    if (mday->digits != 2 || month->digits != 2 || !day_fair_year(year))
        return FORM_NONE;
    if (day_at(reading, i - 1)->kind == TOKEN_NUMBER || day_glued(reading, i + 3))
        return FORM_NONE;
    if (month->value > 12 || month->kind != TOKEN_NUMBER)
        return FORM_NONE;
    return day_settle(found, day_with_year(reading, year, month->value, mday->value), i + 3);
}

DayForm day_figures_read(const DayReading *reading, int i, DayFound *found)
{
    DayForm form = read_figures(reading, i, found);
    return form == FORM_NONE ? read_boxes(reading, i, found) : form;
}

DayForm day_figures_pair(const DayReading *reading, int i, DayFound *found)
{
    static const char *const of[] = {"of", NULL};
    static const char *const spans[] = {"in",    "for",   "aged", "age",
                                        "every", "score", NULL}; /* "in 6/12": months */
    if (day_token_is_word(day_at(reading, i - 1), spans))
        return FORM_NONE;
    if (!day_short_number(reading, i) || !day_short_number(reading, i + 2) ||
        !day_token_is_mark(day_at(reading, i + 1), "/"))
        return FORM_NONE;
    int mday = day_at(reading, i)->value, month = day_at(reading, i + 2)->value;
    if (!day_glued(reading, i + 1) || !day_glued(reading, i + 2) || !ends(reading, i + 3, '/'))
        return FORM_NONE;
    if (mday < 1 || mday > 31 || month < 1 || month > 12 ||
        day_token_is_word(day_at(reading, i + 3), of))
        return FORM_NONE;
    if (mday == 24 && month == 7) /* round the clock */
        return FORM_NONE;
    return day_settle(found, day_with_year(reading, NULL, month, mday), i + 3);
}
