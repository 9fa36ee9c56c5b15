/* What an answer was before, from the events; and what others answered, where each answers for himself. */
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
    g_autoptr(GPtrArray) answers = earlier_answers(c, case_fact_of(c, "dob", 1), NULL);
    g_autoptr(GString) words = g_string_new(NULL);
    for (guint i = 0; i < answers->len; i++) {
        const EarlierAnswer *answer = answers->pdata[i];
        g_string_append_printf(words, "%s%s", i ? " " : "", answer->value);
        g_assert_cmpstr(answer->message, ==, "m");
        g_assert_cmpint(answer->event->at, >=, 1000);
    }
    g_assert_cmpstr(words->str, ==, t->want);
}

/* ---- each for himself ---- */

typedef struct {
    const char *name;
    const char *said[4]; /* "kim no" */
    const char *
        each; /* where each answers for himself: what stood before, + what still stands beside the present one */
    const char *one; /* where it is one answer for all */
} Asked;

static const Asked asked[] = {
    {"alone", {"kim no"}, "", ""},
    {"another", {"kim no", "ash yes"}, "+no", "no"},
    {"same-by-another", {"kim no", "ash no"}, "+no", ""},
    {"again", {"kim no", "kim no", "ash yes"}, "+no", "no"},
    {"taken-back", {"kim no", "kim yes"}, "no", "no"},
    {"in-turn", {"kim no", "ash yes", "kim yes"}, "no +yes", "no"},
    {"three", {"kim no", "ash yes", "lee yes"}, "+no +yes", "no"},
};

static Case *case_said(const Asked *a)
{
    Case *c = case_new();
    for (gsize i = 0; i < G_N_ELEMENTS(a->said) && a->said[i]; i++) {
        GError *error = NULL;
        g_auto(GStrv) words = g_strsplit(a->said[i], " ", 2);
        g_autofree char *message = g_strdup_printf("m%zu", i);
        Event *event = event_new((Instant)(1000 + i), "received", "the office", message, "said");
        event_change(event, "sender", words[0], NULL);
        event_change(event, "fact", "satisfied", "0", words[1], "", "text/plain 1", "3", "no",
                     NULL);
        g_assert_true(case_apply(c, event, &error));
        g_assert_no_error(error);
    }
    return c;
}

static char *stood(const Case *c, const Policy *policy)
{
    g_autoptr(GPtrArray) answers = earlier_answers(c, case_fact_of(c, "satisfied", 0), policy);
    g_autoptr(GString) words = g_string_new(NULL);
    for (guint i = 0; i < answers->len; i++) {
        const EarlierAnswer *answer = answers->pdata[i];
        g_string_append_printf(words, "%s%s%s", i ? " " : "", answer->stands ? "+" : "",
                               answer->value);
    }
    return g_string_free(g_steal_pointer(&words), FALSE);
}

static void test_each(gconstpointer data)
{
    const Asked *a = data;
    char satisfied[] = "satisfied", *met_by[] = {satisfied, NULL};
    PolicyOwed agency = {.per = "agency", .met_by = met_by},
               once = {.per = "case", .met_by = met_by};
    g_autoptr(Case) c = case_said(a);
    const struct {
        PolicyOwed *owed;
        const char *want;
    } policies[] = {{&agency, a->each}, {&once, a->one}};
    for (gsize i = 0; i < G_N_ELEMENTS(policies); i++) {
        g_autoptr(GPtrArray) owed = g_ptr_array_new();
        g_ptr_array_add(owed, policies[i].owed);
        const Policy policy = {.owed = owed};
        g_autofree char *got = stood(c, &policy);
        g_assert_cmpstr(got, ==, policies[i].want);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(told); i++) {
        g_autofree char *path = g_strdup_printf("/earlier/%s", told[i].name);
        g_test_add_data_func(path, &told[i], test_earlier);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(asked); i++) {
        g_autofree char *path = g_strdup_printf("/earlier/each/%s", asked[i].name);
        g_test_add_data_func(path, &asked[i], test_each);
    }
    return g_test_run();
}
