/* time_read: the first time of day in what somebody wrote.
 *
 * Owns the forms "15:45", "3.45pm", "7 pm", "1545 hrs", "noon". Figures with a full stop are a time
 * only when am, pm, hrs, a preceding 'at' or 'by', or the date just before them says so, since "3.45"
 * alone is a number and "11.1.21" a date. Fails never: -1 when there is none, also for an hour that no clock shows. */
#include "day_parts.h"
#include <string.h>

#define NOON (12 * 60)

typedef enum { HALF_NONE, HALF_AM, HALF_PM, HALF_HOURS } Half; /* HOURS: "hrs" */

static const DayToken *glued(const GArray *tokens, int i)
{
    return day_token_glued(tokens, i) ? day_token(tokens, i) : day_token(tokens, -1);
}

/* "am", "p.m.", "hrs" at i. */
static Half half_at(const GArray *tokens, int i)
{
    static const char *const hours[] = {"hrs", "hours", "h", "hr", NULL};
    const DayToken *token = day_token(tokens, i);
    if (token->kind != TOKEN_WORD)
        return HALF_NONE;
    if (day_token_is_word(token, hours))
        return HALF_HOURS;
    gboolean dotted = day_token_is_mark(glued(tokens, i + 1), ".") &&
                      g_str_equal(glued(tokens, i + 2)->word, "m");
    if (g_str_equal(token->word, "am") || (g_str_equal(token->word, "a") && dotted))
        return HALF_AM;
    return g_str_equal(token->word, "pm") || (g_str_equal(token->word, "p") && dotted) ? HALF_PM
                                                                                       : HALF_NONE;
}

static int minutes_of(int hour, int minute, Half half)
{
    if (minute > 59 || hour > 23 || (half == HALF_AM && hour > 12))
        return -1;
    if (half == HALF_AM && hour == 12)
        hour = 0;
    if (half == HALF_PM && hour < 12)
        hour += 12;
    return hour * 60 + minute;
}

/* Is the number at i the first of its kind, not the tail of a date or of a longer number? */
static gboolean begins(const GArray *tokens, int i)
{
    const DayToken *before = day_token(tokens, i - 1);
    if (!day_token_glued(tokens, i) ||
        (before->kind == TOKEN_WORD && g_str_equal(before->word, "t")))
        return TRUE;
    return before->kind == TOKEN_MARK && !day_token_is_mark(before, ".:/-\\#$\xc2\xa3");
}

/* "by 15.00", "Fri 6 March 15.00", "6 March 2026 15.00". */
static gboolean expects_time(const DayToken *before)
{
    static const char *const words[] = {"at",     "by",    "until", "till",   "from",
                                        "before", "after", "about", "around", NULL};
    return day_token_is_word(before, words) || day_month_of(before) > 0 || day_fair_year(before);
}

/* "15:45" and, with a reason to believe it, "15.45". */
static int figures(const GArray *tokens, int i)
{
    const DayToken *mark = glued(tokens, i + 1), *minute = glued(tokens, i + 2);
    if (minute->kind != TOKEN_NUMBER || minute->digits != 2 || !day_token_is_mark(mark, ":."))
        return -1;
    int next = i + 3;
    if (day_token_is_mark(glued(tokens, next), mark->mark == ':' ? ":" : ".") &&
        glued(tokens, next + 1)->kind == TOKEN_NUMBER) {
        if (mark->mark == '.')
            return -1; /* a date */
        next += 2;     /* seconds */
    }
    Half half = half_at(tokens, next);
    gboolean said = half != HALF_NONE || expects_time(day_token(tokens, i - 1));
    return mark->mark == ':' || said ? minutes_of(day_token(tokens, i)->value, minute->value, half)
                                     : -1;
}

/* "7 pm", "1545hrs". */
static int whole(const GArray *tokens, int i)
{
    const DayToken *number = day_token(tokens, i);
    Half half = half_at(tokens, i + 1);
    if (number->digits == 4 && half == HALF_HOURS)
        return minutes_of(number->value / 100, number->value % 100, half);
    return number->digits <= 2 && (half == HALF_AM || half == HALF_PM)
               ? minutes_of(number->value, 0, half)
               : -1;
}

static int time_at(const GArray *tokens, int i)
{
    static const char *const noon[] = {"noon", "midday", NULL};
    const DayToken *token = day_token(tokens, i);
    if (day_token_is_word(token, noon))
        return NOON;
    if (token->kind != TOKEN_NUMBER || !begins(tokens, i))
        return -1;
    int minutes = token->digits <= 2 ? figures(tokens, i) : -1;
    return minutes >= 0 ? minutes : whole(tokens, i);
}

int time_read(const char *text)
{
    g_autoptr(GArray) tokens = day_tokens_of(text ? text : "");
    for (guint i = 0; i < tokens->len; i++) {
        int minutes = time_at(tokens, (int)i);
        if (minutes >= 0)
            return minutes;
    }
    return -1;
}
