/* The second half of `casegate show`: what was recorded, what happened, what was sent.
 *
 * Lists that a policy asks for (discussions, members engaged, the panel, representations, accounts,
 * outstanding items) appear once they hold something. The chronology is every event in order;
 * nothing is summed up or left out.
 *
 * Fails on nothing; writes only to view->out. */
#include "show_parts.h"

#include "columns.h"
#include "earlier.h"
#include "outstanding.h"
#include "text.h"
#include "words.h"

#define INDENT 2u

static void note_earlier(const View *view, Table *table, const Case *c, const Fact *fact)
{
    g_autoptr(GPtrArray) answers = earlier_answers(c, fact, words_policy(view, c));
    for (guint i = 0; i < answers->len; i++) {
        const EarlierAnswer *answer = answers->pdata[i];
        g_autofree char *note = words_earlier(view, answer);
        table_note(table, INK_FAINT, note);
    }
}

static void print_facts(const View *view, const Case *c)
{
    static const char *const headings[] = {"", "", "", NULL};
    if (!c->facts->len)
        return;
    columns_heading(view, "As recorded");
    g_autoptr(Table) table = table_new(INDENT, headings);
    for (guint i = 0; i < c->facts->len; i++) {
        const Fact *fact = c->facts->pdata[i];
        g_autofree char *name = words_fact_label(view, fact);
        g_autofree char *place = words_place(fact->part, fact->place, fact->line);
        g_autofree char *from = words_proposed(place, fact->proposed);
        table_add(table, fact->proposed ? INK_PROMPT : INK_PLAIN, name, fact->value, from, NULL);
        note_earlier(view, table, c, fact);
    }
    table_print(table, view);
}

static void print_discussions(const View *view, const Case *c)
{
    static const char *const headings[] = {"", "", "", "", "", NULL};
    if (!c->discussions->len)
        return;
    columns_heading(view, "Discussions");
    g_autoptr(Table) table = table_new(INDENT, headings);
    for (guint i = 0; i < c->discussions->len; i++) {
        const Discussion *held = c->discussions->pdata[i];
        g_autofree char *date = words_day(held->date);
        g_autofree char *outcome = words_proposed(held->outcome, held->proposed);
        table_add(table, held->proposed ? INK_PROMPT : INK_PLAIN, date, text_or_empty(held->stage),
                  text_or_empty(held->how), text_or_empty(held->who), outcome, NULL);
    }
    table_print(table, view);
}

static void print_members(const View *view, const Case *c)
{
    if (c->members->len)
        columns_heading(view, "Members engaged");
    for (guint i = 0; i < c->members->len; i++) {
        const MemberEngaged *member = c->members->pdata[i];
        g_autofree char *date = words_day(member->date);
        columns_item(view, INK_PLAIN, "%s, %s%s%s", text_or_empty(member->name),
                     words_agency(view, member->agency), *date ? ", " : "", date);
    }
}

static void print_panel(const View *view, const Case *c)
{
    if (c->panel->len)
        columns_heading(view, "Panel");
    for (guint i = 0; i < c->panel->len; i++) {
        const PanelMember *member = c->panel->pdata[i];
        columns_item(view, INK_PLAIN, "%s, %s%s%s", text_or_empty(member->name),
                     words_agency(view, member->agency), member->senior ? ", senior" : "",
                     member->full_member ? ", full member" : "");
    }
    if (c->representations->len)
        columns_heading(view, "Representations");
    for (guint i = 0; i < c->representations->len; i++) {
        const Representation *made = c->representations->pdata[i];
        g_autofree char *at = words_short(view, made->at);
        columns_item(view, INK_PLAIN, "%s: %s", at, words_agency(view, made->agency));
    }
}

/* Side by side: what each party wrote, in the order in which it came; the gateway prefers none. */
static void print_accounts(const View *view, const Case *c)
{
    if (c->accounts->len)
        columns_heading(view, "Written accounts of the parties");
    for (guint i = 0; i < c->accounts->len; i++) {
        const Account *account = c->accounts->pdata[i];
        g_autofree char *at = words_short(view, account->at);
        columns_item(view, INK_STRONG, "%s, %s (%s)", words_agency(view, account->agency), at,
                     text_or_empty(account->who));
        columns_paragraph(view, 2 * INDENT, INK_PLAIN, account->words);
        for (guint j = 0; j < account->items->len; j++) {
            g_autofree char *item =
                outstanding_words(view->rules, g_ptr_array_index(account->items, j));
            g_autofree char *line = g_strconcat("outstanding: ", item, NULL);
            columns_paragraph(view, 2 * INDENT, INK_PLAIN, line);
        }
        if (account->items->len == 0)
            columns_paragraph(view, 2 * INDENT, INK_PLAIN, "nothing outstanding");
    }
}

static void print_outstanding(const View *view, const Case *c)
{
    static const char *const headings[] = {"", "", "", "", NULL};
    if (!c->outstanding->len)
        return;
    columns_heading(view, "Outstanding items");
    g_autoptr(Table) table = table_new(INDENT, headings);
    for (guint i = 0; i < c->outstanding->len; i++) {
        const Outstanding *item = c->outstanding->pdata[i];
        g_autofree char *n = g_strdup_printf("%u", item->n);
        g_autofree char *due = words_day(item->due);
        g_autofree char *done_at = words_short(view, item->done);
        g_autofree char *done = item->done ? g_strconcat("done ", done_at, NULL)
                                           : g_strconcat(*due ? "due " : "no date", due, NULL);
        table_add(table, item->done ? INK_FAINT : INK_PLAIN, n, text_or_empty(item->item),
                  text_or_empty(item->owner), done, NULL);
    }
    table_print(table, view);
}

/* What one message, tick or person caused stands under one line. */
static void print_chronology(const View *view, const Case *c)
{
    const Event *before = NULL;
    columns_heading(view, "Chronology");
    for (guint i = 0; i < c->events->len; i++) {
        const Event *event = c->events->pdata[i];
        if (!before || !event_goes_on(event, before)) {
            g_autofree char *at = words_short(view, event->at);
            columns_item(view, INK_STRONG, "%s, %s", at, text_or_empty(event->actor));
        }
        columns_paragraph(view, 2 * INDENT, INK_PLAIN, text_or_empty(event->text));
        before = event;
    }
}

static Ink state_ink(const char *state)
{
    if (g_strcmp0(state, "failed") == 0)
        return INK_ALERT;
    return g_strcmp0(state, "deferred") == 0 || g_strcmp0(state, "suppressed") == 0 ? INK_PROMPT
                                                                                    : INK_PLAIN;
}

static void print_mails(const View *view, GPtrArray *sent)
{
    static const char *const headings[] = {"", "", "", "", NULL};
    if (!sent->len)
        return;
    columns_heading(view, "Mails");
    g_autoptr(Table) table = table_new(INDENT, headings);
    for (guint i = 0; i < sent->len; i++) {
        const OutboxRow *mail = sent->pdata[i];
        g_autofree char *at = words_short(view, mail->at ? mail->at : mail->queued);
        g_autofree char *role = words_plain(text_or_empty(mail->role));
        g_autofree char *to =
            *role ? g_strdup_printf("%s (%s)", mail->to, role) : g_strdup(text_or_empty(mail->to));
        table_add(table, state_ink(mail->state), at, text_or_empty(mail->state),
                  text_or_empty(mail->template), to, NULL);
        if (mail->why && *mail->why)
            table_note(table, state_ink(mail->state), mail->why);
    }
    table_print(table, view);
}

static void print_recorded(const View *view, const Case *c)
{
    print_facts(view, c);
    print_discussions(view, c);
    print_members(view, c);
    print_panel(view, c);
    print_accounts(view, c);
    print_outstanding(view, c);
    print_chronology(view, c);
}

void show_record(const View *view, const Case *c, GPtrArray *sent)
{
    print_recorded(view, c);
    print_mails(view, sent);
    if (!sent->len)
        return;
    fputc('\n', view->out);
    columns_line(view, INK_FAINT, "their text: casegate show %s --sent", c->reference);
}
