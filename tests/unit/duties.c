/* What is owed from a moment on, and what the record says of it: no more than is owed. Run from the checkout's root. */
#include "duties.h"
#include <string.h>

static Ruleset *rules;

/* Who is a party, and which rules of Havering's closing are owed by that. */
static const struct {
    const char *name, *raising, *challenged, *said, *unsaid;
    guint owed;
} rows[] = {
    {"both sides", "oakfield", "csc", "file tick", "nothing of this", 3},
    {"no agency is known yet", "", "", "originator told", "file tick", 1},
};

static void test_said(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        Deciding x;
        deciding_init(&x, rules, 1773740000);
        x.actor = g_strdup("gateway");
        x.policy = ruleset_policy_by_id(rules, "havering-2020");
        x.c = x.decision->subject_case = case_new();
        Event *event = deciding_event(&x, "opened", "opened");
        event_change(event, "raising", rows[i].raising, NULL);
        event_change(event, "challenged", rows[i].challenged, "", NULL);
        deciding_add(&x, event);
        duties_owe(&x, "closing");
        g_assert_no_error(x.error);
        g_test_message("%s", rows[i].name);
        const Event *last = g_ptr_array_index(x.c->events, x.c->events->len - 1);
        g_assert_cmpuint(x.c->owed->len, ==, rows[i].owed);
        g_assert_nonnull(strstr(last->text, rows[i].said));
        g_assert_null(strstr(last->text, rows[i].unsaid));
        guint events = x.c->events->len;
        duties_owe(&x, "closing"); /* already */
        g_assert_cmpuint(x.c->events->len, ==, events);
        deciding_clear(&x);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    rules = ruleset_load(".", diagnostics);
    g_assert_nonnull(rules);
    g_test_add_func("/duties/said", test_said);
    int failed = g_test_run();
    ruleset_free(rules);
    return failed;
}
