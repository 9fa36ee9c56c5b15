/* forms: the repository's forms, their labels, the answers people give, and what they say in prose;
 * and what is refused when forms are read. Run from the repository's root. */
#include "form_blank.h"
#include <glib/gstdio.h>
#include <string.h>

static Forms *site_forms(void)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    Forms *forms = forms_load("templates/forms", "templates/forms", diagnostics);
    g_autofree char *findings = diagnostics_text(diagnostics);
    g_assert_cmpstr(findings, ==, "");
    return forms;
}

static const struct {
    const char *line, *key, *value;
} labels[] = {
    {"Child's name: J. S.", "child.name", "J. S."},
    {"CYP: J", "child.name", "J"},
    {"DOB: 4.3.19", "child.dob", "4.3.19"},
    {"EDD: 25 Mar", "child.dob", "25 Mar"},
    {"Legal / plan status: LAC", "child.status", "LAC"},
    {"NHS number: 999 000 0000", "child.ids", "999 000 0000"},
    {"Escalating agency: Oakfield", "raising_agency", "Oakfield"},
    {"Agency receiving escalation: CSC", "challenged_agency", "CSC"},
    {"Is the child at immediate risk of harm? No", "immediate_harm", "No"},
    {"Our ref: Not applicable", "our_ref", "Not applicable"},
    {"Your own reference: LA 12", "their_ref", "LA 12"},
    {"Evidence: nature and source: seen twice", "evidence", "seen twice"},
    {"What do you want to happen?: a conference", "outcome_sought", "a conference"},
    {"Outcome: not resolved", "resolved", "not resolved"},
    {"Outstanding: medical", "outstanding", "medical"},
    {"Agency members engaged: Marsh, 12 March", "members_engaged", "Marsh, 12 March"},
    {"Recorded on child's file: yes", "on_file", "yes"},
    {"Child's First Name: Jory", "child.first_name", "Jory"},
    {"Surname: Selwyn", "child.family_name", "Selwyn"},
    {"Child\xe2\x80\x99s Family Name: Selwyn", "child.family_name", "Selwyn"},
    {"Details of person making a referral: Tola Brightwater", "originator", "Tola Brightwater"},
    {"Job title: Health visitor", "originator.role", "Health visitor"},
    {"Referring agency: Riverbend", "raising_agency", "Riverbend"},
    {"Contact Details Tel/Email: 01632 960117", "sender_contact", "01632 960117"},
    {"Date of Birth or Estimated Date of Delivery: 25 Mar", "child.dob", "25 Mar"},
    {"Estimated Due Date: 25 Mar", "child.dob", "25 Mar"},
    {"Nursery/School/Children's Centre: Oakfield", "child.setting", "Oakfield"},
    {"GP: Millbrook", "child.setting", "Millbrook"},
    {"Are the parents/carers aware? Yes", "parents_aware", "Yes"},
    {"Mosaic/Liquidlogic ID: 5512", "their_ref", "5512"},
    {"Expected response: a visit", "outcome_sought", "a visit"},
    {"Subject: About our talk", NULL, NULL},
    {"Dear all: hello", NULL, NULL},
};

static void test_labels(void)
{
    g_autoptr(Forms) forms = site_forms();
    for (gsize i = 0; i < G_N_ELEMENTS(labels); i++) {
        gsize value = 0;
        LabelExtent extent;
        int index = form_labels_find(forms_labels(forms), labels[i].line, strlen(labels[i].line),
                                     FALSE, &value, &extent);
        const char *key = index < 0 ? NULL : form_labels_key(forms_labels(forms), (guint)index);
        g_test_message("%s", labels[i].line);
        g_assert_cmpstr(key, ==, labels[i].key);
        if (key)
            g_assert_cmpstr(labels[i].line + value, ==, labels[i].value);
    }
}

/* Every line of a blank form that ends with a colon is read back as that field, unanswered. */
static void test_blank(void)
{
    g_autoptr(Forms) forms = site_forms();
    for (guint i = 0; i < forms_count(forms); i++) {
        g_autofree char *blank = form_blank(forms_at(forms, i), NULL, NULL, NULL);
        g_auto(GStrv) lines = g_strsplit(blank, "\n", -1);
        guint fields = 0;
        for (guint j = 0; lines[j]; j++) {
            gsize value = 0;
            LabelExtent extent;
            if (!g_str_has_suffix(lines[j], ":"))
                continue;
            g_test_message("%s", lines[j]);
            g_assert_cmpint(form_labels_find(forms_labels(forms), lines[j], strlen(lines[j]), FALSE,
                                             &value, &extent),
                            >=, 0);
            g_assert_cmpstr(lines[j] + value, ==, "");
            fields++;
        }
        g_assert_cmpuint(fields, >, 2);
    }
}

static void test_fields(void)
{
    g_autoptr(Forms) forms = site_forms();
    const FormField *status = forms_field(forms, "child.status");
    g_assert_cmpstr(form_id(forms_at(forms, 0)), ==, "escalation");
    g_assert_cmpstr(form_kind(forms_named(forms, "response")), ==, "response");
    g_assert_null(forms_named(forms, "phrases"));
    g_assert_null(forms_field(forms, "no_such_field"));
    g_assert_true(status->child);
    g_assert_true(status->provisional);
    g_assert_false(status->reply_safe);
    g_assert_cmpint(status->type, ==, FIELD_STATUS);
    for (guint i = 0; i < forms_fields(forms); i++) { /* governance 3.1: nothing of a child */
        const FormField *field = forms_field_at(forms, i);
        g_assert_false(field->child && field->reply_safe);
        g_assert_true(forms_field(forms, field->key) == field);
    }
}

static const struct {
    const char *key, *text, *want; /* values found, in order */
} answers[] = {
    {"child.status", "CP Plan", "cp_plan"},
    {"child.status", "child protection plan", "cp_plan"},
    {"child.status", "Looked After", "looked_after"},
    {"child.status", "LAC", "looked_after"},
    {"child.status", "CLA (section 20)", "looked_after"},
    {"child.status", "CIN; Early Help", "cin early_help"},
    {"child.status", "Not looked after", ""},
    {"child.status", "Not on a CP plan", ""},
    {"child.status", "not on a CP Plan but now looked after", "looked_after"},
    {"child.status", "Not a child in need. On a child protection plan since May", "cp_plan"},
    {"child.status", "CP Plan: no, looked after: yes", "looked_after"},
    {"child.status", "CP/LAC", "cp_plan looked_after"},
    {"child.status", "not known", "not_known"},
    {"child.status", "cp_plan", "cp_plan"},
    {"child.status", "no longer looked after", ""},
    {"child.status", "escape", ""},
    {"kind", "Escalation notice", "escalation"},
    {"kind", "New", "escalation"},
    {"about", "a decision and inaction", "decision inaction"},
    {"resolved", "Not resolved", "unresolved"},
    {"resolved", "resolved", "resolved"},
    {"chair_route", "Panel", "panel"},
};

static void test_answers(void)
{
    g_autoptr(Forms) forms = site_forms();
    for (gsize i = 0; i < G_N_ELEMENTS(answers); i++) {
        g_autoptr(GPtrArray) found =
            form_field_choices_in(forms_field(forms, answers[i].key), answers[i].text);
        g_autoptr(GString) values = g_string_new(NULL);
        for (guint j = 0; j < found->len; j++)
            g_string_append_printf(values, "%s%s", j > 0 ? " " : "",
                                   ((const FieldChoice *)g_ptr_array_index(found, j))->value);
        g_test_message("%s: %s", answers[i].key, answers[i].text);
        g_assert_cmpstr(values->str, ==, answers[i].want);
    }
}

static void test_words(void)
{
    g_autoptr(Forms) forms = site_forms();
    const FormField *kind = forms_field(forms, "kind");
    g_assert_cmpstr(form_field_choice(kind, "Professional Challenge")->value, ==, "escalation");
    g_assert_null(form_field_choice(kind, "a professional challenge of ours"));
    g_assert_true(form_is_no_information(forms, "Not Applicable"));
    g_assert_true(form_is_no_information(forms, "No information available."));
    g_assert_true(form_is_no_information(forms, "N/A"));
    g_assert_false(form_is_no_information(forms, "No bruises were seen"));
    g_assert_false(form_is_no_information(forms, ""));
    g_assert_true(form_is_evasive(forms, "See attached."));
    g_assert_true(form_is_evasive(forms, "TBC"));
    g_assert_false(form_is_evasive(forms, "See attached: the plan has stalled"));
}

/* The set of statements as deciding takes it: found, and not outvoted. */
static gboolean says(const Forms *forms, const char *text, const char *statement)
{
    g_autoptr(GHashTable) found = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < forms_statements(forms); i++) {
        const StatementPhrase *phrase = forms_statement_at(forms, i);
        PatternResult result = pattern_match(phrase->pattern, text, strlen(text), 0, NULL);
        g_assert_cmpint(result, !=, PATTERN_UNDECIDED);
        if (result == PATTERN_YES)
            g_hash_table_add(found, (gpointer)phrase->statement);
    }
    gboolean kept = g_hash_table_contains(found, statement);
    for (guint i = 0; i < forms_statements(forms); i++) {
        const StatementPhrase *phrase = forms_statement_at(forms, i);
        for (guint j = 0; g_str_equal(phrase->statement, statement) && phrase->unless[j]; j++)
            kept = kept && !g_hash_table_contains(found, phrase->unless[j]);
    }
    return kept;
}

static const struct {
    const char *text, *statement;
    gboolean want;
} statements[] = {
    {"Spoke 5 Mar, not resolved", "unresolved", TRUE},
    {"Spoke 5 Mar, not resolved", "resolved", FALSE},
    {"Senior managers cannot agree", "unresolved", TRUE},
    {"Members could not settle it", "unresolved", TRUE},
    {"We are unable to agree.", "unresolved", TRUE},
    {"Managers have not agreed", "unresolved", TRUE},
    {"Managers have not agreed", "resolved", FALSE},
    {"It remains unresolved", "unresolved", TRUE},
    {"It remains unresolved", "resolved", FALSE},
    {"This hasn't been resolved", "unresolved", TRUE},
    {"No agreement was reached", "unresolved", TRUE},
    {"Resolved by telephone this morning.", "resolved", TRUE},
    {"Resolved by telephone this morning.", "unresolved", FALSE},
    {"Agreed by phone 15:45: strategy discussion Tue.", "resolved", TRUE},
    {"Agreed.", "resolved", TRUE},
    {"B agreed", "resolved", TRUE},
    {"Both managers are happy to close.", "resolved", TRUE},
    {"Recorded on file", "recorded-on-file", TRUE},
    {"The decision is recorded on the child's file.", "recorded-on-file", TRUE},
    {"Recorded on both children's files today", "recorded-on-file", TRUE},
    {"Recorded on file. Please note the new telephone number.", "recorded-on-file", TRUE},
    {"Please record it on a disc", "recorded-on-file", FALSE},
    {"We will record it on the child's file", "recorded-on-file", FALSE},
    {"It is not yet recorded on the child's file", "recorded-on-file", FALSE},
    {"Panel.", "panel", TRUE},
    {"I will convene a panel", "panel", TRUE},
    {"There is no panel beating here", "panel", FALSE},
    {"I will resolve this direct with the senior managers", "direct", TRUE},
    {"The panel decided that the plan goes on", "decision", TRUE},
    {"Collective decision: a strategy discussion", "decision", TRUE},
    {"We have decided", "decision", TRUE},
    {"Our representation is below", "representation", TRUE},
    {"The members were engaged on 12 March", "members-engaged", TRUE},
    {"Thank you", "thanks", TRUE},
    {"Yes, but S2 was by phone on 13th", "yes", TRUE},
    {"Yes, but S2 was by phone on 13th", "no", FALSE},
    {"No. She is looked after.", "no", TRUE},
    {"Nothing more", "no", FALSE},
    {"Conference not called. New information.", "new-information", TRUE},
    {"did it go?", "receipt-asked", TRUE},
    {"I want to whistleblow", "whistleblowing", TRUE},
    {"This is about whistle-blowing", "whistleblowing", TRUE},
    {"There is wrongdoing in my own team", "whistleblowing", TRUE},
    {"No wrongdoing is alleged", "whistleblowing", FALSE},
    {"I am whistleblowing on my own head teacher, in confidence", "whistleblowing-own", TRUE},
    {"I want to raise a whistleblowing concern about my head teacher", "whistleblowing-own", TRUE},
    {"I\xe2\x80\x99m a whistleblower", "whistleblowing-own", TRUE},
    {"Please treat this as a whistleblowing disclosure", "whistleblowing-own", TRUE},
    {"This is whistleblowing", "whistleblowing-own", TRUE},
    {"We must report this under the whistleblowing policy", "whistleblowing-own", TRUE},
    {"I blew the whistle", "whistleblowing-own", TRUE},
    {"Whistleblowing", "whistleblowing-own", TRUE},
    {"Whistleblowing about my manager", "whistleblowing-own", TRUE},
    {"I am the whistleblowing lead of the school", "whistleblowing-own", FALSE},
    {"I am a whistleblowing officer", "whistleblowing-own", FALSE},
    {"A whistleblower told the school in May", "whistleblowing-own", FALSE},
    {"We have read our policies, including whistleblowing", "whistleblowing-own", FALSE},
    {"This is our whistleblowing policy", "whistleblowing-own", FALSE},
    {"Whistleblowing disclosure", "whistleblowing-hint", TRUE},
    {"whistleblowing pdf", "whistleblowing-hint", TRUE},
    {"He ignored procedures and I am whistleblowing", "whistleblowing-hint", TRUE},
    {"See the whistleblowing policy. A colleague is whistleblowing.", "whistleblowing-hint", TRUE},
    {"See our Whistleblowing Policy at www.oakfield.example", "whistleblowing-hint", FALSE},
    {"Whistleblowing: https://oakfield.example/speak-up", "whistleblowing-hint", FALSE},
    {"Complaints and whistleblowing procedures", "whistleblowing-hint", FALSE},
    {"Jo Fen, Whistleblowing Champion", "whistleblowing-hint", FALSE},
    {"Concerns relating to suspected wrongdoing or dangers at work within an agency should be "
     "raised "
     "in line with each agencies' policies for dealing with such matters, including but not "
     "limited "
     "to those setting out the arrangements for *whistleblowing*.",
     "whistleblowing-hint", FALSE},
    {"Concerns about wrongdoing or dangers at work within an agency are raised under that agency's "
     "own policies, including whistleblowing (section 1.8 of the policy).",
     "whistleblowing-hint", FALSE},
    {"Please send me the form", "form-request", TRUE},
    {"B born 18 Mar, now looked after", "born", TRUE},
    {"She is not safe tonight", "immediate-harm", TRUE},
    {"The child is at immediate risk", "immediate-harm", TRUE},
    {"He is in danger now", "immediate-harm", TRUE},
    {"They are in immediate danger", "immediate-harm", TRUE},
    {"The child is not at immediate risk", "immediate-harm", FALSE},
    {"No child is at immediate risk", "immediate-harm", FALSE},
    {"She is no longer at immediate risk of harm", "immediate-harm", FALSE},
    {"There is no immediate risk", "immediate-harm", FALSE},
    {"If a child is at immediate risk of harm, call 999", "immediate-harm", FALSE},
    {"Nobody is in danger now", "immediate-harm", FALSE},
    {"The school is closed. Nobody answered. She is at imminent risk", "immediate-harm", TRUE},
    {"She is not only at immediate risk, she has been hurt", "immediate-harm", TRUE},
    {"He is being hit now", "immediate-harm", TRUE},
    {"He is not being hit now", "immediate-harm", FALSE},
    {"It is unsafe tonight", "immediate-harm", TRUE},
    {"no idea, she may be hurt tonight", "harm-words", TRUE},
    {"No - but bruises seen", "harm-words", TRUE},
    {"no immediate risk of harm that we know of", "harm-words", FALSE},
    {"No, she is with her aunt", "harm-words", FALSE},
    {"The plan is not progressing", "immediate-harm", FALSE},
    {"She is not at immediate risk by day, but she is not safe tonight", "immediate-harm", TRUE},
};

/* All phrases of a statement, and no other, in the order of the files. */
static void check_phrases(const Forms *forms)
{
    g_autoptr(GHashTable) taken = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < forms_statements(forms); i++) {
        const StatementPhrase *phrase = forms_statement_at(forms, i);
        const GPtrArray *same = forms_phrases(forms, phrase->statement);
        guint n = GPOINTER_TO_UINT(g_hash_table_lookup(taken, phrase->statement));
        g_assert_cmpuint(n, <, same->len);
        g_assert_true(g_ptr_array_index(same, n) == phrase);
        g_hash_table_insert(taken, (gpointer)phrase->statement, GUINT_TO_POINTER(n + 1));
    }
    GHashTableIter each;
    gpointer statement, n;
    for (g_hash_table_iter_init(&each, taken); g_hash_table_iter_next(&each, &statement, &n);)
        g_assert_cmpuint(forms_phrases(forms, statement)->len, ==, GPOINTER_TO_UINT(n));
    g_assert_null(forms_phrases(forms, "no-such-statement"));
}

static void test_statements(void)
{
    g_autoptr(Forms) forms = site_forms();
    guint wrong = 0;
    check_phrases(forms);
    for (gsize i = 0; i < G_N_ELEMENTS(statements); i++) {
        gboolean found = says(forms, statements[i].text, statements[i].statement);
        if (found != statements[i].want) {
            g_test_message("WRONG: '%s' %s '%s'", statements[i].text,
                           found ? "must not say" : "must say", statements[i].statement);
            wrong++;
        }
    }
    g_assert_cmpuint(wrong, ==, 0);
}

static const struct {
    const char *key, *text, *value; /* NULL: not answered */
} prose[] = {
    {"immediate_harm", "No. She is looked after. We want a strategy discussion.", "no"},
    {"immediate_harm", "Yes, tonight", "yes"},
    {"immediate_harm", "The child is not at immediate risk", "no"},
    {"immediate_harm", "Nobody knows", NULL},
    {"immediate_harm", "No idea, she may be hurt tonight", NULL},
    {"immediate_harm", "No - but bruises seen", NULL},
    {"immediate_harm", "No. But bruises were seen.", NULL},
    {"immediate_harm", "No?", NULL},
    {"immediate_harm", "No longer, we think", NULL},
    {"immediate_harm", "She is not safe", NULL},
    {"immediate_harm", "She is not.", "no"},
    {"immediate_harm", "We do not know whether there is no immediate risk", NULL},
    {"child.status", "No. She is looked after. We want a strategy discussion.", "looked after"},
    {"child.status", "He is on a child protection plan", "child protection plan"},
    {"child.status", "She is not looked after", NULL},
    {"child.status", "He is not on a child protection plan", NULL},
    {"child.status", "He is no longer subject to a child protection plan", NULL},
    {"outcome_sought", "No. She is looked after. We want a strategy discussion.",
     "a strategy discussion."},
    {"outcome_sought", "We would like a conference", "a conference"},
    {"outcome_sought", "She wants to go home", NULL},
};

static char *prose_answer(const FormField *field, const char *text)
{
    for (guint i = 0; i < field->phrases->len; i++) {
        const FieldPhrase *phrase = g_ptr_array_index(field->phrases, i);
        PatternMatch match;
        if (pattern_match(phrase->pattern, text, strlen(text), 0, &match) != PATTERN_YES)
            continue;
        return match.start[1] == G_MAXSIZE
                   ? g_strdup(phrase->value)
                   : g_strndup(text + match.start[1], match.end[1] - match.start[1]);
    }
    return NULL;
}

static void test_prose(void)
{
    g_autoptr(Forms) forms = site_forms();
    for (gsize i = 0; i < G_N_ELEMENTS(prose); i++) {
        g_autofree char *answer = prose_answer(forms_field(forms, prose[i].key), prose[i].text);
        g_test_message("%s: %s", prose[i].key, prose[i].text);
        g_assert_cmpstr(answer, ==, prose[i].value);
    }
}

#define HEAD "id: a\nkind: update\ntitle: A\n"

static const struct {
    const char *name, *text, *want;
} faults[] = {
    {"well", HEAD "fields:\n  - {key: x, label: X}\n", ""},
    {"unknown key", HEAD "fields:\n  - {key: x, label: X, typ: text}\n",
     "f/a.yaml:5: unknown key 'typ'; did you mean 'type'?\n"},
    {"no type", HEAD "fields:\n  - {key: x, label: X, type: textual}\n",
     "f/a.yaml:5: 'type' cannot be 'textual'; write one of: text, short, enum, multi, yes-no, "
     "date, birth, person, agency, stage, rows, contact, reference, status\n"},
    {"field twice", HEAD "fields:\n  - {key: x, label: X}\n  - {key: x, label: Y}\n",
     "f/a.yaml:6: field 'x' is defined already (f/a.yaml:5); write '- use: x' here\n"},
    {"label twice",
     HEAD "fields:\n  - {key: x, label: Child}\n  - {key: y, label: Y, aliases: [CHILD]}\n",
     "f/a.yaml:6: label 'CHILD' is that of field 'x' (f/a.yaml:5); a line must have one meaning\n"},
    {"no label", HEAD "fields:\n  - {key: x}\n", "f/a.yaml:5: 'label' is missing; add it\n"},
    {"choices missing", HEAD "fields:\n  - {key: x, label: X, type: enum}\n",
     "f/a.yaml:5: field 'x' of type 'enum' needs 'choices'\n"},
    {"choices without use",
     HEAD "fields:\n  - {key: x, label: X, choices: [{value: v, words: [w]}]}\n",
     "f/a.yaml:5: field 'x' of type 'short' has no use for 'choices'\n"},
    {"one word, two choices",
     HEAD
     "fields:\n  - {key: x, label: X, type: enum, choices: [{value: v, words: [w]}, {value: u, "
     "words: [W]}]}\n",
     "f/a.yaml:5: 'w' means an earlier choice already; remove one\n"},
    {"use of nothing", HEAD "fields:\n  - {key: x, label: X}\n  - use: y\n",
     "f/a.yaml:1: form 'a' uses field 'y', which no form defines\n"},
    {"no pattern", HEAD "fields:\n  - {key: x, label: X, phrases: [{pattern: '(a'}]}\n",
     "f/a.yaml:5: pattern '(a' at offset 2: missing closing parenthesis\n"},
    {"unless nothing", "id: p\nstatements:\n  - {statement: s, pattern: a, unless: [t]}\n",
     "f/a.yaml:3: 'unless' names statement 't', which nothing makes\n"},
    {"pattern and patterns", "id: p\nstatements:\n  - {statement: s, pattern: a, patterns: [b]}\n",
     "f/a.yaml:3: a statement has either 'pattern' or 'patterns'\n"},
    {"no form", "- a\n", "f/a.yaml: no form; the file must begin with 'id:'\n"},
    {"no id", "kind: update\ntitle: A\nfields: []\n", "f/a.yaml:1: 'id' is missing; add it\n"},
};

static void test_faults(void)
{
    g_autofree char *folder = g_dir_make_tmp("casegate-forms-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "a.yaml", NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(faults); i++) {
        g_autoptr(Diagnostics) diagnostics = diagnostics_new();
        g_assert_true(g_file_set_contents(path, faults[i].text, -1, NULL));
        g_autoptr(Forms) forms = forms_load(folder, "f", diagnostics);
        g_autofree char *findings = diagnostics_text(diagnostics);
        g_test_message("%s", faults[i].name);
        g_assert_cmpstr(findings, ==, faults[i].want);
        g_assert_nonnull(forms);
    }
    g_unlink(path);
    g_rmdir(folder);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/forms/labels", test_labels);
    g_test_add_func("/forms/blank", test_blank);
    g_test_add_func("/forms/fields", test_fields);
    g_test_add_func("/forms/answers", test_answers);
    g_test_add_func("/forms/words", test_words);
    g_test_add_func("/forms/statements", test_statements);
    g_test_add_func("/forms/prose", test_prose);
    g_test_add_func("/forms/faults", test_faults);
    return g_test_run();
}
