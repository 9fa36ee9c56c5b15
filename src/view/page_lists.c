/* page_lists: mails, looks, search. Nothing is decided here; what a list shows was looked up for it. Fails on nothing. */
#include "page_lists.h"

#include <string.h>

#include "page_case.h"
#include "words.h"

/* ---- mails ---- */

static void write_state_link(Html *html, const char *state, const char *words, const char *chosen)
{
    g_autofree char *url = html_url("/sent", "state", state, NULL);
    html_open(html, "li", NULL);
    html_put(html, "a", words, "href", url, "aria-current",
             g_strcmp0(state, chosen) == 0 ? "true" : NULL, NULL);
    html_close(html, "li");
}

void page_sent(Html *html, const View *view, GPtrArray *mails, const char *state, gint64 next)
{
    html_open(html, "nav", "aria-label", "Which mails", NULL);
    html_open(html, "ul", "class", "counts", NULL);
    write_state_link(html, NULL, "all", state);
    write_state_link(html, "failed", "failed (bounced)", state);
    write_state_link(html, "deferred", "deferred: tried again", state);
    write_state_link(html, "suppressed", "suppressed: not to be sent", state);
    write_state_link(html, "queued", "waiting", state);
    write_state_link(html, "sent", "sent", state);
    html_close(html, "ul");
    html_close(html, "nav");
    page_case_mails(html, view, mails, FALSE);
    page_older(html, "/sent", "state", state, next);
}

void page_mail(Html *html, const View *view, const OutboxRow *mail)
{
    g_autofree char *queued = words_instant(view, mail->queued);
    g_autofree char *at = words_instant(view, mail->at);
    g_autofree char *role = words_plain(mail->role ? mail->role : "");
    g_autofree char *state = g_strdup_printf("%s%s%s", mail->state, *at ? ", " : "", at);
    g_autofree char *attempts =
        mail->attempts ? g_strdup_printf("%u", mail->attempts) : g_strdup("");
    g_autofree char *next = words_instant(view, mail->next_try);
    page_rows_open(html);
    if (mail->reference && *mail->reference) {
        page_row_open(html, "Case");
        page_case_link(html, mail->reference);
        page_row_close(html);
    }
    page_row(html, "State", state);
    page_row(html, "Why", mail->why);
    page_row(html, "The server said", mail->smtp_status);
    page_row(html, "Put off", attempts);
    page_row(html, "Tried again", next);
    page_row(html, "Queued", queued);
    page_row(html, "From", mail->mailbox);
    page_row(html, "To", mail->to);
    page_row(html, "Name", mail->to_name);
    page_row(html, "Role", role);
    page_row(html, "Kind", mail->template);
    page_row(html, "Subject", mail->subject);
    page_row(html, "Message-ID", mail->message_id);
    page_rows_close(html);
    html_put(html, "h2", "Its text", NULL);
    html_open(html, "div", "class", "letter", NULL);
    html_lines(html, mail->body);
    html_close(html, "div");
}

/* ---- looks ---- */

void page_looks(Html *html, const View *view, const char *reference, GPtrArray *looks)
{
    static const char *const headings[] = {"When", "Who", "Login", "With", "What", NULL};
    html_open(html, "p", NULL);
    page_case_link(html, reference);
    html_text(html,
              ": everybody who has seen something of it is on record. A list of all showed it, "
              "too, if it stood there then: the messages and the mails, the queue and the "
              "directory while it was in progress, the held messages where one may be of it. "
              "Pages that are open bring themselves up to date: the same list of one day "
              "stands here once, with its first time.");
    html_close(html, "p");
    if (!looks->len) {
        html_put(html, "p", "Nobody has looked.", NULL);
        return;
    }
    page_table_open(html, "Looks, the newest first", headings);
    for (guint i = looks->len; i-- > 0;) {
        const LookRow *look = looks->pdata[i];
        g_autofree char *at = words_instant(view, look->at);
        g_autofree char *what = words_look(look);
        html_open(html, "tr", NULL);
        html_put(html, "th", at, "scope", "row", NULL);
        page_cell(html, "Who", look->who);
        page_cell(html, "Login", look->login);
        page_cell(html, "With", look->command);
        page_cell(html, "What", what);
        html_close(html, "tr");
    }
    page_table_close(html);
}

/* ---- search ---- */

static void write_found(Html *html, const View *view, const PageFound *found)
{
    const Case *c = found->c;
    g_autofree char *stage = words_stage(view, c, TRUE);
    g_autofree char *opened = day_words(instant_day(c->opened, view->rules->site.zone));
    html_open(html, "tr", "class", c->urgent ? "urgent" : NULL, NULL);
    html_open(html, "th", "scope", "row", NULL);
    page_case_link(html, c->reference);
    html_text(html, " ");
    if (c->urgent)
        page_mark(html, MARK_ALERT, "URGENT");
    html_close(html, "th");
    page_cell(html, "Found by", found->why);
    page_cell(html, "State", case_state_name(c->state));
    page_cell(html, "Stage", stage);
    page_cell_open(html, "Agencies");
    html_textf(html, "%s → %s", words_agency(view, c->raising), words_agency(view, c->challenged));
    page_cell_close(html);
    page_cell(html, "Opened", opened);
    html_close(html, "tr");
}

static void write_results(Html *html, const View *view, const PageSearch *search)
{
    static const char *const headings[] = {"Reference",           "Found by", "State", "Stage",
                                           "Raised by → against", "Opened",   NULL};
    html_put(html, "h2", "Found", "id", "found", NULL);
    if (search->unsearched) {
        page_note_open(html, MARK_PROMPT);
        html_open(html, "p", NULL);
        html_textf(html,
                   "%u closed cases were not gone through for the name. With a date of birth or an "
                   "identifier every case is found.",
                   search->unsearched);
        html_close(html, "p");
        page_note_close(html);
    }
    if (!search->found->len) {
        html_put(html, "p", "Nothing is known here under this.", NULL);
        html_put(
            html, "p",
            "A reference is found with its last letter, as in HAV-26-0042-B: it guards against "
            "a mistyped digit.",
            NULL);
        return;
    }
    page_table_open(html, "What is known", headings);
    for (guint i = 0; i < search->found->len; i++)
        write_found(html, view, search->found->pdata[i]);
    page_table_close(html);
}

void page_search(Html *html, const View *view, const PageSearch *search)
{
    const PageForm *form = &search->form;
    page_fault_summary(html, form);
    html_put(
        html, "p",
        "Each search is on record as a look, with you as who looked; what you typed is not kept, "
        "and stands in no address.",
        NULL);
    page_form_open(html, form);
    page_form_line(html, form, "what", "Reference, name, identifier, e-mail address or agency",
                   "A name finds the cases in which a child or the originator is called so.");
    page_form_line(
        html, form, "born", "The child's date of birth (optional)",
        "For example 4 March 2019. With a name it finds closed cases, too, also those that "
        "only have the initials.");
    page_form_tick(html, form, "closed", "Go through closed cases for the name, too");
    page_form_close(html, "Search", FALSE);
    if (search->found)
        write_results(html, view, search);
}
