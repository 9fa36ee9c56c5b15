/* What goes out, byte for byte, and what must not. */
#include "error.h"
#include "mail_compose.h"
#include "text.h"
#include <gmime/gmime.h>
#include <string.h>

static GTimeZone *zone;

static MailCompose usual(void)
{
    static const char *const references[] = {"first@school.example", "second@school.example", NULL};
    return (MailCompose){
        .from_name = "Havering Partnership",
        .from = "escalations@havering.example",
        .to_name = "Jo Smith",
        .to = "jo@school.example",
        .subject = "HAV-26-0042-B: received",
        .message_id = "abcdefghijklmnop@havering.example",
        .in_reply_to = "second@school.example",
        .references = references,
        .answer = TRUE,
        .reference = "HAV-26-0042-B",
        .body = "We have it.\nThe next date is Fri 10 Apr.\n",
        .date = 1775034840,
        .zone = zone,
    };
}

static char *composed(const MailCompose *mail)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GByteArray) bytes = mail_compose(mail, &error);
    g_assert_no_error(error);
    g_assert_null(memchr(bytes->data, '\0', bytes->len));
    return g_strndup((const char *)bytes->data, bytes->len);
}

/* A header's value with its folding undone, or NULL; asserts that it is there once at most. */
static char *header(const char *message, const char *name)
{
    g_autofree char *start = g_strdup_printf("\r\n%s: ", name);
    g_autofree char *whole = g_strdup_printf("\r\n%s", message);
    *strstr(whole, "\r\n\r\n") = '\0';
    char *found = strstr(whole, start);
    if (!found)
        return NULL;
    found += strlen(start);
    g_assert_null(strstr(found, start));
    char *end = found;
    do
        end = strstr(end, "\r\n") ? strstr(end, "\r\n") + 2 : end + strlen(end) + 2;
    while (end[-2] && (*end == ' ' || *end == '\t'));
    g_autofree char *folded = g_strndup(found, (gsize)(end - 2 - found));
    g_auto(GStrv) lines = g_strsplit(folded, "\r\n", -1);
    return g_strjoinv("", lines);
}

static GMimeMessage *parsed(const char *message)
{
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(message, strlen(message));
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *result = g_mime_parser_construct_message(parser, NULL);
    g_object_unref(parser);
    g_object_unref(stream);
    return result;
}

static void test_whole(void)
{
    MailCompose mail = usual();
    g_autofree char *message = composed(&mail);
    g_assert_cmpstr(message, ==,
                    "Date: Wed, 01 Apr 2026 10:14:00 +0100\r\n"
                    "From: Havering Partnership <escalations@havering.example>\r\n"
                    "Subject: HAV-26-0042-B: received\r\n"
                    "To: Jo Smith <jo@school.example>\r\n"
                    "Message-Id: <abcdefghijklmnop@havering.example>\r\n"
                    "In-Reply-To: <second@school.example>\r\n"
                    "References: <first@school.example> <second@school.example>\r\n"
                    "Thread-Topic: HAV-26-0042-B\r\n"
                    "Thread-Index: AQHcerGSkjgVQ+W6I3fpfYQGadurURHBk5C1\r\n"
                    "Auto-Submitted: auto-replied\r\n"
                    "X-Auto-Response-Suppress: All\r\n"
                    "X-Casegate-Case: HAV-26-0042-B\r\n"
                    "MIME-Version: 1.0\r\n"
                    "Content-Type: text/plain; charset=utf-8; format=fixed\r\n"
                    "Content-Transfer-Encoding: quoted-printable\r\n"
                    "\r\n"
                    "We have it.\r\n"
                    "The next date is Fri 10 Apr.\r\n");
}

static void test_notice(void)
{
    MailCompose mail = usual();
    mail.answer = FALSE;
    mail.reference = mail.in_reply_to = mail.to_name = mail.from_name = NULL;
    mail.references = NULL;
    g_autofree char *message = composed(&mail);
    g_autofree char *submitted = header(message, "Auto-Submitted");
    g_autofree char *to = header(message, "To");
    g_assert_cmpstr(submitted, ==, "auto-generated");
    g_assert_cmpstr(to, ==, "jo@school.example");
    g_assert_null(header(message, "X-Casegate-Case"));
    g_assert_null(header(message, "In-Reply-To"));
    g_assert_null(header(message, "References"));
    g_assert_null(header(message, "Thread-Index"));
    g_assert_null(header(message, "Thread-Topic"));
}

/* An answer goes on where the message stopped that it answers; what is no index is not handed on; the sender's own topic, in
 * which children's names stand, never is. */
static void test_conversation(void)
{
    static const char theirs[] = "AQHWLRNo4NaOjvXU8EODe0ZotrA8Bw==";
    static const char *const none[] = {"", "AQHW", "x\r\nBcc: jo@evil.example", NULL};
    MailCompose mail = usual();
    mail.thread_index = theirs;
    g_autofree char *message = composed(&mail);
    g_autofree char *index = header(message, "Thread-Index"),
                    *topic = header(message, "Thread-Topic");
    g_assert_cmpuint(strlen(index), ==, 36); /* 27 bytes */
    g_assert_true(strncmp(index, theirs, 28) == 0);
    g_assert_cmpstr(topic, ==, "HAV-26-0042-B");
    mail.reference = NULL;
    g_autofree char *caseless = composed(&mail);
    g_autofree char *own = header(caseless, "Thread-Topic");
    g_assert_cmpstr(own, ==, mail.subject);
    for (gsize i = 0; i < G_N_ELEMENTS(none); i++) {
        MailCompose other = usual();
        other.thread_index = none[i];
        g_autofree char *text = composed(&other);
        g_autofree char *derived = header(text, "Thread-Index");
        g_assert_cmpstr(derived, ==, "AQHcerGSkjgVQ+W6I3fpfYQGadurURHBk5C1");
    }
}

/* Names come back as they were, in one mailbox, whatever they are made of. */
static void test_names(void)
{
    static const char *const names[] = {"Zo\xc3\xab O'Brien",
                                        "Smith, Jo (\"Joey\") \\ MASH <x@evil.example>",
                                        "a@b.example",
                                        "\xd0\x96\xd0\xb5\xd0\xbd\xd1\x8f; Bcc: x@evil.example",
                                        "=?utf-8?q?a=2C_b?=",
                                        "A very long name that goes on and on until no header line "
                                        "of the usual length can hold it"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        MailCompose mail = usual();
        mail.to_name = names[i];
        g_autofree char *message = composed(&mail);
        g_autoptr(GObject) owner = G_OBJECT(parsed(message));
        InternetAddressList *to = g_mime_message_get_to(GMIME_MESSAGE(owner));
        g_assert_cmpint(internet_address_list_length(to), ==, 1);
        InternetAddress *one = internet_address_list_get_address(to, 0);
        g_assert_cmpstr(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(one)), ==,
                        "jo@school.example");
        g_autofree char *name =
            text_line(internet_address_get_name(one), 200); /* GMime leaves folding in */
        if (names[i][0] != '=')
            g_assert_cmpstr(name, ==, names[i]);
        g_assert_null(g_mime_object_get_header(GMIME_OBJECT(owner), "Bcc"));
    }
}

static void test_subject(void)
{
    MailCompose mail = usual();
    mail.subject = "HAV-26-0042-B: \xe2\x80\x98Stage Two\xe2\x80\x99 \xe2\x80\x93 asked of the "
                   "designated safeguarding lead by Fri 10 Apr 2026";
    g_autofree char *message = composed(&mail);
    g_autoptr(GObject) owner = G_OBJECT(parsed(message));
    g_assert_cmpstr(g_mime_message_get_subject(GMIME_MESSAGE(owner)), ==, mail.subject);
    g_assert_true(g_str_is_ascii(message));
}

/* The newest 50, each once, nothing that is no id. */
static void test_references(void)
{
    const char *ids[75] = {"bad id@x.example", "x@y.example\r\nBcc: e@x.example", "",
                           "a@b@c.example", "<a@b.example>"};
    for (int i = 5; i < 73; i++)
        ids[i] = g_strdup_printf("message-%d@school.example", i);
    ids[73] = ids[72];
    MailCompose mail = usual();
    mail.references = ids;
    g_autofree char *message = composed(&mail);
    g_autofree char *value = header(message, "References");
    g_auto(GStrv) words = g_strsplit_set(value, " \t", -1);
    g_assert_cmpuint(g_strv_length(words), ==, 50);
    g_assert_cmpstr(words[0], ==, "<message-23@school.example>");
    g_assert_cmpstr(words[49], ==, "<message-72@school.example>");
    mail.references = (const char *const[]){ids[0], ids[1], ids[2], ids[3], ids[4], NULL};
    mail.in_reply_to = ids[1];
    g_autofree char *without = composed(&mail);
    g_assert_null(header(without, "References"));
    g_assert_null(header(without, "In-Reply-To"));
    g_assert_null(strstr(without, "Bcc"));
    for (int i = 5; i < 73; i++)
        g_free((char *)ids[i]);
}

static void test_refused(void)
{
    g_autofree char *endless = g_strnfill(1001, 'x');
    const struct {
        const char *header;
        gsize offset; /* of the member */
        const char *value;
    } rows[] = {
        {"Subject", G_STRUCT_OFFSET(MailCompose, subject), "a\r\nBcc: x@evil.example"},
        {"Subject", G_STRUCT_OFFSET(MailCompose, subject), "a\nb"},
        {"Subject", G_STRUCT_OFFSET(MailCompose, subject), "a\x1b[31m"},
        {"Subject", G_STRUCT_OFFSET(MailCompose, subject),
         "a\xc2\x85"
         "b"},
        {"Subject", G_STRUCT_OFFSET(MailCompose, subject),
         "a\xe2\x80\xa8"
         "b"},
        {"Subject", G_STRUCT_OFFSET(MailCompose, subject), "a\xff"},
        {"Subject", G_STRUCT_OFFSET(MailCompose, subject), endless},
        {"Subject", G_STRUCT_OFFSET(MailCompose, subject), NULL},
        {"From", G_STRUCT_OFFSET(MailCompose, from_name), "a\r"},
        {"From", G_STRUCT_OFFSET(MailCompose, from), "jo"},
        {"From", G_STRUCT_OFFSET(MailCompose, from), NULL},
        {"To", G_STRUCT_OFFSET(MailCompose, to_name), "a\nb"},
        {"To", G_STRUCT_OFFSET(MailCompose, to), "jo@school.example, x@evil.example"},
        {"To", G_STRUCT_OFFSET(MailCompose, to), "jo@school.example\r\nBcc: x@evil.example"},
        {"Message-ID", G_STRUCT_OFFSET(MailCompose, message_id),
         "a@b.example>\r\nBcc: x@evil.example"},
        {"Message-ID", G_STRUCT_OFFSET(MailCompose, message_id), "<a@b.example>"},
        {"Message-ID", G_STRUCT_OFFSET(MailCompose, message_id), "a"},
        {"Message-ID", G_STRUCT_OFFSET(MailCompose, message_id), NULL},
        {"X-Casegate-Case", G_STRUCT_OFFSET(MailCompose, reference), "HAV\r\nX: y"},
        {"X-Casegate-Case", G_STRUCT_OFFSET(MailCompose, reference), ""},
        {"Content-Type", G_STRUCT_OFFSET(MailCompose, body), NULL},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        MailCompose mail = usual();
        G_STRUCT_MEMBER(const char *, &mail, rows[i].offset) = rows[i].value;
        g_test_message("%s, row %" G_GSIZE_FORMAT, rows[i].header, i);
        g_assert_null(mail_compose(&mail, &error));
        g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM);
        g_autofree char *named = g_strdup_printf("cannot send header '%s': ", rows[i].header);
        g_assert_true(g_str_has_prefix(error->message, named));
        g_assert_null(strstr(error->message, "evil"));
    }
    MailCompose mail = usual();
    mail.date = INSTANT_UNKNOWN;
    g_assert_null(mail_compose(&mail, NULL));
}

static const char *body_of(const char *message)
{
    return strstr(message, "\r\n\r\n") + 4;
}

static void test_body(void)
{
    static const struct {
        const char *name, *input, *want;
    } rows[] = {
        {"empty", "", "\r\n"},
        {"no line end", "a", "a\r\n"},
        {"UTF-8", "Zo\xc3\xab\n", "Zo=C3=AB\r\n"},
        {"Latin only is UTF-8 too", "\xc3\xa9", "=C3=A9\r\n"},
        {"CRLF and CR", "a\r\nb\rc\n", "a\r\nb\r\nc\r\n"},
        {"trailing blanks", "-- \na\t\n", "--=20\r\na=09\r\n"},
        {"equals", "a = b\n", "a =3D b\r\n"},
        {"controls", "a\x1b[31m\x07\n", "a=EF=BF=BD[31m=EF=BF=BD\r\n"},
        {"broken UTF-8", "a\xff\n", "a=EF=BF=BD\r\n"},
        {"dot", ".\n..\n", ".\r\n..\r\n"},
        {"blank lines", "\n\na\n\n", "\r\n\r\na\r\n\r\n"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        MailCompose mail = usual();
        mail.body = rows[i].input;
        g_autofree char *message = composed(&mail);
        g_test_message("%s", rows[i].name);
        g_assert_cmpstr(body_of(message), ==, rows[i].want);
    }
}

/* Long lines are broken, and read back whole. */
static void test_long_lines(void)
{
    GString *text = g_string_new(NULL);
    for (int i = 0; i < 400; i++)
        g_string_append(text, i % 7 ? "word " : "Zo\xc3\xab\xe2\x80\x93=");
    g_string_append(text, "\nend\n");
    MailCompose mail = usual();
    mail.body = text->str;
    g_autofree char *message = composed(&mail);
    g_auto(GStrv) lines = g_strsplit(body_of(message), "\r\n", -1);
    for (gsize i = 0; lines[i]; i++) {
        g_assert_cmpuint(strlen(lines[i]), <=, 76);
        g_assert_null(strpbrk(lines[i], "\r\n"));
    }
    g_autoptr(GObject) owner = G_OBJECT(parsed(message));
    GMimeObject *part = g_mime_message_get_mime_part(GMIME_MESSAGE(owner));
    g_autofree char *back = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
    g_auto(GStrv) pieces = g_strsplit(back, "\r\n", -1);
    g_autofree char *joined = g_strjoinv("\n", pieces);
    g_assert_cmpstr(joined, ==, text->str);
    g_string_free(text, TRUE);
}

/* One word without a place to fold is split, and read back whole. */
static void test_long_words(void)
{
    g_autofree char *word = g_strnfill(999, 'x');
    MailCompose mail = usual();
    mail.subject = mail.to_name = word;
    g_autofree char *message = composed(&mail);
    g_auto(GStrv) lines = g_strsplit(message, "\r\n", -1);
    for (gsize i = 0; lines[i]; i++)
        g_assert_cmpuint(strlen(lines[i]), <=, 100);
    g_autoptr(GObject) owner = G_OBJECT(parsed(message));
    g_assert_cmpstr(g_mime_message_get_subject(GMIME_MESSAGE(owner)), ==, word);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    zone = g_time_zone_new_identifier("Europe/London");
    g_test_add_func("/mail-compose/whole", test_whole);
    g_test_add_func("/mail-compose/notice", test_notice);
    g_test_add_func("/mail-compose/conversation", test_conversation);
    g_test_add_func("/mail-compose/names", test_names);
    g_test_add_func("/mail-compose/subject", test_subject);
    g_test_add_func("/mail-compose/references", test_references);
    g_test_add_func("/mail-compose/refused", test_refused);
    g_test_add_func("/mail-compose/body", test_body);
    g_test_add_func("/mail-compose/long-lines", test_long_lines);
    g_test_add_func("/mail-compose/long-words", test_long_words);
    int result = g_test_run();
    g_time_zone_unref(zone);
    return result;
}
