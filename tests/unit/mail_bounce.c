/* mail_bounce: which messages are a mail system's report, though no part of them says so, and of whom they speak. People write
 * about bounces, forward them and paste them: theirs must stay theirs. */
#include "mail_read.h"
#include <string.h>

typedef struct {
    const char *name, *message, *want; /* "kind: recipient action status; …" */
} Case;

#define DAEMON "From: Mail Delivery <MAILER-DAEMON@mx.csc.example>\nSubject: failure notice\n\n"
#define NULL_SENDER "Return-Path: <>\nFrom: Mail gateway <gateway@csc.example>\n"
#define NO_REPLY "From: no-reply@csc.example\n"
#define TEACHER "From: Alex Brook <alex.brook@oakfield.example>\n"
#define RETURNED "\n--- Below this line is a copy of the message.\n\nTo: other@csc.example\n"

static const Case cases[] = {
    {"daemon, alone in a line",
     DAEMON "Sorry.\n\n<gone@csc.example>:\nno such user. #5.1.1\n" RETURNED,
     "delivery-report: gone@csc.example failed 5.1.1"},
    {"daemon, in a list",
     DAEMON "Delivery to the following failed:\n\n   * gone@csc.example\n" RETURNED,
     "delivery-report: gone@csc.example failed "},
    {"daemon, its own address besides",
     DAEMON "An email of ours@hscp.example addressed to\n-- gone@csc.example\ncould not be "
            "delivered.\n" RETURNED,
     "delivery-report: gone@csc.example failed "},
    {"daemon, behind a label",
     DAEMON "Not delivered:\n  Recipient address: gone@csc.example\n  Reason: 550 5.7.1 "
            "refused\n" RETURNED,
     "delivery-report: gone@csc.example failed 5.7.1"},
    {"daemon, a line that begins with it",
     DAEMON "From a message of ours@hscp.example:\n\ngone@csc.example [User unknown]\n" RETURNED,
     "delivery-report: gone@csc.example failed "},
    {"daemon, in the transcript only",
     DAEMON
     "   ----- Transcript of session follows -----\n>>> RCPT To:<gone@csc.example>\n<<< 550 5.1.1 "
     "unknown\n\n   ----- Unsent message follows -----\nFrom: <ours@hscp.example>\n",
     "delivery-report: gone@csc.example failed 5.1.1"},
    {"daemon, fields of RFC 3464 in the text",
     DAEMON
     "Report:\n\nFinal-Recipient: rfc822; gone@csc.example\nAction: failed\nStatus: 5.2.2\n\n"
     "Final-Recipient: rfc822; late@csc.example\nAction: delayed\nStatus: 4.4.1\n" RETURNED,
     "delivery-report: gone@csc.example failed 5.2.2; late@csc.example delayed 4.4.1"},
    {"daemon, each with its own status",
     DAEMON "<gone@csc.example>:\n550 5.1.1 unknown\n\n<full@csc.example>:\n552 5.2.2 mailbox "
            "full\n" RETURNED,
     "delivery-report: gone@csc.example failed 5.1.1; full@csc.example failed 5.2.2"},
    {"daemon, only the returned message names it",
     DAEMON "The mail could not be delivered.\n" RETURNED, "delivery-report: "},
    {"a warning that is none",
     "Return-Path: <MDaemon@csc.example>\nFrom: MDaemon@csc.example\nSubject: Warning: "
     "gone@csc.example - User unknown!\n\n"
     "gone@csc.example - no such user here.\n",
     "delivery-report: gone@csc.example failed "},
    {"not delivered, for good",
     DAEMON
     "Your message to gone@csc.example has NOT been delivered.\nThe address is no longer valid.\n",
     "delivery-report: gone@csc.example failed "},
    {"not delivered yet",
     DAEMON "Your message to late@csc.example has not yet been delivered.\nWe will keep trying.\n",
     "delivery-report: late@csc.example delayed "},
    {"null sender, any subject",
     NULL_SENDER
     "Subject: E\n\nYour message\n\n  To:      old@csc.example\n  Subject: Stage\n\ndid not "
     "reach the following recipient(s):\n\ngone@csc.example on Thu, 5 Mar 2026\n",
     "delivery-report: gone@csc.example failed "},
    {"null sender, no word of failure",
     NULL_SENDER "Subject: Meeting\n\nSam Reed <sam@csc.example> will come.\n", ": "},
    {"no-reply, by its words",
     NO_REPLY "Subject: Mail\n\nYour mail sent on Thursday\n   Could not be delivered to: "
              "<gone@csc.example>\n   As their mailbox is full.\n",
     "delivery-report: gone@csc.example failed "},
    {"no-reply, a letter that did not arrive",
     NO_REPLY "Subject: Visit\n\nThe letter could not be delivered to the family.\nThey "
              "have moved. Please ring me.\n",
     ": "},
    {"no-reply, a form that speaks of mail",
     NO_REPLY "Subject: Referral\n\nStage: Two\nWhat is the problem? Two mails could not be "
              "delivered to sam@csc.example and "
              "nobody rings back.\n",
     ": "},
    {"a machine's words from anybody",
     TEACHER "Subject: Delivery failure notification\n\nYour message with Subject: Stage "
             "Two\ncould not be delivered to the "
             "following recipients:\n\nGone@csc.example\n\nPlease do not resend it.\n",
     "delivery-report: gone@csc.example failed "},
    {"a person tells of a bounce",
     TEACHER "Subject: Undeliverable\n\nHello,\n\nyour mail could not be delivered to:\n\n"
             "sam@csc.example\n\nPlease use the office's address.\n",
     ": "},
    {"a person tells of it in one sentence",
     TEACHER "Subject: Undelivered mail\n\nYour mail could not be delivered to sam@csc.example, he "
             "left in May.\n",
     ": "},
    {"a person forwards one",
     TEACHER "Subject: Fwd: Undeliverable: Stage Two\n\nYour message could not be delivered to the "
             "following "
             "recipients:\n\nsam@csc.example\n",
     ": "},
    {"a person answers one",
     TEACHER "Subject: Undeliverable: Stage Two\nIn-Reply-To: <n1@hscp.example>\n\nYour message "
             "could not be "
             "delivered to the following recipients:\n\nsam@csc.example\n",
     ": "},
    {"a postmaster who is a person",
     "From: Jo Bell <postmaster@csc.example>\nSubject: Stage Two\n\nWe disagree with the "
     "threshold, and sam@csc.example "
     "says so, too.\n",
     ": "},
};

static char *describe(const MailRecord *record)
{
    const char *kind = mail_automatic_name(record->automatic);
    GString *out = g_string_new(NULL);
    g_string_append_printf(out, "%s: ", kind ? kind : "");
    for (guint i = 0; i < record->deliveries->len; i++) {
        const MailDelivery *one = &g_array_index(record->deliveries, MailDelivery, i);
        g_string_append_printf(out, "%s%s %s %s", i > 0 ? "; " : "", one->recipient, one->action,
                               one->status);
    }
    return g_string_free(out, FALSE);
}

static FormLabels *labels;

static void test_case(gconstpointer data)
{
    const Case *one = data;
    g_autoptr(MailRecord) record = mail_read(one->message, strlen(one->message), labels);
    g_autofree char *got = describe(record);
    g_assert_cmpstr(got, ==, one->want);
}

static void test_expanded(void)
{
    const char *message = DAEMON "<gone@inner.csc.example> (expanded from\n";
    g_autofree char *text = g_strconcat(
        DAEMON, "gone@inner.csc.example\n    (expanded from: <gone@csc.example>)\n", NULL);
    g_autoptr(MailRecord) record = mail_read(text, strlen(text), labels);
    g_assert_cmpuint(record->deliveries->len, ==, 1);
    const MailDelivery *one = &g_array_index(record->deliveries, MailDelivery, 0);
    g_assert_cmpstr(one->recipient, ==, "gone@inner.csc.example");
    g_assert_cmpstr(one->original_recipient, ==, "gone@csc.example");
    g_autoptr(MailRecord) cut =
        mail_read(message, strlen(message), labels); /* the text ends there */
    g_assert_cmpuint(cut->deliveries->len, ==, 1);
}

static void test_status_part(void)
{
    const char *message =
        "From: Mail Delivery <>\nSubject: Delivery status notification\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        "--b\nContent-Type: text/plain\n\nDelivery to the following recipients failed "
        "permanently:\n\n"
        "   * gone@csc.example\n\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; "
        "mx.csc.example\n\n--b--\n";
    g_autoptr(MailRecord) record = mail_read(message, strlen(message), labels);
    g_autofree char *got = describe(record);
    g_assert_cmpstr(got, ==, "delivery-report: gone@csc.example failed ");
}

/* A receipt names a recipient in its text, too; that is no failure. */
static void test_receipt(void)
{
    const char *message =
        "From: Alex Brook <alex.brook@oakfield.example>\nSubject: Read: Stage Two\n"
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n"
        "--b\nContent-Type: text/plain\n\nYour message to\n\nalex.brook@oakfield.example\n\nwas "
        "read.\n\n"
        "--b\nContent-Type: message/disposition-notification\n\nDisposition: manual-action; "
        "displayed\n\n--b--\n";
    g_autoptr(MailRecord) record = mail_read(message, strlen(message), labels);
    g_autofree char *got = describe(record);
    g_assert_cmpstr(got, ==, "delivery-report: ");
}

/* The mark of ours that its fields gave stays beside what the text says of the mail. */
static void test_our_mark_stays(void)
{
    const char *message =
        DAEMON "Report:\n\nOriginal-Envelope-Id: n1\n\nFinal-Recipient: rfc822; gone@csc.example\n"
               "Action: failed\nStatus: 5.1.1\n\nMessage-ID: <other@csc.example>\n";
    g_autoptr(MailRecord) record = mail_read(message, strlen(message), labels);
    g_assert_cmpuint(record->deliveries->len, ==, 1);
    const MailDelivery *one = &g_array_index(record->deliveries, MailDelivery, 0);
    g_assert_cmpstr(one->original_id, ==, "other@csc.example");
    g_assert_cmpstr(one->envelope_id, ==, "n1");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    labels = form_labels_new();
    form_labels_add(labels, "stage", LABEL_SHORT, "Stage");
    form_labels_add(labels, "problem", LABEL_TEXT, "What is the problem?");
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strdup_printf("/mail/bounce/%s", cases[i].name);
        g_test_add_data_func(path, &cases[i], test_case);
    }
    g_test_add_func("/mail/bounce/expanded from", test_expanded);
    g_test_add_func("/mail/bounce/a status part that names nobody", test_status_part);
    g_test_add_func("/mail/bounce/our mark on its envelope", test_our_mark_stays);
    g_test_add_func("/mail/bounce/a receipt", test_receipt);
    int result = g_test_run();
    form_labels_free(labels);
    return result;
}
