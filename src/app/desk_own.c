/* desk_own: the cases of a representative's own agency, as far as cases/disclosure.h gives them to it.
 *
 * A case that it refuses is not found and not listed, whatever the reason: the reason is the office's. What is shown of
 * one is the document that the agency can take out, and of the list no more than that says. Nothing is filtered
 * here. The look is on record before anything is shown. */
#include "desk_own.h"

#include "error.h"
#include "look_export.h"
#include "page_own.h"
#include "reference.h"
#include "standing.h"

static DisclosureAsked asked_by(const DeskTurn *turn)
{
    return (DisclosureAsked){.reader = DISCLOSE_TO_AGENCY, .agency = turn->request->user->agency};
}

/* ---- the list ---- */

/* Of OwnCase: those of `cases` that the agency may read. */
static GPtrArray *admitted(const DeskTurn *turn, GPtrArray *cases)
{
    const DisclosureAsked asked = asked_by(turn);
    g_autoptr(GPtrArray) no_messages = g_ptr_array_new();
    GPtrArray *own = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < cases->len; i++) {
        g_autoptr(Disclosure) disclosure =
            disclosure_new(cases->pdata[i], turn->view.rules, &asked, no_messages, NULL);
        if (!disclosure)
            continue;
        OwnCase *one = g_new0(OwnCase, 1);
        one->c = cases->pdata[i];
        one->detail = disclosure_has_detail(disclosure);
        g_ptr_array_add(own, one);
    }
    return own;
}

/* By the next date alone: the order says nothing that a line does not. */
static int by_date(gconstpointer a, gconstpointer b)
{
    const OwnCase *one = *(OwnCase *const *)a, *other = *(OwnCase *const *)b;
    const CaseDate *one_next = standing_next_date(one->c),
                   *other_next = standing_next_date(other->c);
    Instant one_due = one_next ? one_next->due : G_MAXINT64;
    Instant other_due = other_next ? other_next->due : G_MAXINT64;
    return one_due != other_due ? one_due < other_due ? -1 : 1
                                : g_strcmp0(one->c->reference, other->c->reference);
}

/* Each case for itself: whose list it was does not say what stood in it. An empty one showed nothing. */
static gboolean log_own(const DeskTurn *turn, GPtrArray *own, GError **error)
{
    g_autoptr(GPtrArray) references = g_ptr_array_new();
    for (guint i = 0; i < own->len; i++)
        g_ptr_array_add(references, ((const OwnCase *)own->pdata[i])->c->reference);
    g_ptr_array_add(references, NULL);
    return !own->len || desk_look(turn, "queue", (const char *const *)references->pdata, error);
}

DeskAnswer *desk_own_queue(DeskTurn *turn)
{
    g_autoptr(GError) error = NULL;
    const char *agency = turn->request->user->agency ? turn->request->user->agency : "";
    g_autoptr(GPtrArray) cases = desk_cases_in_progress(turn->cases, turn->store, agency, &error);
    g_autoptr(GPtrArray) own = cases ? admitted(turn, cases) : NULL;
    if (!own || !log_own(turn, own, &error))
        return desk_failure(turn, error);
    PageFrame frame = desk_frame(turn, "Queue", "/");
    frame.refresh = "/";
    Html *html = page_begin(&frame);
    g_ptr_array_sort(own, by_date);
    page_own_cases(html, &turn->view, own, agency);
    return desk_page(200, html, &frame);
}

/* ---- one case ---- */

DeskAnswer *desk_own_failure(DeskTurn *turn, const GError *error)
{
    return g_error_matches(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM) ? desk_no_such_case(turn)
                                                                       : desk_failure(turn, error);
}

static DeskAnswer *show(DeskTurn *turn, const Paper *paper)
{
    g_autofree char *title = g_strdup_printf("Case %s", paper->reference);
    g_autofree char *path = g_strdup_printf("/case/%s", paper->reference);
    PageFrame frame = desk_frame(turn, title, NULL);
    frame.refresh = path;
    Html *html = page_begin(&frame);
    page_own_case(html, paper);
    return desk_page(200, html, &frame);
}

DeskAnswer *desk_own_case(DeskTurn *turn)
{
    g_autoptr(GError) error = NULL;
    const ClerkPort *clerk = &turn->desk->clerk;
    const DeskUser *user = turn->request->user;
    const DisclosureAsked asked = asked_by(turn);
    const Looker looker = desk_looker(turn, "web case");
    if (!user->agency || !reference_is_valid(turn->parts[0]))
        return desk_no_such_case(turn);
    g_autoptr(Paper) paper = look_paper(turn->store, &turn->view, &looker, turn->parts[0], &asked,
                                        clerk->look, clerk->data, &error);
    return paper ? show(turn, paper) : desk_own_failure(turn, error);
}
