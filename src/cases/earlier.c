/* Earlier answers, read from the events themselves: nothing is kept for it, so that nothing can be left out.
 *
 * The same value said again is no other answer. One that was given up and is taken back stands twice, since
 * that is what happened. */
#include "earlier.h"

#include <stdlib.h>

#include "text.h"

static gboolean is_of(const char *const *change, const Fact *fact)
{
    return text_is(change[0], "fact") && text_is(change[1], fact->key) &&
           strtoul(change[2], NULL, 10) == fact->child;
}

static void add(GPtrArray *answers, const Event *event, const char *const *change)
{
    const EarlierAnswer *last = answers->len > 0 ? answers->pdata[answers->len - 1] : NULL;
    if (last != NULL && text_is(last->value, change[3]))
        return;
    EarlierAnswer *answer = g_new(EarlierAnswer, 1);
    const char *own = event->message != NULL ? event->message : "";
    *answer = (EarlierAnswer){change[3], *change[4] != '\0' ? change[4] : own, event};
    g_ptr_array_add(answers, answer);
}

GPtrArray *earlier_answers(const Case *c, const Fact *fact)
{
    GPtrArray *answers = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < c->events->len; i++) {
        const Event *event = g_ptr_array_index(c->events, i);
        for (guint j = 0; j < event->changes->len; j++) {
            const char *const *change = g_ptr_array_index(event->changes, j);
            if (is_of(change, fact))
                add(answers, event, change);
        }
    }
    if (answers->len > 0)
        g_ptr_array_set_size(answers, (gint)answers->len - 1); /* the present one */
    return answers;
}
