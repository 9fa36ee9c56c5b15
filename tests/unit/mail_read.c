/* mail_read: whole messages, as their writers' programs send them. */
#include "document_fixture.h"
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

/* ---- the content digest ---- */

#define FORM "Stage: Two\nChild's name: J. S.\nWhat is the problem?: The plan has not moved.\n"
#define OTHER_HEAD                                                                                 \
    "Received: from a by b; Wed, 04 Mar 2026 10:20:00 +0000\nX-Trace: 7\n"                         \
    "From: I.Penhallow@Oakfield.example\nSubject: Again\nMessage-ID: <second@oakfield.example>\n"
#define REPLY_HEAD                                                                                 \
    "From: jo@csc.example\nSubject: Re: HAV-26-0042-B\nIn-Reply-To: <n1@hscp.example>\n"
#define WITH_FILE(content)                                                                         \
    "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n" FORM                 \
    "--b\nContent-Type: application/pdf\n\n" content "\n--b--\n"

typedef struct {
    const char *name, *one, *two;
    gboolean same;
} Digests;

static const Digests digests[] = {
    {"other trace, other id", HEAD "\n" FORM, OTHER_HEAD "\n" FORM, TRUE},
    {"did it go?", HEAD "\n" FORM, OTHER_HEAD "\nDid it go?\n\n" FORM, TRUE},
    {"case and spacing", HEAD "\n" FORM,
     OTHER_HEAD
     "\nSTAGE:  two\nChild's  name: J. S.\nWhat is the problem?: The plan\nhas not moved.\n",
     TRUE},
    {"other order", HEAD "\nStage: Two\nChild's name: J\nWhat is the problem?: No visit.\n",
     HEAD "\nChild's name: J\nStage: Two\nWhat is the problem?: No visit.\n", TRUE},
    {"the same note", HEAD "\nWe met.\nStage: Two\n", OTHER_HEAD "\nWe met.\nStage:\ntwo\n", TRUE},
    {"other words in a note", HEAD "\nWe met.\nStage: Two\n",
     HEAD "\nThe child is in danger.\nStage: Two\n", FALSE},
    {"other value", HEAD "\n" FORM, HEAD "\nStage: Three\nChild's name: J. S.\n", FALSE},
    {"one field less", HEAD "\nStage: Two\nChild's name: J\n", HEAD "\nStage: Two\n", FALSE},
    {"same file", HEAD WITH_FILE("abc"), OTHER_HEAD WITH_FILE("abc"), TRUE},
    {"other file", HEAD WITH_FILE("abc"), HEAD WITH_FILE("abd"), FALSE},
    {"a file more", HEAD "\n" FORM, HEAD WITH_FILE("abc"), FALSE},
    {"same words", HEAD "\nThank you.\n", OTHER_HEAD "\nthank you\n", TRUE},
    {"other words", HEAD "\nThank you.\n", HEAD "\nNo.\n", FALSE},
    {"two answers to one notice", REPLY_HEAD "\nWe agree.\n\n> Stage: Two\n> Child's name: J\n",
     REPLY_HEAD "\nWe do not agree.\n\n> Stage: Two\n> Child's name: J\n", FALSE},
    {"two forwards of one form",
     "From: q@oakfield.example\nSubject: FW: x\n\nStage three please.\n\n-----Original "
     "Message-----\n" FORM,
     "From: q@oakfield.example\nSubject: FW: x\n\nStage four please.\n\n-----Original "
     "Message-----\n" FORM,
     FALSE},
};

static void test_digests(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(digests); i++) {
        g_autoptr(MailRecord) one = read_text(digests[i].one);
        g_autoptr(MailRecord) two = read_text(digests[i].two);
        g_test_message("%s", digests[i].name);
        g_assert_cmpuint(strlen(one->content_digest), ==, 64);
        g_assert_true(g_str_equal(one->content_digest, two->content_digest) == digests[i].same);
    }
}

/* ---- automatic mail ---- */

typedef struct {
    const char *name, *headers;
    MailAutomatic want;
} Automatic;

static const Automatic automatics[] = {
    {"a person", "Subject: Escalation", MAIL_AUTOMATIC_NO},
    {"a person who says so", "Auto-Submitted: no", MAIL_AUTOMATIC_NO},
    {"auto-replied", "Auto-Submitted: auto-replied", MAIL_AUTOMATIC_REPLY},
    {"auto-generated", "Auto-Submitted: auto-generated (rule)", MAIL_AUTOMATIC_REPLY},
    {"exchange", "X-Auto-Response-Suppress: All", MAIL_AUTOMATIC_NO},
    {"exchange, bulk", "X-Auto-Response-Suppress: All\nPrecedence: bulk", MAIL_AUTOMATIC_REPLY},
    {"x-autoreply", "X-Autoreply: yes", MAIL_AUTOMATIC_REPLY},
    {"precedence", "Precedence: auto_reply", MAIL_AUTOMATIC_REPLY},
    {"subject", "Subject: Automatic reply: HAV-26-0042-B", MAIL_AUTOMATIC_REPLY},
    {"subject, out of office", "Subject: Out of Office Re: Escalation", MAIL_AUTOMATIC_REPLY},
    {"subject, german", "Subject: Abwesenheitsnotiz: x", MAIL_AUTOMATIC_REPLY},
    {"answer to one", "Subject: RE: Automatic reply: x", MAIL_AUTOMATIC_NO},
    {"about one", "Subject: Out of office cover for the team", MAIL_AUTOMATIC_NO},
    {"subject, Lotus Notes", "Subject: AUTO: Jo Bell is out of the office (returning 09/03/2026)",
     MAIL_AUTOMATIC_REPLY},
    {"about an auto", "Subject: Auto: who drove it?", MAIL_AUTOMATIC_NO},
    {"redirected by a rule", "X-MS-Exchange-Inbox-Rules-Loop: jo@x.example", MAIL_AUTOMATIC_NO},
    {"list", "List-Id: <x.example>", MAIL_AUTOMATIC_LIST},
    {"bulk", "Precedence: bulk", MAIL_AUTOMATIC_LIST},
    {"list that answers", "List-Id: <x.example>\nAuto-Submitted: auto-replied",
     MAIL_AUTOMATIC_REPLY},
    {"report", "Content-Type: multipart/report; report-type=disposition-notification; boundary=b",
     MAIL_AUTOMATIC_DELIVERY},
    {"abuse report", "Content-Type: multipart/report; report-type=feedback-report; boundary=b",
     MAIL_AUTOMATIC_DELIVERY},
    {"TLS report", "Content-Type: multipart/report; report-type=\"tlsrpt\"; boundary=b",
     MAIL_AUTOMATIC_DELIVERY},
    {"failed recipients", "X-Failed-Recipients: a@x.example", MAIL_AUTOMATIC_DELIVERY},
    {"null sender, a report by its subject", "Return-Path: <>\nSubject: Undeliverable: x",
     MAIL_AUTOMATIC_DELIVERY},
    {"null sender alone", "Return-Path: <>\nSubject: Escalation", MAIL_AUTOMATIC_NO},
    {"a person's report of a report", "Subject: Undeliverable: my last mail", MAIL_AUTOMATIC_NO},
};

static void test_automatic(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(automatics); i++) {
        g_autofree char *message =
            g_strdup_printf("From: jo@x.example\n%s\n\nThe words of it.\n", automatics[i].headers);
        g_autoptr(MailRecord) record = read_text(message);
        g_test_message("%s", automatics[i].name);
        g_assert_cmpint(record->automatic, ==, automatics[i].want);
        gboolean null_sender = strstr(message, "Return-Path: <>") != NULL;
        g_assert_true(((record->flags & MAIL_FLAG_NULL_SENDER) != 0) == null_sender);
    }
}

/* ---- files that only a second reading opens ---- */

static const struct {
    const char *name, *encoded;
    gboolean container;
} files[] = {
    {"form.docx", "UEsDBBQAAAAI", TRUE},
    {"called.txt", "UEsDBBQAAAAI", TRUE}, /* a name says nothing */
    {"plan.pdf", "JVBERi0xLjQK", TRUE},
    {"old.doc", "0M8R4KGxGuE=", TRUE},
    {"winmail.dat", "eJ8+IgEA", TRUE},
    {"form.docx", "SGVsbG8=", FALSE},
    {"nothing.pdf", "", FALSE},
    {"picture.png", "iVBORw0KGgo=", FALSE},
};

static void test_containers(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *message = g_strdup_printf(
            HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nPlease see the form.\n"
                 "--b\nContent-Type: application/octet-stream; name=\"%s\"\n"
                 "Content-Transfer-Encoding: base64\n\n%s\n--b--\n",
            files[i].name, files[i].encoded);
        g_test_message("%s", files[i].name);
        g_autoptr(MailRecord) first = read_text(message);
        g_assert_true(((first->flags & MAIL_FLAG_CONTAINERS) != 0) == files[i].container);
        g_assert_cmpstr(g_array_index(first->attachments, MailAttachment, 0).name, ==,
                        files[i].name);
        g_autoptr(MailRecord) second = mail_read_containers(message, strlen(message), labels);
        g_assert_cmpuint(second->flags & MAIL_FLAG_CONTAINERS, ==, 0);
        g_assert_cmpuint(second->attachments->len, ==, 1);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    mail_read_init();
    labels = document_labels();
    g_test_add_func("/mail/read/plain-form", test_plain_form);
    g_test_add_func("/mail/read/nothing", test_nothing);
    g_test_add_func("/mail/read/digests", test_digests);
    g_test_add_func("/mail/read/automatic", test_automatic);
    g_test_add_func("/mail/read/containers", test_containers);
    int result = g_test_run();
    form_labels_free(labels);
    return result;
}
