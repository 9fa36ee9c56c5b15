/* mail_document: which files are opened and which are not, with whom it is safe, and how they stand in a mail. */
#include "document_fixture.h"
#include "mail_read.h"
#include "zip_fixture.h"

static FormLabels *labels;

#define WORD "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
#define DOCUMENT(body) "<w:document " WORD "><w:body>" body "</w:body></w:document>"
#define PARAGRAPH(text) "<w:p><w:r><w:t>" text "</w:t></w:r></w:p>"
#define FORM                                                                                       \
    DOCUMENT(PARAGRAPH("Stage: Two") PARAGRAPH("Child's name: J. S.")                              \
                 PARAGRAPH("What is the problem?: It drifts."))

static MailDocument *read_zip(const GByteArray *bytes, const char *name)
{
    return mail_document_read(MAIL_CONTAINER_ZIP, name, bytes->data, bytes->len, labels);
}

/* ---- which are opened ---- */

static const struct {
    const char *name;
    ZipEntry entries[3]; /* and one that ends them */
    const char *why;     /* NULL: it is opened */
} zips[] = {
    {"form.docx", {{"word/document.xml", FORM}}, NULL},
    {"form.docm", {{"word/document.xml", FORM}, {"word/vbaProject.bin", "macro"}}, NULL},
    {"its main part elsewhere",
     {{"_rels/.rels",
       "<R><Relationship Type=\"http://purl.oclc.org/ooxml/officeDocument/relationships/"
       "officeDocument\" Target=\"/word/main.xml\"/></R>"},
      {"word/main.xml", FORM}},
     NULL},
    {"sheet.xlsx", {{"xl/workbook.xml", "<x/>"}}, "a spreadsheet: not read"},
    {"slides.pptx", {{"ppt/presentation.xml", "<x/>"}}, "a presentation: not read"},
    {"papers.zip", {{"form.docx", "x"}}, "a zip file: not opened"},
    {"a path that leads out", {{"../../etc/passwd", "x"}}, "a zip file: not opened"},
    {"text.odt",
     {{"mimetype", "application/vnd.oasis.opendocument.text"},
      {"content.xml", "<d><body><text><p>Stage: Two</p></text></body></d>"}},
     NULL},
    {"sheet.ods",
     {{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}},
     "a spreadsheet: not read"},
    {"slides.odp",
     {{"mimetype", "application/vnd.oasis.opendocument.presentation"}},
     "a presentation: not read"},
    {"no content.odt",
     {{"mimetype", "application/vnd.oasis.opendocument.text"}},
     "damaged: cannot be read"},
    {"no XML", {{"word/document.xml", "hello"}}, "damaged: cannot be read"},
    {"nothing in it", {{"word/document.xml", ""}}, "damaged: cannot be read"},
    {"cut XML",
     {{"word/document.xml", "<w:document " WORD "><w:body>"}},
     "damaged: cannot be read"},
    {"a document type",
     {{"word/document.xml", "<!DOCTYPE x [<!ENTITY a \"aaaa\">]>" FORM}},
     "damaged: cannot be read"},
    {"an entity from elsewhere",
     {{"word/document.xml", "<!DOCTYPE x SYSTEM \"file:///etc/passwd\">" FORM}},
     "damaged: cannot be read"},
};

static void test_zips(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(zips); i++) {
        g_autoptr(GByteArray) bytes = zip_of(zips[i].entries);
        g_autoptr(MailDocument) document = read_zip(bytes, zips[i].name);
        g_test_message("%s", zips[i].name);
        g_assert_cmpstr(document->why, ==, zips[i].why);
        g_assert_false(document->locked);
        gboolean archive = g_strcmp0(document->why, "a zip file: not opened") == 0;
        g_assert_true((document->inside != NULL) == archive);
        g_assert_true((document->lines->len > 0) == (zips[i].why == NULL));
    }
}

#define OLE "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

static const struct {
    const char *name, *bytes;
    gsize length;
    const char *why;
} olds[] = {
    {"x", OLE "W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0", 32,
     "an old Word file (.doc): cannot be read here"},
    {"form.doc", OLE, 8, "an old Word file (.doc): cannot be read here"},
    {"x", OLE "W\0o\0r\0k\0b\0o\0o\0k\0", 24, "a spreadsheet: not read"},
    {"note.msg", OLE, 8, "an Outlook message (.msg): cannot be read here"},
    {"form.docx", OLE "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0", 40, "needs a password"},
    {"x", OLE, 8, "not opened"},
};

static void test_olds(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(olds); i++) {
        g_autoptr(MailDocument) document =
            mail_document_read(MAIL_CONTAINER_OLE, olds[i].name, (const guint8 *)olds[i].bytes,
                               olds[i].length, labels);
        g_assert_cmpstr(document->why, ==, olds[i].why);
        g_assert_true(document->locked == g_str_equal(olds[i].why, "needs a password"));
    }
}

/* ---- limits ---- */

static GByteArray *zip_with(const char *name, const char *text)
{
    const ZipEntry entries[] = {{name, text}, {NULL, NULL}};
    return zip_of(entries);
}

/* Far more than its own size when unpacked. */
static void test_bomb(void)
{
    g_autofree char *blanks = g_strnfill(30u << 20, ' ');
    g_autoptr(GByteArray) bytes = zip_with("word/document.xml", blanks);
    g_assert_cmpuint(bytes->len, <, 64u << 10);
    g_autoptr(MailDocument) document = read_zip(bytes, "bomb.docx");
    g_assert_cmpstr(document->why, ==, "too large when unpacked");
    g_assert_cmpuint(document->lines->len, ==, 0);
}

/* A directory that says less than what is there: the zip's own sizes are not believed. */
static void test_lying_size(void)
{
    g_autofree char *blanks = g_strnfill(12u << 20, ' ');
    g_autoptr(GByteArray) bytes = zip_with("word/document.xml", blanks);
    guint32 size = GUINT32_TO_LE(12u << 20), small = GUINT32_TO_LE(100);
    guint changed = 0;
    for (guint i = 0; i + 4 <= bytes->len; i++)
        if (memcmp(bytes->data + i, &size, 4) == 0) {
            memcpy(bytes->data + i, &small, 4);
            changed++;
        }
    g_assert_cmpuint(changed, >, 0);
    g_autoptr(MailDocument) document = read_zip(bytes, "liar.docx");
    g_assert_nonnull(document->why);
    g_assert_cmpuint(document->lines->len, ==, 0);
}

static void test_many_entries(void)
{
    g_autoptr(GArray) entries = g_array_new(TRUE, TRUE, sizeof(ZipEntry));
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < 2001; i++) {
        g_ptr_array_add(names, g_strdup_printf("%u.xml", i));
        ZipEntry entry = {names->pdata[i], ""};
        g_array_append_val(entries, entry);
    }
    g_autoptr(GByteArray) bytes = zip_of((const ZipEntry *)entries->data);
    g_autoptr(MailDocument) document = read_zip(bytes, "many.docx");
    g_assert_cmpstr(document->why, ==, "too many files in it");
}

static void test_deep(void)
{
    static const char *const nests[][2] = {
        {"<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"},
        {"<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"},
        {"<w:ins>", "</w:ins>"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(nests); i++)
        for (guint depth = 10; depth <= 20000; depth *= 10) {
            g_autoptr(GString) xml = g_string_new("<w:document " WORD "><w:body>");
            for (guint n = 0; n < depth; n++)
                g_string_append(xml, nests[i][0]);
            g_string_append(xml, PARAGRAPH("Stage: Two"));
            for (guint n = 0; n < depth; n++)
                g_string_append(xml, nests[i][1]);
            g_string_append(xml, "</w:body></w:document>");
            g_autoptr(GByteArray) bytes = zip_with("word/document.xml", xml->str);
            g_autoptr(MailDocument) document = read_zip(bytes, "deep.docx");
            if (depth != 100) /* there some are within libxml2's limit, others are not */
                g_assert_true((document->why == NULL) == (depth < 100));
        }
}

/* What is left out of a file that is opened is said. */
static void assert_cut(const char *before, const char *each, guint count, const char *after)
{
    g_autoptr(GString) xml = g_string_new("<w:document " WORD "><w:body><w:p>");
    g_string_append(xml, before);
    for (guint i = 0; i < count; i++)
        g_string_append(xml, each);
    g_string_append(xml, after);
    g_string_append(xml, "</w:p></w:body></w:document>");
    g_autoptr(GByteArray) bytes = zip_with("word/document.xml", xml->str);
    g_autoptr(MailDocument) document = read_zip(bytes, "cut.docx");
    g_assert_cmpstr(document->why, ==, NULL);
    g_assert_true(document->cut);
}

static void test_cut(void)
{
    g_autoptr(GString) end = g_string_new("<w:r><w:t>Stage: Two</w:t></w:r>");
    for (guint i = 0; i < 242; i++)
        g_string_append(end, "</w:smartTag>");
    assert_cut("", "<w:smartTag>", 242, end->str);
    assert_cut("",
               "<w:sdt><w:sdtPr><w:alias w:val=\"Stage\"/></w:sdtPr><w:sdtContent><w:r><w:t>Two"
               "</w:t></w:r></w:sdtContent></w:sdt>",
               2001, "");
}

static void test_password(void)
{
    g_autoptr(GByteArray) bytes = zip_with("word/document.xml", FORM);
    for (guint i = 0; i + 10 < bytes->len; i++) { /* the encrypted bit of both headers */
        if (memcmp(bytes->data + i, "PK\003\004", 4) == 0)
            bytes->data[i + 6] |= 1;
        if (memcmp(bytes->data + i, "PK\001\002", 4) == 0)
            bytes->data[i + 8] |= 1;
    }
    g_autoptr(MailDocument) document = read_zip(bytes, "locked.docx");
    g_assert_cmpstr(document->why, ==, "needs a password");
    g_assert_true(document->locked);
}

static void test_odt_password(void)
{
    const ZipEntry entries[] = {
        {"mimetype", "application/vnd.oasis.opendocument.text"},
        {"content.xml", "\001\002"},
        {"META-INF/manifest.xml", "<m><file-entry><encryption-data/></file-entry></m>"},
        {NULL, NULL},
    };
    g_autoptr(GByteArray) bytes = zip_of(entries);
    g_autoptr(MailDocument) document = read_zip(bytes, "locked.odt");
    g_assert_cmpstr(document->why, ==, "needs a password");
    g_assert_true(document->locked);
}

/* ---- damaged ones, and those of other projects ---- */

static void read_container(const guint8 *bytes, gsize length)
{
    g_autofree guint8 *copy = g_memdup2(bytes, MAX(length, 1)); /* so that ASan sees one too far */
    MailContainer kind = mail_container_kind(copy, length);
    g_autoptr(MailDocument) document = mail_document_read(kind, "x", copy, length, labels);
    g_autofree char *text = mail_document_text(document);
    g_assert_true(g_utf8_validate(text, -1, NULL));
}

static void test_damaged(void)
{
    g_autoptr(GByteArray) bytes = zip_with("word/document.xml", FORM);
    for (guint i = 0; i < bytes->len; i++) {
        read_container(bytes->data, i);
        bytes->data[i] ^= 0x95;
        read_container(bytes->data, bytes->len);
        bytes->data[i] ^= 0x95;
    }
}

static void read_folder(const char *folder, guint *count)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_autofree char *bytes = NULL;
        gsize length;
        if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
            read_folder(path, count);
        } else if (g_file_get_contents(path, &bytes, &length, NULL)) {
            read_container((const guint8 *)bytes, length);
            ++*count;
        }
    }
}

static void test_corpus(void)
{
    static const char *const places[] = {"../shared/mail/7-docs", "../../shared/mail/7-docs"};
    guint count = 0;
    for (guint i = 0; i < G_N_ELEMENTS(places); i++)
        read_folder(places[i], &count);
    if (count == 0)
        g_test_skip("the folder ../shared/mail is not here");
    else
        g_assert_cmpuint(count, >, 50);
}

/* ---- in a mail ---- */

#define HEAD                                                                                       \
    "From: Idris Penhallow <i.penhallow@oakfield.example>\nTo: office@hscp.example\n"              \
    "Subject: Escalation\nMIME-Version: 1.0\n"

/* A part with this file in it. */
static char *part_of_type(const GByteArray *bytes, const char *type, const char *name)
{
    g_autofree char *encoded = g_base64_encode(bytes->data, bytes->len);
    return g_strdup_printf("Content-Type: %s; name=\"%s\"\n"
                           "Content-Disposition: attachment; filename=\"%s\"\n"
                           "Content-Transfer-Encoding: base64\n\n%s\n",
                           type, name, name, encoded);
}

static char *part_of(const GByteArray *bytes, const char *name)
{
    return part_of_type(bytes, "application/octet-stream", name);
}

static const MailField *field(const MailRecord *record, const char *key)
{
    for (guint i = 0; i < record->fields->len; i++)
        if (g_str_equal(g_array_index(record->fields, MailField, i).key, key))
            return &g_array_index(record->fields, MailField, i);
    return NULL;
}

static void assert_field(const MailRecord *record, const char *key, const char *value,
                         const char *part, const char *place)
{
    const MailField *read = field(record, key);
    g_assert_nonnull(read);
    g_assert_cmpstr(read->value, ==, value);
    g_assert_cmpstr(read->part, ==, part);
    g_assert_cmpstr(read->place, ==, place);
}

static MailRecord *read_mail(const char *name, gboolean again)
{
    g_autoptr(GByteArray) form = zip_with("word/document.xml", FORM);
    g_autofree char *part = part_of(form, name);
    g_autofree char *message = g_strconcat(
        HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n"
             "Please find the form attached.\nStage: Three\n--b\n",
        part, "--b--\n", NULL);
    return again ? mail_read_containers(message, strlen(message), labels)
                 : mail_read(message, strlen(message), labels);
}

static void test_in_mail(void)
{
    g_autoptr(MailRecord) first = read_mail("form.docx", FALSE);
    g_assert_cmpuint(first->fields->len, ==, 1);
    g_assert_cmpuint(first->flags, ==, MAIL_FLAG_CONTAINERS);
    g_assert_false(g_array_index(first->attachments, MailAttachment, 0).read);
    g_autoptr(MailRecord) record = read_mail("form.docx", TRUE);
    g_assert_cmpuint(record->flags, ==, 0);
    g_assert_true(g_array_index(record->attachments, MailAttachment, 0).read);
    g_assert_cmpuint(record->fields->len, ==, 4);
    assert_field(record, "stage", "Three", "text/plain 1", "");
    assert_field(record, "child.name", "J. S.", "form.docx", "paragraph 2");
    assert_field(record, "problem", "It drifts.", "form.docx", "paragraph 3");
    g_assert_cmpstr(record->text_new, ==, "Please find the form attached.\nStage: Three");
    g_assert_cmpuint(strlen(record->content_digest), ==, 64);
    g_assert_cmpstr(record->content_digest, !=, first->content_digest);
}

/* A name says nothing about whose words they are. */
static void test_names(void)
{
    g_autoptr(MailRecord) quoted = read_mail("quoted", TRUE);
    assert_field(quoted, "child.name", "J. S.", "file quoted", "paragraph 2");
    g_autoptr(MailRecord) forwarded = read_mail("forwarded 1", TRUE);
    assert_field(forwarded, "child.name", "J. S.", "file forwarded 1", "paragraph 2");
    g_autoptr(MailRecord) path = read_mail("../../form.docx", TRUE);
    assert_field(path, "child.name", "J. S.", "form.docx", "paragraph 2");
}

/* What a program calls a text is opened all the same, and Rich Text is no text. */
static void test_called_text(void)
{
    g_autoptr(GByteArray) form = zip_with("word/document.xml", FORM);
    g_autofree char *part = part_of_type(form, "text/plain", "form.docx");
    g_autofree char *message = g_strconcat(HEAD, part, NULL);
    g_autoptr(MailRecord) first = mail_read(message, strlen(message), labels);
    g_assert_cmpuint(first->flags & MAIL_FLAG_CONTAINERS, !=, 0);
    g_autoptr(MailRecord) record = mail_read_containers(message, strlen(message), labels);
    assert_field(record, "stage", "Two", "form.docx", "paragraph 1");
    g_autoptr(GByteArray) rich = g_byte_array_new();
    g_byte_array_append(rich, (const guint8 *)"{\\rtf1 Stage: Two}", 18);
    g_autofree char *rich_part = part_of_type(rich, "text/plain", "form.rtf");
    g_autofree char *rich_message = g_strconcat(HEAD, rich_part, NULL);
    g_autoptr(MailRecord) none = mail_read(rich_message, strlen(rich_message), labels);
    g_assert_cmpuint(none->fields->len, ==, 0);
    g_assert_cmpstr(g_array_index(none->attachments, MailAttachment, 0).why, ==,
                    "a file in Rich Text (.rtf): cannot be read here");
}

/* A mail that is nothing but a document is that document. */
static void test_alone(void)
{
    g_autoptr(GByteArray) form = zip_with("word/document.xml", FORM);
    g_autofree char *part = part_of(form, "form.docx");
    g_autofree char *message = g_strconcat(HEAD, part, NULL);
    g_autoptr(MailRecord) record = mail_read_containers(message, strlen(message), labels);
    assert_field(record, "stage", "Two", "form.docx", "paragraph 1");
    g_assert_cmpstr(record->text_part, ==, "form.docx");
    g_assert_cmpstr(record->text_new, ==,
                    "Stage: Two\nChild's name: J. S.\nWhat is the problem?: It drifts.");
    g_assert_cmpuint(record->flags & MAIL_FLAG_EMPTY, ==, 0);
}

/* In a message that is passed on it is that message's. */
static void test_passed_on(void)
{
    g_autoptr(GByteArray) form = zip_with("word/document.xml", FORM);
    g_autofree char *part = part_of(form, "form.docx");
    g_autofree char *message = g_strconcat(
        HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nSee below.\n--b\n"
             "Content-Type: message/rfc822\n\n"
             "From: jo@x.example\nSubject: Form\nContent-Type: multipart/mixed; boundary=c\n\n"
             "--c\n\nHere it is.\n--c\n",
        part, "--c--\n--b--\n", NULL);
    g_autoptr(MailRecord) record = mail_read_containers(message, strlen(message), labels);
    assert_field(record, "stage", "Two", "forwarded 1", "form.docx paragraph 1");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    mail_read_init();
    labels = document_labels();
    g_test_add_func("/mail/document/zips", test_zips);
    g_test_add_func("/mail/document/olds", test_olds);
    g_test_add_func("/mail/document/bomb", test_bomb);
    g_test_add_func("/mail/document/lying-size", test_lying_size);
    g_test_add_func("/mail/document/many-entries", test_many_entries);
    g_test_add_func("/mail/document/deep", test_deep);
    g_test_add_func("/mail/document/cut", test_cut);
    g_test_add_func("/mail/document/password", test_password);
    g_test_add_func("/mail/document/odt-password", test_odt_password);
    g_test_add_func("/mail/document/damaged", test_damaged);
    g_test_add_func("/mail/document/corpus", test_corpus);
    g_test_add_func("/mail/document/in-mail", test_in_mail);
    g_test_add_func("/mail/document/names", test_names);
    g_test_add_func("/mail/document/called-text", test_called_text);
    g_test_add_func("/mail/document/alone", test_alone);
    g_test_add_func("/mail/document/passed-on", test_passed_on);
    int result = g_test_run();
    form_labels_free(labels);
    return result;
}
