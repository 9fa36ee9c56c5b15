/* What an answer was before, from the events. */
#include "earlier.h"

typedef struct {
    const char *name;
    const char *changes[4]; /* of one event each */
    const char *want;       /* what stood there before, oldest first */
} Told;

#define FACT(key, child, value)                                                                    \
    "[[\"fact\",\"" key "\",\"" child "\",\"" value "\",\"\",\"text/plain 1\",\"3\",\"no\"]]"

static const Told told[] = {
    {"once", {FACT("dob", "1", "a")}, ""},
    {"again", {FACT("dob", "1", "a"), FACT("dob", "1", "a")}, ""},
    {"changed", {FACT("dob", "1", "a"), FACT("dob", "1", "b")}, "a"},
    {"twice", {FACT("dob", "1", "a"), FACT("dob", "1", "b"), FACT("dob", "1", "c")}, "a b"},
    {"taken-back", {FACT("dob", "1", "a"), FACT("dob", "1", "b"), FACT("dob", "1", "a")}, "a b"},
    {"other-child", {FACT("dob", "2", "x"), FACT("dob", "1", "a"), FACT("dob", "2", "y")}, ""},
    {"other-key", {FACT("name", "1", "x"), FACT("dob", "1", "a"), FACT("name", "1", "y")}, ""},
    {"to-nothing", {FACT("dob", "1", "a"), FACT("dob", "1", "")}, "a"},
};

static void test_earlier(gconstpointer data)
{
    const Told *t = data;
    g_autoptr(Case) c = case_new();
    for (gsize i = 0; i < G_N_ELEMENTS(t->changes) && t->changes[i]; i++) {
        GError *error = NULL;
        Event *event =
            event_new((Instant)(1000 + i), "received", "kim@school.example", "m", "said");
        g_assert_true(event_changes_read(event, t->changes[i], &error));
        g_assert_true(case_apply(c, event, &error));
        g_assert_no_error(error);
    }
    g_autoptr(GPtrArray) answers = earlier_answers(c, case_fact_of(c, "dob", 1));
    g_autoptr(GString) words = g_string_new(NULL);
    for (guint i = 0; i < answers->len; i++) {
        const EarlierAnswer *answer = answers->pdata[i];
        g_string_append_printf(words, "%s%s", i ? " " : "", answer->value);
        g_assert_cmpstr(answer->message, ==, "m");
        g_assert_cmpint(answer->event->at, >=, 1000);
    }
    g_assert_cmpstr(words->str, ==, t->want);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(told); i++) {
        g_autofree char *path = g_strdup_printf("/earlier/%s", told[i].name);
        g_test_add_data_func(path, &told[i], test_earlier);
    }
    return g_test_run();
}
