/* page_held: what a person decides, with the message beside the cases that it may belong to.
 *
 * Every likely answer is one button, with what it does beside it; none is chosen beforehand. Where the words of a message
 * can be read in two ways both readings are offered with what follows from each. Of a restricted message only that it waits,
 * but to the named officers. Fails on nothing. */
#include "page_held.h"

#include <string.h>

#include "page_case.h"
#include "page_message.h"
#include "words.h"

static gboolean is_closed(const View *view, const HeldRow *row)
{
    return !view->restricted && held_row_restricted(row);
}

/* An outcome that can be read in two ways can be so in another case. */
static gboolean is_for(const HeldRow *row, const Suggestion *suggestion, const char *reference)
{
    return suggestion->reading != NULL &&
           (g_str_equal(suggestion->reference, reference) ||
            (g_strcmp0(row->reason, "unclear-outcome") == 0 && !held_row_suggests(row, reference)));
}

gboolean page_held_offers(const HeldRow *row, const char *reference, const char *reading)
{
    for (guint i = 0; i < row->suggestions->len; i++) {
        const Suggestion *suggestion = row->suggestions->pdata[i];
        if (is_for(row, suggestion, reference) &&
            (reading == NULL || g_str_equal(suggestion->reading, reading)))
            return TRUE;
    }
    return FALSE;
}

char *page_held_form_id(const char *reference)
{
    g_autofree char *lower = g_ascii_strdown(reference, -1);
    return g_strdup_printf(HELD_LINK "-%s", lower);
}

/* ---- the list ---- */

static void write_suggested(Html *html, const HeldRow *row)
{
    g_autoptr(GPtrArray) seen = g_ptr_array_new();
    page_cell_open(html, "Perhaps");
    for (guint i = 0; i < row->suggestions->len; i++) {
        const Suggestion *suggestion = row->suggestions->pdata[i];
        if (g_ptr_array_find_with_equal_func(seen, suggestion->reference, g_str_equal, NULL))
            continue;
        g_ptr_array_add(seen, suggestion->reference);
        html_open(html, "p", NULL);
        page_case_link(html, suggestion->reference);
        html_close(html, "p");
    }
    page_cell_close(html);
}

static void write_held_row(Html *html, const View *view, const HeldRow *row)
{
    gboolean closed = is_closed(view, row);
    g_autofree char *received = words_short(view, row->received);
    g_autofree char *kind = words_plain(row->kind ? row->kind : "");
    g_autofree char *level = words_plain(row->sender_level ? row->sender_level : "");
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, row->id);
    g_autofree char *url = g_strdup_printf("/held/%" G_GINT64_FORMAT, row->id);
    html_open(html, "tr", "class", row->urgent ? "urgent" : NULL, NULL);
    html_open(html, "th", "scope", "row", NULL);
    if (closed)
        html_text(html, number);
    else
        html_put(html, "a", number, "href", url, "data-line", "", NULL);
    html_text(html, " ");
    if (row->urgent)
        page_mark(html, MARK_ALERT, "URGENT");
    html_close(html, "th");
    page_cell(html, "Received", received);
    if (closed) {
        page_cell(html, "From", "");
        page_cell(html, "What it is", WORDS_RESTRICTED);
        page_cell(html, "Why it waits", "");
        page_cell(html, "Perhaps", "");
    } else {
        page_cell_open(html, "From");
        html_textf(html, "%s (%s)", row->from && *row->from ? row->from : "no sender", level);
        page_cell_close(html);
        page_cell_open(html, "What it is");
        html_textf(html, "%s; subject: %s", kind,
                   row->subject && *row->subject ? row->subject : "(none)");
        page_cell_close(html);
        page_cell(html, "Why it waits", row->text && *row->text ? row->text : row->reason);
        write_suggested(html, row);
    }
    html_close(html, "tr");
}

static void write_decided(Html *html, const View *view, const HeldRow *row)
{
    g_autofree char *at = words_instant(view, row->resolved);
    page_note_open(html, MARK_GOOD);
    html_open(html, "p", NULL);
    html_textf(html, "Message %" G_GINT64_FORMAT " is decided: %s, at %s. ", row->id,
               row->resolution, at);
    if (row->ruling.reference && *row->ruling.reference)
        page_case_link(html, row->ruling.reference);
    html_close(html, "p");
    page_note_close(html);
}

void page_held_list(Html *html, const View *view, GPtrArray *held, const HeldRow *just)
{
    static const char *const headings[] = {"Number",       "Received", "From", "What it is",
                                           "Why it waits", "Perhaps",  NULL};
    g_autoptr(GPtrArray) sorted = g_ptr_array_new();
    if (just && !is_closed(view, just))
        write_decided(html, view, just);
    if (!held->len) {
        html_put(html, "p", "No message waits for a person.", NULL);
        return;
    }
    for (guint i = 0; i < held->len; i++)
        g_ptr_array_add(sorted, held->pdata[i]);
    g_ptr_array_sort(sorted, view_held_by_need);
    g_autofree char *caption = g_strdup_printf(held->len == 1 ? "%u message waits for a person"
                                                              : "%u messages wait for a person",
                                               held->len);
    page_table_open(html, caption, headings);
    for (guint i = 0; i < sorted->len; i++)
        write_held_row(html, view, sorted->pdata[i]);
    page_table_close(html);
}

/* ---- one of them ---- */

static void write_head(Html *html, const View *view, const HeldRow *row)
{
    g_autofree char *received = words_instant(view, row->received);
    g_autofree char *kind = words_plain(row->kind ? row->kind : "");
    g_autofree char *level = words_plain(row->sender_level ? row->sender_level : "");
    page_rows_open(html);
    page_row(html, "Why it waits", row->text && *row->text ? row->text : row->reason);
    page_row(html, "Received", received);
    page_row(html, "From", row->from && *row->from ? row->from : "no sender");
    page_row(html, "The sender is", level);
    page_row(html, "Read as", kind);
    page_row(html, "Subject, cleaned", row->subject);
    page_row_open(html, "The message");
    page_number_link(html, "/message", row->ledger, "with its addresses and parts");
    page_row_close(html);
    page_rows_close(html);
}

/* Those that are chosen stand where they are chosen. */
static void write_reasons(Html *html, const PageHeld *page, const char *reference)
{
    const HeldRow *row = page->row;
    html_open(html, "ul", NULL);
    for (guint i = 0; i < row->suggestions->len; i++) {
        const Suggestion *suggestion = row->suggestions->pdata[i];
        gboolean chosen = suggestion->reading != NULL && page->decides;
        if (g_strcmp0(suggestion->reference, reference) == 0 && !chosen)
            html_put(html, "li", suggestion->why, NULL);
    }
    html_close(html, "ul");
}

static void write_candidates(Html *html, const View *view, const Case *c)
{
    if (c->routing_held == SIDE_NONE || !c->candidates->len)
        return;
    html_put(html, "p", "Its routing is held. The organisation that is meant could be:", NULL);
    page_candidates(html, view, c);
    html_open(html, "p", NULL);
    g_autofree char *url = g_strdup_printf("/case/%s#acts", c->reference);
    page_link(html, url, "Name the agency on the case's page");
    html_close(html, "p");
}

static PageForm form_of(const PageHeld *page, const char *id, const char *action)
{
    PageForm form = {.id = id, .action = action, .token = page->token};
    if (page->posted && strcmp(page->posted->id, id) == 0) {
        form.typed = page->posted->typed;
        form.faults = page->posted->faults;
    }
    return form;
}

/* `reference` "": of a case that nobody suggests. */
static void write_readings(Html *html, const PageHeld *page, const PageForm *form,
                           const char *reference)
{
    static const PageChoice none = {PAGE_HELD_FILE,
                                    "None of these: it is filed with the case and moves nothing"};
    const HeldRow *row = page->row;
    if (!page_held_offers(row, reference, NULL))
        return;
    g_autoptr(GArray) readings = g_array_new(TRUE, TRUE, sizeof(PageChoice));
    for (guint i = 0; i < row->suggestions->len; i++) {
        const Suggestion *suggestion = row->suggestions->pdata[i];
        const PageChoice choice = {suggestion->reading, suggestion->why};
        if (is_for(row, suggestion, reference))
            g_array_append_val(readings, choice);
    }
    g_array_append_val(readings, none);
    page_form_radios(html, form, "reading", "How its words are to be read", NULL,
                     (const PageChoice *)(gpointer)readings->data);
}

static void write_link(Html *html, const PageHeld *page, const Case *c)
{
    g_autofree char *id = page_held_form_id(c->reference);
    g_autofree char *action = g_strdup_printf("/held/%" G_GINT64_FORMAT "/link", page->row->id);
    g_autofree char *button = g_strdup_printf("Link it to %s", c->reference);
    const PageForm form = form_of(page, id, action);
    page_form_open(html, &form);
    page_form_hidden(html, "reference", c->reference);
    write_readings(html, page, &form, c->reference);
    page_form_line(html, &form, "why", "Why", "Needed where the sender is not proven.");
    page_form_close(html, button, FALSE);
}

static void write_after(Html *html, const PageHeld *page, const Case *c)
{
    for (guint i = 0; page->after && i < page->after->len; i++)
        if (page->row->beside->pdata[i] == c && *(const char *)page->after->pdata[i]) {
            html_open(html, "p", NULL);
            html_textf(html, "After: %s.", (const char *)page->after->pdata[i]);
            html_close(html, "p");
        }
}

static void write_case(Html *html, const View *view, const PageHeld *page, const Case *c)
{
    g_autofree char *stage = words_stage(view, c, TRUE);
    html_open(html, "section", "class", "sheet", NULL);
    html_open(html, "h3", NULL);
    page_case_link(html, c->reference);
    html_textf(html, ": %s, %s", case_state_name(c->state), stage);
    html_close(html, "h3");
    html_open(html, "p", NULL);
    html_textf(html, "Raised by %s against %s.", words_agency(view, c->raising),
               words_agency(view, c->challenged));
    html_close(html, "p");
    write_reasons(html, page, c->reference);
    if (page->row->said->len)
        page_beside(html, view, c, page->row);
    write_candidates(html, view, c);
    write_after(html, page, c);
    if (page->decides)
        write_link(html, page, c);
    html_close(html, "section");
}

static void write_link_other(Html *html, const PageHeld *page)
{
    g_autofree char *action =
        g_strdup_printf("/held/%" G_GINT64_FORMAT "/link-other", page->row->id);
    const PageForm form = form_of(page, HELD_LINK_OTHER, action);
    html_put(html, "h3", "It belongs to another case", NULL);
    page_form_open(html, &form);
    page_form_line(html, &form, "reference", "Reference", "As it was written or spoken.");
    write_readings(html, page, &form, "");
    page_form_line(html, &form, "why", "Why",
                   "Needed where the sender is not proven, or the message names another case.");
    page_form_close(html, "Link it to that case", FALSE);
}

static void write_open(Html *html, const PageHeld *page)
{
    g_autofree char *action = g_strdup_printf("/held/%" G_GINT64_FORMAT "/open", page->row->id);
    const PageForm form = form_of(page, HELD_OPEN, action);
    html_put(html, "h3", "It is a disagreement of its own", NULL);
    html_put(
        html, "p",
        "A case is opened from it as from any other, and its sender and the holders of the stage "
        "are told by mail.",
        NULL);
    page_form_open(html, &form);
    page_form_line(html, &form, "why", "Why (optional)", NULL);
    page_form_close(html, "Open a case", FALSE);
}

static void write_set_aside(Html *html, const PageHeld *page)
{
    g_autofree char *action =
        g_strdup_printf("/held/%" G_GINT64_FORMAT "/set-aside", page->row->id);
    const PageForm form = form_of(page, HELD_SET_ASIDE, action);
    html_put(html, "h3", "It needs nothing", NULL);
    html_put(html, "p",
             "It stays in the list of all messages with the reason; nobody is written to.", NULL);
    page_form_open(html, &form);
    page_form_area(html, &form, "why", "Why",
                   "Needed. It stands in the list of all messages; name no child.");
    page_form_close(html, "Set it aside", TRUE);
}

static void write_answers(Html *html, const View *view, const PageHeld *page)
{
    gboolean restricted = held_row_restricted(page->row);
    html_put(html, "h2", "What it may be", "id", "answers", NULL);
    for (guint i = 0; i < page->row->beside->len; i++)
        write_case(html, view, page, page->row->beside->pdata[i]);
    if (!page->decides) {
        html_put(html, "p", "You may look; an officer decides.", NULL);
        return;
    }
    if (restricted)
        page_note(
            html, MARK_PROMPT,
            "It is restricted and enters no case, since the agencies of a case are told of it. "
            "It can only be set aside. A disagreement that it also speaks of needs a message of "
            "its own.");
    if (!restricted) {
        write_link_other(html, page);
        write_open(html, page);
    }
    write_set_aside(html, page);
}

void page_held(Html *html, const View *view, const PageHeld *page)
{
    if (page->posted)
        page_fault_summary(html, page->posted);
    html_open(html, "h1", NULL);
    html_textf(html, "Held message %" G_GINT64_FORMAT, page->row->id);
    html_close(html, "h1");
    if (page->row->resolved)
        write_decided(html, view, page->row);
    if (page->row->urgent)
        page_note(html, MARK_ALERT,
                  "Immediate harm is said, or read in the text. Deciding here does not see to the "
                  "child's safety: somebody makes sure that it is being seen to.");
    html_open(html, "div", "class", "beside", NULL);
    html_open(html, "div", NULL);
    html_put(html, "h2", "The message", NULL);
    write_head(html, view, page->row);
    page_message_words(html, view, page->mail, page->failure, "h3");
    html_close(html, "div");
    html_open(html, "div", NULL);
    if (!page->row->resolved)
        write_answers(html, view, page);
    html_close(html, "div");
    html_close(html, "div");
}
