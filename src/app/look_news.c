/* look_news: the messages since a time, counted, and what of them is urgent. Names
 * references and numbers only. */
#include "look_news.h"

#include "arrived.h"
#include "queue_ask.h"

static const char *const words[ARRIVED_KINDS] = {"in cases",  "held",      "signposted", "repeats",
                                                 "automatic", "set aside", "other"};

static void say_harm(GString *text, GPtrArray *cases, GPtrArray *held, Instant since)
{
    guint said = 0;
    g_string_append(text, "; immediate harm: ");
    for (guint i = 0; i < cases->len; i++)
        if (queue_ask_harm_since(cases->pdata[i], since))
            g_string_append_printf(text, "%s%s", said++ ? ", " : "",
                                   ((const Case *)cases->pdata[i])->reference);
    for (guint i = 0; i < held->len; i++) {
        const HeldRow *row = held->pdata[i];
        if (row->urgent && row->received >= since)
            g_string_append_printf(text, "%sheld message %" G_GINT64_FORMAT, said++ ? ", " : "",
                                   row->id);
    }
    g_string_append(text, said ? "" : "nothing says so");
}

char *look_news(Store *store, const Ruleset *rules, Instant since, GPtrArray *cases,
                GPtrArray *held, GError **error)
{
    Arrived arrived;
    if (!arrived_since(store, since, 0, &arrived, error))
        return NULL;
    g_autofree char *when = instant_words(since, rules->site.zone);
    GString *text = g_string_new(NULL);
    g_string_append_printf(text, "since %s: %u message%s came in", when, arrived.messages,
                           arrived.messages == 1 ? "" : "s");
    for (gsize i = 0; i < ARRIVED_KINDS; i++)
        if (arrived.of[i])
            g_string_append_printf(text, ", %u %s", arrived.of[i], words[i]);
    say_harm(text, cases, held, since);
    return g_string_free(text, FALSE);
}
