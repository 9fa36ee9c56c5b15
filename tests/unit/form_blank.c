/* form_blank: every form of every policy, filled in to the last field with two children, is read back without loss:
 * as mail, and as what it means. Also with the lines that a mail program breaks. Run from the checkout's root. */
#include "form_blank.h"
#include "mail_read.h"
#include "policy_asks.h"
#include "reading.h"
#include "text.h"
#include <string.h>

typedef struct {
    const FormField *field;
    char *value, *canonical; /* canonical NULL: not looked at */
} Answer;

static Ruleset *rules;
static guint count; /* of answers made, so that no two texts are the same */

static void answer_free(gpointer data)
{
    Answer *answer = data;
    g_free(answer->value);
    g_free(answer->canonical);
    g_free(answer);
}

/* ---- an answer of each type ---- */

static void answer_choice(Answer *answer)
{
    const GPtrArray *choices = answer->field->choices;
    const FieldChoice *choice = g_ptr_array_index(choices, choices->len > 1 ? 1 : 0);
    answer->value = g_strdup(choice->shown);
    answer->canonical = g_strdup(choice->value);
}

/* All of the policy's own reasons, and one that is not in its list. */
static void answer_reasons(Answer *answer, const Policy *policy)
{
    g_autofree char *own = g_strjoinv(",", policy->reasons);
    g_autofree char *words = g_strjoinv(", ", policy->reasons);
    answer->value = g_strdup_printf("%s, something else", g_strdelimit(words, "_", ' '));
    answer->canonical = g_steal_pointer(&own);
}

static void answer_stage(Answer *answer, const Policy *policy)
{
    const PolicyStage *stage = policy_stage_at(policy, 1 + count % policy->stages->len);
    answer->value = g_strdup(stage->name);
    answer->canonical = g_strdup(stage->id);
}

static void answer_agency(Answer *answer)
{
    const Agency *agency =
        directory_agency_at(rules->directory, count % directory_agencies(rules->directory));
    answer->value = g_strdup(agency->name);
    answer->canonical = agency->successor ? NULL : g_strdup(agency->id);
}

static void answer_text(Answer *answer)
{
    switch (answer->field->type) {
    case FIELD_TEXT:
    case FIELD_ROWS:
        answer->value = g_strdup_printf(
            "At 10:30 (answer %u).\n\nAnd a second paragraph, number %u.", count, count);
        break;
    case FIELD_REFERENCE:
        answer->value = g_strdup_printf("HAV-26-%04u-B", count);
        break;
    case FIELD_CONTACT:
        answer->value = g_strdup_printf("someone%u@school.example, 01632 960%03u", count, count);
        break;
    default:
        answer->value = g_strdup_printf("Answer %u, of a few words", count);
    }
}

/* A birth lies behind. */
static void answer_date(Answer *answer, const FormField *field)
{
    Day day = day_new(field->type == FIELD_BIRTH ? 2017 : 2026, 3, 1) + count % 20;
    answer->value = day_words(day);
    answer->canonical = day_iso(day);
}

static Answer *answer_to(const Form *form, const Policy *policy, const FormField *field)
{
    Answer *answer = g_new0(Answer, 1);
    answer->field = field;
    count++;
    if (g_str_equal(field->key, "kind")) {
        answer->canonical = g_strdup(form_kind(form));
        answer->value = g_strdup(form_field_choice(field, form_kind(form))->shown);
    } else if (field->policy_reasons)
        answer_reasons(answer, policy);
    else if (field->type == FIELD_STAGE)
        answer_stage(answer, policy);
    else if (field->type == FIELD_AGENCY)
        answer_agency(answer);
    else if (field->type == FIELD_YES_NO)
        answer->value = g_strdup("no"), answer->canonical = g_strdup("no");
    else if (field->choices->len > 0)
        answer_choice(answer);
    else if (field->type == FIELD_DATE || field->type == FIELD_BIRTH)
        answer_date(answer, field);
    else
        answer_text(answer);
    return answer;
}

/* ---- filling in ---- */

/* Which field a line of the blank form asks; NULL if it is none. */
static const FormField *asked_in(const char *line)
{
    gsize value = 0;
    LabelExtent extent;
    FormLabels *labels = forms_labels(rules->forms);
    int index = form_labels_find(labels, line, strlen(line), FALSE, &value, &extent);
    return index < 0 ? NULL : forms_field(rules->forms, form_labels_key(labels, (guint)index));
}

static void fill_line(GString *filled, GPtrArray *answers, const Form *form, const Policy *policy,
                      const char *line)
{
    const FormField *field = asked_in(line);
    if (!field) {
        g_string_append_printf(filled, "%s\n", line);
        return;
    }
    Answer *answer = answer_to(form, policy, field);
    gboolean has_it = g_str_equal(field->key, "kind"); /* printed with the form */
    g_string_append_printf(filled, "%s%s%s\n", line, has_it ? "" : " ",
                           has_it ? "" : answer->value);
    g_ptr_array_add(answers, answer);
}

/* The blank form filled in; the lines of the child stand twice. */
static char *fill(const Form *form, const Policy *policy, GPtrArray *answers)
{
    g_autofree char *blank = form_blank(form, policy, NULL, NULL);
    g_auto(GStrv) lines = g_strsplit(blank, "\n", -1);
    g_autoptr(GPtrArray) child = g_ptr_array_new();
    GString *filled = g_string_new(NULL);
    for (guint i = 0; lines[i]; i++) {
        const FormField *field = asked_in(lines[i]);
        if (field && field->child)
            g_ptr_array_add(child, lines[i]);
        for (guint j = 0; child->len > 0 && !(field && field->child) && j < child->len; j++)
            fill_line(filled, answers, form, policy, g_ptr_array_index(child, j));
        if (!(field && field->child))
            g_ptr_array_set_size(child, 0);
        fill_line(filled, answers, form, policy, lines[i]);
    }
    return g_string_free(filled, FALSE);
}

/* ---- reading back ---- */

static MailRecord *as_mail(const char *text)
{
    g_autofree char *raw = g_strdup_printf(
        "From: Ada Holm <ada.holm@school.example>\r\nTo: mailbox@partnership.example\r\n"
        "Date: Wed, 11 Mar 2026 10:00:00 +0000\r\nMessage-ID: <a%u@school.example>\r\n"
        "Subject: The form\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: 8bit\r\n\r\n%s",
        count, text);
    return mail_read(raw, strlen(raw), forms_labels(rules->forms));
}

static void check_fields(const MailRecord *mail, const GPtrArray *answers)
{
    for (guint i = 0; i < answers->len; i++) {
        const Answer *answer = g_ptr_array_index(answers, i);
        g_assert_cmpuint(i, <, mail->fields->len);
        const MailField *read = &g_array_index(mail->fields, MailField, i);
        g_assert_cmpstr(read->key, ==, answer->field->key);
        g_assert_cmpstr(read->value, ==, answer->value);
    }
    g_assert_cmpuint(mail->fields->len, ==, answers->len);
}

static void check_meaning(const MailRecord *mail, const Policy *policy, const GPtrArray *answers)
{
    g_autoptr(Reading) reading = reading_make(mail, rules, policy, day_new(2026, 3, 11));
    for (guint i = 0; i < answers->len; i++) {
        const Answer *answer = g_ptr_array_index(answers, i);
        const FieldValue *value = g_ptr_array_index(reading->values, i);
        g_assert_true(value->field == answer->field);
        g_assert_cmpstr(value->value, ==, answer->value);
        if (answer->canonical)
            g_assert_cmpstr(value->canonical, ==, answer->canonical);
    }
    g_assert_cmpuint(reading->values->len, ==, answers->len);
    g_assert_false(reading->claims_harm); /* our own urgent text is no cry for help */
    g_assert_false(reading->unclear);
    g_assert_true(reading_says(reading, "whistleblowing") == FALSE);
}

static void check_form(const Form *form, const Policy *policy)
{
    g_autoptr(GPtrArray) answers = g_ptr_array_new_with_free_func(answer_free);
    g_autofree char *filled = fill(form, policy, answers);
    g_test_message("%s, %s: %u answers", policy->id, form_id(form), answers->len);
    g_assert_cmpuint(answers->len, >, 2);
    g_autoptr(MailRecord) mail = as_mail(filled);
    check_fields(mail, answers);
    check_meaning(mail, policy, answers);
}

static void each_form(void (*check)(const Form *form, const Policy *policy))
{
    for (guint i = 0; i < rules->policies->len; i++)
        for (guint j = 0; j < forms_count(rules->forms); j++)
            if (policy_has_form(g_ptr_array_index(rules->policies, i), forms_at(rules->forms, j)))
                check(forms_at(rules->forms, j), g_ptr_array_index(rules->policies, i));
}

static void test_read_back(void)
{
    each_form(check_form);
}

/* ---- what a policy asks ---- */

static void check_offer(const Form *form, const Policy *policy)
{
    g_autofree char *blank = form_blank(form, policy, NULL, NULL);
    for (guint i = 0; i < forms_fields(rules->forms); i++) {
        const FormField *field = forms_field_at(rules->forms, i);
        g_autofree char *line = g_strconcat("\n", field->label, NULL);
        gboolean printed = strstr(blank, line) != NULL;
        if (field->asked_when[0] && !policy_asks(policy, field))
            g_assert_false(printed);
    }
    g_autofree char *urgent = text_line(policy->urgent_text, 30);
    g_assert_true(g_str_has_prefix(blank, urgent));
}

static void test_offered(void)
{
    each_form(check_offer);
}

/* Does any form that this policy has ask for the field? */
static gboolean is_printed(const Policy *policy, const FormField *field)
{
    for (guint i = 0; i < forms_count(rules->forms); i++) {
        const Form *form = forms_at(rules->forms, i);
        g_autofree char *blank =
            policy_has_form(policy, form) ? form_blank(form, policy, NULL, NULL) : g_strdup("");
        g_auto(GStrv) lines = g_strsplit(blank, "\n", -1);
        for (guint j = 0; lines[j]; j++)
            if (asked_in(lines[j]) == field)
                return TRUE;
    }
    return FALSE;
}

/* What each policy must have asked, and what is another's (requirements 1.1 to 1.5). H Havering 2020, R revised, C
 * Cambridgeshire, W Warrington, B Bromley. */
static void test_asked(void)
{
    static const struct {
        const char *key, *by;
    } rows[] = {
        {"immediate_harm", "HRCWB"},      /* H, R 1.5; B L19b; asked by all, first of all */
        {"originator", "HRCWB"},          /* H 3.1 */
        {"raising_agency", "HRCWB"},      /* H 1.2 */
        {"raising_manager", "HRCWB"},     /* H 2.3; W 2 L40 */
        {"challenged_agency", "HRCWB"},   /* H 1.2 */
        {"challenged_person", "HRCWB"},   /* H 1.4 L20 */
        {"challenged_manager", "HRCWB"},  /* H 2.4; C 2 item 7 */
        {"disagreement_date", "HRCWB"},   /* H 1.4 L23 */
        {"safe_by", "HRCWB"},             /* H 1.4 L23; C 2 item 6 */
        {"about", "HRCWB"},               /* H 1.2 L14a; C 2 L27a; B L11 */
        {"decision_challenged", "HRCWB"}, /* H 1.2 L14a */
        {"reasons", "HRCWB"},             /* H 1.3; C item 4; W 1 L21; B L15 */
        {"problem", "HRCWB"},             /* W 2 L34b */
        {"outcome_sought", "HRCWB"},      /* W 2 L34b */
        {"evidence", "HRCWB"},            /* H 1.6 L26b: nature; C 1 L18; B L25b */
        {"evidence.source", "HRCWB"},     /* and source */
        {"discussions", "HRCWB"},         /* H 1.6 L26c; B L25b */
        {"support", "HRCWB"},             /* H 2.2 L34c; C item 5; W 2 L38 */
        {"how_agreed", "HRCWB"},          /* H 2.2 L34b */
        {"response", "HRCWB"},            /* C 2 L27b */
        {"agreed_outcome", "HRCWB"},      /* H 3.1 */
        {"child.status", "HRB"},          /* H, R 2.5; B L31b */
        {"iro", "HR"},                    /* 2.5: not Bromley's, where it is the DSL */
        {"members_engaged", "HRB"},       /* H, R 2.8; B L33c */
        {"chair_route", "HRB"},           /* 2.10; B L35a */
        {"panel", "HRB"},                 /* 2.12; B L41 */
        {"representations", "HRB"},       /* 2.13; B L41 */
        {"on_file", "HRB"},               /* 3.1; B L45 */
        {"originator_told", "HRCB"}, /* 3.1; C 3 L111, L121; B L45; Warrington says nothing of it */
        {"scope_harm", "C"},         /* L7, both sides of its 'and' */
        {"scope_action", "C"},
        {"harm_area", "C"}, /* 1 L18 */
        {"impact", "C"},
        {"network", "C"},          /* 1 L19-22 */
        {"lead_consulted", "C"},   /* item 5 */
        {"nai_infant", "C"},       /* item 6 */
        {"threshold_level", "W"},  /* 1 L28 */
        {"policy_issue", "W"},     /* 2 L44a */
        {"course_of_action", "W"}, /* 2 L44b */
        {"mediation", "W"},
        {"chair_report", "W"},    /* 2 L44c */
        {"delay_reasons", "W"},   /* 3 L52a */
        {"delay_assurance", "W"}, /* 3 L52b */
        {"satisfied", "W"},       /* 1 L17b */
        {"debrief", "W"},         /* 4 L60 */
        {"confirmed_by", "CW"},   /* item 11; 2 L46b */
        {"outstanding", "CW"},
        {"learning", "CW"}, /* 3 L125; 4 L58 */
    };
    static const char *const policies[] = {"havering-2020", "havering-revised",
                                           "cambridgeshire-2013", "warrington-2021",
                                           "bromley-2019"};
    static const char letters[] = "HRCWB";
    for (gsize i = 0; i < G_N_ELEMENTS(rows) * G_N_ELEMENTS(policies); i++) {
        gsize row = i / G_N_ELEMENTS(policies), p = i % G_N_ELEMENTS(policies);
        const Policy *policy = ruleset_policy_by_id(rules, policies[p]);
        const FormField *field = forms_field(rules->forms, rows[row].key);
        gboolean asked = strchr(rows[row].by, letters[p]) != NULL;
        g_test_message("%s %s", policies[p], rows[row].key);
        g_assert_nonnull(policy);
        g_assert_nonnull(field);
        g_assert_true(policy_asks(policy, field) == asked);
        g_assert_true(is_printed(policy, field) == asked);
    }
}

static const char *known_agency(gpointer data, const FormField *field)
{
    return g_str_equal(field->key, "raising_agency") ? data : NULL;
}

/* What is known already stands in the form that goes out. */
static void test_known(void)
{
    char agency[] = "Oakfield Primary School";
    const Policy *policy = g_ptr_array_index(rules->policies, 0);
    const Form *form = forms_named(rules->forms, "escalation");
    g_autofree char *blank = form_blank(form, policy, known_agency, agency);
    g_assert_nonnull(strstr(blank, "\nAgency raising: Oakfield Primary School\n"));
    g_assert_nonnull(strstr(blank, "\nAgency disagreed with:\n"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    mail_read_init();
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    rules = ruleset_load(".", diagnostics);
    g_autofree char *said = diagnostics_text(diagnostics);
    if (!rules)
        g_error("%s", said);
    g_test_add_func("/form_blank/read_back", test_read_back);
    g_test_add_func("/form_blank/offered", test_offered);
    g_test_add_func("/form_blank/asked", test_asked);
    g_test_add_func("/form_blank/known", test_known);
    int result = g_test_run();
    ruleset_free(rules);
    return result;
}
