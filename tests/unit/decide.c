/* The pure core by tables: one message, an empty record, and what becomes of it. The repository's own site is the
 * ruleset, so these also hold its policy, forms and phrases together. Run from the checkout's root. */
#include "decide.h"
#include "proven.h"
#include "reading.h"
#include "standing.h"
#include "text.h"
#include <string.h>

static Ruleset *rules;

/* ---- a record without cases ---- */

static Case *no_case(void *context, const char *reference, GError **error)
{
    return NULL;
}
static OutboxRow *no_mail(void *context, const char *id, GError **error)
{
    return NULL;
}
static LedgerRow *no_row(void *context, const char *digest, const char *from, const char *reference,
                         GError **error)
{
    return NULL;
}
static LedgerRow *no_id(void *context, const char *id, GError **error)
{
    return NULL;
}
static GPtrArray *no_copies(void *context, const char *digest, const char *from, GError **error)
{
    return g_ptr_array_new();
}
static GPtrArray *no_child(void *context, const char *const *keys, const char *raising,
                           const char *challenged, GError **error)
{
    return g_ptr_array_new();
}
static GPtrArray *no_cases(void *context, const char *who, GError **error)
{
    return g_ptr_array_new();
}
static char *first_reference(void *context, const char *prefix, guint year, GError **error)
{
    return g_strdup_printf("%s-%02u-0001-B", prefix, year);
}
static gint *answered; /* how many answers the record claims to have sent */
static gint answers(void *context, const char *address, const char *reference, Instant since,
                    GError **error)
{
    return answered != NULL ? *answered : 0;
}

static GPtrArray *no_mails(void *context, const char *address, Instant since, GError **error)
{
    return g_ptr_array_new();
}
static gint no_failures(void *context, const char *address, Instant since, GError **error)
{
    return 0;
}
static gint no_warnings(void *context, const char *kind, const char *address, Instant since,
                        GError **error)
{
    return 0;
}

static const CaseLookup lookup = {.load = no_case,
                                  .sent_mail = no_mail,
                                  .same_content = no_row,
                                  .same_message_id = no_id,
                                  .unproven_copies = no_copies,
                                  .same_child = no_child,
                                  .cases_of_person = no_cases,
                                  .cases_of_agency = no_cases,
                                  .next_reference = first_reference,
                                  .answers_since = answers,
                                  .mails_to = no_mails,
                                  .failures_since = no_failures,
                                  .warnings_since = no_warnings};

/* ---- messages ---- */

static MailRecord *message(const char *from, const char *text, const char *const *fields)
{
    MailRecord *mail = mail_record_new();
    MailAddress address = {"", mail_record_keep(mail, from)};
    g_array_append_val(mail->from, address);
    proven(mail, &rules->site);
    mail->message_id = "one@somewhere.example";
    mail->subject = "About our talk";
    mail->text = mail->text_new = mail_record_keep(mail, text);
    mail->text_part = "text/plain 1";
    for (guint i = 0; fields != NULL && fields[i] != NULL; i += 2) {
        MailField field = {fields[i], fields[i + 1], "text/plain 1", i + 1, ""};
        g_array_append_val(mail->fields, field);
    }
    return mail;
}

static Instant at(const char *text)
{
    Instant instant = 0;
    g_assert_true(instant_parse(text, rules->site.zone, &instant, NULL));
    return instant;
}

static Decision *decide(MailRecord *mail, const char *when)
{
    Intake intake = {.rules = rules,
                     .lookup = &lookup,
                     .mail = mail,
                     .sha256 = "00",
                     .mailbox = rules->site.mailboxes[0],
                     .received = at(when),
                     .now = at(when)};
    GError *error = NULL;
    Decision *decision = decide_message(&intake, &error);
    g_assert_no_error(error);
    return decision;
}

#define FULL                                                                                       \
    "kind", "New escalation", "immediate_harm", "No", "originator", "Tola Brightwater",            \
        "originator.role", "teacher", "raising_agency", "Oakfield Primary School",                 \
        "challenged_agency", "CSC", "child.name", "Jo Larkspur", "child.dob", "4/5/18",            \
        "child.status", "CP Plan", "disagreement_date", "Mon 2 March 2026", "problem",             \
        "The plan is not progressing.", "outcome_sought", "Weekly visits."

static const char *const full_two[] = {FULL, "stage_claimed", "Stage Two", NULL};
static const char *const full_seven[] = {FULL, "stage_claimed", "Stage Seven", NULL};
static const char *const full_four[] = {FULL, "stage_claimed", "4", NULL};
static const char *const same_agency[] = {"raising_agency",
                                          "Oakfield",
                                          "challenged_agency",
                                          "Oakfield Primary",
                                          "child.name",
                                          "J.L.",
                                          "problem",
                                          "x",
                                          "stage_claimed",
                                          "One",
                                          NULL};
static const char *const unknown_agency[] = {
    "raising_agency", "Oakfield", "challenged_agency", "Nowhere Trust", "child.name", "J.L.",
    "problem",        "x",        "stage_claimed",     "Two",           NULL};
static const char *const other_raiser[] = {"raising_agency",
                                           "Riverbend",
                                           "challenged_agency",
                                           "CSC",
                                           "child.name",
                                           "J.L.",
                                           "problem",
                                           "x",
                                           NULL};

static const char lead[] = "idris.penhallow@oakfield.example";

static const struct {
    const char *name, *from, *text;
    const char *const *fields;
    const char *disposition, *kind, *held, *state, *stage;
    guint mails;
} rows[] = {
    {"a full form opens", lead, "", full_two, "case", "escalation", NULL, "open", "S2", 4},
    {"a colleague of a known domain opens", "new@oakfield.example", "", full_two, "case",
     "escalation", NULL, "open", "S2", 5},
    {"a stranger does not", "who@freemail.example", "", full_two, "held", "escalation",
     "unknown-sender", NULL, NULL, 1},
    {"another agency's name", lead, "", other_raiser, "held", "escalation", "agency-mismatch", NULL,
     NULL, 1},
    {"a stage that does not exist waits", lead, "", full_seven, "case", "escalation", NULL, "open",
     NULL, 2},
    {"havering-2020 2.8: the gate before stage four", lead, "", full_four, "case", "escalation",
     NULL, "open", NULL, 3},
    {"havering-2020 1.2: one agency on both sides", lead, "", same_agency, "signposted",
     "escalation", NULL, NULL, NULL, 1},
    {"havering-2020 1.8: whistleblowing opens nothing", lead,
     "This is about whistleblowing in our school.", NULL, "signposted", "whistleblowing", NULL,
     NULL, NULL, 1},
    {"an unknown agency holds routing only", lead, "", unknown_agency, "case", "escalation", NULL,
     "provisional", "S2", 1},
    {"nothing recognised", lead, "Hello there.", NULL, "held", "unrecognised", "office-mail", NULL,
     NULL, 1},
    {"our own address", "mailbox@partnership.havering.example", "Hi", NULL, "held", "unrecognised",
     "own-address", NULL, NULL, 0},
};

/* ---- files that nobody could read here ---- */

static const struct {
    const char *name, *text;
    MailAttachment file; /* name, type, bytes, digest, read, why */
    const char *held, *template;
} unread[] = {
    {"an old Word file",
     "Please see our form.",
     {"Jory Selwyn.doc", "application/msword", 9000, "ab", FALSE,
      "an old Word file (.doc): cannot be read here", ""},
     "unread-file",
     "formats"},
    {"a photograph and nothing else",
     "",
     {"scan.jpg", "image/jpeg", 9000, "ab", FALSE, "no text", ""},
     "unread-file",
     "formats"},
    {"the picture of a letterhead",
     "Thank you for the agenda.",
     {"logo.png", "image/png", 900, "ab", FALSE, "no text", ""},
     "office-mail",
     "receipt"},
    {"a signature",
     "Thank you for the agenda.",
     {"smime.p7s", "application/pkcs7-signature", 900, "ab", FALSE, "a signature", ""},
     "office-mail",
     "receipt"},
    {"a file that was read",
     "Thank you for the agenda.",
     {"agenda.docx", "application/msword", 900, "ab", TRUE, "", ""},
     "office-mail",
     "receipt"},
};

static void test_unread_files(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(unread); i++) {
        g_autoptr(MailRecord) mail = message(lead, unread[i].text, NULL);
        g_array_append_val(mail->attachments, unread[i].file);
        g_autoptr(Decision) d = decide(mail, "2026-03-04T10:14");
        g_test_message("%s", unread[i].name);
        g_assert_cmpstr(d->held->reason, ==, unread[i].held);
        g_assert_null(strstr(d->held->text, "Selwyn"));
        g_assert_cmpuint(d->mails->len, ==, 1);
        const MailDraft *answer = g_ptr_array_index(d->mails, 0);
        g_assert_cmpstr(answer->template, ==, unread[i].template);
        g_assert_null(strstr(answer->body, "assword"));
    }
}

static void test_dispositions(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(MailRecord) mail = message(rows[i].from, rows[i].text, rows[i].fields);
        g_autoptr(Decision) d = decide(mail, "2026-03-04T10:14");
        g_test_message("%s: %s", rows[i].name, d->reason);
        for (guint j = 0; j < d->mails->len; j++) {
            const MailDraft *draft = g_ptr_array_index(d->mails, j);
            g_test_message("  %s to %s", draft->template, draft->to);
        }
        g_assert_cmpstr(d->disposition, ==, rows[i].disposition);
        g_assert_cmpstr(d->held != NULL ? d->held->reason : NULL, ==, rows[i].held);
        g_assert_cmpstr(d->kind, ==, rows[i].kind);
        g_assert_cmpstr(d->subject_case != NULL ? case_state_name(d->subject_case->state) : NULL,
                        ==, rows[i].state);
        g_assert_cmpstr(d->subject_case != NULL ? d->subject_case->stage : NULL, ==, rows[i].stage);
        g_assert_cmpuint(d->mails->len, ==, rows[i].mails);
    }
}

/* The same input gives the same decision, to the last word. */
static void test_pure(void)
{
    g_autoptr(MailRecord) mail = message(lead, "", full_two);
    g_autoptr(Decision) one = decide(mail, "2026-03-04T10:14");
    g_autoptr(Decision) two = decide(mail, "2026-03-04T10:14");
    g_assert_cmpuint(one->subject_case->events->len, ==, two->subject_case->events->len);
    for (guint i = 0; i < one->subject_case->events->len; i++) {
        g_autofree char *a = event_changes_text(g_ptr_array_index(one->subject_case->events, i));
        g_autofree char *b = event_changes_text(g_ptr_array_index(two->subject_case->events, i));
        g_assert_cmpstr(a, ==, b);
    }
}

/* No mail but a notice to an entitled holder names the child. */
static void test_no_child_in_answers(void)
{
    g_autoptr(MailRecord) mail = message(lead, "", full_two);
    g_autoptr(Decision) d = decide(mail, "2026-03-04T10:14");
    guint told = 0;
    for (guint i = 0; i < d->mails->len; i++) {
        const MailDraft *draft = g_ptr_array_index(d->mails, i);
        gboolean entitled = g_str_equal(draft->template, "notice-stage") ||
                            g_str_equal(draft->template, "notice-status");
        g_assert_null(strstr(draft->subject, "Larkspur"));
        g_assert_cmpint(strstr(draft->body, "Larkspur") != NULL, ==, entitled);
        told += entitled;
    }
    g_assert_cmpuint(told, ==, 2);
}

static const struct {
    const char *name, *value;
    const char *due, *next;
} safe_by[] = {
    {"earlier wins", "Fri 6 March", "2026-03-06", "2026-03-06"},
    {"later does not", "20.3.26", "2026-03-20", "2026-03-09"},
    {"a bare weekday is the next one", "Thursday", "2026-03-05", "2026-03-05"},
};

static void test_safe_by(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(safe_by); i++) {
        const char *const fields[] = {FULL,      "stage_claimed",  "Two",
                                      "safe_by", safe_by[i].value, NULL};
        g_autoptr(MailRecord) mail = message(lead, "", fields);
        g_autoptr(Decision) d = decide(mail, "2026-03-04T10:14");
        g_autofree char *due = NULL;
        for (guint j = 0; j < d->subject_case->dates->len; j++) {
            const CaseDate *date = g_ptr_array_index(d->subject_case->dates, j);
            if (g_str_equal(date->kind, "safe-by"))
                due = day_iso(date->due_day);
        }
        g_autofree char *next = day_iso(standing_next_date(d->subject_case)->due_day);
        g_test_message("%s", safe_by[i].name);
        g_assert_cmpstr(due, ==, safe_by[i].due);
        g_assert_cmpstr(next, ==, safe_by[i].next);
    }
}

/* havering-2020 1.4: the guide date prompts the raising side once, and nothing is overdue by it. */
static void test_guide_date(void)
{
    const char *const fields[] = {FULL, "stage_claimed", "Two", "safe_by", "Fri 6 March", NULL};
    g_autoptr(MailRecord) mail = message(lead, "", fields);
    g_autoptr(Decision) opened = decide(mail, "2026-03-04T10:14");
    Case *c = g_steal_pointer(&opened->subject_case);
    g_assert_cmpint(case_next_tick(c), ==, at("2026-03-06T17:00"));
    g_autoptr(Decision) first = decide_clock(c, rules, at("2026-03-06T17:00"), NULL);
    g_assert_nonnull(first);
    g_assert_cmpuint(first->mails->len, ==, 1);
    g_assert_cmpstr(((MailDraft *)g_ptr_array_index(first->mails, 0))->to, ==, lead);
    g_assert_false(standing_overdue(first->subject_case, at("2026-03-06T18:00")));
    c = g_steal_pointer(&first->subject_case);
    g_autoptr(Decision) second = decide_clock(c, rules, at("2026-03-09T17:00"), NULL);
    g_assert_nonnull(second);
    g_assert_cmpuint(second->mails->len, ==, 0);
    g_assert_cmpint(case_next_tick(second->subject_case), ==, 0);
}

/* Answers are capped; what opens a case is acknowledged all the same. */
static void test_caps(void)
{
    gint sent = 10;
    answered = &sent;
    g_autoptr(MailRecord) stray = message(lead, "Hello there.", NULL);
    g_autoptr(Decision) capped = decide(stray, "2026-03-04T10:14");
    g_autoptr(MailRecord) form = message(lead, "", full_two);
    g_autoptr(Decision) opened = decide(form, "2026-03-04T10:14");
    answered = NULL;
    g_assert_cmpuint(capped->mails->len, ==, 2); /* no answer; the two office posts read why */
    for (guint i = 0; i < capped->mails->len; i++) {
        const MailDraft *mail = g_ptr_array_index(capped->mails, i);
        g_assert_cmpstr(mail->template, ==, "office-alarm");
        g_assert_nonnull(strstr(mail->body, lead));
    }
    g_assert_cmpstr(
        ((MailDraft *)g_ptr_array_index(opened->mails, opened->mails->len - 1))->template, ==,
        "ack");
}

static const struct {
    const char *name, *text;
    gboolean harm;
} harm[] = {
    {"says so", "He is not safe tonight.", TRUE},
    {"denies it", "She is not at immediate risk of harm.", FALSE},
    {"the question itself", "Is the child at immediate risk of harm? No", FALSE},
    {"in danger now", "The child is in danger right now", TRUE},
    {"a rule, not a claim", "If a child is at immediate risk of harm I would call 999.", FALSE},
    {"thought not to be", "We do not think that she is at immediate risk of harm.", FALSE},
    {"a line below all mails", "For children at immediate risk of harm ring the duty team.", FALSE},
    {"another", "If you think a child is at immediate risk, ring 999.", FALSE},
    {"a rule, then a claim", "If a child is in danger call 999. She is in danger tonight.", TRUE},
    {"afraid of home", "He says he is frightened to go home.", TRUE},
    {"a word inside another", "We were endangered by nothing.", FALSE},
};

/* What is asked for beside escalations, in people's own words. */
static const struct {
    const char *from, *text, *kind, *held; /* held: the reason's code; NULL: not held */
} asked[] = {
    {lead, "I wish to blow the whistle: my sergeant changes the records.", "whistleblowing", NULL},
    {lead, "A colleague has blown the whistle on our nursery.", "whistleblowing", NULL},
    {lead, "Who's our board member?", "representative-enquiry", "not-in-policy"},
    {lead, "Could you let me know who sits on the board for us?", "representative-enquiry",
     "not-in-policy"},
    {lead, "who is our representative", "representative-enquiry", "not-in-policy"},
    {lead, "The board meets on Monday.", "unrecognised", "office-mail"},
    {"who@freemail.example", "Please could you send me a blank escalation form", "form-request",
     "unknown-sender"},
};

static void test_asked(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(asked); i++) {
        g_autoptr(MailRecord) mail = message(asked[i].from, asked[i].text, NULL);
        g_autoptr(Decision) d = decide(mail, "2026-03-04T10:14");
        g_test_message("%s", asked[i].text);
        g_assert_cmpstr(d->kind, ==, asked[i].kind);
        g_assert_cmpstr(d->held != NULL ? d->held->reason : NULL, ==, asked[i].held);
    }
}

static void test_harm(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(harm); i++) {
        g_autoptr(MailRecord) mail = message("who@freemail.example", harm[i].text, NULL);
        g_autoptr(Decision) d = decide(mail, "2026-03-04T10:14");
        g_test_message("%s", harm[i].name);
        g_assert_cmpint(d->urgent, ==, harm[i].harm);
        g_assert_cmpint(d->held->urgent, ==, harm[i].harm);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    rules = ruleset_load(".", diagnostics);
    if (rules == NULL) {
        diagnostics_print(diagnostics, stderr);
        return 1;
    }
    g_test_add_func("/decide/dispositions", test_dispositions);
    g_test_add_func("/decide/unread-files", test_unread_files);
    g_test_add_func("/decide/pure", test_pure);
    g_test_add_func("/decide/no_child_in_answers", test_no_child_in_answers);
    g_test_add_func("/decide/safe_by", test_safe_by);
    g_test_add_func("/decide/guide_date", test_guide_date);
    g_test_add_func("/decide/caps", test_caps);
    g_test_add_func("/decide/asked", test_asked);
    g_test_add_func("/decide/harm", test_harm);
    int status = g_test_run();
    ruleset_free(rules);
    return status;
}
