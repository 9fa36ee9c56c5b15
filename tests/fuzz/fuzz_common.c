/* fuzz_common: the labels of an invented form, for all targets. Kept until the end: libFuzzer never returns to a target's own end. */
#include "fuzz.h"
#include "mail_read.h"

const FormLabels *fuzz_labels(void)
{
    static FormLabels *labels;
    if (labels)
        return labels;
    mail_read_init();
    labels = form_labels_new();
    form_labels_add(labels, "stage", LABEL_SHORT, "Stage");
    form_labels_add(labels, "stage", LABEL_SHORT, "Stage of escalation");
    form_labels_add(labels, "child.name", LABEL_SHORT, "Child's name");
    form_labels_add(labels, "child.dob", LABEL_SHORT, "Date of birth");
    form_labels_add(labels, "outcome", LABEL_SHORT, "Was it resolved?");
    form_labels_add(labels, "problem", LABEL_TEXT, "What is the problem?");
    form_labels_add(labels, "evidence", LABEL_TEXT, "Evidence: nature and source");
    return labels;
}

void fuzz_assert_text(const char *text)
{
    g_assert_true(g_utf8_validate(text, -1, NULL));
}
