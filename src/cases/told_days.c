/* told_days: dates in prose, held against those of another text. A day without its year or month is read forward and back,
 * and either reading counts as the same. What is no date of the calendar ("next time", "soon") is none here. Fails never. */
#include "told_days.h"
#include "outcome.h"
#include "reading_value.h"
#include <string.h>

/* The first date in `text`, which is blanked. */
static Day take(GString *text, Day written, gboolean ahead)
{
    gsize start = 0, end = 0;
    Day day = day_read(text->str, written, ahead, &start, &end);
    if (day != DAY_UNKNOWN)
        memset(text->str + start, ' ', end - start);
    return day;
}

static gboolean has(const GArray *days, Day day)
{
    for (guint i = 0; i < days->len; i++)
        if (g_array_index(days, Day, i) == day)
            return TRUE;
    return FALSE;
}

void told_days_add(GArray *days, const char *text, Day written)
{
    g_autoptr(GPtrArray) sentences = outcome_sentences(text);
    for (guint i = 0; i < sentences->len; i++)
        for (guint ahead = 0; ahead < 2; ahead++) {
            g_autoptr(GString) rest = g_string_new(g_ptr_array_index(sentences, i));
            Day read;
            while ((read = take(rest, written, ahead)) != DAY_UNKNOWN)
                g_array_append_val(days, read);
        }
}

guint told_days_new(const GArray *days, GString *sentence, Day written)
{
    guint n = 0;
    for (;;) {
        Day back = day_read(sentence->str, written, FALSE, NULL, NULL);
        Day day = take(sentence, written, TRUE);
        if (day == DAY_UNKNOWN)
            return n;
        n += !has(days, day) && !has(days, back);
    }
}
