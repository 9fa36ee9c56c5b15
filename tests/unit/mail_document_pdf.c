/* mail_document: forms in PDF, flat ones and ones with fields, made here object by object. poppler mends the missing table of objects,
 * as it does for the files of careless programs. */
#include "document_fixture.h"
#include "mail_pdf.h"
#include "mail_read.h"
#include <string.h>

static FormLabels *labels;

/* ---- files made here ---- */

#define TEXT(x, y, words) "BT /F 11 Tf " #x " " #y " Td (" words ") Tj ET\n"
#define RECT(x, y, x2, y2) "/Rect[" #x " " #y " " #x2 " " #y2 "]"
#define TYPED(names, value, rect)                                                                  \
    "<</Type/Annot/Subtype/Widget/FT/Tx" names "/V(" value ")" rect ">>\n"
#define EMPTY(names, rect) "<</Type/Annot/Subtype/Widget/FT/Tx" names rect ">>\n"
#define BOX(names, state, rect)                                                                    \
    "<</Type/Annot/Subtype/Widget/FT/Btn" names "/V/" state "/AS/" state                           \
    "/AP<</N<</Yes 6 0 R/Off 6 0 R>>>>" rect ">>\n"
#define CHOSEN(names, value, rect)                                                                 \
    "<</Type/Annot/Subtype/Widget/FT/Ch/Ff 131072/Opt[(One)(Two)]" names "/V(" value ")" rect ">>" \
    "\n"

#define PAGE "/Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 5 0 R>>>>"

/* A page with these contents and these widgets, each a dictionary on a line of its own; and one more with the contents of the second,
 * unless that is NULL. */
static GByteArray *pdf_of_pages(const char *contents, const char *second, const char *widgets,
                                const char *trailer)
{
    g_autoptr(GString) kids = g_string_new(NULL);
    g_autoptr(GString) pdf = g_string_new("%PDF-1.6\n");
    g_auto(GStrv) lines = g_strsplit(widgets, "\n", -1);
    guint n = 10;
    for (guint i = 0; lines[i] && *lines[i]; i++, n++) {
        g_string_append_printf(kids, "%u 0 R ", n);
        g_string_append_printf(pdf, "%u 0 obj\n%s\nendobj\n", n, lines[i]);
    }
    g_string_append_printf(
        pdf,
        "1 0 obj<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[%s]/DA(/F 11 Tf)/DR<</Font<</F 5 0 "
        "R>>>>>>>>endobj\n"
        "2 0 obj<</Type/Pages/Kids[3 0 R%s]/Count %u>>endobj\n"
        "3 0 obj<<" PAGE "/Contents 4 0 R/Annots[%s]>>endobj\n"
        "4 0 obj<</Length %u>>stream\n%s\nendstream endobj\n"
        "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>endobj\n"
        "6 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 10 10]/Length 0>>stream\n\nendstream endobj\n"
        "7 0 obj<<" PAGE "/Contents 8 0 R>>endobj\n"
        "8 0 obj<</Length %u>>stream\n%s\nendstream endobj\n"
        "trailer<</Root 1 0 R%s>>\n",
        kids->str, second ? " 7 0 R" : "", second ? 2u : 1u, kids->str, (guint)strlen(contents),
        contents, second ? (guint)strlen(second) : 0, second ? second : "", trailer);
    return g_byte_array_append(g_byte_array_new(), (const guint8 *)pdf->str, (guint)pdf->len);
}

static GByteArray *pdf_of(const char *contents, const char *widgets, const char *trailer)
{
    return pdf_of_pages(contents, NULL, widgets, trailer);
}

/* ---- what is read from them ---- */

static MailDocument *read_pdf(const GByteArray *bytes)
{
    return mail_document_read(MAIL_CONTAINER_PDF, "form.pdf", bytes->data, bytes->len, labels);
}

typedef struct {
    const char *name, *contents, *widgets, *want;
} Case;

static const Case cases[] = {
    {"label and value on a line", TEXT(60, 700, "Stage: Two"), "", "stage=Two @page 1 line 1"},
    {"two columns",
     TEXT(60, 700, "Stage") TEXT(250, 700, "Two") TEXT(60, 670, "Child's name")
         TEXT(250, 670, "J. S."),
     "", "stage=Two @page 1 line 1\nchild.name=J. S. @page 1 line 2"},
    {"columns written one after the other",
     TEXT(60, 700, "Stage") TEXT(60, 670, "Child's name") TEXT(250, 700, "Two")
         TEXT(250, 670, "J. S."),
     "", "stage=Two @page 1 line 1\nchild.name=J. S. @page 1 line 2"},
    {"lines close together",
     TEXT(60, 700, "Stage") TEXT(250, 700, "Two") TEXT(60, 687, "Child's name")
         TEXT(250, 687, "J. S.") TEXT(60, 674, "Date of birth") TEXT(250, 674, "4 May 2019"),
     "",
     "stage=Two @page 1 line 1\nchild.name=J. S. @page 1 line 2\nchild.dob=4 May 2019 @page 1 line "
     "3"},
    {"a value of several lines",
     TEXT(60, 700, "What is the problem?")
         TEXT(250, 700, "The plan has not moved since the review in")
             TEXT(250, 687, "February, and nobody came.") TEXT(250, 667, "We asked twice.")
                 TEXT(60, 630, "Stage") TEXT(250, 630, "Two"),
     "",
     "problem=The plan has not moved since the review in February, and nobody came.//We asked "
     "twice. @page 1 line 1\n"
     "stage=Two @page 1 line 4"},
    {"a label beside the middle of its value",
     TEXT(250, 713, "The plan has not moved since the review in")
         TEXT(60, 700, "What is the problem?")
             TEXT(250, 700, "February, and nobody has come to see the") TEXT(250, 687, "child."),
     "",
     "problem=The plan has not moved since the review in February, and nobody has come to see the "
     "child. @page 1 line 1"},
    {"a label of two lines",
     TEXT(60, 700, "Is the child at immediate") TEXT(60, 687, "risk of harm?") TEXT(250, 693, "No"),
     "", "harm=No @page 1 line 1"},
    {"a label that fills its column",
     TEXT(60, 700, "Child's name") TEXT(126, 700, "J. S.") TEXT(60, 670, "Stage")
         TEXT(126, 670, "Two"),
     "", "child.name=J. S. @page 1 line 1\nstage=Two @page 1 line 2"},
    {"labels above",
     TEXT(60, 700, "Child's name") TEXT(250, 700, "Date of birth") TEXT(60, 680, "J. S.")
         TEXT(250, 680, "4 May 2019") TEXT(60, 660, "K. S.") TEXT(250, 660, "1 June 2021")
             TEXT(60, 600, "Why we write"),
     "",
     "child.name=J. S. @page 1 line 2\nchild.dob=4 May 2019 @page 1 line 2\n"
     "child.name=K. S. @page 1 line 3\nchild.dob=1 June 2021 @page 1 line 3"},
    {"a value below its label", TEXT(60, 700, "What is the problem?") TEXT(60, 680, "It drifts."),
     "", "problem=It drifts. @page 1 line 1"},
    {"a list of labels that nobody answered",
     TEXT(60, 700, "Stage") TEXT(60, 680, "Child's name") TEXT(60, 660, "The problem"), "", ""},
    {"a heading far below an unanswered label", TEXT(60, 700, "Stage") TEXT(60, 660, "The child"),
     "", ""},
    {"an unanswered label in a form with answers at the right",
     TEXT(60, 700, "Stage") TEXT(250, 700, "Two") TEXT(60, 685, "Child's name")
         TEXT(250, 685, "J. S.") TEXT(60, 670, "Immediate harm") TEXT(250, 670, "No")
             TEXT(60, 655, "Date of birth") TEXT(60, 640, "The problem"),
     "", "stage=Two @page 1 line 1\nchild.name=J. S. @page 1 line 2\nharm=No @page 1 line 3"},
    {"two labels on a line",
     TEXT(60, 700, "Child's name: J. S.") TEXT(300, 700, "Date of birth: 4 May 2019"), "",
     "child.name=J. S. @page 1 line 1\nchild.dob=4 May 2019 @page 1 line 1"},
    {"a field named by its label, for the reader", "",
     TYPED("/T(t1)/TU(Stage)", "Two", RECT(250, 695, 400, 710)), "stage=Two @field Stage"},
    {"a field named by its label, for programs", "",
     TYPED("/T(Childs_name)", "J. S.", RECT(250, 695, 400, 710)),
     "child.name=J. S. @field Childs_name"},
    {"a field with its label at the left", TEXT(60, 700, "Stage") TEXT(60, 650, "Child's name:"),
     TYPED("/T(t1)", "Two", RECT(250, 695, 400, 710))
         TYPED("/T(t2)", "J. S.", RECT(250, 645, 400, 660)),
     "stage=Two @field t1\nchild.name=J. S. @field t2"},
    {"a field below its label", TEXT(60, 700, "What is the problem?"),
     TYPED("/T(t1)", "It drifts.\\nBadly.", RECT(60, 600, 400, 695)),
     "problem=It drifts./Badly. @field t1"},
    {"a field whose label stands there too", TEXT(60, 700, "Stage") TEXT(60, 650, "Thank you."),
     TYPED("/T(t1)/TU(Stage)", "Two", RECT(250, 695, 400, 710)), "stage=Two @field Stage"},
    {"a field that nobody filled in takes nothing",
     TEXT(60, 700, "Stage") TEXT(60, 680, "Thank you."), EMPTY("/T(t1)", RECT(250, 695, 400, 710)),
     ""},
    {"a label without a field in a form that has some",
     TEXT(60, 700, "Stage") TEXT(60, 680, "Thank you.") TEXT(60, 650, "Child's name"),
     TYPED("/T(t1)", "J. S.", RECT(250, 645, 400, 660)), "child.name=J. S. @field t1"},
    {"a choice", TEXT(60, 700, "Stage"), CHOSEN("/T(c)", "Two", RECT(250, 695, 400, 710)),
     "stage=Two @field c"},
    {"boxes before their words",
     TEXT(60, 700, "Immediate harm") TEXT(270, 700, "Yes") TEXT(350, 700, "No"),
     BOX("/T(b1)", "Off", RECT(255, 698, 266, 709)) BOX("/T(b2)", "Yes", RECT(335, 698, 346, 709)),
     "harm=No @page 1 line 1"},
    {"a box by its name", TEXT(270, 700, "Yes"),
     BOX("/T(b1)/TU(Immediate harm)", "Yes", RECT(255, 698, 266, 709)),
     "harm=Yes @field Immediate harm"},
    {"a choice of several lines",
     TEXT(60, 700, "Immediate harm") TEXT(250, 700, "[ ] Not known or not")
         TEXT(380, 700, "[ ] Perhaps") TEXT(250, 687, "quite") TEXT(288, 687, "[x] No")
             TEXT(60, 674, "Stage") TEXT(250, 674, "Two"),
     "", "harm=No @page 1 line 1\nstage=Two @page 1 line 3"},
    {"boxes whose words the page's edge cuts off, under one name",
     TEXT(60, 700, "Immediate harm") TEXT(470, 700, "Yes") TEXT(550, 700, "No, not now"),
     BOX("/T(b1)/TU(Yes)", "Off", RECT(455, 698, 466, 709))
         BOX("/T(b2)/TU(No, not now)", "Yes", RECT(535, 698, 546, 709)),
     "harm=No, not now @page 1 line 1"},
    {"a typed value keeps its lines", TEXT(60, 700, "What is the problem?"),
     TYPED("/T(t1)", "It drifts.\\rBadly.", RECT(250, 660, 400, 710)),
     "problem=It drifts./Badly. @field t1"},
    {"two children, boxes among the fields",
     TEXT(60, 660, "Immediate harm") TEXT(270, 660, "No") TEXT(60, 580, "Immediate harm")
         TEXT(270, 580, "Yes"),
     TYPED("/T(t1)/TU(Child's name)", "J. S.", RECT(250, 695, 400, 710))
         BOX("/T(b1)", "Yes", RECT(255, 658, 266, 669))
             TYPED("/T(t2)/TU(Child's name)", "K. S.", RECT(250, 615, 400, 630))
                 BOX("/T(b2)", "Yes", RECT(255, 578, 266, 589)),
     "child.name=J. S. @field Child's name\nharm=No @page 1 line 1\nchild.name=K. S. @field "
     "Child's name\nharm=Yes @page 1 line 2"},
    {"a name that says how to answer, of a field that nobody filled in", "",
     EMPTY("/T(t1)/TU(Date of birth: DD/MM/YYYY)", RECT(250, 695, 400, 710)), ""},
    {"a name that says how to answer", "",
     TYPED("/T(t1)/TU(Date of birth: DD/MM/YYYY)", "4 May 2019", RECT(250, 695, 400, 710)),
     "child.dob=4 May 2019 @field Date of birth: DD/MM/YYYY"},
    {"a name that says how to answer, of a field whose label stands there too",
     TEXT(60, 700, "Stage:") TEXT(60, 650, "Thank you."),
     TYPED("/T(t1)/TU(Stage: 1, 2 or 3)", "Two", RECT(250, 695, 400, 710)),
     "stage=Two @field Stage: 1, 2 or 3"},
    {"boxes named by their question and what they stand for", "",
     BOX("/T(b1)/TU(Immediate harm: Yes)", "Off", RECT(255, 698, 266, 709))
         BOX("/T(b2)/TU(Immediate harm: No)", "Yes", RECT(335, 698, 346, 709)),
     "harm=No @field Immediate harm: No"},
    {"a name within the names of its form", "",
     TYPED("/T(form1[0].Page1[0].Stage[0])", "Two", RECT(250, 695, 400, 710)),
     "stage=Two @field form1[0].Page1[0].Stage[0]"},
    {"answers below their labels, one of which has none",
     TEXT(60, 700, "Stage") TEXT(60, 687, "Two") TEXT(60, 661, "Date of birth")
         TEXT(60, 635, "Child's name") TEXT(60, 622, "J. S."),
     "", "stage=Two @page 1 line 1\nchild.name=J. S. @page 1 line 4"},
    {"an unknown question's answer is not the one's above",
     TEXT(60, 700, "What is the problem?") TEXT(250, 700, "It drifts.") TEXT(60, 687, "Ethnicity")
         TEXT(250, 687, "Not known"),
     "", "problem=It drifts. @page 1 line 1"},
    {"a box that is not ticked", TEXT(60, 700, "Immediate harm") TEXT(270, 700, "Yes"),
     BOX("/T(b1)", "Off", RECT(255, 698, 266, 709)), ""},
};

static void test_forms(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GByteArray) bytes = pdf_of(cases[i].contents, cases[i].widgets, "");
        g_autoptr(MailDocument) document = read_pdf(bytes);
        g_test_message("%s", cases[i].name);
        g_assert_cmpstr(document->why, ==, NULL);
        g_autofree char *got = fields_of(document, labels);
        g_assert_cmpstr(got, ==, cases[i].want);
    }
}

#define LAST TEXT(60, 100, "What is the problem?") TEXT(250, 100, "The plan has not moved,")

static const struct {
    const char *name, *second, *want;
} pages[] = {
    {"an answer goes on", TEXT(250, 780, "and nobody came.") TEXT(60, 750, "Thank you."),
     "problem=The plan has not moved,/and nobody came. @page 1 line 1"},
    {"an answer goes on, labels below it",
     TEXT(250, 780, "and nobody came.") TEXT(60, 740, "Stage") TEXT(250, 740, "Two"),
     "problem=The plan has not moved,/and nobody came. @page 1 line 1\nstage=Two @page 2 line 2"},
    {"the next page begins with a label", TEXT(250, 780, "Stage: Two"),
     "problem=The plan has not moved, @page 1 line 1\nstage=Two @page 2 line 1"},
    {"the next page begins with a heading at its edge", TEXT(60, 780, "The child"),
     "problem=The plan has not moved, @page 1 line 1"},
    {"the next page begins elsewhere", TEXT(150, 780, "The child"),
     "problem=The plan has not moved, @page 1 line 1"},
};

static void test_pages(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(pages); i++) {
        g_autoptr(GByteArray) bytes = pdf_of_pages(LAST, pages[i].second, "", "");
        g_autoptr(MailDocument) document = read_pdf(bytes);
        g_test_message("%s", pages[i].name);
        g_assert_cmpstr(document->why, ==, NULL);
        g_autofree char *got = fields_of(document, labels);
        g_assert_cmpstr(got, ==, pages[i].want);
    }
}

/* The place of what was filled in is its field's name, whole, for half a letter would spoil the record. */
static void test_long_name(void)
{
    g_autoptr(GString) name = g_string_new(NULL);
    for (guint i = 0; i < 100; i++)
        g_string_append(name, "\\351"); /* é: two bytes in UTF-8 */
    g_autofree char *typed =
        g_strdup_printf(TYPED("/T(Stage)/TU(%s)", "Two", RECT(250, 695, 400, 710))
                            BOX("/T(Stage)/TU(%s)", "Yes", RECT(255, 598, 266, 609)),
                        name->str, name->str);
    g_autoptr(GByteArray) bytes = pdf_of("", typed, "");
    g_autoptr(MailDocument) document = read_pdf(bytes);
    g_assert_cmpstr(document->why, ==, NULL);
    g_assert_cmpuint(document->lines->len, >, 3);
    for (guint i = 0; i < document->lines->len; i++)
        g_assert_true(
            g_utf8_validate(g_array_index(document->lines, MailDocumentLine, i).place, -1, NULL));
}

/* ---- which are not read ---- */

#define LOCK                                                                                       \
    "/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<"                                      \
    "0000000000000000000000000000000000000000000000000000000000000000>/U<"                         \
    "0000000000000000000000000000000000000000000000000000000000000000>>>"

static const struct {
    const char *name, *contents, *trailer, *why;
} unread[] = {
    {"a picture of a page", "0 0 100 100 re f", "", "no text in it: a picture of a page?"},
    {"a password", TEXT(60, 700, "Stage: Two"), LOCK, "needs a password"},
    {"Adobe's own form", TEXT(60, 700, "Please wait... If this message is not replaced"), "",
     "a form of Adobe's own kind (XFA): cannot be read here"},
};

static void test_unread(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(unread); i++) {
        g_autoptr(GByteArray) bytes = pdf_of(unread[i].contents, "", unread[i].trailer);
        g_autoptr(MailDocument) document = read_pdf(bytes);
        g_test_message("%s", unread[i].name);
        g_assert_cmpstr(document->why, ==, unread[i].why);
        g_assert_true(document->locked == (*unread[i].trailer != '\0'));
        g_assert_cmpuint(document->lines->len, ==, 0);
    }
}

static void test_damaged(void)
{
    g_autoptr(GByteArray) bytes =
        pdf_of(TEXT(60, 700, "Stage: Two"), TYPED("/T(t1)", "x", RECT(250, 695, 400, 710)), "");
    g_autoptr(GByteArray) nothing =
        g_byte_array_append(g_byte_array_new(), (const guint8 *)"%PDF-", 5);
    g_autoptr(MailDocument) none = read_pdf(nothing);
    g_assert_cmpstr(none->why, ==, "damaged: cannot be opened");
    for (guint i = 0; i < bytes->len; i += 3) {
        bytes->data[i] ^= 0x95;
        g_autoptr(MailDocument) document = read_pdf(bytes);
        g_autofree char *text = mail_document_text(document);
        g_assert_true(g_utf8_validate(text, -1, NULL));
        bytes->data[i] ^= 0x95;
    }
}

static void test_without_module(void)
{
    g_autoptr(GByteArray) bytes = pdf_of(TEXT(60, 700, "Stage: Two"), "", "");
    g_autoptr(MailDocument) document = read_pdf(bytes);
    g_assert_cmpstr(document->why, ==, "not opened: this installation reads no PDF");
}

/* Whatever a page holds, it is read to its end: what grew with the square of its words would not come back. */
static void test_many_words(void)
{
    static const char *const widgets[] = {"", BOX("/T(b1)", "Yes", RECT(300, 812, 310, 822))};
    g_autoptr(GString) contents = g_string_new(NULL);
    for (guint i = 0; i < 4900; i++) /* each is a cell of its own: more than any form has */
        g_string_append_printf(contents, "BT /F 4 Tf %u %u Td (w) Tj ET\n", 10 + i % 70 * 8,
                               10 + i / 70 * 5);
    for (gsize i = 0; i < G_N_ELEMENTS(widgets); i++) {
        g_autoptr(GByteArray) bytes = pdf_of(contents->str, widgets[i], "");
        g_autoptr(MailDocument) document = read_pdf(bytes);
        g_assert_cmpstr(document->why, ==, NULL);
        g_assert_cmpuint(document->lines->len, >=, 70); /* rows */
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    mail_read_init();
    labels = document_labels();
    g_autofree char *folder = g_path_get_dirname(argv[0]);
    g_autofree char *module = g_build_filename(folder, "..", "..", "casegate-pdf.so", NULL);
    test_without_module(); /* before there is one */
    g_assert_true(mail_pdf_load(module));
    g_test_add_func("/mail/pdf/forms", test_forms);
    g_test_add_func("/mail/pdf/pages", test_pages);
    g_test_add_func("/mail/pdf/long-name", test_long_name);
    g_test_add_func("/mail/pdf/unread", test_unread);
    g_test_add_func("/mail/pdf/damaged", test_damaged);
    g_test_add_func("/mail/pdf/many-words", test_many_words);
    int result = g_test_run();
    form_labels_free(labels);
    return result;
}
