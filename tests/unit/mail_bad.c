/* mail_read on what nobody should send: every one gives a record, a limit broken gives a refusal, and what can
 * still be read is read. Messages are made here, most of them too large to keep as files. */
#include "mail_limits.h"
#include "mail_read.h"
#include <string.h>

#define FROM "From: Jo Fenwick <jo@oakfield.example>\n"
#define HEAD                                                                                       \
    FROM "To: escalation@hscp.example\nSubject: Escalation\n"                                      \
         "Date: Wed, 04 Mar 2026 10:14:00 +0000\nMessage-ID: <bad@oakfield.example>\n"
#define MULTIPART "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
#define TEXT_FILE                                                                                  \
    "--b\nContent-Type: text/plain; charset=utf-8\nContent-Disposition: attachment\n\n"
#define IN_DANGER "The child is in danger tonight."

static FormLabels *labels;

static void repeat(GString *out, const char *text, guint times)
{
    for (guint i = 0; i < times; i++)
        g_string_append(out, text);
}

static MailRecord *read_string(const GString *message)
{
    /* a copy of exactly this length: one byte too far is seen by ASan */
    g_autofree char *copy = g_memdup2(message->str, MAX(message->len, 1));
    MailRecord *record = mail_read(copy, message->len, labels);
    g_autoptr(GVariant) packed = mail_record_pack(record);
    g_autoptr(GError) error = NULL;
    g_autoptr(MailRecord) again = mail_record_unpack(packed, &error);
    g_assert_no_error(error);
    g_assert_nonnull(again);
    return record;
}

static MailRecord *read_text(const char *message)
{
    g_autoptr(GString) text = g_string_new(message);
    return read_string(text);
}

static void assert_head(const MailRecord *record)
{
    g_assert_cmpuint(record->from->len, ==, 1);
    g_assert_cmpstr(g_array_index(record->from, MailAddress, 0).address, ==, "jo@oakfield.example");
    g_assert_cmpstr(record->subject, ==, "Escalation");
    g_assert_cmpstr(record->message_id, ==, "bad@oakfield.example");
    g_assert_cmpint(record->date, ==, 1772619240);
}

static guint count_fields(const MailRecord *record, const char *key)
{
    guint count = 0;
    for (guint i = 0; i < record->fields->len; i++)
        count += g_str_equal(g_array_index(record->fields, MailField, i).key, key);
    return count;
}

/* ---- no mail ---- */

static void test_empty(void)
{
    g_autoptr(MailRecord) nothing = read_text("");
    g_assert_cmpstr(nothing->refusal, ==, "empty");
    g_assert_cmpuint(nothing->flags & MAIL_FLAG_BROKEN, !=, 0);
    g_autoptr(MailRecord) lines = read_text("\r\n\r\n\n\n  \n");
    g_assert_cmpstr(lines->refusal, ==, "empty");
    g_assert_cmpuint(lines->from->len, ==, 0);
}

static void test_no_headers(void)
{
    g_autoptr(MailRecord) record = read_text("Please help.\n\n" IN_DANGER "\nStage: two\n");
    g_assert_cmpstr(record->refusal, ==, "no header block");
    g_assert_cmpuint(record->flags & MAIL_FLAG_BROKEN, !=, 0);
    g_assert_nonnull(strstr(record->text_new, IN_DANGER));
    g_assert_cmpuint(count_fields(record, "stage"), ==, 1);
}

static const struct {
    const char *name, *bytes;
    gsize length;
} binaries[] = {
    {"a picture", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0", 20},
    {"a program",
     "\x7f"
     "ELF\2\1\1\0\0\0\0\0\0\0\0\0\3\0>\0",
     20},
    {"compressed", "\x1f\x8b\x08\0\0\0\0\0\0\3\xcbH\xcd\xc9\xc9\7\0\x86\xa6\x10", 21},
    {"a zip file", "PK\3\4\x14\0\0\0\x08\0\0\0\0\0", 14},
};

static void test_binary(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(binaries); i++) {
        g_test_message("%s", binaries[i].name);
        MailRecord *record = mail_read(binaries[i].bytes, binaries[i].length, labels);
        g_assert_cmpstr(record->refusal, ==, "no mail");
        g_assert_cmpstr(record->text, ==, "");
        mail_record_free(record);
    }
}

static void test_headers_only(void)
{
    static const char *const shapes[] = {HEAD, HEAD "\n", HEAD "\n\n\n"};
    for (guint i = 0; i < G_N_ELEMENTS(shapes); i++) {
        g_autoptr(MailRecord) record = read_text(shapes[i]);
        assert_head(record);
        g_assert_cmpstr(record->refusal, ==, "");
        g_assert_cmpuint(record->flags & MAIL_FLAG_EMPTY, !=, 0);
    }
}

/* ---- before and between headers ---- */

static const char *const beginnings[] = {
    "",
    "\n",
    "\r\n\r\n",
    "   \n",
    "\xef\xbb\xbf",
    "\xef\xbb\xbf\n",
    "From jo@oakfield.example Wed Mar  4 10:14:00 2026\n",
    ">From jo@oakfield.example Wed Mar  4 10:14:00 2026\n",
};

static void test_beginnings(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(beginnings); i++) {
        g_autoptr(GString) message = g_string_new(beginnings[i]);
        g_string_append(message, HEAD "\n" IN_DANGER "\n");
        g_autoptr(MailRecord) record = read_string(message);
        assert_head(record);
        g_assert_cmpstr(record->text, ==, IN_DANGER);
        g_assert_cmpstr(record->refusal, ==, "");
    }
}

static void test_no_blank_line(void)
{
    g_autoptr(MailRecord) record = read_text(HEAD IN_DANGER "\nStage: two\n");
    assert_head(record);
    g_assert_nonnull(strstr(record->text, IN_DANGER));
    g_assert_cmpuint(count_fields(record, "stage"), ==, 1);
}

static void test_line_ends(void)
{
    static const char *const ends[] = {"\r\n", "\r", "\r\r\n"};
    for (guint i = 0; i < G_N_ELEMENTS(ends); i++) {
        g_auto(GStrv) lines = g_strsplit(HEAD "\n" IN_DANGER "\nStage: two", "\n", -1);
        g_autofree char *text = g_strjoinv(ends[i], lines);
        g_autoptr(MailRecord) record = read_text(text);
        assert_head(record);
        g_assert_cmpstr(record->text, ==, IN_DANGER "\nStage: two");
    }
}

/* A bare CR in a header begins no other one. */
static void test_smuggled_header(void)
{
    g_autoptr(MailRecord) record =
        read_text("Subject: x\rFrom: evil@elsewhere.example\n" FROM "\nbody\n");
    g_assert_cmpuint(record->from->len, ==, 1);
    g_assert_cmpstr(g_array_index(record->from, MailAddress, 0).address, ==, "jo@oakfield.example");
}

static void test_nul(void)
{
    static const char message[] = "From: Jo\0Fenwick <jo@oakfield.example>\nSubject: Esc\0alation\n"
                                  "\nStage: two\0three\nafter\0\0it " IN_DANGER "\n";
    g_autoptr(GString) text = g_string_new_len(message, sizeof message - 1);
    g_autoptr(MailRecord) record = read_string(text);
    g_assert_cmpstr(record->subject, ==, "Esc alation");
    g_assert_cmpstr(g_array_index(record->from, MailAddress, 0).name, ==, "Jo Fenwick");
    g_assert_nonnull(strstr(record->text, IN_DANGER));
    g_assert_nonnull(strstr(record->text, "two\xef\xbf\xbdthree"));
}

static void test_utf16(void)
{
    gsize length = 0;
    g_autofree char *wide =
        g_convert(HEAD "\n" IN_DANGER "\n", -1, "UTF-16LE", "UTF-8", NULL, &length, NULL);
    g_autoptr(GString) message = g_string_new("\xff\xfe");
    g_string_append_len(message, wide, (gssize)length);
    g_autoptr(MailRecord) record = read_string(message);
    assert_head(record);
    g_assert_cmpstr(record->text, ==, IN_DANGER);
}

/* ---- limits ---- */

static void test_many_headers(void)
{
    g_autoptr(GString) message = g_string_new(HEAD);
    repeat(message, "X-Trace: one of ten thousand\n", 10000);
    g_string_append(message, "\n" IN_DANGER "\n");
    g_autoptr(MailRecord) record = read_string(message);
    assert_head(record);
    g_assert_cmpstr(record->refusal, ==, "headers too large");
    g_assert_cmpstr(record->text_new, ==, IN_DANGER);
}

static void test_long_header(void)
{
    g_autoptr(GString) message = g_string_new("X-Long: ");
    repeat(message, "0123456789abcdef", 100000);
    g_string_append(message, "\n" HEAD "\n" IN_DANGER "\n");
    g_autoptr(MailRecord) record = read_string(message);
    assert_head(record);
    g_assert_cmpstr(record->refusal, ==, "headers too large");
    g_assert_cmpstr(record->text, ==, IN_DANGER);
}

static void test_long_subject(void)
{
    g_autoptr(GString) message = g_string_new(FROM "Subject: ");
    repeat(message, "=?utf-8?b?YWJj?= ", 3000);
    g_string_append(message, "\n\nbody\n");
    g_autoptr(MailRecord) record = read_string(message);
    g_assert_cmpuint(strlen(record->subject), >, 4000);
    g_assert_cmpuint(strlen(record->subject), <=, 4096);
}

static void test_long_line(void)
{
    g_autoptr(GString) message = g_string_new(HEAD "\n" IN_DANGER "\n");
    gsize before = message->len;
    g_string_set_size(message, before + (100u << 20));
    memset(message->str + before, 'a', 100u << 20);
    MailRecord *record = mail_read(message->str, message->len, labels);
    assert_head(record);
    g_assert_cmpstr(record->refusal, ==, "too large to read");
    g_assert_true(g_str_has_prefix(record->text, IN_DANGER));
    g_assert_cmpuint(strlen(record->text), <=, MAIL_LIMIT_TEXT_BYTES);
    mail_record_free(record);
}

static void test_nested_multiparts(void)
{
    g_autoptr(GString) message = g_string_new(HEAD);
    for (guint i = 0; i < 10000; i++)
        g_string_append_printf(message, "Content-Type: multipart/mixed; boundary=b%u\n\n--b%u\n", i,
                               i);
    g_string_append(message, "\n" IN_DANGER "\n");
    g_autoptr(MailRecord) record = read_string(message);
    assert_head(record);
    g_assert_cmpstr(record->refusal, ==, "too deep");
}

static void test_nested_messages(void)
{
    g_autoptr(GString) message = g_string_new(HEAD);
    repeat(message, "Content-Type: message/rfc822\n\n", 10000);
    g_string_append(message, "\n" IN_DANGER "\n");
    g_autoptr(MailRecord) record = read_string(message);
    assert_head(record);
    g_assert_cmpstr(record->refusal, ==, "too deep");
}

static void test_fifty_messages_deep(void)
{
    g_autoptr(GString) message = g_string_new(HEAD);
    repeat(message, "Content-Type: message/rfc822\n\nSubject: inner\n", 60);
    g_string_append(message, "\n" IN_DANGER "\n");
    g_autoptr(MailRecord) record = read_string(message);
    assert_head(record);
    g_assert_cmpstr(record->refusal, ==, "too deep");
    g_assert_cmpuint(record->forwarded->len, <=, MAIL_LIMIT_FORWARDED);
}

static void test_million_parts(void)
{
    g_autoptr(GString) message = g_string_new(HEAD MULTIPART "--b\n\n" IN_DANGER "\n");
    repeat(message, "--b\n\n", 1000000);
    g_autoptr(MailRecord) record = read_string(message);
    assert_head(record);
    g_assert_cmpstr(record->refusal, ==, "too many parts");
    g_assert_true(g_str_has_prefix(record->text_new, IN_DANGER));
}

static void test_some_parts(void)
{
    g_autoptr(GString) message = g_string_new(HEAD MULTIPART "--b\n\n" IN_DANGER "\n");
    repeat(message, "--b\nContent-Type: image/png\n\nx\n", 200);
    g_string_append(message, "--b--\n");
    g_autoptr(MailRecord) record = read_string(message);
    g_assert_cmpstr(record->refusal, ==, "");
    g_assert_cmpuint(record->attachments->len, ==, MAIL_LIMIT_ATTACHMENTS);
    g_assert_cmpuint(record->flags & MAIL_FLAG_TRUNCATED, !=, 0);
    g_assert_cmpstr(record->text, ==, IN_DANGER);
}

/* What files say is kept up to a limit, whole characters of it, whether one of them is too long or all together; the fields in
 * what is behind it are read. */
static void test_long_files(void)
{
    static const struct {
        guint first, second; /* lines of eleven bytes */
    } files[] = {{20000, 1}, {6000, 6000}, {11914, 20}, {0, 12000}};
    for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autoptr(GString) message = g_string_new(HEAD MULTIPART "--b\n\n" IN_DANGER "\n");
        g_string_append(message, TEXT_FILE "Stage: two\n");
        repeat(message, "\xe2\x86\x92 \xe2\x86\x92 ab\n", files[i].first);
        g_string_append(message, TEXT_FILE);
        repeat(message, "\xe2\x86\x92 \xe2\x86\x92 cd\n", files[i].second);
        g_string_append(message, TEXT_FILE "Problem: no visits\nthe last words\n--b--\n");
        g_autoptr(MailRecord) record = read_string(message);
        gsize kept = strlen(record->text_attached);
        g_assert_true(g_str_has_prefix(record->text_attached, "Stage: two\n"));
        g_assert_true(g_utf8_validate(record->text_attached, -1, NULL));
        g_assert_cmpuint(kept, <=, MAIL_LIMIT_ATTACHED_WORDS);
        g_assert_cmpuint(kept, >, MAIL_LIMIT_ATTACHED_WORDS - 16);
        g_assert_null(strstr(record->text_attached, "the last words"));
        g_assert_cmpuint(count_fields(record, "stage"), ==, 1);
        g_assert_cmpuint(count_fields(record, "problem"), ==, 1);
    }
}

static void test_nested_groups(void)
{
    g_autoptr(GString) message = g_string_new(FROM "To: ");
    repeat(message, "g:", 30000);
    g_string_append(message, "\nSubject: Escalation\n\n" IN_DANGER "\n");
    g_autoptr(MailRecord) record = read_string(message);
    g_assert_cmpstr(record->refusal, ==, "address groups too deep");
    g_assert_cmpstr(g_array_index(record->from, MailAddress, 0).address, ==, "jo@oakfield.example");
    g_assert_cmpstr(record->text, ==, IN_DANGER);
}

/* 50,000 of them stand in 100 KB: more than a field may hold. GMime crashes on them. */
static void test_more_nested_groups(void)
{
    g_autoptr(GString) message = g_string_new(FROM "Subject: Escalation\nTo: ");
    repeat(message, "g:", 50000);
    g_string_append(message, "\n\n" IN_DANGER "\n");
    g_autoptr(MailRecord) record = read_string(message);
    g_assert_cmpstr(record->refusal, ==, "headers too large");
    g_assert_cmpstr(record->text, ==, IN_DANGER);
}

static void test_inner_nested_groups(void)
{
    g_autoptr(GString) message =
        g_string_new(HEAD MULTIPART "--b\n\n" IN_DANGER "\n"
                                    "--b\nContent-Type: message/rfc822\n\nTo: ");
    repeat(message, "g:", 30000);
    g_string_append(message, "\n\ninner\n--b--\n");
    g_autoptr(MailRecord) record = read_string(message);
    assert_head(record);
    g_assert_cmpstr(record->refusal, ==, "address groups too deep");
    g_assert_cmpstr(record->text, ==, IN_DANGER);
}

static void test_many_recipients(void)
{
    g_autoptr(GString) message = g_string_new(FROM);
    for (guint i = 0; i < 1000; i++)
        g_string_append_printf(message, "To: a%u@x.example,\n b%u@x.example\n", i, i);
    g_string_append(message, "\n" IN_DANGER "\n");
    g_autoptr(MailRecord) record = read_string(message);
    g_assert_cmpuint(record->to->len + record->cc->len, ==, MAIL_LIMIT_ADDRESSES);
    g_assert_cmpuint(record->flags & MAIL_FLAG_TRUNCATED, !=, 0);
}

static void test_parameter_pieces(void)
{
    g_autoptr(GString) message = g_string_new(HEAD "Content-Type: text/plain");
    for (guint i = 0; i < 5000; i++)
        g_string_append_printf(message, ";\n name*%u=x", i % 7);
    g_string_append(message, "\n\n" IN_DANGER "\n");
    g_autoptr(MailRecord) record = read_string(message);
    assert_head(record);
    g_assert_nonnull(strstr(record->text, IN_DANGER));
    g_assert_cmpstr(record->refusal, !=, "");
}

static void test_many_references(void)
{
    g_autoptr(GString) message = g_string_new(FROM "In-Reply-To: <r999@x.example>\nReferences:");
    for (guint i = 0; i < 1000; i++)
        g_string_append_printf(message, "\n <r%u@x.example>", i);
    g_string_append(message, "\n\nbody\n");
    g_autoptr(MailRecord) record = read_string(message);
    g_assert_cmpuint(record->references->len, ==, MAIL_LIMIT_REFERENCES);
    g_assert_cmpstr(g_ptr_array_index(record->references, 0), ==, "r999@x.example");
    g_assert_cmpstr(g_ptr_array_index(record->references, 1), ==, "r998@x.example");
}

/* ---- forms ---- */

static void test_every_label_twice(void)
{
    g_autoptr(MailRecord) record =
        read_text(HEAD "\nStage: two\nChild's name: A\nStage: three\nChild's name: B\n");
    g_assert_cmpuint(count_fields(record, "stage"), ==, 2);
    g_assert_cmpuint(count_fields(record, "child.name"), ==, 2);
    g_assert_cmpstr(g_array_index(record->fields, MailField, 0).value, ==, "two");
    g_assert_cmpstr(g_array_index(record->fields, MailField, 2).value, ==, "three");
}

static void test_too_many_labels(void)
{
    g_autoptr(GString) message = g_string_new(HEAD "\n");
    repeat(message, "Stage: two\n", 3000);
    g_autoptr(MailRecord) record = read_string(message);
    g_assert_cmpuint(record->fields->len, ==, MAIL_LIMIT_FIELDS);
    g_assert_cmpuint(record->flags & MAIL_FLAG_TRUNCATED, !=, 0);
}

static void test_large_value(void)
{
    g_autoptr(GString) message = g_string_new(HEAD "\nProblem: ");
    repeat(message, "word and \xc3\xa9 ", 90000);
    g_string_append(message, "\nStage: two\n");
    g_autoptr(MailRecord) record = read_string(message);
    const MailField *field = &g_array_index(record->fields, MailField, 0);
    g_assert_cmpstr(field->key, ==, "problem");
    g_assert_cmpuint(strlen(field->value), <=, MAIL_LIMIT_FIELD_BYTES);
    g_assert_cmpuint(strlen(field->value), >, MAIL_LIMIT_FIELD_BYTES - 20);
    g_assert_cmpuint(record->flags & MAIL_FLAG_TRUNCATED, !=, 0);
    g_assert_cmpuint(count_fields(record, "stage"), ==, 1);
}

/* ---- encodings ---- */

typedef struct {
    const char *name, *headers, *body, *want;
    guint flag;
} Encoding;

static const Encoding encodings[] = {
    {"unknown charset", "Content-Type: text/plain; charset=x-nobodys", "caf\xe9", "caf\xc3\xa9",
     MAIL_FLAG_CHARSET},
    {"charset as a path", "Content-Type: text/plain; charset=\"../../etc/passwd\"", "plain",
     "plain", MAIL_FLAG_CHARSET},
    {"undeclared latin", "X-Nothing: 1", "caf\xe9", "caf\xc3\xa9", MAIL_FLAG_CHARSET},
    {"undeclared UTF-8", "X-Nothing: 1", "caf\xc3\xa9", "caf\xc3\xa9", 0},
    {"latin called UTF-8", "Content-Type: text/plain; charset=utf-8", "caf\xe9 \x93x\x94",
     "caf\xc3\xa9 \xe2\x80\x9cx\xe2\x80\x9d", MAIL_FLAG_CHARSET},
    {"damaged UTF-8", "Content-Type: text/plain; charset=utf-8", "caf\xc3\xa9 \xc3",
     "caf\xc3\xa9 \xef\xbf\xbd", MAIL_FLAG_CHARSET},
    {"windows quotes in latin", "Content-Type: text/plain; charset=iso-8859-1", "\x93x\x94 \x80",
     "\xe2\x80\x9cx\xe2\x80\x9d \xe2\x82\xac", 0},
    {"euro", "Content-Type: text/plain; charset=iso-8859-15", "\xa4", "\xe2\x82\xac", 0},
    {"polish", "Content-Type: text/plain; charset=\"ISO-8859-2\"", "\xb3", "\xc5\x82", 0},
    {"japanese", "Content-Type: text/plain; charset=iso-2022-jp", "\x1b$B$\"\x1b(B", "\xe3\x81\x82",
     0},
    {"shift left open", "Content-Type: text/plain; charset=iso-2022-jp", "\x1b$B$\"",
     "\xe3\x81\x82", 0},
    {"UTF-7", "Content-Type: text/plain; charset=utf-7", "caf+AOk-", "caf\xc3\xa9", 0},
    {"overlong", "Content-Type: text/plain; charset=utf-8", "\xc0\xaf caf\xc3\xa9",
     "\xef\xbf\xbd\xef\xbf\xbd caf\xc3\xa9", MAIL_FLAG_CHARSET},
    {"truncated base64", "Content-Transfer-Encoding: base64", "VGhlIGNoaWx", "The chil",
     MAIL_FLAG_ENCODING},
    {"base64 with strangers", "Content-Transfer-Encoding: base64", "VGhl!IGNoaWxk", "The child",
     MAIL_FLAG_ENCODING},
    {"padded chunks", "Content-Transfer-Encoding: base64",
     "VGhlIA==\nY2hpbGQ=\nIHNheXM=", "The child says", 0},
    {"base64 in one line", "Content-Transfer-Encoding: base64", "VGhlIGNoaWxk", "The child", 0},
    {"quoted-printable", "Content-Transfer-Encoding: quoted-printable", "caf=C3=A9 =\nau lait=3D",
     "caf\xc3\xa9 au lait=", 0},
    {"broken quoted-printable", "Content-Transfer-Encoding: quoted-printable", "50=ZZ=", "50=ZZ",
     MAIL_FLAG_ENCODING},
    {"unknown encoding", "Content-Transfer-Encoding: x-mine", "plain", "plain", 0},
    {"uuencode", "Content-Transfer-Encoding: x-uuencode", "begin 644 f\n#86)C\n`\nend", "abc", 0},
};

static void test_encodings(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(encodings); i++) {
        const Encoding *e = &encodings[i];
        g_autoptr(GString) message = g_string_new(HEAD);
        g_string_append_printf(message, "%s\n\n%s", e->headers, e->body);
        g_autoptr(MailRecord) record = read_string(message);
        g_test_message("%s", e->name);
        g_assert_cmpstr(record->text, ==, e->want);
        g_assert_cmpuint(record->flags & (MAIL_FLAG_CHARSET | MAIL_FLAG_ENCODING), ==, e->flag);
    }
}

static void test_long_charset(void)
{
    g_autofree char *name = g_strnfill(10000, 'c');
    g_autofree char *text =
        g_strdup_printf(HEAD "Content-Type: text/plain; charset=%s\n\ncaf\xe9\n", name);
    g_autoptr(MailRecord) record = read_text(text);
    assert_head(record);
    g_assert_cmpstr(record->text, ==, "caf\xc3\xa9");
    g_assert_cmpuint(record->flags & MAIL_FLAG_CHARSET, !=, 0);
}

/* ---- broken structure ---- */

#define TEN "bbbbbbbbbb"
#define FIFTY TEN TEN TEN TEN TEN
#define LONG_BOUNDARY FIFTY FIFTY FIFTY FIFTY FIFTY /* 250 characters */

static const char *const broken[] = {
    "Content-Type: multipart/mixed\n\n" IN_DANGER "\n",
    "Content-Type: multipart/mixed; boundary=\"\"\n\n" IN_DANGER "\n",
    "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n" IN_DANGER "\n",
    "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n" IN_DANGER,
    "Content-Type: text\n\n" IN_DANGER "\n",
    "Content-Type: ;;;\n\n" IN_DANGER "\n",
    "Content-Type:\n\n" IN_DANGER "\n",
    "Content-Type: text/plain\nContent-Type: multipart/mixed; boundary=b\n\n" IN_DANGER "\n",
    "Content-Type: multipart/mixed; boundary=b; boundary=c\n\n--b\n\n" IN_DANGER "\n--b--\n",
    "Content-Type: multipart/mixed; boundary=c; boundary=b\n\n--b\n\n" IN_DANGER "\n--b--\n",
    "Content-Type: multipart/mixed; boundary=" LONG_BOUNDARY "\n\n--" LONG_BOUNDARY "\n\n" IN_DANGER
    "\n--" LONG_BOUNDARY "--\n",
    "Content-Type: multipart/alternative; boundary=b\n\n--b\n\n" IN_DANGER "\n--b--\n",
};

static void test_broken_structure(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(broken); i++) {
        g_autoptr(GString) message = g_string_new(HEAD);
        g_string_append(message, broken[i]);
        g_autoptr(MailRecord) record = read_string(message);
        g_test_message("%u", i);
        assert_head(record);
        g_assert_nonnull(strstr(record->text, IN_DANGER));
    }
}

/* ---- what stands twice, what is too much ---- */

static void test_twice(void)
{
    static const char *const again[] = {"Subject: Another\n",
                                        "Message-ID: <other@elsewhere.example>\n",
                                        "Date: Tue, 01 Jan 2030 00:00:00 +0000\n",
                                        "Content-Type: text/html\nContent-Type: text/plain\n"};
    for (guint i = 0; i < G_N_ELEMENTS(again); i++) {
        g_autoptr(GString) message = g_string_new(HEAD);
        g_string_append_printf(message, "%s\n" IN_DANGER "\n", again[i]);
        g_autoptr(MailRecord) record = read_string(message);
        g_test_message("%s", again[i]);
        g_assert_cmpuint(record->flags & MAIL_FLAG_CONFLICTING, !=, 0);
        g_assert_cmpstr(record->subject, ==, "Escalation"); /* the first stands */
        g_assert_cmpint(record->date, ==, 1772619240);
        g_assert_cmpstr(record->message_id, ==, "bad@oakfield.example");
        g_assert_nonnull(strstr(record->text, IN_DANGER));
    }
    g_autoptr(MailRecord) once = read_text(HEAD "\n" IN_DANGER "\n");
    g_assert_cmpuint(once->flags & MAIL_FLAG_CONFLICTING, ==, 0);
}

static void test_subjects(void)
{
    static const struct {
        const char *written, *want;
    } rows[] = {{"", ""},
                {" \t ", ""},
                {"\xf0\x9f\x98\x80\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80\xf0\x9f\x98\x80"},
                {"=?utf-8?b?8J+YgA==?=", "\xf0\x9f\x98\x80"}};
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text =
            g_strdup_printf(FROM "Subject:%s\n\n" IN_DANGER "\n", rows[i].written);
        g_autoptr(MailRecord) record = read_text(text);
        g_assert_cmpstr(record->subject, ==, rows[i].want);
        g_assert_cmpstr(record->text, ==, IN_DANGER);
    }
    g_autoptr(GString) message = g_string_new(HEAD "Subject: ");
    repeat(message, "word ", 200000); /* a megabyte */
    g_string_append(message, "\n\n" IN_DANGER "\n");
    g_autoptr(MailRecord) long_one = read_string(message);
    g_assert_cmpstr(long_one->refusal, ==, "headers too large");
    g_assert_cmpstr(long_one->text, ==, IN_DANGER);
}

/* As many of them as one field may hold. */
static void test_word_bombs(void)
{
    static const char *const words[] = {"=?utf-8?q?a?=",
                                        "=?x-%u?q?=E9?=",
                                        "=?utf-8?q?=3D=3Futf-8=3Fq=3Fa=3F=3D?=",
                                        "=?",
                                        "=?utf-8?b?",
                                        "=?utf-7?q?+AOk-?=",
                                        "\"=?utf-8?q?a?=\""};
    for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
        g_autoptr(GString) message = g_string_new(FROM "Subject: ");
        for (guint n = 0; message->len < 60000; n++) {
            if (strchr(words[i], '%'))
                g_string_append_printf(message, "=?x-%u?q?=E9?= ", n);
            else
                g_string_append(message, words[i]);
        }
        g_string_append(message, "\n\n" IN_DANGER "\n");
        g_autoptr(MailRecord) record = read_string(message);
        g_test_message("%s", words[i]);
        g_assert_cmpuint(strlen(record->subject), <=, 4096);
        g_assert_true(g_utf8_validate(record->subject, -1, NULL));
        g_assert_cmpstr(record->refusal, ==, "");
        g_assert_cmpstr(record->text, ==, IN_DANGER);
    }
}

/* ---- parameters and names ---- */

static MailRecord *read_named(const char *parameters)
{
    g_autofree char *text = g_strdup_printf(
        HEAD MULTIPART "--b\n\n" IN_DANGER "\n--b\nContent-Type: application/x-thing\n"
                       "Content-Disposition: attachment; %s\n\nx\n--b--\n",
        parameters);
    return read_text(text);
}

static const struct {
    const char *name, *parameters, *want;
} names[] = {
    {"folders above", "filename=\"../../etc/passwd\"", "passwd"},
    {"absolute", "filename=\"/etc/passwd\"", "passwd"},
    {"of Windows", "filename=\"C:\\\\x\\\\form.docx\"", "form.docx"},
    {"reserved", "filename=\"CON\"", "CON"},
    {"a folder alone", "filename=\"../..\"", ".."},
    {"line end hidden in it", "filename=\"=?utf-8?q?a=0D=0ABcc:_x?=\"", "a Bcc: x"},
    {"escape hidden in it", "filename*=utf-8''a%1B[2Jb.txt", "a[2Jb.txt"},
    {"NUL hidden in it", "filename*=utf-8''form.txt%00.exe", "form.txt"}, /* a name opens nothing */
    {"NUL hidden in a word", "filename=\"=?utf-8?q?a=00b?=\"",
     "a\xef\xbf\xbd"
     "b"},
    {"turned round", "filename*=utf-8''a%E2%80%AEcod.exe", "acod.exe"},
    {"pieces in another order", "filename*1=\"b\"; filename*0=\"a\"; filename*2=\"c\"", "abc"},
    {"pieces with a gap", "filename*0=\"a\"; filename*2=\"c\"", NULL},
    {"pieces twice", "filename*0=\"a\"; filename*0=\"z\"; filename*1=\"b\"", NULL},
    {"a piece that is no number", "filename*x=\"a\"; filename*=\"b\"", NULL},
    {"a program", "filename=\"invoice.exe\"", "invoice.exe"},
    {"a mail", "filename=\"other.eml\"", "other.eml"},
    {"with macros", "filename=\"form.docm\"", "form.docm"},
};

static void test_file_names(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autoptr(MailRecord) record = read_named(names[i].parameters);
        g_test_message("%s", names[i].name);
        g_assert_cmpuint(record->attachments->len, ==, 1);
        const MailAttachment *file = &g_array_index(record->attachments, MailAttachment, 0);
        g_assert_false(file->read);
        g_assert_null(strpbrk(file->name, "/\\\r\n\x1b"));
        g_assert_true(g_utf8_validate(file->name, -1, NULL));
        if (names[i].want)
            g_assert_cmpstr(file->name, ==, names[i].want);
        g_assert_cmpstr(record->text, ==, IN_DANGER);
    }
    g_autofree char *long_name = g_strnfill(4096, 'n');
    g_autofree char *parameter = g_strdup_printf("filename=\"%s\"", long_name);
    g_autoptr(MailRecord) record = read_named(parameter);
    g_assert_cmpuint(strlen(g_array_index(record->attachments, MailAttachment, 0).name), <=, 255);
}

/* GMime writes such a parameter again for ever: nothing that came in is written by it again. */
static void test_long_parameter_names(void)
{
    static const char *const kinds[] = {"%s\xc3\xa9=x", "%s*=utf-8''%%C3%%A9", "%s=\"\xc3\xa9\"",
                                        "%s*0*=utf-8''%%C3; %s*1*=%%A9"};
    g_autofree char *name = g_strnfill(80, 'p');
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
        g_auto(GStrv) parts = g_strsplit(kinds[i], "%s", -1);
        g_autofree char *field = g_strjoinv(name, parts);
        g_autofree char *text =
            g_strdup_printf(HEAD "Content-Type: text/plain; %s\n\n" IN_DANGER "\n", field);
        g_autoptr(MailRecord) record = read_text(text);
        g_test_message("%s", kinds[i]);
        assert_head(record);
        g_assert_cmpstr(record->text, ==, IN_DANGER);
    }
}

/* GMime finds no end writing such a type anew, as it does to make up a boundary. */
static void test_no_boundary(void)
{
    g_autofree char *value = g_strnfill(200, 'v');
    for (gsize length = 66; length <= 78; length++) {
        g_autofree char *name = g_strnfill(length, 'p');
        g_autofree char *text = g_strdup_printf(
            HEAD "Content-Type: multipart/mixed; %s=%s\n\n" IN_DANGER "\n", name, value);
        g_autoptr(MailRecord) record = read_text(text);
        assert_head(record);
        g_assert_nonnull(strstr(record->text, IN_DANGER));
    }
}

/* Never put together, never fetched. */
static void test_not_whole(void)
{
    g_autoptr(MailRecord) piece =
        read_text(HEAD "Content-Type: message/partial; id=\"a@b.example\"; number=1; total=2\n\n"
                       "Subject: within\n\nStage: two\n");
    assert_head(piece);
    g_assert_cmpstr(piece->refusal, ==, "part of a split message");
    g_assert_cmpuint(count_fields(piece, "stage"), ==, 0);
    g_autoptr(MailRecord) elsewhere = read_text(
        HEAD "Content-Type: message/external-body; access-type=local-file; name=\"/etc/passwd\"\n\n"
             "Content-Type: text/plain\n\n");
    assert_head(elsewhere);
    g_assert_cmpuint(elsewhere->attachments->len, ==, 1);
    g_assert_cmpstr(g_array_index(elsewhere->attachments, MailAttachment, 0).why, ==,
                    "only says where the file is");
    g_assert_null(strstr(elsewhere->text, "root:"));
}

static FormLabels *make_labels(void)
{
    FormLabels *made = form_labels_new();
    form_labels_add(made, "stage", LABEL_SHORT, "Stage");
    form_labels_add(made, "child.name", LABEL_SHORT, "Child's name");
    form_labels_add(made, "problem", LABEL_TEXT, "Problem");
    return made;
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    mail_read_init();
    labels = make_labels();
    g_test_add_func("/mail/bad/empty", test_empty);
    g_test_add_func("/mail/bad/no-headers", test_no_headers);
    g_test_add_func("/mail/bad/binary", test_binary);
    g_test_add_func("/mail/bad/headers-only", test_headers_only);
    g_test_add_func("/mail/bad/beginnings", test_beginnings);
    g_test_add_func("/mail/bad/no-blank-line", test_no_blank_line);
    g_test_add_func("/mail/bad/line-ends", test_line_ends);
    g_test_add_func("/mail/bad/smuggled-header", test_smuggled_header);
    g_test_add_func("/mail/bad/nul", test_nul);
    g_test_add_func("/mail/bad/utf-16", test_utf16);
    g_test_add_func("/mail/bad/many-headers", test_many_headers);
    g_test_add_func("/mail/bad/long-header", test_long_header);
    g_test_add_func("/mail/bad/long-subject", test_long_subject);
    g_test_add_func("/mail/bad/long-line", test_long_line);
    g_test_add_func("/mail/bad/nested-multiparts", test_nested_multiparts);
    g_test_add_func("/mail/bad/nested-messages", test_nested_messages);
    g_test_add_func("/mail/bad/sixty-messages-deep", test_fifty_messages_deep);
    g_test_add_func("/mail/bad/million-parts", test_million_parts);
    g_test_add_func("/mail/bad/many-attachments", test_some_parts);
    g_test_add_func("/mail/bad/long-files", test_long_files);
    g_test_add_func("/mail/bad/nested-groups", test_nested_groups);
    g_test_add_func("/mail/bad/more-nested-groups", test_more_nested_groups);
    g_test_add_func("/mail/bad/inner-nested-groups", test_inner_nested_groups);
    g_test_add_func("/mail/bad/many-recipients", test_many_recipients);
    g_test_add_func("/mail/bad/parameter-pieces", test_parameter_pieces);
    g_test_add_func("/mail/bad/many-references", test_many_references);
    g_test_add_func("/mail/bad/every-label-twice", test_every_label_twice);
    g_test_add_func("/mail/bad/too-many-labels", test_too_many_labels);
    g_test_add_func("/mail/bad/large-value", test_large_value);
    g_test_add_func("/mail/bad/encodings", test_encodings);
    g_test_add_func("/mail/bad/broken-structure", test_broken_structure);
    g_test_add_func("/mail/bad/long-charset", test_long_charset);
    g_test_add_func("/mail/bad/twice", test_twice);
    g_test_add_func("/mail/bad/subjects", test_subjects);
    g_test_add_func("/mail/bad/word-bombs", test_word_bombs);
    g_test_add_func("/mail/bad/file-names", test_file_names);
    g_test_add_func("/mail/bad/long-parameter-names", test_long_parameter_names);
    g_test_add_func("/mail/bad/no-boundary", test_no_boundary);
    g_test_add_func("/mail/bad/not-whole", test_not_whole);
    int result = g_test_run();
    form_labels_free(labels);
    return result;
}
