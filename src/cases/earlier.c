/* Earlier answers, read from the events themselves: nothing is kept for it, so that nothing can be left out.
 *
 * One that was given up and is taken back stands twice, since that is what happened. */
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
                              text_is(change[7], "yes"), FALSE};
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

/* Whom the event has as the sender of its message; NULL if it says nothing of one. */
static const char *sender_in(const Event *event)
{
    for (guint i = 0; i < event->changes->len; i++) {
        const char *const *change = g_ptr_array_index(event->changes, i);
        if (text_is(change[0], "sender"))
            return change[1];
    }
    return NULL;
}

const Event *earlier_received(const Case *c, const char *message)
{
    for (guint i = 0; message != NULL && i < c->events->len; i++) {
        const Event *event = g_ptr_array_index(c->events, i);
        if (g_strcmp0(event->message, message) == 0 && sender_in(event) != NULL)
            return event;
    }
    return case_event_of(c, message);
}

const char *earlier_writer(const Case *c, const char *message)
{
    const Event *event = earlier_received(c, message);
    const char *sender = event != NULL ? sender_in(event) : NULL;
    if (sender != NULL)
        return sender;
    return event != NULL && event->actor != NULL ? event->actor : "";
}

static gboolean same_writer(const Case *c, const EarlierAnswer *a, const EarlierAnswer *b)
{
    return g_str_equal(earlier_writer(c, a->message), earlier_writer(c, b->message));
}

/* The same value said again is no other answer, but for somebody else's own. */
static void drop_repeated(const Case *c, GPtrArray *answers, gboolean each)
{
    for (guint i = answers->len; i-- > 1;) {
        const EarlierAnswer *one = answers->pdata[i], *last = answers->pdata[i - 1];
        if (text_is(last->value, one->value) && (!each || same_writer(c, one, last)))
            g_ptr_array_remove_index(answers, i);
    }
}

static gboolean is_last_word(const Case *c, const GPtrArray *answers, guint i)
{
    for (guint j = i + 1; j < answers->len; j++)
        if (same_writer(c, answers->pdata[i], answers->pdata[j]))
            return FALSE;
    return TRUE;
}

GPtrArray *earlier_answers(const Case *c, const Fact *fact, const Policy *policy)
{
    GPtrArray *answers = earlier_all(c, fact->key, fact->child);
    gboolean each = policy_owed_each(policy, fact->key);
    drop_repeated(c, answers, each);
    for (guint i = 0; each && i < answers->len; i++)
        ((EarlierAnswer *)answers->pdata[i])->stands = is_last_word(c, answers, i);
    if (answers->len > 0)
        g_ptr_array_set_size(answers, (gint)answers->len - 1); /* the present one */
    return answers;
}
