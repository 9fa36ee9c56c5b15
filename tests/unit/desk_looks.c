/* Every page that shows a case, or messages and mails of cases, has the look on record before, and shows nothing of them where that
 * cannot be; a page that has none says nothing of any. */
#include "desk_site.h"

#include "directory_change.h"

#define WORKER "idris.penhallow@oakfield.example"
#define STRANGER "who@stranger.example"

typedef struct {
    DeskSite *desk;
    char *reference;
    char *people; /* the directory's file, in which whoever raised the case has another name */
} Scene;

static char *renamed(const DeskSite *desk)
{
    GError *error = NULL;
    g_autoptr(Sheet) people = directory_sheet(desk->placed.rules, SHEET_PEOPLE, NULL, &error);
    g_assert_no_error(error);
    g_autofree char *file = sheet_export(people);
    g_auto(GStrv) parts = g_strsplit(file, "Idris Penhallow", 2);
    g_assert_cmpuint(g_strv_length(parts), ==, 2);
    return g_strjoinv("Idris Penhallow-Ash", parts);
}

static Scene scene_begin(void)
{
    Scene scene = {.desk = desk_site_begin("havering-2020", "2026-03-09T10:00")};
    scene.reference = placed_open(&scene.desk->placed, WORKER, "oakfield", "csc", "S2");
    desk_held_stranger(scene.desk, "Nobody visits.");
    desk_site_commit(scene.desk);
    scene.people = renamed(scene.desk);
    return scene;
}

static void scene_end(Scene *scene)
{
    desk_site_end(scene->desk);
    g_free(scene->reference);
    g_free(scene->people);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Scene, scene_end)

typedef struct {
    const char *path;        /* REF stands for the case */
    const char *key, *value; /* the value PEOPLE stands for the changed file */
    const char *look;        /* the last one; NULL: none is put down */
    gboolean post;
    guint status;
    const DeskUser *user;
} LookCase;

static const LookCase pages[] = {
    {"/", NULL, NULL, "queue all", FALSE, 200, &desk_officer},
    {"/", NULL, NULL, "queue all", FALSE, 200, &desk_reader},
    {"/", NULL, NULL, "queue REF", FALSE, 200, &desk_representative},
    {"/", "again", "yes", "queue --ended all", FALSE, 200, &desk_officer},
    {"/held", NULL, NULL, "held all", FALSE, 200, &desk_reader},
    {"/held/1", NULL, NULL, "held message all", FALSE, 200, &desk_reader},
    {"/held/1/set-aside", "why", "", "held message all", TRUE, 422, &desk_officer},
    {"/messages", NULL, NULL, "messages all", FALSE, 200, &desk_reader},
    {"/message/1", NULL, NULL, "message REF", FALSE, 200, &desk_reader},
    {"/sent", NULL, NULL, "sent all", FALSE, 200, &desk_reader},
    {"/sent", "state", "queued", "sent all", FALSE, 200, &desk_officer},
    {"/sent/1", NULL, NULL, "sent mail REF", FALSE, 200, &desk_reader},
    {"/directory", NULL, NULL, "directory all", FALSE, 200, &desk_reader},
    {"/directory/import", "text", "PEOPLE", "directory change REF", TRUE, 200, &desk_officer},
    {"/search", "what", WORKER, "search REF", TRUE, 200, &desk_officer},
    {"/search", "what", "nobody.at.all@there.example", "search all", TRUE, 200, &desk_officer},
    {"/case/REF", NULL, NULL, "case REF", FALSE, 200, &desk_officer},
    {"/case/REF", NULL, NULL, "case REF", FALSE, 200, &desk_reader},
    {"/case/REF", NULL, NULL, "case REF", FALSE, 200, &desk_representative},
    {"/case/REF/looks", NULL, NULL, "looks REF", FALSE, 200, &desk_reader},
    {"/case/REF/note", "text", "", "case REF", TRUE, 422, &desk_officer},
    {"/case/REF/export", "format", "text", "export REF", FALSE, 200, &desk_reader},
    {"/case/REF/export", "format", "text", "export --for agency csc REF", FALSE, 200,
     &desk_representative},
    {"/search", NULL, NULL, NULL, FALSE, 200, &desk_officer},
    {"/directory/history", NULL, NULL, NULL, FALSE, 200, &desk_reader},
    {"/reports", NULL, NULL, NULL, FALSE, 200, &desk_reader},
    {"/health", NULL, NULL, NULL, FALSE, 200, &desk_reader},
    {"/words", NULL, NULL, NULL, FALSE, 200, &desk_representative},
};

static char *with_reference(const char *text, const Scene *scene)
{
    g_auto(GStrv) halves = g_strsplit(text, "REF", 2);
    return g_strjoinv(scene->reference, halves);
}

static DeskAnswer *ask(const Scene *scene, const LookCase *c)
{
    g_autofree char *path = with_reference(c->path, scene);
    g_test_message("%s of %s", c->path, c->user->login);
    const char *value = g_strcmp0(c->value, "PEOPLE") == 0 ? scene->people : c->value;
    return c->post
               ? desk_post(scene->desk, c->user, path, "file", "people.csv", c->key, value, NULL)
               : desk_get(scene->desk, c->user, path, c->key, c->value, NULL);
}

static void says_nothing(const Scene *scene, const DeskAnswer *page)
{
    const char *const secrets[] = {scene->reference, DESK_CHILD, STRANGER, "Nobody visits"};
    for (gsize i = 0; i < G_N_ELEMENTS(secrets); i++)
        if (desk_says(page, secrets[i]))
            g_error("the page says '%s': %s", secrets[i], page->body->str);
}

static void test_on_record(void)
{
    g_auto(Scene) scene = scene_begin();
    for (gsize i = 0; i < G_N_ELEMENTS(pages); i++) {
        const LookCase *c = &pages[i];
        guint before = scene.desk->looks->len;
        g_autoptr(DeskAnswer) page = ask(&scene, c);
        g_assert_cmpuint(page->status, ==, c->status);
        if (!c->look) {
            g_assert_cmpuint(scene.desk->looks->len, ==, before);
            says_nothing(&scene, page);
            continue;
        }
        g_assert_cmpuint(scene.desk->looks->len, >, before);
        g_autofree char *look = with_reference(c->look, &scene);
        g_autofree char *whole =
            g_strdup_printf("web %s by %s (%s)", look, c->user->name, c->user->login);
        g_assert_cmpstr(desk_last(scene.desk->looks), ==, whole);
    }
}

static void test_not_on_record(void)
{
    g_auto(Scene) scene = scene_begin();
    scene.desk->no_looks = TRUE;
    for (gsize i = 0; i < G_N_ELEMENTS(pages); i++) {
        g_autoptr(DeskAnswer) page = ask(&scene, &pages[i]);
        if (!pages[i].look)
            continue;
        desk_has(page, 503, "because the disk is full");
        says_nothing(&scene, page);
    }
    g_assert_cmpuint(scene.desk->looks->len, ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/desk/looks/on record", test_on_record);
    g_test_add_func("/desk/looks/not on record", test_not_on_record);
    return g_test_run();
}
