/* What `run` makes of a site's parts and of how a child ended. */
#include <signal.h>

#include "run_part.h"

static int nothing(const Ruleset *rules, guint number)
{
    return rules != NULL && number == 0 ? 0 : 1;
}

static const volatile sig_atomic_t *never(void)
{
    static const volatile sig_atomic_t flag = 0;
    return &flag;
}

static const RunPart parts[] = {{"collect", TRUE, nothing, never, NULL, FALSE},
                                {"work", FALSE, nothing, never, NULL, FALSE},
                                {0}};

static void test_children(void)
{
    Ruleset rules = {.site.sources = g_ptr_array_new_with_free_func(g_free)};
    g_autoptr(GPtrArray) without = run_children_new(parts, &rules);
    g_assert_cmpuint(without->len, ==, 1);
    g_ptr_array_add(rules.site.sources, g_new0(SiteSource, 1));
    g_ptr_array_add(rules.site.sources, g_new0(SiteSource, 1));
    g_autoptr(GPtrArray) children = run_children_new(parts, &rules);
    static const char *const names[] = {"collect-1", "collect-2", "work"};
    g_assert_cmpuint(children->len, ==, G_N_ELEMENTS(names));
    for (guint i = 0; i < children->len; i++) {
        const RunChild *child = children->pdata[i];
        g_assert_cmpstr(child->name, ==, names[i]);
        g_assert_cmpuint(child->slot, ==, i);
    }
    g_ptr_array_unref(rules.site.sources);
}

/* Growing, with a fifth of chance in it, never more than a minute and a fifth. */
static void test_wait(void)
{
    static const gint64 middles[] = {1, 2, 4, 8, 16, 32, 60, 60, 60};
    for (guint i = 0; i < G_N_ELEMENTS(middles); i++)
        for (guint n = 0; n < 100; n++) {
            gint64 wait = run_child_wait(i + 1);
            g_assert_cmpint(wait, >=, MAX(middles[i] * 4 / 5, 1));
            g_assert_cmpint(wait, <=, middles[i] * 6 / 5 + 1);
        }
    g_assert_cmpint(run_child_wait(G_MAXUINT), >=, 48);
}

static void test_ended(void)
{
    static const struct {
        int status;
        gboolean told, killed;
        gint64 lived;
        guint before, after;
        const char *want; /* NULL: nothing is said */
    } rows[] = {
        {0, TRUE, FALSE, 5, 0, 0, NULL},
        {0, FALSE, FALSE, 5, 0, 1, "ended with exit code 0"},
        {75 << 8, FALSE, FALSE, 5, 3, 4, "ended with exit code 75"},
        {RUN_PART_AFRESH << 8, FALSE, FALSE, 5, 3, 3, NULL},
        {SIGSEGV, FALSE, FALSE, 61, 5, 1, "ended by signal 11"},
        {SIGKILL, FALSE, TRUE, 5, 0, 1, "showed no progress and was stopped"},
        {SIGTERM, TRUE, FALSE, 5, 0, 0, "ended by signal 15"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        RunChild child = {
            .pid = 17, .begun = 1000, .failures = rows[i].before, .killed = rows[i].killed};
        gint64 now = 1000 + rows[i].lived;
        g_autofree char *got = run_child_ended(&child, rows[i].status, rows[i].told, now);
        g_assert_cmpstr(got, ==, rows[i].want);
        g_assert_cmpuint(child.failures, ==, rows[i].after);
        g_assert_cmpint(child.pid, ==, 0);
        g_assert_true(rows[i].told ? child.due == now : child.due > now);
    }
}

static void test_progress(void)
{
    g_autoptr(ProgressBoard) board = progress_board_new(2);
    progress_beat(); /* nobody watches */
    g_assert_cmpint(progress_silence(board, 1), >, 0);
    progress_begin(board, 0);
    g_assert_cmpint(progress_silence(board, 0), <, 60);
    progress_use(board, 1);
    g_assert_cmpint(progress_silence(board, 1), <, 60);
}

static gboolean has_desk(const Ruleset *rules)
{
    return rules->site.desk.listen != NULL;
}

static void test_wanted(void)
{
    static const RunPart one[] = {{"serve", FALSE, nothing, never, has_desk, FALSE}, {0}};
    Ruleset rules = {.site.sources = g_ptr_array_new_with_free_func(g_free)};
    g_autoptr(GPtrArray) without = run_children_new(one, &rules);
    g_assert_cmpuint(without->len, ==, 0);
    rules.site.desk.listen = "127.0.0.1:8480";
    g_autoptr(GPtrArray) with = run_children_new(one, &rules);
    g_assert_cmpuint(with->len, ==, 1);
    g_ptr_array_unref(rules.site.sources);
}

/* One that reads a configuration by itself is the same child in the next, on the same slot, whatever else there is then. */
static void test_goes_on(void)
{
    static const RunPart both[] = {{"collect", TRUE, nothing, never, NULL, FALSE},
                                   {"work", FALSE, nothing, never, NULL, FALSE},
                                   {"serve", FALSE, nothing, never, NULL, TRUE},
                                   {0}};
    Ruleset rules = {.site.sources = g_ptr_array_new_with_free_func(g_free)};
    g_autoptr(GPtrArray) before = run_children_new(both, &rules);
    g_ptr_array_add(rules.site.sources, g_new0(SiteSource, 1));
    g_autoptr(GPtrArray) after = run_children_new(both, &rules);
    RunChild *old = before->pdata[1], *new = after->pdata[2];
    ((RunChild *)before->pdata[0])->pid = 41;
    old->pid = 42;
    old->failures = 3;
    run_children_go_on(after, before);
    g_assert_cmpint(new->pid, ==, 42);
    g_assert_cmpuint(new->failures, ==, 3);
    g_assert_cmpuint(new->slot, ==, old->slot);
    g_assert_cmpuint(new->slot, <, RUN_CHILDREN_MOST);
    for (guint i = 0; i < 2; i++) {
        const RunChild *other = after->pdata[i];
        g_assert_cmpint(other->pid, ==, 0);
        g_assert_cmpuint(other->slot, !=, new->slot);
    }
    g_ptr_array_unref(rules.site.sources);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/run-part/wanted", test_wanted);
    g_test_add_func("/run-part/children", test_children);
    g_test_add_func("/run-part/wait", test_wait);
    g_test_add_func("/run-part/ended", test_ended);
    g_test_add_func("/run-part/progress", test_progress);
    g_test_add_func("/run-part/goes-on", test_goes_on);
    return g_test_run();
}
