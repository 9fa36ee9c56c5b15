/* look_news: the messages since a time, counted from the newest backwards, so that it costs what came in and not what there is. Names
 * references and numbers only. */
#include "look_news.h"

#include <string.h>

#include "lists.h"
#include "queue_ask.h"

#define A_PAGE 200u
#define KINDS 6

static const char *const dispositions[KINDS] = {"case",   "held",      "signposted",
                                                "repeat", "automatic", "set-aside"};
static const char *const words[KINDS] = {"in cases", "held",      "signposted",
                                         "repeats",  "automatic", "set aside"};

static void count(guint *counts, const LedgerRow *row)
{
    for (gsize i = 0; i < KINDS; i++)
        counts[i] += strcmp(row->disposition, dispositions[i]) == 0;
}

/* FALSE with the error, when the ledger cannot be read. Rows are in the order of work, so one that came earlier ends it. */
static gboolean count_since(Store *store, Instant since, guint *counts, GError **error)
{
    gint64 before = 0;
    for (gboolean more = TRUE; more;) {
        g_autoptr(GPtrArray) page = store_ledger_before(store, before, A_PAGE, error);
        if (!page)
            return FALSE;
        more = page->len == A_PAGE;
        for (guint i = 0; i < page->len; i++) {
            const LedgerRow *row = page->pdata[i];
            before = row->id;
            if (row->received < since)
                return TRUE;
            count(counts, row);
        }
    }
    return TRUE;
}

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
    guint counts[KINDS] = {0}, all = 0;
    if (!count_since(store, since, counts, error))
        return NULL;
    for (gsize i = 0; i < KINDS; i++)
        all += counts[i];
    g_autofree char *when = instant_words(since, rules->site.zone);
    GString *text = g_string_new(NULL);
    g_string_append_printf(text, "since %s: %u message%s came in", when, all, all == 1 ? "" : "s");
    for (gsize i = 0; i < KINDS; i++)
        if (counts[i])
            g_string_append_printf(text, ", %u %s", counts[i], words[i]);
    say_harm(text, cases, held, since);
    return g_string_free(text, FALSE);
}
