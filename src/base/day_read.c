/* day_read: the first date in what somebody wrote.
 *
 * Owns the order in which the forms of day_figures.c and day_named.c are tried, and the forms that
 * lean on the reference alone: "on 13th", weekdays, 'today'. A wrong date is worse than none: a date
 * that cannot be, or that is another weekday than it says, ends the search with DAY_UNKNOWN, and no later one is taken in its place; a date is
 * never put together from two lines. Fails never. */
#include "day_parts.h"
#include <string.h>

#define MONTHS_REACH 6 /* months to look for a day without a month */
#define KEPT_READS 8u
#define KEPT_BYTES 120u

/* The day of this number nearest to the reference; of the weekday, if there is one within reach. */
static Day without_month(const DayReading *reading, int mday, int weekday)
{
    int year, month, unused;
    Day best = DAY_UNKNOWN, fitting = DAY_UNKNOWN;
    if (reading->reference == DAY_UNKNOWN)
        return DAY_UNKNOWN;
    day_split(reading->reference, &year, &month, &unused);
    for (int i = -MONTHS_REACH; i <= MONTHS_REACH; i++) {
        int count = year * 12 + month - 1 + i;
        Day day = day_new(count / 12, count % 12 + 1, mday);
        best = day_nearer(reading, best, day);
        if (day != DAY_UNKNOWN && day_weekday(day) == weekday)
            fitting = day_nearer(reading, fitting, day);
    }
    return fitting != DAY_UNKNOWN ? fitting : best;
}

/* Does what stands before an ordinal make it a date ("on the 13th"), or is it the whole line? */
static gboolean asks_for_day(const DayReading *reading, int i, int next)
{
    static const char *const the[] = {"the", NULL};
    static const char *const before[] = {"on",    "by",  "since", "from",   "until", "till",
                                         "after", "due", "dated", "before", NULL};
    if (day_token_is_word(day_at(reading, i - 1), the))
        i--;
    if (day_token_is_word(day_at(reading, i - 1), before))
        return TRUE;
    return day_at(reading, i - 1)->kind != TOKEN_WORD &&
           day_at(reading, i - 1)->kind != TOKEN_NUMBER &&
           day_at(reading, next)->kind == TOKEN_EDGE;
}

/* "the 2nd visit", "13th of": something else is counted, or another month is meant. */
static gboolean counts_something(const DayReading *reading, int next)
{
    static const char *const things[] = {
        "birthday",  "floor",   "time",   "times",   "child",    "stage",      "visit",  "occasion",
        "meeting",   "attempt", "review", "day",     "week",     "month",      "year",   "call",
        "baby",      "sibling", "tier",   "party",   "referral", "letter",     "email",  "report",
        "pregnancy", "and",     "to",     "or",      "of",       "conference", "person", "one",
        "incident",  "class",   "grade",  "request", "half",     "term",       "step",   NULL};
    return day_token_is_word(day_at(reading, next), things) ||
           (day_glued(reading, next) && !day_token_is_mark(day_at(reading, next), ",.;:)!?\"'"));
}

/* "on 13th", "Fri 13th" and, after a weekday only, "Fri 13". */
static DayForm read_ordinal(const DayReading *reading, int i, int weekday, DayFound *found)
{
    gboolean ordinal;
    int mday = day_at(reading, i)->value;
    if (!day_short_number(reading, i) || mday < 1 || mday > 31)
        return FORM_NONE;
    int next = day_behind_number(reading, i, &ordinal);
    if (ordinal ? !day_glued(reading, i + 1) || counts_something(reading, next) : weekday == 0)
        return FORM_NONE;
    if (!ordinal && day_at(reading, next)->kind != TOKEN_EDGE &&
        (!day_token_is_mark(day_at(reading, next), ",;).") || day_glued_number(reading, next + 1)))
        return FORM_NONE;
    if (weekday == 0 && !asks_for_day(reading, i, next))
        return FORM_NONE;
    return day_settle(found, without_month(reading, mday, weekday), next);
}

/* A word that is no part of an address, a file's name or a compound. */
static gboolean stands_alone(const DayReading *reading, int i)
{
    const DayToken *after = day_at(reading, i + 1);
    if (day_glued(reading, i) && day_token_is_mark(day_at(reading, i - 1), "@-_/."))
        return FALSE;
    if (day_glued(reading, i) && day_at(reading, i - 1)->kind == TOKEN_NUMBER)
        return FALSE;
    return !(day_glued(reading, i + 1) &&
             (after->kind == TOKEN_NUMBER || day_token_is_mark(after, "@_"))) &&
           !(day_glued(reading, i + 1) && day_token_is_mark(after, "-/.") &&
             day_glued(reading, i + 2));
}

/* "today", "yesterday", "tomorrow", "the day after tomorrow". */
static DayForm read_relative(const DayReading *reading, int i, DayFound *found)
{
    static const char *const words[] = {"yesterday", "today", "tomorrow", "tonight", NULL};
    static const char *const day[] = {"day", NULL};
    const DayToken *before = day_at(reading, i - 1);
    if (!day_token_is_word(day_at(reading, i), words) || !stands_alone(reading, i) ||
        reading->reference <= 2)
        return FORM_NONE;
    int shift =
        day_at(reading, i)->word[0] == 'y' ? -1 : g_str_equal(day_at(reading, i)->word, "tomorrow");
    if (day_token_is_word(day_at(reading, i - 2), day))
        shift += g_str_equal(before->word, "after") - g_str_equal(before->word, "before");
    return day_settle(found, reading->reference + (Day)shift, i + 1);
}

/* "sat", "sun" and "wed" in small letters are words of their own unless something says otherwise.
 */
static gboolean means_weekday(const DayReading *reading, int i)
{
    static const char *const words[] = {"sat", "sun", "wed", NULL};
    static const char *const before[] = {"on",    "by",    "next", "last", "this",
                                         "since", "until", "from", NULL};
    if (!day_at(reading, i)->lower || !day_token_is_word(day_at(reading, i), words))
        return TRUE;
    return day_token_is_word(day_at(reading, i - 1), before) ||
           (day_at(reading, i - 1)->kind == TOKEN_EDGE &&
            day_at(reading, i + 1)->kind == TOKEN_EDGE);
}

/* A weekday alone: on or after the reference, or on or before it; "last" and "next" say which, and
 * leave the reference's own day out. */
static DayForm read_weekday(const DayReading *reading, int i, DayFound *found)
{
    if (!stands_alone(reading, i) || !means_weekday(reading, i) || reading->reference <= 14)
        return FORM_NONE;
    const char *before = day_at(reading, i - 1)->word;
    gboolean last = g_str_equal(before, "last"), next = g_str_equal(before, "next");
    gboolean ahead = next || (reading->ahead && !last);
    int shift = day_weekday_of(day_at(reading, i)) - day_weekday(reading->reference);
    shift = ahead ? (shift + 7) % 7 : -((7 - shift) % 7);
    if (shift == 0)
        shift = next ? 7 : last ? -7 : 0;
    return day_settle(found, reading->reference + (Day)shift, i + 1);
}

static DayForm read_date(const DayReading *reading, int i, int weekday, DayFound *found)
{
    if (day_at(reading, i)->kind == TOKEN_WORD)
        return day_named_month_first(reading, i, found);
    if (day_at(reading, i)->kind != TOKEN_NUMBER ||
        (weekday == 0 && !day_figures_begin(reading, i)))
        return FORM_NONE;
    DayForm form = day_figures_read(reading, i, found);
    if (form == FORM_NONE)
        form = day_named_read(reading, i, found);
    if (form == FORM_NONE)
        form = day_figures_pair(reading, i, found);
    return form == FORM_NONE ? read_ordinal(reading, i, weekday, found) : form;
}

/* Behind what may stand between a weekday and its date: "Mon, 9 Mar", "Friday (13 March)". */
static int behind_weekday(const DayReading *reading, int i)
{
    static const char *const between[] = {"the", "morning", "afternoon", "evening", "night", NULL};
    while (day_token_is_mark(day_at(reading, i), ",.-(/") ||
           day_token_is_word(day_at(reading, i), between))
        i++;
    return i;
}

static DayForm read_at(const DayReading *reading, int i, DayFound *found)
{
    int weekday = day_weekday_of(day_at(reading, i));
    if (weekday > 0) {
        DayForm form = read_date(reading, behind_weekday(reading, i + 1), weekday, found);
        if (form == FORM_DAY && day_weekday(found->day) != weekday &&
            !day_token_is_mark(day_at(reading, i + 1), ".("))
            return FORM_IMPOSSIBLE; /* which of the two is meant, its writer knows */
        return form == FORM_NONE ? read_weekday(reading, i, found) : form;
    }
    DayForm form = read_date(reading, i, 0, found);
    return form == FORM_NONE ? read_relative(reading, i, found) : form;
}

static DayForm read_first(const DayReading *reading, int *start_out, DayFound *found)
{
    DayForm form = FORM_NONE;
    for (int i = 0; form == FORM_NONE && (guint)i < reading->tokens->len; i++) {
        form = read_at(reading, i, found);
        *start_out = i;
    }
    return form;
}

/* ---- the first ---- */

typedef struct {
    char text[KEPT_BYTES]; /* "" nothing was read yet */
    Day reference;
    gboolean ahead;
    Day day;
    gsize start, end;
} Read;

typedef struct { /* the thread's own */
    Read reads[KEPT_READS];
    guint next;
} Kept;

static GPrivate own_kept = G_PRIVATE_INIT(g_free);

static Kept *kept_reads(void)
{
    Kept *kept = g_private_get(&own_kept);
    if (kept == NULL) {
        kept = g_new0(Kept, 1);
        g_private_set(&own_kept, kept);
    }
    return kept;
}

static Read read_text(const char *text, Day reference, gboolean ahead)
{
    g_autoptr(GArray) tokens = day_tokens_of(text);
    DayReading reading = {.tokens = tokens, .reference = reference, .ahead = ahead};
    DayFound found = {0};
    int first = 0;
    Read read = {.reference = reference, .ahead = ahead, .day = DAY_UNKNOWN};
    if (read_first(&reading, &first, &found) != FORM_DAY)
        return read;
    read.day = found.day;
    read.start = day_at(&reading, first)->start;
    read.end = day_at(&reading, found.next - 1)->end;
    return read;
}

/* What a form says of a day is asked again at every step of the case: the last few texts, if they are
 * short, are not read again. */
static Read read_or_known(const char *text, Day reference, gboolean ahead)
{
    gsize length = strnlen(text, KEPT_BYTES);
    if (length == 0 || length == KEPT_BYTES)
        return read_text(text, reference, ahead);
    Kept *kept = kept_reads();
    for (guint i = 0; i < KEPT_READS; i++) {
        const Read *read = &kept->reads[i];
        if (read->reference == reference && read->ahead == ahead &&
            memcmp(read->text, text, length + 1) == 0)
            return *read;
    }
    Read *read = &kept->reads[kept->next++ % KEPT_READS];
    *read = read_text(text, reference, ahead);
    memcpy(read->text, text, length + 1);
    return *read;
}

Day day_read(const char *text, Day reference, gboolean ahead, gsize *start_out, gsize *end_out)
{
    Read read = read_or_known(text ? text : "", reference, ahead);
    if (start_out)
        *start_out = read.start;
    if (end_out)
        *end_out = read.end;
    return read.day;
}

/* ---- what is wrong with it ---- */

/* "03/25/2026": the number in the month's place is no month, and would be a day. */
static gboolean is_month_first(const DayReading *reading, int i)
{
    const DayToken *first = day_at(reading, i), *second = day_at(reading, i + 2);
    return day_short_number(reading, i) && day_short_number(reading, i + 2) &&
           day_token_is_mark(day_at(reading, i + 1), "/.-\\") && first->value >= 1 &&
           first->value <= 12 && second->value > 12 && second->value <= 31;
}

DayTrouble day_trouble(const char *text, Day reference)
{
    g_autoptr(GArray) tokens = day_tokens_of(text ? text : "");
    DayReading reading = {.tokens = tokens, .reference = reference};
    DayFound found = {0};
    int first = 0;
    DayForm form = read_first(&reading, &first, &found);
    if (form != FORM_IMPOSSIBLE)
        return form == FORM_DAY ? DAY_TROUBLE_NONE : DAY_TROUBLE_NO_DATE;
    int weekday = day_weekday_of(day_at(&reading, first));
    if (weekday > 0 &&
        read_date(&reading, behind_weekday(&reading, first + 1), weekday, &found) == FORM_DAY)
        return DAY_TROUBLE_WEEKDAY;
    first += weekday > 0 ? 1 : 0;
    return is_month_first(&reading, first) ? DAY_TROUBLE_MONTH_FIRST : DAY_TROUBLE_NO_SUCH_DAY;
}
