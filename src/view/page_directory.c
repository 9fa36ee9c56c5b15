/* page_directory: the list, and the row as a form.
 *
 * The files are shown as they stand, which may be a moment ahead of what the processes work with. What needs somebody is said in
 * words: a post that nobody holds, an entry that nobody has confirmed for longer than the site allows, a case whose holder has
 * left. Nothing is decided here. Fails on nothing. */
#include "page_directory.h"

#include <string.h>

#include "standing.h"
#include "words.h"

/* "/directory/edit/people/12"; newly allocated. */
static char *edit_url(SheetKind kind, guint line)
{
    return g_strdup_printf("/directory/edit/%s/%u", kind == SHEET_PEOPLE ? "people" : "agencies",
                           line);
}

/* The name of a form's field in words: for each of sheet_columns(). */
static const char *label_of(const char *column)
{
    static const struct {
        const char *column, *label;
    } labels[] = {{"agency", "Agency (its identifier)"},
                  {"role", "Role"},
                  {"band", "Band, from 1 (worker) to 6 (chair)"},
                  {"area", "Area, if several hold the role"},
                  {"name", "Name"},
                  {"email", "E-mail address"},
                  {"phone", "Telephone"},
                  {"deputy", "Deputy (an e-mail address of the directory)"},
                  {"full_member", "Full member of the partnership (yes or no)"},
                  {"senior", "Senior (yes or no)"},
                  {"from", "In post from"},
                  {"until", "In post until"},
                  {"confirmed", "Last confirmed"},
                  {"aliases", "Other names, with ; between them"},
                  {"domains", "Mail domains, with ; between them"},
                  {"service", "Service"},
                  {"represented_by", "Represented by (an identifier)"},
                  {"successor", "What it has become (an identifier)"},
                  {"secure", "How mail reaches it: tls, secure-step or no-detail"}};
    for (gsize i = 0; i < G_N_ELEMENTS(labels); i++)
        if (strcmp(labels[i].column, column) == 0)
            return labels[i].label;
    return column;
}

/* ---- a post ---- */

static Day today_of(const View *view)
{
    return instant_day(view->now, view->rules->site.zone);
}

/* What decides whether it is held; the cells outlive it. */
static Post post_of(const Sheet *sheet, const SheetRow *row)
{
    return (Post){.name = sheet_cell(sheet, row, "name"),
                  .email = sheet_cell(sheet, row, "email"),
                  .from = day_from_iso(sheet_cell(sheet, row, "from")),
                  .until = day_from_iso(sheet_cell(sheet, row, "until")),
                  .confirmed = day_from_iso(sheet_cell(sheet, row, "confirmed"))};
}

static void write_person(Html *html, const Post *post, Day today)
{
    gboolean vacant = !*post->name || !*post->email;
    page_cell_open(html, "Person");
    html_text(html, post->name);
    html_text(html, " ");
    if (vacant)
        page_mark(html, MARK_ALERT, "VACANT");
    else if (post->until != DAY_UNKNOWN && post->until < today)
        page_mark(html, MARK_ALERT, "ENDED");
    else if (!directory_post_is_held(post, today))
        page_mark(html, MARK_PROMPT, "TO COME");
    page_cell_close(html);
}

/* Whose address it is. */
static const char *name_of(const Sheet *people, const char *email)
{
    for (guint i = 0; *email && i < people->rows->len; i++) {
        const SheetRow *row = people->rows->pdata[i];
        if (g_ascii_strcasecmp(sheet_cell(people, row, "email"), email) == 0)
            return sheet_cell(people, row, "name");
    }
    return email;
}

static void write_time(Html *html, const Post *post)
{
    g_autofree char *from = post->from ? day_words(post->from) : NULL;
    g_autofree char *until = post->until ? day_words(post->until) : NULL;
    page_cell_open(html, "In post");
    if (from)
        html_textf(html, "from %s ", from);
    if (until)
        html_textf(html, "until %s", until);
    page_cell_close(html);
}

static void write_confirmed(Html *html, const View *view, const Post *post, Day today)
{
    g_autofree char *day = post->confirmed ? day_words(post->confirmed) : NULL;
    page_cell_open(html, "Last confirmed");
    html_textf(html, "%s ", day ? day : directory_post_is_held(post, today) ? "never" : "");
    if (ruleset_past_confirmed(view->rules, post, today))
        page_mark(html, MARK_PROMPT, "CONFIRM AGAIN");
    page_cell_close(html);
}

static void write_edit_link(Html *html, SheetKind kind, const SheetRow *row, const char *whose)
{
    g_autofree char *url = edit_url(kind, row->line);
    html_open(html, "a", "href", url, NULL);
    html_text(html, kind == SHEET_PEOPLE ? "Change" : "Change this agency");
    html_put(html, "span", whose, "class", "hidden", NULL);
    html_close(html, "a");
}

static void write_post(Html *html, const View *view, const PageDirectory *page, const SheetRow *row)
{
    const Day today = today_of(view);
    const Post post = post_of(page->people, row);
    const char *area = sheet_cell(page->people, row, "area");
    g_autofree char *role = words_plain(sheet_cell(page->people, row, "role"));
    g_autofree char *whose = g_strdup_printf(" %s %s", role, post.name);
    html_open(html, "tr", NULL);
    html_open(html, "th", "scope", "row", NULL);
    html_textf(html, "%s%s%s", role, *area ? ", " : "", area);
    html_close(html, "th");
    write_person(html, &post, today);
    page_cell_open(html, "Reached at");
    html_text(html, post.email);
    html_void(html, "br", NULL);
    html_text(html, sheet_cell(page->people, row, "phone"));
    page_cell_close(html);
    page_cell(html, "Deputy", name_of(page->people, sheet_cell(page->people, row, "deputy")));
    write_time(html, &post);
    write_confirmed(html, view, &post, today);
    page_cell_open(html, "Change");
    if (page->decides)
        write_edit_link(html, SHEET_PEOPLE, row, whose);
    page_cell_close(html);
    html_close(html, "tr");
}

/* ---- an agency ---- */

static void write_agency(Html *html, const View *view, const PageDirectory *page,
                         const SheetRow *agency)
{
    static const char *const headings[] = {"Role",    "Person",         "Reached at", "Deputy",
                                           "In post", "Last confirmed", "Change",     NULL};
    const char *id = sheet_cell(page->agencies, agency, "agency"),
               *name = sheet_cell(page->agencies, agency, "name"),
               *successor = sheet_cell(page->agencies, agency, "successor");
    g_autofree char *whose = g_strconcat(" ", name, NULL);
    g_autofree char *caption = g_strdup_printf("Posts of %s", name);
    html_open(html, "h2", NULL);
    html_textf(html, "%s (%s)%s%s", name, id, *successor ? ", now " : "", successor);
    html_close(html, "h2");
    if (page->decides) {
        html_open(html, "p", NULL);
        write_edit_link(html, SHEET_AGENCIES, agency, whose);
        html_close(html, "p");
    }
    page_table_open(html, caption, headings);
    for (guint i = 0; i < page->people->rows->len; i++) {
        const SheetRow *row = page->people->rows->pdata[i];
        if (strcmp(sheet_cell(page->people, row, "agency"), id) == 0)
            write_post(html, view, page, row);
    }
    page_table_close(html);
}

/* ---- the page ---- */

static void write_departed(Html *html, const View *view, GPtrArray *cases)
{
    for (guint i = 0; i < cases->len; i++) {
        const Case *c = cases->pdata[i];
        g_autoptr(GPtrArray) departed = words_departed(view, c);
        for (guint j = 0; j < departed->len; j++) {
            page_note_open(html, MARK_ALERT);
            page_case_link(html, c->reference);
            html_textf(html, ": its holder has left: %s. Route it to whoever has the post.",
                       (const char *)departed->pdata[j]);
            page_note_close(html);
        }
    }
}

static void write_links(Html *html, const PageDirectory *page)
{
    g_autofree char *person = edit_url(SHEET_PEOPLE, 0), *agency = edit_url(SHEET_AGENCIES, 0);
    html_open(html, "ul", NULL);
    const struct {
        const char *url, *words;
        gboolean decides;
    } links[] = {{person, "Add a person", TRUE},
                 {agency, "Add an agency", TRUE},
                 {"/directory/history", "What was changed, and by whom", FALSE},
                 {"/directory/csv/people.csv", "People, for a spreadsheet (CSV)", FALSE},
                 {"/directory/csv/agencies.csv", "Agencies, for a spreadsheet (CSV)", FALSE}};
    for (gsize i = 0; i < G_N_ELEMENTS(links); i++) {
        if (links[i].decides && !page->decides)
            continue;
        html_open(html, "li", NULL);
        page_link(html, links[i].url, links[i].words);
        html_close(html, "li");
    }
    html_close(html, "ul");
}

static void write_upload(Html *html, const char *token)
{
    static const PageChoice kinds[] = {{"people.csv", "People"}, {"agencies.csv", "Agencies"}, {0}};
    const PageForm form = {.id = "import", .action = "/directory/import", .token = token};
    html_put(html, "h2", "Back from a spreadsheet", NULL);
    html_put(
        html, "p",
        "The file is looked at first: what would change is shown, and nothing is changed before "
        "you say so. Save it as CSV UTF-8; dates as 31/03/2026 are read day first.",
        NULL);
    html_open(html, "form", "class", "act", "id", form.id, "method", "post", "action", form.action,
              "enctype", "multipart/form-data", "accept-charset", "utf-8", NULL);
    page_form_hidden(html, "token", token);
    page_form_radios(html, &form, "file", "What it has", NULL, kinds);
    html_open(html, "div", "class", "field", NULL);
    html_put(html, "label", "The file", "for", "import-text", NULL);
    html_void(html, "input", "type", "file", "id", "import-text", "name", "text", "accept",
              ".csv,text/csv", NULL);
    html_close(html, "div");
    page_form_close(html, "Look at what would change", FALSE);
}

void page_directory(Html *html, const View *view, const PageDirectory *page)
{
    write_departed(html, view, page->cases);
    write_links(html, page);
    for (guint i = 0; i < page->agencies->rows->len; i++)
        write_agency(html, view, page, page->agencies->rows->pdata[i]);
    if (page->decides)
        write_upload(html, page->token);
}

/* ---- a row ---- */

static int by_words(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static char *one_of(GPtrArray *words)
{
    g_ptr_array_sort(words, by_words);
    g_ptr_array_add(words, NULL);
    g_autofree char *list = g_strjoinv(", ", (char **)words->pdata);
    return g_strdup_printf("One of: %s", list);
}

static char *agencies_there_are(const View *view)
{
    const Directory *directory = view->rules->directory;
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    for (guint i = 0; i < directory_agencies(directory); i++)
        g_ptr_array_add(words, (char *)directory_agency_at(directory, i)->id);
    return one_of(words);
}

static char *roles_there_are(const View *view)
{
    const Directory *directory = view->rules->directory;
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    for (guint i = 0; i < directory_posts(directory); i++) {
        char *role = (char *)directory_post_at(directory, i)->role;
        if (!g_ptr_array_find_with_equal_func(words, role, g_str_equal, NULL))
            g_ptr_array_add(words, role);
    }
    return one_of(words);
}

/* What may stand in a field that takes an identifier which is there already; NULL for every other. Newly allocated. */
static char *hint_of(const View *view, SheetKind kind, const char *column)
{
    static const struct {
        SheetKind kind;
        const char *column;
        char *(*words)(const View *view);
    } known[] = {{SHEET_PEOPLE, "agency", agencies_there_are},
                 {SHEET_PEOPLE, "role", roles_there_are},
                 {SHEET_AGENCIES, "represented_by", agencies_there_are},
                 {SHEET_AGENCIES, "successor", agencies_there_are}};
    for (gsize i = 0; i < G_N_ELEMENTS(known); i++)
        if (kind == known[i].kind && g_str_equal(column, known[i].column))
            return known[i].words(view);
    return NULL;
}

void page_directory_edit(Html *html, const View *view, const PageEntry *entry, const char *sha256,
                         const char *token)
{
    const char *const *columns = sheet_columns(entry->kind);
    g_autofree char *action = edit_url(entry->kind, entry->line);
    const PageForm form = {.id = "entry", .action = action, .token = token, .typed = entry->typed};
    html_put(html, "p",
             "Dates as 2026-03-31 or 31/03/2026. A post that ends keeps its row, with the last day "
             "in it.",
             NULL);
    page_form_open(html, &form);
    page_form_hidden(html, "sha256", sha256);
    for (guint i = 0; columns[i]; i++) {
        g_autofree char *hint = hint_of(view, entry->kind, columns[i]);
        page_form_line(html, &form, columns[i], label_of(columns[i]), hint);
    }
    if (entry->kind == SHEET_PEOPLE)
        page_form_tick(html, &form, "today", "Confirmed today");
    if (entry->line)
        page_form_tick(html, &form, "remove", "Remove this row");
    page_form_line(html, &form, "why", "Why", "It stands in the history.");
    page_form_close(html, "Look at what would change", FALSE);
}
