/* page_own: a line of a representative's list says what the document of the case says, and no more.
 *
 * So there is no mark of urgency, no remark of the office, nothing of what others owe; an organisation that is still
 * being confirmed is not named; who may not have the detail is not told who in another house is waited for. No
 * filter: it could ask what no line says. Fails on nothing. */
#include "page_own.h"

#include "page_case.h"
#include "page_paper.h"
#include "standing.h"
#include "words.h"

static void write_parties(Html *html, const View *view, const Case *c)
{
    page_cell_open(html, "Agencies");
    html_textf(html, "%s → %s", words_agency(view, c->raising),
               c->routing_held == SIDE_CHALLENGED ? "is being confirmed"
                                                  : words_agency(view, c->challenged));
    page_cell_close(html);
}

/* What exactly is waited for may be the office's word, and may name people. */
static char *waiting_words(const View *view, const OwnCase *own, const char *agency,
                           const WaitingFor *one)
{
    const Agency *partnership = directory_partnership(view->rules->directory);
    if (partnership && g_strcmp0(one->agency, partnership->id) == 0)
        return g_strdup("the partnership office");
    gboolean owed = own->c->state == CASE_CLOSING;
    if (g_strcmp0(one->agency, agency) != 0 && (owed || !own->detail))
        return g_strdup("others");
    return words_holder(view, own->detail ? one->role : NULL, one->agency, NULL);
}

static void write_waiting(Html *html, const View *view, const OwnCase *own, const char *agency)
{
    g_autoptr(GPtrArray) waiting = standing_waiting_for(own->c, view->rules, view->now);
    g_autofree char *before = NULL;
    page_cell_open(html, "Waiting for");
    if (!waiting->len)
        html_text(html, "nobody");
    for (guint i = 0; i < waiting->len; i++) {
        char *who = waiting_words(view, own, agency, waiting->pdata[i]);
        if (g_strcmp0(before, who) != 0)
            html_put(html, "p", who, NULL);
        g_free(before);
        before = who;
    }
    page_cell_close(html);
}

static void write_next(Html *html, const View *view, const Case *c)
{
    const CaseDate *next = standing_next_date(c);
    page_cell_open(html, "Next date");
    if (next) {
        g_autofree char *due = words_due(view, next);
        g_autofree char *kind = words_plain(next->kind);
        html_textf(html, "%s, %s, %s", due, kind, words_date_standing(view, next));
    } else {
        html_text(html, "none");
    }
    page_cell_close(html);
}

static void write_line(Html *html, const View *view, const OwnCase *own, const char *agency)
{
    const Case *c = own->c;
    g_autofree char *path = g_strconcat("/case/", c->reference, NULL);
    g_autofree char *stage = words_stage(view, c, TRUE);
    g_autofree char *opened = day_words(instant_day(c->opened, view->rules->site.zone));
    html_open(html, "tr", NULL);
    html_open(html, "th", "scope", "row", NULL);
    html_put(html, "a", c->reference, "class", "reference", "href", path, "data-line", "", NULL);
    html_close(html, "th");
    page_cell(html, "Stage", stage);
    write_parties(html, view, c);
    write_waiting(html, view, own, agency);
    page_cell(html, "Opened", opened);
    write_next(html, view, c);
    html_close(html, "tr");
}

void page_own_cases(Html *html, const View *view, GPtrArray *cases, const char *agency)
{
    static const char *const headings[] = {
        "Reference", "Stage", "Raised by → against", "Waiting for", "Opened", "Next date", NULL};
    g_autofree char *caption =
        g_strdup_printf("%u case%s in progress of which %s was told", cases->len,
                        cases->len == 1 ? "" : "s", words_agency(view, agency));
    if (!cases->len) {
        html_put(html, "p", "No case is in progress.", NULL);
        return;
    }
    page_table_open(html, caption, headings);
    for (guint i = 0; i < cases->len; i++)
        write_line(html, view, cases->pdata[i], agency);
    page_table_close(html);
}

void page_own_case(Html *html, const Paper *paper)
{
    html_put(html, "p", paper->title, NULL);
    html_open(html, "div", "class", "paper", NULL);
    page_paper_body(html, paper);
    html_close(html, "div");
    page_case_exports_own(html, paper->reference);
}
