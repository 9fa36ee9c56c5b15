/* What comes signed, encrypted, as a file of its own or as something that is no letter at all. */
#include "mail_pgp.h"
#include "mail_read.h"
#include <string.h>

static FormLabels *labels;

/* ---- OpenPGP in the text ---- */

#define BEGIN "-----BEGIN PGP SIGNED MESSAGE-----\n"
#define SIGNATURE                                                                                  \
    "-----BEGIN PGP SIGNATURE-----\nVersion: GnuPG v2\n\niQEzBAEBCAAdFiEE+/x=\n=abcd\n-----END "   \
    "PGP SIGNATURE-----\n"

static const struct {
    const char *name, *text, *want;
} signed_texts[] = {
    {"whole", BEGIN "Hash: SHA256\n\nStage: 2\n- -- \nAgnes\n" SIGNATURE, "Stage: 2\n-- \nAgnes\n"},
    {"words around it", "Before\n" BEGIN "\nStage: 2\n" SIGNATURE "After\n- item\n",
     "Before\nStage: 2\nAfter\n- item\n"},
    {"two hashes", BEGIN "Hash: SHA1\nHash: SHA256\n\nx\n" SIGNATURE, "x\n"},
    {"no blank line", BEGIN "Stage: 2\n" SIGNATURE, "Stage: 2\n"},
    {"dashes", BEGIN "\n- - one\n- two\n-- three\n" SIGNATURE, "- one\ntwo\n-- three\n"},
    {"a blank line first", BEGIN "\n\nx\n" SIGNATURE, "\nx\n"},
    {"no end", BEGIN "\nx\n-----BEGIN PGP SIGNATURE-----\n\nabcd=\nThis is no armour.\n",
     "x\nThis is no armour.\n"},
    {"words in the signature",
     BEGIN "\nx\n-----BEGIN PGP SIGNATURE-----\nabcd\nChild's name: K. L.\n=ab\n"
           "-----END PGP SIGNATURE-----\ny\n",
     "x\nChild's name: K. L.\ny\n"},
    {"cut", BEGIN "Hash: SHA256\n\nx", "x"},
    {"quoted", "> " BEGIN "> x\n", NULL},
    {"said in a line", "It said -----BEGIN PGP SIGNED MESSAGE----- at its top.\n", NULL},
    {"none", "Stage: 2\n", NULL},
};

static void test_signed_text(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(signed_texts); i++) {
        g_autofree char *got = mail_pgp_without_armour(signed_texts[i].text);
        g_test_message("%s", signed_texts[i].name);
        g_assert_cmpstr(got, ==, signed_texts[i].want);
    }
}

static void test_encrypted_text(void)
{
    g_assert_true(mail_pgp_is_encrypted("-----BEGIN PGP MESSAGE-----\n\nabc\n"));
    g_assert_true(mail_pgp_is_encrypted("Hello,\n\n-----BEGIN PGP MESSAGE-----\n\nabc\n"));
    g_assert_false(mail_pgp_is_encrypted("> -----BEGIN PGP MESSAGE-----\n> abc\n"));
    g_assert_false(mail_pgp_is_encrypted("It was encrypted."));
}

/* ---- in a mail ---- */

#define HEAD                                                                                       \
    "From: Agnes Thorley <agnes@csc.example>\nTo: escalation@hscp.example\nSubject: Outcome\n"     \
    "Date: Wed, 1 Apr 2026 15:00:00 +0100\nMessage-ID: <w1@csc.example>\nMIME-Version: 1.0\n"

static MailRecord *read_text(const char *mail)
{
    return mail_read(mail, strlen(mail), labels);
}

static const MailAttachment *attachment(const MailRecord *record, guint i)
{
    g_assert_cmpuint(i, <, record->attachments->len);
    return &g_array_index(record->attachments, MailAttachment, i);
}

static void test_a_signature_is_noted(void)
{
    static const char *const signed_mails[] = {
        HEAD "Content-Type: text/plain\n\n" BEGIN "Hash: SHA256\n\nStage: 2\n" SIGNATURE,
        HEAD "Content-Type: multipart/signed; boundary=b; "
             "protocol=\"application/pgp-signature\"\n\n--b\n\nStage: 2\n"
             "--b\nContent-Type: application/pgp-signature; name=signature.asc\n\nx\n--b--\n",
        HEAD "Content-Type: multipart/signed; boundary=b; "
             "protocol=\"application/pkcs7-signature\"\n\n--b\n\nStage: 2\n"
             "--b\nContent-Type: application/pkcs7-signature; name=smime.p7s\n\nx\n--b--\n"};
    for (gsize i = 0; i < G_N_ELEMENTS(signed_mails); i++) {
        g_autoptr(MailRecord) record = read_text(signed_mails[i]);
        g_assert_cmpuint(record->flags, ==, MAIL_FLAG_SIGNED);
        g_assert_cmpstr(record->text, ==, "Stage: 2");
        g_assert_cmpuint(record->fields->len, ==, 1);
    }
    /* a signature of what is passed on is not the sender's */
    g_autoptr(MailRecord) passed = read_text(
        HEAD "Content-Type: multipart/mixed; boundary=c\n\n--c\n\nSee below.\n--c\nContent-Type: "
             "message/rfc822\n\nFrom: o@police.example\nContent-Type: multipart/signed; "
             "boundary=b\n\n--b\n\nStage: 2\n"
             "--b\nContent-Type: application/pgp-signature\n\nx\n--b--\n--c--\n");
    g_assert_cmpuint(passed->flags, ==, 0);
    g_assert_cmpuint(passed->forwarded->len, ==, 1);
}

static const struct {
    const char *name, *fields, *why;
    gboolean encrypted;
} parts[] = {
    {"enveloped", "application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", "encrypted",
     TRUE},
    {"named so only", "application/octet-stream; name=smime.p7m", "encrypted", TRUE},
    {"certificates", "application/pkcs7-mime; smime-type=certs-only; name=smime.p7c",
     "a certificate", FALSE},
    {"NHSmail", "text/html; name=Encrypted_Message.htm", "encrypted", TRUE},
    {"NHSmail, as a file", "application/octet-stream; name=Encrypted_Message.html", "encrypted",
     TRUE},
    {"Office 365", "application/x-microsoft-rpmsg-message; name=message_v4.rpmsg", "encrypted",
     TRUE},
    {"rpmsg", "application/octet-stream; name=message.rpmsg", "encrypted", TRUE},
    {"Cisco", "application/octet-stream; name=securedoc_20260401T150000.html", "encrypted", TRUE},
    {"OpenPGP", "application/octet-stream; name=form.docx.gpg", "encrypted", TRUE},
    {"card", "text/vcard; name=agnes.vcf", "a contact card", FALSE},
    {"card by its name", "application/octet-stream; name=agnes.vcf", "a contact card", FALSE},
    {"picture", "image/png; name=a.png", "no text", FALSE},
    {"unknown", "application/octet-stream; name=a.xyz", "not opened", FALSE},
};

static void test_parts_are_named(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autofree char *mail = g_strdup_printf(
            HEAD
            "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHello.\n--b\nContent-Type: %s\n"
            "Content-Disposition: attachment\n\nnothing to read\n--b--\n",
            parts[i].fields);
        g_autoptr(MailRecord) record = read_text(mail);
        g_test_message("%s", parts[i].name);
        g_assert_cmpstr(attachment(record, 0)->why, ==, parts[i].why);
        g_assert_cmpint((record->flags & MAIL_FLAG_ENCRYPTED) != 0, ==, parts[i].encrypted);
    }
}

#define ZONE                                                                                       \
    "BEGIN:VTIMEZONE\nBEGIN:STANDARD\nDTSTART:16010101T020000\nEND:STANDARD\nEND:VTIMEZONE\n"

static const struct {
    const char *calendar, *why;
} calendars[] = {
    {"METHOD:REQUEST\n" ZONE
     "BEGIN:VEVENT\nSUMMARY:Child K. L.\nDTSTART;TZID=GMT Standard Time:20261012T140000\n",
     "a calendar invitation: request, 2026-10-12 14:00"},
    {"METHOD:CANCEL\nBEGIN:VEVENT\nDTSTART:20261012T130000Z\n",
     "a calendar invitation: cancel, 2026-10-12 13:00 UTC"},
    {"method:reply\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261012\n",
     "a calendar invitation: reply, 2026-10-12"},
    {"METHOD:Child K. L.\nBEGIN:VEVENT\nDTSTART:tomorrow\n", "a calendar invitation"},
    {"METHOD:REQUEST\n" ZONE, "a calendar invitation: request"},
    {"DTSTARTED:20261012\n", "a calendar invitation"},
};

static void test_invitations_say_when_and_not_what(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(calendars); i++) {
        g_autofree char *mail = g_strdup_printf(
            HEAD "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nPlease come.\n--b\n"
                 "Content-Type: text/calendar; "
                 "method=REQUEST\n\nBEGIN:VCALENDAR\n%sEND:VCALENDAR\n--b--\n",
            calendars[i].calendar);
        g_autoptr(MailRecord) record = read_text(mail);
        g_assert_cmpstr(record->text, ==, "Please come.");
        g_assert_cmpstr(attachment(record, 0)->why, ==, calendars[i].why);
    }
}

/* ---- messages as files ---- */

#define INNER                                                                                      \
    "From: Ottoline Graves <o.graves@police.example>\nTo: agnes@csc.example\nSubject: Stage two\n" \
    "Date: Mon, 30 Mar 2026 17:20:00 +0100\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "    \
    "boundary=i\n\n"                                                                               \
    "--i\n\nPlease see the form.\n--i\nContent-Type: text/plain; "                                 \
    "name=form.txt\nContent-Disposition: attachment\n\n"                                           \
    "Stage: 2\n--i--\n"

static void expect_carried(const MailRecord *record)
{
    g_assert_cmpuint(record->flags, ==, 0);
    g_assert_cmpuint(record->forwarded->len, ==, 1);
    const MailForwarded *inner = &g_array_index(record->forwarded, MailForwarded, 0);
    g_assert_cmpstr(inner->from, ==, "o.graves@police.example");
    g_assert_cmpint(inner->date, ==, 1774887600);
    g_assert_cmpstr(inner->text, ==, "Please see the form.");
    g_assert_cmpuint(record->attachments->len, ==, 2);
    g_assert_true(attachment(record, 0)->read);
    g_assert_cmpstr(attachment(record, 1)->name, ==, "form.txt");
}

static void test_a_message_may_come_as_a_file(void)
{
    static const char *const fields[] = {
        "application/octet-stream; name=\"Stage two.eml\"\nContent-Transfer-Encoding: base64",
        "application/octet-stream; name=\"Stage two.EML\"\nContent-Transfer-Encoding: "
        "quoted-printable",
        "message/rfc822\nContent-Disposition: attachment"};
    for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
        g_autofree char *code = g_base64_encode((const guchar *)INNER, strlen(INNER));
        g_auto(GStrv) pieces = g_strsplit(INNER, "=", -1);
        g_autofree char *quoted = g_strjoinv("=3D", pieces);
        const char *const bodies[] = {code, quoted, INNER};
        g_autofree char *mail =
            g_strdup_printf(HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nSee "
                                 "below.\n--b\nContent-Type: %s\n\n%s\n--b--\n",
                            fields[i], bodies[i]);
        g_autoptr(MailRecord) record = read_text(mail);
        g_test_message("%s", fields[i]);
        expect_carried(record);
    }
}

/* Its files are read like the mail's own: a cell's answer ends with its cell. */
static void test_answers_end_in_a_carried_file(void)
{
    g_autoptr(MailRecord) record = read_text(
        HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nSee below.\n--b\n"
             "Content-Type: message/rfc822\n\nFrom: o.graves@police.example\nMIME-Version: 1.0\n"
             "Content-Type: multipart/mixed; boundary=i\n\n--i\n\nPlease see the form.\n--i\n"
             "Content-Type: text/html; name=form.htm\nContent-Disposition: attachment\n\n"
             "<table><tr><td>Response</td><td>No.</td></tr></table>Part two\n--i--\n--b--\n");
    g_assert_cmpuint(record->fields->len, ==, 1);
    const MailField *field = &g_array_index(record->fields, MailField, 0);
    g_assert_cmpstr(field->part, ==, "forwarded 1");
    g_assert_cmpstr(field->value, ==, "No.");
}

static void test_a_file_that_is_no_message_stays_a_file(void)
{
    g_autoptr(MailRecord) record = read_text(
        HEAD
        "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHello.\n--b\n"
        "Content-Type: application/octet-stream; name=x.eml\nContent-Transfer-Encoding: base64\n\n"
        "iVBORw0KGgoAAAANSUhEUgAAAAEA\n--b--\n");
    g_assert_cmpuint(record->forwarded->len, ==, 0);
    g_assert_cmpstr(attachment(record, 0)->why, ==, "not opened");
}

/* One in another, each with a form of its own: each keeps its writer and date, and its form is its own. */
static void test_deep(void)
{
    g_autoptr(GString) mail = g_string_new(NULL);
    enum { DEEP = 12 };
    for (guint i = 0; i < DEEP; i++)
        g_string_append_printf(
            mail,
            "%sFrom: p%u@police.example\nDate: %u Mar 2026 17:20:00 +0000\n"
            "Content-Type: multipart/mixed; boundary=b%u\n\n--b%u\n\nWriter %u.\n--b%u\n"
            "Content-Type: text/plain; name=form.txt\nContent-Disposition: attachment\n\nStage: "
            "%u\n--b%u\n",
            i > 0 ? "Content-Type: message/rfc822\n\n" : "", i, i + 1, i, i, i, i, i + 1, i);
    g_string_append(mail, "\n\nEnd.\n");
    for (guint i = DEEP; i-- > 0;)
        g_string_append_printf(mail, "--b%u--\n", i);
    g_autoptr(MailRecord) record = read_text(mail->str);
    g_assert_cmpuint(record->forwarded->len, ==, DEEP - 1);
    g_assert_cmpuint(record->fields->len, ==, DEEP);
    for (guint i = 1; i < DEEP; i++) {
        const MailForwarded *inner = &g_array_index(record->forwarded, MailForwarded, i - 1);
        const MailField *field = &g_array_index(record->fields, MailField, i);
        g_autofree char *from = g_strdup_printf("p%u@police.example", i);
        g_autofree char *stage = g_strdup_printf("%u", i + 1);
        g_assert_cmpstr(inner->from, ==, from);
        g_assert_cmpstr(field->part, ==, inner->part);
        g_assert_cmpstr(field->value, ==, stage);
        g_assert_cmpint(inner->date, ==, 1772385600 + i * 86400);
    }
}

static void test_wide(void)
{
    g_autoptr(GString) mail = g_string_new(HEAD "Content-Type: multipart/digest; boundary=b\n\n");
    enum { WIDE = 60 };
    for (guint i = 0; i < WIDE; i++)
        g_string_append_printf(
            mail,
            "--b\n\nFrom: p%u@police.example\nDate: Mon, 2 Mar 2026 17:20:00 +0000\n\nStage: %u\n",
            i, i);
    g_string_append(mail, "--b--\n");
    g_autoptr(MailRecord) record = read_text(mail->str);
    g_assert_cmpuint(record->forwarded->len, ==, 50); /* MAIL_LIMIT_FORWARDED */
    g_assert_true((record->flags & MAIL_FLAG_TRUNCATED) != 0);
    for (guint i = 0; i < 50; i++) {
        g_autofree char *from = g_strdup_printf("p%u@police.example", i);
        g_assert_cmpstr(g_array_index(record->forwarded, MailForwarded, i).from, ==, from);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    mail_read_init();
    labels = form_labels_new();
    form_labels_add(labels, "stage_claimed", LABEL_SHORT, "Stage");
    form_labels_add(labels, "response", LABEL_TEXT, "Response");
    g_test_add_func("/wrapped/pgp/signed", test_signed_text);
    g_test_add_func("/wrapped/pgp/encrypted", test_encrypted_text);
    g_test_add_func("/wrapped/signature", test_a_signature_is_noted);
    g_test_add_func("/wrapped/named", test_parts_are_named);
    g_test_add_func("/wrapped/invitations", test_invitations_say_when_and_not_what);
    g_test_add_func("/wrapped/message", test_a_message_may_come_as_a_file);
    g_test_add_func("/wrapped/message-files", test_answers_end_in_a_carried_file);
    g_test_add_func("/wrapped/no-message", test_a_file_that_is_no_message_stays_a_file);
    g_test_add_func("/wrapped/deep", test_deep);
    g_test_add_func("/wrapped/wide", test_wide);
    int result = g_test_run();
    form_labels_free(labels);
    return result;
}
