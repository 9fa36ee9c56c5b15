/* directory: which agency a form means, who is in post when, and what is refused in the two files.
 * The invented worlds of the demonstration sites, read from the repository's root. */
#include "directory.h"
#include <glib/gstdio.h>
#include <string.h>

#define CAMBRIDGESHIRE "src/app/material/cambridgeshire/"
#define AGENCIES_HEAD "agency,name,aliases,domains,service,represented_by,successor,secure\n"
#define PEOPLE_HEAD                                                                                \
    "agency,role,band,area,name,email,phone,deputy,full_member,senior,from,until,confirmed\n"

static Directory *load(const char *folder)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autofree char *agencies = g_build_filename(folder, "agencies.csv", NULL);
    g_autofree char *people = g_build_filename(folder, "people.csv", NULL);
    Directory *directory = directory_load(agencies, people, diagnostics);
    g_autofree char *text = diagnostics_text(diagnostics);
    g_assert_cmpstr(text, ==, "");
    return directory;
}

static Day march(void)
{
    return day_new(2026, 3, 4);
}

static const struct {
    const char *world, *text, *agency, *why; /* agency NULL: not one; why NULL: not looked at */
    const char *candidates;                  /* ids, likeliest first */
} names[] = {
    {"routing", "Children's Social Care", "csc", "name as in the directory", ""},
    {"routing", "childrens social care", "csc", "name as in the directory", ""},
    {"routing", "CHILDREN’S SOCIAL CARE", "csc", "name as in the directory", ""},
    {"routing", "CSC", "csc", "alias 'CSC'", ""},
    {"routing", "CSC, duty team", "csc", "alias 'CSC'", ""},
    {"routing", "Health Visiting (Riverbend)", "riverbend", "alias 'health visiting'", ""},
    {"routing", "0-19 service", "riverbend", "alias '0-19 service'", ""},
    {"routing", "Police - CAIT", "eastpolice", "alias 'Police'", ""},
    {"routing", "The Oakfield Primary School", "oakfield", "name as in the directory", ""},
    {"routing", "Brambles Nursery", "brambles", "name as in the directory", ""},
    {"routing", "millbrook", "millbrook", NULL, ""},
    {"routing", "CCG", "icb", "'CCG' is now East London Integrated Care Board", ""},
    {"routing", "Oakfeild Primary School", NULL, NULL, "oakfield education"},
    /* nicknames: only what is one agency's is that agency; all else is offered, likeliest first */
    {"routing", "Oakfield", "oakfield", NULL, ""},
    {"routing", "OAKFIELD (year 3)", "oakfield", NULL, ""},
    {"routing", "csc / MASH", "csc", NULL, ""},
    /* what stands behind the name is looked at: each borough has a social care */
    {"routing", "Children's Social Care, Barking and Dagenham", NULL,
     "the directory has no 'Children's Social Care, Barking and Dagenham'; it may be another "
     "place's",
     "csc"},
    {"routing", "Social Services (Essex)", NULL, NULL, "csc"},
    {"routing", "CSC - Thurrock", NULL, NULL, "csc"},
    {"routing", "Police (Essex)", NULL, NULL, "eastpolice"},
    {"routing", "Oakfield Academy (Essex)", NULL, NULL, "oakfield"},
    {"routing", "CSC (Havering)", "csc", NULL, ""},
    {"routing", "CSC, Callum Reyes", "csc", NULL, ""},
    {"routing", "Children's Social Care - Dara Whitcombe, assessment team 2", "csc", NULL, ""},
    {"routing", "Police (East Area)", "eastpolice", NULL, ""},
    {"routing", "Oakfield Primary School, Year 4B, Nurture", NULL, NULL, "oakfield"},
    {"routing", "Education, Oakfield Primary School", NULL, NULL, "education oakfield"},
    {"routing", "the Trust", NULL, NULL, ""},
    {"routing", "Childrens Socail Care", NULL, NULL, "csc icb"},
    {"routing", "Saturn Rings", NULL, "no agency is called 'Saturn Rings'", ""},
    {"routing", "", NULL, "no agency is called ''", ""},
    {"routing", NULL, NULL, NULL, ""},
    {"routing", "Havering Safeguarding Children Partnership", "hscp", NULL, ""},
    {CAMBRIDGESHIRE, "Fen Hospital Trust", NULL,
     "no agency is called 'Fen Hospital Trust'; some names are like it", "fenedge fenmarsh"},
    {CAMBRIDGESHIRE, "the CCG", "icb", "'the CCG' is now Fenland Integrated Care Board", ""},
    {CAMBRIDGESHIRE, "Acute Trust", "fenedge", "alias 'Acute Trust'", ""},
    {CAMBRIDGESHIRE, "Fen Edge Hosptials", NULL, NULL, "fenedge fenmarsh"},
};

static char *candidate_ids(const AgencyMatch *match)
{
    GString *ids = g_string_new(NULL);
    for (guint i = 0; i < match->candidates->len; i++) {
        const AgencyCandidate *candidate = g_ptr_array_index(match->candidates, i);
        g_assert_nonnull(candidate->why);
        g_string_append_printf(ids, "%s%s", i > 0 ? " " : "", candidate->agency->id);
    }
    return g_string_free(ids, FALSE);
}

static void test_names(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autoptr(Directory) directory = load(names[i].world);
        g_autoptr(AgencyMatch) match = directory_agency_named(directory, names[i].text);
        g_autofree char *candidates = candidate_ids(match);
        g_test_message("'%s'", names[i].text ? names[i].text : "");
        g_assert_cmpstr(match->agency ? match->agency->id : NULL, ==, names[i].agency);
        g_assert_cmpstr(candidates, ==, names[i].candidates);
        if (names[i].why)
            g_assert_cmpstr(match->why, ==, names[i].why);
    }
}

/* A worker who is not in the directory, behind the agency in which the form says he is. */
static void test_names_beside(void)
{
    g_autoptr(Directory) directory = load("routing");
    g_autoptr(AgencyMatch) known = directory_agency_named_beside(directory, "CSC (Torben Ashdene)",
                                                                 " Torben Ashdene social worker");
    g_autoptr(AgencyMatch) unknown = directory_agency_named(directory, "CSC (Torben Ashdene)");
    g_assert_nonnull(known->agency);
    g_assert_cmpstr(known->agency->id, ==, "csc");
    g_assert_null(unknown->agency);
    g_assert_cmpuint(unknown->candidates->len, ==, 1);
}

static const struct {
    const char *name, *agency, *role, *day, *who;
} posts[] = {
    {"one holder", "csc", "line_manager", "2026-03-04", "Callum Reyes"},
    {"two, in file order", "csc", "worker", "2026-03-04", "Dara Whitcombe, Joel Amadi"},
    {"any agency", NULL, "independent_reviewing_officer", "2026-03-04", "Yusra Holloway"},
    {"nobody has it", "millbrook", "designated_safeguarding_lead", "2026-03-04", ""},
    {"last day in post", "icb", "partnership_member", "2026-03-31", "Noor Talwar"},
    {"left", "icb", "partnership_member", "2026-04-01", ""},
    {"first day in post", "csc", "line_manager", "2025-09-01", "Callum Reyes"},
    {"not yet in post", "csc", "line_manager", "2025-08-31", ""},
};

static char *names_of(GPtrArray *found)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < found->len; i++)
        g_string_append_printf(text, "%s%s", i > 0 ? ", " : "",
                               ((const Post *)g_ptr_array_index(found, i))->name);
    return g_string_free(text, FALSE);
}

static void test_posts(void)
{
    g_autoptr(Directory) directory = load("routing");
    for (gsize i = 0; i < G_N_ELEMENTS(posts); i++) {
        g_autoptr(GPtrArray) found = directory_posts_of(directory, posts[i].agency, posts[i].role,
                                                        day_from_iso(posts[i].day));
        g_autofree char *who = names_of(found);
        g_test_message("%s", posts[i].name);
        g_assert_cmpstr(who, ==, posts[i].who);
    }
}

static void test_people(void)
{
    g_autoptr(Directory) directory = load("routing");
    g_autoptr(GPtrArray) by_email =
        directory_posts_by_email(directory, "Idris.Penhallow@OAKFIELD.example", march());
    g_autoptr(GPtrArray) stranger =
        directory_posts_by_email(directory, "nobody@oakfield.example", march());
    g_autoptr(GPtrArray) by_name =
        directory_posts_by_name(directory, "millbrook", "Dr Marguerite SOLUND", march());
    g_autoptr(GPtrArray) elsewhere =
        directory_posts_by_name(directory, "csc", "Marguerite Solund", march());
    g_autoptr(GPtrArray) nameless = directory_posts_by_name(directory, NULL, "Dr ", march());
    g_assert_cmpuint(by_email->len, ==, 2);
    g_assert_cmpuint(stranger->len, ==, 0);
    g_assert_cmpuint(by_name->len, ==, 1);
    g_assert_cmpuint(elsewhere->len, ==, 0);
    g_assert_cmpuint(nameless->len, ==, 0);
}

static void test_bands(void)
{
    g_autoptr(Directory) directory = load("routing");
    g_autoptr(GPtrArray) third = directory_posts_in_band(directory, "csc", 3, march());
    g_autofree char *who = names_of(third);
    g_assert_cmpstr(who, ==, "Imelda Frost, Rosalind Achebe"); /* without the reviewing officer */
    g_assert_cmpuint(directory_next_band(directory, "csc", 3, march()), ==, 5);
    g_assert_cmpuint(directory_next_band(directory, "csc", 5, march()), ==, 0);
    g_assert_cmpuint(directory_next_band(directory, "oakfield", 2, march()), ==, 3);
    g_assert_cmpuint(directory_top_band(directory, "oakfield", march()), ==, 3);
    g_assert_cmpuint(directory_top_band(directory, "icb", march()), ==, 5);
    g_assert_cmpuint(directory_top_band(directory, "icb", day_new(2026, 4, 1)), ==, 3);
    g_assert_cmpuint(directory_top_band(directory, "eastccg", march()), ==, 0);
    g_assert_true(directory_is_service("mash"));
    g_assert_false(directory_is_service("line_manager"));
}

static void test_links(void)
{
    g_autoptr(Directory) directory = load("routing");
    g_assert_true(directory_speaks_for(directory, "education", "oakfield"));
    g_assert_true(directory_speaks_for(directory, "oakfield", "oakfield"));
    g_assert_false(directory_speaks_for(directory, "oakfield", "education"));
    g_assert_false(directory_speaks_for(directory, "csc", "oakfield"));
    g_assert_false(directory_speaks_for(directory, NULL, "oakfield"));
    g_assert_cmpstr(directory_agency_of_domain(directory, "new.person@Oakfield.example")->id, ==,
                    "oakfield");
    g_assert_cmpstr(directory_agency_of_domain(directory, "x@eastccg.example")->id, ==, "icb");
    g_assert_null(directory_agency_of_domain(directory, "x@sub.oakfield.example"));
    g_assert_null(directory_agency_of_domain(directory, "no address"));
    g_assert_null(directory_agency(directory, NULL));
    g_assert_cmpstr(directory_partnership(directory)->id, ==, "hscp");
}

#define CSC "csc,Care,,csc.example,childrens_social_care,,,tls\n"
#define PERSON "csc,worker,1,,Ann Example,ann@csc.example,,,,,,,\n"

static const struct {
    const char *name, *agencies, *people, *want;
} faults[] = {
    {"well", CSC, PERSON, ""},
    {"a vacant post is no fault", CSC, "csc,chair,6,,,,,,,,,,\n", ""},
    {"no such agency", CSC, "cscs,worker,1,,A,a@csc.example,,,,,,,\n",
     "people.csv:2: 'agency' names agency 'cscs', which is not in agencies.csv; did you mean "
     "'csc'?\n"},
    {"successor that is not there", "csc,Care,,,care,,gone,tls\n", "",
     "agencies.csv:2: 'successor' names agency 'gone', which is not in agencies.csv\n"},
    {"representative that is not there", "csc,Care,,,care,gone,,tls\n", "",
     "agencies.csv:2: 'represented_by' names agency 'gone', which is not in agencies.csv\n"},
    {"represents itself", "csc,Care,,,care,csc,,tls\n", "",
     "agencies.csv:2: agency 'csc' represents itself; leave 'represented_by' empty\n"},
    {"successors in a circle", "a1,One,,,care,,b1,tls\nb1,Two,,,care,,a1,tls\n", "",
     "agencies.csv:2: the successors of agency 'a1' lead in a circle\n"
     "agencies.csv:3: the successors of agency 'b1' lead in a circle\n"},
    {"agency twice", CSC "csc,Other,,,care,,,tls\n", "",
     "agencies.csv:3: agency 'csc' is there already (line 2); remove one\n"},
    {"domain twice", CSC "care,Other,,CSC.example,care,,,tls\n", "",
     "agencies.csv:3: domain 'csc.example' is that of agency 'csc' (line 2); keep it in one "
     "place\n"},
    {"one name for two", CSC "other,Other,care,,care,,,tls\n", "",
     "agencies.csv:3: warning: 'care' also means agency 'csc' (line 2); a form that says so waits "
     "for the office to choose\n"},
    {"secure not said", "csc,Care,,,care,,,\n", "",
     "agencies.csv:2: 'secure' cannot be ''; write one of: tls, secure-step, no-detail\n"},
    {"no domain", "csc,Care,,not a domain,care,,,tls\n", "",
     "agencies.csv:2: 'not a domain' is no mail domain; write what stands behind the @\n"},
    {"bad identifier", "C S C,Care,,,care,,,tls\n", "",
     "agencies.csv:2: 'C S C' is no identifier; write small letters, digits, '_' and '-' only\n"},
    {"bad address", CSC, "csc,worker,1,,A,a at csc,,,,,,,\n",
     "people.csv:2: 'email' is no e-mail address: 'a at csc'\n"},
    {"closed network", CSC, "csc,worker,1,,A,a@care.gcsx.gov.uk,,,,,,,\n",
     "people.csv:2: 'a@care.gcsx.gov.uk' is an address of the closed government secure network; "
     "ask for the new one\n"},
    {"closed network, itself", CSC, "csc,worker,1,,A,a@gsi.gov.uk,,,,,,,\n",
     "people.csv:2: 'a@gsi.gov.uk' is an address of the closed government secure network; ask for "
     "the new one\n"},
    {"only like it", CSC, "csc,worker,1,,A,a@notgsi.gov.uk,,,,,,,\n", ""},
    {"deputy that is nobody", CSC, "csc,worker,1,,A,a@csc.example,,b@csc.example,,,,,\n",
     "people.csv:2: deputy 'b@csc.example' is nobody's address in this file; add their own line\n"},
    {"address in two agencies", CSC "other,Other,,,care,,,tls\n",
     PERSON "other,worker,1,,Ann Example,Ann@csc.example,,,,,,,\n",
     "people.csv:3: 'ann@csc.example' is also an address of agency 'csc' (line 2); one address "
     "belongs to one agency\n"},
    {"two roles in one agency", CSC,
     PERSON "csc,line_manager,2,,Ann Example,ann@csc.example,,,,,,,\n", ""},
    {"bad band", CSC, "csc,worker,7,,A,a@csc.example,,,,,,,\n",
     "people.csv:2: 'band' must be a number from 1 (worker) to 6 (chair), not '7'\n"},
    {"bad date", CSC, "csc,worker,1,,A,a@csc.example,,,,,1.9.2025,,\n",
     "people.csv:2: 'from' is no date: '1.9.2025'; write it as 2026-03-09\n"},
    {"ends before it begins", CSC, "csc,worker,1,,A,a@csc.example,,,,,2026-02-01,2026-01-01,\n",
     "people.csv:2: 'until' is before 'from'\n"},
    {"neither yes nor no", CSC, "csc,worker,1,,A,a@csc.example,,,perhaps,,,,\n",
     "people.csv:2: 'full_member' cannot be 'perhaps'; write one of: no, yes\n"},
    {"all in one run", "csc,,,,care,,,\n", "csc,,1,,A,a,,,,,,,\n",
     "agencies.csv:2: 'name' is empty; fill it in\n"
     "agencies.csv:2: 'secure' cannot be ''; write one of: tls, secure-step, no-detail\n"
     "people.csv:2: 'role' is empty; fill it in\n"
     "people.csv:2: 'email' is no e-mail address: 'a'\n"},
};

static void write_csv(const char *path, const char *head, const char *rows)
{
    g_autofree char *text = g_strconcat(head, rows, NULL);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

/* The findings without the folder in front, which is the test's own. */
static char *findings(const Diagnostics *diagnostics, const char *folder)
{
    g_autofree char *text = diagnostics_text(diagnostics);
    g_autofree char *base = g_path_get_basename(folder);
    g_autofree char *prefix = g_strconcat(base, "/", NULL);
    g_auto(GStrv) pieces = g_strsplit(text, prefix, -1);
    return g_strjoinv("", pieces);
}

static void test_faults(void)
{
    g_autofree char *folder = g_dir_make_tmp("casegate-directory-XXXXXX", NULL);
    g_autofree char *agencies = g_build_filename(folder, "agencies.csv", NULL);
    g_autofree char *people = g_build_filename(folder, "people.csv", NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(faults); i++) {
        g_autoptr(Diagnostics) diagnostics = diagnostics_new();
        write_csv(agencies, AGENCIES_HEAD, faults[i].agencies);
        write_csv(people, PEOPLE_HEAD, faults[i].people);
        g_autoptr(Directory) directory = directory_load(agencies, people, diagnostics);
        g_autofree char *text = findings(diagnostics, folder);
        g_test_message("%s", faults[i].name);
        g_assert_cmpstr(text, ==, faults[i].want);
        g_assert_nonnull(directory);
    }
    g_unlink(agencies);
    g_unlink(people);
    g_rmdir(folder);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/directory/names", test_names);
    g_test_add_func("/directory/names-beside", test_names_beside);
    g_test_add_func("/directory/posts", test_posts);
    g_test_add_func("/directory/people", test_people);
    g_test_add_func("/directory/bands", test_bands);
    g_test_add_func("/directory/links", test_links);
    g_test_add_func("/directory/faults", test_faults);
    return g_test_run();
}
