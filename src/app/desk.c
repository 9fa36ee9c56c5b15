/* desk: the table of the desk's pages, and what is the same for all of them.
 *
 * A page is added in three steps: a row in the table below (its path, where "+" is one part that the page gets as
 * turn->parts[]; POST or not; who may; its words in the navigation), its function in a file desk_X.c of its own,
 * which gathers and decides, and its HTML in view/page_X.c, which only writes. The function finds the store open for
 * reading in one moment's picture, and logs the look (desk_look()) before it shows a case. What is to be written goes
 * to the clerk (desk_order()), and a POST that did something answers with a redirection.
 *
 * Who may not is refused here, whatever the page shows or hides; who sees another page under the same path has a row of
 * his own. Nothing is kept between requests but the cases (desk_cases.h). No network, no clock: the request brings the
 * time. What fails is a page that says so. */
#include "desk_turn.h"

#include <string.h>

#include "error.h"
#include "lists.h"
#include "look_store.h"
#include "text.h"

#define LINE_LIMIT 1000u

static const DeskPage pages[] = {
    {"/", FALSE, DESK_OFFICE, "Queue", desk_queue},
    {"/", FALSE, DESK_OUTSIDE, "Queue", desk_own_queue},
    {"/held", FALSE, DESK_OFFICE, "Held messages", desk_held},
    {"/held/+", FALSE, DESK_OFFICE, NULL, desk_held_one},
    {"/held/+/+", TRUE, DESK_DECIDES, NULL, desk_held_decide},
    {"/case/+", FALSE, DESK_OFFICE, NULL, desk_case},
    {"/case/+", FALSE, DESK_OUTSIDE, NULL, desk_own_case},
    {"/case/+/export", FALSE, DESK_OFFICE, NULL, desk_export},
    {"/case/+/export", FALSE, DESK_OUTSIDE, NULL, desk_export_own},
    {"/case/+/looks", FALSE, DESK_OFFICE, NULL, desk_looks},
    {"/case/+/+", TRUE, DESK_DECIDES, NULL, desk_case_act},
    {"/case/+/+", FALSE, DESK_ANYBODY, NULL, desk_back},
    {"/held/+/+", FALSE, DESK_OFFICE, NULL, desk_back},
    {"/message/+", FALSE, DESK_OFFICE, NULL, desk_message},
    {"/messages", FALSE, DESK_OFFICE, "All messages", desk_messages},
    {"/sent", FALSE, DESK_OFFICE, "Sent and bounced", desk_sent},
    {"/sent/+", FALSE, DESK_OFFICE, NULL, desk_mail},
    {"/search", FALSE, DESK_DECIDES, "Search", desk_search},
    {"/search", TRUE, DESK_DECIDES, NULL, desk_search_for},
    {"/directory", FALSE, DESK_OFFICE, "Directory", desk_directory},
    {"/directory/history", FALSE, DESK_OFFICE, NULL, desk_directory_history},
    {"/directory/csv/+", FALSE, DESK_OFFICE, NULL, desk_directory_csv},
    {"/directory/edit/+/+", FALSE, DESK_DECIDES, NULL, desk_directory_edit},
    {"/directory/edit/+/+", TRUE, DESK_DECIDES, NULL, desk_directory_edited},
    {"/directory/import", TRUE, DESK_DECIDES, NULL, desk_directory_import},
    {"/directory/restore/+", TRUE, DESK_DECIDES, NULL, desk_directory_restore},
    {"/directory/confirm", TRUE, DESK_DECIDES, NULL, desk_directory_confirm},
    {"/directory/import", FALSE, DESK_OFFICE, NULL, desk_back},
    {"/directory/confirm", FALSE, DESK_OFFICE, NULL, desk_back},
    {"/reports", FALSE, DESK_OFFICE, "Reports", desk_reports},
    {"/reports/+", FALSE, DESK_OFFICE, NULL, desk_report_file},
    {"/health", FALSE, DESK_OFFICE, "Health", desk_health},
    {"/words", FALSE, DESK_ANYBODY, "What the words mean", desk_words},
};

void desk_answer_free(DeskAnswer *answer)
{
    if (!answer)
        return;
    g_free(answer->type);
    g_free(answer->location);
    g_free(answer->file_name);
    if (answer->body)
        g_string_free(answer->body, TRUE);
    g_free(answer);
}

/* ---- asking ---- */

const char *desk_query(const DeskTurn *turn, const char *name)
{
    const char *value = g_hash_table_lookup(turn->request->query, name);
    return value && *value ? value : NULL;
}

char *desk_typed(const DeskTurn *turn, const char *name)
{
    return text_line(g_hash_table_lookup(turn->request->form, name), LINE_LIMIT);
}

void desk_check_length(const DeskTurn *turn, const char *name, GPtrArray *faults)
{
    const char *given = g_hash_table_lookup(turn->request->form, name);
    g_autofree char *whole = given ? text_line(given, strlen(given)) : NULL;
    if (whole && g_utf8_strlen(whole, -1) > (glong)LINE_LIMIT)
        page_fault_add(faults, name, "This is longer than the %u letters that are kept: shorten it",
                       LINE_LIMIT);
}

gint64 desk_number(const char *text)
{
    guint64 number = 0;
    return text && g_ascii_string_to_unsigned(text, 10, 1, G_MAXINT64, &number, NULL)
               ? (gint64)number
               : 0;
}

gboolean desk_decides(const DeskTurn *turn)
{
    return turn->request->user->role == DESK_OFFICER;
}

Looker desk_looker(const DeskTurn *turn, const char *command)
{
    const DeskUser *user = turn->request->user;
    return (Looker){.who = user->name, .login = user->login, .command = command};
}

gboolean desk_look(const DeskTurn *turn, const char *command, const char *const *references,
                   GError **error)
{
    g_autofree char *words = g_strconcat("web ", command, NULL);
    const Looker looker = desk_looker(turn, words);
    return !turn->store ||
           turn->desk->clerk.look(turn->desk->clerk.data, &looker, references, error);
}

gboolean desk_look_one(const DeskTurn *turn, const char *command, const char *reference,
                       GError **error)
{
    const char *const one[] = {reference, NULL};
    return desk_look(turn, command, one, error);
}

Order desk_new_order(const DeskTurn *turn, OrderKind kind)
{
    return (Order){.kind = kind, .login = turn->request->user->login};
}

gboolean desk_order(DeskTurn *turn, const Order *order, char **said_out, GError **error)
{
    GError *failure = NULL;
    if (turn->store)
        store_rollback(turn->store);
    gboolean done = turn->desk->clerk.order(turn->desk->clerk.data, order, said_out, &failure);
    if (!done)
        g_propagate_error(error, failure);
    return turn->store && !store_begin(turn->store, done ? error : NULL) ? FALSE : done;
}

/* ---- answering ---- */

static const char *standing_of(const DeskTurn *turn)
{
    const DeskUser *user = turn->request->user;
    if (user->role == DESK_REPRESENTATIVE)
        return "representative";
    if (user->role == DESK_READER)
        return "may look, not decide";
    return user->named_officer ? "officer, named officer" : "officer";
}

PageForm desk_posted(const DeskTurn *turn, const char *id, GPtrArray *faults)
{
    return (PageForm){.id = id,
                      .action = turn->request->path,
                      .token = turn->request->token,
                      .typed = turn->request->form,
                      .faults = faults};
}

PageFrame desk_frame(const DeskTurn *turn, const char *title, const char *here)
{
    return (PageFrame){
        .view = &turn->view,
        .title = title,
        .here = here,
        .who = turn->request->user->name,
        .standing = standing_of(turn),
        .token = turn->desk->own_accounts ? turn->request->token : NULL,
        .links = turn->links,
    };
}

DeskAnswer *desk_page(guint status, Html *html, const PageFrame *frame)
{
    DeskAnswer *answer = g_new0(DeskAnswer, 1);
    answer->status = status;
    answer->type = g_strdup(PAGE_TYPE);
    answer->body = page_end(html, frame);
    return answer;
}

DeskAnswer *desk_file(const char *type, char *name, GString *body)
{
    DeskAnswer *answer = g_new0(DeskAnswer, 1);
    answer->status = 200;
    answer->type = g_strdup(type);
    answer->file_name = name;
    answer->body = body;
    return answer;
}

DeskAnswer *desk_redirect(const char *location)
{
    DeskAnswer *answer = g_new0(DeskAnswer, 1);
    answer->status = 303;
    answer->type = g_strdup(PAGE_TYPE);
    answer->location = g_strdup(location);
    answer->body = g_string_new(NULL);
    return answer;
}

DeskAnswer *desk_refusal(DeskTurn *turn, guint status, const char *title, const char *text)
{
    PageFrame frame = desk_frame(turn, title, NULL);
    Html *html = page_begin(&frame);
    html_lines(html, text);
    html_open(html, "p", NULL);
    html_put(html, "a", "To the queue", "href", "/", NULL);
    html_close(html, "p");
    return desk_page(status, html, &frame);
}

DeskAnswer *desk_failure(DeskTurn *turn, const GError *error)
{
    gboolean later = g_error_matches(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP);
    if (!later && g_error_matches(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM))
        return desk_refusal(turn, 409, "This cannot be done", error->message);
    return desk_refusal(turn, 503, "This cannot be shown now", error->message);
}

DeskAnswer *desk_no_such_case(DeskTurn *turn)
{
    return desk_refusal(turn, 404, "There is no such case",
                        "Look again at the reference: its last letter guards against slips.");
}

DeskAnswer *desk_back(DeskTurn *turn)
{
    const char *path = turn->request->path;
    g_autofree char *page = g_strndup(path, (gsize)(strrchr(path, '/') - path));
    g_autofree char *url = html_url(page, NULL);
    return desk_redirect(url);
}

/* ---- finding the page ---- */

static void parts_clear(DeskTurn *turn)
{
    for (guint i = 0; i < DESK_PARTS; i++)
        g_clear_pointer(&turn->parts[i], g_free);
}

/* Does the path have the page's form? Then what stands for each "+" is in turn->parts. */
static gboolean fits(DeskTurn *turn, const char *form, const char *path)
{
    g_auto(GStrv) forms = g_strsplit(form, "/", -1);
    g_auto(GStrv) given = g_strsplit(path, "/", -1);
    guint count = g_strv_length(forms), n = 0;
    parts_clear(turn);
    if (count != g_strv_length(given))
        return FALSE;
    for (guint i = 0; i < count; i++) {
        gboolean open = strcmp(forms[i], "+") == 0;
        if (open ? *given[i] == '\0' : strcmp(forms[i], given[i]) != 0)
            return FALSE;
        if (open)
            turn->parts[n++] = g_strdup(given[i]);
    }
    return TRUE;
}

static gboolean is_for(const DeskTurn *turn, const DeskPage *page)
{
    return (page->who & DESK_IS(turn->request->user->role)) != 0;
}

/* The first row whose path fits; of several for that path the one for who asks. */
static const DeskPage *find_page(DeskTurn *turn)
{
    const DeskPage *end = pages + G_N_ELEMENTS(pages), *page = pages;
    while (page < end &&
           !(page->post == turn->request->post && fits(turn, page->path, turn->request->path)))
        page++;
    if (page == end) {
        parts_clear(turn);
        return NULL;
    }
    for (const DeskPage *other = page; other < end; other++)
        if (other->post == page->post && strcmp(other->path, page->path) == 0 &&
            is_for(turn, other))
            return other;
    return page;
}

static void fill_links(DeskTurn *turn)
{
    guint n = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(pages); i++) {
        if (!pages[i].link || !is_for(turn, &pages[i]))
            continue;
        g_assert(n + 1 < DESK_LINKS);
        turn->links[n++] = (PageLink){.path = pages[i].path, .words = pages[i].link};
    }
}

/* How many messages wait stands in the navigation of every page that leads to them. */
static gboolean count_held(DeskTurn *turn, GError **error)
{
    HeldCount held = {0};
    PageLink *link = turn->links;
    while (link->path && strcmp(link->path, "/held") != 0)
        link++;
    if (!turn->store || !link->path)
        return TRUE;
    if (!store_held_count(turn->store, &held, error))
        return FALSE;
    link->count = held.all;
    return TRUE;
}

static DeskAnswer *answer_page(DeskTurn *turn, const DeskPage *page)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = NULL;
    g_autoptr(DeskCases) own = turn->desk->cases ? NULL : desk_cases_new();
    if (!look_moment(turn->desk->rules, &store, &error))
        return desk_failure(turn, error);
    turn->store = store;
    turn->cases = own ? own : turn->desk->cases;
    DeskAnswer *answer = count_held(turn, &error) ? page->answer(turn) : desk_failure(turn, error);
    if (store)
        store_rollback(store);
    return answer;
}

DeskAnswer *desk_answer(const Desk *desk, const DeskRequest *request)
{
    DeskTurn turn = {
        .desk = desk,
        .request = request,
        .view = {.rules = desk->rules,
                 .now = request->now,
                 .restricted =
                     request->user->named_officer && request->user->role != DESK_REPRESENTATIVE},
    };
    const DeskPage *page = find_page(&turn);
    fill_links(&turn);
    DeskAnswer *answer =
        !page ? desk_refusal(&turn, 404, "There is no such page",
                             "The address may be mistyped, or what it led to is no longer there.")
        : !is_for(&turn, page)
            ? desk_refusal(&turn, 403, "This is not for you to do",
                           page->who == DESK_DECIDES
                               ? "Only an officer of the partnership decides and searches. You are "
                                 "signed in as somebody who may look."
                               : "This page is for the partnership's office.")
            : answer_page(&turn, page);
    parts_clear(&turn);
    return answer;
}
