/* What a representative sees at the desk: of a case what the agency could take out, and nothing where it could not; of the list those
 * cases only, and no more of them than they say themselves. */
#include "desk_site.h"

typedef struct {
    DeskSite *desk;
    char *worker, *reference, *path;
} Scene;

static const DeskUser of_csc = {"Sal Voss", "svoss", DESK_REPRESENTATIVE, FALSE, "csc"};
static const DeskUser of_oakfield = {"Ora Kew", "okew", DESK_REPRESENTATIVE, FALSE, "oakfield"};
static const DeskUser of_police = {"Pat Oss", "poss", DESK_REPRESENTATIVE, FALSE, "eastpolice"};

static Scene scene_begin(void)
{
    Scene scene = {.desk = desk_site_begin("havering-2020", "2026-03-09T10:00")};
    scene.worker = desk_worker(scene.desk->placed.rules);
    scene.reference = placed_open(&scene.desk->placed, scene.worker, "oakfield", "csc", "S2");
    scene.path = g_strconcat("/case/", scene.reference, NULL);
    desk_site_commit(scene.desk);
    return scene;
}

static void scene_end(Scene *scene)
{
    desk_site_end(scene->desk);
    g_free(scene->worker);
    g_free(scene->reference);
    g_free(scene->path);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Scene, scene_end)

/* ---- what the case goes through ---- */

static void happens(Scene *scene, Event *event)
{
    GError *error = NULL;
    g_autoptr(Case) c = placed_case(&scene->desk->placed, scene->reference);
    guint before = c->events->len;
    g_assert_true(case_apply(c, event, &error));
    g_assert_no_error(error);
    g_assert_true(store_case_save(scene->desk->placed.store, c, before, 0, &error));
    g_assert_no_error(error);
    desk_site_commit(scene->desk);
}

static Event *an_event(const Scene *scene, const char *kind, const char *text)
{
    return event_new_text(scene->desk->placed.now, kind, "office: Alex Pell", NULL, text);
}

static void nothing(Scene *scene)
{
    (void)scene;
}

static void not_told(Scene *scene)
{
    g_autoptr(Case) c = placed_case(&scene->desk->placed, scene->reference);
    Event *event = an_event(scene, "note", "x");
    for (guint i = 0; i < c->holders->len; i++) {
        const Holder *holder = c->holders->pdata[i];
        event_change(event, "told", side_name(holder->side), holder->email, "0", NULL);
    }
    happens(scene, event);
}

static void routing_held(Scene *scene)
{
    Event *event = an_event(scene, "note", "x");
    event_change(event, "routing-held", "challenged", NULL);
    happens(scene, event);
}

static void unconfirmed(Scene *scene)
{
    Event *event = an_event(scene, "note", "x");
    event_change(event, "confirm-from", scene->worker, NULL);
    happens(scene, event);
}

/* What the other side owes before the end is not this side's to know. */
static void closing(Scene *scene)
{
    Event *event = an_event(scene, "closing", "x");
    event_change(event, "state", "closing", NULL);
    event_change(event, "owed", "confirmation", "oakfield", "line_manager", "0", "2.3", "yes",
                 "1773050400", NULL);
    happens(scene, event);
}

static void without_detail(Scene *scene)
{
    Agency *agency = (Agency *)directory_agency(scene->desk->placed.rules->directory, "csc");
    agency->secure = SECURE_NO_DETAIL;
}

/* What the office keeps for itself, each with a word of its own. */
static void much(Scene *scene)
{
    Event *hold = an_event(scene, "legal-hold", "Legal hold 1: holdword");
    event_change(hold, "legal-hold", "1", "holdword", NULL);
    happens(scene, hold);
    happens(scene, an_event(scene, "note", "noteword"));
    happens(scene, an_event(scene, "a-kind-of-next-year", "futureword"));
    Event *row = an_event(scene, "note", "x");
    event_change(row, "candidate", "fenedge", "candidateword", NULL);
    event_change(row, "account", "oakfield", "whoword", "1773050400", "", "resolved", "accountword",
                 NULL);
    event_change(row, "urgent", "yes", NULL);
    event_change(row, "harm-unanswered", "yes", NULL);
    happens(scene, row);
}

/* ---- who is shown the case ---- */

typedef struct {
    const char *name;
    void (*before)(Scene *scene);
    const DeskUser *user;
    gboolean shown, child;
} SightRow;

static const SightRow sights[] = {
    {"party", nothing, &of_csc, TRUE, TRUE},
    {"raising", nothing, &of_oakfield, TRUE, TRUE},
    {"no-party", nothing, &of_police, FALSE, FALSE},
    {"not-told", not_told, &of_csc, FALSE, FALSE},
    {"routing-held", routing_held, &of_csc, FALSE, FALSE},
    {"routing-held-for-raising", routing_held, &of_oakfield, TRUE, TRUE},
    {"unconfirmed", unconfirmed, &of_csc, FALSE, FALSE},
    {"unconfirmed-raising", unconfirmed, &of_oakfield, FALSE, FALSE},
    {"without-detail", without_detail, &of_csc, TRUE, FALSE},
    {"much", much, &of_csc, TRUE, TRUE},
};

static void assert_same_main(const DeskAnswer *one, const DeskAnswer *other)
{
    const char *first = strstr(one->body->str, "<main"), *end = strstr(first, "</main>");
    g_autofree char *main_text = g_strndup(first, (gsize)(end - first));
    g_assert_true(desk_says(other, main_text));
}

static void test_sight(gconstpointer data)
{
    const SightRow *row = data;
    g_auto(Scene) scene = scene_begin();
    row->before(&scene);
    g_autoptr(DeskAnswer) page = desk_get(scene.desk, row->user, scene.path, NULL);
    if (row->shown) {
        desk_has(page, 200, "Chronology");
        g_assert_cmpuint(scene.desk->looks->len, ==, 1);
    } else {
        g_autoptr(DeskAnswer) none = desk_get(scene.desk, row->user, "/case/HAV-26-9999-X", NULL);
        g_assert_cmpuint(page->status, ==, 404);
        assert_same_main(none, page);
        g_assert_cmpuint(scene.desk->looks->len, ==, 0);
    }
    g_assert_true(desk_says(page, DESK_CHILD) == row->child);
    guint before = scene.desk->looks->len;
    g_autoptr(DeskAnswer) queue = desk_get(scene.desk, row->user, "/", NULL);
    g_assert_cmpuint(queue->status, ==, 200);
    g_assert_true(desk_says(queue, scene.reference) == row->shown);
    g_assert_cmpuint(scene.desk->looks->len - before, ==, row->shown ? 1 : 0);
    if (row->shown) { /* under the case, since 'all' would not say whose list it was */
        g_autofree char *look = g_strdup_printf("web queue %s by ", scene.reference);
        g_assert_true(g_str_has_prefix(desk_last(scene.desk->looks), look));
    }
}

/* The page is the document that the agency can take out, and has nothing beside it. */
static void test_only_the_document(void)
{
    static const char *const hidden[] = {
        "holdword",      "Legal hold", "noteword",        "futureword", "candidateword",
        "accountword",   "whoword",    "Alex Pell",       "/message/",  "/looks",
        "class=\"act\"", "URGENT",     "What you can do", "Could be",   NULL};
    g_auto(Scene) scene = scene_begin();
    much(&scene);
    g_autofree char *export = g_strconcat(scene.path, "/export", NULL);
    g_autoptr(DeskAnswer) page = desk_get(scene.desk, &of_csc, scene.path, NULL);
    g_autofree char *look = g_strdup_printf("web case %s by Sal Voss (svoss)", scene.reference);
    g_assert_cmpstr(desk_last(scene.desk->looks), ==, look);
    g_autoptr(DeskAnswer) office = desk_get(scene.desk, &desk_officer, scene.path, NULL);
    desk_has(office, 200, "holdword");
    for (const char *const *word = hidden; *word; word++)
        g_assert_false(desk_says(page, *word));
    g_assert_false(desk_says(page, scene.worker));
    desk_has(page, 200, export);
}

static void test_same_as_the_export(void)
{
    g_auto(Scene) scene = scene_begin();
    much(&scene);
    g_autofree char *path = g_strconcat(scene.path, "/export", NULL);
    g_autoptr(GHashTable) query = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) none = g_hash_table_new(g_str_hash, g_str_equal);
    g_hash_table_insert(query, (gpointer) "format", (gpointer) "html");
    const DeskRequest request = {.path = path,
                                 .query = query,
                                 .form = none,
                                 .user = &of_csc,
                                 .token = DESK_TOKEN,
                                 .now = scene.desk->placed.now};
    g_autoptr(DeskAnswer) file = desk_answer(&scene.desk->desk, &request);
    g_assert_cmpuint(file->status, ==, 200);
    const char *first = strstr(file->body->str, "<section>");
    g_autofree char *text = g_strndup(first, (gsize)(strstr(first, "</main>") - first));
    g_autoptr(DeskAnswer) page = desk_get(scene.desk, &of_csc, scene.path, NULL);
    desk_has(page, 200, g_strstrip(text));
}

/* ---- the list ---- */

typedef struct {
    const char *name;
    void (*before)(Scene *scene);
    const DeskUser *user;
    const char *has, *has_not;
} LineRow;

static const LineRow lines[] = {
    {"agencies", nothing, &of_csc, "Oakfield Primary School → Children", DESK_CHILD},
    {"being-confirmed", routing_held, &of_oakfield, "→ is being confirmed", "→ Children"},
    {"no-urgency", much, &of_csc, "/case/", "URGENT"},
    {"no-harm", much, &of_csc, "/case/", "immediate harm"},
    {"no-filter", nothing, &of_csc, "/case/", "<form class=\"filters\""},
    {"no-name", nothing, &of_csc, "Waiting for", "Reyes"},
    {"detail", nothing, &of_csc, "<p>line manager, Oakfield", "<p>others</p>"},
    {"closing", closing, &of_csc, "<p>others</p>", "manager"},
    {"closing-own", closing, &of_oakfield, "line manager, Oakfield", "<p>others</p>"},
    {"without-detail", without_detail, &of_csc, "<p>others</p>", "manager"},
};

static void test_line(gconstpointer data)
{
    const LineRow *row = data;
    g_auto(Scene) scene = scene_begin();
    row->before(&scene);
    g_autoptr(DeskAnswer) page = desk_get(scene.desk, row->user, "/", NULL);
    desk_has(page, 200, row->has);
    g_assert_false(desk_says(page, row->has_not));
}

/* What no line says cannot be asked for in the address. */
static void test_no_questions(void)
{
    static const char *const wishes[][2] = {
        {"urgent", "yes"}, {"agency", "fenedge"}, {"owes", "notice"}, {"late", "yes"}};
    g_auto(Scene) scene = scene_begin();
    for (gsize i = 0; i < G_N_ELEMENTS(wishes); i++) {
        g_autoptr(DeskAnswer) page =
            desk_get(scene.desk, &of_csc, "/", wishes[i][0], wishes[i][1], NULL);
        desk_has(page, 200, scene.reference);
    }
}

/* An account that is no agency's sees nothing. */
static void test_no_agency(void)
{
    g_auto(Scene) scene = scene_begin();
    DeskUser nobodys = of_csc;
    nobodys.agency = NULL;
    g_autoptr(DeskAnswer) queue = desk_get(scene.desk, &nobodys, "/", NULL);
    desk_has(queue, 200, "No case is in progress");
    g_autoptr(DeskAnswer) page = desk_get(scene.desk, &nobodys, scene.path, NULL);
    g_assert_cmpuint(page->status, ==, 404);
}

/* ---- what is taken out ---- */

/* Whatever is asked of a case that is not theirs: as if there were none. */
static void test_export(void)
{
    static const char *const queries[][2] = {
        {"format", "text"}, {"format", "docx"}, {"child", "9"}, {"child", "x"}, {"for", "press"}};
    static void (*const before[])(Scene *) = {nothing, unconfirmed};
    for (gsize b = 0; b < G_N_ELEMENTS(before); b++) {
        g_auto(Scene) scene = scene_begin();
        before[b](&scene);
        g_autofree char *path = g_strconcat(scene.path, "/export", NULL);
        for (gsize i = 0; i < G_N_ELEMENTS(queries); i++) {
            g_autoptr(DeskAnswer) page =
                desk_get(scene.desk, &of_police, path, queries[i][0], queries[i][1], NULL);
            g_autoptr(DeskAnswer) none = desk_get(scene.desk, &of_police, "/case/HAV-26-9999-X",
                                                  queries[i][0], queries[i][1], NULL);
            g_assert_cmpuint(page->status, ==, 404);
            assert_same_main(none, page);
        }
        g_assert_cmpuint(scene.desk->looks->len, ==, 0);
    }
}

/* A page of the office's own is refused, and not answered by a wider row of the table; nothing is logged or ordered. */
static void test_not_hers(void)
{
    g_auto(Scene) scene = scene_begin();
    static const char *const behind[] = {"/looks", "/note"};
    for (gsize i = 0; i < G_N_ELEMENTS(behind); i++) {
        g_autofree char *path = g_strconcat(scene.path, behind[i], NULL);
        g_autoptr(DeskAnswer) page =
            i == 0 ? desk_get(scene.desk, &of_police, path, NULL)
                   : desk_post(scene.desk, &of_police, path, "text", "x", "seen", "1", NULL);
        g_assert_cmpuint(page->status, ==, 403);
    }
    g_assert_cmpuint(scene.desk->looks->len, ==, 0);
    g_assert_cmpuint(scene.desk->orders->len, ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(sights); i++) {
        g_autofree char *path = g_strconcat("/desk/own/sight/", sights[i].name, NULL);
        g_test_add_data_func(path, &sights[i], test_sight);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autofree char *path = g_strconcat("/desk/own/line/", lines[i].name, NULL);
        g_test_add_data_func(path, &lines[i], test_line);
    }
    g_test_add_func("/desk/own/only the document", test_only_the_document);
    g_test_add_func("/desk/own/same as the export", test_same_as_the_export);
    g_test_add_func("/desk/own/no questions", test_no_questions);
    g_test_add_func("/desk/own/no agency", test_no_agency);
    g_test_add_func("/desk/own/export", test_export);
    g_test_add_func("/desk/own/not hers", test_not_hers);
    return g_test_run();
}
