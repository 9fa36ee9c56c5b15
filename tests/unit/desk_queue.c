/* The queue page: what it shows to whom, in what order, under which filters, and what it costs. */
#include "desk_site.h"

#include "lists.h"

typedef struct {
    DeskSite *desk;
    char *first, *second;
} Scene;

static Scene scene_begin(void)
{
    Scene scene = {.desk = desk_site_begin("havering-2020", "2026-03-09T10:00")};
    Placed *placed = &scene.desk->placed;
    g_autofree char *worker = desk_worker(placed->rules);
    scene.first = placed_open(placed, worker, "oakfield", "csc", "S2");
    placed->now += 3600;
    scene.second = placed_open(placed, worker, "oakfield", "eastpolice", "S3");
    desk_site_commit(scene.desk);
    return scene;
}

static void scene_end(Scene *scene)
{
    desk_site_end(scene->desk);
    g_free(scene->first);
    g_free(scene->second);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Scene, scene_end)

static void test_shows(void)
{
    g_auto(Scene) scene = scene_begin();
    g_autoptr(DeskAnswer) page = desk_get(scene.desk, &desk_officer, "/", NULL);
    desk_has(page, 200, scene.first);
    desk_has(page, 200, scene.second);
    desk_has(page, 200, "2 cases in progress");
    desk_has(page, 200, "Signed in: Alex Pell, officer");
    g_assert_false(desk_says(page, DESK_CHILD));
    g_assert_cmpstr(desk_last(scene.desk->looks), ==, "web queue all by Alex Pell (apell)");
    g_assert_cmpuint(scene.desk->looks->len, ==, 1);
}

/* A site that has not worked yet. */
static void test_empty(void)
{
    g_autoptr(DeskSite) desk = desk_site_begin("havering-2020", "2026-03-09T10:00");
    desk_site_commit(desk);
    g_autoptr(DeskAnswer) page = desk_get(desk, &desk_officer, "/", NULL);
    desk_has(page, 200, "Nothing needs you.");
}

/* Two texts, the revised one from April 2026. */
static void two_texts(Placed *placed)
{
    GError *error = NULL;
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autofree char *routing = g_build_filename(placed->site.path, "routing", NULL);
    g_autofree char *copy = g_build_filename(routing, "policies", "havering-revised.yaml", NULL);
    g_autofree char *settings = g_build_filename(routing, "site.yaml", NULL);
    g_autofree char *revised = NULL, *site = NULL;
    g_assert_true(
        g_file_get_contents("routing/policies/havering-revised.yaml", &revised, NULL, &error));
    g_assert_true(g_file_set_contents(copy, revised, -1, &error));
    g_assert_true(g_file_get_contents(settings, &site, NULL, &error));
    g_auto(GStrv) halves =
        g_regex_split_simple("^  - \\{?id: havering-2020.*\\n", site, G_REGEX_MULTILINE, 0);
    g_assert_cmpuint(g_strv_length(halves), ==, 2);
    g_autofree char *both =
        g_strconcat(halves[0],
                    "  - {id: havering-2020, from: 2020-01-01, until: 2026-03-31}\n"
                    "  - {id: havering-revised, from: 2026-04-01}\n",
                    halves[1], NULL);
    g_assert_true(g_file_set_contents(settings, both, -1, &error));
    ruleset_free(placed->site.rules);
    placed->rules = placed->site.rules = ruleset_load(placed->site.path, diagnostics);
    g_assert_nonnull(placed->rules);
    const Policy *later = ruleset_policy_by_id(placed->rules, "havering-revised");
    g_assert_true(store_policy_keep(placed->store, later->sha256, later->id, later->text, &error));
    placed->policy = ruleset_policy_by_id(placed->rules, "havering-2020");
    g_assert_no_error(error);
}

static void add_event(Placed *placed, const char *reference, Event *event)
{
    GError *error = NULL;
    g_autoptr(Case) c = placed_case(placed, reference);
    guint before = c->events->len;
    g_assert_true(case_apply(c, event, &error));
    g_assert_true(store_case_save(placed->store, c, before, 0, &error));
    g_assert_no_error(error);
}

/* One change by the gateway. */
static void set_state(Placed *placed, const char *reference, const char *what, const char *value)
{
    Event *event = event_new(placed->now, what, "gateway", NULL, "%s", what);
    event_change(event, what, value, NULL);
    add_event(placed, reference, event);
}

static void due(const Placed *placed, Event *event, const char *id, const char *at)
{
    Instant instant = INSTANT_UNKNOWN;
    g_autofree char *day = g_strndup(at, 10);
    g_assert_true(instant_parse(at, placed->rules->site.zone, &instant, NULL));
    g_autofree char *seconds = g_strdup_printf("%" G_GINT64_FORMAT, (gint64)instant);
    event_change(event, "date", id, "maximum", day, seconds, "no", "2026-04-15", "by the rule",
                 NULL);
}

/* Mon 20 Apr 2026, 10:00. The first was opened in March under the older text, is with the line managers and due on Friday; nobody
 * has written since. The second came today under the revised one, is urgent, and was due an hour ago. */
static Scene two_kinds(void)
{
    Scene scene = {.desk = desk_site_begin("havering-2020", "2026-03-30T10:00")};
    Placed *placed = &scene.desk->placed;
    two_texts(placed);
    scene.desk->desk.rules = placed->rules;
    scene.first = placed_open(placed, "idris.penhallow@oakfield.example", "oakfield", "csc", "S2");
    Event *friday = event_new(placed->now, "date-set", "gateway", NULL, "a date");
    due(placed, friday, "friday", "2026-04-24T17:00");
    add_event(placed, scene.first, friday);
    g_assert_true(instant_parse("2026-04-20T08:00", placed->rules->site.zone, &placed->now, NULL));
    placed->policy = ruleset_policy_by_id(placed->rules, "havering-revised");
    scene.second =
        placed_open(placed, "idris.penhallow@oakfield.example", "oakfield", "eastpolice", "S3");
    Event *urgent = event_new(placed->now, "urgent", "gateway", NULL, "urgent");
    event_change(urgent, "urgent", "yes", NULL);
    event_change(urgent, "owed", "iro-notice", "eastpolice", "", "1", "2.5", "no", "1776668400",
                 NULL);
    due(placed, urgent, "today", "2026-04-20T09:00");
    add_event(placed, scene.second, urgent);
    desk_site_commit(scene.desk);
    placed->now += 2 * 3600;
    return scene;
}

/* In the queue's own table; the notices below it are always all. */
static gboolean lists(const DeskAnswer *page, const char *reference)
{
    const char *at = strstr(page->body->str, reference);
    const char *notices = strstr(page->body->str, "<h2 id=\"notices\">");
    return at && (!notices || at < notices);
}

typedef struct {
    const char *name, *key, *value;
    gboolean first, second;
    const char *key_too, *value_too;
} FilterCase;

static const FilterCase filters[] = {
    {"agency of both", "agency", "oakfield", TRUE, TRUE, NULL, NULL},
    {"agency of the first", "agency", "csc", TRUE, FALSE, NULL, NULL},
    {"agency of the second", "agency", "eastpolice", FALSE, TRUE, NULL, NULL},
    {"agency of none", "agency", "brambles", FALSE, FALSE, NULL, NULL},
    {"agency of nobody", "agency", "<script>", FALSE, FALSE, NULL, NULL},
    {"stage of the first", "stage", "S2", TRUE, FALSE, NULL, NULL},
    {"stage of the second in small letters", "stage", "s3", FALSE, TRUE, NULL, NULL},
    {"stage of none", "stage", "S4", FALSE, FALSE, NULL, NULL},
    {"a stage nobody has", "stage", "<script>", FALSE, FALSE, NULL, NULL},
    {"policy of the first", "policy", "havering-2020", TRUE, FALSE, NULL, NULL},
    {"policy of the second", "policy", "havering-revised", FALSE, TRUE, NULL, NULL},
    {"policy of none", "policy", "warrington-2021", FALSE, FALSE, NULL, NULL},
    {"waiting of the first", "waiting", "line_manager", TRUE, FALSE, NULL, NULL},
    {"waiting of the second", "waiting", "senior_manager", FALSE, TRUE, NULL, NULL},
    {"waiting for nobody here", "waiting", "chair", FALSE, FALSE, NULL, NULL},
    {"waiting for no role", "waiting", "<script>", FALSE, FALSE, NULL, NULL},
    {"late", "late", "yes", FALSE, TRUE, NULL, NULL},
    {"quiet", "quiet", "yes", TRUE, FALSE, NULL, NULL},
    {"urgent", "urgent", "yes", FALSE, TRUE, NULL, NULL},
    {"due today", "due", "today", FALSE, TRUE, NULL, NULL},
    {"due this week", "due", "week", TRUE, TRUE, NULL, NULL},
    {"due some day", "due", "soon", TRUE, TRUE, NULL, NULL},
    {"a wish nobody knows", "late", "perhaps", TRUE, TRUE, NULL, NULL},
    {"owes a notice", "owes", "notice", FALSE, TRUE, NULL, NULL},
    {"owes this notice", "owes", "iro-notice", FALSE, TRUE, NULL, NULL},
    {"owes what neither does", "owes", "file-tick", FALSE, FALSE, NULL, NULL},
    {"owes what nobody owes", "owes", "<b>", FALSE, FALSE, NULL, NULL},
    {"opened again", "again", "yes", FALSE, FALSE, NULL, NULL},
    {"sorted", "sort", "reference", TRUE, TRUE, NULL, NULL},
    {"since", "since", "2026-04-20T07:00", TRUE, TRUE, NULL, NULL},
    {"since no time", "since", "yesterday<b>", TRUE, TRUE, NULL, NULL},
    {"both hold of the second", "late", "yes", FALSE, TRUE, "stage", "S3"},
    {"both hold of none", "late", "yes", FALSE, FALSE, "stage", "S2"},
    {"both hold of the first", "quiet", "yes", TRUE, FALSE, "waiting", "line_manager"},
    {"urgent, and quiet as well", "quiet", "yes", FALSE, FALSE, "urgent", "yes"},
};

static void test_filters(void)
{
    static const char *const found[] = {"No case is as asked for.", "1 case as asked for", NULL};
    g_auto(Scene) scene = two_kinds();
    for (gsize i = 0; i < G_N_ELEMENTS(filters); i++) {
        const FilterCase *c = &filters[i];
        g_test_message("%s", c->name);
        g_autoptr(DeskAnswer) page = desk_get(scene.desk, &desk_officer, "/", c->key, c->value,
                                              c->key_too, c->value_too, NULL);
        g_assert_cmpuint(page->status, ==, 200);
        g_assert_true(lists(page, scene.first) == c->first);
        g_assert_true(lists(page, scene.second) == c->second);
        g_assert_false(desk_says(page, "<script>"));
        desk_has(page, 200, "<b>1</b> <a href=\"/?late=yes&amp;"); /* counts are of all */
        if (found[c->first + c->second])
            desk_has(page, 200, found[c->first + c->second]);
    }
}

typedef struct {
    const char *name, *key, *at;
    gboolean first, second;
} EdgeCase;

/* A date passes at its instant; five working days without a message are quiet, Good Friday and Easter Monday being none. */
static const EdgeCase edges[] = {
    {"at its instant", "late", "2026-04-20T09:00", FALSE, FALSE},
    {"a second after", "late", "2026-04-20T09:00:01", FALSE, TRUE},
    {"the first's last instant", "late", "2026-04-24T17:00", FALSE, TRUE},
    {"and after it", "late", "2026-04-24T17:00:01", TRUE, TRUE},
    {"four working days", "quiet", "2026-04-07T23:59", FALSE, FALSE},
    {"five", "quiet", "2026-04-08T00:01", TRUE, FALSE},
    {"four days of the second's", "quiet", "2026-04-24T23:59", TRUE, FALSE},
    {"five of both", "quiet", "2026-04-27T00:01", TRUE, TRUE},
};

static void test_edges(void)
{
    g_auto(Scene) scene = two_kinds();
    for (gsize i = 0; i < G_N_ELEMENTS(edges); i++) {
        const EdgeCase *c = &edges[i];
        g_test_message("%s", c->name);
        Placed *placed = &scene.desk->placed;
        g_assert_true(instant_parse(c->at, placed->rules->site.zone, &placed->now, NULL));
        g_autoptr(DeskAnswer) page = desk_get(scene.desk, &desk_officer, "/", c->key, "yes", NULL);
        g_assert_true(lists(page, scene.first) == c->first);
        g_assert_true(lists(page, scene.second) == c->second);
    }
}

/* Only what came in since then is marked. */
static void test_since(void)
{
    g_auto(Scene) scene = scene_begin();
    g_autoptr(DeskAnswer) page =
        desk_get(scene.desk, &desk_officer, "/", "since", "2026-03-09T10:30", NULL);
    desk_has(page, 200, "1 message came in, 1 into cases");
    desk_has(page, 200, "1 case marked NEW");
    g_autoptr(DeskAnswer) later =
        desk_get(scene.desk, &desk_officer, "/", "since", "2026-03-09T11:00", NULL);
    desk_has(later, 200, "1 message came in, 1 into cases");
    scene.desk->placed.now += 120;
    g_autoptr(DeskAnswer) after =
        desk_get(scene.desk, &desk_officer, "/", "since", "2026-03-09T11:01", NULL);
    desk_has(after, 200, "0 messages came in");
}

/* Where nothing is said, since the working day before: Mon 9 March shows what the weekend brought. */
static void test_since_last_working_day(void)
{
    g_auto(Scene) scene = scene_begin();
    g_autoptr(DeskAnswer) monday = desk_get(scene.desk, &desk_officer, "/", NULL);
    desk_has(monday, 200, "Since 00:00 on Fri 6 March 2026");
    desk_has(monday, 200, "<a href=\"/?since=2026-03-06T00%3A00%3A00%2B00%3A00\">in progress");
}

/* Urgent words in a message that is in no case yet are the first thing that the page says. */
static void test_urgent_held(void)
{
    g_auto(Scene) scene = scene_begin();
    (void)desk_held_stranger(scene.desk, "We disagree about a child at our school.");
    desk_site_commit(scene.desk);
    g_autoptr(DeskAnswer) calm = desk_get(scene.desk, &desk_officer, "/", NULL);
    g_assert_false(desk_says(calm, "immediate harm"));
    (void)desk_held_stranger(scene.desk, "The child is not safe tonight.");
    desk_site_commit(scene.desk);
    g_autoptr(DeskAnswer) page = desk_get(scene.desk, &desk_officer, "/", NULL);
    desk_has(page, 200,
             "1 message waits for a person and speaks of immediate harm: "
             "<a href=\"/held\">look there first</a>");
    desk_has(page, 200, "<b>2</b> <a href=\"/held\">messages held for a person</a>");
}

/* A case that has ended is shown where it can answer, to whom it concerns, and folded once. */
static void test_ended(void)
{
    g_auto(Scene) scene = scene_begin();
    set_state(&scene.desk->placed, scene.first, "cycle", "2");
    set_state(&scene.desk->placed, scene.first, "state", "closed");
    desk_site_commit(scene.desk);
    g_autoptr(DeskAnswer) all = desk_get(scene.desk, &desk_officer, "/", NULL);
    g_assert_false(desk_says(all, scene.first));
    g_autoptr(DeskAnswer) again = desk_get(scene.desk, &desk_officer, "/", "again", "yes", NULL);
    g_assert_cmpstr(desk_last(scene.desk->looks), ==, "web queue --ended all by Alex Pell (apell)");
    desk_has(again, 200, scene.first);
    desk_has(again, 200, "1 case as asked for");
    desk_has(again, 200,
             "<b>1</b> <a href=\"/?since=2026-03-06T00%3A00%3A00%2B00%3A00\">in progress");
    guint folded = desk_cases_folded(scene.desk->desk.cases);
    desk_answer_free(desk_get(scene.desk, &desk_officer, "/", "again", "yes", NULL));
    g_assert_cmpuint(desk_cases_folded(scene.desk->desk.cases), ==, folded);
    /* nor after another page has asked for those in progress */
    desk_answer_free(desk_get(scene.desk, &desk_officer, "/", NULL));
    desk_answer_free(desk_get(scene.desk, &desk_officer, "/", "again", "yes", NULL));
    g_assert_cmpuint(desk_cases_folded(scene.desk->desk.cases), ==, folded);
}

static void test_urgent_first(void)
{
    g_auto(Scene) scene = scene_begin();
    set_state(&scene.desk->placed, scene.second, "urgent", "yes");
    desk_site_commit(scene.desk);
    g_autoptr(DeskAnswer) page = desk_get(scene.desk, &desk_officer, "/", "sort", "opened", NULL);
    desk_has(page, 200, "URGENT");
    g_assert_true(strstr(page->body->str, scene.second) < strstr(page->body->str, scene.first));
}

/* Said of what came in, not of what was urgent all along, nor of what is over. */
static void test_urgent_came(void)
{
    static const char *const words = "Something that came in is about a case in which immediate "
                                     "harm was mentioned";
    g_auto(Scene) scene = scene_begin(); /* the first came at 10:00, the second at 11:00 */
    Placed *placed = &scene.desk->placed;
    g_autoptr(DeskAnswer) calm = desk_get(scene.desk, &desk_officer, "/", NULL);
    g_assert_false(desk_says(calm, words));
    set_state(placed, scene.first, "urgent", "yes");
    desk_site_commit(scene.desk);
    g_autoptr(DeskAnswer) page = desk_get(scene.desk, &desk_officer, "/", NULL);
    desk_has(page, 200, words);
    g_autoptr(DeskAnswer) at =
        desk_get(scene.desk, &desk_officer, "/", "since", "2026-03-09T10:00", NULL);
    desk_has(at, 200, words);
    g_autoptr(DeskAnswer) since =
        desk_get(scene.desk, &desk_officer, "/", "since", "2026-03-09T10:30", NULL);
    desk_has(since, 200, "URGENT");
    g_assert_false(desk_says(since, words));
    set_state(placed, scene.first, "cycle", "2");
    set_state(placed, scene.first, "state", "closed");
    desk_site_commit(scene.desk);
    g_autoptr(DeskAnswer) ended = desk_get(scene.desk, &desk_officer, "/", "again", "yes", NULL);
    desk_has(ended, 200, scene.first);
    g_assert_false(desk_says(ended, words));
}

/* What cannot be put on record is not shown. */
static void test_no_look(void)
{
    static const char *const paths[] = {"/", "/held", "/messages", "/sent", NULL};
    g_auto(Scene) scene = scene_begin();
    scene.desk->no_looks = TRUE;
    for (const char *const *path = paths; *path; path++) {
        g_autoptr(DeskAnswer) page = desk_get(scene.desk, &desk_officer, *path, NULL);
        desk_has(page, 503, "because the disk is full");
        g_assert_false(desk_says(page, scene.first));
    }
    g_autofree char *path = g_strconcat("/case/", scene.first, NULL);
    g_autoptr(DeskAnswer) page = desk_get(scene.desk, &desk_officer, path, NULL);
    desk_has(page, 503, "because the disk is full");
    g_assert_false(desk_says(page, DESK_CHILD));
}

/* A representative: own agency's cases, and nothing of the office's. */
static void test_representative(void)
{
    static const char *const closed[] = {"/held", "/held/1", "/messages", "/message/1",
                                         "/sent", "/search", "/health",   NULL};
    g_auto(Scene) scene = scene_begin();
    g_autoptr(DeskAnswer) page = desk_get(scene.desk, &desk_representative, "/", NULL);
    desk_has(page, 200, scene.first);
    g_assert_false(desk_says(page, scene.second));
    g_assert_false(desk_says(page, "/held"));
    for (const char *const *path = closed; *path; path++) {
        g_autoptr(DeskAnswer) refused = desk_get(scene.desk, &desk_representative, *path, NULL);
        g_assert_cmpuint(refused->status, ==, 403);
    }
    g_autofree char *own = g_strconcat("/case/", scene.first, NULL);
    g_autofree char *other = g_strconcat("/case/", scene.second, NULL);
    g_autoptr(DeskAnswer) case_page = desk_get(scene.desk, &desk_representative, own, NULL);
    g_assert_cmpuint(case_page->status, ==, 200);
    g_assert_false(desk_says(case_page, "<form class=\"act\""));
    g_assert_false(desk_says(case_page, "/message/"));
    g_autoptr(DeskAnswer) hidden = desk_get(scene.desk, &desk_representative, other, NULL);
    g_autoptr(DeskAnswer) none =
        desk_get(scene.desk, &desk_representative, "/case/HAV-26-9999-X", NULL);
    g_assert_cmpuint(hidden->status, ==, 404);
    g_assert_cmpuint(none->status, ==, 404);
    g_assert_nonnull(strstr(none->body->str, "<main"));
    g_assert_cmpstr(strstr(hidden->body->str, "<main"), ==, strstr(none->body->str, "<main"));
    DeskUser nobodys = desk_representative;
    nobodys.agency = NULL;
    g_autoptr(DeskAnswer) empty = desk_get(scene.desk, &nobodys, "/", NULL);
    g_assert_false(desk_says(empty, scene.first));
}

static void test_no_such_page(void)
{
    static const char *const paths[] = {"/x",    "//", "/case",         "/case/", "/held/1/2/3",
                                        "/Held", "",   "/sent/../held", NULL};
    g_auto(Scene) scene = scene_begin();
    for (const char *const *path = paths; *path; path++) {
        g_autoptr(DeskAnswer) page = desk_get(scene.desk, &desk_officer, *path, NULL);
        g_assert_cmpuint(page->status, ==, 404);
    }
    g_autoptr(DeskAnswer) posted = desk_post(scene.desk, &desk_officer, "/", NULL);
    g_assert_cmpuint(posted->status, ==, 404);
}

/* A second page folds nothing anew, the directory's neither; a case that has gone on is folded again. */
static void test_cache(void)
{
    g_auto(Scene) scene = scene_begin();
    for (guint i = 0; i < 3; i++)
        desk_answer_free(desk_get(scene.desk, &desk_officer, "/", NULL));
    g_assert_cmpuint(desk_cases_folded(scene.desk->desk.cases), ==, 2);
    OfficeCommand office = placed_command(&scene.desk->placed);
    Decision *decision =
        decide_note(placed_case(&scene.desk->placed, scene.first), &office, "Rang.", FALSE, NULL);
    placed_office(&scene.desk->placed, decision);
    decision_free(decision);
    desk_site_commit(scene.desk);
    desk_answer_free(desk_get(scene.desk, &desk_officer, "/directory", NULL));
    g_assert_cmpuint(desk_cases_folded(scene.desk->desk.cases), ==, 3);
    desk_answer_free(desk_get(scene.desk, &desk_officer, "/", NULL));
    g_assert_cmpuint(desk_cases_folded(scene.desk->desk.cases), ==, 3);
}

/* None of the desk's own questions goes through a whole table. */
static void test_indexed(void)
{
    g_auto(Scene) scene = scene_begin();
    GError *error = NULL;
    gint64 next = 0;
    HeldCount held = {0};
    g_autoptr(Store) store = store_open(scene.desk->placed.site.database, STORE_READ, &error);
    g_assert_no_error(error);
    g_autoptr(GPtrArray) all = store_case_heads(store, NULL, &error);
    g_autoptr(GPtrArray) own = store_case_heads(store, "csc", &error);
    g_autoptr(GPtrArray) ended = store_ended_heads(store, 0, "csc", &error);
    g_autoptr(GPtrArray) rows = store_ledger_before(store, 0, 10, &error);
    g_autoptr(GPtrArray) mails = store_outbox_before(store, 0, "failed", 10, 100, &next, &error);
    g_autoptr(GPtrArray) keys = store_cases_of_key(store, "id:1", &error);
    g_autoptr(GPtrArray) people = store_cases_of_address(store, "a@b.example", &error);
    g_autoptr(LedgerRow) row = store_ledger_of_bytes(store, "00", &error);
    g_autoptr(HeldRow) none = store_held_of(store, 1, &error);
    g_assert_true(store_held_count(store, &held, &error));
    g_assert_no_error(error);
    g_assert_cmpuint(all->len, ==, 2);
    g_assert_cmpuint(own->len, ==, 1);
    g_assert_cmpuint(ended->len, ==, 0);
    g_assert_cmpuint(rows->len, ==, 2);
    g_assert_cmpuint(store_full_scans(store), ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/desk/queue/shows", test_shows);
    g_test_add_func("/desk/queue/empty", test_empty);
    g_test_add_func("/desk/queue/filters", test_filters);
    g_test_add_func("/desk/queue/edges", test_edges);
    g_test_add_func("/desk/queue/since", test_since);
    g_test_add_func("/desk/queue/since the last working day", test_since_last_working_day);
    g_test_add_func("/desk/queue/urgent held", test_urgent_held);
    g_test_add_func("/desk/queue/ended", test_ended);
    g_test_add_func("/desk/queue/urgent first", test_urgent_first);
    g_test_add_func("/desk/queue/urgent came in", test_urgent_came);
    g_test_add_func("/desk/queue/no look", test_no_look);
    g_test_add_func("/desk/queue/representative", test_representative);
    g_test_add_func("/desk/queue/no such page", test_no_such_page);
    g_test_add_func("/desk/queue/cache", test_cache);
    g_test_add_func("/desk/queue/indexed", test_indexed);
    return g_test_run();
}
