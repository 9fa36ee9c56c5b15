/* ruleset: the repository's own site as it is read, and everything that is refused when the files of a
 * site do not fit together. Run from the repository's root. */
#include "remove_tree.h"
#include "ruleset.h"
#include "site_init.h"
#include <glib/gstdio.h>
#include <string.h>

static Ruleset *own_site(void)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    Ruleset *rules = ruleset_load(".", diagnostics);
    g_autofree char *findings = diagnostics_text(diagnostics);
    g_assert_cmpstr(findings, ==, "");
    return rules;
}

static void test_site(void)
{
    g_autoptr(Ruleset) rules = own_site();
    const Site *site = &rules->site;
    g_assert_cmpstr(site->name, ==, "Havering Safeguarding Children Partnership");
    g_assert_true(site->demonstration);
    g_assert_cmpstr(site->mailboxes[0], ==, "mailbox@partnership.havering.example");
    g_assert_cmpint(site->day_ends, ==, 17 * 60);
    g_assert_cmpstr(site->zone_name, ==, "Europe/London");
    g_assert_cmpstr(site->week, ==, "5-working-days");
    g_assert_cmpint(site->proof.boundary.mode, ==, AUTH_MODE_RFC8601);
    g_assert_cmpstr(site->proof.authserv_ids[0], ==, "mx.partnership.havering.example");
    g_assert_null(site->emergency_duty); /* the directory's number is not made the site's */
    g_assert_cmpstr(site->panel_size, ==, "at-least");
    g_assert_true(site->iro_notice_by_gateway);
    g_assert_cmpuint(site->confirmed_months, ==, 6);
    g_assert_cmpuint(site->answers_per_address, ==, 10);
    g_assert_cmpuint(site->answers_per_case, ==, 3);
    g_assert_cmpuint(site->sources->len, ==, 0);
    g_assert_cmpuint(g_strv_length(site->unset), ==, 11);
}

static void test_policies(void)
{
    g_autoptr(Ruleset) rules = own_site();
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    const Policy *policy = ruleset_policy_by_id(rules, "havering-2020");
    g_assert_true(ruleset_policy_in_force(rules, day_new(2025, 9, 1)) == policy);
    g_assert_null(ruleset_policy_in_force(rules, day_new(2025, 8, 31)));
    g_assert_true(ruleset_policy_by_sha256(rules, policy->sha256) == policy);
    g_assert_null(ruleset_policy_by_sha256(rules, NULL));
    g_assert_null(ruleset_policy_by_id(rules, NULL));
    g_autofree char *older = g_strconcat(policy->text, "# an older text\n", NULL);
    Policy *pinned = policy_parse(older, strlen(older), "store", diagnostics);
    const char *sha256 = pinned->sha256;
    ruleset_add_policy(rules, pinned);
    g_assert_true(ruleset_policy_by_id(rules, "havering-2020") == policy);
    g_assert_true(ruleset_policy_by_sha256(rules, sha256) == pinned);
    g_autofree const char **prefixes = ruleset_prefixes(rules);
    g_assert_cmpuint(g_strv_length((GStrv)prefixes), ==, rules->policies->len);
    g_assert_cmpstr(prefixes[rules->policies->len - 1], ==,
                    policy->prefix); /* a pinned text's, too */
}

static void test_addresses(void)
{
    g_autoptr(Ruleset) rules = own_site();
    g_assert_true(ruleset_is_own_address(rules, "Mailbox@Partnership.Havering.example"));
    g_assert_false(ruleset_is_own_address(rules, "chair@partnership.havering.example"));
    g_assert_false(ruleset_is_own_address(rules, "no address"));
    g_assert_true(ruleset_domain_is_reserved("oakfield.example"));
    g_assert_true(ruleset_domain_is_reserved("EXAMPLE.ORG"));
    g_assert_true(ruleset_domain_is_reserved("mx.test"));
    g_assert_false(ruleset_domain_is_reserved("example.com"));
    g_assert_false(ruleset_domain_is_reserved("notexample.org"));
    g_assert_false(ruleset_domain_is_reserved("example.org.uk"));
}

static const struct {
    const char *day, *line;
} summaries[] = {
    {"2026-03-04", "configuration OK\npolicies: "}, /* as many as the repository carries */
    {"2026-03-04", "\nagencies: 10\npeople: 36\n"
                   "vacant posts: 5\nposts past 'confirmed': 0\n"
                   "senders are proven by: the word of mx.partnership.havering.example (dmarc)\n"
                   "in force on Wed 4 Mar 2026: havering-2020, January 2020\n"},
    {"2026-03-04", "\n  designated_safeguarding_lead of agency 'eastpolice': the urgent path "
                   "(section 1.5) has nobody to tell\n"},
    {"2026-03-04", "\n  designated_safeguarding_lead of agency 'millbrook': "},
    {"2026-03-04", "\nnot set, and what then happens:\n  representation_days: parties "},
    {"2026-03-04", "\n  emergency_duty: the role emergency_duty "},
    {"2026-04-01", "\nvacant posts: 6\n"},
    {"2026-04-01", "\n  partnership_member of agency 'icb' (routing/people.csv:"},
    {"2026-07-12", "\nposts past 'confirmed': 0\n"},
    {"2026-07-13", "\nposts past 'confirmed': 38\n"},
    {"2026-07-13",
     "\n  chair of agency 'hscp', last confirmed Mon 12 Jan 2026 (routing/people.csv:"},
    {"2025-08-01", "\nno policy is in force on Fri 1 Aug 2025: new escalations are held\n"},
};

static void test_summary(void)
{
    g_autoptr(Ruleset) rules = own_site();
    for (gsize i = 0; i < G_N_ELEMENTS(summaries); i++) {
        g_autofree char *summary = ruleset_summary(rules, day_from_iso(summaries[i].day));
        if (!strstr(summary, summaries[i].line))
            g_test_message("%s has no '%s':\n%s", summaries[i].day, summaries[i].line, summary);
        g_assert_nonnull(strstr(summary, summaries[i].line));
    }
}

/* In the last month that the file of holidays knows. */
static void test_holidays_end(void)
{
    g_autoptr(Ruleset) rules = own_site();
    Day last = calendar_last(rules->calendar);
    g_autofree char *words = day_words(last);
    g_autofree char *line = g_strdup_printf(
        "\nholidays are known until %s only: put a newer file in its place\n", words);
    g_autofree char *summary = ruleset_summary(rules, last - 30);
    g_assert_nonnull(strstr(summary, line));
    g_autofree char *earlier = ruleset_summary(rules, day_from_iso("2026-03-04"));
    g_assert_null(strstr(earlier, "holidays are known until"));
}

#define SITE "routing/site.yaml"
#define PEOPLE "routing/people.csv"
#define AGENCIES "routing/agencies.csv"
#define POLICY "routing/policies/havering-2020.yaml"

#define SINGLE_AGENCY                                                                              \
    "{kind: single-agency, template: signpost-single-agency, section: \"1.2, 1.7\"}"
#define ADVICE(roles)                                                                              \
    "{kind: advice, template: signpost-advice, ask: [{of: own-agency, roles: [" roles              \
    "]}], section: \"1.7\"}"

static const struct {
    const char *name, *file, *part, *instead,
        *want; /* want: a line of the findings; # the line of `part`, #+ the next */
    gboolean warning;
} faults[] = {
    {"no name", SITE, "partnership: Havering Safeguarding Children Partnership",
     "partnership:", "routing/site.yaml:#: 'partnership' is empty; write its value\n", FALSE},
    {"unknown setting", SITE, "quiet_days: 5", "quite_days: 5",
     "routing/site.yaml:#: unknown key 'quite_days'; did you mean 'quiet_days'?\n", FALSE},
    {"mailbox in the real world", SITE, "[mailbox@partnership.havering.example]",
     "[mailbox@partnership.havering.example.com]",
     "routing/site.yaml:#: mailbox 'mailbox@partnership.havering.example.com' in a demonstration; "
     "use an address under .example, .test, .invalid or example.org\n",
     FALSE},
    {"person in the real world", PEOPLE, "dara.whitcombe@csc.havering.example",
     "dara.whitcombe@csc.example.com",
     "routing/people.csv:#: address in 'csc.example.com' in a demonstration; use an address under "
     ".example, .test, .invalid or example.org\n",
     FALSE},
    {"domain in the real world", AGENCIES, "oakfield.example", "oakfield.example.com",
     "routing/agencies.csv:#: domain 'oakfield.example.com' in a demonstration; use an address "
     "under .example, .test, .invalid or example.org\n",
     FALSE},
    {"reserved in earnest", SITE, "demonstration: yes", "demonstration: no",
     ": warning: domain 'oakfield.example' receives no mail in the real "
     "world; write the true one\n",
     TRUE},
    {"a person at our mailbox", PEOPLE, "chair@partnership.havering.example",
     "mailbox@partnership.havering.example",
     "'mailbox@partnership.havering.example' is the partnership's own mailbox; what we send there "
     "would come back; write the person's own address\n",
     FALSE},
    {"policy that is not there", SITE, "id: havering-2020", "id: havering-2021",
     "routing/site.yaml:#: policy 'havering-2021' is in force but not (or not rightly) in "
     "routing/policies; add it there or write the id of one that is\n",
     FALSE},
    {"no policy", SITE, "policies:\n  - {id: havering-2020, from: 2025-09-01}\n", "",
     "no policy is in force; add 'policies' with an id and the day from which\n", FALSE},
    {"two on one day", SITE, "  - {id: havering-2020, from: 2025-09-01}\n",
     "  - {id: havering-2020, from: 2025-09-01}\n  - {id: havering-2020, from: 2026-01-01}\n",
     "routing/site.yaml:#+: two policies are in force on one day (line #); end the older with "
     "'until'\n",
     FALSE},
    {"one after the other", SITE, "  - {id: havering-2020, from: 2025-09-01}\n",
     "  - {id: havering-2020, from: 2025-09-01, until: 2025-12-31}\n"
     "  - {id: havering-2020, from: 2026-01-01}\n",
     "", TRUE},
    {"no time of day", SITE, "\"17:00\"", "five",
     "routing/site.yaml:#: 'five' is no time of day; write it as \"17:00\"\n", FALSE},
    {"no such zone", SITE, "Europe/London", "Europe/Londn",
     "routing/site.yaml:#: 'Europe/Londn' is no time zone of this machine; write Europe/London\n",
     FALSE},
    {"source of another mailbox", SITE, "sources: []",
     "sources: [{type: maildir, path: in, mailbox: other@partnership.havering.example}]",
     "routing/site.yaml:#: 'other@partnership.havering.example' is not one of 'mailboxes'; write "
     "the one whose mail this is\n",
     FALSE},
    {"a source", SITE, "sources: []",
     "sources: [{type: maildir, path: in, mailbox: Mailbox@partnership.havering.example}]", "",
     TRUE},
    {"nobody in the office", SITE, "office_roles: [office]", "office_roles: [duty_officer]",
     "routing/people.csv: nobody has the role 'duty_officer' of 'office_roles'; alarms would reach "
     "nobody; add the office's people\n",
     FALSE},
    {"no partnership", AGENCIES, ",partnership,,,tls", ",council,,,tls",
     "routing/agencies.csv: no agency has the service 'partnership'; add the partnership itself\n",
     FALSE},
    {"role mistyped", POLICY, "[senior_manager, designated_representative]",
     "[senior_manger, designated_representative]",
     "routing/policies/havering-2020.yaml:#: warning: stage 'S3' names role 'senior_manger', "
     "which "
     "nobody has in people.csv; did you mean 'senior_manager'?\n",
     TRUE},
    {"role nobody has", PEOPLE, "csc,independent_reviewing_officer,3", "csc,mash,3",
     ": warning: iro-notice names role "
     "'independent_reviewing_officer', which nobody has in people.csv; its post is vacant\n",
     TRUE},
    {"one of several roles", POLICY, SINGLE_AGENCY, ADVICE("line_manager, named_midwife"), "",
     TRUE},
    {"one of several mistyped", POLICY, SINGLE_AGENCY, ADVICE("senior_manager, line_managr"),
     "warning: advice names role 'line_managr', which nobody has in people.csv; did you mean "
     "'line_manager'?\n",
     TRUE},
    {"none of several roles", POLICY, SINGLE_AGENCY, ADVICE("named_doctor, named_midwife"),
     "warning: advice names role 'named_midwife', which nobody has in people.csv; its post is "
     "vacant\n",
     TRUE},
    {"status no form offers", POLICY, "statuses: [cp_plan,", "statuses: [cp_plans,",
     "routing/policies/havering-2020.yaml:#: notice 'iro-notice' is for status 'cp_plans', which "
     "no "
     "form offers\n",
     FALSE},
    {"urgent field no form has", POLICY, "field: immediate_harm", "field: immediate_danger",
     "routing/policies/havering-2020.yaml:#: the urgent path waits for 'immediate_danger', which "
     "is "
     "no yes-no field of any form\n",
     FALSE},
    {"template that is not there", POLICY, "template: signpost-whistleblowing",
     "template: signpost-whistle",
     "routing/policies/havering-2020.yaml:#: 'whistleblowing' is answered with template "
     "'signpost-whistle', which is not in templates/replies\n",
     FALSE},
};

static char *new_site(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *parent = g_dir_make_tmp("casegate-ruleset-XXXXXX", NULL);
    char *folder = g_build_filename(parent, "site", NULL);
    g_assert_true(site_init(folder, "havering-2020", TRUE, &error));
    g_assert_no_error(error);
    return folder;
}

static void remove_site(const char *folder)
{
    g_autofree char *parent = g_path_get_dirname(folder);
    remove_tree(parent);
}

/* The finding of a file with one part replaced, the file mended again afterwards. */
static char *findings_with(const char *folder, gsize index, gboolean *loaded_out)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autofree char *path = g_build_filename(folder, faults[index].file, NULL);
    g_autofree char *text = NULL;
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    const char *at = strstr(text, faults[index].part);
    g_assert_nonnull(at);
    g_autofree char *other = g_strdup_printf(
        "%.*s%s%s", (int)(at - text), text, faults[index].instead, at + strlen(faults[index].part));
    g_assert_true(g_file_set_contents(path, other, -1, NULL));
    g_autoptr(Ruleset) rules = ruleset_load(folder, diagnostics);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
    *loaded_out = rules != NULL;
    return diagnostics_text(diagnostics);
}

/* The number of the line on which a part stands. */
static guint line_of(const char *folder, const char *file, const char *part)
{
    g_autofree char *path = g_build_filename(folder, file, NULL);
    g_autofree char *text = NULL;
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    const char *at = strstr(text, part);
    g_assert_nonnull(at);
    guint line = 1;
    for (const char *c = text; c < at; c++)
        line += *c == '\n';
    return line;
}

static char *wanted(const char *folder, gsize index)
{
    guint line = line_of(folder, faults[index].file, faults[index].part);
    GString *want = g_string_new(faults[index].want);
    g_autofree char *number = g_strdup_printf("%u", line);
    g_autofree char *next = g_strdup_printf("%u", line + 1);
    g_string_replace(want, "#+", next, 0);
    g_string_replace(want, "#", number, 0);
    return g_string_free(want, FALSE);
}

static void test_faults(void)
{
    g_autofree char *folder = new_site();
    for (gsize i = 0; i < G_N_ELEMENTS(faults); i++) {
        gboolean loaded;
        g_autofree char *findings = findings_with(folder, i, &loaded);
        g_test_message("%s:\n%s", faults[i].name, findings);
        g_autofree char *want = wanted(folder, i);
        g_assert_nonnull(strstr(findings, want));
        g_assert_true(loaded == faults[i].warning);
        if (*faults[i].want == '\0')
            g_assert_cmpstr(findings, ==, "");
    }
    remove_site(folder);
}

/* Nothing there at all: everything that is missing is said, in one run. */
static void test_nothing(void)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autofree char *folder = g_dir_make_tmp("casegate-nothing-XXXXXX", NULL);
    g_assert_null(ruleset_load(folder, diagnostics));
    g_autofree char *findings = diagnostics_text(diagnostics);
    const char *const files[] = {
        "routing/site.yaml: ",    "routing/agencies.csv: ", "routing/people.csv: ",
        "routing/holidays.ics: ", "routing/policies: ",     "templates/forms: ",
        "templates/replies"};
    for (gsize i = 0; i < G_N_ELEMENTS(files); i++)
        g_assert_nonnull(strstr(findings, files[i]));
    g_rmdir(folder);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/ruleset/site", test_site);
    g_test_add_func("/ruleset/policies", test_policies);
    g_test_add_func("/ruleset/addresses", test_addresses);
    g_test_add_func("/ruleset/summary", test_summary);
    g_test_add_func("/ruleset/holidays_end", test_holidays_end);
    g_test_add_func("/ruleset/faults", test_faults);
    g_test_add_func("/ruleset/nothing", test_nothing);
    return g_test_run();
}
