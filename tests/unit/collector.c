/* How long a collector waits after failures, and what it says of its progress. */
#include "collect_progress.h"
#include "collector.h"

static void test_back_off(void)
{
    static const struct {
        guint first, most, times, want;
    } cases[] = {{5, 300, 0, 5},    {5, 300, 1, 10},   {5, 300, 5, 160}, {5, 300, 6, 300},
                 {5, 300, 99, 300}, {60, 900, 4, 900}, {1, 300, 3, 8},   {3600, 900, 1, 900}};
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        g_assert_cmpuint(collector_back_off(cases[i].first, cases[i].most, cases[i].times), ==,
                         cases[i].want);
}

static void test_progress(void)
{
    static const struct {
        guint64 done, total;
        gint64 seconds;
        const char *want;
    } cases[] = {{100, 5000, 1, "box: 100 of 5000 messages, 100/s, 49 s left"},
                 {5000, 5000, 25, "box: 5000 of 5000 messages, 200/s, 0 s left"},
                 {5001, 5000, 25, "box: 5001 of 5000 messages, 200/s, 0 s left"},
                 {1, 5000, 60, "box: 1 of 5000 messages"},
                 {0, 0, 0, "box: 0 of 0 messages"}};
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = collect_progress_text("box", cases[i].done, cases[i].total,
                                                      cases[i].seconds * G_USEC_PER_SEC);
        g_assert_cmpstr(text, ==, cases[i].want);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/collector/back-off", test_back_off);
    g_test_add_func("/collector/progress", test_progress);
    return g_test_run();
}
