/* Ladders: the thirteen of Cambridgeshire (requirements 1.6, policy 2 item 7), each rung and what is above the last, from
 * a directory that is made for each row: a ladder with nobody in the demonstration world is climbed here all the same. */
#include "routing.h"
#include <glib/gstdio.h>
#include <string.h>

static Policy *policy;

/* Who stands where: "role band, role band" in agency 'own', and in 'acts', which represents it. */
typedef struct {
    const char *service, *own, *acts;
} World;

static void append_people(GString *people, const char *agency, const char *list)
{
    g_auto(GStrv) posts = g_strsplit(list, ", ", -1);
    for (guint i = 0; posts[i] != NULL && *posts[i] != '\0'; i++) {
        g_auto(GStrv) post = g_strsplit(posts[i], " ", 2);
        g_string_append_printf(people, "%s,%s,%s,,%s %s,%s@%s.example,,,,,2020-01-01,,2026-01-01\n",
                               agency, post[0], post[1], agency, post[0], post[0], agency);
    }
}

static Directory *directory_of(const World *world, const char *other_service, const char *other)
{
    g_autofree char *folder = g_dir_make_tmp("casegate-ladder-XXXXXX", NULL);
    g_autofree char *agencies = g_build_filename(folder, "agencies.csv", NULL),
                    *people = g_build_filename(folder, "people.csv", NULL);
    g_autoptr(GString) rows =
        g_string_new("agency,name,aliases,domains,service,represented_by,successor,secure\n");
    g_string_append_printf(
        rows,
        "own,Own Agency,,own.example,%s,acts,,tls\nacts,Acting Agency,,acts.example,acting,,,tls\n",
        world->service);
    g_string_append_printf(rows,
                           "other,Other Agency,,other.example,%s,,,tls\nboard,The "
                           "Board,,board.example,partnership,,,tls\n",
                           other_service);
    g_assert_true(g_file_set_contents(agencies, rows->str, -1, NULL));
    g_string_assign(
        rows,
        "agency,role,band,area,name,email,phone,deputy,full_member,senior,from,until,confirmed\n");
    append_people(rows, "own", world->own);
    append_people(rows, "acts", world->acts);
    append_people(rows, "other", other);
    append_people(rows, "board", "office 5");
    g_assert_true(g_file_set_contents(people, rows->str, -1, NULL));
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    Directory *directory = directory_load(agencies, people, diagnostics);
    g_autofree char *findings = diagnostics_text(diagnostics);
    g_assert_cmpstr(findings, ==, "");
    g_unlink(agencies);
    g_unlink(people);
    g_rmdir(folder);
    return directory;
}

/* "role + role" of a side's seats, "any:" or "all:" before them; (role) is told for advice, [role] is vacant, and '@acts' is
 * somebody of the agency that acts for it. */
static char *seats_text(GPtrArray *seats, Side side)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < seats->len; i++) {
        const Seat *seat = g_ptr_array_index(seats, i);
        if (seat->side != side)
            continue;
        if (text->len > 0)
            g_string_append(text, " + ");
        else if (seat->answers != HOLD_FIRST)
            g_string_append(text, seat->answers == HOLD_ALL ? "all: " : "any: ");
        g_string_append(text, seat->informed ? "(" : *seat->email == '\0' ? "[" : "");
        g_string_append(text, seat->role);
        g_string_append(text, seat->informed ? ")" : *seat->email == '\0' ? "]" : "");
        if (g_strcmp0(seat->agency, "acts") == 0)
            g_string_append(text, "@acts");
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* The seats of a stage when `from` of 'own' raised it against 'other'. */
static GPtrArray *climb(const World *world, const char *other_service, const char *other,
                        const char *from, const char *stage)
{
    static Ruleset rules;
    g_clear_pointer(&rules.directory, directory_free);
    rules.directory = directory_of(world, other_service, other);
    if (rules.site.zone == NULL)
        rules.site.zone = g_time_zone_new_utc();
    static Case *c; /* the seats name its agencies */
    g_clear_pointer(&c, case_free);
    c = case_new();
    g_autofree char *email = g_strdup_printf("%s@own.example", from);
    c->raising = g_strdup("own");
    c->challenged = g_strdup("other");
    (void)person_copy_into(&c->originator, "", "", "own", email);
    Deciding x;
    Instant now = 0;
    g_assert_true(instant_parse("2026-03-02T11:20", rules.site.zone, &now, NULL));
    deciding_init(&x, &rules, now);
    x.policy = policy;
    x.c = c;
    GPtrArray *seats = routing_seats(&x, policy_stage(policy, stage), 0);
    deciding_clear(&x);
    return seats;
}

#define SOCIAL                                                                                     \
    "worker 1, consultant_social_worker 2, group_manager 3, head_of_service 4, service_director "  \
    "5, designated_safeguarding_lead 3"
#define EARLY                                                                                      \
    "worker 1, team_manager 2, district_manager 3, head_of_service 4, assistant_director 5, "      \
    "service_director 6, designated_safeguarding_lead 3"
#define VISITING                                                                                   \
    "worker 1, locality_safeguarding_nurse 2, locality_lead 2, named_nurse 3, chief_nurse 4, "     \
    "designated_safeguarding_lead 3"
#define MIDWIFERY                                                                                  \
    "worker 1, supervisor_of_midwives 2, named_midwife 2, designated_safeguarding_lead 3"
#define GP "worker 1, named_doctor 2, named_nurse 2, designated_safeguarding_lead 3"
#define PAEDIATRIC "worker 1, sister 2, named_nurse 2, designated_safeguarding_lead 3"
#define DOCTOR "worker 1, named_doctor 2, named_nurse 2, designated_safeguarding_lead 3"
#define CAMHS "worker 1, named_professional 2, designated_safeguarding_lead 3"
#define SCHOOL "worker 1, designated_safeguarding_lead 2, headteacher 3"
#define POLICE                                                                                     \
    "worker 1, detective_sergeant 2, detective_inspector 3, detective_chief_inspector 4, "         \
    "detective_superintendent 5, designated_safeguarding_lead 3"
#define ADULT "worker 1, service_manager 2, designated_safeguarding_lead 3"
#define ALCOHOL                                                                                    \
    "worker 1, service_manager 2, director_of_operations 3, designated_safeguarding_lead 4"
#define DRUGS "worker 1, service_manager 2, named_nurse 3, designated_safeguarding_lead 4"

static const struct {
    World world;
    const char *from, *want;
} rungs[] = {
    {{"childrens_social_care", SOCIAL, ""}, "worker", "consultant_social_worker"},
    {{"childrens_social_care", SOCIAL, ""}, "consultant_social_worker", "group_manager"},
    {{"childrens_social_care", SOCIAL, ""}, "group_manager", "head_of_service"},
    {{"childrens_social_care", SOCIAL, ""}, "head_of_service", "service_director"},
    {{"childrens_social_care", SOCIAL, ""}, "service_director", "designated_safeguarding_lead"},
    {{"early_help", EARLY, ""}, "worker", "team_manager"},
    {{"early_help", EARLY, ""}, "team_manager", "district_manager"},
    {{"early_help", EARLY, ""}, "district_manager", "head_of_service"},
    {{"early_help", EARLY, ""}, "head_of_service", "assistant_director"},
    {{"early_help", EARLY, ""}, "assistant_director", "service_director"},
    {{"early_help", EARLY, ""}, "service_director", "designated_safeguarding_lead"},
    {{"health_visiting", VISITING, ""},
     "worker",
     "all: locality_safeguarding_nurse + locality_lead"},
    {{"health_visiting", VISITING, ""}, "locality_lead", "named_nurse"},
    {{"health_visiting", VISITING, ""}, "named_nurse", "chief_nurse"},
    {{"health_visiting", VISITING, ""}, "chief_nurse", "designated_safeguarding_lead"},
    {{"midwifery", MIDWIFERY, ""}, "worker", "any: supervisor_of_midwives + named_midwife"},
    {{"midwifery", MIDWIFERY, ""}, "named_midwife", "designated_safeguarding_lead"},
    {{"gp", GP, "deputy_designated_nurse 3"}, "worker", "any: named_doctor + named_nurse"},
    {{"gp", "worker 1, named_doctor 2", "deputy_designated_nurse 3"},
     "named_doctor",
     "deputy_designated_nurse@acts"},
    {{"gp", "worker 1, named_doctor 2", "designated_safeguarding_lead 3"},
     "named_doctor",
     "designated_safeguarding_lead@acts"},
    {{"paediatric_staff", PAEDIATRIC, ""}, "worker", "any: sister + named_nurse"},
    {{"paediatric_staff", PAEDIATRIC, ""}, "sister", "designated_safeguarding_lead"},
    {{"hospital_doctor", DOCTOR, ""}, "worker", "any: named_doctor + named_nurse"},
    {{"hospital_doctor", DOCTOR, ""}, "named_doctor", "designated_safeguarding_lead"},
    {{"camhs", CAMHS, ""}, "worker", "named_professional"},
    {{"camhs", CAMHS, ""}, "named_professional", "designated_safeguarding_lead"},
    {{"school", SCHOOL, ""}, "worker", "designated_safeguarding_lead"},
    {{"school", SCHOOL, ""}, "designated_safeguarding_lead", "headteacher"},
    {{"school", SCHOOL, "education_child_protection_service 3, education_safeguarding_manager 4"},
     "headteacher",
     "(education_child_protection_service)@acts + education_safeguarding_manager@acts"},
    {{"school", SCHOOL, ""},
     "headteacher",
     "[education_safeguarding_manager]"}, /* nobody below her is asked */
    {{"police_child_abuse", POLICE, ""}, "worker", "detective_sergeant"},
    {{"police_child_abuse", POLICE, ""}, "detective_sergeant", "detective_inspector"},
    {{"police_child_abuse", POLICE, ""}, "detective_inspector", "detective_chief_inspector"},
    {{"police_child_abuse", POLICE, ""}, "detective_chief_inspector", "detective_superintendent"},
    {{"police_child_abuse", POLICE, ""},
     "detective_superintendent",
     "designated_safeguarding_lead"},
    {{"adult_services", ADULT, ""}, "worker", "service_manager"},
    {{"adult_services", ADULT, ""}, "service_manager", "designated_safeguarding_lead"},
    {{"adult_alcohol", ALCOHOL, ""}, "worker", "service_manager"},
    {{"adult_alcohol", ALCOHOL, ""}, "service_manager", "director_of_operations"},
    {{"adult_alcohol", ALCOHOL, ""}, "director_of_operations", "designated_safeguarding_lead"},
    {{"adult_drugs", DRUGS, ""}, "worker", "service_manager"},
    {{"adult_drugs", DRUGS, ""}, "service_manager", "named_nurse"},
    {{"adult_drugs", DRUGS, ""}, "named_nurse", "designated_safeguarding_lead"},
    /* the document's ladders are examples: elsewhere the worker's line manager */
    {{"youth_justice", "worker 1, line_manager 2, designated_safeguarding_lead 3", ""},
     "worker",
     "line_manager"},
    {{"youth_justice", "worker 1, line_manager 2, designated_safeguarding_lead 3", ""},
     "line_manager",
     "designated_safeguarding_lead"},
    /* whoever is in no directory stands at the foot */
    {{"early_help", EARLY, ""}, "nobody", "team_manager"},
    /* a rung that nobody is on is passed over; of two who answer together the missing one is the office's to name */
    {{"early_help", "worker 1, district_manager 3", ""}, "worker", "district_manager"},
    {{"health_visiting", "worker 1, locality_lead 2, named_nurse 3", ""},
     "worker",
     "all: locality_lead + [locality_safeguarding_nurse]"},
    {{"health_visiting", "worker 1, chief_nurse 4", ""}, "worker", "chief_nurse"},
    {{"gp", "worker 1, named_nurse 2", ""}, "worker", "any: named_nurse"},
    /* and where nobody is left at all the seat is there, empty */
    {{"camhs", "worker 1", ""}, "worker", "[named_professional]"},
    {{"camhs", "worker 1, named_professional 2", ""},
     "named_professional",
     "[designated_safeguarding_lead]"},
};

static void test_rungs(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(rungs); i++) {
        g_autoptr(GPtrArray) seats =
            climb(&rungs[i].world, "police_child_abuse", POLICE, rungs[i].from, "C2");
        g_autofree char *got = seats_text(seats, SIDE_RAISING);
        g_test_message("%s from %s: %s", rungs[i].world.service, rungs[i].from, got);
        g_assert_cmpstr(got, ==, rungs[i].want);
    }
}

/* Every ladder of the policy is climbed above, from its foot and from its top. */
static void test_all_thirteen(void)
{
    g_assert_cmpuint(policy->ladders->len, ==, 13 + 1);
    for (guint i = 0; i < policy->ladders->len; i++) {
        const PolicyLadder *ladder = g_ptr_array_index(policy->ladders, i);
        guint rows = 0;
        for (gsize j = 0; j < G_N_ELEMENTS(rungs); j++)
            rows += g_str_equal(rungs[j].world.service, ladder->service);
        g_test_message("%s: %u rungs, %u rows", ladder->service, ladder->rungs->len, rows);
        if (!g_str_equal(ladder->service, POLICY_SERVICE_ANY))
            g_assert_cmpuint(rows, >=, MIN(ladder->rungs->len, 3));
    }
}

/* The opposite number is of the same band, else the next above, among those whom the other ladder names. */
static const struct {
    World world;
    const char *from, *other_service, *other, *want;
} opposites[] = {
    {{"childrens_social_care", SOCIAL, ""},
     "worker",
     "police_child_abuse",
     POLICE,
     "detective_sergeant"},
    {{"childrens_social_care", SOCIAL, ""},
     "consultant_social_worker",
     "police_child_abuse",
     POLICE,
     "detective_inspector"},
    {{"childrens_social_care", SOCIAL, ""},
     "group_manager",
     "police_child_abuse",
     POLICE,
     "detective_chief_inspector"},
    {{"police_child_abuse", POLICE, ""},
     "worker",
     "health_visiting",
     VISITING,
     "all: locality_safeguarding_nurse + locality_lead"},
    {{"police_child_abuse", POLICE, ""},
     "worker",
     "hospital_doctor",
     DOCTOR,
     "any: named_doctor + named_nurse"},
    {{"police_child_abuse", POLICE, ""},
     "worker",
     "school",
     SCHOOL,
     "designated_safeguarding_lead"},
    {{"police_child_abuse", POLICE, ""}, "detective_sergeant", "school", SCHOOL, "headteacher"},
    {{"police_child_abuse", POLICE, ""},
     "detective_sergeant",
     "early_help",
     "worker 1, team_manager 2, head_of_service 4",
     "head_of_service"},
    /* a short ladder has nobody of that band: the senior lead */
    {{"police_child_abuse", POLICE, ""},
     "detective_sergeant",
     "hospital_doctor",
     DOCTOR,
     "designated_safeguarding_lead"},
    {{"police_child_abuse", POLICE, ""},
     "detective_chief_inspector",
     "midwifery",
     MIDWIFERY,
     "designated_safeguarding_lead"},
};

static void test_opposites(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(opposites); i++) {
        g_autoptr(GPtrArray) seats = climb(&opposites[i].world, opposites[i].other_service,
                                           opposites[i].other, opposites[i].from, "C2");
        g_autofree char *got = seats_text(seats, SIDE_CHALLENGED);
        g_test_message("%s %s: %s of %s", opposites[i].world.service, opposites[i].from, got,
                       opposites[i].other_service);
        g_assert_cmpstr(got, ==, opposites[i].want);
    }
}

/* C3: the designated leads; in a school the Headteacher (3); where there is no lead, the next of the own ladder (2 item 8). */
static const struct {
    World world;
    const char *want;
} leads[] = {
    {{"health_visiting", VISITING, ""}, "designated_safeguarding_lead"},
    {{"school", SCHOOL, ""}, "headteacher"},
    {{"school", "worker 1, designated_safeguarding_lead 2", "education_safeguarding_manager 4"},
     "designated_safeguarding_lead"},
    {{"gp", "worker 1, named_doctor 2", "designated_safeguarding_lead 3"},
     "designated_safeguarding_lead@acts"},
    {{"early_help", "worker 1, team_manager 2, district_manager 3", ""},
     "team_manager"}, /* nobody held it before */
    {{"camhs", "worker 1", ""}, "[designated_safeguarding_lead]"},
};

static void test_leads(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(leads); i++) {
        g_autoptr(GPtrArray) seats =
            climb(&leads[i].world, "police_child_abuse", POLICE, "worker", "C3");
        g_autofree char *got = seats_text(seats, SIDE_RAISING);
        g_test_message("%s: %s", leads[i].world.service, got);
        g_assert_cmpstr(got, ==, leads[i].want);
    }
}

/* Who held it before is the foot of the next climb; who holds the same stage now is not. */
static void test_climbs_on(void)
{
    static const World world = {"early_help", "worker 1, team_manager 2, district_manager 3", ""};
    static Ruleset rules;
    rules.directory = directory_of(&world, "police_child_abuse", POLICE);
    rules.site.zone = g_time_zone_new_utc();
    g_autoptr(Case) c = case_new();
    c->raising = g_strdup("own");
    c->challenged = g_strdup("other");
    Holder *holder = g_new0(Holder, 1);
    holder->side = SIDE_RAISING;
    holder->agency = g_strdup("own");
    holder->role = g_strdup("team_manager");
    holder->name = g_strdup("own team_manager");
    holder->email = g_strdup("team_manager@own.example");
    holder->stage = g_strdup("C2");
    holder->current = TRUE;
    g_ptr_array_add(c->holders, holder);
    Deciding x;
    deciding_init(&x, &rules, 1772450400);
    x.policy = policy;
    x.c = c;
    g_autoptr(GPtrArray) again = routing_seats(&x, policy_stage(policy, "C2"), 0);
    g_autoptr(GPtrArray) next = routing_seats(&x, policy_stage(policy, "C3"), 0);
    g_autofree char *same = seats_text(again, SIDE_RAISING),
                    *above = seats_text(next, SIDE_RAISING);
    g_assert_cmpstr(same, ==, "team_manager");
    g_assert_cmpstr(above, ==, "district_manager");
    deciding_clear(&x);
    directory_free(rules.directory);
    g_time_zone_unref(rules.site.zone);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    policy = policy_load("routing/policies/cambridgeshire-2013.yaml", "cambridgeshire-2013.yaml",
                         diagnostics);
    g_assert_nonnull(policy);
    g_test_add_func("/ladder/cambridgeshire-2013 2 item 7: rungs", test_rungs);
    g_test_add_func("/ladder/cambridgeshire-2013 2 item 7: all thirteen", test_all_thirteen);
    g_test_add_func("/ladder/cambridgeshire-2013 2 item 7: opposite number", test_opposites);
    g_test_add_func("/ladder/cambridgeshire-2013 3: leads", test_leads);
    g_test_add_func("/ladder/cambridgeshire-2013 2 item 8: climbs on", test_climbs_on);
    int result = g_test_run();
    policy_free(policy);
    return result;
}
