/* page_case_record: what was recorded of a case, what happened, what was sent.
 *
 * Lists that a policy asks for appear once they hold something. The chronology is every event in order; nothing is summed
 * up. All of it is the office's: what others may read is another page (page_own). Originals are linked where the reader
 * may open them. Fails on nothing. */
#include "page_case.h"

#include <string.h>

#include "earlier.h"
#include "outstanding.h"
#include "words.h"

/* ---- as recorded ---- */

static void write_earlier(Html *html, const View *view, const Case *c, const Fact *fact)
{
    g_autoptr(GPtrArray) answers = earlier_answers(c, fact, words_policy(view, c));
    for (guint i = 0; i < answers->len; i++) {
        const EarlierAnswer *answer = answers->pdata[i];
        g_autofree char *before = words_earlier(view, answer);
        html_put(html, "p", before, "class", "remark", NULL);
    }
}

static void write_fact(Html *html, const View *view, const Case *c, const Fact *fact)
{
    g_autofree char *name = words_fact_label(view, fact);
    g_autofree char *place = words_place(fact->part, fact->place, fact->line);
    page_row_open(html, name);
    html_lines(html, fact->value);
    if (fact->proposed)
        html_put(html, "p", "to be confirmed", "class", "prompt-words", NULL);
    if (*place)
        html_put(html, "p", place, "class", "remark", NULL);
    write_earlier(html, view, c, fact);
    page_row_close(html);
}

static void write_facts(Html *html, const View *view, const Case *c)
{
    if (!c->facts->len)
        return;
    html_put(html, "h2", "As recorded", "id", "recorded", NULL);
    page_rows_open(html);
    for (guint i = 0; i < c->facts->len; i++)
        write_fact(html, view, c, c->facts->pdata[i]);
    page_rows_close(html);
}

static void write_discussions(Html *html, const Case *c)
{
    static const char *const headings[] = {"Date", "Stage", "How", "Who", "Outcome", NULL};
    if (!c->discussions->len)
        return;
    html_put(html, "h2", "Discussions", NULL);
    page_table_open(html, "Who spoke with whom", headings);
    for (guint i = 0; i < c->discussions->len; i++) {
        const Discussion *held = c->discussions->pdata[i];
        g_autofree char *date = held->date ? day_words(held->date) : g_strdup("not said");
        g_autofree char *outcome = words_proposed(held->outcome, held->proposed);
        html_open(html, "tr", NULL);
        html_put(html, "th", date, "scope", "row", NULL);
        page_cell(html, "Stage", held->stage);
        page_cell(html, "How", held->how);
        page_cell(html, "Who", held->who);
        page_cell(html, "Outcome", outcome);
        html_close(html, "tr");
    }
    page_table_close(html);
}

static void list_open(Html *html, const char *heading)
{
    html_put(html, "h2", heading, NULL);
    html_open(html, "ul", NULL);
}

static void write_members(Html *html, const View *view, const Case *c)
{
    if (!c->members->len)
        return;
    list_open(html, "Members engaged");
    for (guint i = 0; i < c->members->len; i++) {
        const MemberEngaged *member = c->members->pdata[i];
        g_autofree char *date = words_day(member->date);
        html_open(html, "li", NULL);
        html_textf(html, "%s, %s%s%s", member->name ? member->name : "",
                   words_agency(view, member->agency), *date ? ", " : "", date);
        html_close(html, "li");
    }
    html_close(html, "ul");
}

static void write_panel(Html *html, const View *view, const Case *c)
{
    if (!c->panel->len)
        return;
    list_open(html, "Panel");
    for (guint i = 0; i < c->panel->len; i++) {
        const PanelMember *member = c->panel->pdata[i];
        html_open(html, "li", NULL);
        html_textf(html, "%s, %s%s%s", member->name ? member->name : "",
                   words_agency(view, member->agency), member->senior ? ", senior" : "",
                   member->full_member ? ", full member" : "");
        html_close(html, "li");
    }
    html_close(html, "ul");
}

static void write_representations(Html *html, const View *view, const Case *c)
{
    if (!c->representations->len)
        return;
    list_open(html, "Representations");
    for (guint i = 0; i < c->representations->len; i++) {
        const Representation *made = c->representations->pdata[i];
        g_autofree char *at = words_short(view, made->at);
        html_open(html, "li", NULL);
        html_textf(html, "%s: %s", at, words_agency(view, made->agency));
        html_close(html, "li");
    }
    html_close(html, "ul");
}

/* Side by side: what each party wrote, in the order in which it came; the gateway prefers none. */
static void write_accounts(Html *html, const View *view, const Case *c)
{
    if (!c->accounts->len)
        return;
    html_put(html, "h2", "Written accounts of the parties", NULL);
    html_open(html, "div", "class", "beside", NULL);
    for (guint i = 0; i < c->accounts->len; i++) {
        const Account *account = c->accounts->pdata[i];
        g_autofree char *at = words_short(view, account->at);
        html_open(html, "section", "class", "sheet", NULL);
        html_open(html, "h3", NULL);
        html_textf(html, "%s, %s (%s)", words_agency(view, account->agency), at,
                   account->who ? account->who : "");
        html_close(html, "h3");
        html_lines(html, account->words);
        for (guint j = 0; j < account->items->len; j++) {
            g_autofree char *item = outstanding_words(view->rules, account->items->pdata[j]);
            html_open(html, "p", NULL);
            html_textf(html, "outstanding: %s", item);
            html_close(html, "p");
        }
        if (!account->items->len)
            html_put(html, "p", "nothing outstanding", NULL);
        html_close(html, "section");
    }
    html_close(html, "div");
}

static void write_outstanding_row(Html *html, const View *view, const Outstanding *item)
{
    g_autofree char *n = g_strdup_printf("%u", item->n);
    g_autofree char *due = words_day(item->due);
    g_autofree char *at = words_short(view, item->done);
    Day today = instant_day(view->now, view->rules->site.zone);
    html_open(html, "tr", NULL);
    html_put(html, "th", n, "scope", "row", NULL);
    page_cell(html, "Issue", item->item);
    page_cell(html, "Owner", item->owner);
    page_cell(html, "Due", *due ? due : "no date");
    page_cell_open(html, "Standing");
    if (item->done)
        html_textf(html, "done %s", at);
    else if (item->due && item->due < today)
        page_mark(html, MARK_ALERT, "PAST DUE");
    else
        html_text(html, "to be done");
    page_cell_close(html);
    html_close(html, "tr");
}

static void write_outstanding(Html *html, const View *view, const Case *c)
{
    static const char *const headings[] = {"Number", "Issue", "Owner", "Due", "Standing", NULL};
    if (!c->outstanding->len)
        return;
    html_put(html, "h2", "Outstanding issues", NULL);
    page_table_open(html, "What is left to be done, and by whom", headings);
    for (guint i = 0; i < c->outstanding->len; i++)
        write_outstanding_row(html, view, c->outstanding->pdata[i]);
    page_table_close(html);
}

void page_case_record(Html *html, const View *view, const PageCase *page)
{
    const Case *c = page->c;
    write_facts(html, view, c);
    write_discussions(html, c);
    write_members(html, view, c);
    write_panel(html, view, c);
    write_representations(html, view, c);
    write_accounts(html, view, c);
    write_outstanding(html, view, c);
}

/* ---- chronology ---- */

static void write_original(Html *html, const PageCase *page, const Event *event, gint64 *shown)
{
    const gint64 *number = event->message && *event->message
                               ? g_hash_table_lookup(page->numbers, event->message)
                               : NULL;
    if (!number || *number == *shown)
        return;
    *shown = *number;
    html_open(html, "p", "class", "noprint", NULL);
    g_autofree char *words =
        g_strdup_printf("Read the message itself (number %" G_GINT64_FORMAT ")", *number);
    page_number_link(html, "/message", *number, words);
    html_close(html, "p");
}

void page_case_chronology(Html *html, const View *view, const PageCase *page)
{
    const Event *before = NULL;
    gint64 shown = 0;
    html_put(html, "h2", "Chronology", "id", "chronology", NULL);
    html_open(html, "ol", "class", "chronology", NULL);
    for (guint i = 0; i < page->c->events->len; i++) {
        const Event *event = page->c->events->pdata[i];
        if (!before || !event_goes_on(event, before)) {
            g_autofree char *at = words_short(view, event->at);
            if (before)
                html_close(html, "li");
            shown = 0;
            html_open(html, "li", NULL);
            html_open(html, "p", "class", "when", NULL);
            html_textf(html, "%s, %s", at, event->actor ? event->actor : "");
            html_close(html, "p");
        }
        html_put(html, "p", event->text, "dir", "auto", NULL);
        write_original(html, page, event, &shown);
        before = event;
    }
    if (before)
        html_close(html, "li");
    html_close(html, "ol");
    if (!before)
        html_put(html, "p", "Nothing is recorded.", NULL);
}

/* ---- mails ---- */

/* An answer to a restricted message: that there is one, and what became of it. */
static void write_closed_mail(Html *html, const OutboxRow *mail, const char *at)
{
    html_open(html, "tr", NULL);
    html_put(html, "th", at, "scope", "row", NULL);
    page_cell(html, "Case", "");
    page_cell(html, "State", mail->state);
    page_cell(html, "Kind", WORDS_RESTRICTED);
    page_cell(html, "To", "");
    html_close(html, "tr");
}

static void write_state(Html *html, const OutboxRow *mail)
{
    const char *state = mail->state ? mail->state : "";
    gboolean failed = strcmp(state, "failed") == 0;
    page_cell_open(html, "State");
    if (failed || strcmp(state, "deferred") == 0 || strcmp(state, "suppressed") == 0)
        page_mark(html, failed ? MARK_ALERT : MARK_PROMPT, state);
    else
        html_text(html, state);
    if (mail->why && *mail->why)
        html_put(html, "p", mail->why, NULL);
    page_cell_close(html);
}

static void write_mail(Html *html, const View *view, const OutboxRow *mail, gboolean linked)
{
    g_autofree char *at = words_short(view, mail->at ? mail->at : mail->queued);
    g_autofree char *role = words_plain(mail->role ? mail->role : "");
    if (mail->restricted && !view->restricted) {
        write_closed_mail(html, mail, at);
        return;
    }
    html_open(html, "tr", NULL);
    html_open(html, "th", "scope", "row", NULL);
    page_number_link(html, "/sent", mail->id, at);
    html_close(html, "th");
    if (!linked) {
        page_cell_open(html, "Case");
        if (mail->reference && *mail->reference)
            page_case_link(html, mail->reference);
        page_cell_close(html);
    }
    write_state(html, mail);
    page_cell(html, "Kind", mail->template);
    page_cell_open(html, "To");
    html_textf(html, "%s%s%s%s", mail->to, *role ? " (" : "", role, *role ? ")" : "");
    page_cell_close(html);
    html_close(html, "tr");
}

void page_case_mails(Html *html, const View *view, GPtrArray *sent, gboolean of_case)
{
    static const char *const headings[] = {"When", "State", "Kind", "To", NULL};
    static const char *const all[] = {"When", "Case", "State", "Kind", "To", NULL};
    if (of_case)
        html_put(html, "h2", "Mails of this case", "id", "mails", NULL);
    if (!sent->len) {
        html_put(html, "p", "None.", NULL);
        return;
    }
    page_table_open(html, "What was sent, to whom, and what became of it",
                    of_case ? headings : all);
    for (guint i = 0; i < sent->len; i++)
        write_mail(html, view, sent->pdata[i], of_case);
    page_table_close(html);
}
