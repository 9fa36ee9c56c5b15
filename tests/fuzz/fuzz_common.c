/* fuzz_common: the labels of an invented form, for all targets. Kept until the end: libFuzzer never returns to a target's own end. */
#include "auth_boundary.h"
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

void fuzz_judge(const MailRecord *record)
{
    static const char *const ids[] = {"mx.hscp.example", NULL}, *const sealers[] = {"list.example",
                                                                                    NULL};
    for (AuthMode mode = AUTH_MODE_NONE; mode <= AUTH_MODE_M365; mode++) {
        const AuthBoundary boundary = {mode, ids, "*.mail.example", sealers,
                                       AUTH_ACCEPT_DMARC | AUTH_ACCEPT_DKIM | AUTH_ACCEPT_SPF};
        g_autofree char *why = NULL;
        g_assert_cmpint(auth_boundary_judge(record, &boundary, &why), <=, AUTH_CONFLICT);
        fuzz_assert_text(why);
    }
}
