/* The page of a case: what it shows to whom, and what an officer does with it. */
#include "desk_site.h"

typedef struct {
    DeskSite *desk;
    char *reference, *path;
} Scene;

static Scene scene_begin(void)
{
    Scene scene = {.desk = desk_site_begin("havering-2020", "2026-03-09T10:00")};
    g_autofree char *worker = desk_worker(scene.desk->placed.rules);
    scene.reference = placed_open(&scene.desk->placed, worker, "oakfield", "csc", "S2");
    scene.path = g_strconcat("/case/", scene.reference, NULL);
    desk_site_commit(scene.desk);
    return scene;
}

static void scene_end(Scene *scene)
{
    desk_site_end(scene->desk);
    g_free(scene->reference);
    g_free(scene->path);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Scene, scene_end)

static guint events_of(Scene *scene)
{
    g_autoptr(Case) c = placed_case(&scene->desk->placed, scene->reference);
    return c->events->len;
}

static char *seen_of(Scene *scene)
{
    return g_strdup_printf("%u", events_of(scene));
}

static void test_shows(void)
{
    static const char *const parts[] = {"Whose turn it is",   "What the policy says next",
                                        "section ",           "Dates",
                                        "As recorded",        "Chronology",
                                        "Mails of this case", "What you can do",
                                        DESK_CHILD,           "Who holds this stage",
                                        "/looks\"",           NULL};
    g_auto(Scene) scene = scene_begin();
    g_autoptr(DeskAnswer) page = desk_get(scene.desk, &desk_officer, scene.path, NULL);
    for (const char *const *part = parts; *part; part++)
        desk_has(page, 200, *part);
    desk_has(page, 200, "href=\"/message/1\"");
    desk_has(page, 200, "value=\"t0k3n&amp;&lt;&gt;\"");
    g_autofree char *look = g_strdup_printf("web case %s by Alex Pell (apell)", scene.reference);
    g_assert_cmpstr(desk_last(scene.desk->looks), ==, look);
}

static void test_reader(void)
{
    static const char *const verbs[] = {"note",   "route", "stage", "close",
                                        "reopen", "hold",  "x",     NULL};
    g_auto(Scene) scene = scene_begin();
    g_autoptr(DeskAnswer) page = desk_get(scene.desk, &desk_reader, scene.path, NULL);
    desk_has(page, 200, DESK_CHILD);
    g_assert_false(desk_says(page, "What you can do"));
    for (const char *const *verb = verbs; *verb; verb++) {
        g_autofree char *path = g_strconcat(scene.path, "/", *verb, NULL);
        g_autoptr(DeskAnswer) refused =
            desk_post(scene.desk, &desk_reader, path, "why", "x", "text", "x", NULL);
        desk_has(refused, 403, "Only an officer");
        g_autoptr(DeskAnswer) other =
            desk_post(scene.desk, &desk_representative, path, "why", "x", "text", "x", NULL);
        g_assert_cmpuint(other->status, ==, 403);
    }
    g_assert_cmpuint(scene.desk->orders->len, ==, 0);
}

#define TEN "ten letter"
#define HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN
#define LONG HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED "x"

typedef struct {
    const char *verb, *keys[6], *values[6];
    const char *order; /* with %s for the reference; NULL: it is sent back */
    const char *fault;
} ActCase;

static const ActCase acts[] = {
    {"note", {"text"}, {"Rang the team manager"}, "note %s text=Rang the team manager why=-", NULL},
    {"note", {"text"}, {" \n "}, NULL, "href=\"#note-text\">Say what is to be noted"},
    {"note", {"text", "not_urgent"}, {"Seen", "yes"}, "note %s text=Seen not-urgent why=-", NULL},
    {"route",
     {"agency", "side", "why"},
     {"eastpolice", "challenged", "rang\nthem"},
     "route %s challenged eastpolice why=rang them",
     NULL},
    {"route",
     {"agency", "side", "to"},
     {"csc", "raising", "Ann@CSC.example"},
     "route %s raising csc <ann@csc.example> why=-",
     NULL},
    {"route", {"agency", "side"}, {"nobody", "challenged"}, NULL, "href=\"#route-agency\">"},
    {"route", {"agency", "side"}, {"csc", "partnership"}, NULL, "href=\"#route-side\">"},
    {"route",
     {"agency", "side", "to"},
     {"csc", "challenged", "no address"},
     NULL,
     "href=\"#route-to\">"},
    {"stage", {"stage", "why"}, {"S3", "both say so"}, "stage %s S3 why=both say so", NULL},
    {"stage", {"stage", "why"}, {"S3", ""}, NULL, "href=\"#stage-why\">Say why the case is moved"},
    {"stage", {"why"}, {"x"}, NULL, "href=\"#stage-stage\">Choose the stage"},
    {"close", {"why"}, {"confirmed by telephone"}, "close %s why=confirmed by telephone", NULL},
    {"close", {"why"}, {"\xe2\x80\xae \t"}, NULL, "href=\"#close-why\">"},
    {"hold", {"why"}, {"inquiry"}, "hold %s why=inquiry", NULL},
    {"release", {"release", "why"}, {"1", "over"}, "hold %s release 1 why=over", NULL},
    {"release", {"release", "why"}, {"-1", "over"}, NULL, "href=\"#release-release\">"},
    {"close", {"why"}, {LONG}, NULL, "href=\"#close-why\">This is longer than the 1000 letters"},
    {"reopen", {"why"}, {""}, NULL, "href=\"#reopen-why\">"},
};

static DeskAnswer *post_act(Scene *scene, const ActCase *c, const char *seen)
{
    g_autoptr(GHashTable) form = g_hash_table_new(g_str_hash, g_str_equal);
    g_autofree char *path = g_strconcat(scene->path, "/", c->verb, NULL);
    for (guint i = 0; c->keys[i]; i++)
        g_hash_table_insert(form, (gpointer)c->keys[i], (gpointer)c->values[i]);
    g_hash_table_insert(form, (gpointer) "seen", (gpointer)seen);
    return desk_ask(scene->desk, &desk_officer, TRUE, path, form);
}

static void test_acts(void)
{
    g_auto(Scene) scene = scene_begin();
    g_autofree char *seen = seen_of(&scene);
    for (gsize i = 0; i < G_N_ELEMENTS(acts); i++) {
        const ActCase *c = &acts[i];
        g_test_message("%s %u", c->verb, (guint)i);
        guint before = scene.desk->orders->len;
        g_autoptr(DeskAnswer) answer = post_act(&scene, c, seen);
        if (c->order) {
            g_auto(GStrv) halves = g_strsplit(c->order, "%s", 2);
            g_autofree char *want =
                g_strconcat(halves[0], scene.reference, halves[1], " login=apell", NULL);
            g_autofree char *location =
                g_strdup_printf("%s?done=%u", scene.path, events_of(&scene) + 1);
            g_assert_cmpuint(answer->status, ==, 303);
            g_assert_cmpstr(answer->location, ==, location);
            g_assert_cmpstr(desk_last(scene.desk->orders), ==, want);
        } else {
            desk_has(answer, 422, "There is something to put right");
            desk_has(answer, 422, "<title>Error: ");
            g_assert_cmpuint(scene.desk->orders->len, ==, before);
            desk_has(answer, 422, c->fault);
        }
    }
}

/* What was typed comes back with what the engine said against it, and does nothing as markup. */
static void test_refused(void)
{
    static const char hostile[] = "</textarea><script>alert(1)</script>";
    g_auto(Scene) scene = scene_begin();
    g_autofree char *seen = seen_of(&scene);
    g_autofree char *path = g_strconcat(scene.path, "/close", NULL);
    scene.desk->refusal = g_error_new(CASEGATE_ERROR, CASEGATE_ERROR_PERM, "it is <b>closed</b>");
    g_autoptr(DeskAnswer) page =
        desk_post(scene.desk, &desk_officer, path, "why", hostile, "seen", seen, NULL);
    desk_has(page, 422, "it is &lt;b&gt;closed&lt;/b&gt;");
    desk_has(page, 422, "&lt;/textarea&gt;&lt;script&gt;");
    desk_has(page, 422, "<details id=\"act-close\" open=\"\">");
    g_assert_false(desk_says(page, "<script>"));
    scene.desk->refusal = g_error_new(CASEGATE_ERROR, CASEGATE_ERROR_TEMP, "locked");
    g_autoptr(DeskAnswer) later =
        desk_post(scene.desk, &desk_officer, path, "why", "x", "seen", seen, NULL);
    desk_has(later, 503, "locked");
}

/* A note has an end; what was typed is not lost. */
static void test_long_note(void)
{
    static const gsize lengths[] = {16000, 16001, 100000};
    g_auto(Scene) scene = scene_begin();
    g_autofree char *seen = seen_of(&scene);
    g_autofree char *path = g_strconcat(scene.path, "/note", NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(lengths); i++) {
        guint before = scene.desk->orders->len;
        g_autofree char *text = g_strnfill(lengths[i], 'x');
        g_autoptr(DeskAnswer) page =
            desk_post(scene.desk, &desk_officer, path, "text", text, "seen", seen, NULL);
        g_assert_cmpuint(scene.desk->orders->len, ==, before + (i == 0));
        g_assert_cmpuint(page->status, ==, i == 0 ? 303 : 422);
        if (i > 0) {
            desk_has(page, 422, "href=\"#note-text\">This is longer than the 16000 bytes");
            g_assert_true(desk_says(page, text));
        }
    }
}

static void note_for_real(Scene *scene, const char *by, const char *text)
{
    GError *error = NULL;
    OfficeCommand office = placed_command(&scene->desk->placed);
    office.by = by;
    office.why = NULL; /* as office_note() gives it */
    g_autoptr(Decision) decision = decide_note(placed_case(&scene->desk->placed, scene->reference),
                                               &office, text, FALSE, &error);
    g_assert_no_error(error);
    placed_office(&scene->desk->placed, decision);
    desk_site_commit(scene->desk);
}

/* The same form twice is one note; the same words from a page that shows the first are another. */
static void test_twice(void)
{
    g_auto(Scene) scene = scene_begin();
    g_autofree char *seen = seen_of(&scene);
    g_autofree char *path = g_strconcat(scene.path, "/note", NULL);
    note_for_real(&scene, "Alex Pell", "Rang the team manager");
    g_autofree char *done = g_strdup_printf("%s?done=%u", scene.path, events_of(&scene));
    g_autoptr(DeskAnswer) again = desk_post(scene.desk, &desk_officer, path, "text",
                                            "Rang the team manager", "seen", seen, NULL);
    g_assert_cmpuint(again->status, ==, 303);
    g_assert_cmpstr(again->location, ==, done);
    g_assert_cmpuint(scene.desk->orders->len, ==, 0);
    g_autofree char *fresh = seen_of(&scene);
    g_autoptr(DeskAnswer) other = desk_post(scene.desk, &desk_officer, path, "text",
                                            "Rang the team manager", "seen", fresh, NULL);
    g_assert_cmpuint(scene.desk->orders->len, ==, 1);
    g_autoptr(DeskAnswer) colleague = desk_post(scene.desk, &desk_named, path, "text",
                                                "Rang the team manager", "seen", seen, NULL);
    g_assert_cmpuint(scene.desk->orders->len, ==, 2);
}

/* The words of a form stand in something else that its officer did meanwhile: that is not what the form asks for. */
static void test_not_the_same(void)
{
    static const ActCase moves[] = {{"close", {"why"}, {"Resolved"}, NULL, NULL},
                                    {"close", {"why"}, {"Resolved by both"}, NULL, NULL},
                                    {"stage", {"stage", "why"}, {"S3", "Resolved"}, NULL, NULL},
                                    {"hold", {"why"}, {"Resolved by both"}, NULL, NULL}};
    static const char *const notes[] = {"both", "Resolved by", "resolved by both", "by both"};
    g_auto(Scene) scene = scene_begin();
    g_autofree char *seen = seen_of(&scene);
    note_for_real(&scene, "Alex Pell", "Resolved by both");
    for (gsize i = 0; i < G_N_ELEMENTS(moves); i++) {
        g_autoptr(DeskAnswer) answer = post_act(&scene, &moves[i], seen);
        desk_has(answer, 409, "The case has gone on since you opened this page");
    }
    for (gsize i = 0; i < G_N_ELEMENTS(notes); i++) {
        const ActCase note = {"note", {"text"}, {notes[i]}, NULL, NULL};
        g_autoptr(DeskAnswer) answer = post_act(&scene, &note, seen);
        g_autofree char *done = g_strdup_printf("%s?done=%u", scene.path, events_of(&scene) + 1);
        g_assert_cmpstr(answer->location, ==, done);
        g_assert_cmpuint(scene.desk->orders->len, ==, i + 1);
    }
}

static void command_for_real(Scene *scene, const char *verb)
{
    GError *error = NULL;
    Case *c = placed_case(&scene->desk->placed, scene->reference);
    OfficeCommand office = placed_command(&scene->desk->placed);
    office.by = "Alex Pell";
    office.why = "agreed";
    g_autoptr(Decision) decision =
        g_str_equal(verb, "stage") ? decide_stage(c, &office, "S3", &error)
        : g_str_equal(verb, "route")
            ? decide_route(c, &office, "eastpolice", SIDE_CHALLENGED, NULL, &error)
        : g_str_equal(verb, "hold")    ? decide_legal_hold(c, &office, FALSE, 0, &error)
        : g_str_equal(verb, "release") ? decide_legal_hold(c, &office, TRUE, 1, &error)
        : g_str_equal(verb, "close")   ? decide_close(c, &office, &error)
                                       : decide_reopen(c, &office, &error);
    g_assert_no_error(error);
    placed_office(&scene->desk->placed, decision);
    desk_site_commit(scene->desk);
}

/* Each of them sent once more, from the page that its first copy came from, says that it is done. */
static void test_every_act_twice(void)
{
    static const ActCase all[] = {
        {"stage", {"stage", "why"}, {"S3", "agreed"}, NULL, NULL},
        {"route", {"agency", "side", "why"}, {"eastpolice", "challenged", "agreed"}, NULL, NULL},
        {"hold", {"why"}, {"agreed"}, NULL, NULL},
        {"release", {"release", "why"}, {"1", "agreed"}, NULL, NULL},
        {"close", {"why"}, {"agreed"}, NULL, NULL},
        {"reopen", {"why"}, {"agreed"}, NULL, NULL},
    };
    g_auto(Scene) scene = scene_begin();
    for (gsize i = 0; i < G_N_ELEMENTS(all); i++) {
        g_autofree char *seen = seen_of(&scene);
        g_autofree char *done = g_strdup_printf("%s?done=%u", scene.path, events_of(&scene) + 1);
        command_for_real(&scene, all[i].verb);
        g_autoptr(DeskAnswer) answer = post_act(&scene, &all[i], seen);
        g_test_message("%s", all[i].verb);
        g_assert_cmpstr(answer->location, ==, done);
        g_assert_cmpuint(scene.desk->orders->len, ==, 0);
    }
}

/* Nobody moves a case that has gone on since the page was shown. */
static void test_gone_on(void)
{
    g_auto(Scene) scene = scene_begin();
    g_autofree char *seen = seen_of(&scene);
    g_autofree char *path = g_strconcat(scene.path, "/close", NULL);
    note_for_real(&scene, "Nia Moss", "They rang: not resolved after all");
    g_autoptr(DeskAnswer) page =
        desk_post(scene.desk, &desk_officer, path, "why", "agreed", "seen", seen, NULL);
    desk_has(page, 409, "The case has gone on since you opened this page");
    desk_has(page, 409, ">agreed</textarea>");
    desk_has(page, 409, "not resolved after all");
    g_assert_cmpuint(scene.desk->orders->len, ==, 0);
    g_autoptr(DeskAnswer) without =
        desk_post(scene.desk, &desk_officer, path, "why", "agreed", NULL);
    g_assert_cmpuint(without->status, ==, 409);
}

/* What was done is said in the record's words; a number that somebody made up says nothing. */
static void test_done(void)
{
    g_auto(Scene) scene = scene_begin();
    note_for_real(&scene, "Alex Pell", "Rang <b>them</b>");
    g_autofree char *last = g_strdup_printf("%u", events_of(&scene));
    g_autoptr(DeskAnswer) page =
        desk_get(scene.desk, &desk_officer, scene.path, "done", last, NULL);
    desk_has(page, 200, "Done.</strong>");
    desk_has(page, 200, "<li>Rang &lt;b&gt;them&lt;/b&gt;</li>");
    static const char *const wrong[] = {"0", "99999", "-1", "x", "18446744073709551616", NULL};
    for (const char *const *each = wrong; *each; each++) {
        g_autoptr(DeskAnswer) other =
            desk_get(scene.desk, &desk_officer, scene.path, "done", *each, NULL);
        g_assert_cmpuint(other->status, ==, 200);
        g_assert_false(desk_says(other, "Done.</strong>"));
    }
    g_autoptr(DeskAnswer) colleague =
        desk_get(scene.desk, &desk_named, scene.path, "done", last, NULL);
    g_assert_false(desk_says(colleague, "Done.</strong>"));
    g_autoptr(DeskAnswer) theirs = desk_get(scene.desk, &desk_representative, scene.path, NULL);
    g_assert_cmpuint(theirs->status, ==, 200);
    g_assert_false(desk_says(theirs, "Rang "));
}

static void test_not_there(void)
{
    static const char *const paths[] = {"/case/HAV-26-9999-X", "/case/x", "/case/<script>",
                                        "/case/HAV-26-0001", NULL};
    g_auto(Scene) scene = scene_begin();
    for (const char *const *path = paths; *path; path++) {
        g_autoptr(DeskAnswer) page = desk_get(scene.desk, &desk_officer, *path, NULL);
        g_assert_cmpuint(page->status, ==, 404);
        g_autofree char *act = g_strconcat(*path, "/close", NULL);
        g_autoptr(DeskAnswer) posted = desk_post(scene.desk, &desk_officer, act, "why", "x", NULL);
        g_assert_cmpuint(posted->status, ==, 404);
    }
    g_assert_cmpuint(scene.desk->looks->len, ==, 0);
    g_assert_cmpuint(scene.desk->orders->len, ==, 0);
}

/* Whoever asks for the place that a form is sent to comes to the page that has the form. */
static void test_back(void)
{
    g_auto(Scene) scene = scene_begin();
    g_autofree char *path = g_strconcat(scene.path, "/note", NULL);
    g_autoptr(DeskAnswer) back = desk_get(scene.desk, &desk_officer, path, NULL);
    g_assert_cmpuint(back->status, ==, 303);
    g_assert_cmpstr(back->location, ==, scene.path);
    g_autoptr(DeskAnswer) odd = desk_get(scene.desk, &desk_officer, "/case/a\r\nb/x", NULL);
    g_assert_cmpstr(odd->location, ==, "/case/a%0D%0Ab");
}

static void test_looks(void)
{
    g_auto(Scene) scene = scene_begin();
    GError *error = NULL;
    g_autoptr(LookRow) look = g_new0(LookRow, 1);
    look->at = scene.desk->placed.now;
    look->who = g_strdup("Wilf <Darrow>");
    look->login = g_strdup("wd");
    look->command = g_strdup("web case");
    look->reference = g_strdup(scene.reference);
    g_assert_true(store_look_add(scene.desk->placed.store, look, &error));
    desk_site_commit(scene.desk);
    g_autofree char *path = g_strconcat(scene.path, "/looks", NULL);
    g_autoptr(DeskAnswer) page = desk_get(scene.desk, &desk_reader, path, NULL);
    desk_has(page, 200, "Wilf &lt;Darrow&gt;");
    g_autofree char *own = g_strdup_printf("web looks %s by Rae Lowe (rlowe)", scene.reference);
    g_assert_cmpstr(desk_last(scene.desk->looks), ==, own);
    scene.desk->no_looks = TRUE;
    g_autoptr(DeskAnswer) hidden = desk_get(scene.desk, &desk_reader, path, NULL);
    g_assert_cmpuint(hidden->status, ==, 503);
    g_assert_false(desk_says(hidden, "Darrow"));
    scene.desk->no_looks = FALSE;
    g_autoptr(DeskAnswer) refused = desk_get(scene.desk, &desk_representative, path, NULL);
    g_assert_cmpuint(refused->status, ==, 403);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/desk/case/shows", test_shows);
    g_test_add_func("/desk/case/reader", test_reader);
    g_test_add_func("/desk/case/acts", test_acts);
    g_test_add_func("/desk/case/refused", test_refused);
    g_test_add_func("/desk/case/long note", test_long_note);
    g_test_add_func("/desk/case/twice", test_twice);
    g_test_add_func("/desk/case/not the same", test_not_the_same);
    g_test_add_func("/desk/case/every act twice", test_every_act_twice);
    g_test_add_func("/desk/case/gone on", test_gone_on);
    g_test_add_func("/desk/case/done", test_done);
    g_test_add_func("/desk/case/not there", test_not_there);
    g_test_add_func("/desk/case/back", test_back);
    g_test_add_func("/desk/case/looks", test_looks);
    return g_test_run();
}
