/* Earlier answers, read from the events themselves: nothing is kept for it, so that nothing can be left out.
 *
 * The same value said again is no other answer. One that was given up and is taken back stands twice, since
 * that is what happened. */
#include "earlier.h"

#include <stdlib.h>

#include "text.h"

static gboolean is_of(const char *const *change, const char *key, guint child)
{
    return text_is(change[0], "fact") && text_is(change[1], key) &&
           strtoul(change[2], NULL, 10) == child;
}

static void add(GPtrArray *answers, const Event *event, const char *const *change)
{
    EarlierAnswer *answer = g_new(EarlierAnswer, 1);
    const char *own = event->message != NULL ? event->message : "";
    *answer = (EarlierAnswer){change[3], *change[4] != '\0' ? change[4] : own, event,
                              text_is(change[7], "yes")};
    g_ptr_array_add(answers, answer);
}

static void confirm(GPtrArray *answers)
{
    for (guint i = 0; i < answers->len; i++)
        ((EarlierAnswer *)answers->pdata[i])->proposed = FALSE;
}

GPtrArray *earlier_all(const Case *c, const char *key, guint child)
{
    GPtrArray *answers = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < c->events->len; i++) {
        const Event *event = g_ptr_array_index(c->events, i);
        for (guint j = 0; j < event->changes->len; j++) {
            const char *const *change = g_ptr_array_index(event->changes, j);
            if (is_of(change, key, child))
                add(answers, event, change);
            else if (text_is(change[0], "fact-confirmed"))
                confirm(answers);
        }
    }
    return answers;
}

GPtrArray *earlier_answers(const Case *c, const Fact *fact)
{
    GPtrArray *answers = earlier_all(c, fact->key, fact->child);
    for (guint i = answers->len; i-- > 1;) {
        const EarlierAnswer *one = answers->pdata[i], *last = answers->pdata[i - 1];
        if (text_is(last->value, one->value))
            g_ptr_array_remove_index(answers, i);
    }
    if (answers->len > 0)
        g_ptr_array_set_size(answers, (gint)answers->len - 1); /* the present one */
    return answers;
}
