/* A case and another account side by side: which values are the same, which child is which. */
#include "dispute.h"

#include <string.h>

#include "made_case.h"

static Ruleset *rules;

static void child(Case *c, guint n, const char *name, const char *ids, Day born, Day expected)
{
    Child *one = g_new0(Child, 1);
    one->n = n;
    one->name = g_strdup(name);
    one->ids = g_strdup(ids);
    one->setting = g_strdup("");
    one->settled_stage = NULL;
    one->born = born;
    one->expected = expected;
    one->status = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(c->children, one);
    made_fact(c, "child.name", n, name, 1, FALSE);
}

typedef struct {
    const char *name;
    const char *known[2][3]; /* name, identifiers, date of birth of the case's children */
    const char *said[2][3];
    const char *want; /* which child of the case each of the message's is; 3, 4: none of them */
} Children;

static const Children children[] = {
    {"one", {{"Jory Selwyn", "", "2018-05-14"}}, {{"Selwyn, Jory", "", "14/5/18"}}, "1"},
    {"initials", {{"J S", "", ""}}, {{"Jory Selwyn", "", "14/5/18"}}, "1"},
    {"only-one", {{"Jory Selwyn", "", "2018-05-14"}}, {{"K. L.", "", "1/2/12"}}, "1"},
    {"twins",
     {{"Jory Selwyn", "", "2018-05-14"}, {"Kit Selwyn", "", "2018-05-14"}},
     {{"Kit Selwyn", "", "14 May 2018"}, {"Jory Selwyn", "", "14 May 2018"}},
     "2 1"},
    {"one-of-two",
     {{"Jory Selwyn", "", "2018-05-14"}, {"Kit Selwyn", "", "2012-01-02"}},
     {{"Kit Selwyn", "", ""}},
     "2"},
    {"another-beside",
     {{"Jory Selwyn", "", "2018-05-14"}, {"Kit Selwyn", "", "2012-01-02"}},
     {{"Ada Brown", "", "3/3/2013"}},
     "3"},
    {"identifier",
     {{"Jory Selwyn", "999 321 4418", ""}, {"Kit Selwyn", "", ""}},
     {{"", "9993214418", ""}},
     "1"},
};

static Day day_of(const char *iso)
{
    return *iso != '\0' ? day_from_iso(iso) : DAY_UNKNOWN;
}

static void say(HeldRow *held, const char *key, guint n, const char *value)
{
    if (value != NULL && *value != '\0')
        g_ptr_array_add(held->said, held_said_new(key, n, value));
}

static const char *present(const char *text)
{
    return text != NULL ? text : "";
}

static void test_children(gconstpointer data)
{
    const Children *t = data;
    g_autoptr(Case) c = case_new();
    g_autoptr(HeldRow) held = held_row_new();
    g_autoptr(GString) got = g_string_new(NULL);
    held->received = 1773136800; /* Tue 10 March 2026 */
    for (guint i = 0; i < 2; i++) {
        if (t->known[i][0] != NULL)
            child(c, i + 1, t->known[i][0], t->known[i][1], day_of(t->known[i][2]), DAY_UNKNOWN);
        say(held, "child.name", i + 1, present(t->said[i][0]));
        say(held, "child.ids", i + 1, present(t->said[i][1]));
        say(held, "child.dob", i + 1, present(t->said[i][2]));
    }
    g_autoptr(GPtrArray) fields = dispute_beside(c, held, rules);
    guint before = 0;
    for (guint i = 0; i < fields->len; i++) {
        const BesideField *field = g_ptr_array_index(fields, i);
        if (field->in_message == NULL || field->child == before)
            continue;
        g_string_append_printf(got, "%s%u", got->len > 0 ? " " : "", field->child);
        before = field->child;
    }
    g_assert_cmpstr(got->str, ==, t->want);
}

typedef struct {
    const char *key, *known, *said;
    Beside want;
} Value;

static const Value values[] = {
    {"problem", "Three visits were missed.", "three  visits were MISSED", BESIDE_SAME},
    {"problem", "Three visits were missed.", "Two visits were missed.", BESIDE_DIFFERS},
    {"disagreement_date", "Fri 6 March 2026", "6/3/26", BESIDE_SAME},
    {"disagreement_date", "Fri 6 March 2026", "7/3/26", BESIDE_DIFFERS},
    {"disagreement_date", "Fri 6 March 2026", "soon", BESIDE_DIFFERS},
    {"disagreement_date", "soon", "later", BESIDE_DIFFERS},
    {"challenged_agency", "Children's Social Care", "CSC", BESIDE_SAME},
    {"challenged_agency", "Children's Social Care", "Riverbend", BESIDE_DIFFERS},
    {"challenged_agency", "the river people", "the hill people", BESIDE_DIFFERS},
    {"impact", NULL, "He does not sleep.", BESIDE_MESSAGE},
    {"impact", "He does not sleep.", NULL, BESIDE_CASE},
};

static void test_values(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(values); i++) {
        const Value *t = &values[i];
        g_autoptr(Case) c = case_new();
        g_autoptr(HeldRow) held = held_row_new();
        held->received = 1773136800;
        if (t->known != NULL)
            made_fact(c, t->key, 0, t->known, 1, FALSE);
        say(held, t->key, 0, t->said);
        g_autoptr(GPtrArray) fields = dispute_beside(c, held, rules);
        g_test_message("%s: %s, %s", t->key, t->known, t->said);
        g_assert_cmpuint(fields->len, ==, 1);
        const BesideField *field = g_ptr_array_index(fields, 0);
        g_assert_cmpint(field->beside, ==, t->want);
        g_assert_cmpstr(field->in_case, ==, t->known);
        g_assert_cmpstr(field->in_message, ==, t->said);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    rules = golden_rules();
    for (gsize i = 0; i < G_N_ELEMENTS(children); i++) {
        g_autofree char *path = g_strdup_printf("/dispute/children/%s", children[i].name);
        g_test_add_data_func(path, &children[i], test_children);
    }
    g_test_add_func("/dispute/values", test_values);
    int failed = g_test_run();
    ruleset_free(rules);
    return failed;
}
