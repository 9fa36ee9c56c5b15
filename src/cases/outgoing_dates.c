/* outgoing_dates: a date of birth is one in every writing.
 *
 * Day, month and year are looked for as three words that follow one another, in the orders that people
 * write them in, month first too; a year has four digits or two. Numbers of six or eight digits are
 * tried as a date without marks. What is a date of the case as well (a child born on the day that the
 * mail came) is the caller's to judge. Fails never. */
#include "outgoing_dates.h"
#include "word_scan.h"
#include <string.h>

typedef struct {
    guint value, digits; /* digits 0: the name of a month */
} Part;

static guint month_named(const char *word, gsize length)
{
    static const char *const names[] = {"january",   "february", "march",    "april",
                                        "may",       "june",     "july",     "august",
                                        "september", "october",  "november", "december"};
    for (guint i = 0; length >= 3 && i < G_N_ELEMENTS(names); i++)
        if (length <= strlen(names[i]) && g_ascii_strncasecmp(word, names[i], length) == 0)
            return i + 1;
    return length == 4 && g_ascii_strncasecmp(word, "sept", 4) == 0 ? 9 : 0;
}

static gboolean is_ordinal(const char *suffix, gsize length)
{
    static const char *const suffixes[] = {"st", "nd", "rd", "th"};
    for (gsize i = 0; length == 2 && i < G_N_ELEMENTS(suffixes); i++)
        if (g_ascii_strncasecmp(suffix, suffixes[i], 2) == 0)
            return TRUE;
    return length == 0;
}

/* FALSE: no part of a date. */
static gboolean read_part(const char *text, const ScannedWord *word, Part *part_out)
{
    const char *p = text + word->start;
    gsize digits = 0;
    *part_out = (Part){0};
    if (!word->number) {
        part_out->value = month_named(p, word->length);
        return part_out->value > 0;
    }
    for (; digits < word->length && g_ascii_isdigit(p[digits]); digits++)
        part_out->value = part_out->value * 10 + (guint)(p[digits] - '0');
    part_out->digits = (guint)digits;
    return digits <= 4 && is_ordinal(p + digits, word->length - digits);
}

typedef struct {
    guint mday, month, year;
} Born;

static gboolean is_year(const Part *part, const Born *born)
{
    return part->digits == 4 ? part->value == born->year
                             : part->digits == 2 && part->value == born->year % 100;
}

static gboolean is_day(const Part *part, const Born *born)
{
    return (part->digits == 1 || part->digits == 2) && part->value == born->mday;
}

static gboolean is_month(const Part *part, const Born *born)
{
    return part->digits <= 2 && part->value == born->month;
}

static gboolean are(const Part part[3], const Born *born)
{
    return (is_year(&part[2], born) && ((is_day(&part[0], born) && is_month(&part[1], born)) ||
                                        (is_month(&part[0], born) && is_day(&part[1], born)))) ||
           (is_year(&part[0], born) && part[0].digits == 4 && is_month(&part[1], born) &&
            is_day(&part[2], born));
}

static guint number_of(const char *digits, guint length)
{
    guint number = 0;
    for (guint i = 0; i < length; i++)
        number = number * 10 + (guint)(digits[i] - '0');
    return number;
}

/* "14052018", "20180514", "140518", "180514" */
static gboolean runs_together(const char *text, const ScannedWord *word, const Born *born)
{
    const char *p = text + word->start;
    guint year = word->length == 8 ? 4 : 2;
    if (!word->digits || (word->length != 8 && word->length != 6))
        return FALSE;
    const Part forward[3] = {
        {number_of(p, 2), 2}, {number_of(p + 2, 2), 2}, {number_of(p + 4, year), year}};
    const Part back[3] = {
        {number_of(p + year + 2, 2), 2}, {number_of(p + year, 2), 2}, {number_of(p, year), year}};
    return are(forward, born) || are(back, born);
}

/* Three parts from `i` on, an 'of' left out. FALSE: there are not that many. */
static gboolean three_parts(const char *text, const GArray *words, guint i, Part part[3])
{
    for (guint n = 0; n < 3; i++) {
        if (i >= words->len)
            return FALSE;
        const ScannedWord *word = &g_array_index(words, ScannedWord, i);
        if (n == 1 && word->length == 2 && g_ascii_strncasecmp(text + word->start, "of", 2) == 0)
            continue;
        if (!read_part(text, word, &part[n++]))
            return FALSE;
    }
    return TRUE;
}

/* A number that is none of the three stands in no writing of the day: nearly all that a text has. */
static gboolean may_stand_at(const char *text, const ScannedWord *word, const Born *born)
{
    Part part;
    if (!word->number)
        return FALSE;
    return (word->digits && (word->length == 8 || word->length == 6)) ||
           (read_part(text, word, &part) &&
            (is_day(&part, born) || is_month(&part, born) || is_year(&part, born)));
}

static gboolean stands_at(const char *text, const GArray *words, guint i, const Born *born)
{
    Part part[3];
    if (runs_together(text, &g_array_index(words, ScannedWord, i), born))
        return TRUE;
    if (three_parts(text, words, i, part) && are(part, born))
        return TRUE;
    return i > 0 && !g_array_index(words, ScannedWord, i - 1).number &&
           three_parts(text, words, i - 1, part) && are(part, born);
}

Day outgoing_date(const char *text, const GArray *words, const GArray *days)
{
    for (guint n = 0; n < days->len; n++) {
        Day day = g_array_index(days, Day, n);
        int year = 0, month = 0, mday = 0;
        day_split(day, &year, &month, &mday);
        const Born born = {(guint)mday, (guint)month, (guint)year};
        for (guint i = 0; i < words->len; i++)
            if (may_stand_at(text, &g_array_index(words, ScannedWord, i), &born) &&
                stands_at(text, words, i, &born))
                return day;
    }
    return DAY_UNKNOWN;
}

/* ---- the case's own ---- */

static gboolean is_fact(const Case *c, const Ruleset *rules, Day day)
{
    for (guint i = 0; i < c->facts->len; i++) {
        const Fact *fact = g_ptr_array_index(c->facts, i);
        const FormField *field = forms_field(rules->forms, fact->key);
        Instant said =
            field != NULL && field->type == FIELD_DATE ? case_fact_at(c, fact) : INSTANT_UNKNOWN;
        if (said != INSTANT_UNKNOWN &&
            day_read(fact->value, instant_day(said, rules->site.zone), FALSE, NULL, NULL) == day)
            return TRUE;
    }
    return FALSE;
}

gboolean outgoing_date_of_case(const Case *c, const Ruleset *rules, Day day)
{
    if (c == NULL)
        return FALSE;
    for (guint i = 0; i < c->dates->len; i++) {
        const CaseDate *date = g_ptr_array_index(c->dates, i);
        if (date->due_day == day || date->from == day)
            return TRUE;
    }
    for (guint i = 0; i < c->events->len; i++) {
        const Event *event = g_ptr_array_index(c->events, i);
        if (instant_day(event->at, rules->site.zone) == day)
            return TRUE;
    }
    return is_fact(c, rules, day);
}
