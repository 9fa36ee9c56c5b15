/* The office's questions have one meaning: what the terminal lists, the page shows. */
#include "golden.h"
#include "made_case.h"

#include "arrived.h"
#include "owed_names.h"
#include "queue_ask.h"
#include "queue_lines.h"

#include <json-glib/json-glib.h>
#include <string.h>

static Ruleset *rules;
static const char now[] = "2026-03-10T09:30"; /* a Tuesday */

static Case *with_date(GPtrArray *cases, const char *reference, const char *day, const char *kind,
                       Met met)
{
    Case *c = made_bare(rules, reference, "2026-03-09T09:00");
    g_autofree char *noon = g_strconcat(day, "T12:00", NULL);
    made_date(c, kind, kind, day_from_iso(day), golden_at(rules, noon), FALSE, met, "by the rule");
    g_ptr_array_add(cases, c);
    return c;
}

static Case *without_date(GPtrArray *cases, const char *reference, const char *opened)
{
    Case *c = made_bare(rules, reference, opened);
    g_ptr_array_add(cases, c);
    return c;
}

static GPtrArray *some_cases(void)
{
    GPtrArray *cases = g_ptr_array_new_with_free_func((GDestroyNotify)case_free);
    with_date(cases, "today", "2026-03-10", "maximum", MET_PENDING);
    with_date(cases, "today-met", "2026-03-10", "maximum", MET_YES);
    with_date(cases, "today-missed", "2026-03-10", "maximum", MET_NO);
    with_date(cases, "earlier", "2026-03-09", "maximum", MET_PENDING);
    with_date(cases, "guide-earlier", "2026-03-09", "guide", MET_PENDING);
    with_date(cases, "sunday", "2026-03-15", "guide", MET_PENDING);
    with_date(cases, "monday", "2026-03-16", "maximum", MET_PENDING)->urgent = TRUE;
    with_date(cases, "tuesday", "2026-03-17", "maximum", MET_PENDING);
    Case *ticked = without_date(cases, "ticked", "2026-02-20T11:00");
    made_event(ticked, golden_at(rules, "2026-03-10T08:00"), "prompt", "clock", "A date passed.");
    Case *noted = without_date(cases, "noted", "2026-02-20T11:00");
    made_event(noted, golden_at(rules, "2026-03-10T08:00"), "note", "office: Alex", "Rang.");
    Case *wrote = without_date(cases, "wrote", "2026-03-10T08:00");
    wrote->cycle = 2;
    made_owed(wrote, "iro-notice", "csc", 1, FALSE, wrote->opened, INSTANT_UNKNOWN);
    Case *closed = without_date(cases, "closed", "2026-02-19T11:00");
    closed->state = CASE_CLOSED;
    closed->cycle = 2;
    made_owed(closed, "iro-notice", "csc", 1, FALSE, closed->opened, INSTANT_UNKNOWN);
    Case *before = without_date(cases, "owed-before", "2026-02-19T11:00");
    before->state = CASE_HANDED_OFF;
    made_owed(before, "iro-notice", "csc", 1, FALSE, before->opened, INSTANT_UNKNOWN);
    ((Owed *)before->owed->pdata[0])->earlier = TRUE;
    return cases;
}

typedef struct {
    const char *name;
    QueueWish wish;
    QueueAsk ask;
    guint days; /* of --due, from today */
    const char *want;
} AskCase;

static const AskCase asks[] = {
    {"today is that day alone", {.due = QUEUE_DUE_TODAY}, {0}, 1, "today today-missed"},
    {"week is seven days", {.due = QUEUE_DUE_WEEK}, {0}, 7, "monday sunday today today-missed"},
    {"what passed is late", {.late = TRUE}, {.late = TRUE}, 0, "earlier today-missed"},
    {"urgent", {.urgent = TRUE}, {.urgent = TRUE}, 0, "monday"},
    {"quiet", {.quiet = TRUE}, {.quiet_days = 5}, 0, "noted ticked"},
    {"owed, of an ended one, too",
     {.owes = "iro-notice"},
     {.owed = "iro-notice"},
     0,
     "closed owed-before wrote"},
    {"a notice of this cycle",
     {.owes = QUEUE_ASK_NOTICES},
     {.owed = QUEUE_ASK_NOTICES},
     0,
     "closed wrote"},
    {"re-opened, of an ended one, too", {.again = TRUE}, {.reopened = TRUE}, 0, "closed wrote"},
    {"no ended one otherwise",
     {.stage = "s2", .quiet = TRUE},
     {.stage = "s2", .quiet_days = 5},
     0,
     "noted ticked"},
    {"agency of nobody", {.agency = "brambles"}, {.agency = "brambles"}, 0, ""},
    {"policy of nobody", {.policy = "x"}, {.policy = "x"}, 0, ""},
    {"waiting for nobody", {.waiting = "king"}, {.waiting_role = "king"}, 0, ""},
    {"both", {.due = QUEUE_DUE_WEEK, .urgent = TRUE}, {.urgent = TRUE}, 7, "monday"},
};

static int compare_words(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sorted, since what is compared is which. */
static char *joined(GPtrArray *words)
{
    g_ptr_array_sort(words, compare_words);
    g_ptr_array_add(words, NULL);
    return g_strjoinv(" ", (char **)words->pdata);
}

static char *at_terminal(GPtrArray *cases, const QueueAsk *ask)
{
    Golden golden;
    golden_open(&golden);
    const View view = {
        .rules = rules, .now = golden_at(rules, now), .json = TRUE, .out = golden.out};
    view_queue(&view, cases, (HeldCount){0}, ask);
    fclose(golden.out);
    g_autoptr(JsonNode) root = json_from_string(golden.text, NULL);
    JsonArray *list = json_object_get_array_member(json_node_get_object(root), "cases");
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    for (guint i = 0; i < json_array_get_length(list); i++)
        g_ptr_array_add(words, (gpointer)json_object_get_string_member(
                                   json_array_get_object_element(list, i), "reference"));
    char *text = joined(words);
    free(golden.text);
    return text;
}

static char *on_page(GPtrArray *cases, const QueueWish *wish)
{
    const View view = {.rules = rules, .now = golden_at(rules, now)};
    g_autoptr(QueueLines) lines = queue_lines_new(&view, cases, wish);
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    for (guint i = 0; i < lines->shown->len; i++)
        g_ptr_array_add(words, ((const QueueLine *)lines->shown->pdata[i])->c->reference);
    return joined(words);
}

static void test_same(gconstpointer data)
{
    const AskCase *c = data;
    g_autoptr(GPtrArray) cases = some_cases();
    QueueAsk ask = c->ask;
    if (c->days)
        queue_ask_due(&ask, day_from_iso("2026-03-10"), c->days);
    g_autofree char *terminal = at_terminal(cases, &ask), *page = on_page(cases, &c->wish);
    g_assert_cmpstr(terminal, ==, c->want);
    g_assert_cmpstr(page, ==, c->want);
}

/* A tick of the clock is nothing that came; what the office did is. */
static void test_since(void)
{
    g_autoptr(GPtrArray) cases = some_cases();
    const QueueWish wish = {.since = golden_at(rules, "2026-03-10T08:00")};
    const QueueAsk ask = {.since = wish.since};
    const View view = {.rules = rules, .now = golden_at(rules, now)};
    g_autoptr(QueueLines) lines = queue_lines_new(&view, cases, &wish);
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    for (guint i = 0; i < lines->all->len; i++)
        if (((const QueueLine *)lines->all->pdata[i])->came)
            g_ptr_array_add(words, ((const QueueLine *)lines->all->pdata[i])->c->reference);
    g_autofree char *marked = joined(words), *terminal = at_terminal(cases, &ask);
    g_assert_cmpstr(marked, ==, "noted wrote");
    g_assert_cmpstr(terminal, ==, marked);
}

/* What ended is shown where it answers, and counted nowhere. */
static void test_counts(void)
{
    g_autoptr(GPtrArray) cases = some_cases();
    const QueueWish wish = {.owes = "iro-notice"};
    const View view = {.rules = rules, .now = golden_at(rules, now)};
    g_autoptr(QueueLines) lines = queue_lines_new(&view, cases, &wish);
    g_assert_cmpuint(lines->in_progress, ==, 11);
    g_assert_cmpuint(lines->notices, ==, 1);
    g_assert_cmpuint(lines->today, ==, 2);
    g_assert_cmpuint(lines->week, ==, 4);
    g_assert_cmpuint(lines->late, ==, 2);
}

/* Who asks what is due today is told at the terminal what is passed besides, as the page counts it. */
static void test_passed_besides(void)
{
    g_autoptr(GPtrArray) cases = some_cases();
    QueueAsk ask = {0};
    Golden golden;
    golden_open(&golden);
    const View view = {
        .rules = rules, .now = golden_at(rules, now), .width = 100, .out = golden.out};
    queue_ask_due(&ask, day_from_iso("2026-03-10"), 1);
    view_queue(&view, cases, (HeldCount){0}, &ask);
    fclose(golden.out);
    g_assert_nonnull(
        strstr(golden.text, "2 more have a date that passed before: casegate queue --due passed"));
    free(golden.text);
}

/* What the engine has owed by itself may be asked for under any policy; what nothing owes may not. */
static void test_owed_known(void)
{
    static const char *const own[] = {OWED_BY_ENGINE};
    g_autofree char *all = queue_ask_owed_kinds(rules);
    g_auto(GStrv) kinds = g_strsplit(all, ", ", -1);
    for (gsize i = 0; i < G_N_ELEMENTS(own); i++) {
        g_assert_true(queue_ask_owed_known(rules, own[i]));
        g_assert_true(g_strv_contains((const char *const *)kinds, own[i]));
    }
    g_assert_true(queue_ask_owed_known(rules, "holidays-unknown"));
    g_assert_true(queue_ask_owed_known(rules, "iro-notice"));
    g_assert_true(queue_ask_owed_known(rules, QUEUE_ASK_NOTICES));
    g_assert_false(queue_ask_owed_known(rules, "holidays"));
}

/* Every message is counted, whatever became of it. */
static void test_arrived(void)
{
    static const char *const came[] = {"case", "repeat", "set-aside", "case", "put-by", "held"};
    Arrived arrived = {0};
    for (gsize i = 0; i < G_N_ELEMENTS(came); i++)
        arrived_count(&arrived, came[i]);
    g_assert_cmpuint(arrived.messages, ==, 6);
    g_assert_cmpuint(arrived.of[ARRIVED_CASE], ==, 2);
    g_assert_cmpuint(arrived.of[ARRIVED_HELD], ==, 1);
    g_assert_cmpuint(arrived.of[ARRIVED_SET_ASIDE], ==, 1);
    g_assert_cmpuint(arrived.of[ARRIVED_OTHER], ==, 1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    rules = golden_rules();
    for (gsize i = 0; i < G_N_ELEMENTS(asks); i++) {
        g_autofree char *path = g_strdup_printf("/queue/ask/%s", asks[i].name);
        g_test_add_data_func(path, &asks[i], test_same);
    }
    g_test_add_func("/queue/ask/since", test_since);
    g_test_add_func("/queue/ask/counts", test_counts);
    g_test_add_func("/queue/ask/passed besides", test_passed_besides);
    g_test_add_func("/queue/ask/owed known", test_owed_known);
    g_test_add_func("/queue/ask/arrived", test_arrived);
    int result = g_test_run();
    ruleset_free(rules);
    return result;
}
