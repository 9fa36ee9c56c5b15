/* The queue, one case and an explanation, as text and JSON against golden files. */
#include "golden.h"
#include "made_case.h"

#include "decide.h"
#include "proven.h"

#include <json-glib/json-glib.h>
#include <string.h>

static Ruleset *rules;

static View view_on(FILE *out, gboolean json)
{
    const View view = {
        .rules = rules,
        .now = golden_at(rules, "2026-03-10T09:30"),
        .json = json,
        .width = 100,
        .out = out,
    };
    return view;
}

/* One late case, one ordinary, one whose routing is held, one that is closing, one that is closed. */
static GPtrArray *some_cases(void)
{
    GPtrArray *cases = g_ptr_array_new_with_free_func((GDestroyNotify)case_free);
    g_ptr_array_add(cases, made_case(rules));
    Case *late = made_bare(rules, "HAV-26-0043-D", "2026-03-05T09:00");
    late->urgent = TRUE;
    made_date(late, "harm", "immediate", day_new(2026, 3, 5), late->opened, TRUE, MET_PENDING,
              "from receipt");
    g_ptr_array_add(cases, late);
    Case *held = made_bare(rules, "HAV-26-0044-F", "2026-03-09T16:00");
    held->state = CASE_PROVISIONAL;
    held->harm_unanswered = TRUE;
    held->routing_held = SIDE_CHALLENGED;
    g_clear_pointer(&held->challenged, g_free);
    g_ptr_array_add(cases, held);
    Case *closing = made_bare(rules, "HAV-26-0040-X", "2026-02-20T11:00");
    closing->state = CASE_CLOSING;
    made_owed(closing, "file-tick", "csc", 1, TRUE, closing->opened, INSTANT_UNKNOWN);
    made_owed(closing, "file-tick", "oakfield", 1, TRUE, closing->opened, INSTANT_UNKNOWN);
    made_owed(closing, "originator-told", "", 0, TRUE, closing->opened, INSTANT_UNKNOWN);
    g_ptr_array_add(cases, closing);
    Case *closed = made_bare(rules, "HAV-26-0039-W", "2026-02-19T11:00");
    closed->state = CASE_CLOSED;
    g_ptr_array_add(cases, closed);
    return cases;
}

typedef struct {
    const char *name, *golden;
    gboolean json, none;
    QueueAsk filter;
} QueueCase;

static const QueueCase queues[] = {
    {"text", "queue.txt", FALSE, FALSE, {0}},
    {"json", "queue.json", TRUE, FALSE, {0}},
    {"empty", "queue-empty.txt", FALSE, TRUE, {0}},
    {"overdue", "queue-overdue.txt", FALSE, FALSE, {.late = TRUE}},
};

static void test_queue(gconstpointer data)
{
    const QueueCase *c = data;
    g_autoptr(GPtrArray) cases = some_cases();
    Golden golden;
    if (c->none)
        g_ptr_array_set_size(cases, 0);
    golden_open(&golden);
    const View view = view_on(golden.out, c->json);
    view_queue(&view, cases, c->none ? (HeldCount){0} : (HeldCount){2, 1}, &c->filter);
    golden_compare(&golden, c->golden);
}

typedef struct {
    const char *name;
    QueueAsk filter;
    const char *want; /* references in the queue's order */
} FilterCase;

static const FilterCase filters[] = {
    {"all", {0}, "HAV-26-0043-D HAV-26-0044-F HAV-26-0042-B HAV-26-0040-X"},
    {"agency", {.agency = "csc"}, "HAV-26-0043-D HAV-26-0042-B HAV-26-0040-X"},
    {"agency-none", {.agency = "brambles"}, ""},
    {"stage", {.stage = "s3"}, "HAV-26-0042-B"},
    {"overdue", {.late = TRUE}, "HAV-26-0043-D"},
    {"quiet", {.quiet_days = 5}, "HAV-26-0040-X"},
    {"several", {.agency = "csc", .stage = "S2", .late = TRUE}, "HAV-26-0043-D"},
};

static void test_filter(gconstpointer data)
{
    const FilterCase *c = data;
    g_autoptr(GPtrArray) cases = some_cases();
    g_autoptr(GString) got = g_string_new(NULL);
    Golden golden;
    golden_open(&golden);
    const View view = view_on(golden.out, TRUE);
    view_queue(&view, cases, (HeldCount){0}, &c->filter);
    fclose(golden.out);
    g_autoptr(JsonNode) root = json_from_string(golden.text, NULL);
    JsonArray *list = json_object_get_array_member(json_node_get_object(root), "cases");
    for (guint i = 0; i < json_array_get_length(list); i++)
        g_string_append_printf(
            got, "%s%s", i ? " " : "",
            json_object_get_string_member(json_array_get_object_element(list, i), "reference"));
    g_assert_cmpstr(got->str, ==, c->want);
    free(golden.text);
}

static GPtrArray *some_hashes(void)
{
    GPtrArray *hashes = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(hashes, g_strnfill(64, 'a'));
    g_ptr_array_add(hashes, g_strnfill(64, 'b'));
    return hashes;
}

static GPtrArray *some_sent(void)
{
    GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)outbox_row_free);
    OutboxRow *mail = outbox_row_new();
    made_set(&mail->to, "head@oakfield.example");
    made_set(&mail->role, "senior_manager");
    made_set(&mail->template, "notice");
    made_set(&mail->subject, "HAV-26-0042-B: Stage Three");
    made_set(&mail->message_id, "abcdefghijklmnop@partnership.havering.example");
    made_set(&mail->state, "failed");
    made_set(&mail->why, "550 no such mailbox");
    mail->queued = golden_at(rules, "2026-03-06T15:01");
    g_ptr_array_add(rows, mail);
    return rows;
}

/* A message that may be of the same dispute: the child written in another way, other words, a field of its own. */
static HeldRow *some_account(void)
{
    static const char *const said[][2] = {{"child.name", "Juniper VALE"},
                                          {"child.dob", "4.4.19"},
                                          {"challenged_agency", "CSC"},
                                          {"problem", "Nobody comes to see her.\nNot once."},
                                          {"priority", "high"}};
    HeldRow *row = held_row_new();
    row->id = 7;
    row->received = golden_at(rules, "2026-03-10T13:30");
    made_set(&row->from, "head@oakfield.example");
    made_set(&row->sender_level, "verified-role");
    made_set(&row->kind, "escalation");
    made_set(&row->reason, "possible-same-dispute");
    for (gsize i = 0; i < G_N_ELEMENTS(said); i++)
        g_ptr_array_add(
            row->said,
            held_said_new(said[i][0], g_str_has_prefix(said[i][0], "child.") ? 1 : 0, said[i][1]));
    return row;
}

static GPtrArray *no_accounts(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)held_row_free);
}

static void test_show_beside(void)
{
    static const char *const names[] = {"show-beside.txt", "show-beside.json"};
    g_autoptr(Case) c = made_case(rules);
    g_autoptr(GPtrArray) none = g_ptr_array_new(), beside = no_accounts();
    g_ptr_array_add(beside, some_account());
    for (guint json = 0; json < G_N_ELEMENTS(names); json++) {
        Golden golden;
        golden_open(&golden);
        const View view = view_on(golden.out, json != 0);
        view_show(&view, c, none, none, beside);
        golden_compare(&golden, names[json]);
    }
}

static void test_held_beside(void)
{
    static const char *const names[] = {"held-beside.txt", "held-beside.json"};
    g_autoptr(Case) c = made_case(rules);
    g_autoptr(GPtrArray) rows = no_accounts();
    HeldRow *row = some_account();
    g_ptr_array_add(rows, row);
    g_ptr_array_add(row->suggestions, suggestion_new(c->reference, "same child, same agencies"));
    g_ptr_array_add(row->beside, c);
    for (guint json = 0; json < G_N_ELEMENTS(names); json++) {
        Golden golden;
        golden_open(&golden);
        const View view = view_on(golden.out, json != 0);
        view_held(&view, rows);
        golden_compare(&golden, names[json]);
    }
}

static void show(const Case *c, gboolean json, const char *name)
{
    g_autoptr(GPtrArray) hashes = some_hashes(), sent = some_sent(), beside = no_accounts();
    Golden golden;
    golden_open(&golden);
    const View view = view_on(golden.out, json);
    view_show(&view, c, hashes, sent, beside);
    golden_compare(&golden, name);
}

static void test_show_text(void)
{
    g_autoptr(Case) c = made_case(rules);
    show(c, FALSE, "show.txt");
}

static void test_show_json(void)
{
    g_autoptr(Case) c = made_case(rules);
    show(c, TRUE, "show.json");
}

/* A stage that is claimed but not accepted, and an agency that could be two. */
static void test_show_held(void)
{
    g_autoptr(Case) c = made_bare(rules, "HAV-26-0044-F", "2026-03-09T16:00");
    g_ptr_array_add(c->candidates, candidate_new("riverbend", "one word of it is in its name"));
    g_clear_pointer(&c->stage, g_free);
    g_clear_pointer(&c->challenged, g_free);
    made_set(&c->stage_claimed, "S4");
    made_set(&c->challenged_written, "the river people");
    c->routing_held = SIDE_CHALLENGED;
    c->cycle = 2;
    show(c, FALSE, "show-held.txt");
    show(c, TRUE, "show-held.json");
}

/* Strangers' text in a case cannot move the cursor or colour the screen. */
static void test_show_controls(void)
{
    g_autoptr(Case) c = made_case(rules);
    g_autoptr(GPtrArray) hashes = some_hashes(), sent = some_sent(), beside = no_accounts();
    Golden golden;
    golden_open(&golden);
    const View view = view_on(golden.out, FALSE);
    view_show(&view, c, hashes, sent, beside);
    fclose(golden.out);
    g_assert_null(strchr(golden.text, '\033'));
    free(golden.text);
}

static void test_show_colour(void)
{
    g_autoptr(Case) c = made_case(rules);
    g_autoptr(GPtrArray) hashes = some_hashes(), sent = some_sent(), beside = no_accounts();
    Golden golden;
    golden_open(&golden);
    View view = view_on(golden.out, FALSE);
    view.colour = TRUE;
    view_show(&view, c, hashes, sent, beside);
    fclose(golden.out);
    g_assert_nonnull(strstr(golden.text, "\033[1mHAV-26-0042-B"));
    free(golden.text);
}

static MailRecord *some_record(void)
{
    MailRecord *mail = mail_record_new();
    const MailAddress from = {"Idris Penhallow", "idris.penhallow@oakfield.example"};
    const MailAddress to = {"", "mailbox@partnership.havering.example"};
    const MailAttachment file = {"plan.pdf", "application/pdf",         2048, "",
                                 FALSE,      "not a kind that is read", ""};
    const MailDelivery report = {"head@oakfield.example", "failed", "5.1.1", "", "", ""};
    const MailForwarded inner = {"Tola", "", "Idris", 0, "", "J. V. concerns", "forwarded 1", ""};
    const MailAttachment form = {"form.docx", "application/msword", 23112, "", TRUE, "", ""};
    g_array_append_val(mail->from, from);
    proven(mail, &rules->site);
    g_array_append_val(mail->to, to);
    g_array_append_val(mail->attachments, file);
    g_array_append_val(mail->attachments, form);
    g_array_append_val(mail->deliveries, report);
    g_array_append_val(mail->forwarded, inner);
    mail->message_id = "first@oakfield.example";
    mail->subject = "Juniper Vale: escalation HAV-26-0042-B";
    mail->date = golden_at(rules, "2026-03-04T10:13");
    mail->text_part = "text/html 1";
    mail->text_new = "\n Problem: the plan does not progress.\n\n\nPlease tell us.\n";
    mail->text_signature = "-- \nIdris Penhallow\n";
    mail->text_quoted = "Dear all,\n\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n";
    return mail;
}

static Decision *some_decision(const MailRecord *mail)
{
    const Intake intake = {.rules = rules, .mail = mail, .sha256 = "", .mailbox = "", .now = 1};
    Decision *decision = decide_unreadable(&intake, "unreadable", "made by hand below");
    FieldRead *field = g_new0(FieldRead, 1);
    FieldProblem *problem = g_new0(FieldProblem, 1);
    RuleTrace *trace = g_new0(RuleTrace, 1);
    MailDraft *draft = g_new0(MailDraft, 1);
    *field = (FieldRead){g_strdup("problem"),
                         g_strdup("Problem"),
                         g_strdup("the plan does not progress."),
                         g_strdup("text/plain 1"),
                         NULL,
                         1};
    *problem = (FieldProblem){.key = g_strdup("safe_by"),
                              .label = g_strdup("Safe by"),
                              .text = g_strdup("no such date"),
                              .line = 3};
    *trace = (RuleTrace){g_strdup("gate members-engaged"), g_strdup("2.8"),
                         g_strdup("no member is named"), FALSE};
    draft->to = g_strdup("idris.penhallow@oakfield.example");
    draft->template = g_strdup("ack");
    draft->subject = g_strdup("HAV-26-0042-B: recorded");
    g_clear_pointer(&decision->held, held_row_free);
    g_ptr_array_add(decision->fields, field);
    g_ptr_array_add(decision->problems, problem);
    g_ptr_array_add(decision->traces, trace);
    g_ptr_array_add(decision->mails, draft);
    g_ptr_array_add(decision->missing, g_strdup("outcome_sought"));
    decision->disposition = "case";
    made_set(&decision->reason, "");
    decision->kind = "escalation";
    decision->matched_by = "reference";
    decision->sender_level = "verified-role";
    made_set(&decision->sender_email, "idris.penhallow@oakfield.example");
    made_set(&decision->sender_agency, "oakfield");
    made_set(&decision->sender_role, "designated_safeguarding_lead");
    made_set(&decision->sender_why, "the address is in people.csv");
    made_set(&decision->policy, "havering-2020");
    decision->subject_case = made_case(rules);
    decision->first_new = 1;
    return decision;
}

static void explain(const Decision *decision, const MailRecord *mail, gboolean json,
                    const char *name)
{
    Golden golden;
    golden_open(&golden);
    const View view = view_on(golden.out, json);
    view_explain(&view, decision, mail,
                 "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
    golden_compare(&golden, name);
}

static void test_explain(void)
{
    g_autoptr(MailRecord) mail = some_record();
    g_autoptr(Decision) decision = some_decision(mail);
    explain(decision, mail, FALSE, "explain.txt");
    explain(decision, mail, TRUE, "explain.json");
}

static void test_explain_held(void)
{
    g_autoptr(MailRecord) mail = some_record();
    g_autoptr(Decision) decision = some_decision(mail);
    g_clear_pointer(&decision->subject_case, case_free);
    decision->disposition = "held";
    decision->held = held_row_new();
    made_set(&decision->held->reason, "unknown-sender");
    made_set(&decision->held->text, "the sender is in no directory");
    g_ptr_array_set_size(decision->missing, 0);
    explain(decision, mail, FALSE, "explain-held.txt");
    explain(decision, mail, TRUE, "explain-held.json");
}

static void add_tables(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(queues); i++) {
        g_autofree char *path = g_strdup_printf("/view/queue/%s", queues[i].name);
        g_test_add_data_func(path, &queues[i], test_queue);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(filters); i++) {
        g_autofree char *path = g_strdup_printf("/view/filter/%s", filters[i].name);
        g_test_add_data_func(path, &filters[i], test_filter);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    rules = golden_rules();
    add_tables();
    g_test_add_func("/view/show/text", test_show_text);
    g_test_add_func("/view/show/json", test_show_json);
    g_test_add_func("/view/show/show-beside", test_show_beside);
    g_test_add_func("/view/show/held-beside", test_held_beside);
    g_test_add_func("/view/show/held", test_show_held);
    g_test_add_func("/view/show/controls", test_show_controls);
    g_test_add_func("/view/show/colour", test_show_colour);
    g_test_add_func("/view/explain/case", test_explain);
    g_test_add_func("/view/explain/held", test_explain_held);
    int failed = g_test_run();
    ruleset_free(rules);
    return failed;
}
