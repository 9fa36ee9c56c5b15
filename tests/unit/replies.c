/* replies: every mail of the repository's site as its reader sees it, once with all that a case can have
 * and once with what the first message of one has, held against a golden file. And what governance 3.1
 * forbids: nothing of a child in a subject or in a mail that may not have it.
 * CASEGATE_GOLDEN=write writes the file; read the difference before committing it. */
#include "reply_template.h"
#include <string.h>

#define GOLDEN_FILE "tests/golden/replies.txt"
#define HEADS                                                                                      \
    "2026-03-04 17 events 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\n"
#define CHILD "Zachary Canary, born Mon 4 Mar 2019, status: cp plan"

typedef struct {
    const char *field, *full, *sparse; /* sparse NULL: empty */
} Value;

static const Value values[] = {
    {"reference", "HAV-26-0042-B", "HAV-26-0042-B"},
    {"urgent_text",
     "If a child may be at immediate risk, call 999, and tell your designated safeguarding lead.",
     "If a child may be at immediate risk, call 999, and tell your designated safeguarding lead."},
    {"received_at", "10:14 on Wed 4 March 2026", "10:14 on Wed 4 March 2026"},
    {"kind", "escalation", "escalation"},
    {"stage", "Stage Three", "Stage Two"},
    {"stage_name", "Stage Three", "Stage Two"},
    {"stage_label", "Stage Three: Escalate to senior managers",
     "Stage Two: Escalate to line manager"},
    {"tier", "tier 2", NULL},
    {"state", "open", "provisional"},
    {"next_stage", "Stage Four", "Stage Three"},
    {"raising", "Oakfield Primary School", "Oakfield Primary School"},
    {"challenged", "Children's Social Care", NULL},
    {"agencies", "Oakfield Primary School and Children's Social Care", "Oakfield Primary School"},
    {"told", "senior manager, Children's Social Care", NULL},
    {"missing", "1. Is the child at immediate risk of harm?\n2. What do you want to happen?", NULL},
    {"problems", "3. Date of birth\n   In line 12 of your message: this date could not be read.",
     NULL},
    {"next_date", "Fri 6 Mar 2026 (guide date)", NULL},
    {"next_date_why", "5 working days from Fri 27 Feb 2026 → Fri 6 Mar", NULL},
    {"policy_title", "Escalation Policy", "Escalation Policy"},
    {"policy_version", "January 2020", "January 2020"},
    {"section", "2.6-2.8", "2.3-2.4"},
    {"partnership", "Havering Safeguarding Children Partnership",
     "Havering Safeguarding Children Partnership"},
    {"mailbox", "mailbox@partnership.havering.example", "mailbox@partnership.havering.example"},
    {"recorded", "- 2 children recorded\n- What is the problem?", NULL},
    {"children_count", "2", "1"},
    {"role", "senior manager", "line manager"},
    {"to_name", "Imelda Frost", "Callum Reyes"},
    {"asks", "Please discuss the matter with your opposite number, and tell us the outcome.",
     "Please discuss the matter with your opposite number, and tell us the outcome."},
    {"detail", CHILD "\nProblem: plan not progressing\n  for six weeks", CHILD},
    {"child_status", CHILD, CHILD},
    {"reply_form", "Outcome:\nDate of discussion:", "Outcome:\nDate of discussion:"},
    {"returned_form",
     "Is the child at immediate risk of harm? (yes, no or not known):\nStage: Stage Three\n"
     "What is the problem?: (received)",
     NULL},
    {"duty_form", "Course of action:\nMediation:", NULL},
    {"provisional", "provisional", NULL},
    {"what_changed", "it is now at Stage Three: Escalate to senior managers", NULL},
    {"contact", "01632 960138", NULL},
    {"question", "A message says that a child may be at immediate risk of harm.",
     "A message says that a child may be at immediate risk of harm."},
    {"reason", "the agency is not known", NULL},
    {"emergency_duty", "Emergency duty team, 01632 960109", NULL},
    {"confirm", "- the teacher raised it first\n- Stage One was discussed: Mon 9 Mar",
     "- the teacher raised it first"},
    {"decision", "The plan is reviewed by a new chair.", NULL},
    {"date", "Fri 6 Mar 2026", "Fri 6 Mar 2026"},
    {"form", "Type of message: escalation\nStage:", "Type of message: escalation\nStage:"},
    {"shared_post", "shared post", NULL},
    {"guide", "guide", NULL},
    {"records", "record actions and decisions on the child's file (section 3.1)", NULL},
    {"own_date", "", NULL},
    {"limit", "", NULL},
    {"together", "Others hold this with you; an answer of any one of you will do.", NULL},
    {"ring_now", "Emergency duty team, 01632 960109", NULL},
    {"owed", "- Written confirmation: Oakfield Primary School", NULL},
    {"asked", "confirm in writing what was agreed, and how outstanding issues will be pursued",
     NULL},
    {"unopened", "A file in your message could not be opened here.", NULL},
    {"notices", "notify the Independent Reviewing Officer, and reply 'IRO notified'", NULL},
    {"heads", HEADS, HEADS},
    {"digest",
     "Anything urgent? Nothing is marked as urgent.\n\nNeeds you\n1. message of Wed 4 Mar 10:14 · "
     "from csc, line manager · which case",
     "Anything urgent? Nothing is marked as urgent.\n\nNothing needs you."},
    {"transcript",
     "- Done – set aside 1 (the message of Wed 4 Mar 10:14): the message is set aside.\n- Not done "
     "– open 9: the mail that you answered has no number 9.",
     "- Done – set aside 1 (the message of Wed 4 Mar 10:14): the message is set aside."},
    {"instead", "link NUMBER REFERENCE\nopen NUMBER", NULL},
    {"office_phone", "01632 960138 or 01632 960139", NULL},
    {"decide",
     "1. The message that waits; it may belong to HAV-26-0042-B. By reply, one line: \"link\", the "
     "number and the reference.",
     NULL},
    {"mails",
     "callum.reyes@csc.havering.example (line manager): notice-stage, sent at 10:14 on Wed 4 "
     "March 2026\nimelda.frost@csc.havering.example: extract, sent at 10:20 on Thu 5 March 2026",
     NULL},
    {"signature", "Havering Safeguarding Children Partnership",
     "Havering Safeguarding Children Partnership"},
};

/* At the end it is no sentence of the policy that is asked, but what bars closing. */
static const char *const closings[] = {
    "notice-resolved", "notice-decision",   "closed", "confirm-request",
    "accounts-differ", "learning-question", NULL};
#define ASKED_AT_CLOSING "record this decision on the child's file"

/* The mails whose readers the policy names for a child's details. */
static const char *const entitled[] = {"notice-stage",  "notice-informed", "notice-status",
                                       "policy-issue",  "extract",         "notice-response",
                                       "notice-advice", "notice-request",  NULL};
static const char *const signposts[] = {"signpost-advice",        "signpost-conference",
                                        "signpost-single-agency", "signpost-whistleblowing",
                                        "representative",         NULL};

static ReplyTemplates *site_templates(void)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    ReplyTemplates *templates =
        reply_templates_load("templates/replies", "templates/replies", diagnostics);
    g_autofree char *findings = diagnostics_text(diagnostics);
    g_assert_cmpstr(findings, ==, "");
    return templates;
}

static TemplateValues *values_of(gboolean full)
{
    TemplateValues *table = template_values_new(NULL, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(values); i++) {
        const char *value = full ? values[i].full : values[i].sparse;
        if (value)
            template_values_put(table, values[i].field, value);
    }
    return table;
}

static void append_mail(GString *all, const ReplyTemplates *templates, const char *name,
                        gboolean full)
{
    g_autofree char *subject = NULL, *body = NULL;
    g_autoptr(TemplateValues) table = values_of(full);
    const ReplyTemplate *reply = reply_templates_find(templates, "havering-2020", name);
    g_assert_nonnull(reply);
    if (g_strv_contains(closings, name))
        template_values_put(table, "asks", ASKED_AT_CLOSING);
    reply_template_render(reply, table, &subject, &body);
    g_assert_null(strstr(subject, "Canary"));
    g_assert_true((strstr(body, "Canary") != NULL) == g_strv_contains(entitled, name));
    g_assert_null(strstr(body, "{{"));
    g_string_append_printf(all, "======== %s, %s\nSubject: %s\n\n%s\n", name,
                           full ? "all there is" : "little", subject, body);
}

static char *rendered(const ReplyTemplates *templates)
{
    GString *all = g_string_new(NULL);
    for (gboolean full = TRUE; full >= FALSE; full--) {
        const char *const *names = reply_template_known_names();
        for (guint i = 0; names[i]; i++)
            append_mail(all, templates, names[i], full);
        for (guint i = 0; signposts[i]; i++)
            append_mail(all, templates, signposts[i], full);
    }
    return g_string_free(all, FALSE);
}

static void test_golden(void)
{
    g_autoptr(ReplyTemplates) templates = site_templates();
    g_autofree char *text = rendered(templates);
    g_autofree char *want = NULL;
    if (g_strcmp0(g_getenv("CASEGATE_GOLDEN"), "write") == 0)
        g_assert_true(g_file_set_contents(GOLDEN_FILE, text, -1, NULL));
    g_assert_true(g_file_get_contents(GOLDEN_FILE, &want, NULL, NULL));
    g_assert_cmpstr(text, ==, want);
}

/* Every field that a template may name is tried here. */
static void test_fields(void)
{
    const char *const *fields = reply_template_known_fields();
    for (guint i = 0; fields[i]; i++) {
        gboolean tried = FALSE;
        for (gsize j = 0; j < G_N_ELEMENTS(values); j++)
            tried = tried || g_str_equal(values[j].field, fields[i]);
        g_test_message("%s", fields[i]);
        g_assert_true(tried);
    }
}

/* What a stranger gets is the same whether or not a case exists. */
static void test_receipt(void)
{
    g_autoptr(ReplyTemplates) templates = site_templates();
    const ReplyTemplate *receipt = reply_templates_find(templates, "havering-2020", "receipt");
    g_autoptr(TemplateValues) with = values_of(TRUE), without = values_of(TRUE);
    g_autofree char *subject = NULL, *body = NULL, *other_subject = NULL, *other_body = NULL;
    static const char *const of_case[] = {"reference",  "stage",   "stage_name", "stage_label",
                                          "challenged", "raising", "told",       "missing",
                                          "next_date",  "state",   "recorded",   "tier"};
    for (gsize i = 0; i < G_N_ELEMENTS(of_case); i++)
        template_values_put(without, of_case[i], NULL);
    reply_template_render(receipt, with, &subject, &body);
    reply_template_render(receipt, without, &other_subject, &other_body);
    g_assert_cmpstr(subject, ==, other_subject);
    g_assert_cmpstr(body, ==, other_body);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/replies/golden", test_golden);
    g_test_add_func("/replies/fields", test_fields);
    g_test_add_func("/replies/receipt", test_receipt);
    return g_test_run();
}
