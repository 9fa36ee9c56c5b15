/* policy: what a policy file says is what is read; every fault is said at its line; and which stage
 * people mean by their words. Run from the repository's root. */
#include "policy.h"
#include <string.h>

/* A policy that uses the whole vocabulary; tests replace a part of it. */
static const char whole[] =
    "id: test-2026\n"                                                                       /* 1 */
    "prefix: TST\n"                                                                         /* 2 */
    "title: Test Policy\n"                                                                  /* 3 */
    "version: March 2026\n"                                                                 /* 4 */
    "effective: 2026-03\n"                                                                  /* 5 */
    "review_due: 2029\n"                                                                    /* 6 */
    "partnership: {name: Test Partnership, short: TP, aliases: [the board]}\n"              /* 7 */
    "reasons: {values: [one, two], section: '1.1'}\n"                                       /* 8 */
    "scope: {internal: yes, section: '1.2'}\n"                                              /* 9 */
    "originator: {told: yes, section: '1.3'}\n"                                             /* 10 */
    "urgent_text: Call 999.\n"                                                              /* 11 */
    "urgent:\n"                                                                             /* 12 */
    "  - field: nai_infant\n"                                                               /* 13 */
    "    tell: [{side: both, roles: [designated_safeguarding_lead]}]\n"                     /* 14 */
    "    immediate: yes\n"                                                                  /* 15 */
    "    at_once: [T1, T2]\n"                                                               /* 16 */
    "    section: '1.4'\n"                                                                  /* 17 */
    "stages:\n"                                                                             /* 18 */
    "  - id: T1\n"                                                                          /* 19 */
    "    label: 'First: workers'\n"                                                         /* 20 */
    "    name: First\n"                                                                     /* 21 */
    "    words: [workers, Practitioner Level]\n"                                            /* 22 */
    "    band: 1\n"                                                                         /* 23 */
    "    holders:\n"                                                                        /* 24 */
    "      - {side: both, rule: worker}\n"                                                  /* 25 */
    "      - {side: raising, rule: ladder, informed: yes}\n"                                /* 26 */
    "    exits:\n"                                                                          /* 27 */
    "      - {to: T2, when: unresolved, by: [holders], strength: must, section: '2.1a'}\n"  /* 28 */
    "      - {to: T3, when: policy-issue, by: [holders]}\n"                                 /* 29 */
    "    extract_on_leaving: yes\n"                                                         /* 30 */
    "    asks: Please talk.\n"                                                              /* 31 */
    "    section: '2.1'\n"                                                                  /* 32 */
    "  - id: T2\n"                                                                          /* 33 */
    "    label: 'Second: managers'\n"                                                       /* 34 */
    "    name: Second\n"                                                                    /* 35 */
    "    words: [managers, senior managers]\n"                                              /* 36 */
    "    tiers:\n"                                                                          /* 37 */
    "      - label: tier 1\n"                                                               /* 38 */
    "        holders:\n"                                                                    /* 39 */
    "          - {side: both, rule: all, roles: [line_manager, named_nurse]}\n"             /* 40 */
    "          - {side: challenged, rule: any, roles: [headteacher], services: [school]}\n" /* 41 */
    "      - {label: next, repeat: yes, holders: [{side: both, rule: next-band}]}\n"        /* 42 */
    "      - {label: last, last: yes, gives_members: yes, holders: [{side: both, roles: "
    "[partnership_member]}]}\n"
    "    exits:\n"                                                                         /* 44 */
    "      - {to: T3, when: unresolved, by: [raising], gate: members, strength: should}\n" /* 45 */
    "      - {to: handed-off, when: reviewed, by: [office]}\n"                             /* 46 */
    "    section: '2.2'\n"                                                                 /* 47 */
    "  - id: T3\n"                                                                         /* 48 */
    "    label: 'Third: the Chair'\n"                                                      /* 49 */
    "    name: Third\n"                                                                    /* 50 */
    "    words: [chair]\n"                                                                 /* 51 */
    "    holders: [{side: partnership, roles: [chair]}]\n"                                 /* 52 */
    "    chooses: [direct, panel]\n"                                                       /* 53 */
    "    when_chosen: [{side: both, roles: [senior_manager]}]\n"                           /* 54 */
    "    exits: [{to: closing, when: decided, by: [chair]}]\n"                             /* 55 */
    "    section: '2.3'\n"                                                                 /* 56 */
    "gates:\n"                                                                             /* 57 */
    "  - {id: members, of: each-agency-concerned, strength: should, asks: who, section: '2.2'}\n"
    "clocks:\n" /* 59 */
    "  - {id: day, kind: same-day, from: receipt, on_breach: delay-record, section: '3.1'}\n"
    "  - {id: max, kind: maximum, from: receipt, working_days: 5, on_breach: late, section: "
    "'3.2'}\n"
    "  - {id: guide, kind: guide, from: disagreement_date, working_days: 5, or_safe_by: yes, "
    "on_breach: prompt, prompt: raising, stage: T2, wording: a week, section: '3.3'}\n"
    "  - {id: now, kind: immediate, from: stage-entered, stage: T3, section: '3.4'}\n" /* 63 */
    "status_notices:\n"                                                                /* 64 */
    "  - {kind: dsl-notice, statuses: [cp_plan], from_stage: T2, side: raising, role: "
    "designated_safeguarding_lead, strength: must, section: '4.1'}\n"
    "owed:\n" /* 66 */
    "  - {kind: written-confirmation, per: side, since: closing, bars_closing: yes, strength: "
    "must, met_by: [confirmed_by], asks: confirm, section: '5.1'}\n"
    "  - {kind: chair-report, per: case, since: T3, met_by: [chair-report], section: '5.2'}\n" /* 68 */
    "panel: {agencies: 3, full_member: yes, senior: yes, agencies_concerned: yes, representations: "
    "yes, strength: must, section: '6.1'}\n"
    "side_routes:\n" /* 70 */
    "  - {kind: cp-conference-request, template: signpost-advice, tell_role: service_manager, "
    "restricted: yes, section: '7.1'}\n"
    "ladders:\n"                                                /* 72 */
    "  - service: gp\n"                                         /* 73 */
    "    section: '8.1'\n"                                      /* 74 */
    "    rungs:\n"                                              /* 75 */
    "      - {roles: [worker]}\n"                               /* 76 */
    "      - {rule: any, roles: [named_doctor, named_nurse]}\n" /* 77 */
    "delay_record:\n"                                           /* 78 */
    "  - {kind: delay-reasons, of: raising, bars_closing: no, asks: why, section: '9.1'}\n";

static Policy *parse(const char *text, char **findings_out)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    Policy *policy = policy_parse(text, strlen(text), "p.yaml", diagnostics);
    *findings_out = diagnostics_text(diagnostics);
    return policy;
}

static Policy *good(void)
{
    g_autofree char *findings = NULL;
    Policy *policy = parse(whole, &findings);
    g_assert_cmpstr(findings, ==, "");
    g_assert_nonnull(policy);
    return policy;
}

static Policy *havering(void)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    Policy *policy = policy_load("routing/policies/havering-2020.yaml",
                                 "routing/policies/havering-2020.yaml", diagnostics);
    g_autofree char *findings = diagnostics_text(diagnostics);
    g_assert_cmpstr(findings, ==, "");
    return policy;
}

static void test_names(void)
{
    g_autoptr(Policy) policy = good();
    g_assert_cmpstr(policy->id, ==, "test-2026");
    g_assert_cmpstr(policy->prefix, ==, "TST");
    g_assert_cmpstr(policy->effective, ==, "2026-03");
    g_assert_cmpstr(policy->review_due, ==, "2029");
    g_assert_cmpstr(policy->partnership_short, ==, "TP");
    g_assert_cmpstr(policy->partnership_aliases[0], ==, "the board");
    g_assert_cmpstr(policy->reasons[1], ==, "two");
    g_assert_true(policy->internal_in_scope);
    g_assert_true(policy->originator_told);
    g_assert_cmpstr(policy->text, ==, whole);
    g_assert_cmpuint(strlen(policy->sha256), ==, 64);
}

static void assert_holder(const PolicyTier *tier, guint index, Side side, HolderRule rule,
                          const char *first_role)
{
    const PolicyHolder *holder = g_ptr_array_index(tier->holders, index);
    g_assert_cmpint(holder->side, ==, side);
    g_assert_cmpint(holder->rule, ==, rule);
    g_assert_cmpstr(holder->roles[0], ==, first_role);
    g_assert_nonnull(holder->section);
}

static void test_stages(void)
{
    g_autoptr(Policy) policy = good();
    const PolicyStage *first = policy_stage(policy, "T1"), *second = policy_stage_at(policy, 2);
    const PolicyTier *only = policy_stage_tier(first, 0);
    g_assert_cmpuint(policy->stages->len, ==, 3);
    g_assert_cmpuint(first->number, ==, 1);
    g_assert_cmpstr(first->words[1], ==, "practitioner level");
    g_assert_true(first->extract_on_leaving);
    g_assert_false(first->tiered);
    g_assert_cmpuint(only->holders->len, ==, 3);
    assert_holder(only, 0, SIDE_RAISING, HOLD_WORKER, NULL);
    assert_holder(only, 1, SIDE_CHALLENGED, HOLD_WORKER, NULL);
    assert_holder(only, 2, SIDE_RAISING, HOLD_LADDER, NULL);
    g_assert_true(((const PolicyHolder *)g_ptr_array_index(only->holders, 2))->informed);
    g_assert_true(second->tiered);
    assert_holder(policy_stage_tier(second, 1), 0, SIDE_RAISING, HOLD_ALL, "line_manager");
    assert_holder(policy_stage_tier(second, 1), 2, SIDE_CHALLENGED, HOLD_ANY, "headteacher");
    assert_holder(policy_stage_tier(second, 2), 0, SIDE_RAISING, HOLD_NEXT_BAND, NULL);
    g_assert_true(policy_stage_tier(second, 7) == policy_stage_tier(second, 2));
    g_assert_null(policy_stage(policy, "T4"));
    g_assert_null(policy_stage(policy, NULL));
    g_assert_null(policy_stage_at(policy, 0));
    g_assert_null(policy_stage_at(policy, 4));
}

static void test_exits(void)
{
    g_autoptr(Policy) policy = good();
    const PolicyStage *first = policy_stage(policy, "T1"), *second = policy_stage(policy, "T2");
    g_assert_cmpstr(policy_exit(first, "unresolved")->to, ==, "T2");
    g_assert_cmpstr(policy_exit(first, "unresolved")->section, ==, "2.1a");
    g_assert_cmpint(policy_exit(first, "unresolved")->strength, ==, STRENGTH_MUST);
    g_assert_cmpstr(policy_exit(first, "policy-issue")->section, ==, "2.1");
    g_assert_cmpint(policy_exit(first, "policy-issue")->strength, ==, STRENGTH_NONE);
    g_assert_cmpstr(policy_exit(second, "unresolved")->gate, ==, "members");
    g_assert_cmpstr(policy_exit(second, "unresolved")->by[0], ==, "raising");
    g_assert_cmpstr(policy_exit(second, "reviewed")->to, ==, "handed-off");
    g_assert_null(policy_exit(second, "resolved"));
    g_assert_cmpstr(policy_gate(policy, "members")->asks, ==, "who");
    g_assert_null(policy_gate(policy, NULL));
}

static void test_rules(void)
{
    g_autoptr(Policy) policy = good();
    const PolicyUrgent *urgent = g_ptr_array_index(policy->urgent, 0);
    const PolicyClock *day = g_ptr_array_index(policy->clocks, 0);
    const PolicyClock *guide = g_ptr_array_index(policy->clocks, 2);
    const PolicyStatusNotice *notice = g_ptr_array_index(policy->status_notices, 0);
    const PolicyOwed *owed = g_ptr_array_index(policy->owed, 0);
    const PolicyLadder *ladder = g_ptr_array_index(policy->ladders, 0);
    const PolicyHolder *rung = g_ptr_array_index(ladder->rungs, 1);
    g_assert_cmpstr(urgent->field, ==, "nai_infant");
    g_assert_cmpstr(urgent->at_once[1], ==, "T2");
    g_assert_true(urgent->immediate);
    g_assert_cmpuint(urgent->tell->len, ==, 2);
    g_assert_cmpint(day->kind, ==, CLOCK_SAME_DAY);
    g_assert_cmpint(day->working_days, ==, -1);
    g_assert_cmpstr(day->on_breach, ==, "delay-record");
    g_assert_null(day->stage);
    g_assert_cmpint(guide->working_days, ==, 5);
    g_assert_cmpstr(guide->prompt_side, ==, "raising");
    g_assert_cmpstr(guide->stage, ==, "T2");
    g_assert_true(guide->or_safe_by);
    g_assert_cmpint(notice->side, ==, SIDE_RAISING);
    g_assert_cmpstr(owed->per, ==, "side");
    g_assert_true(owed->bars_closing);
    g_assert_cmpuint(policy->panel->agencies, ==, 3);
    g_assert_cmpstr(policy_side_route(policy, "cp-conference-request")->tell_role, ==,
                    "service_manager");
    g_assert_null(policy_side_route(policy, "advice"));
    g_assert_cmpint(rung->rule, ==, HOLD_ANY);
    g_assert_cmpstr(rung->section, ==, "8.1");
}

/* A rule for a service stands in place of the side's rules without one, and only there. */
static void test_services(void)
{
    g_autoptr(Policy) policy = good();
    const GPtrArray *holders = policy_stage_tier(policy_stage(policy, "T2"), 1)->holders;
    const PolicyHolder *raising = g_ptr_array_index(holders, 0);
    const PolicyHolder *challenged = g_ptr_array_index(holders, 1);
    const PolicyHolder *school = g_ptr_array_index(holders, 2);
    g_assert_true(policy_holder_applies(holders, raising, "school"));
    g_assert_false(policy_holder_applies(holders, challenged, "school"));
    g_assert_true(policy_holder_applies(holders, school, "school"));
    g_assert_true(policy_holder_applies(holders, challenged, "gp"));
    g_assert_false(policy_holder_applies(holders, school, "gp"));
    g_assert_true(policy_holder_applies(holders, challenged, NULL));
    g_assert_false(policy_holder_applies(holders, school, NULL));
}

static const struct {
    const char *name, *part, *instead, *want;
} faults[] = {
    {"unknown key", "version:", "verson:",
     "p.yaml:1: 'version' is missing; add it\n"
     "p.yaml:4: unknown key 'verson'; did you mean 'version'?\n"},
    {"repeated key", "prefix: TST", "id: test-2026",
     "p.yaml:1: 'prefix' is missing; add it\n"
     "p.yaml:2: key 'id' is there already (line 1); remove one\n"},
    {"no prefix of references", "TST", "T1",
     "p.yaml:2: 'T1' is no prefix of references; write two to five capital letters\n"},
    {"no id", "test-2026", "Test 2026",
     "p.yaml:1: 'Test 2026' is no policy id; write small letters, digits and '-' only\n"},
    {"no date", "effective: 2026-03", "effective: March",
     "p.yaml:5: 'effective' is no date: 'March'; write 2020, 2020-01 or 2020-01-31, or leave it "
     "out\n"},
    {"no section", ", section: '1.1'}", "}",
     "p.yaml:8: 'section' is missing; say where in the policy this rule stands\n"},
    {"exit to nowhere", "to: T2, when", "to: T9, when",
     "p.yaml:28: 'to' names stage 'T9', which this policy does not have; it has: T1, T2, T3, "
     "closing, handed-off\n"
     "p.yaml:33: no exit leads to stage 'T2'; add one to an earlier stage\n"},
    {"gate that is not there", "gate: members,", "gate: member,",
     "p.yaml:45: 'gate' names gate 'member', which this policy does not have; it has: members\n"
     "p.yaml:58: no exit asks for gate 'members'; name it under 'gate' of the exit it stands "
     "before, or remove it\n"},
    {"clock of no stage", "stage: T2, wording", "stage: T8, wording",
     "p.yaml:62: 'stage' names stage 'T8', which this policy does not have; it has: T1, T2, T3\n"},
    {"notice from no stage", "from_stage: T2", "from_stage: T8",
     "p.yaml:65: 'from_stage' names stage 'T8', which this policy does not have; it has: T1, T2, "
     "T3\n"},
    {"owed since no stage", "since: T3", "since: later",
     "p.yaml:68: 'since' names stage 'later', which this policy does not have; it has: T1, T2, "
     "T3\n"},
    {"at once no stage", "at_once: [T1, T2]", "at_once: [T1, T5]",
     "p.yaml:16: 'at_once' names stage 'T5', which this policy does not have; it has: T1, T2, "
     "T3\n"},
    {"stage twice", "- id: T3", "- id: T2",
     "p.yaml:29: 'to' names stage 'T3', which this policy does not have; it has: T1, T2, T2, "
     "closing, handed-off\n"
     "p.yaml:45: 'to' names stage 'T3', which this policy does not have; it has: T1, T2, T2, "
     "closing, handed-off\n"
     "p.yaml:48: 'T2' is there already in 'stages' (line 33); rename one\n"
     "p.yaml:48: no exit leads to stage 'T2'; add one to an earlier stage\n"
     "p.yaml:63: 'stage' names stage 'T3', which this policy does not have; it has: T1, T2, T2\n"
     "p.yaml:68: 'since' names stage 'T3', which this policy does not have; it has: T1, T2, T2\n"},
    {"stage without exits", "    exits: [{to: closing, when: decided, by: [chair]}]\n", "",
     "p.yaml:48: stage 'T3' has no exits; say where it leads when it is resolved\n"},
    {"nobody may", ", by: [holders]}", "}",
     "p.yaml:29: 'by' is missing; say who may do this: originator, holders, raising, challenged or "
     "a role of the partnership\n"},
    {"no such occasion", "when: decided", "when: settled",
     "p.yaml:55: 'when' cannot be 'settled'; write one of: unresolved, resolved, policy-issue, "
     "reviewed, decided\n"},
    {"no such rule", "rule: all,", "rule: both,",
     "p.yaml:40: 'rule' cannot be 'both'; write one of: first, any, all, worker, next-band, "
     "ladder\n"},
    {"roles missing", "roles: [chair]", "informed: no",
     "p.yaml:52: 'roles' is missing; name who holds it, as in people.csv\n"},
    {"roles without use", "{side: both, rule: worker}",
     "{side: both, rule: worker, roles: [chair]}",
     "p.yaml:25: the rule 'worker' finds people by itself; remove 'roles'\n"},
    {"next band at once", "{side: both, rule: all, roles: [line_manager, named_nurse]}",
     "{side: both, rule: next-band}",
     "p.yaml:33: stage 'T2': the next band is that above an earlier tier; the first tier must name "
     "roles\n"},
    {"no last tier", "label: last, last: yes", "label: last",
     "p.yaml:33: stage 'T2': the last tier of a stage must say 'last: yes'\n"},
    {"last too early", "label: next, repeat: yes", "label: next, last: yes",
     "p.yaml:33: stage 'T2': only the last tier of a stage may say 'last: yes'\n"},
    {"repeating the last", "last: yes, gives", "last: yes, repeat: yes, gives",
     "p.yaml:33: stage 'T2': a tier that repeats stands between the first and the last\n"},
    {"gate without members", ", gives_members: yes", "",
     "p.yaml:58: no tier has 'gives_members: yes'; the gate could never be met\n"},
    {"panel nobody chooses", "chooses: [direct, panel]", "chooses: [direct]",
     "p.yaml:69: no stage can choose the panel; add 'panel' to its 'chooses'\n"},
    {"panel nobody describes",
     "panel: {agencies: 3, full_member: yes, senior: yes, agencies_concerned: yes, "
     "representations: yes, strength: must, section: '6.1'}\n",
     "", "p.yaml:48: stage 'T3' can choose a panel; add 'panel' to say who sits on it\n"},
    {"choice without people", "    when_chosen: [{side: both, roles: [senior_manager]}]\n", "",
     "p.yaml:48: 'chooses' and 'when_chosen' belong together; add the other\n"},
    {"days for a day", "kind: same-day, from: receipt",
     "kind: same-day, working_days: 1, from: receipt",
     "p.yaml:60: a same-day clock counts no days; remove 'working_days'\n"},
    {"no days to count", "working_days: 5, on_breach: late", "on_breach: late",
     "p.yaml:61: a maximum clock needs 'working_days'; leave the clock out if the policy gives no "
     "number\n"},
    {"prompt without breach", "on_breach: prompt, prompt", "on_breach: late, prompt",
     "p.yaml:62: 'prompt' says who is asked; it needs 'on_breach: prompt'\n"},
    {"nothing to record",
     "delay_record:\n  - {kind: delay-reasons, of: raising, bars_closing: no, asks: why, section: "
     "'9.1'}\n",
     "",
     "p.yaml:60: 'on_breach: delay-record' asks for nothing; add 'delay_record' to the policy and "
     "say what\n"},
    {"recorded of nobody", "kind: delay-reasons, of: raising", "kind: delay-reasons, of: nobody",
     "p.yaml:79: 'of' cannot be 'nobody'; write one of: raising, challenged\n"},
    {"a record nobody asks for", "on_breach: delay-record", "on_breach: late",
     "p.yaml:79: no clock has 'on_breach: delay-record'; the record would never be asked for\n"},
    {"no such strength", "strength: must, section: '2.1a'", "strength: shall, section: '2.1a'",
     "p.yaml:28: 'strength' cannot be 'shall'; write one of: must, should, may, guide, expect\n"},
    {"no such side route", "kind: cp-conference-request", "kind: complaint",
     "p.yaml:71: 'kind' cannot be 'complaint'; write one of: whistleblowing, single-agency, "
     "advice, "
     "representative-enquiry, cp-conference-request\n"},
    {"ladder rule without ladders",
     "ladders:\n  - service: gp\n    section: '8.1'\n    rungs:\n      - {roles: [worker]}\n      "
     "- "
     "{rule: any, roles: [named_doctor, named_nurse]}\n",
     "", "p.yaml:19: stage 'T1': the rule 'ladder' needs 'ladders' in this policy\n"},
    {"a list that is none", "at_once: [T1, T2]\n    section: '1.4'",
     "at_once: [T1, T2]\n    section: '1.4'\n    tell_me: x",
     "p.yaml:18: unknown key 'tell_me'; remove it\n"},
};

static char *replaced(const char *part, const char *instead)
{
    const char *at = strstr(whole, part);
    g_assert_nonnull(at);
    return g_strdup_printf("%.*s%s%s", (int)(at - whole), whole, instead, at + strlen(part));
}

static void test_faults(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(faults); i++) {
        g_autofree char *text = replaced(faults[i].part, faults[i].instead);
        g_autofree char *findings = NULL;
        g_autoptr(Policy) policy = parse(text, &findings);
        g_test_message("%s", faults[i].name);
        g_assert_cmpstr(findings, ==, faults[i].want);
        g_assert_null(policy);
    }
}

static const struct {
    const char *name, *text, *want;
} no_policies[] = {
    {"empty", "", "p.yaml: no policy; the file must begin with 'id:'\n"},
    {"a list", "- id: x\n", "p.yaml: no policy; the file must begin with 'id:'\n"},
    {"no stages",
     "id: xyz\nprefix: XY\ntitle: t\nversion: v\nurgent_text: u\n"
     "partnership: {name: n, short: s}\n",
     "p.yaml:1: the policy has no stages; add 'stages'\n"},
};

static void test_no_policies(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(no_policies); i++) {
        g_autofree char *findings = NULL;
        g_autoptr(Policy) policy = parse(no_policies[i].text, &findings);
        g_test_message("%s", no_policies[i].name);
        g_assert_cmpstr(findings, ==, no_policies[i].want);
        g_assert_null(policy);
    }
}

static const struct {
    const char *text, *stage; /* stage NULL: claimed, but there is none; "" = nothing is claimed */
} claims[] = {
    {"Stage Three", "S3"},
    {"stage 3", "S3"},
    {"STAGE III", "S3"},
    {"Step 2", "S2"},
    {"level 4", "S4"},
    {"third stage", "S3"},
    {"3", "S3"},
    {"iii", "S3"},
    {"S2", "S2"},
    {"two", "S2"},
    {"Stage Two: Escalate to line manager", "S2"},
    {"Stage Three please.", "S3"},
    {"Stage number 2", "S2"},
    {"managers", "S2"},
    {"Manager to manager", "S2"},
    {"Senior managers", "S3"},
    {"The Chair", "S4"},
    {"informal", "S1"},
    {"Stage 3 (Stage 2 failed)", "S3"},
    {"Stage Seven", NULL},
    {"9", NULL},
    {"", ""},
    {"Not applicable", ""},
    {"Spoke 5 Mar, not resolved.", ""},
    {"Thank you, the chair of governors was told.", ""},
    {"Managers have not agreed.", ""},
    {"We are not ready for stage four.", ""},
    {"Please look at it again before stage four is asked for.", ""},
    {"This is not resolved, so please move it to stage three.", "S3"},
    {"Stage two has failed after two meetings with the other agency; please take it to stage three",
     "S3"},
    {"Stage two and stage three were both tried by the managers and nobody could say why it failed",
     ""},
    {"Yes, but S2 was by phone on 13th", "S2"},
};

static void test_claims(void)
{
    g_autoptr(Policy) policy = havering();
    for (gsize i = 0; i < G_N_ELEMENTS(claims); i++) {
        gboolean claimed = FALSE;
        const PolicyStage *stage = policy_stage_named(policy, claims[i].text, &claimed);
        gboolean nothing = claims[i].stage && *claims[i].stage == '\0';
        g_test_message("'%s'", claims[i].text);
        g_assert_cmpstr(stage ? stage->id : NULL, ==, nothing ? NULL : claims[i].stage);
        g_assert_true(claimed == !nothing);
    }
}

/* What the document of January 2020 says, rule by rule. */
static void test_havering(void)
{
    g_autoptr(Policy) policy = havering();
    const PolicyStage *second = policy_stage(policy, "S2"), *third = policy_stage(policy, "S3");
    const PolicyStage *fourth = policy_stage(policy, "S4");
    const PolicyClock *week = g_ptr_array_index(policy->clocks, 0);
    const PolicyStatusNotice *iro = g_ptr_array_index(policy->status_notices, 0);
    g_assert_cmpuint(policy->stages->len, ==, 4);
    g_assert_cmpuint(policy->clocks->len, ==, 1); /* 1.4 is the only number in it */
    g_assert_cmpint(week->working_days, ==, 5);
    g_assert_cmpint(week->kind, ==, CLOCK_GUIDE);
    g_assert_cmpstr(week->on_breach, ==, "prompt");
    g_assert_cmpstr(iro->role, ==, "independent_reviewing_officer");
    g_assert_cmpstr(iro->from_stage, ==, "S2");
    assert_holder(policy_stage_tier(second, 0), 0, SIDE_RAISING, HOLD_FIRST, "line_manager");
    assert_holder(policy_stage_tier(third, 1), 1, SIDE_CHALLENGED, HOLD_FIRST, "senior_manager");
    g_assert_true(((const PolicyTier *)g_ptr_array_index(third->tiers, 2))->gives_members);
    g_assert_cmpstr(policy_exit(second, "unresolved")->by[0], ==, "holders"); /* 2.7: they report */
    g_assert_null(policy_exit(second, "unresolved")->by[1]);
    g_assert_cmpstr(policy_exit(third, "unresolved")->gate, ==, "members-engaged");
    g_assert_cmpint(policy_exit(third, "unresolved")->strength, ==, STRENGTH_SHOULD);
    assert_holder(policy_stage_tier(fourth, 0), 0, SIDE_PARTNERSHIP, HOLD_FIRST, "chair");
    g_assert_cmpuint(policy_stage_tier(fourth, 0)->holders->len, ==, 1);
    g_assert_cmpuint(fourth->when_chosen->len, ==, 2);
    g_assert_cmpuint(policy->panel->agencies, ==, 3);
    g_assert_cmpuint(policy->owed->len, ==, 2);
    g_assert_true(policy_side_route(policy, "whistleblowing")->restricted);
    g_assert_nonnull(policy_side_route(policy, "single-agency"));
    g_assert_null(policy_side_route(policy, "advice")); /* the revised policy's */
    g_assert_false(policy->internal_in_scope);
    g_assert_null(policy->review_due);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/policy/names", test_names);
    g_test_add_func("/policy/stages", test_stages);
    g_test_add_func("/policy/exits", test_exits);
    g_test_add_func("/policy/rules", test_rules);
    g_test_add_func("/policy/services", test_services);
    g_test_add_func("/policy/faults", test_faults);
    g_test_add_func("/policy/no-policies", test_no_policies);
    g_test_add_func("/policy/claims", test_claims);
    g_test_add_func("/policy/havering", test_havering);
    return g_test_run();
}
