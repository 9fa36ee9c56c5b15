/* reading_value: what single fields say, by the repository's forms: ticked boxes, what nobody has changed, dates of birth, and
 * what is asked again. Received on Mon 9 March 2026. */
#include "reading_value.h"
#include "sent_form.h"
#include <string.h>

static Ruleset *rules;
static const Policy *policy;

static const FormField *field_of(const char *key)
{
    const FormField *field = forms_field(rules->forms, key);
    g_assert_nonnull(field);
    return field;
}

static const struct {
    const char *key, *value, *want; /* NULL = no box in it */
} ticks[] = {
    {"immediate_harm", "[x] yes [ ] no", "yes"},
    {"immediate_harm", "[ ] yes [X] no", "no"},
    {"immediate_harm", "( ) yes (x) no ( ) not known", "no"},
    {"immediate_harm", "Yes [ ] No [x]", "No"},
    {"immediate_harm", "Yes ☒ No ☐", "Yes"},
    {"immediate_harm", "☐ Yes ☒ No ☐ Not known", "No"},
    {"immediate_harm", "✓ yes, no", "yes, no"},
    {"immediate_harm", "☐ Yes ☐ No", ""},
    {"immediate_harm", "[x]", "yes"},
    {"immediate_harm", "[ ]", ""},
    {"immediate_harm", "[x] no - with his aunt", "no - with his aunt"},
    {"immediate_harm", "Please tick: ( ) Yes (x) No", ""},
    {"immediate_harm", "Is that so? ☐ No ☒ Yes", ""},
    {"immediate_harm", "Yes [ ] No [x] with his aunt", ""},
    {"immediate_harm", "Yes [ ] No [x].", "No"},
    {"immediate_harm", "- [x] No", "No"},
    {"child.status", "☒ CP Plan ☐ Looked after ☒ CIN", "CP Plan, CIN"},
    {"child.status", "☐ CP Plan\n☒ Looked after\n☐ CIN", "Looked after"},
    {"immediate_harm", "yes", NULL},
    {"immediate_harm", "", NULL},
    {"problem", "[x] is what the plan said", NULL},
};

static void test_ticks(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(ticks); i++) {
        g_autofree char *got = value_ticked(field_of(ticks[i].key), ticks[i].value);
        g_test_message("'%s'", ticks[i].value);
        g_assert_cmpstr(got, ==, ticks[i].want);
    }
}

static const struct {
    const char *key, *value;
    gboolean unfilled;
} printed[] = {
    {"immediate_harm", "Yes / No", TRUE},
    {"immediate_harm", "Yes/No/Not known", TRUE},
    {"immediate_harm", "Y/N", TRUE},
    {"immediate_harm", "Yes", FALSE},
    {"immediate_harm", "No, not known to us", FALSE},
    {"child.dob", "dd/mm/yyyy", TRUE},
    {"problem", "Click or tap here to enter text.", TRUE},
    {"kind", "Choose an item.", TRUE},
    {"stage_claimed", "Stage One / Stage Two / Stage Three / Stage Four", TRUE},
    {"stage_claimed", "Stage One", FALSE},
    {"about", "Action / Inaction / Decision", TRUE},
    {"about", "Action and inaction", FALSE},
};

static void test_printed(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(printed); i++) {
        g_test_message("'%s'", printed[i].value);
        g_assert_true(value_is_unfilled(field_of(printed[i].key), policy, printed[i].value) ==
                      printed[i].unfilled);
    }
}

static const struct {
    const char *key, *value;
    const char *canonical; /* NULL = it could not be read */
    const char *problem;   /* a part of it; NULL = none */
} rows[] = {
    {"child.dob", "1.2.15", "2015-02-01", NULL},
    {"child.dob", "1/2/2015", "2015-02-01", NULL},
    {"child.dob", "01-02-2015", "2015-02-01", NULL},
    {"child.dob", "1st Feb 2015", "2015-02-01", NULL},
    {"child.dob", "Feb 1 2015", "2015-02-01", NULL},
    {"child.dob", "Feb 1, 2015", "2015-02-01", NULL},
    {"child.dob", "1 February '15", "2015-02-01", NULL},
    {"child.dob", "2015-02-01", "2015-02-01", NULL},
    {"child.dob", "Sunday 1st February 2015", "2015-02-01", NULL},
    {"child.dob", "01 02 2015", "2015-02-01", NULL},
    {"child.dob", "01/02/2015 (11 yrs)", "2015-02-01", NULL},
    {"child.dob", "31/02/2015", NULL, "there is no such day"},
    {"child.dob", "30 February 2015", NULL, "there is no such day"},
    {"child.dob", "02/25/2015", NULL, "month first"},
    {"child.dob", "12-31-2015", NULL, "month first"},
    {"child.dob", "13/13/2015", NULL, "there is no such day"},
    {"child.dob", "2015", NULL, "could not be read"},
    {"child.dob", "aged 7", NULL, "could not be read"},
    {"child.dob", "1/2/30", NULL, "further ahead"},
    {"child.dob", "EDD 25 Mar", "2026-03-25", NULL},
    {"child.dob", "due 25/3/26", "2026-03-25", NULL},
    {"child.dob", "unborn, 1st Sept 2026", "2026-09-01", NULL},
    {"child.dob", "25/3/26", NULL, "lies in the future"},
    {"child.dob", "12/11/2026", NULL, "lies in the future"},
    {"child.dob", "4 May", NULL, "lies in the future"},
    {"child.dob", "EDD 4 May", "2026-05-04", NULL},
    {"child.dob", "4 Feb", NULL, "the year is missing"},
    {"child.dob", "4/2", NULL, "the year is missing"},
    {"child.dob", "9 March 2026", "2026-03-09", NULL},
    {"child.dob", "yesterday", "2026-03-08", NULL},
    {"child.dob", "Monday 1st February 2015", NULL, "do not agree"},
    {"child.dob", "09/03/2008", "2008-03-09", "eighteen"},
    {"child.dob", "see attached", NULL, "in the form itself"},
    {"child.dob", "No Information Available", NULL, NULL},
    {"child.dob", "Not known", NULL, NULL},
    {"child.ids", "943 476 5919", "943 476 5919", NULL},
    {"child.ids", "943 476 5918", "943 476 5918", "does not pass"},
    {"child.ids", "N/A", "N/A", NULL},
    {"child.name", "as above", "as above", "in the form itself"},
    {"child.name", "J.S.", "J.S.", NULL},
    {"disagreement_date", "6/3/26", "2026-03-06", NULL},
    {"disagreement_date", "yesterday", "2026-03-08", NULL},
    {"disagreement_date", "03/13/2026", NULL, "month first"},
    {"safe_by", "tomorrow noon", "2026-03-10", NULL},
    {"safe_by", "Friday 14 March", NULL, "do not agree"},
    {"safe_by", "Friday 13 March", "2026-03-13", NULL},
    {"disagreement_date", "Monday 3 March 2026", NULL, "do not agree"},
    {"disagreement_date", "Mon, 2 March 2026", "2026-03-02", NULL},
    {"safe_by", "2 March 2026", "2026-03-02", "already passed"},
    {"immediate_harm", "maybe", NULL, "yes, no or not known"},
    {"immediate_harm", "N/A", NULL, NULL},
    {"resolved", "Yes", "resolved", NULL},
    {"resolved", "No.", "unresolved", NULL},
    {"resolved", "No, we still disagree", "unresolved", NULL},
    {"resolved", "no agreement", "unresolved", NULL},
    {"resolved", "Yes, agreed by phone", "resolved", NULL},
    {"resolved", "no idea", NULL, NULL},
    {"resolved", "No longer", NULL, "not understood"},
    {"resolved", "Yes but not the visits", NULL, "not understood"},
    {"resolved", "yes if the visits begin again", NULL, "not understood"},
    {"resolved", "Yes?", NULL, "not understood"},
    {"resolved", "No?", NULL, "not understood"},
    {"immediate_harm", "No.", "no", NULL},
    {"immediate_harm", "NO", "no", NULL},
    {"immediate_harm", "none", "no", NULL},
    {"immediate_harm", "No immediate risk of harm", "no", NULL},
    {"immediate_harm", "No, she is not at immediate risk", "no", NULL},
    {"immediate_harm", "Not at immediate risk.", "no", NULL},
    {"immediate_harm", "No, not at present", "no", NULL},
    {"immediate_harm", "no idea, she may be hurt tonight", NULL, "yes, no or not known"},
    {"immediate_harm", "no idea", "not known", NULL},
    {"immediate_harm", "don't know", "not known", NULL},
    {"immediate_harm", "No - but bruises seen", NULL, "yes, no or not known"},
    {"immediate_harm", "No, with her aunt", NULL, "yes, no or not known"},
    {"immediate_harm", "No longer, we think", NULL, "yes, no or not known"},
    {"immediate_harm", "No?", NULL, "yes, no or not known"},
    {"immediate_harm", "not sure, maybe no", NULL, "yes, no or not known"},
    {"immediate_harm", "none that we know of", NULL, "yes, no or not known"},
    {"immediate_harm", "no risk assessment was done", NULL, "yes, no or not known"},
    {"immediate_harm", "yes, if he comes home", "yes", NULL},
    {"nai_infant", "no one has said", NULL, "yes or no"},
    {"nai_infant", "not sure", "not known", "yes or no"},
    {"nai_infant", "Suspected", "yes", NULL},
    {"nai_infant", "not suspected", NULL, "yes or no"},
    {"nai_infant", "n/a", "no", NULL},
    {"nai_infant", "Yes but not proven", "yes", NULL},
    {"nai_infant", "No.", "no", NULL},
    {"support", "No, we have our own", "no", NULL},
    {"support", "Yes please", "yes", NULL},
    {"support", "no longer", NULL, "yes, no or not known"},
    {"support", "no idea yet", NULL, "yes, no or not known"},
    {"support", "Yes, but not from him", NULL, "yes, no or not known"},
    {"scope_harm", "yes if the plan ends", NULL, "yes, no or not known"},
    {"satisfied", "No longer satisfied", NULL, "yes, no or not known"},
    {"satisfied", "Yes: very", "yes", NULL},
    {"stage_claimed", "Stage Two", "S2", NULL},
    {"stage_claimed", "Seven", NULL, "no such stage"},
    {"raising_agency", "Oakfield", "oakfield", NULL},
    {"challenged_agency", "the Trust", NULL, "which organisation"},
    {"sender_contact", "01632 960110", "01632 960110", NULL},
    {"sender_contact", "jo@oakfield.example", "jo@oakfield.example", NULL},
    {"sender_contact", "ask at the desk", "ask at the desk", "could be read"},
    {"problem", "see attached", "see attached", "in the form itself"},
    {"problem", "See attached: three visits were missed", "See attached: three visits were missed",
     NULL},
    {"attachments", "see attached", "see attached", NULL},
};

static void test_rows(void)
{
    Day received = day_new(2026, 3, 9);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const FormField *field = field_of(rows[i].key);
        g_autofree char *canonical = value_canonical(field, rules, policy, rows[i].value, received);
        const char *problem = value_problem(field, canonical, rows[i].value, received);
        g_test_message("%s '%s': %s", rows[i].key, rows[i].value, problem ? problem : "fine");
        g_assert_cmpstr(canonical, ==, rows[i].canonical);
        g_assert_true((problem != NULL) == (rows[i].problem != NULL));
        g_assert_true(problem == NULL || strstr(problem, rows[i].problem) != NULL);
    }
}

/* ---- our own mail ---- */

static const char sent_body[] =
    "Still needed:\n\n1. Is the child at immediate risk of harm?\n2. Date of birth (child 2)\n\n"
    "Riverbend Community Health was told.\n\n"
    "Is the child at immediate risk of harm? (yes, no or not known):\n"
    "Stage: Stage Two\n"
    "Agency disagreed with:\n"
    "Name or initials: (received: child 1)\n"
    "Date of birth: (received)\n"
    "Name or initials: (received: child 2)\n"
    "Date of birth (day, month, year):\n"
    "What is the problem?: (received)\n\n"
    "End of the form, which you may send back.\n";

static const struct {
    guint slot;
    const char *value;
    gboolean unchanged;
    const char *words;
} sent_rows[] = {
    {0, "No", FALSE, "No"},
    {0, "No\nEnd of the form, which you may send back.", FALSE, "No"},
    {0, "(yes, no or not", FALSE, ""},
    {0, "(no)", FALSE, ""},
    {0, "(not at all)", FALSE, "(not at all)"},
    {1, "Stage Two", TRUE, "Stage Two"},
    {1, "Stage  TWO", TRUE, "Stage  TWO"},
    {1, "Stage T", TRUE, "Stage T"},
    {1, "Stage Three", FALSE, "Stage Three"},
    {2, "Riverbend Community Health", FALSE, "Riverbend Community Health"},
    {4, "(received)", TRUE, "(received)"},
    {4, "(Received)", TRUE, "(Received)"},
    {4, "(received) 3/4/2019", FALSE, "(received) 3/4/2019"},
    {4, "3/4/2019", FALSE, "3/4/2019"},
    {7, "(received)\n\nEnd of the form, which you may send back.", TRUE, "(received)"},
    {7, "(received)\n\nEnd of the form, which you", TRUE, "(received)"},
    {7, "(received) and a fourth visit\nEnd of the form, which you may send back.", FALSE,
     "(received) and a fourth visit"},
};

static void test_sent(void)
{
    g_autoptr(SentForm) sent = sent_form_read(rules->forms, sent_body);
    g_assert_cmpuint(sent->slots->len, ==, 8);
    g_assert_cmpuint(sent->children, ==, 2);
    g_assert_cmpuint(((const SentSlot *)g_ptr_array_index(sent->slots, 6))->child, ==, 2);
    g_assert_cmpuint(((const SentSlot *)g_ptr_array_index(sent->slots, 7))->child, ==, 0);
    g_assert_cmpuint(sent->questions->len, ==, 2);
    g_assert_cmpstr(sent_form_question(sent, 2)->key, ==, "child.dob");
    g_assert_cmpuint(sent_form_question(sent, 2)->child, ==, 2);
    g_assert_null(sent_form_question(sent, 3));
    for (gsize i = 0; i < G_N_ELEMENTS(sent_rows); i++) {
        const SentSlot *slot = g_ptr_array_index(sent->slots, sent_rows[i].slot);
        const FormField *field = field_of(slot->key);
        g_autofree char *words =
            sent_form_their_words(sent, slot, sent_rows[i].value, field->type == FIELD_AGENCY);
        g_test_message("%s: '%s'", slot->key, sent_rows[i].value);
        g_assert_cmpstr(words, ==, sent_rows[i].words);
        g_assert_true(sent_form_unchanged(sent, slot, sent_rows[i].value) ==
                      sent_rows[i].unchanged);
    }
}

static void test_marks(void)
{
    guint child = 9;
    g_assert_null(received_mark("received", &child));
    g_assert_null(received_mark("(received", &child));
    g_assert_cmpuint(child, ==, 0);
    g_assert_cmpstr(received_mark("(received: child 12)", &child), ==, "");
    g_assert_cmpuint(child, ==, 12);
    g_assert_cmpstr(received_mark(" (RECEIVED) - Jory", &child), ==, "Jory");
    g_assert_cmpuint(child, ==, 0);
}

static const struct {
    const char *words, *want;
} hows[] = {
    {"Spoke by phone at nine", "telephone"},
    {"I rang Callum", "telephone"},
    {"Met on Teams this morning", "video call"},
    {"Teams call with Nadia", "video call"},
    {"We met in her office", "meeting"},
    {"No reply from Callum at all", NULL},
    {"The comet was strange", NULL},
    {"Our teams differ", NULL},
};

static void test_hows(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(hows); i++) {
        g_test_message("%s", hows[i].words);
        g_assert_cmpstr(words_how(hows[i].words), ==, hows[i].want);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    rules = ruleset_load(".", diagnostics);
    g_assert_nonnull(rules);
    policy = ruleset_policy_in_force(rules, day_new(2026, 3, 9));
    g_test_add_func("/reading-value/ticks", test_ticks);
    g_test_add_func("/reading-value/printed", test_printed);
    g_test_add_func("/reading-value/rows", test_rows);
    g_test_add_func("/reading-value/sent", test_sent);
    g_test_add_func("/reading-value/marks", test_marks);
    g_test_add_func("/values/how", test_hows);
    int result = g_test_run();
    ruleset_free(rules);
    return result;
}
