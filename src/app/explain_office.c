/* explain_office: a reply of the office is put down first and carried out later, so that deciding it says nothing of what comes of
 * it. Before that, `explain` shows what each number of the mail that is answered means now; afterwards, the transcript as it
 * was sent. Names numbers, references and times, and nothing that anybody wrote. Changes nothing. */
#include "explain_office.h"

#include <string.h>

#include "office_items.h"
#include "office_line.h"

static char *held_words(const Ruleset *rules, const HeldRow *held)
{
    g_autofree char *received = instant_short(held->received, rules->site.zone);
    if (held->resolved == INSTANT_UNKNOWN)
        return g_strdup_printf("the message of %s, which waits", received);
    g_autofree char *at = instant_short(held->resolved, rules->site.zone);
    return g_strdup_printf("the message of %s, which was decided %s", received, at);
}

static gboolean add_item(const Ruleset *rules, Store *store, GPtrArray *lines,
                         const OfficeItem *item, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autofree char *words = item->held ? NULL : g_strdup_printf("the case %s", item->reference);
    if (item->held) {
        g_autoptr(HeldRow) held = store_held(store, item->held, &failure);
        words = held ? held_words(rules, held) : g_strdup("a message that waits no more");
    }
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return FALSE;
    }
    g_ptr_array_add(lines, g_strdup_printf("number %u is %s", item->n, words));
    return TRUE;
}

static gboolean is_asked(const GArray *numbers, guint n)
{
    for (guint i = 0; numbers && i < numbers->len; i++)
        if (g_array_index(numbers, guint, i) == n)
            return TRUE;
    return FALSE;
}

static gboolean add_meanings(const Ruleset *rules, Store *store, Decision *decision, GError **error)
{
    g_autoptr(GPtrArray) items = store_office_items(store, decision->answers_office, error);
    for (guint i = 0; items && i < items->len; i++) {
        const OfficeItem *item = items->pdata[i];
        if (is_asked(decision->office_numbers, item->n) &&
            !add_item(rules, store, decision->office_lines, item, error))
            return FALSE;
    }
    return items != NULL;
}

/* The lines that say of a decision what became of it. */
static void add_done(GPtrArray *lines, const OutboxRow *mail)
{
    g_auto(GStrv) text = g_strsplit(mail->body, "\n", -1);
    for (char **line = text; *line; line++)
        if (g_str_has_prefix(*line, "- "))
            g_ptr_array_add(lines, g_strdup(*line + strlen("- ")));
}

static gboolean add_transcript(Store *store, Decision *decision, gint64 ledger, GError **error)
{
    g_autoptr(GPtrArray) mails = store_outbox_of_case(store, "", error);
    for (guint i = 0; mails && i < mails->len; i++) {
        const OutboxRow *mail = mails->pdata[i];
        if (strcmp(mail->template, OFFICE_MAIL_TRANSCRIPT) == 0 && mail->event_seq == (guint)ledger)
            add_done(decision->office_lines, mail);
    }
    return mails != NULL;
}

gboolean explain_office(const Ruleset *rules, Store *store, Decision *decision,
                        const LedgerRow *first, GError **error)
{
    if (!decision->answers_office)
        return TRUE;
    decision->office_lines = g_ptr_array_new_with_free_func(g_free);
    return first ? add_transcript(store, decision, first->id, error)
                 : add_meanings(rules, store, decision, error);
}
