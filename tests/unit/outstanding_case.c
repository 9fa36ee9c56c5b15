/* Outstanding issues on a case: each keeps its own number, whatever the others are called and whichever of them is gone.
 * Run from the checkout's root. */
#include "facts.h"
#include "outstanding_dates.h"
#include "outstanding_pair.h"

static Ruleset *rules;
static MailRecord *mail; /* the values of a reading point into it */

static void begin(Deciding *x)
{
    Instant now = INSTANT_UNKNOWN;
    g_assert_true(instant_parse("2026-03-17T10:00", rules->site.zone, &now, NULL));
    deciding_init(x, rules, now);
    x->actor = g_strdup("callum.reyes@csc.havering.example");
    x->policy = ruleset_policy_by_id(rules, "havering-2020");
    x->c = x->decision->subject_case = case_new();
}

static void check(Deciding *x, const char *want)
{
    g_autoptr(GString) got = g_string_new(NULL);
    g_assert_no_error(x->error);
    for (guint i = 0; i < x->c->outstanding->len; i++) {
        const Outstanding *item = g_ptr_array_index(x->c->outstanding, i);
        g_string_append_printf(got, "%s%u %s%s", i > 0 ? "; " : "", item->n, item->item,
                               item->done != INSTANT_UNKNOWN ? " done" : "");
    }
    g_assert_cmpstr(got->str, ==, want);
}

static void record(Deciding *x, const char *text)
{
    g_autoptr(GPtrArray) items = outstanding_read(rules, x->today, NULL, text);
    outstanding_dates_record(x, items, TRUE);
}

static void test_record(void)
{
    Deciding x;
    begin(&x);
    record(&x, "report; school report");
    check(&x, "1 report; 2 school report");
    record(&x, "school report; report, Fri 20 March; letter");
    check(&x, "1 report; 2 school report; 3 letter");
    record(&x, "school report, Fri 20 March");
    check(&x, "2 school report");
    record(&x, "school report; another letter");
    check(&x, "2 school report; 3 another letter");
    deciding_clear(&x);
}

static void say(Deciding *x, const char *text, const char *field)
{
    g_clear_pointer(&x->reading, reading_free);
    g_clear_pointer(&mail, mail_record_free);
    mail = mail_record_new();
    mail->subject = "";
    mail->text = mail->text_new = mail_record_keep(mail, text);
    mail->text_part = "text/plain 1";
    if (field != NULL) {
        MailField value = {"outstanding", mail_record_keep(mail, field), "text/plain 1", 1, ""};
        g_array_append_val(mail->fields, value);
    }
    x->reading = reading_make(mail, rules, x->policy, x->today);
}

static void test_form(void)
{
    Deciding x;
    begin(&x);
    record(&x, "medical; report");
    record(&x, "report");
    check(&x, "2 report");
    say(&x, "", "report; school report");
    Event *event = deciding_event(&x, "received", "a form");
    (void)facts_record(&x, event);
    deciding_add(&x, event);
    check(&x, "2 report; 3 school report");
    deciding_clear(&x);
}

static void test_done(void)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        {"The school report was sent today.", "1 school report done; 2 police report"},
        {"School report and police report sent.", "1 school report done; 2 police report done"},
        {"The medical was sent.", "1 school report; 2 police report"}};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        Deciding x;
        begin(&x);
        record(&x, "school report; police report");
        x.sender = g_new0(Sender, 1);
        x.sender->email = g_strdup("callum.reyes@csc.havering.example");
        x.sender->posts = g_ptr_array_new();
        x.may_move = TRUE;
        say(&x, rows[i].text, NULL);
        (void)outstanding_dates_done(&x);
        g_test_message("%s", rows[i].text);
        check(&x, rows[i].want);
        deciding_clear(&x);
    }
}

/* In the morning of its day, when this site's day begins. */
static void test_reminder(void)
{
    static const struct {
        int begins;
        const char *want;
    } rows[] = {{8 * 60, "2026-03-20T08:00"},
                {9 * 60 + 30, "2026-03-20T09:30"},
                {24 * 60, "2026-03-20T08:00"}}; /* never said: nine hours before the day ends */
    const int before = rules->site.day_begins;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        Deciding x;
        begin(&x);
        rules->site.day_begins = rows[i].begins;
        record(&x, "report, Fri 20 March");
        Instant want = INSTANT_UNKNOWN;
        g_assert_true(instant_parse(rows[i].want, rules->site.zone, &want, NULL));
        g_assert_cmpuint(x.c->dates->len, ==, 1);
        g_assert_cmpint(case_next_tick(x.c), ==, want);
        deciding_clear(&x);
    }
    rules->site.day_begins = before;
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    rules = ruleset_load(".", diagnostics);
    g_assert_nonnull(rules);
    g_test_add_func("/outstanding/record", test_record);
    g_test_add_func("/outstanding/form", test_form);
    g_test_add_func("/outstanding/done", test_done);
    g_test_add_func("/outstanding/reminder", test_reminder);
    int failed = g_test_run();
    mail_record_free(mail);
    ruleset_free(rules);
    return failed;
}
