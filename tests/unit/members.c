/* Who counts as an engaged member of an agency (Havering 2.8): whom a row of the form names, and who holds the tier that gives
 * the members. The repository's own site is the ruleset. Run from the checkout's root. */
#include "facts.h"
#include "moving.h"
#include "proven.h"
#include "text_words.h"

static Ruleset *rules;

static void begin(Deciding *x, const char *when)
{
    Instant now = INSTANT_UNKNOWN;
    g_assert_true(instant_parse(when, rules->site.zone, &now, NULL));
    deciding_init(x, rules, now);
    x->actor = g_strdup("idris.penhallow@oakfield.example");
    x->policy = ruleset_policy_by_id(rules, "havering-2020");
    x->c = x->decision->subject_case = case_new();
    Event *event = deciding_event(x, "opened", "opened");
    event_change(event, "raising", "oakfield", NULL);
    event_change(event, "challenged", "csc", "", NULL);
    deciding_add(x, event);
}

static void check(const Deciding *x, const char *name, const char *want)
{
    g_autoptr(GString) got = g_string_new(NULL);
    g_assert_no_error(x->error);
    for (guint i = 0; i < x->c->members->len; i++) {
        const MemberEngaged *member = g_ptr_array_index(x->c->members, i);
        g_string_append_printf(got, "%s%s:%s", i > 0 ? "; " : "", member->agency, member->name);
    }
    g_test_message("%s", name);
    g_assert_cmpstr(got->str, ==, want);
}

static const struct {
    const char *name, *when, *row, *want;
} rows[] = {
    {"by the whole name", "2026-03-17T10:00", "Gideon Marsh, 12 March", "csc:Gideon Marsh"},
    {"by the surname", "2026-03-17T10:00", "Mr Marsh (CSC)", "csc:Gideon Marsh"},
    {"two in one row", "2026-03-17T10:00", "Marsh and Castell, 12 March",
     "csc:Gideon Marsh; education:Ruben Castell"},
    {"part of another name", "2026-03-17T10:00", "CSC (Jo Marshall)", "csc:"},
    {"and of nobody's agency", "2026-03-17T10:00", "Jo Marshall", ""},
    {"in post on the day", "2026-03-17T10:00", "Noor Talwar", "icb:Noor Talwar"},
    {"no longer in post", "2026-04-17T10:00", "Noor Talwar", ""},
    {"in post when engaged", "2026-04-17T10:00", "Noor Talwar, 30 March 2026", "icb:Noor Talwar"},
};

static void test_rows(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        Deciding x;
        begin(&x, rows[i].when);
        g_autoptr(MailRecord) mail = mail_record_new();
        MailField field = {"members_engaged", rows[i].row, "text/plain 1", 1, ""};
        g_array_append_val(mail->fields, field);
        mail->subject = mail->text = mail->text_new = "";
        mail->text_part = "text/plain 1";
        x.reading = reading_make(mail, rules, x.policy, x.today);
        Event *event = deciding_event(&x, "received", "a form");
        (void)facts_record(&x, event);
        deciding_add(&x, event);
        check(&x, rows[i].name, rows[i].want);
        deciding_clear(&x);
    }
}

/* The raising side's member says that it is not resolved, at the tier of the members. */
static const struct {
    const char *name, *csc_name, *csc_email, *informed, *members, *stage;
} gates[] = {
    {"both are there", "Gideon Marsh", "gideon.marsh@csc.havering.example", "no",
     "education:Ruben Castell; csc:Gideon Marsh", "S4"},
    {"nobody is in post", "", "", "no", "education:Ruben Castell", "S3"},
    {"one is informed only", "Gideon Marsh", "gideon.marsh@csc.havering.example", "yes",
     "education:Ruben Castell", "S3"},
};

static void test_gate(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(gates); i++) {
        Deciding x;
        begin(&x, "2026-03-17T10:00");
        g_autoptr(MailRecord) mail = mail_record_new();
        MailAddress from = {"Ruben Castell", "ruben.castell@education.havering.example"};
        g_array_append_val(mail->from, from);
        proven(mail, &rules->site);
        mail->subject = "";
        mail->text = mail->text_new = "Not resolved.";
        mail->text_part = "text/plain 1";
        x.sender = sender_establish(mail, rules, x.today);
        x.reading = reading_make(mail, rules, x.policy, x.today);
        Event *event = deciding_event(&x, "stage-entered", "the members");
        event_change(event, "stage", "S3", "4", "1773740000", NULL);
        event_change(event, "holder", "raising", "education", "partnership_member", "Ruben Castell",
                     from.address, "S3", "4", "no", NULL);
        event_change(event, "holder", "challenged", "csc", "partnership_member", gates[i].csc_name,
                     gates[i].csc_email, "S3", "4", gates[i].informed, NULL);
        deciding_add(&x, event);
        const char *why = NULL;
        g_test_message("%s", gates[i].name);
        (void)moving_unresolved(&x, &why);
        check(&x, gates[i].name, gates[i].members);
        g_assert_cmpstr(x.c->stage, ==, gates[i].stage);
        g_assert_true((x.c->held_gate != NULL) == g_str_equal(gates[i].stage, "S3"));
        deciding_clear(&x);
    }
}

static const struct {
    const char *text, *words;
    gboolean has;
} words[] = {{"mr marsh 12 march", "Marsh", TRUE},
             {"ms marshall", "Marsh", FALSE},
             {"the undermarsh", "Marsh", FALSE},
             {"joann leeson", "Ann Lee", FALSE},
             {"marshall or marsh", "Marsh", TRUE},
             {"gideon o marsh", "Gideon O'Marsh", TRUE},
             {"anything", "", FALSE},
             {"", "Marsh", FALSE}};

static void test_words(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
        g_test_message("%s / %s", words[i].text, words[i].words);
        g_assert_cmpint(text_has_words(words[i].text, words[i].words), ==, words[i].has);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    rules = ruleset_load(".", diagnostics);
    g_assert_nonnull(rules);
    g_test_add_func("/text/words", test_words);
    g_test_add_func("/members/rows", test_rows);
    g_test_add_func("/members/gate", test_gate);
    int failed = g_test_run();
    ruleset_free(rules);
    return failed;
}
