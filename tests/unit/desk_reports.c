/* The page of reports: which span it is of, who may see it, its files; that nobody is named on it and nothing is logged for it. */
#include "desk_site.h"

typedef struct {
    DeskSite *desk;
    char *reference;
} Scene;

static Scene scene_begin(void)
{
    Scene scene = {.desk = desk_site_begin("havering-2020", "2026-03-09T10:00")};
    Placed *placed = &scene.desk->placed;
    scene.reference =
        placed_open(placed, "tola.brightwater@oakfield.example", "oakfield", "csc", "S2");
    desk_site_commit(scene.desk);
    return scene;
}

static void scene_end(Scene *scene)
{
    desk_site_end(scene->desk);
    g_free(scene->reference);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Scene, scene_end)

static void test_spans(void)
{
    static const struct {
        const char *key, *value, *key2, *value2;
        guint status;
        const char *want;
    } rows[] = {
        {NULL, NULL, NULL, NULL, 200, "2025 Q4, beside the four quarters before"},
        {"span", "2026 Q1", NULL, NULL, 200, "2026 Q1, beside the four quarters before"},
        {"span", "2026", NULL, NULL, 200, "2026, beside the four quarters before"},
        {"span", "<b>", NULL, NULL, 200, "2025 Q4, beside"},
        {"from", "2026-03-01", "to", "2026-03-31", 200,
         "Sun 1 Mar 2026 to Tue 31 Mar 2026, beside"},
        {"from", "2026-03-01", NULL, NULL, 422, "a span needs its first and its last day"},
        {"from", "2026-03-01", "to", "2026-02-01", 422, "the span ends before it begins"},
        {"from", "soon\"><b>", "to", "2026-02-01", 422, "a span needs its first and its last day"},
        {"span", "2026 Q1", "publish", "yes", 422, "quarter or year that is over"},
        {"span", "2025 Q4", "publish", "yes", 200, "a count of 1 to 4"},
    };
    g_auto(Scene) scene = scene_begin();
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("%s %s", rows[i].value, rows[i].value2);
        g_autoptr(DeskAnswer) page = desk_get(scene.desk, &desk_reader, "/reports", rows[i].key,
                                              rows[i].value, rows[i].key2, rows[i].value2, NULL);
        desk_has(page, rows[i].status, rows[i].want);
        g_assert_false(desk_says(page, "<b>"));
        g_assert_false(desk_says(page, DESK_CHILD));
        g_assert_false(desk_says(page, scene.reference));
    }
    g_assert_cmpuint(scene.desk->looks->len, ==, 0);
}

static void test_figures(void)
{
    g_auto(Scene) scene = scene_begin();
    g_autoptr(DeskAnswer) page =
        desk_get(scene.desk, &desk_officer, "/reports", "span", "2026Q1", NULL);
    desk_has(page, 200, "<th scope=\"row\">Oakfield Primary School</th>");
    desk_has(page, 200, "<desc id=\"plot-cases-says\">Raised: 1;");
    desk_has(page, 200, "href=\"/reports/raised-by.csv?from=2026-01-01&amp;to=2026-03-31\"");
    desk_has(page, 200,
             "<option value=\"2026 Q1\" selected=\"selected\">2026 Q1, as far as it goes</option>");
    g_autoptr(DeskAnswer) no = desk_get(scene.desk, &desk_representative, "/reports", NULL);
    g_assert_cmpuint(no->status, ==, 403);
    g_autoptr(DeskAnswer) none =
        desk_get(scene.desk, &desk_representative, "/reports/raised-by.csv", NULL);
    g_assert_cmpuint(none->status, ==, 403);
}

static void test_files(void)
{
    static const struct {
        const char *path, *type, *want;
    } rows[] = {
        {"/reports/raised-by.csv", "text/csv; charset=utf-8",
         "\r\nOakfield Primary School,1,0,0,0,0\r\n"},
        {"/reports/definitions.csv", "text/csv; charset=utf-8", "table,title,what it counts\r\n"},
        {"/reports/report.html", "text/html; charset=utf-8", "<caption>Cases</caption>"},
    };
    g_auto(Scene) scene = scene_begin();
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskAnswer) file = desk_get(scene.desk, &desk_officer, rows[i].path, "from",
                                              "2026-01-01", "to", "2026-03-31", NULL);
        g_assert_cmpuint(file->status, ==, 200);
        g_assert_cmpstr(file->type, ==, rows[i].type);
        g_assert_cmpstr(file->file_name, ==, strrchr(rows[i].path, '/') + 1);
        g_assert_nonnull(strstr(file->body->str, rows[i].want));
    }
    g_autoptr(DeskAnswer) none =
        desk_get(scene.desk, &desk_officer, "/reports/none.csv", "span", "2026Q1", NULL);
    g_assert_cmpuint(none->status, ==, 404);
    g_autoptr(DeskAnswer) span =
        desk_get(scene.desk, &desk_officer, "/reports/cases.csv", "from", "x", NULL);
    g_assert_cmpuint(span->status, ==, 422);
}

static void test_empty(void)
{
    g_autoptr(DeskSite) desk = desk_site_begin("havering-2020", "2026-03-09T10:00");
    desk_site_commit(desk);
    g_autoptr(DeskAnswer) page = desk_get(desk, &desk_officer, "/reports", NULL);
    desk_has(page, 200, "2025 Q4");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/desk/reports/spans", test_spans);
    g_test_add_func("/desk/reports/figures", test_figures);
    g_test_add_func("/desk/reports/files", test_files);
    g_test_add_func("/desk/reports/empty", test_empty);
    return g_test_run();
}
