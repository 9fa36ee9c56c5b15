/* mail_docx: a Word document (.docx, .docm) as lines.
 *
 * Reads the text as a person sees it: paragraphs, tables (also within tables and over several
 * columns or rows), content controls, text boxes, headers, footers and notes. Macros, pictures and
 * embedded files are not looked at, links are not followed. A heading and the end of a table bound a value;
 * a paragraph does not. Never fails: what is damaged is said. */
#include "mail_docx.h"
#include "text.h"
#include <string.h>

#define PLACE_BYTES 64u

typedef struct {
    Docx *docx;
    const char *where; /* "", "header ", "text box 2 " */
    guint paragraphs, tables;
    char place[PLACE_BYTES]; /* of what is added now */
    GString *cell;           /* gets the lines instead of the document, within a cell; else NULL */
} Blocks;

static void read_blocks(Blocks *blocks, const xmlNode *parent);

/* ---- where lines go ---- */

static void put(gpointer user, const char *text)
{
    Blocks *blocks = user;
    if (!blocks->cell) {
        mail_document_add(blocks->docx->document, text, blocks->place);
        return;
    }
    if (blocks->cell->len > 0)
        g_string_append_c(blocks->cell, '\n');
    g_string_append(blocks->cell, text);
}

static void put_end(gpointer user)
{
    put(user, MAIL_DOCUMENT_END);
}

/* ---- paragraphs ---- */

static gboolean finds_label(const Docx *docx, const char *text, gboolean bare)
{
    gsize value, length = strlen(text);
    LabelExtent extent;
    return length > 0 && docx->labels &&
           form_labels_find(docx->labels, text, length, bare, &value, &extent) >= 0 &&
           (!bare || value == length);
}

/* "Name: Jo<tab>Date of birth: …": labels set beside one another begin lines of their own. */
static void part_at_tabs(const Docx *docx, char *text)
{
    for (char *tab = strchr(text, '\t'); tab; tab = strchr(tab + 1, '\t')) {
        char *next = tab + strspn(tab, "\t ");
        g_autofree char *label = g_strndup(next, strcspn(next, "\t\n"));
        if (strchr(label, ':') && finds_label(docx, label, FALSE))
            memset(tab, '\n', 1);
    }
}

static gboolean is_heading(const xmlNode *paragraph)
{
    const xmlNode *properties = mail_xml_child(paragraph, "pPr");
    const char *style = mail_xml_value(properties, "pStyle");
    return (style && g_ascii_strncasecmp(style, "heading", 7) == 0) ||
           (style && g_ascii_strcasecmp(style, "title") == 0) ||
           mail_xml_child(properties, "outlineLvl") != NULL;
}

/* A label without a colon (of one word only where it looks like one): its value is what stands below. */
static void put_bare_label(Blocks *blocks, const char *text)
{
    g_autofree char *label = g_strconcat(text, ":", NULL);
    put_end(blocks);
    put(blocks, label);
}

static void put_paragraph(Blocks *blocks, const xmlNode *paragraph, const DocxWords *words)
{
    g_autofree char *text = text_trim_copy(words->text->str, words->text->len);
    gboolean heading = is_heading(paragraph);
    if (*text == '\0') {
        put(blocks, "");
        return;
    }
    if (!blocks->cell && (heading || words->bold || strpbrk(text, " ?")) &&
        finds_label(blocks->docx, text, TRUE) && !strchr(text, ':')) {
        put_bare_label(blocks, text);
        return;
    }
    part_at_tabs(blocks->docx, text);
    if (heading && !blocks->cell)
        put_end(blocks);
    put(blocks, text);
    if (!blocks->cell && (heading || (words->control && blocks->docx->fields == 0)))
        put_end(blocks);
}

static void read_boxes(Blocks *blocks, const DocxWords *words)
{
    for (guint i = 0; i < words->boxes->len; i++) {
        char where[PLACE_BYTES];
        g_snprintf(where, sizeof where, "text box %u ", ++blocks->docx->boxes);
        Blocks inner = {.docx = blocks->docx, .where = where};
        if (blocks->docx->depth >= DOCX_DEEPEST)
            return;
        g_autoptr(GString) text = g_string_new(NULL);
        inner.cell = blocks->cell ? text : NULL;
        if (!inner.cell)
            mail_document_add(blocks->docx->document, MAIL_DOCUMENT_END, "");
        read_blocks(&inner, words->boxes->pdata[i]);
        put_end(inner.cell ? blocks : &inner);
        if (inner.cell && text->len > 0)
            put(blocks, text->str);
    }
}

static void read_paragraph(Blocks *blocks, const xmlNode *paragraph)
{
    g_auto(DocxWords) words;
    docx_words_init(&words);
    docx_words_read(blocks->docx, paragraph, &words);
    if (!text_empty(words.text->str))
        blocks->paragraphs++;
    if (!blocks->cell)
        g_snprintf(blocks->place, PLACE_BYTES, "%sparagraph %u", blocks->where, blocks->paragraphs);
    put_paragraph(blocks, paragraph, &words);
    read_boxes(blocks, &words);
}

/* ---- tables ---- */

/* Goes on from the cell above? */
static gboolean is_covered(const xmlNode *cell)
{
    const char *merge = mail_xml_value(mail_xml_child(cell, "tcPr"), "vMerge");
    return merge && g_ascii_strcasecmp(merge, "restart") != 0;
}

static char *cell_text(Blocks *blocks, const xmlNode *cell)
{
    g_autoptr(GString) text = g_string_new(NULL);
    Blocks inner = {.docx = blocks->docx, .where = "", .cell = text};
    read_blocks(&inner, cell);
    return text_trim_copy(text->str, text->len);
}

/* Cells of a row, and those that a content control wraps. */
static void add_cells(Blocks *blocks, const xmlNode *parent, GPtrArray *cells)
{
    for (const xmlNode *child = parent ? parent->children : NULL; child; child = child->next) {
        if (mail_xml_is(child, "tc")) {
            g_ptr_array_add(cells, is_covered(child) ? NULL : cell_text(blocks, child));
        } else if (mail_xml_is(child, "sdt") && docx_is_placeholder(child)) {
            g_ptr_array_add(cells, g_strdup(""));
        } else if (mail_xml_is(child, "sdt")) {
            guint before = cells->len;
            add_cells(blocks, mail_xml_child(child, "sdtContent"), cells);
            if (cells->len == before + 1 && cells->pdata[before])
                docx_name_control(blocks->docx, child, cells->pdata[before]);
        } else if (mail_xml_is(child, "customXml") || mail_xml_is(child, "ins")) {
            add_cells(blocks, child, cells);
        }
    }
}

static void read_rows(Blocks *blocks, const xmlNode *parent, MailTable *table, guint *row)
{
    for (const xmlNode *child = parent ? parent->children : NULL; child; child = child->next) {
        if (mail_xml_is(child, "tr")) {
            ++*row;
            if (mail_xml_child(mail_xml_child(child, "trPr"), "del"))
                continue;
            if (!blocks->cell)
                g_snprintf(blocks->place, PLACE_BYTES, "%stable %u row %u", blocks->where,
                           blocks->tables, *row);
            g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
            add_cells(blocks, child, cells);
            mail_table_row(table, cells);
        } else if (mail_xml_is(child, "sdt")) {
            read_rows(blocks, mail_xml_child(child, "sdtContent"), table, row);
        } else if (mail_xml_is(child, "customXml")) {
            read_rows(blocks, child, table, row);
        }
    }
}

static void read_table(Blocks *blocks, const xmlNode *node)
{
    MailTable table = {.labels = blocks->docx->labels, .sink = {put, put_end, blocks}};
    guint row = 0;
    blocks->tables++;
    put_end(blocks);
    read_rows(blocks, node, &table, &row);
    mail_table_finish(&table);
    put_end(blocks);
}

/* ---- blocks ---- */

/* A content control of whole paragraphs. */
static void read_control(Blocks *blocks, const xmlNode *control)
{
    if (docx_is_placeholder(control)) {
        if (!blocks->cell)
            put_end(blocks);
        return;
    }
    const xmlNode *content = mail_xml_child(control, "sdtContent");
    GArray *lines = blocks->docx->document->lines;
    guint before = lines->len;
    read_blocks(blocks, content);
    if (blocks->cell)
        return;
    g_autoptr(GString) value = g_string_new(NULL);
    for (guint i = before; i < lines->len; i++)
        g_string_append_printf(value, "%s%s", value->len > 0 ? "\n" : "",
                               g_array_index(lines, MailDocumentLine, i).text);
    docx_name_control(blocks->docx, control, value->str);
    put_end(blocks);
}

static void read_blocks(Blocks *blocks, const xmlNode *parent)
{
    static const char *const opened[] = {"customXml", "ins", "moveTo", "footnote", "endnote"};
    blocks->docx->document->cut |= blocks->docx->depth >= DOCX_DEEPEST;
    if (!parent || blocks->docx->depth >= DOCX_DEEPEST)
        return;
    blocks->docx->depth++;
    for (const xmlNode *child = parent->children; child; child = child->next) {
        if (mail_xml_is(child, "p"))
            read_paragraph(blocks, child);
        else if (mail_xml_is(child, "tbl"))
            read_table(blocks, child);
        else if (mail_xml_is(child, "sdt"))
            read_control(blocks, child);
        else if (mail_xml_is(child, "AlternateContent"))
            read_blocks(blocks, docx_alternative(child));
        else
            for (gsize i = 0; i < G_N_ELEMENTS(opened); i++)
                if (mail_xml_is(child, opened[i]))
                    read_blocks(blocks, child);
    }
    blocks->docx->depth--;
}

/* ---- the parts of the file ---- */

static gboolean read_part(Docx *docx, MailZip *zip, const char *name, const char *where)
{
    const char *why = NULL;
    g_autoptr(GByteArray) bytes = mail_zip_read(zip, name, &why);
    g_autoptr(xmlDoc) xml = mail_xml_parse(bytes);
    if (!xml) {
        docx->document->locked |= g_strcmp0(why, "needs a password") == 0;
        docx->document->why = *why ? why : "damaged: cannot be read";
        return FALSE;
    }
    const xmlNode *root = xmlDocGetRootElement(xml);
    const xmlNode *body = mail_xml_child(root, "body");
    Blocks blocks = {.docx = docx, .where = where};
    docx->fields = 0;
    read_blocks(&blocks, body ? body : root);
    mail_document_add(docx->document, MAIL_DOCUMENT_END, "");
    return TRUE;
}

static void read_others(Docx *docx, MailZip *zip, const char *folder)
{
    static const struct {
        const char *name, *where;
    } kinds[] = {{"header", "header "},
                 {"footer", "footer "},
                 {"footnotes", "footnote "},
                 {"endnotes", "endnote "}};
    for (gsize k = 0; k < G_N_ELEMENTS(kinds); k++)
        for (guint i = 0; i < mail_zip_count(zip); i++) {
            const char *name = mail_zip_name(zip, i);
            if (!g_str_has_prefix(name, folder) ||
                !g_str_has_prefix(name + strlen(folder), kinds[k].name) ||
                !g_str_has_suffix(name, ".xml"))
                continue;
            const char *why = docx->document->why;
            if (!read_part(docx, zip, name, kinds[k].where))
                docx->document->cut = TRUE;
            docx->document->why = why;
        }
}

gboolean mail_docx_read(MailDocument *document, MailZip *zip, const char *main_part,
                        const FormLabels *labels)
{
    Docx docx = {.document = document, .labels = labels};
    document->why = NULL;
    if (!read_part(&docx, zip, main_part, ""))
        return FALSE;
    const char *slash = strrchr(main_part, '/');
    g_autofree char *folder = g_strndup(main_part, slash ? (gsize)(slash + 1 - main_part) : 0);
    read_others(&docx, zip, folder);
    return TRUE;
}
