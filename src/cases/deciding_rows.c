/* What the rows of an event are made of: instants in decimal, the message that the decision is about, a fact in the message's own
 * words. And what this decision has recorded so far. Decides nothing. */
#include "deciding.h"
#include "text.h"

#define WORDS_KEPT 400

char *instant_decimal(Instant at)
{
    char text[TEXT_NUMBER_BYTES];
    return g_strdup(text_number(at, text));
}

char *deciding_at(const Deciding *x)
{
    return instant_decimal(x->received);
}

Instant deciding_acted(const Deciding *x)
{
    return x->mail != NULL && x->ruling == NULL ? x->received : x->now;
}

char *deciding_acted_at(const Deciding *x)
{
    return instant_decimal(deciding_acted(x));
}

Day deciding_acting_day(const Deciding *x)
{
    return instant_day(deciding_acted(x), x->rules->site.zone);
}

const char *deciding_message(const Deciding *x)
{
    return x->sha256 != NULL ? x->sha256 : "";
}

void deciding_fact(const Deciding *x, Event *event, const char *key, const char *value)
{
    event_change(event, "fact", key, "0", value, "", "text", "0", "no", NULL);
}

static gboolean answered(const Deciding *x, const char *key)
{
    for (guint i = x->decision->first_new; i < x->c->events->len; i++) {
        const Event *event = g_ptr_array_index(x->c->events, i);
        for (guint j = 0; g_str_equal(event->kind, "answered") && j < event->changes->len; j++) {
            const char *const *row = g_ptr_array_index(event->changes, j);
            if (g_str_equal(row[0], "fact") && g_str_equal(row[1], key))
                return TRUE;
        }
    }
    return FALSE;
}

void deciding_answered(Deciding *x, const char *key, const char *answer)
{
    if (answered(x, key))
        return;
    g_autofree char *words = text_line(x->reading->words, WORDS_KEPT);
    g_autofree char *value = answer != NULL ? g_strconcat(answer, ": ", words, NULL) : NULL;
    Event *event = deciding_event(x, "answered", "Answered in words: %s", key);
    deciding_fact(x, event, key, value != NULL ? value : words);
    deciding_add(x, event);
}

gboolean deciding_did(const Deciding *x, const char *kind)
{
    for (guint i = x->decision->first_new; i < x->c->events->len; i++)
        if (g_str_equal(((const Event *)g_ptr_array_index(x->c->events, i))->kind, kind))
            return TRUE;
    return FALSE;
}
