/* page_case: the summary of a case, what it waits for, and the order of the page's parts.
 *
 * Names of children stand in the body of this page and in no title and no address. An empty part is left out, except
 * where its being empty is the news. What the policy says is quoted with its section. Fails on nothing. */
#include "page_case.h"

#include <string.h>

#include "danger.h"
#include "show_parts.h"
#include "standing.h"
#include "missing.h"
#include "words.h"

static void write_open_danger(Html *html, const View *view, const Case *c)
{
    gboolean answered = FALSE;
    const char *question = danger_open_words(c, view->rules, &answered);
    g_autofree char *note =
        g_strdup_printf("Whether there is %s was %s: ask.", question,
                        answered ? "answered neither yes nor no" : "left blank");
    page_note(html, MARK_ALERT, note);
}

static void write_marks(Html *html, const View *view, const Case *c)
{
    g_autofree char *stage = words_stage(view, c, FALSE);
    html_open(html, "p", NULL);
    if (c->urgent)
        page_mark(html, MARK_ALERT, "URGENT");
    if (standing_overdue(c, view->now))
        page_mark(html, MARK_ALERT, "LATE");
    page_mark(html, MARK_PLAIN, case_state_name(c->state));
    html_text(html, stage);
    html_close(html, "p");
    if (c->urgent)
        page_note(
            html, MARK_ALERT,
            "Immediate harm was said or found in a message. This desk is no referral: whoever "
            "reads this makes sure that the child's safety is being seen to.");
    if (c->harm_unanswered)
        write_open_danger(html, view, c);
    if (c->cycle > 1)
        page_note(html, MARK_PROMPT,
                  "This case was opened again; the chronology says why and by whom.");
}

static void write_holds(Html *html, const View *view, const Case *c)
{
    for (guint i = 0; i < c->legal_holds->len; i++) {
        const LegalHold *hold = c->legal_holds->pdata[i];
        g_autofree char *since = words_instant(view, hold->at);
        page_note_open(html, MARK_PROMPT);
        html_open(html, "p", NULL);
        html_textf(html, "Legal hold %u since %s, by %s: %s", hold->n, since, hold->by, hold->why);
        html_close(html, "p");
        page_note_close(html);
    }
}

/* ---- what was just done ---- */

/* The event and those that followed from it. Its words are the record's own: nothing that stands in an address is repeated. */
static void write_done(Html *html, const PageCase *page)
{
    const GPtrArray *events = page->c->events;
    if (page->done == 0 || page->done > events->len)
        return;
    const Event *first = events->pdata[page->done - 1];
    page_note_open(html, MARK_GOOD);
    html_open(html, "p", NULL);
    html_put(html, "strong", "Done.", NULL);
    html_text(html, " It stands in the chronology:");
    html_close(html, "p");
    html_open(html, "ul", NULL);
    for (guint i = page->done - 1; i < events->len; i++) {
        const Event *event = events->pdata[i];
        if (event->at == first->at && g_strcmp0(event->actor, first->actor) == 0)
            html_put(html, "li", event->text, NULL);
    }
    html_close(html, "ul");
    page_note_close(html);
}

/* ---- what it is ---- */

static void write_policy(Html *html, const View *view, const Case *c)
{
    const Policy *policy = words_policy(view, c);
    if (!policy)
        return;
    g_autofree char *text = g_strdup_printf(
        "%s, %s%s%s", policy->title, policy->version ? policy->version : "version not said",
        words_past_review(view, policy) ? "; past its review date, " : "",
        words_past_review(view, policy) ? policy->review_due : "");
    page_row(html, "Policy", text);
}

static void write_times(Html *html, const View *view, const Case *c)
{
    g_autofree char *opened = words_instant(view, c->opened);
    page_row(html, "Opened", opened);
    if (!c->stage)
        return;
    g_autofree char *entered = words_instant(view, c->entered);
    guint days = standing_stage_days(c, view->rules->calendar, view->now, view->rules->site.zone);
    g_autofree char *text =
        g_strdup_printf("since %s (%u working day%s)", entered, days, days == 1 ? "" : "s");
    page_row(html, "In this stage", text);
}

/* What is asked goes by POST: a child's name stands in no address. */
static void write_known(Html *html, const PageCase *page, const Child *child)
{
    g_autofree char *born = child->born ? day_words(child->born) : g_strdup("");
    html_open(html, "form", "method", "post", "action", "/search", NULL);
    page_form_hidden(html, "token", page->token);
    page_form_hidden(html, "what", child->name);
    page_form_hidden(html, "born", born);
    page_form_hidden(html, "ids", child->ids);
    html_open(html, "button", "type", "submit", "class", "quiet", NULL);
    html_text(html, "Anything already known?");
    if (page->c->children->len > 1) {
        html_open(html, "span", "class", "hidden", NULL);
        html_textf(html, " Of child %u", child->n);
        html_close(html, "span");
    }
    html_close(html, "button");
    html_close(html, "form");
}

static void write_children(Html *html, const PageCase *page)
{
    const Case *c = page->c;
    for (guint i = 0; i < c->children->len; i++) {
        const Child *child = c->children->pdata[i];
        g_autofree char *label =
            c->children->len == 1 ? g_strdup("Child") : g_strdup_printf("Child %u", child->n);
        g_autofree char *text = show_child(child);
        page_row_open(html, label);
        html_put(html, "p", text, NULL);
        if (page->decides && ((child->name && *child->name) || (child->ids && *child->ids)))
            write_known(html, page, child);
        page_row_close(html);
    }
}

void page_candidates(Html *html, const View *view, const Case *c)
{
    html_open(html, "ul", NULL);
    for (guint i = 0; i < c->candidates->len; i++) {
        const Candidate *candidate = c->candidates->pdata[i];
        html_open(html, "li", NULL);
        html_textf(html, "%s: %s", words_agency(view, candidate->agency), candidate->why);
        html_close(html, "li");
    }
    html_close(html, "ul");
}

static void write_candidates(Html *html, const View *view, const Case *c)
{
    if (!c->candidates->len)
        return;
    page_row_open(html, "Could be");
    page_candidates(html, view, c);
    page_row_close(html);
}

static void write_aliases(Html *html, const View *view, const Case *c)
{
    for (guint i = 0; i < c->aliases->len; i++) {
        const Alias *alias = c->aliases->pdata[i];
        g_autofree char *text =
            g_strdup_printf("%s (%s)", alias->text, words_agency(view, alias->agency));
        page_row(html, "Their number", text);
    }
}

static void write_summary(Html *html, const View *view, const PageCase *page)
{
    const Case *c = page->c;
    g_autofree char *originator = show_person(view, &c->originator);
    page_rows_open(html);
    page_row(html, "Raised by", words_agency(view, c->raising));
    page_row(html, "Against", words_agency(view, c->challenged));
    if (!c->challenged)
        page_row(html, "As written", c->challenged_written);
    write_candidates(html, view, c);
    page_row(html, "Originator", originator);
    write_children(html, page);
    write_aliases(html, view, c);
    write_policy(html, view, c);
    write_times(html, view, c);
    page_rows_close(html);
}

/* ---- whose turn it is ---- */

static void write_held_routing(Html *html, const View *view, const Case *c)
{
    if (c->routing_held != SIDE_NONE)
        page_note(html, MARK_PROMPT,
                  "Routing is held: somebody of the office names the organisation that is meant.");
    if (!c->held_gate)
        return;
    const Policy *policy = words_policy(view, c);
    const PolicyGate *gate = policy ? policy_gate(policy, c->held_gate) : NULL;
    page_note_open(html, MARK_PROMPT);
    html_open(html, "p", NULL);
    html_textf(html, "%s is claimed but not accepted: %s%s%s",
               c->stage_claimed ? words_claimed(view, c) : "A stage",
               gate ? gate->asks : c->held_gate, gate && gate->section ? ", section " : "",
               gate && gate->section ? gate->section : "");
    html_close(html, "p");
    page_note_close(html);
}

static void write_waiting(Html *html, const View *view, const Case *c)
{
    g_autoptr(GPtrArray) waiting = standing_waiting_for(c, view->rules, view->now);
    html_put(html, "h2", "Whose turn it is", "id", "turn", NULL);
    if (!waiting->len)
        html_put(html, "p", "Nobody's.", NULL);
    else
        html_open(html, "ul", NULL);
    for (guint i = 0; i < waiting->len; i++) {
        const WaitingFor *one = waiting->pdata[i];
        g_autofree char *post = words_holder(view, one->role, one->agency, one->name);
        html_open(html, "li", NULL);
        html_textf(html, "%s%s%s", post, one->what && *one->what ? ": " : "",
                   one->what ? one->what : "");
        html_close(html, "li");
    }
    if (waiting->len)
        html_close(html, "ul");
    write_held_routing(html, view, c);
}

static void write_next(Html *html, const View *view, const Case *c)
{
    g_autofree char *next = standing_policy_next(c, view->rules);
    if (!next || !*next)
        return;
    html_put(html, "h2", "What the policy says next", "id", "next", NULL);
    html_lines(html, next);
}

/* ---- dates, and what is owed ---- */

static void write_standing(Html *html, const View *view, const CaseDate *date)
{
    const char *standing = words_date_standing(view, date);
    gboolean bad = words_date_is_late(view, date) || strcmp(standing, "missed") == 0;
    page_cell_open(html, "Standing");
    if (bad)
        page_mark(html, MARK_ALERT, standing);
    else
        html_text(html, standing);
    page_cell_close(html);
}

static void write_dates(Html *html, const View *view, const Case *c)
{
    static const char *const headings[] = {"Due", "Kind", "Standing", "Why", NULL};
    html_put(html, "h2", "Dates", "id", "dates", NULL);
    if (!c->dates->len) {
        html_put(html, "p", "The policy sets none here.", NULL);
        return;
    }
    page_table_open(html, "Every date and how it was reckoned", headings);
    for (guint i = 0; i < c->dates->len; i++) {
        const CaseDate *date = c->dates->pdata[i];
        g_autofree char *due = words_due(view, date);
        g_autofree char *kind = words_plain(date->kind);
        html_open(html, "tr", NULL);
        html_put(html, "th", due, "scope", "row", NULL);
        page_cell(html, "Kind", kind);
        write_standing(html, view, date);
        page_cell(html, "Why", date->why);
        html_close(html, "tr");
    }
    page_table_close(html);
}

static void write_owed_row(Html *html, const View *view, const Case *c, const Owed *owed)
{
    g_autofree char *kind = words_owed(view, c, owed->kind, owed->role ? owed->role : "");
    g_autofree char *by = words_holder(view, owed->role, owed->agency, NULL);
    g_autofree char *since = words_short(view, owed->since);
    html_open(html, "tr", NULL);
    html_open(html, "th", "scope", "row", NULL);
    html_text(html, kind);
    if (owed->child)
        html_textf(html, ", child %u", owed->child);
    html_close(html, "th");
    page_cell(html, "By", by);
    page_cell(html, "Since", since);
    page_cell(html, "Section", owed->source);
    page_cell(html, "Closing", owed->bars_closing ? "keeps the case open" : "");
    html_close(html, "tr");
}

static void write_owed(Html *html, const View *view, const Case *c)
{
    static const char *const headings[] = {"What", "By", "Since", "Section", "Closing", NULL};
    g_autoptr(GPtrArray) owed = show_owed(c);
    if (!owed->len)
        return;
    html_put(html, "h2", "Still owed", "id", "owed", NULL);
    page_table_open(html, "What is owed and by whom", headings);
    for (guint i = 0; i < owed->len; i++)
        write_owed_row(html, view, c, owed->pdata[i]);
    page_table_close(html);
}

static void write_missing(Html *html, const View *view, const Case *c)
{
    gboolean provisional = FALSE;
    g_autoptr(GPtrArray) missing = case_missing(c, view->rules, &provisional);
    if (!missing || !missing->len)
        return;
    html_put(html, "h2", "Not answered yet", "id", "missing", NULL);
    html_open(html, "ul", NULL);
    for (guint i = 0; i < missing->len; i++) {
        g_autofree char *note = missing_note(c, view->rules, missing->pdata[i]);
        g_autofree char *line = g_strconcat(words_label(view, missing->pdata[i]), note, NULL);
        html_put(html, "li", line, NULL);
    }
    html_close(html, "ul");
}

/* ---- holders ---- */

/* Who is asked in their place: now, or when they are away. */
static const char *deputy_of(const View *view, const Holder *holder)
{
    Day today = instant_day(view->now, view->rules->site.zone);
    g_autoptr(GPtrArray) posts =
        directory_posts_of(view->rules->directory, holder->agency, holder->role, today);
    for (guint i = 0; i < posts->len; i++) {
        const Post *post = posts->pdata[i];
        if (g_strcmp0(post->name, holder->name) == 0)
            return post->deputy;
    }
    return "";
}

static char *cover_of(const View *view, const Case *c, const Holder *holder)
{
    const char *deputy = deputy_of(view, holder);
    if (standing_uncovered(c, holder))
        return g_strdup("away, and there is no deputy");
    if (standing_deputised(c, holder))
        return g_strdup_printf("away: the deputy is asked%s%s", *deputy ? ", " : "", deputy);
    return g_strdup(deputy);
}

static void write_holder(Html *html, const View *view, const Case *c, const Holder *holder,
                         gboolean current)
{
    g_autofree char *cover = current ? cover_of(view, c, holder) : g_strdup("");
    const char *side = side_name(holder->side);
    g_autofree char *post = words_holder(view, holder->role, holder->agency, holder->name);
    g_autofree char *told = words_short(view, holder->told);
    html_open(html, "tr", NULL);
    html_put(html, "th", post, "scope", "row", NULL);
    page_cell(html, "Side", side);
    page_cell(html, "Address", holder->email);
    page_cell(html, "Told", holder->told ? told : "not told");
    page_cell(html, "Deputy", cover);
    page_cell(html, "As", current ? standing_as(c, view->rules, holder) : holder->stage);
    html_close(html, "tr");
}

static void write_holders(Html *html, const View *view, const PageCase *page, gboolean current)
{
    static const char *const headings[] = {"Who", "Side", "Address", "Told", "Deputy", "As", NULL};
    g_autoptr(GPtrArray) holders = show_holders(page->c, current);
    if (!holders->len)
        return;
    html_put(html, "h2", current ? "Who holds this stage" : "Who was told before", NULL);
    page_table_open(html, current ? "Holders of the present stage" : "Holders of earlier stages",
                    headings);
    for (guint i = 0; i < holders->len; i++)
        write_holder(html, view, page->c, holders->pdata[i], current);
    page_table_close(html);
}

/* ---- messages that may be of the same dispute ---- */

static void write_beside(Html *html, const View *view, const PageCase *page)
{
    for (guint i = 0; i < page->beside->len; i++) {
        const HeldRow *held = page->beside->pdata[i];
        g_autofree char *received = words_short(view, held->received);
        if (i == 0)
            html_put(html, "h2", "Held messages that may be of this dispute", "id", "beside", NULL);
        html_open(html, "section", "class", "sheet", NULL);
        html_open(html, "h3", NULL);
        html_textf(html, "Held message %" G_GINT64_FORMAT ", %s, from %s", held->id, received,
                   held->from);
        if (held->urgent) {
            html_text(html, " ");
            page_mark(html, MARK_ALERT, "URGENT");
        }
        html_close(html, "h3");
        if (held->said->len)
            page_beside(html, view, page->c, held);
        else
            html_put(html, "p", held->text, NULL);
        html_open(html, "p", NULL);
        page_number_link(html, "/held", held->id, "Look at it and decide");
        html_close(html, "p");
        html_close(html, "section");
    }
}

static void write_further(Html *html, const PageCase *page)
{
    g_autofree char *path = g_strdup_printf("/case/%s/looks", page->c->reference);
    html_open(html, "p", "class", "noprint", NULL);
    page_link(html, path, "Who has looked at this case");
    html_close(html, "p");
}

static void write_place(Html *html, const char *place, const char *words)
{
    html_open(html, "li", NULL);
    page_link(html, place, words);
    html_close(html, "li");
}

static void write_contents(Html *html, const PageCase *page)
{
    html_open(html, "nav", "class", "noprint", "aria-label", "On this page", NULL);
    html_open(html, "ul", "class", "places", NULL);
    write_place(html, "#turn", "Whose turn it is");
    write_place(html, "#dates", "Dates");
    write_place(html, "#what", "What it is");
    if (page->decides)
        write_place(html, "#acts", "What you can do");
    if (page->c->facts->len)
        write_place(html, "#recorded", "As recorded");
    write_place(html, "#chronology", "Chronology");
    write_place(html, "#mails", "Mails");
    html_close(html, "ul");
    html_close(html, "nav");
}

void page_case(Html *html, const View *view, const PageCase *page)
{
    const Case *c = page->c;
    if (page->posted)
        page_fault_summary(html, page->posted);
    html_open(html, "h1", NULL);
    html_textf(html, "Case %s", c->reference);
    html_close(html, "h1");
    write_done(html, page);
    write_marks(html, view, c);
    write_contents(html, page);
    write_holds(html, view, c);
    write_waiting(html, view, c);
    write_next(html, view, c);
    write_beside(html, view, page);
    write_dates(html, view, c);
    write_owed(html, view, c);
    write_missing(html, view, c);
    html_put(html, "h2", "What it is", "id", "what", NULL);
    write_summary(html, view, page);
    write_holders(html, view, page, TRUE);
    if (page->decides)
        page_case_acts(html, view, page);
    page_case_record(html, view, page);
    page_case_chronology(html, view, page);
    write_holders(html, view, page, FALSE);
    page_case_mails(html, view, page->sent, TRUE);
    page_case_exports(html, view, page);
    write_further(html, page);
}
