/* ruleset: a whole site, read once and not changed afterwards.
 *
 * Owns everything that a site is configured with. Loading reads every file whatever is wrong with
 * another, so that one run says all; with an error anywhere there is no ruleset, for a site that is
 * half understood may write to the wrong person. Policy texts that cases are pinned to are added
 * before work begins and found by their SHA-256. Reads files; changes nothing. */
#include "site_read.h"
#include "text.h"
#include <string.h>

static char *site_file(const char *folder, const char *file)
{
    return g_build_filename(folder, file, NULL);
}

static gint compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static GPtrArray *policy_files(const char *folder, Diagnostics *diagnostics)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *policies = site_file(folder, "routing/policies");
    g_autoptr(GDir) dir = g_dir_open(policies, 0, &error);
    if (!dir)
        diagnostics_error(diagnostics, (Place){.file = "routing/policies"}, "%s", error->message);
    for (const char *name = dir ? g_dir_read_name(dir) : NULL; name; name = g_dir_read_name(dir))
        if (g_str_has_suffix(name, ".yaml") && *name != '.')
            g_ptr_array_add(names, g_strdup(name));
    g_ptr_array_sort(names, compare_names);
    return names;
}

static void load_policies(Ruleset *rules, Diagnostics *diagnostics)
{
    g_autoptr(GPtrArray) names = policy_files(rules->folder, diagnostics);
    for (guint i = 0; i < names->len; i++) {
        const char *name = g_ptr_array_index(names, i);
        g_autofree char *file = g_build_filename("routing", "policies", name, NULL);
        g_autofree char *path = site_file(rules->folder, file);
        Policy *policy = policy_read_for_check(path, file, diagnostics);
        if (policy) /* with errors too: there will be no ruleset, but all of them are said */
            g_ptr_array_add(rules->policies, policy);
    }
}

static void load_directory(Ruleset *rules, const DirectoryTables *instead, Diagnostics *diagnostics)
{
    g_autofree char *agencies = site_file(rules->folder, "routing/agencies.csv");
    g_autofree char *people = site_file(rules->folder, "routing/people.csv");
    rules->directory =
        directory_load_with(agencies, instead->agencies, people, instead->people, diagnostics);
}

typedef Forms *(*LoadForms)(const char *folder, const char *file_prefix, Diagnostics *diagnostics);

static Ruleset *load_all(const char *folder, const DirectoryTables *instead, LoadForms load_forms,
                         Diagnostics *diagnostics)
{
    Ruleset *rules = g_new0(Ruleset, 1);
    g_autofree char *site = site_file(folder, "routing/site.yaml");
    g_autofree char *holidays = site_file(folder, "routing/holidays.ics");
    g_autofree char *forms = site_file(folder, "templates/forms");
    g_autofree char *replies = site_file(folder, "templates/replies");
    rules->folder = g_strdup(folder);
    rules->policies = g_ptr_array_new_with_free_func((GDestroyNotify)policy_free);
    site_read(&rules->site, site, "routing/site.yaml", diagnostics);
    load_policies(rules, diagnostics);
    load_directory(rules, instead, diagnostics);
    rules->calendar = calendar_load(holidays, "routing/holidays.ics", diagnostics);
    rules->forms = load_forms(forms, "templates/forms", diagnostics);
    rules->replies = reply_templates_load(replies, "templates/replies", diagnostics);
    ruleset_check(rules, diagnostics);
    rules->own_words = own_words_new((OwnTexts){.policies = rules->policies,
                                                .directory = rules->directory,
                                                .forms = rules->forms,
                                                .replies = rules->replies,
                                                .site = rules->site.name});
    return rules;
}

Ruleset *ruleset_load_for_check(const char *folder, Diagnostics *diagnostics)
{
    const DirectoryTables none = {0};
    return load_all(folder, &none, forms_load, diagnostics);
}

static Ruleset *load(const char *folder, const DirectoryTables *instead, LoadForms load_forms,
                     Diagnostics *diagnostics)
{
    guint before = diagnostics_errors(diagnostics);
    g_autoptr(Ruleset) rules = load_all(folder, instead, load_forms, diagnostics);
    return diagnostics_errors(diagnostics) == before ? g_steal_pointer(&rules) : NULL;
}

Ruleset *ruleset_load_with(const char *folder, const DirectoryTables *instead,
                           Diagnostics *diagnostics)
{
    return load(folder, instead, forms_load, diagnostics);
}

Ruleset *ruleset_load(const char *folder, Diagnostics *diagnostics)
{
    const DirectoryTables none = {0};
    return load(folder, &none, forms_load, diagnostics);
}

Ruleset *ruleset_load_to_look(const char *folder, Diagnostics *diagnostics)
{
    const DirectoryTables none = {0};
    return load(folder, &none, forms_load_to_look, diagnostics);
}

void ruleset_free(Ruleset *rules)
{
    if (!rules)
        return;
    g_clear_pointer(&rules->own_words, own_words_free);
    g_clear_pointer(&rules->policies, g_ptr_array_unref);
    reply_templates_free(rules->replies);
    forms_free(rules->forms);
    directory_free(rules->directory);
    calendar_free(rules->calendar);
    site_clear(&rules->site);
    g_free(rules->folder);
    g_free(rules);
}

const Policy *ruleset_policy_in_force(const Ruleset *rules, Day day)
{
    if (rules->forced)
        return rules->forced;
    for (guint i = 0; i < rules->site.in_force->len; i++) {
        const PolicyInForce *in_force = g_ptr_array_index(rules->site.in_force, i);
        if (in_force->from <= day && (in_force->until == DAY_UNKNOWN || day <= in_force->until))
            return ruleset_policy_by_id(rules, in_force->policy);
    }
    return NULL;
}

const Policy *ruleset_policy_by_sha256(const Ruleset *rules, const char *sha256)
{
    for (guint i = 0; sha256 && i < rules->policies->len; i++) {
        const Policy *policy = g_ptr_array_index(rules->policies, i);
        if (g_str_equal(policy->sha256, sha256))
            return policy;
    }
    return NULL;
}

/* The site's own texts stand before the older ones that cases are pinned to. */
const Policy *ruleset_policy_by_id(const Ruleset *rules, const char *id)
{
    for (guint i = 0; id && i < rules->policies->len; i++) {
        const Policy *policy = g_ptr_array_index(rules->policies, i);
        if (g_str_equal(policy->id, id))
            return policy;
    }
    return NULL;
}

const char **ruleset_prefixes(const Ruleset *rules)
{
    const char **prefixes = g_new0(const char *, rules->policies->len + 1);
    for (guint i = 0; i < rules->policies->len; i++)
        prefixes[i] = ((const Policy *)g_ptr_array_index(rules->policies, i))->prefix;
    return prefixes;
}

void ruleset_add_policy(Ruleset *rules, Policy *policy)
{
    g_ptr_array_add(rules->policies, policy);
}

gboolean ruleset_is_own_address(const Ruleset *rules, const char *address)
{
    g_autofree char *folded = text_address_fold(address);
    return folded && g_strv_contains((const char *const *)rules->site.mailboxes, folded);
}
