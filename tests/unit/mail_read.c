/* mail_read: whole messages, as their writers' programs send them. */
#include "mail_limits.h"
#include "mail_read.h"
#include <string.h>

static FormLabels *labels;

static MailRecord *read_text(const char *message)
{
    return mail_read(message, strlen(message), labels);
}

static const char *field(const MailRecord *record, const char *key)
{
    for (guint i = 0; i < record->fields->len; i++) {
        const MailField *read = &g_array_index(record->fields, MailField, i);
        if (g_str_equal(read->key, key))
            return read->value;
    }
    return NULL;
}

#define HEAD                                                                                       \
    "From: Idris Penhallow <I.Penhallow@Oakfield.example>\n"                                       \
    "To: Office <escalation@hscp.example>\n"                                                       \
    "Subject: Escalation\n"                                                                        \
    "Date: Wed, 04 Mar 2026 10:14:00 +0000\n"                                                      \
    "Message-ID: <first@oakfield.example>\n"

static void test_plain_form(void)
{
    g_autoptr(MailRecord) record =
        read_text(HEAD "\n"
                       "Stage: Two\n"
                       "Child's name:\n"
                       "\n"
                       "J. S.\n"
                       "What is the problem?: The plan has not moved since the\n"
                       "review, and nobody has seen the child at home for weeks.\n"
                       "\n"
                       "We asked twice.\n"
                       "\n"
                       "Kind regards\n"
                       "Idris\n");
    g_assert_cmpstr(record->message_id, ==, "first@oakfield.example");
    g_assert_cmpint(record->date, ==, 1772619240);
    g_assert_cmpuint(record->from->len, ==, 1);
    g_assert_cmpstr(g_array_index(record->from, MailAddress, 0).address, ==,
                    "i.penhallow@oakfield.example");
    g_assert_cmpstr(field(record, "stage"), ==, "Two");
    g_assert_cmpstr(field(record, "child.name"), ==, "J. S.");
    g_assert_cmpstr(
        field(record, "problem"), ==,
        "The plan has not moved since the review, and nobody has seen the child at home "
        "for weeks.\n\nWe asked twice.");
    g_assert_cmpuint(record->flags, ==, 0);
    g_assert_cmpstr(record->refusal, ==, "");
    g_assert_cmpstr(record->text_part, ==, "text/plain 1");
}

static void test_nothing(void)
{
    g_autoptr(MailRecord) record = mail_read(NULL, 0, labels);
    g_assert_cmpstr(record->refusal, ==, "empty");
    g_assert_cmpuint(record->flags & MAIL_FLAG_BROKEN, !=, 0);
}

static FormLabels *make_labels(void)
{
    FormLabels *made = form_labels_new();
    form_labels_add(made, "stage", LABEL_SHORT, "Stage");
    form_labels_add(made, "child.name", LABEL_SHORT, "Child's name");
    form_labels_add(made, "problem", LABEL_TEXT, "What is the problem?");
    return made;
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    mail_read_init();
    labels = make_labels();
    g_test_add_func("/mail/read/plain-form", test_plain_form);
    g_test_add_func("/mail/read/nothing", test_nothing);
    int result = g_test_run();
    form_labels_free(labels);
    return result;
}
