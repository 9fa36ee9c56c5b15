/* mail_document: forms in Word and OpenDocument, as Word, LibreOffice and other programs write them, made here piece by piece. */
#include "document_fixture.h"
#include "mail_read.h"
#include "zip_fixture.h"

static FormLabels *labels;

#define WORD_NAMES                                                                                 \
    "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" "                    \
    "xmlns:w14=\"http://schemas.microsoft.com/office/word/2010/wordml\" "                          \
    "xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" "                    \
    "xmlns:wps=\"http://schemas.microsoft.com/office/word/2010/wordprocessingShape\" "             \
    "xmlns:v=\"urn:schemas-microsoft-com:vml\""

static char *word_part(const char *element, const char *inner)
{
    return g_strdup_printf("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>"
                           "<w:%s " WORD_NAMES ">%s</w:%s>",
                           element, inner, element);
}

static GByteArray *docx_of(const char *body, const char *header)
{
    g_autofree char *inner = g_strconcat("<w:body>", body, "<w:sectPr/></w:body>", NULL);
    g_autofree char *document = word_part("document", inner);
    g_autofree char *head = word_part("hdr", header ? header : "");
    const ZipEntry entries[] = {
        {"[Content_Types].xml", "<Types/>"},
        {"_rels/.rels",
         "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
         "<Relationship Id=\"rId1\" Target=\"word/document.xml\" Type=\"http://schemas."
         "openxmlformats.org/officeDocument/2006/relationships/officeDocument\"/></Relationships>"},
        {"word/document.xml", document},
        {header ? "word/header1.xml" : NULL, head},
        {NULL, NULL},
    };
    return zip_of(entries);
}

/* ---- what is read from them ---- */

static void assert_fields(const char *name, const GByteArray *bytes, const char *want)
{
    g_autoptr(MailDocument) document =
        mail_document_read(MAIL_CONTAINER_ZIP, name, bytes->data, bytes->len, labels);
    g_test_message("%s", name);
    g_assert_cmpstr(document->why, ==, NULL);
    g_autofree char *got = fields_of(document, labels);
    g_assert_cmpstr(got, ==, want);
}

typedef struct {
    const char *name, *body, *want;
} Case;

#define R(text) "<w:r><w:t xml:space=\"preserve\">" text "</w:t></w:r>"
#define P(runs) "<w:p>" runs "</w:p>"
#define TC(inner) "<w:tc><w:tcPr><w:tcW w:w=\"2000\"/></w:tcPr>" inner "</w:tc>"
#define CELL(text) TC(P(R(text)))
#define ROW(cells) "<w:tr>" cells "</w:tr>"
#define TABLE(rows) "<w:tbl><w:tblPr/><w:tblGrid/>" rows "</w:tbl>"
#define CONTROL(properties, inner)                                                                 \
    "<w:sdt><w:sdtPr>" properties "</w:sdtPr><w:sdtContent>" inner "</w:sdtContent></w:sdt>"
#define FIELD(data, result)                                                                        \
    "<w:r><w:fldChar w:fldCharType=\"begin\"><w:ffData><w:name w:val=\"f1\"/><w:enabled/>" data    \
    "</w:ffData></w:fldChar></w:r><w:r><w:instrText xml:space=\"preserve\"> FORM "                 \
    "</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>" result                \
    "<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"

static const Case word_cases[] = {
    {"label and value in a paragraph", P(R("Stage: Two")), "stage=Two @paragraph 1"},
    {"split runs", P(R("Sta") "<w:proofErr w:type=\"spellStart\"/>" R("ge") R(": T") R("wo")),
     "stage=Two @paragraph 1"},
    {"a tab for a colon", P(R("Stage") "<w:r><w:tab/><w:t>Two</w:t></w:r>"),
     "stage=Two @paragraph 1"},
    {"two labels on a line",
     P(R("Child's name: J. S.") "<w:r><w:tab/><w:tab/><w:t>Date of birth: 4 May "
                                "2019</w:t></w:r>"),
     "child.name=J. S. @paragraph 1\nchild.dob=4 May 2019 @paragraph 1"},
    {"a numbered label", P(R("3. Stage: Two")), "stage=Two @paragraph 1"},
    {"a break within a value", P(R("What is the problem?: One.") "<w:r><w:br/></w:r>" R("Two.")),
     "problem=One./Two. @paragraph 1"},
    {"a value over paragraphs",
     P(R("What is the problem?"))
         P(R("The plan has not moved since the review, and nobody has seen the "
             "child at home for weeks.")) P(R("We asked twice.")) P(R("Stage: Two")),
     "problem=The plan has not moved since the review, and nobody has seen the child at "
     "home for "
     "weeks./We asked twice. @paragraph 1\nstage=Two @paragraph 4"},
    {"a label with a colon in it", P(R("Evidence: nature and source")) P(R("A letter.")),
     "evidence=A letter. @paragraph 1"},
    {"a word that is a label by chance", P(R("Stage")) P(R("Two")), ""},
    {"a value below its label",
     P(R("What is the problem?:"))
         P(R("The plan has not moved since the review, and nobody has seen the "
             "child at home for weeks.")) P("") P(R("We asked twice.")) P(R("Stage: Two")),
     "problem=The plan has not moved since the review, and nobody has seen the child at "
     "home for "
     "weeks.//We asked twice. @paragraph 1\nstage=Two @paragraph 4"},
    {"a bold label with its value below",
     P("<w:r><w:rPr><w:b/></w:rPr><w:t>Stage</w:t></w:r>") P(R("Two")), "stage=Two @paragraph 1"},
    {"a heading bounds a value",
     P(R("Stage:")) P("<w:pPr><w:pStyle w:val=\"Heading2\"/></w:pPr>" R("About the child")), ""},
    {"a deletion is not read",
     P(R("Stage: ") "<w:del w:id=\"1\"><w:r><w:delText>One</w:delText></w:r></w:del>"
                    "<w:ins w:id=\"2\">" R("Two") "</w:ins>"),
     "stage=Two @paragraph 1"},
    {"hidden and struck text is not read",
     P(R("Stage: ") "<w:r><w:rPr><w:vanish/></w:rPr><w:t>One</w:t></w:r>"
                    "<w:r><w:rPr><w:strike/></w:rPr><w:t>Three</w:t></w:r>" R("Two")),
     "stage=Two @paragraph 1"},
    {"a link's words", P(R("Stage: ") "<w:hyperlink>" R("Two") "</w:hyperlink>"),
     "stage=Two @paragraph 1"},
    {"table, label left",
     TABLE(ROW(CELL("Stage") CELL("Two")) ROW(CELL("Child's name:") CELL("J. S."))),
     "stage=Two @table 1 row 1\nchild.name=J. S. @table 1 row 2"},
    {"second table",
     TABLE(ROW(CELL("Nothing") CELL("here"))) P("")
         TABLE(ROW(CELL("x") CELL("y")) ROW(CELL("Stage") CELL("Two"))),
     "stage=Two @table 2 row 2"},
    {"four columns", TABLE(ROW(CELL("Stage") CELL("Two") CELL("Child's name") CELL("J. S."))),
     "stage=Two @table 1 row 1\nchild.name=J. S. @table 1 row 1"},
    {"labels above",
     TABLE(ROW(CELL("Child's name") CELL("Date of birth")) ROW(CELL("J. S.") CELL("4 May 2019"))),
     "child.name=J. S. @table 1 row 2\nchild.dob=4 May 2019 @table 1 row 2"},
    {"labels above several children",
     TABLE(ROW(CELL("Child's name") CELL("Date of birth")) ROW(CELL("J. S.") CELL("4 May 2019"))
               ROW(CELL("K. S.") CELL("")) ROW(CELL("") CELL(""))),
     "child.name=J. S. @table 1 row 2\nchild.dob=4 May 2019 @table 1 row 2\nchild.name=K. "
     "S. @table 1 row 3"},
    {"one column",
     TABLE(ROW(CELL("Stage")) ROW(CELL("Two")) ROW(CELL("Child's name")) ROW(CELL("J. S."))),
     "stage=Two @table 1 row 2\nchild.name=J. S. @table 1 row 4"},
    {"label and answer in one cell",
     TABLE(ROW(TC(P(R("What is the problem?")) P(R("It drifts.")) P(R("Badly."))))),
     "problem=It drifts./Badly. @table 1 row 1"},
    {"a hint below the label",
     TABLE(ROW(TC(P(R("What is the problem?")) P(R("Please be brief."))) CELL("It drifts."))
               ROW(TC(P(R("Stage")) P(R("Please give the number."))) CELL(""))),
     "problem=It drifts. @table 1 row 1"},
    {"a hint below the label, the answer below both",
     TABLE(ROW(TC(P(R("What is the problem?")) P(R("Please be brief.")))) ROW(CELL("It drifts."))),
     "problem=It drifts. @table 1 row 2"},
    {"an unanswered label takes nothing from the next row",
     TABLE(ROW(CELL("Stage") CELL("")) ROW(CELL("Office use only") CELL("7"))) P(R("Thank you.")),
     ""},
    {"a value stops at its table's end",
     TABLE(ROW(CELL("What is the problem?") CELL("It drifts.")))
         P(R("Return this form to the office.")),
     "problem=It drifts. @table 1 row 1"},
    {"merged columns",
     TABLE(ROW("<w:tc><w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr>" P(R("About the child")) "</w:tc>")
               ROW(CELL("Child's name") "<w:tc><w:tcPr><w:gridSpan w:val=\"3\"/></w:tcPr>" P(
                   R("J. S.")) "</w:tc>")),
     "child.name=J. S. @table 1 row 2"},
    {"merged rows: a group's name at the left",
     TABLE(ROW("<w:tc><w:tcPr><w:vMerge w:val=\"restart\"/></w:tcPr>" P(R("Child")) "</w:tc>" CELL(
         "Child's name") CELL("J. S."))
               ROW("<w:tc><w:tcPr><w:vMerge/></w:tcPr>" P("") "</w:tc>" CELL("Date of birth")
                       CELL("4 May 2019"))),
     "child.name=J. S. @table 1 row 1\nchild.dob=4 May 2019 @table 1 row 2"},
    {"merged rows: a label with its value over two",
     TABLE(ROW("<w:tc><w:tcPr><w:vMerge w:val=\"restart\"/></w:tcPr>" P(
         R("What is the problem?")) "</w:tc>" CELL("It drifts."))
               ROW("<w:tc><w:tcPr><w:vMerge/></w:tcPr>" P("") "</w:tc>" CELL("Badly."))),
     "problem=It drifts./Badly. @table 1 row 1"},
    {"nested table",
     TABLE(ROW(CELL("a") TC(P("") TABLE(ROW(CELL("Stage") CELL("Two"))) P("")))
               ROW(CELL("What is the problem?") TC(TABLE(ROW(CELL("It drifts."))) P("")))),
     "stage=Two @table 1 row 1\nproblem=It drifts. @table 1 row 2"},
    {"a row deleted with changes tracked",
     TABLE("<w:tr><w:trPr><w:del w:id=\"3\"/></w:trPr>" CELL("Stage")
               CELL("One") "</w:tr>" ROW(CELL("Stage") CELL("Two"))),
     "stage=Two @table 1 row 2"},
    {"control in a paragraph", P(R("Stage: ") CONTROL("<w:alias w:val=\"x\"/>", R("Two"))),
     "stage=Two @paragraph 1"},
    {"control that shows its placeholder",
     P(R("Stage: ") CONTROL("<w:showingPlcHdr/>", R("Click or tap here to enter text.")))
         P(R("Next of kin")),
     ""},
    {"placeholder without its mark",
     P(R("Stage: ") CONTROL("<w:text/>", R("Click or tap here to enter text."))), ""},
    {"placeholder by its style",
     P(R("Stage: ") "<w:r><w:rPr><w:rStyle w:val=\"PlaceholderText\"/></w:rPr><w:t>Which "
                    "one?</w:t></w:r>"),
     ""},
    {"control around paragraphs",
     P(R("What is the problem?:"))
         CONTROL("<w:tag w:val=\"p\"/>", P(R("It drifts.")) P(R("Badly."))) P(R("End")),
     "problem=It drifts./Badly. @paragraph 1"},
    {"control around a cell",
     TABLE(ROW(CELL("Stage") CONTROL("<w:tag w:val=\"x\"/>", CELL("Two")))),
     "stage=Two @table 1 row 1"},
    {"control of paragraphs within a cell, no label by it",
     TABLE(ROW(CELL("x") TC(
         CONTROL("<w:alias w:val=\"What is the problem?\"/>", P(R("It drifts.")) P(R("Badly.")))))),
     "problem=It drifts./Badly. @control What is the problem?"},
    {"control of paragraphs within a cell, unfilled, without its mark",
     TABLE(ROW(CELL("x") TC(
         CONTROL("<w:alias w:val=\"Stage\"/>", P(R("Click or tap here to enter text.")))))),
     ""},
    {"control of paragraphs within a cell, its label beside it",
     TABLE(ROW(CELL("Stage") TC(CONTROL("<w:alias w:val=\"Stage\"/>", P(R("Two")))))),
     "stage=Two @table 1 row 1"},
    {"control around a cell, unfilled",
     TABLE(ROW(CELL("Stage") CONTROL("<w:showingPlcHdr/>", CELL("Choose an item.")))), ""},
    {"control around rows", TABLE(CONTROL("<w:tag w:val=\"x\"/>", ROW(CELL("Stage") CELL("Two")))),
     "stage=Two @table 1 row 1"},
    {"control named, no label by it", P(CONTROL("<w:alias w:val=\"Stage\"/>", R("Two"))),
     "stage=Two @control Stage"},
    {"control with its label for both of its names: one child, not two",
     P(CONTROL("<w:alias w:val=\"Child's name\"/><w:tag w:val=\"Child's name\"/>", R("J. S."))),
     "child.name=J. S. @control Child's name"},
    {"control with a label for its second name",
     P(CONTROL("<w:alias w:val=\"x\"/><w:tag w:val=\"Stage\"/>", R("Two"))),
     "stage=Two @control Stage"},
    {"control whose name says how to answer",
     P(CONTROL("<w:alias w:val=\"Stage: 1, 2 or 3\"/>", R("Two"))),
     "stage=Two @control Stage: 1, 2 or 3"},
    {"control named otherwise than its label: what is seen counts",
     P(R("Stage: ") CONTROL("<w:alias w:val=\"Child's name\"/><w:tag w:val=\"Stage\"/>", R("Two"))),
     "stage=Two @paragraph 1\nchild.name=Two @control Child's name"},
    {"drop-down",
     P(R("Stage: ") CONTROL("<w:dropDownList w:lastValue=\"2\"><w:listItem w:displayText=\"Two\" "
                            "w:value=\"2\"/></w:dropDownList>",
                            R("Two"))),
     "stage=Two @paragraph 1"},
    {"date",
     P(R("Date of birth: ")
           CONTROL("<w:date w:fullDate=\"2019-05-04T00:00:00Z\"/>", R("04/05/2019"))),
     "child.dob=04/05/2019 @paragraph 1"},
    {"boxes of Word 2010",
     TABLE(ROW(CELL("Immediate harm") TC(P(CONTROL("<w14:checkbox><w14:checked "
                                                   "w14:val=\"0\"/></w14:checkbox>",
                                                   R("\xe2\x98\x90")) R(" Yes"))
                                             P(CONTROL("<w14:checkbox><w14:checked "
                                                       "w14:val=\"1\"/></w14:checkbox>",
                                                       R("\xe2\x98\x92")) R(" No"))))),
     "harm=No @table 1 row 1"},
    {"boxes in a paragraph", P(R("Immediate harm: \xe2\x98\x92 Yes   \xe2\x98\x90 No")),
     "harm=Yes @paragraph 1"},
    {"boxes behind their words, a cell each",
     TABLE(ROW(CELL("Immediate harm") CELL("Yes") CELL("\xe2\x98\x90") CELL("No")
                   CELL("\xe2\x98\x91"))),
     "harm=No @table 1 row 1"},
    {"boxes none of which is ticked",
     P(R("Immediate harm: \xe2\x98\x90 Yes \xe2\x98\x90 No")) P(R("Stage: Two")),
     "stage=Two @paragraph 2"},
    {"several ticked", P(R("Status: \xe2\x98\x92 CIN \xe2\x98\x90 LAC \xe2\x98\x92 Early help")),
     "status=CIN, Early help @paragraph 1"},
    {"Wingdings as symbols",
     P(R("Immediate harm: ") "<w:r><w:sym w:font=\"Wingdings\" w:char=\"F0A8\"/></w:r>" R(
         " Yes ") "<w:r><w:sym w:font=\"Wingdings\" w:char=\"F0FE\"/></w:r>" R(" No")),
     "harm=No @paragraph 1"},
    {"Wingdings as letters",
     P(R("Immediate harm: ") "<w:r><w:rPr><w:rFonts w:ascii=\"Wingdings\" "
                             "w:hAnsi=\"Wingdings\"/></w:rPr><w:t>o</w:t></w:r>" R(
                                 " Yes ") "<w:r><w:rPr><w:rFonts w:ascii=\"Wingdings\" "
                                          "w:hAnsi=\"Wingdings\"/></w:rPr><w:t>\xc3\xbd</"
                                          "w:t></w:r>" R(" No")),
     "harm=No @paragraph 1"},
    {"form field of old", P(R("Stage: ") FIELD("<w:textInput/>", R("Two"))),
     "stage=Two @paragraph 1"},
    {"form field of old, unfilled",
     P(R("Stage: ") FIELD("<w:textInput/>",
                          R("\xe2\x80\x82\xe2\x80\x82\xe2\x80\x82\xe2\x80\x82\xe2\x80\x82")))
         P(R("Next")),
     ""},
    {"form field of old over two paragraphs",
     P(R("What is the problem?: ") "<w:r><w:fldChar "
                                   "w:fldCharType=\"begin\"><w:ffData><w:textInput/></"
                                   "w:ffData></w:fldChar></w:r><w:r><w:fldChar "
                                   "w:fldCharType=\"separate\"/></w:r>" R("It drifts."))
         P(R("Badly.") "<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>") P(R("Thank you.")),
     "problem=It drifts./Badly. @paragraph 1"},
    {"boxes of old",
     P(R("Immediate harm: ") FIELD("<w:checkBox><w:sizeAuto/><w:default "
                                   "w:val=\"0\"/><w:checked/></w:checkBox>",
                                   "") R(" Yes ")
           FIELD("<w:checkBox><w:default w:val=\"0\"/></w:checkBox>", "") R(" No")),
     "harm=Yes @paragraph 1"},
    {"box of old, ticked by default and then cleared",
     P(R("Immediate harm: ") FIELD("<w:checkBox><w:default w:val=\"1\"/><w:checked "
                                   "w:val=\"0\"/></w:checkBox>",
                                   "") R(" Yes ") FIELD("<w:checkBox><w:default/></w:checkBox>", "")
           R(" No")),
     "harm=No @paragraph 1"},
    {"drop-down of old",
     P(R("Stage: ") FIELD("<w:ddList><w:result w:val=\"1\"/><w:listEntry "
                          "w:val=\"One\"/><w:listEntry w:val=\"Two\"/></w:ddList>",
                          "")),
     "stage=Two @paragraph 1"},
    {"drop-down of old that nobody touched",
     P(R("Stage: ") FIELD("<w:ddList><w:listEntry w:val=\"One\"/><w:listEntry "
                          "w:val=\"Two\"/></w:ddList>",
                          "")),
     ""},
    {"an instruction is not read",
     P(R("Stage: ") "<w:r><w:fldChar "
                    "w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>IF</w:instrText></"
                    "w:r>" R("secret") "<w:r><w:fldChar "
                                       "w:fldCharType=\"separate\"/></w:r>" R(
                                           "Two") "<w:r><w:fldChar "
                                                  "w:fldCharType=\"end\"/></w:r>"),
     "stage=Two @paragraph 1"},
    {"text box, drawn twice for old programs",
     P("<w:r><mc:AlternateContent><mc:Choice "
       "Requires=\"wps\"><w:drawing><wps:txbx><w:txbxContent>" P(
           R("Stage: Two")) "</w:txbxContent></wps:txbx></w:drawing></"
                            "mc:Choice><mc:Fallback><w:pict><v:textbox><w:"
                            "txbxContent>" P(R("Stage: Two")) "</w:txbxContent></"
                                                              "v:textbox></w:pict></"
                                                              "mc:Fallback></"
                                                              "mc:AlternateContent></"
                                                              "w:r>"),
     "stage=Two @text box 1 paragraph 1"},
    {"a smart tag",
     P(R("Child's name: ") "<w:smartTag w:element=\"name\">" R("J. S.") "</w:smartTag>"),
     "child.name=J. S. @paragraph 1"},
};

static void test_word(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(word_cases); i++) {
        g_autoptr(GByteArray) bytes = docx_of(word_cases[i].body, NULL);
        assert_fields(word_cases[i].name, bytes, word_cases[i].want);
    }
}

static void test_header(void)
{
    g_autoptr(GByteArray) bytes = docx_of(P(R("Child's name: J. S.")), P(R("Stage: Two")));
    assert_fields("header", bytes, "child.name=J. S. @paragraph 1\nstage=Two @header paragraph 1");
}

/* ---- OpenDocument ---- */

#define ODT_NAMES                                                                                  \
    "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "                           \
    "xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" "                             \
    "xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" "                               \
    "xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" "                             \
    "xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\" "                            \
    "xmlns:form=\"urn:oasis:names:tc:opendocument:xmlns:form:1.0\" "                               \
    "xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" "                    \
    "xmlns:field=\"urn:openoffice:names:experimental:ooo-ms-interop-xmlns:field:1.0\" "            \
    "xmlns:loext=\"urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0\" "        \
    "xmlns:xml2=\"x\""

static GByteArray *odt_with(const char *body, const char *masters)
{
    g_autofree char *styles = g_strconcat(
        "<office:document-styles " ODT_NAMES "><office:master-styles><style:master-page>", masters,
        "</style:master-page></office:master-styles></office:document-styles>", NULL);
    g_autofree char *content = g_strconcat(
        "<office:document-content " ODT_NAMES "><office:automatic-styles>"
        "<style:style style:name=\"B\"><style:text-properties "
        "fo:font-weight=\"bold\"/></style:style>"
        "<style:style style:name=\"X\"><style:text-properties "
        "style:text-line-through-style=\"solid\"/></style:style>"
        "<style:style style:name=\"H\"><style:text-properties text:display=\"none\"/></style:style>"
        "</office:automatic-styles><office:body><office:text>",
        body, "</office:text></office:body></office:document-content>", NULL);
    const ZipEntry entries[] = {
        {"mimetype", "application/vnd.oasis.opendocument.text"},
        {"content.xml", content},
        {"styles.xml", styles},
        {NULL, NULL},
    };
    return zip_of(entries);
}

static GByteArray *odt_of(const char *body)
{
    return odt_with(body, "<style:header><text:p>Status: CIN</text:p></style:header>");
}

#define TP(inner) "<text:p>" inner "</text:p>"
#define OC(inner) "<table:table-cell office:value-type=\"string\">" inner "</table:table-cell>"
#define OCELL(text) OC(TP(text))
#define OROW(cells) "<table:table-row>" cells "</table:table-row>"
#define OTABLE(rows) "<table:table><table:table-column/>" rows "</table:table>"
#define HEADER "\nstatus=CIN @header paragraph 1"
#define MARK "vnd.oasis.opendocument.field."

static const Case odt_cases[] = {
    {"label and value", TP("Stage: Two"), "stage=Two @paragraph 1" HEADER},
    {"spans and blanks", TP("St<text:span>age:<text:s text:c=\"3\"/></text:span>\n   Two"),
     "stage=Two @paragraph 1" HEADER},
    {"two labels on a line", TP("Child's name: J. S.<text:tab/>Date of birth: 4 May 2019"),
     "child.name=J. S. @paragraph 1\nchild.dob=4 May 2019 @paragraph 1" HEADER},
    {"a list", "<text:list><text:list-item>" TP("Stage: Two") "</text:list-item></text:list>",
     "stage=Two @paragraph 1" HEADER},
    {"a section", "<text:section>" TP("Stage: Two") "</text:section>",
     "stage=Two @paragraph 1" HEADER},
    {"deletions are kept elsewhere",
     "<text:tracked-changes><text:changed-region><text:deletion>" TP(
         "Stage: One") "</text:deletion></text:changed-region></text:tracked-changes>" TP("Stage: "
                                                                                          "<text:"
                                                                                          "change "
                                                                                          "text:"
                                                                                          "change-"
                                                                                          "id="
                                                                                          "\"1\"/"
                                                                                          ">Two"),
     "stage=Two @paragraph 1" HEADER},
    {"struck, hidden, comments, notes",
     TP("Stage: <text:span text:style-name=\"X\">One</text:span><text:span "
        "text:style-name=\"H\">Three"
        "</text:span><office:annotation>" TP(
            "Four") "</office:annotation>Two<text:note>"
                    "<text:note-citation>1</text:note-citation></text:note>"),
     "stage=Two @paragraph 1" HEADER},
    {"a bold label with its value below", "<text:p text:style-name=\"B\">Stage</text:p>" TP("Two"),
     "stage=Two @paragraph 1" HEADER},
    {"a heading bounds a value", TP("Stage:") "<text:h>About the child</text:h>",
     "status=CIN @header paragraph 1"},
    {"table, label left",
     OTABLE(OROW(OCELL("Stage") OCELL("Two")) OROW(OCELL("Child's name") OCELL("J. S."))),
     "stage=Two @table 1 row 1\nchild.name=J. S. @table 1 row 2" HEADER},
    {"labels above in a head",
     OTABLE("<table:table-header-rows>" OROW(OCELL("Child's name") OCELL(
         "Date of birth")) "</table:table-header-rows>" OROW(OCELL("J. S.") OCELL("4 May 2019"))),
     "child.name=J. S. @table 1 row 2\nchild.dob=4 May 2019 @table 1 row 2" HEADER},
    {"merged columns",
     OTABLE(
         OROW("<table:table-cell table:number-columns-spanned=\"2\">" TP(
             "The child") "</table:table-cell>"
                          "<table:covered-table-cell/>")
             OROW(OCELL("Child's name") "<table:table-cell table:number-columns-spanned=\"3\">" TP(
                 "J. S.") "</table:table-cell><table:covered-table-cell "
                          "table:number-columns-repeated=\"2\"/>")),
     "child.name=J. S. @table 1 row 2" HEADER},
    {"merged rows",
     OTABLE(OROW("<table:table-cell table:number-rows-spanned=\"2\">" TP(
         "What is the problem?") "</table:table-cell>" OCELL("It drifts."))
                OROW("<table:covered-table-cell/>" OCELL("Badly."))),
     "problem=It drifts./Badly. @table 1 row 1" HEADER},
    {"nested table", OTABLE(OROW(OC(TP("") OTABLE(OROW(OCELL("Stage") OCELL("Two")))))),
     "stage=Two @table 1 row 1" HEADER},
    {"rows said at once",
     OTABLE("<table:table-row table:number-rows-repeated=\"3\">" OCELL(
         "") "</table:table-row>" OROW(OCELL("Stage") OCELL("Two"))),
     "stage=Two @table 1 row 4" HEADER},
    {"input field", TP("Stage: <text:text-input text:description=\"which\">Two</text:text-input>"),
     "stage=Two @paragraph 1" HEADER},
    {"input field, unfilled",
     TP("Stage: <text:text-input text:description=\"which\">which</text:text-input>") TP("Next"),
     "status=CIN @header paragraph 1"},
    {"input field that says its label",
     TP("<text:text-input text:description=\"Stage\">Two</text:text-input>"),
     "status=CIN @header paragraph 1\nstage=Two @input field"},
    {"placeholder", TP("Stage: <text:placeholder>&lt;click&gt;</text:placeholder>") TP("Next"),
     "status=CIN @header paragraph 1"},
    {"drop-down",
     TP("Stage: <text:drop-down><text:label text:value=\"One\"/><text:label text:value=\"Two\" "
        "text:current-selected=\"true\"/>Two</text:drop-down>"),
     "stage=Two @paragraph 1" HEADER},
    {"drop-down, unfilled",
     TP("Stage: <text:drop-down><text:label text:value=\"One\"/>One</text:drop-down>") TP("Next"),
     "status=CIN @header paragraph 1"},
    {"form field of old Word",
     TP("Stage: <field:fieldmark-start field:type=\"" MARK "FORMTEXT\"/>Two<field:fieldmark-end/>"),
     "stage=Two @paragraph 1" HEADER},
    {"boxes of old Word",
     TP("Immediate harm: <field:fieldmark field:type=\"" MARK "FORMCHECKBOX\"><field:param "
        "field:name=\"Checkbox_Checked\" field:value=\"true\"/></field:fieldmark> Yes "
        "<field:fieldmark "
        "field:type=\"" MARK "FORMCHECKBOX\"/> No"),
     "harm=Yes @paragraph 1" HEADER},
    {"drop-down of old Word",
     TP("Stage: <field:fieldmark field:type=\"" MARK "FORMDROPDOWN\"><field:param "
        "field:name=\"Dropdown_ListEntry\" field:value=\"One\"/><field:param "
        "field:name=\"Dropdown_ListEntry\" field:value=\"Two\"/><field:param "
        "field:name=\"Dropdown_Selected\" field:value=\"1\"/></field:fieldmark>"),
     "stage=Two @paragraph 1" HEADER},
    {"content control", TP("Stage: <loext:content-control>Two</loext:content-control>"),
     "stage=Two @paragraph 1" HEADER},
    {"content control with its label for all of its names: one child, not two",
     TP("<loext:content-control loext:alias=\"Child's name\" loext:tag=\"Child's name\">J. S."
        "</loext:content-control>"),
     "status=CIN @header paragraph 1\nchild.name=J. S. @control Child's name"},
    {"content control, unfilled",
     TP("Stage: <loext:content-control loext:showing-place-holder=\"true\">Choose an item"
        "</loext:content-control>") TP("Next"),
     "status=CIN @header paragraph 1"},
    {"controls of a form",
     "<office:forms><form:form><form:text form:id=\"c1\" "
     "form:current-value=\"Two\"/><form:checkbox "
     "form:id=\"c2\" form:label=\"Yes\" form:current-state=\"checked\"/><form:checkbox "
     "form:id=\"c3\" "
     "form:label=\"No\"/><form:listbox form:id=\"c4\"><form:option "
     "form:label=\"CIN\"/><form:option "
     "form:label=\"LAC\" form:current-selected=\"true\"/></form:listbox><form:text form:id=\"c5\" "
     "form:name=\"Child's name\" form:current-value=\"J. S.\"/></form:form></office:forms>" TP(
         "Stage: <draw:control draw:control=\"c1\"/>")
         TP("Immediate harm: <draw:control draw:control=\"c2\"/><draw:control "
            "draw:control=\"c3\"/>") TP("Status: <draw:control draw:control=\"c4\"/>")
             TP("<draw:control draw:control=\"c5\"/>"),
     "stage=Two @paragraph 1\nharm=Yes @paragraph 2\nstatus=LAC @paragraph 3" HEADER
     "\nchild.name=J. S. @control Child's name"},
    {"text box", TP("<draw:frame><draw:text-box>" TP("Stage: Two") "</draw:text-box></draw:frame>"),
     "stage=Two @text box 1 paragraph 1" HEADER},
};

static void test_odt(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(odt_cases); i++) {
        g_autoptr(GByteArray) bytes = odt_of(odt_cases[i].body);
        assert_fields(odt_cases[i].name, bytes, odt_cases[i].want);
    }
}

/* Left pages may have a header and a footer of their own. */
static void test_left_pages(void)
{
    g_autoptr(GByteArray) bytes = odt_with(
        TP("Thank you."),
        "<style:header-left>" TP("Stage: Two") "</style:header-left><style:footer-left>" TP(
            "Status: CIN") "</style:footer-left>");
    assert_fields("left pages", bytes,
                  "stage=Two @header paragraph 1\nstatus=CIN @footer paragraph 1");
    g_autoptr(GByteArray) hidden = odt_with(
        TP("Thank you."),
        "<style:header-left style:display=\"false\">" TP("Stage: Two") "</style:header-left>");
    assert_fields("left pages as the others", hidden, "");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    mail_read_init();
    labels = document_labels();
    g_test_add_func("/mail/document/word", test_word);
    g_test_add_func("/mail/document/header", test_header);
    g_test_add_func("/mail/document/odt", test_odt);
    g_test_add_func("/mail/document/left-pages", test_left_pages);
    int result = g_test_run();
    form_labels_free(labels);
    return result;
}
