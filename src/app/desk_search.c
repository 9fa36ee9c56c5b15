/* desk_search: anything already known under a reference, a name, an identifier, an address, an agency.
 *
 * Search terms come by POST, so that no child's name stands in an address or a log. An identifier, an address, a name with a
 * date of birth are indexed and find closed cases, too; a name alone is looked for in the cases in progress, and in at most
 * CLOSED_MOST closed ones where that is asked for: what was not gone through is said. The look at every case found, and
 * the search itself, are on record before anything is shown. */
#include "desk_turn.h"

#include <string.h>

#include "lists.h"
#include "page_lists.h"
#include "reference_find.h"
#include "text.h"

#define CLOSED_MOST 5000u
#define NAME_LEAST 3 /* letters of a name */

typedef struct {
    DeskTurn *turn;
    char *what, *ids, *folded; /* ids: where a page asks with a name and identifiers */
    Day born;
    gboolean closed;
    GPtrArray *found; /* of PageFound, which owns its case */
    guint unsearched;
} Search;

static void found_free(gpointer data)
{
    PageFound *found = data;
    case_free(found->c);
    g_free(found);
}

static void search_clear(Search *search)
{
    g_free(search->what);
    g_free(search->ids);
    g_free(search->folded);
    g_ptr_array_unref(search->found);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Search, search_clear)

static gboolean has(const Search *search, const char *reference)
{
    for (guint i = 0; i < search->found->len; i++)
        if (strcmp(((const PageFound *)search->found->pdata[i])->c->reference, reference) == 0)
            return TRUE;
    return FALSE;
}

static void add_case(Search *search, Case *c, const char *why)
{
    PageFound *found = g_new0(PageFound, 1);
    found->c = c;
    found->why = why;
    g_ptr_array_add(search->found, found);
}

static gboolean add(Search *search, const char *reference, const char *why, GError **error)
{
    GError *failure = NULL;
    if (has(search, reference))
        return TRUE;
    Case *c = store_case_load(search->turn->store, reference, &failure);
    if (c)
        add_case(search, c, why);
    if (failure)
        g_propagate_error(error, failure);
    return !failure;
}

static gboolean add_all(Search *search, GPtrArray *references, const char *why, GError **error)
{
    for (guint i = 0; references && i < references->len; i++)
        if (!add(search, references->pdata[i], why, error))
            return FALSE;
    return references != NULL;
}

/* ---- indexed ---- */

static gboolean by_reference(Search *search, GError **error)
{
    g_autofree const char **prefixes = ruleset_prefixes(search->turn->view.rules);
    g_autoptr(ReferenceFound) found = reference_find(search->what, prefixes, 0);
    for (guint i = 0; found && i < found->readings->len; i++)
        if (!add(search, found->readings->pdata[i], "reference", error))
            return FALSE;
    return TRUE;
}

static gboolean by_address(Search *search, GError **error)
{
    g_autofree char *address = text_address_fold(search->what);
    g_autoptr(GPtrArray) references =
        address ? store_cases_of_address(search->turn->store, address, error) : NULL;
    return !address || add_all(search, references, "e-mail address", error);
}

static gboolean by_keys(Search *search, GError **error)
{
    g_autoptr(GPtrArray) status = g_ptr_array_new();
    const Child child = {.n = 1,
                         .name = search->what,
                         .ids = *search->ids ? search->ids : search->what,
                         .born = search->born,
                         .status = status};
    g_autoptr(GPtrArray) keys = case_child_keys(&child);
    for (guint i = 0; i < keys->len; i++) {
        const char *key = keys->pdata[i];
        g_autoptr(GPtrArray) references = store_cases_of_key(search->turn->store, key, error);
        const char *why =
            g_str_has_prefix(key, "id:") ? "identifier" : "date of birth and initials";
        if (!add_all(search, references, why, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean by_agency(Search *search, GError **error)
{
    g_autoptr(AgencyMatch) match =
        directory_agency_named(search->turn->view.rules->directory, search->what);
    if (!match || !match->agency)
        return TRUE;
    g_autoptr(GPtrArray) heads = store_case_heads(search->turn->store, match->agency->id, error);
    for (guint i = 0; heads && i < heads->len; i++)
        if (!add(search, ((const CaseHead *)heads->pdata[i])->reference, "agency", error))
            return FALSE;
    return heads != NULL;
}

/* ---- by name ---- */

static gboolean is_called(const char *name, const char *folded)
{
    g_autofree char *own = name ? text_fold(name) : NULL;
    return own && strstr(own, folded);
}

static const char *named(const Case *c, const char *folded)
{
    for (guint i = 0; i < c->children->len; i++)
        if (is_called(((const Child *)c->children->pdata[i])->name, folded))
            return "name of a child";
    return is_called(c->originator.name, folded) ? "name of the originator" : NULL;
}

static gboolean look_through_open(Search *search, GError **error)
{
    g_autoptr(GPtrArray) cases =
        desk_cases_in_progress(search->turn->cases, search->turn->store, NULL, error);
    for (guint i = 0; cases && i < cases->len; i++) {
        const Case *c = cases->pdata[i];
        const char *why = named(c, search->folded);
        if (why && !add(search, c->reference, why, error))
            return FALSE;
    }
    return cases != NULL;
}

static gboolean look_through_closed(Search *search, GError **error)
{
    g_autoptr(GPtrArray) all = store_cases_all(search->turn->store, error);
    guint looked = 0;
    for (guint i = all ? all->len : 0; i-- > 0;) {
        if (looked++ == CLOSED_MOST) {
            search->unsearched = i + 1;
            break;
        }
        g_autoptr(Case) c = store_case_load(search->turn->store, all->pdata[i], error);
        if (!c)
            return FALSE;
        const char *why = named(c, search->folded);
        if (why && !has(search, c->reference))
            add_case(search, g_steal_pointer(&c), why);
    }
    return all != NULL;
}

static gboolean by_name(Search *search, GError **error)
{
    if (g_utf8_strlen(search->folded, -1) < NAME_LEAST)
        return TRUE;
    return look_through_open(search, error) &&
           (!search->closed || look_through_closed(search, error));
}

/* ---- the page ---- */

static gboolean log_looks(const Search *search, GError **error)
{
    g_autoptr(GPtrArray) seen = g_ptr_array_new();
    g_ptr_array_add(seen, (gpointer) "");
    for (guint i = 0; i < search->found->len; i++)
        g_ptr_array_add(seen, ((const PageFound *)search->found->pdata[i])->c->reference);
    g_ptr_array_add(seen, NULL);
    return desk_look(search->turn, "search", (const char *const *)seen->pdata, error);
}

static DeskAnswer *show(DeskTurn *turn, const PageSearch *search, guint status)
{
    PageFrame frame = desk_frame(turn, "Search", "/search");
    frame.faulty = status != 200;
    Html *html = page_begin(&frame);
    page_search(html, &turn->view, search);
    return desk_page(status, html, &frame);
}

static PageForm new_form(const DeskTurn *turn, GPtrArray *faults)
{
    return (PageForm){.id = "search",
                      .action = "/search",
                      .token = turn->request->token,
                      .typed = turn->request->post ? turn->request->form : NULL,
                      .faults = faults};
}

DeskAnswer *desk_search(DeskTurn *turn)
{
    return show(turn, &(PageSearch){.form = new_form(turn, NULL)}, 200);
}

static void read_born(const DeskTurn *turn, Search *search, GPtrArray *faults)
{
    g_autofree char *born = desk_typed(turn, "born");
    Day today = instant_day(turn->view.now, turn->view.rules->site.zone);
    search->born = day_read(born, today, FALSE, NULL, NULL);
    if (*born && !search->born)
        page_fault_add(faults, "born", "'%s' is no date: write it as 4 March 2019", born);
}

DeskAnswer *desk_search_for(DeskTurn *turn)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) faults = page_faults_new();
    g_auto(Search) search = {.turn = turn,
                             .what = desk_typed(turn, "what"),
                             .closed = g_hash_table_contains(turn->request->form, "closed"),
                             .found = g_ptr_array_new_with_free_func(found_free)};
    search.ids = desk_typed(turn, "ids");
    search.folded = text_fold(search.what);
    read_born(turn, &search, faults);
    if (!*search.what && !*search.ids)
        page_fault_add(faults, "what", "Say what you are looking for");
    PageSearch page = {.form = new_form(turn, faults)};
    if (faults->len)
        return show(turn, &page, 422);
    if (turn->store &&
        !(by_reference(&search, &error) && by_address(&search, &error) &&
          by_keys(&search, &error) && by_agency(&search, &error) && by_name(&search, &error)))
        return desk_failure(turn, error);
    if (!log_looks(&search, &error))
        return desk_failure(turn, error);
    page.found = search.found;
    page.unsearched = search.unsearched;
    return show(turn, &page, 200);
}
