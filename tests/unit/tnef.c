/* Outlook's wrapper: real ones of other projects, and ones made here of attributes and properties. */
#include "tnef.h"
#include <string.h>
#include "mail_read.h"
#include "rtf.h"

#define SHARED "../shared/mail/"
#define FOLDER SHARED "5-outlook-crypto/mimekit-tnef/"

static FormLabels *labels;

/* ---- making one ---- */

static void put(GByteArray *out, guint64 number, guint bytes)
{
    for (guint i = 0; i < bytes; i++, number >>= 8)
        g_byte_array_append(out, &(guint8){(guint8)number}, 1);
}

static void put_data(GByteArray *out, gconstpointer data, gsize length)
{
    g_byte_array_append(out, data, (guint)length);
}

static void pad(GByteArray *out)
{
    while (out->len % 4 != 0)
        put(out, 0, 1);
}

static void attribute(GByteArray *out, guint level, guint tag, const GByteArray *data)
{
    guint sum = 0;
    for (guint i = 0; i < data->len; i++)
        sum += data->data[i];
    put(out, level, 1);
    put(out, tag, 4);
    put(out, data->len, 4);
    put_data(out, data->data, data->len);
    put(out, sum, 2);
}

static void attribute_text(GByteArray *out, guint level, guint tag, const char *text)
{
    g_autoptr(GByteArray) data = g_byte_array_new();
    put_data(data, text, strlen(text) + 1);
    attribute(out, level, tag, data);
}

static GByteArray *begin(void)
{
    GByteArray *out = g_byte_array_new();
    put(out, 0x223e9f78, 4);
    put(out, 1, 2);
    return out;
}

typedef struct {
    GByteArray *bytes;
    guint count;
} Properties;

static void property(Properties *list, guint type, guint id)
{
    put(list->bytes, type, 2);
    put(list->bytes, id, 2);
    list->count++;
}

static void property_bytes(Properties *list, guint type, guint id, gconstpointer data, gsize length)
{
    property(list, type, id);
    put(list->bytes, 1, 4);
    put(list->bytes, length, 4);
    put_data(list->bytes, data, length);
    pad(list->bytes);
}

static void property_unicode(Properties *list, guint id, const char *text)
{
    glong units;
    g_autofree gunichar2 *wide = g_utf8_to_utf16(text, -1, NULL, &units, NULL);
    property_bytes(list, 0x1f, id, wide, ((gsize)units + 1) * 2);
}

static void attribute_properties(GByteArray *out, guint level, guint tag, Properties *list)
{
    g_autoptr(GByteArray) data = g_byte_array_new();
    put(data, list->count, 4);
    put_data(data, list->bytes->data, list->bytes->len);
    attribute(out, level, tag, data);
    g_byte_array_unref(list->bytes);
}

static void begin_file(GByteArray *out)
{
    g_autoptr(GByteArray) data = g_byte_array_new();
    put(data, 0, 14);
    attribute(out, 2, 0x69002, data);
}

static void file(GByteArray *out, const char *name, gconstpointer bytes, gsize length)
{
    g_autoptr(GByteArray) data = g_byte_array_new();
    begin_file(out);
    attribute_text(out, 2, 0x18010, "SHORT~1.TXT");
    put_data(data, bytes, length);
    attribute(out, 2, 0x6800f, data);
    Properties list = {g_byte_array_new(), 0};
    property_unicode(&list, 0x3707, name);
    attribute_properties(out, 2, 0x69005, &list);
}

/* A message inside: what says who wrote it, and a body. */
static GByteArray *inner_message(void)
{
    GByteArray *out = begin();
    Properties list = {g_byte_array_new(), 0};
    property_unicode(&list, 0x0037, "Re: the plan");
    property_unicode(&list, 0x0c1a, "Agnes Thorley");
    property_unicode(&list, 0x5d01, "agnes@csc.example");
    property_unicode(&list, 0x1000, "Response: We will not change the plan.\r\n");
    property(&list, 0x40, 0x0039);
    put(list.bytes, (G_GUINT64_CONSTANT(11644473600) + 1774944000) * 10000000, 8);
    attribute_properties(out, 1, 0x69003, &list);
    return out;
}

static void message(GByteArray *out, const GByteArray *inner)
{
    g_autoptr(GByteArray) object = g_byte_array_new();
    begin_file(out);
    Properties list = {g_byte_array_new(), 0};
    property(&list, 0x03, 0x3705);
    put(list.bytes, 5, 4);
    put(object, 0, 16);
    put_data(object, inner->data, inner->len);
    property_bytes(&list, 0x0d, 0x3701, object->data, object->len);
    attribute_properties(out, 2, 0x69005, &list);
}

/* The whole mail around it. */
static GString *mail_of(const char *text, const GByteArray *tnef)
{
    GString *mail =
        g_string_new("From: Ottoline Graves <o.graves@police.example>\n"
                     "To: escalation@hscp.example\nSubject: Escalation\n"
                     "Date: Wed, 1 Apr 2026 15:00:00 +0100\nMessage-ID: <t1@police.example>\n"
                     "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n");
    g_string_append_printf(mail, "--b\nContent-Type: text/plain; charset=utf-8\n\n%s\n--b\n", text);
    g_string_append(mail, "Content-Type: application/ms-tnef; name=\"winmail.dat\"\n"
                          "Content-Transfer-Encoding: base64\n"
                          "Content-Disposition: attachment; filename=\"winmail.dat\"\n\n");
    g_autofree char *code = g_base64_encode(tnef->data, tnef->len);
    for (gsize i = 0; i < strlen(code); i += 76)
        g_string_append_printf(mail, "%.76s\n", code + i);
    g_string_append(mail, "--b--\n");
    return mail;
}

static MailRecord *read_mail(const char *text, const GByteArray *tnef, gboolean containers)
{
    g_autoptr(GString) mail = mail_of(text, tnef);
    return containers ? mail_read_containers(mail->str, mail->len, labels)
                      : mail_read(mail->str, mail->len, labels);
}

static const MailAttachment *attachment(const MailRecord *record, guint i)
{
    g_assert_cmpuint(i, <, record->attachments->len);
    return &g_array_index(record->attachments, MailAttachment, i);
}

static const char *value_of(const MailRecord *record, const char *key)
{
    for (guint i = 0; i < record->fields->len; i++)
        if (g_str_equal(g_array_index(record->fields, MailField, i).key, key))
            return g_array_index(record->fields, MailField, i).value;
    return NULL;
}

/* ---- in a mail ---- */

static void test_the_first_reading_opens_nothing(void)
{
    g_autoptr(GByteArray) tnef = begin();
    file(tnef, "form.txt", "Stage: 3\n", 9);
    g_autoptr(MailRecord) record = read_mail("See the form.", tnef, FALSE);
    g_assert_true((record->flags & MAIL_FLAG_CONTAINERS) != 0);
    g_assert_cmpuint(record->attachments->len, ==, 1);
    g_assert_cmpstr(attachment(record, 0)->name, ==, "winmail.dat");
    g_assert_cmpstr(attachment(record, 0)->why, ==, MAIL_WHY_CONTAINER);
    g_assert_null(value_of(record, "stage_claimed"));
}

static void test_its_files_are_the_mails_own(void)
{
    g_autoptr(GByteArray) tnef = begin();
    attribute_text(tnef, 1, 0x2800c, "See the form.");
    file(tnef, "form.txt", "Stage: 3\n", 9);
    file(tnef, "../../Pl\xc3\xa4ne \xe2\x80\x93 1.png", "\x89PNG", 4);
    g_autoptr(MailRecord) record = read_mail("See the form.", tnef, TRUE);
    g_assert_cmpuint(record->flags, ==, 0);
    g_assert_cmpstr(record->text, ==, "See the form.");
    g_assert_cmpuint(record->attachments->len, ==, 3);
    g_assert_true(attachment(record, 0)->read);
    g_assert_cmpstr(attachment(record, 1)->name, ==, "form.txt");
    g_assert_cmpstr(attachment(record, 2)->name, ==, "Pl\xc3\xa4ne \xe2\x80\x93 1.png");
    g_assert_cmpuint(attachment(record, 2)->bytes, ==, 4);
}

static void test_its_body_is_the_mails_where_there_is_none(void)
{
    g_autoptr(GByteArray) tnef = begin();
    Properties list = {g_byte_array_new(), 0};
    property_unicode(&list, 0x1000, "Stage: 2\r\nWe disagree \xf0\x9f\x99\x82.");
    attribute_properties(tnef, 1, 0x69003, &list);
    g_autoptr(MailRecord) record = read_mail("", tnef, TRUE);
    g_assert_cmpstr(record->text, ==, "Stage: 2\nWe disagree \xf0\x9f\x99\x82.");
    g_assert_cmpstr(value_of(record, "stage_claimed"), ==, "2");
}

static void test_of_two_bodies_the_mails_own_stands(void)
{
    g_autoptr(GByteArray) same = begin(), other = begin(), more = begin();
    attribute_text(same, 1, 0x2800c, "Please see what we wrote.");
    attribute_text(other, 1, 0x2800c, "Quite another thing is said here, and at some length, too.");
    attribute_text(more, 1, 0x2800c, "Stage: 2\nPlease see what we wrote.");
    g_autoptr(MailRecord) first = read_mail("Please see what we wrote.", same, TRUE);
    g_autoptr(MailRecord) second = read_mail("Please see what we wrote.", other, TRUE);
    g_autoptr(MailRecord) third = read_mail("Please see what we wrote.", more, TRUE);
    g_assert_cmpstr(first->text, ==, "Please see what we wrote.");
    g_assert_cmpuint(first->flags, ==, 0);
    g_assert_cmpstr(second->text, ==, "Please see what we wrote.");
    g_assert_cmpuint(second->flags, ==, MAIL_FLAG_DIVERGENT);
    g_assert_cmpstr(value_of(third, "stage_claimed"), ==,
                    "2"); /* the form that the plain text lost */
}

static void put_html(GByteArray *out, const char *html)
{
    Properties list = {g_byte_array_new(), 0};
    property_bytes(&list, 0x102, 0x1013, html, strlen(html));
    attribute_properties(out, 1, 0x69003, &list);
}

static void test_where_its_answers_end_is_known(void)
{
    g_autoptr(GByteArray) tnef = begin();
    put_html(tnef, "<table><tr><td>Response</td><td>No.</td></tr></table>Part two");
    static const char *const own[] = {"", "????"};
    for (gsize i = 0; i < G_N_ELEMENTS(own); i++) {
        g_autoptr(MailRecord) record = read_mail(own[i], tnef, TRUE);
        g_assert_cmpstr(value_of(record, "response"), ==, "No.");
    }
}

static void test_its_signed_body_is_signed(void)
{
    g_autoptr(GByteArray) tnef = begin();
    attribute_text(tnef, 1, 0x2800c,
                   "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nStage: 2\n"
                   "-----BEGIN PGP SIGNATURE-----\n\nabcd\n-----END PGP SIGNATURE-----\n");
    g_autoptr(MailRecord) taken = read_mail("", tnef, TRUE);
    g_autoptr(MailRecord) left = read_mail("Stage: 2", tnef, TRUE);
    g_assert_cmpstr(taken->text, ==, "Stage: 2");
    g_assert_cmpuint(taken->flags, ==, MAIL_FLAG_SIGNED);
    g_assert_cmpuint(left->flags, ==, 0);
}

static void test_a_long_body_comes_whole(void)
{
    g_autoptr(GByteArray) tnef = begin();
    g_autofree char *text = g_strnfill(300000, 'x');
    Properties list = {g_byte_array_new(), 0};
    property_unicode(&list, 0x1000, text);
    attribute_properties(tnef, 1, 0x69003, &list);
    g_autoptr(MailRecord) record = read_mail("", tnef, TRUE);
    g_assert_cmpuint(strlen(record->text), ==, 300000);
}

static void test_code_pages(void)
{
    g_autoptr(GByteArray) tnef = begin(), page = g_byte_array_new();
    put(page, 1251, 4);
    put(page, 0, 4);
    attribute(tnef, 1, 0x69007, page);
    attribute_text(tnef, 1, 0x2800c, "\xcf\xf0\xe8\xe2\xe5\xf2");
    g_autoptr(MailRecord) record = read_mail("", tnef, TRUE);
    g_assert_cmpstr(record->text, ==, "\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82");
}

static void test_a_message_inside_has_its_own_writer_and_date(void)
{
    g_autoptr(GByteArray) tnef = begin(), inner = inner_message();
    message(tnef, inner);
    g_autoptr(MailRecord) record = read_mail("Please see their answer.", tnef, TRUE);
    g_assert_cmpuint(record->forwarded->len, ==, 1);
    const MailForwarded *carried = &g_array_index(record->forwarded, MailForwarded, 0);
    g_assert_cmpstr(carried->from, ==, "agnes@csc.example");
    g_assert_cmpstr(carried->from_name, ==, "Agnes Thorley");
    g_assert_cmpstr(carried->subject, ==, "Re: the plan");
    g_assert_cmpint(carried->date, ==, 1774944000);
    g_assert_cmpuint(record->fields->len, ==, 1);
    g_assert_cmpstr(g_array_index(record->fields, MailField, 0).part, ==, "forwarded 1");
}

static void test_wrappers_in_wrappers_end(void)
{
    g_autoptr(GByteArray) tnef = inner_message();
    for (guint i = 0; i < 40; i++) {
        g_autoptr(GByteArray) outer = begin();
        message(outer, tnef);
        g_byte_array_set_size(tnef, 0);
        put_data(tnef, outer->data, outer->len);
    }
    g_autoptr(MailRecord) record = read_mail("Deep.", tnef, TRUE);
    g_assert_cmpuint(record->forwarded->len, >, 0);
    g_assert_cmpuint(record->forwarded->len, <, 40);
}

/* Cut anywhere and with any byte changed it says less, never something else's bytes; ASan and the test's end are the
 * verdict. */
static void test_damage(void)
{
    g_autoptr(GByteArray) tnef = begin(), inner = inner_message();
    file(tnef, "form.txt", "Stage: 3\n", 9);
    message(tnef, inner);
    for (guint length = 0; length < tnef->len; length++) {
        g_autofree guint8 *cut = g_memdup2(tnef->data, length);
        Tnef *read = tnef_read(cut, length);
        g_assert_cmpint(read != NULL, ==, length >= 4);
        if (read)
            tnef_free(read);
    }
    for (guint i = 4; i < tnef->len; i++)
        for (guint bit = 0; bit < 8; bit++) {
            g_autofree guint8 *copy = g_memdup2(tnef->data, tnef->len);
            copy[i] ^= (guint8)(1u << bit);
            g_autoptr(Tnef) read = tnef_read(copy, tnef->len);
            g_assert_nonnull(read);
        }
}

static void test_what_is_cut_is_said(void)
{
    g_autoptr(GByteArray) tnef = begin();
    file(tnef, "form.txt", "Stage: 3\n", 9);
    g_byte_array_set_size(tnef, tnef->len - 20);
    g_autoptr(MailRecord) record = read_mail("See the form.", tnef, TRUE);
    g_assert_true((record->flags & MAIL_FLAG_ENCODING) != 0);
    g_assert_cmpstr(attachment(record, 1)->name, ==, "SHORT~1.TXT");
    g_assert_cmpuint(attachment(record, 1)->bytes, ==, 9);
}

/* ---- rich text ---- */

static const struct {
    const char *name, *rtf, *html;
} rich[] = {
    {"paragraphs",
     "{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}{\\info{\\title No}}Stage: 2\\par Why: <b> & c\\par}",
     "Stage: 2<br>\nWhy: &lt;b> &amp; c<br>\n"},
    {"no paragraph at the end", "{\\rtf1 Last}", "Last"},
    {"characters",
     "{\\rtf1\\ansi\\ansicpg1252 caf\\'e9 \\u8211? \\u-10179?\\u-8638?\\uc0\\u233 x\\~y\\{\\}\\\\}",
     "caf\xc3\xa9 \xe2\x80\x93 \xf0\x9f\x99\x82\xc3\xa9x\xc2\xa0y{}\\"},
    {"font's character set",
     "{\\rtf1\\ansi{\\fonttbl{\\f0\\fcharset0 A;}{\\f1\\fcharset204 "
     "B;}}\\'cf{\\f1\\'cf\\'f0}\\'cf}",
     "\xc3\x8f\xd0\x9f\xd1\x80\xc3\x8f"},
    {"hidden", "{\\rtf1 a{\\v b}c\\v d\\v0 e}", "ace"},
    {"unknown groups", "{\\rtf1 a{\\*\\generator Riched20;}b{\\pict 0102}{\\bkmkstart x}c}",
     "abxc"},
    {"bytes", "{\\rtf1 a\\bin3 }}}b}", "ab"},
    {"table",
     "{\\rtf1\\trowd\\cellx1\\cellx2\\pard\\intbl Stage\\cell 2\\par or 3\\cell\\row\\trowd\\intbl "
     "Why\\cell "
     "Risk\\cell\\row\\pard after\\par}",
     "<table><tr><td>Stage</td><td>2<br>or "
     "3</td></tr>\n<tr><td>Why</td><td>Risk</td></tr>\n</table>\n"
     "after<br>\n"},
    {"from HTML",
     "{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 \\deff0{\\fonttbl{\\f0 Arial;}}{\\*\\htmltag64 "
     "<html>}{\\*\\htmltag64 "
     "<p class=\"a\">}\\htmlrtf {\\htmlrtf0 Stage: 2{\\*\\htmltag84 &nbsp;}\\htmlrtf "
     "\\'a0\\htmlrtf0 caf\\'e9{\\*\\htmltag72 "
     "</p>}\\htmlrtf \\par}\\htmlrtf0{\\*\\mhtmltag64 <no>}{\\*\\htmltag58 </html>\\par }}",
     "<html><p class=\"a\">Stage: 2&nbsp;caf\xc3\xa9</p></html>\r\n"},
    {"never closed", "{\\rtf1{{{{a\\", "a"},
    {"closed too often", "{\\rtf1}}}}a", "a"},
};

static void test_rich_text(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(rich); i++) {
        g_autofree char *html = rtf_html(rich[i].rtf, strlen(rich[i].rtf));
        g_test_message("%s", rich[i].name);
        g_assert_cmpstr(html, ==, rich[i].html);
    }
    static const char bytes[] = "{\\rtf1 a\\bin3 }\0}b}";
    g_autofree char *behind = rtf_html(bytes, sizeof bytes - 1);
    g_assert_cmpstr(behind, ==, "ab");
    g_assert_null(rtf_html("plain", 5));
    g_assert_null(rtf_html("", 0));
}

/* The example of MS-OXRTFCP 3.1.1 and one with a run that reads what it writes (3.1.2). */
static void test_unpacking(void)
{
    static const guint8 simple[] = {0x2d, 0x00, 0x00, 0x00, 0x2b, 0x00, 0x00, 0x00, 0x4c, 0x5a,
                                    0x46, 0x75, 0xf1, 0xc5, 0xc7, 0xa7, 0x03, 0x00, 0x0a, 0x00,
                                    0x72, 0x63, 0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0a,
                                    0xf3, 0x20, 0x68, 0x65, 0x6c, 0x09, 0x00, 0x20, 0x62, 0x77,
                                    0x05, 0xb0, 0x6c, 0x64, 0x7d, 0x0a, 0x80, 0x0f, 0xa0};
    static const guint8 runs[] = {0x1a, 0x00, 0x00, 0x00, 0x1c, 0x00, 0x00, 0x00, 0x4c, 0x5a,
                                  0x46, 0x75, 0xe2, 0xd4, 0x4b, 0x51, 0x41, 0x00, 0x04, 0x20,
                                  0x57, 0x58, 0x59, 0x5a, 0x0d, 0x6e, 0x7d, 0x01, 0x0e, 0xb0};
    static const char *const wants[] = {"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n",
                                        "{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"};
    g_autoptr(GByteArray) one = rtf_unpack(simple, sizeof simple),
                          two = rtf_unpack(runs, sizeof runs);
    g_assert_cmpmem(one->data, one->len, wants[0], strlen(wants[0]));
    g_assert_cmpmem(two->data, two->len, wants[1], strlen(wants[1]));
    g_assert_null(rtf_unpack(simple, 15));
    for (gsize length = 16; length < sizeof simple; length++) {
        g_autofree guint8 *cut = g_memdup2(simple, length);
        g_autoptr(GByteArray) part = rtf_unpack(cut, length);
        g_assert_cmpmem(part->data, part->len, wants[0], part->len);
    }
}

/* ---- real ones ---- */

/* The names of the list, which are those of expected/tnef.json: a body by its shape, then the files. One list leaves
 * out the file beside the body that its wrapper has. */
static void expect_names(const Tnef *tnef, const char *list)
{
    g_auto(GStrv) names = g_strsplit(list, "\n", -1);
    guint n = 0;
    if (names[0] && g_str_has_prefix(names[0], "body.")) {
        gboolean html = g_str_has_suffix(names[n++], ".html");
        g_assert_true(html ? tnef->html != NULL : tnef->packed != NULL);
    }
    for (guint i = 0; i < tnef->files->len; i++) {
        const char *name = ((TnefFile *)tnef->files->pdata[i])->name;
        if (!g_str_equal(name, "allproductsmar2000.dat"))
            g_assert_cmpstr(name, ==, names[n++]);
    }
    g_assert_null(names[n]);
}

static void test_real(gconstpointer data)
{
    const char *stem = data;
    g_autofree char *path = g_strconcat(FOLDER, stem, ".tnef", NULL);
    g_autofree char *list_path = g_strconcat(FOLDER, stem, ".list", NULL);
    g_autofree char *bytes = NULL, *list = NULL;
    gsize length;
    if (!g_file_get_contents(path, &bytes, &length, NULL)) {
        g_test_skip("the fixtures of other projects are not here");
        return;
    }
    g_autoptr(Tnef) tnef = tnef_read((const guint8 *)bytes, length);
    g_assert_nonnull(tnef);
    g_assert_false(tnef->broken);
    if (g_file_get_contents(list_path, &list, NULL, NULL))
        expect_names(tnef, g_strchomp(list));
    if (!tnef->packed)
        return;
    g_autoptr(GByteArray) rtf = rtf_unpack(tnef->packed->data, tnef->packed->len);
    g_autofree char *html = rtf_html((const char *)rtf->data, rtf->len);
    g_assert_nonnull(html);
}

static void test_a_real_mail(void)
{
    g_autofree char *bytes = NULL;
    gsize length;
    if (!g_file_get_contents(SHARED "5-outlook-crypto/mimekit-tnef-eml/ukr.eml", &bytes, &length,
                             NULL)) {
        g_test_skip("the fixtures of other projects are not here");
        return;
    }
    /* its own text is one that a relay made question marks of */
    g_autoptr(MailRecord) record = mail_read_containers(bytes, length, labels);
    g_assert_true(
        g_str_has_prefix(record->text, "\xd1\x88\xd0\xbe\xd1\x81\xd1\x82\xd0\xb8\xd0\xb9\n"));
    g_assert_cmpuint(record->attachments->len, ==, 1);
    g_assert_true(attachment(record, 0)->read);
}

int main(int argc, char **argv)
{
    static const char *const real[] = {"body", "long-filename", "one-file",
                                       "rtf",  "two-files",     "unicode-mapi-attr-name"};
    g_test_init(&argc, &argv, NULL);
    mail_read_init();
    labels = form_labels_new();
    form_labels_add(labels, "stage_claimed", LABEL_SHORT, "Stage");
    form_labels_add(labels, "response", LABEL_TEXT, "Response");
    g_test_add_func("/tnef/first-reading", test_the_first_reading_opens_nothing);
    g_test_add_func("/tnef/files", test_its_files_are_the_mails_own);
    g_test_add_func("/tnef/body", test_its_body_is_the_mails_where_there_is_none);
    g_test_add_func("/tnef/two-bodies", test_of_two_bodies_the_mails_own_stands);
    g_test_add_func("/tnef/body-ends", test_where_its_answers_end_is_known);
    g_test_add_func("/tnef/body-signed", test_its_signed_body_is_signed);
    g_test_add_func("/tnef/long", test_a_long_body_comes_whole);
    g_test_add_func("/tnef/code-pages", test_code_pages);
    g_test_add_func("/tnef/message", test_a_message_inside_has_its_own_writer_and_date);
    g_test_add_func("/tnef/nested", test_wrappers_in_wrappers_end);
    g_test_add_func("/tnef/damage", test_damage);
    g_test_add_func("/tnef/cut", test_what_is_cut_is_said);
    g_test_add_func("/tnef/rich", test_rich_text);
    g_test_add_func("/tnef/unpack", test_unpacking);
    g_test_add_func("/tnef/real/mail", test_a_real_mail);
    for (gsize i = 0; i < G_N_ELEMENTS(real); i++) {
        g_autofree char *name = g_strconcat("/tnef/real/", real[i], NULL);
        g_test_add_data_func(name, real[i], test_real);
    }
    int result = g_test_run();
    form_labels_free(labels);
    return result;
}
