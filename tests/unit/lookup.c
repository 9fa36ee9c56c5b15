/* The keys under which the same child is found again. */
#include "lookup.h"

typedef struct {
    const char *name, *input, *ids;
    gboolean born, expected;
    const char *want; /* keys with '; ' between them */
} KeyCase;

static const KeyCase cases[] = {
    {"nothing", "", "", FALSE, FALSE, ""},
    {"name-only", "Jo Smith", "", FALSE, FALSE, ""},
    {"birth-only", "", "", TRUE, FALSE, ""},
    {"name-and-birth", "Jo Smith", "", TRUE, FALSE, "dob:2019-03-04|JS"},
    {"initials", "J. S.", "", TRUE, FALSE, "dob:2019-03-04|JS"},
    {"initials-together", "JS", "", TRUE, FALSE, "dob:2019-03-04|JS"},
    {"family-name-first", "SMITH, Jo", "", TRUE, FALSE, "dob:2019-03-04|JS"},
    {"middle-name", "Jo Ann Smith", "", TRUE, FALSE, "dob:2019-03-04|JS"},
    {"one-name", "Jo", "", TRUE, FALSE, "dob:2019-03-04|J"},
    {"accent", "Élodie Ångström", "", TRUE, FALSE, "dob:2019-03-04|ÅÉ"},
    {"expected", "Baby Uddin", "", FALSE, TRUE, "edd:2026-03-25|BU"},
    {"born-and-expected", "Baby Uddin", "", TRUE, TRUE, "dob:2019-03-04|BU; edd:2026-03-25|BU"},
    {"identifier", "", "999 000 0001", FALSE, FALSE, "id:9990000001"},
    {"identifier-with-words", "", "NHS no. 999-000-0001 (LA: AB 55123)", FALSE, FALSE,
     "id:9990000001; id:55123"},
    {"identifiers", "", "9990000001, LA/55123; 9990000001", FALSE, FALSE,
     "id:9990000001; id:55123"},
    {"identifier-letters", "", "Mosaic M5512x", FALSE, FALSE, "id:m5512x"},
    {"too-short", "", "2nd", FALSE, FALSE, ""},
};

static void test_keys(gconstpointer data)
{
    const KeyCase *t = data;
    const Child child = {.n = 1,
                         .name = (char *)t->input,
                         .ids = (char *)t->ids,
                         .setting = (char *)"",
                         .born = t->born ? day_new(2019, 3, 4) : DAY_UNKNOWN,
                         .expected = t->expected ? day_new(2026, 3, 25) : DAY_UNKNOWN};
    g_autoptr(GPtrArray) keys = case_child_keys(&child);
    g_ptr_array_add(keys, NULL);
    g_autofree char *got = g_strjoinv("; ", (GStrv)keys->pdata);
    g_assert_cmpstr(got, ==, t->want);
}

static void test_free(void)
{
    SameChild *same = g_new0(SameChild, 1);
    same->reference = g_strdup("HAV-26-0042-B");
    same->why = g_strdup("same date of birth and initials");
    same->state = g_strdup("open");
    same_child_free(same);
    same_child_free(NULL);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strdup_printf("/lookup/keys/%s", cases[i].name);
        g_test_add_data_func(path, &cases[i], test_keys);
    }
    g_test_add_func("/lookup/free", test_free);
    return g_test_run();
}
