/* day_read: the first date in what somebody wrote.
 *
 * Owns the forms a date may have in English letters and forms: day first always, month names cut or
 * whole, ordinals, two-digit years, weekdays, 'today'. Numbers that only look alike (times,
 * references, telephone and NHS numbers) are kept out by what they are glued to. A wrong date is
 * worse than none: a date that cannot be ends the search with DAY_UNKNOWN, and no later one is
 * taken in its place; a date is never put together from two lines. Fails never. */
#include "day.h"
#include "day_tokens.h"
#include <string.h>

#define YEAR_FIRST 1900
#define YEAR_LAST 2100
#define YEARS_AHEAD 20 /* a two-digit year farther ahead is of the last century */
#define LEAP_REACH 8   /* years to look for a 29 February without a year */
#define MONTHS_REACH 6 /* months to look for a day without a month */
#define RANGE_MARKS "-/&\xe2\x80\x93"
#define NAME_LETTERS 3

typedef struct {
    GArray *tokens;
    Day reference;
    gboolean ahead;
} Reading;

typedef enum { FORM_NONE, FORM_DAY, FORM_IMPOSSIBLE } Form;

typedef struct {
    Day day;
    int next; /* the token behind it */
} Found;

static const char *const weekdays[] = {"monday", "tuesday",  "wednesday", "thursday",
                                       "friday", "saturday", "sunday"};
static const char *const months[] = {"january",   "february", "march",    "april",
                                     "may",       "june",     "july",     "august",
                                     "september", "october",  "november", "december"};

static const DayToken *at(const Reading *reading, int index)
{
    return day_token(reading->tokens, index);
}

static gboolean glued(const Reading *reading, int index)
{
    return day_token_glued(reading->tokens, index);
}

static gboolean glued_number(const Reading *reading, int index)
{
    return glued(reading, index) && at(reading, index)->kind == TOKEN_NUMBER;
}

/* A number of one or two digits. */
static gboolean short_number(const Reading *reading, int index)
{
    const DayToken *token = at(reading, index);
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

static int month_of(const DayToken *token)
{
    return named(token, months, G_N_ELEMENTS(months));
}

static int weekday_of(const DayToken *token)
{
    if (g_str_equal(token->word, "weds"))
        return 3;
    return named(token, weekdays, G_N_ELEMENTS(weekdays));
}

static Form settle(Found *found, Day day, int next)
{
    found->day = day;
    found->next = next;
    return day == DAY_UNKNOWN ? FORM_IMPOSSIBLE : FORM_DAY;
}

static guint distance(Day a, Day b)
{
    return a > b ? a - b : b - a;
}

/* The nearer of two days to the reference; of two equally near ones the one it looks towards. */
static Day nearer(const Reading *reading, Day best, Day day)
{
    if (day == DAY_UNKNOWN || best == DAY_UNKNOWN)
        return best == DAY_UNKNOWN ? day : best;
    guint left = distance(best, reading->reference), right = distance(day, reading->reference);
    if (left == right)
        return reading->ahead ? MAX(best, day) : MIN(best, day);
    return left < right ? best : day;
}

static Day without_year(const Reading *reading, int month, int mday)
{
    int year, unused;
    if (reading->reference == DAY_UNKNOWN)
        return DAY_UNKNOWN;
    day_split(reading->reference, &year, &unused, &unused);
    int reach = month == 2 && mday == 29 ? LEAP_REACH : 1;
    Day best = DAY_UNKNOWN;
    for (int y = year - reach; y <= year + reach; y++)
        best = nearer(reading, best, day_new(y, month, mday));
    return best;
}

/* More than twenty years after the reference? */
static gboolean too_far(const Reading *reading, int year, int month, int mday)
{
    int y, m, d;
    if (reading->reference == DAY_UNKNOWN)
        return FALSE;
    day_split(reading->reference, &y, &m, &d);
    return year * 10000 + month * 100 + mday > (y + YEARS_AHEAD) * 10000 + m * 100 + d;
}

static gboolean fair_year(const DayToken *token)
{
    return token->kind == TOKEN_NUMBER && token->digits == 4 && token->value >= YEAR_FIRST &&
           token->value <= YEAR_LAST;
}

/* A date whose year is the token `year`, of two or four digits, or whose year is missing (NULL). */
static Day with_year(const Reading *reading, const DayToken *year, int month, int mday)
{
    if (!year)
        return without_year(reading, month, mday);
    if (year->digits == 4)
        return fair_year(year) ? day_new(year->value, month, mday) : DAY_UNKNOWN;
    gboolean last_century = too_far(reading, 2000 + year->value, month, mday);
    return day_new((last_century ? 1900 : 2000) + year->value, month, mday);
}

/* May a date begin with the number here? Not inside "HAV-26-0042", "15:04", "£4", "R4". */
static gboolean begins(const Reading *reading, int i)
{
    const DayToken *before = at(reading, i - 1);
    if (!glued(reading, i))
        return TRUE;
    if (before->kind != TOKEN_MARK || day_token_is_mark(before, "#$+\xc2\xa3\xe2\x82\xac"))
        return FALSE;
    if (!glued(reading, i - 1) || at(reading, i - 2)->kind == TOKEN_MARK)
        return TRUE;
    gboolean number = at(reading, i - 2)->kind == TOKEN_NUMBER;
    return !day_token_is_mark(before, number ? "-/.,\\_@:" : "-/.\\_@");
}

/* May a date in figures end before token `next`? */
static gboolean ends(const Reading *reading, int next, gunichar separator)
{
    const DayToken *after = at(reading, next);
    if (!glued(reading, next))
        return TRUE;
    if (after->kind != TOKEN_MARK || day_token_is_mark(after, "_@%"))
        return FALSE;
    if ((after->mark == separator || after->mark == ':') && glued_number(reading, next + 1))
        return FALSE;
    return !(after->mark == '-' && separator == '-' && glued(reading, next + 1));
}

/* "2026-03-09T10:00": a time may be glued to a date that begins with the year. */
static gboolean iso_ends(const Reading *reading, int next, gunichar separator)
{
    if (separator == '-' && glued(reading, next) && g_str_equal(at(reading, next)->word, "t"))
        return glued_number(reading, next + 1);
    return ends(reading, next, separator);
}

/* The mark at i and i + 2 that keeps three numbers apart; 0 if there is none. Slashes may stand
 * free. */
static gunichar separator_of(const Reading *reading, int i)
{
    const DayToken *first = at(reading, i + 1), *second = at(reading, i + 3);
    if (!day_token_is_mark(first, "/.-\\") || second->kind != TOKEN_MARK ||
        second->mark != first->mark)
        return 0;
    for (int k = i + 1; k <= i + 4; k++)
        if (at(reading, k)->gap && first->mark != '/')
            return 0;
    return first->mark;
}

/* "04/03/26", "11.1.2021", "2026-03-09". */
static Form read_figures(const Reading *reading, int i, Found *found)
{
    gunichar separator = separator_of(reading, i);
    const DayToken *first = at(reading, i), *last = at(reading, i + 4);
    if (separator == 0 || !short_number(reading, i + 2) || last->kind != TOKEN_NUMBER)
        return FORM_NONE;
    int month = at(reading, i + 2)->value;
    if (fair_year(first) && last->digits <= 2 && iso_ends(reading, i + 5, separator))
        return settle(found, day_new(first->value, month, last->value), i + 5);
    if (first->digits > 2 || (last->digits != 2 && last->digits != 4) ||
        !ends(reading, i + 5, separator))
        return FORM_NONE;
    return settle(found, with_year(reading, last, month, first->value), i + 5);
}

/* "04 03 2026", as from the boxes of a printed form. */
static Form read_boxes(const Reading *reading, int i, Found *found)
{
    const DayToken *mday = at(reading, i), *month = at(reading, i + 1), *year = at(reading, i + 2);
    if (mday->digits != 2 || month->digits != 2 || !fair_year(year))
        return FORM_NONE;
    if (at(reading, i - 1)->kind == TOKEN_NUMBER || glued(reading, i + 3))
        return FORM_NONE;
    if (month->value > 12 || month->kind != TOKEN_NUMBER)
        return FORM_NONE;
    return settle(found, with_year(reading, year, month->value, mday->value), i + 3);
}

static gboolean is_ordinal(const Reading *reading, int i)
{
    static const char *const endings[] = {"st", "nd", "rd", "th", NULL};
    return day_token_is_word(at(reading, i), endings);
}

/* Behind a day's number at i and its ending, which an office program may have set apart as "9 th".
 */
static int behind_number(const Reading *reading, int i, gboolean *ordinal_out)
{
    *ordinal_out = is_ordinal(reading, i + 1);
    return i + (*ordinal_out ? 2 : 1);
}

/* Behind "of", a glued mark or nothing: where a month's name would stand. "2 - May" is no date. */
static int behind_joint(const Reading *reading, int i)
{
    static const char *const of[] = {"of", NULL};
    gboolean mark =
        day_token_is_mark(at(reading, i), "-/.") && glued(reading, i) && glued(reading, i + 1);
    return i + (mark || day_token_is_word(at(reading, i), of));
}

/* May "2 - 11 March" and "2 and 11 March" be days both? Not in "stage 2 - 11 March". */
static gboolean opens_range(const Reading *reading, int number, int joint)
{
    static const char *const before[] = {"from", "between", "on", "the", "dates", "of", NULL};
    if (glued(reading, joint) && glued(reading, joint + 1))
        return TRUE;
    return at(reading, number - 1)->kind != TOKEN_WORD || weekday_of(at(reading, number - 1)) > 0 ||
           day_token_is_word(at(reading, number - 1), before);
}

/* The month's name that belongs to the day's number, also over a range: "9-11 March", "9 and 10
 * March". `i` is behind the number and its ending. -1 if there is none. */
static int find_month(const Reading *reading, int number, int i)
{
    static const char *const joints[] = {"to", "and", "or", NULL};
    int month = behind_joint(reading, i);
    if (month_of(at(reading, month)) > 0)
        return month;
    gboolean joined =
        day_token_is_word(at(reading, i), joints) || day_token_is_mark(at(reading, i), RANGE_MARKS);
    if (!joined || !short_number(reading, i + 1) || !opens_range(reading, number, i))
        return -1;
    gboolean unused;
    month = behind_joint(reading, behind_number(reading, i + 1, &unused));
    return month_of(at(reading, month)) > 0 ? month : -1;
}

/* A two-digit year behind a month's name: glued, or with nothing after it that would make it a time
 * or a number of something. */
static gboolean short_year(const Reading *reading, int i)
{
    const DayToken *after = at(reading, i + 1);
    if (at(reading, i)->digits != 2 || day_token_is_mark(after, ":/-%"))
        return FALSE;
    if (glued(reading, i))
        return !glued_number(reading, i + 2) || !glued(reading, i + 1);
    if (after->kind == TOKEN_WORD || after->kind == TOKEN_NUMBER)
        return FALSE;
    return !(after->kind == TOKEN_MARK && glued_number(reading, i + 2));
}

/* The index of the year that belongs to a month's name before token i, or -1. `joint` is the mark
 * between day and month: "4-Mar-26" goes on with it, "4 March-10 March" does not. */
static int find_year(const Reading *reading, int i, gunichar joint)
{
    static const char *const hours[] = {"hrs", "hours", "h", "hr", NULL};
    if (day_token_is_mark(at(reading, i), "."))
        i++;
    const DayToken *mark = at(reading, i);
    gboolean quote = day_token_is_mark(mark, "'\xe2\x80\x98\xe2\x80\x99");
    if (quote || day_token_is_mark(mark, ",") || (mark->kind == TOKEN_MARK && mark->mark == joint))
        i++;
    if (fair_year(at(reading, i)))
        return day_token_is_word(at(reading, i + 1), hours) || glued_number(reading, i + 1) ? -1
                                                                                            : i;
    return at(reading, i)->kind == TOKEN_NUMBER && short_year(reading, i) ? i : -1;
}

/* "4 may be", "12 March Road": a number and a word that is no month. */
static gboolean no_month(const Reading *reading, int month)
{
    static const char *const streets[] = {
        "road", "street",  "avenue",   "close", "lane",  "drive", "way",     "court",
        "rd",   "gardens", "crescent", "place", "house", "grove", "terrace", NULL};
    static const char *const verbs[] = {"may", "march", NULL};
    const DayToken *after = at(reading, month + 1);
    if (day_token_is_word(after, streets))
        return TRUE;
    return day_token_is_word(at(reading, month), verbs) && at(reading, month)->lower &&
           after->kind == TOKEN_WORD;
}

/* "4 March 2026", "9th Mar", "25-Mar-26", "9-11 March". */
static Form read_named(const Reading *reading, int i, Found *found)
{
    gboolean ordinal;
    int mday = at(reading, i)->value;
    if (!short_number(reading, i) || mday < 1 || mday > 31)
        return FORM_NONE;
    int behind = behind_number(reading, i, &ordinal);
    int month = find_month(reading, i, behind);
    if (month < 0)
        return FORM_NONE;
    int year = find_year(reading, month + 1, at(reading, behind)->mark);
    if (year < 0 && !ordinal && no_month(reading, month))
        return FORM_NONE;
    Day day =
        with_year(reading, year < 0 ? NULL : at(reading, year), month_of(at(reading, month)), mday);
    return settle(found, day, MAX(month, year) + 1);
}

/* "March 4th", "March 4, 2026": only with an ordinal or a whole year. */
static Form read_month_first(const Reading *reading, int i, Found *found)
{
    gboolean ordinal;
    int month = month_of(at(reading, i));
    if (month == 0 || (glued(reading, i) && at(reading, i - 1)->kind != TOKEN_MARK))
        return FORM_NONE;
    int number = i + 1 + day_token_is_mark(at(reading, i + 1), ".");
    int mday = at(reading, number)->value;
    if (!short_number(reading, number) || mday < 1 || mday > 31)
        return FORM_NONE;
    int behind = behind_number(reading, number, &ordinal);
    int year = behind + day_token_is_mark(at(reading, behind), ",");
    if (!fair_year(at(reading, year)) || glued(reading, year + 1))
        year = -1;
    if (year < 0 && !ordinal)
        return FORM_NONE;
    Day day = with_year(reading, year < 0 ? NULL : at(reading, year), month, mday);
    return settle(found, day, year < 0 ? behind : year + 1);
}

/* "9/3": a slash only, since "9.3" and "9-3" are numbers and ranges more often. */
static Form read_pair(const Reading *reading, int i, Found *found)
{
    static const char *const of[] = {"of", NULL};
    static const char *const spans[] = {"in",    "for",   "aged", "age",
                                        "every", "score", NULL}; /* "in 6/12": months */
    if (day_token_is_word(at(reading, i - 1), spans))
        return FORM_NONE;
    if (!short_number(reading, i) || !short_number(reading, i + 2) ||
        !day_token_is_mark(at(reading, i + 1), "/"))
        return FORM_NONE;
    int mday = at(reading, i)->value, month = at(reading, i + 2)->value;
    if (!glued(reading, i + 1) || !glued(reading, i + 2) || !ends(reading, i + 3, '/'))
        return FORM_NONE;
    if (mday < 1 || mday > 31 || month < 1 || month > 12 ||
        day_token_is_word(at(reading, i + 3), of))
        return FORM_NONE;
    if (mday == 24 && month == 7) /* round the clock */
        return FORM_NONE;
    return settle(found, without_year(reading, month, mday), i + 3);
}

/* The day of this number nearest to the reference; of the weekday, if there is one within reach. */
static Day without_month(const Reading *reading, int mday, int weekday)
{
    int year, month, unused;
    Day best = DAY_UNKNOWN, fitting = DAY_UNKNOWN;
    if (reading->reference == DAY_UNKNOWN)
        return DAY_UNKNOWN;
    day_split(reading->reference, &year, &month, &unused);
    for (int i = -MONTHS_REACH; i <= MONTHS_REACH; i++) {
        int count = year * 12 + month - 1 + i;
        Day day = day_new(count / 12, count % 12 + 1, mday);
        best = nearer(reading, best, day);
        if (day != DAY_UNKNOWN && day_weekday(day) == weekday)
            fitting = nearer(reading, fitting, day);
    }
    return fitting != DAY_UNKNOWN ? fitting : best;
}

/* Does what stands before an ordinal make it a date ("on the 13th"), or is it the whole line? */
static gboolean asks_for_day(const Reading *reading, int i, int next)
{
    static const char *const the[] = {"the", NULL};
    static const char *const before[] = {"on",    "by",  "since", "from",   "until", "till",
                                         "after", "due", "dated", "before", NULL};
    if (day_token_is_word(at(reading, i - 1), the))
        i--;
    if (day_token_is_word(at(reading, i - 1), before))
        return TRUE;
    return at(reading, i - 1)->kind != TOKEN_WORD && at(reading, i - 1)->kind != TOKEN_NUMBER &&
           at(reading, next)->kind == TOKEN_EDGE;
}

/* "the 2nd visit", "13th of": something else is counted, or another month is meant. */
static gboolean counts_something(const Reading *reading, int next)
{
    static const char *const things[] = {
        "birthday",  "floor",   "time",   "times",   "child",    "stage",      "visit",  "occasion",
        "meeting",   "attempt", "review", "day",     "week",     "month",      "year",   "call",
        "baby",      "sibling", "tier",   "party",   "referral", "letter",     "email",  "report",
        "pregnancy", "and",     "to",     "or",      "of",       "conference", "person", "one",
        "incident",  "class",   "grade",  "request", "half",     "term",       "step",   NULL};
    return day_token_is_word(at(reading, next), things) ||
           (glued(reading, next) && !day_token_is_mark(at(reading, next), ",.;:)!?\"'"));
}

/* "on 13th", "Fri 13th" and, after a weekday only, "Fri 13". */
static Form read_ordinal(const Reading *reading, int i, int weekday, Found *found)
{
    gboolean ordinal;
    int mday = at(reading, i)->value;
    if (!short_number(reading, i) || mday < 1 || mday > 31)
        return FORM_NONE;
    int next = behind_number(reading, i, &ordinal);
    if (ordinal ? !glued(reading, i + 1) || counts_something(reading, next) : weekday == 0)
        return FORM_NONE;
    if (!ordinal && at(reading, next)->kind != TOKEN_EDGE &&
        (!day_token_is_mark(at(reading, next), ",;).") || glued_number(reading, next + 1)))
        return FORM_NONE;
    if (weekday == 0 && !asks_for_day(reading, i, next))
        return FORM_NONE;
    return settle(found, without_month(reading, mday, weekday), next);
}

/* A word that is no part of an address, a file's name or a compound. */
static gboolean stands_alone(const Reading *reading, int i)
{
    const DayToken *after = at(reading, i + 1);
    if (glued(reading, i) && day_token_is_mark(at(reading, i - 1), "@-_/."))
        return FALSE;
    if (glued(reading, i) && at(reading, i - 1)->kind == TOKEN_NUMBER)
        return FALSE;
    return !(glued(reading, i + 1) &&
             (after->kind == TOKEN_NUMBER || day_token_is_mark(after, "@_"))) &&
           !(glued(reading, i + 1) && day_token_is_mark(after, "-/.") && glued(reading, i + 2));
}

/* "today", "yesterday", "tomorrow", "the day after tomorrow". */
static Form read_relative(const Reading *reading, int i, Found *found)
{
    static const char *const words[] = {"yesterday", "today", "tomorrow", "tonight", NULL};
    static const char *const day[] = {"day", NULL};
    const DayToken *before = at(reading, i - 1);
    if (!day_token_is_word(at(reading, i), words) || !stands_alone(reading, i) ||
        reading->reference <= 2)
        return FORM_NONE;
    int shift = at(reading, i)->word[0] == 'y' ? -1 : g_str_equal(at(reading, i)->word, "tomorrow");
    if (day_token_is_word(at(reading, i - 2), day))
        shift += g_str_equal(before->word, "after") - g_str_equal(before->word, "before");
    return settle(found, reading->reference + (Day)shift, i + 1);
}

/* "sat", "sun" and "wed" in small letters are words of their own unless something says otherwise.
 */
static gboolean means_weekday(const Reading *reading, int i)
{
    static const char *const words[] = {"sat", "sun", "wed", NULL};
    static const char *const before[] = {"on",    "by",    "next", "last", "this",
                                         "since", "until", "from", NULL};
    if (!at(reading, i)->lower || !day_token_is_word(at(reading, i), words))
        return TRUE;
    return day_token_is_word(at(reading, i - 1), before) ||
           (at(reading, i - 1)->kind == TOKEN_EDGE && at(reading, i + 1)->kind == TOKEN_EDGE);
}

/* A weekday alone: on or after the reference, or on or before it; "last" and "next" say which, and
 * leave the reference's own day out. */
static Form read_weekday(const Reading *reading, int i, Found *found)
{
    if (!stands_alone(reading, i) || !means_weekday(reading, i) || reading->reference <= 14)
        return FORM_NONE;
    const char *before = at(reading, i - 1)->word;
    gboolean last = g_str_equal(before, "last"), next = g_str_equal(before, "next");
    gboolean ahead = next || (reading->ahead && !last);
    int shift = weekday_of(at(reading, i)) - day_weekday(reading->reference);
    shift = ahead ? (shift + 7) % 7 : -((7 - shift) % 7);
    if (shift == 0)
        shift = next ? 7 : last ? -7 : 0;
    return settle(found, reading->reference + (Day)shift, i + 1);
}

static Form read_date(const Reading *reading, int i, int weekday, Found *found)
{
    if (at(reading, i)->kind == TOKEN_WORD)
        return read_month_first(reading, i, found);
    if (at(reading, i)->kind != TOKEN_NUMBER || (weekday == 0 && !begins(reading, i)))
        return FORM_NONE;
    Form form = read_figures(reading, i, found);
    if (form == FORM_NONE)
        form = read_boxes(reading, i, found);
    if (form == FORM_NONE)
        form = read_named(reading, i, found);
    if (form == FORM_NONE)
        form = read_pair(reading, i, found);
    return form == FORM_NONE ? read_ordinal(reading, i, weekday, found) : form;
}

/* Behind what may stand between a weekday and its date: "Mon, 9 Mar", "Friday (13 March)". */
static int behind_weekday(const Reading *reading, int i)
{
    static const char *const between[] = {"the", "morning", "afternoon", "evening", "night", NULL};
    while (day_token_is_mark(at(reading, i), ",.-(/") || day_token_is_word(at(reading, i), between))
        i++;
    return i;
}

static Form read_at(const Reading *reading, int i, Found *found)
{
    int weekday = weekday_of(at(reading, i));
    if (weekday > 0) {
        Form form = read_date(reading, behind_weekday(reading, i + 1), weekday, found);
        return form == FORM_NONE ? read_weekday(reading, i, found) : form;
    }
    Form form = read_date(reading, i, 0, found);
    return form == FORM_NONE ? read_relative(reading, i, found) : form;
}

static Form read_first(const Reading *reading, int *start_out, Found *found)
{
    Form form = FORM_NONE;
    for (int i = 0; form == FORM_NONE && (guint)i < reading->tokens->len; i++) {
        form = read_at(reading, i, found);
        *start_out = i;
    }
    return form;
}

Day day_read(const char *text, Day reference, gboolean ahead, gsize *start_out, gsize *end_out)
{
    g_autoptr(GArray) tokens = day_tokens_of(text ? text : "");
    Reading reading = {.tokens = tokens, .reference = reference, .ahead = ahead};
    Found found = {0};
    int first = 0;
    gboolean read = read_first(&reading, &first, &found) == FORM_DAY;
    if (start_out)
        *start_out = read ? at(&reading, first)->start : 0;
    if (end_out)
        *end_out = read ? at(&reading, found.next - 1)->end : 0;
    return read ? found.day : DAY_UNKNOWN;
}
