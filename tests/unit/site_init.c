/* site_init: what a new site holds, that it is right, and what is never written over.
 * Run from the repository's root, whose own site is the material. */
#include "error.h"
#include "remove_tree.h"
#include "ruleset.h"
#include "site_init.h"
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

static void test_policies(void)
{
    g_auto(GStrv) policies = site_init_policies();
    g_assert_cmpstr(policies[0], ==, "havering-2020");
    for (guint i = 0; policies[i]; i++) {
        g_autofree char *file = g_strdup_printf("routing/policies/%s.yaml", policies[i]);
        g_assert_true(g_file_test(file, G_FILE_TEST_IS_REGULAR));
    }
}

/* Every policy that can be chosen makes a demonstration without a mistake. */
static void test_demonstrations(void)
{
    g_auto(GStrv) policies = site_init_policies();
    for (guint i = 0; policies[i]; i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Diagnostics) diagnostics = diagnostics_new();
        g_autofree char *folder = g_dir_make_tmp("casegate-init-XXXXXX", NULL);
        g_assert_true(site_init(folder, policies[i], TRUE, &error));
        g_assert_no_error(error);
        g_autoptr(Ruleset) rules = ruleset_load(folder, diagnostics);
        g_autofree char *findings = diagnostics_text(diagnostics);
        g_assert_cmpstr(findings, ==, "");
        g_assert_true(rules->site.demonstration);
        g_assert_cmpuint(rules->policies->len, ==, 1);
        g_assert_cmpstr(ruleset_policy_in_force(rules, day_new(2026, 3, 4))->id, ==, policies[i]);
        g_autofree char *spool = g_build_filename(folder, "spool", NULL);
        g_assert_true(g_file_test(spool, G_FILE_TEST_IS_DIR));
        remove_tree(folder);
    }
}

/* A site to edit says what is to be done, and nothing else is wrong with it. */
static void test_blank(void)
{
    static const char want[] =
        "routing/agencies.csv: no agency has the service 'partnership'; add the partnership "
        "itself\n"
        "routing/people.csv: nobody has the role 'office' of 'office_roles'; alarms would reach "
        "nobody; add the office's people\n"
        "routing/policies/havering-2020.yaml:";
    g_autoptr(GError) error = NULL;
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autofree char *folder = g_dir_make_tmp("casegate-init-XXXXXX", NULL);
    g_assert_true(site_init(folder, "havering-2020", FALSE, &error));
    g_assert_null(ruleset_load(folder, diagnostics));
    g_autofree char *findings = diagnostics_text(diagnostics);
    g_assert_true(g_str_has_prefix(findings, want));
    const char *site = strstr(findings, "routing/site.yaml:");
    g_assert_cmpstr(site, ==,
                    "routing/site.yaml:6: 'partnership' is empty; write its value\n"
                    "routing/site.yaml:12: 'mailboxes' is missing; write the address that mail "
                    "comes to\n"
                    "routing/site.yaml:27: 'from' is empty; write its value\n");
    remove_tree(folder);
}

static void test_refusals(void)
{
    g_autoptr(GError) full = NULL, file = NULL, policy = NULL;
    g_autofree char *folder = g_dir_make_tmp("casegate-init-XXXXXX", NULL);
    g_autofree char *letter = g_build_filename(folder, "letter.txt", NULL);
    g_assert_true(g_file_set_contents(letter, "mine", -1, NULL));
    g_assert_false(site_init(folder, "havering-2020", TRUE, &full));
    g_assert_error(full, CASEGATE_ERROR, CASEGATE_ERROR_PERM);
    g_assert_false(site_init(letter, "havering-2020", TRUE, &file));
    g_assert_error(file, CASEGATE_ERROR, CASEGATE_ERROR_PERM);
    g_unlink(letter);
    g_assert_false(site_init(folder, "havering-1920", TRUE, &policy));
    g_assert_error(policy, CASEGATE_ERROR, CASEGATE_ERROR_PERM);
    g_assert_cmpint(g_rmdir(folder), ==, 0); /* still empty */
}

static void assert_embedded(const char *path, const char *resource)
{
    g_autofree char *text = NULL;
    gsize length = 0, size = 0;
    g_assert_true(g_file_get_contents(path, &text, &length, NULL));
    g_autoptr(GBytes) bytes = g_resources_lookup_data(resource, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    g_test_message("%s", path);
    g_assert_nonnull(bytes);
    gconstpointer data = g_bytes_get_data(bytes, &size);
    g_assert_cmpmem(data, size, text, length);
}

/* Every file below `folder` is carried under `prefix`: one that was forgotten would be missing in a new site. */
static guint assert_all_embedded(const char *folder, const char *prefix)
{
    guint count = 0;
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    g_assert_nonnull(dir);
    for (const char *name = g_dir_read_name(dir); name; name = g_dir_read_name(dir)) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_autofree char *resource = g_strdup_printf("%s/%s", prefix, name);
        if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
            count += assert_all_embedded(path, resource);
            continue;
        }
        assert_embedded(path, resource);
        count++;
    }
    return count;
}

static void test_material(void)
{
    g_assert_cmpuint(assert_all_embedded("templates", "/casegate/site/templates"), >, 20);
    g_assert_cmpuint(assert_all_embedded("routing/policies", "/casegate/site/routing/policies"), >,
                     0);
    g_assert_cmpuint(assert_all_embedded("src/app/material", "/casegate/world"), >, 9);
    assert_embedded("routing/holidays.ics", "/casegate/site/routing/holidays.ics");
    assert_embedded("routing/people.csv", "/casegate/world/havering/people.csv");
}

/* The worlds that wait for their policies are right already. */
static void test_worlds(void)
{
    static const char *const worlds[] = {"bromley", "cambridgeshire", "warrington"};
    for (gsize i = 0; i < G_N_ELEMENTS(worlds); i++) {
        g_autoptr(Diagnostics) diagnostics = diagnostics_new();
        g_autofree char *agencies = g_strdup_printf("src/app/material/%s/agencies.csv", worlds[i]);
        g_autofree char *people = g_strdup_printf("src/app/material/%s/people.csv", worlds[i]);
        g_autoptr(Directory) directory = directory_load(agencies, people, diagnostics);
        g_autofree char *findings = diagnostics_text(diagnostics);
        g_assert_cmpstr(findings, ==, "");
        g_assert_nonnull(directory_partnership(directory));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/site-init/policies", test_policies);
    g_test_add_func("/site-init/demonstrations", test_demonstrations);
    g_test_add_func("/site-init/blank", test_blank);
    g_test_add_func("/site-init/refusals", test_refusals);
    g_test_add_func("/site-init/material", test_material);
    g_test_add_func("/site-init/worlds", test_worlds);
    return g_test_run();
}
