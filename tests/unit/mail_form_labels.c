/* form_labels: a table of lines as people type, paste and reply to them. */
#include "form_labels.h"
#include <string.h>

typedef struct {
    const char *name, *line;
    gboolean bare;
    const char *key;   /* NULL: no label */
    const char *value; /* from the value's offset to the line's end */
} Case;

static const Case cases[] = {
    {"plain", "Child's name: J. S.", FALSE, "child.name", "J. S."},
    {"any case", "CHILD'S NAME: J. S.", FALSE, "child.name", "J. S."},
    {"curly quote", "Child\xe2\x80\x99s name: J", FALSE, "child.name", "J"},
    {"no quote", "Childs name: J", FALSE, "child.name", "J"},
    {"blanks before the colon", "Stage  :  two", FALSE, "stage", "two"},
    {"full-width colon", "Stage\xef\xbc\x9atwo", FALSE, "stage", "two"},
    {"NBSP", "\xc2\xa0Stage\xc2\xa0:\xc2\xa0two", FALSE, "stage", "two"},
    {"NBSP within", "Child's\xc2\xa0name: J", FALSE, "child.name", "J"},
    {"several blanks within", "Child's   name: J", FALSE, "child.name", "J"},
    {"BOM", "\xef\xbb\xbfStage: two", FALSE, "stage", "two"},
    {"bullet", "\xe2\x80\xa2 Stage: two", FALSE, "stage", "two"},
    {"dash", "- Stage: two", FALSE, "stage", "two"},
    {"number", "3. Stage: two", FALSE, "stage", "two"},
    {"letter", "(b) Stage: two", FALSE, "stage", "two"},
    {"bold label", "*Stage:* two", FALSE, "stage", "two"},
    {"bold label, colon outside", "*Stage*: two", FALSE, "stage", "two"},
    {"markdown bold", "**Stage:** two", FALSE, "stage", "two"},
    {"quoted", "> > Stage: two", FALSE, "stage", "two"},
    {"table row", "| Stage: two", FALSE, "stage", "two"},
    {"hint in brackets", "Date of birth (dd/mm/yyyy): 4/3/19", FALSE, "child.dob", "4/3/19"},
    {"question and colon", "Immediate risk?: No", FALSE, "harm", "No"},
    {"question alone", "Immediate risk? No", FALSE, "harm", "No"},
    {"question missing", "Immediate risk: No", FALSE, "harm", "No"},
    {"question without answer", "Immediate risk?", FALSE, NULL, NULL},
    {"question at a label without", "Stage? two", FALSE, NULL, NULL},
    {"tab", "Stage\ttwo", FALSE, "stage", "two"},
    {"tab and nothing", "Stage\t", FALSE, NULL, NULL},
    {"longest label", "Stage of work: later", FALSE, "stage.work", "later"},
    {"colon within a label", "Evidence: nature: bruises", FALSE, "evidence.nature", "bruises"},
    {"shorter when the longer has no colon", "Evidence: nature of it", FALSE, "evidence",
     "nature of it"},
    {"longer one left blank", "Evidence: nature\t", FALSE, "evidence.nature", ""},
    {"abbreviation", "D.O.B.: 4/3/19", FALSE, "child.dob", "4/3/19"},
    {"abbreviation, bare", "D.O.B.", TRUE, "child.dob", ""},
    {"abbreviation and tab", "D.O.B.\t4/3/19", FALSE, "child.dob", "4/3/19"},
    {"end of a sentence", "Stage. Two of them", FALSE, NULL, NULL},
    {"slash", "School / GP: Oakfield", FALSE, "setting", "Oakfield"},
    {"dash within", "Non accidental injury: no", FALSE, "nai", "no"},
    {"en dash within",
     "Non\xe2\x80\x93"
     "accidental injury: no",
     FALSE, "nai", "no"},
    {"accent, other case", "\xc3\x89T\xc3\x89: x", FALSE, "summer", "x"},
    {"empty value", "Stage:", FALSE, "stage", ""},
    {"empty value and blanks", "Stage:  \xc2\xa0", FALSE, "stage", ""},
    {"alone", "Stage", FALSE, NULL, NULL},
    {"alone, bare", "Stage", TRUE, "stage", ""},
    {"alone, bold, bare", " *Stage* ", TRUE, "stage", ""},
    {"question alone, bare", "Immediate risk?", TRUE, "harm", ""},
    {"bare with more words", "Stage two", TRUE, NULL, NULL},
    {"bare with colon", "Stage: two", TRUE, "stage", "two"},
    {"prose", "Stage two was never reached: nobody came", FALSE, NULL, NULL},
    {"not at the beginning", "The Stage: two", FALSE, NULL, NULL},
    {"beginning of a word", "Stages: two", FALSE, NULL, NULL},
    {"alias", "Tier: two", FALSE, "stage", "two"},
    {"nothing", "", FALSE, NULL, NULL},
    {"nothing, bare", "", TRUE, NULL, NULL},
    {"colon", ":", FALSE, NULL, NULL},
    {"broken UTF-8", "\xff\xfe Stage: x", FALSE, NULL, NULL},
    {"broken UTF-8 within", "Sta\xffge: x", FALSE, NULL, NULL},
};

static FormLabels *labels_of_test(void)
{
    FormLabels *labels = form_labels_new();
    form_labels_add(labels, "child.name", LABEL_SHORT, "Child's name");
    form_labels_add(labels, "stage", LABEL_SHORT, "Stage");
    form_labels_add(labels, "stage", LABEL_SHORT, "Tier");
    form_labels_add(labels, "stage.work", LABEL_SHORT, "Stage of work");
    form_labels_add(labels, "child.dob", LABEL_SHORT, "Date of birth");
    form_labels_add(labels, "child.dob", LABEL_SHORT, "D.O.B.");
    form_labels_add(labels, "harm", LABEL_SHORT, "Immediate risk?");
    form_labels_add(labels, "evidence", LABEL_TEXT, "Evidence");
    form_labels_add(labels, "evidence.nature", LABEL_TEXT, "Evidence: nature");
    form_labels_add(labels, "setting", LABEL_SHORT, "School/GP");
    form_labels_add(labels, "nai", LABEL_SHORT, "Non-accidental injury");
    form_labels_add(labels, "summer", LABEL_TEXT, "\xc3\xa9t\xc3\xa9");
    form_labels_add(labels, "never", LABEL_TEXT, "stage"); /* taken: the first one keeps it */
    return labels;
}

static void test_find(void)
{
    g_autoptr(FormLabels) labels = labels_of_test();
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        const Case *c = &cases[i];
        gsize length = strlen(c->line), value = 0;
        g_autofree char *copy = g_memdup2(c->line, length + 1); /* ASan sees a step too far */
        LabelExtent extent;
        int index = form_labels_find(labels, copy, length, c->bare, &value, &extent);
        const char *key = index < 0 ? NULL : form_labels_key(labels, (guint)index);
        g_test_message("%s", c->name);
        g_assert_cmpstr(key, ==, c->key);
        if (key)
            g_assert_cmpstr(copy + value, ==, c->value);
    }
}

static void test_extent(void)
{
    g_autoptr(FormLabels) labels = labels_of_test();
    gsize value;
    LabelExtent extent;
    g_assert_cmpint(form_labels_find(labels, "Stage: 1", 8, FALSE, &value, &extent), >=, 0);
    g_assert_cmpint(extent, ==, LABEL_SHORT);
    g_assert_cmpint(form_labels_find(labels, "Evidence: x", 11, FALSE, &value, &extent), >=, 0);
    g_assert_cmpint(extent, ==, LABEL_TEXT);
}

static const struct {
    const char *name, *label, *value; /* NULL: no label */
} names[] = {
    {"Stage", "Stage", ""},
    {"Stage: ", "Stage", ""},
    {"*Stage*: 1, 2 or 3", "*Stage", "1, 2 or 3"},
    {"Stage\xc2\xa0\xef\xbc\x9a\xc2\xa0two", "Stage", "two"},
    {"Date of birth (dd/mm/yyyy): as on the certificate", "Date of birth (dd/mm/yyyy)",
     "as on the certificate"},
    {"Immediate risk? Yes or no", "Immediate risk?", "Yes or no"},
    {"Evidence: nature of it", "Evidence", "nature of it"},
    {"Stage two", NULL, ""},
    {"", NULL, ""},
};

static void test_alone(void)
{
    g_autoptr(FormLabels) labels = labels_of_test();
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        gsize value;
        g_autofree char *label = form_labels_alone(labels, names[i].name, &value);
        g_assert_cmpstr(label, ==, names[i].label);
        g_assert_cmpstr(names[i].name + value, ==, names[i].value);
        g_assert_null(form_labels_alone(NULL, names[i].name, &value));
    }
}

static void test_keys(void)
{
    g_autoptr(FormLabels) labels = labels_of_test();
    g_assert_cmpuint(form_labels_count(labels), ==, 11);
    g_assert_cmpstr(form_labels_key(labels, 0), ==, "child.name");
    g_assert_cmpstr(form_labels_key(labels, 10), ==, "never");
    g_autoptr(FormLabels) none = form_labels_new();
    gsize value;
    LabelExtent extent;
    g_assert_cmpint(form_labels_find(none, "Stage: 1", 8, FALSE, &value, &extent), ==, -1);
}

/* Only the given length counts: a line is a slice of a text. */
static void test_slice(void)
{
    g_autoptr(FormLabels) labels = labels_of_test();
    gsize value;
    LabelExtent extent;
    const char *text = "Stage: two";
    g_assert_cmpint(form_labels_find(labels, text, 5, FALSE, &value, &extent), ==, -1);
    g_assert_cmpint(form_labels_find(labels, text, 5, TRUE, &value, &extent), >=, 0);
    g_assert_cmpuint(value, ==, 5);
    g_assert_cmpint(form_labels_find(labels, text, 6, FALSE, &value, &extent), >=, 0);
    g_assert_cmpuint(value, ==, 6);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/mail/form_labels/find", test_find);
    g_test_add_func("/mail/form_labels/extent", test_extent);
    g_test_add_func("/mail/form_labels/alone", test_alone);
    g_test_add_func("/mail/form_labels/keys", test_keys);
    g_test_add_func("/mail/form_labels/slice", test_slice);
    return g_test_run();
}
