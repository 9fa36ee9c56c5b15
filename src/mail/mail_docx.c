/* mail_docx: a Word document (.docx, .docm) as lines.
 *
 * Reads the text as a person sees it: paragraphs, tables (also within tables and over several
 * columns or rows), content controls, text boxes, headers, footers and notes. Macros, pictures and
 * embedded files are not looked at, links are not followed. A heading and the end of a table bound a value;
 * a paragraph does not. Never fails: what is damaged is said. */
#include "mail_docx.h"
#include "text.h"
#include <string.h>

typedef struct {
    MailBlocks blocks;
    Docx *docx;
} Place;

static void read_blocks(Place *place, const xmlNode *parent);

static Place place_in(Docx *docx, const char *where, GString *cell)
{
    Place place = {.docx = docx};
    place.blocks = (MailBlocks){.document = docx->document, .labels = docx->labels};
    place.blocks.where = where;
    place.blocks.cell = cell;
    return place;
}

/* ---- paragraphs ---- */

static gboolean is_heading(const xmlNode *paragraph)
{
    const xmlNode *properties = mail_xml_child(paragraph, "pPr");
    const char *style = mail_xml_value(properties, "pStyle");
    return (style && g_ascii_strncasecmp(style, "heading", 7) == 0) ||
           (style && g_ascii_strcasecmp(style, "title") == 0) ||
           mail_xml_child(properties, "outlineLvl") != NULL;
}

static void read_box(Place *place, const xmlNode *box)
{
    char where[MAIL_BLOCKS_PLACE];
    g_autoptr(GString) text = g_string_new(NULL);
    g_snprintf(where, sizeof where, "text box %u ", ++place->docx->boxes);
    Place inner = place_in(place->docx, where, place->blocks.cell ? text : NULL);
    mail_blocks_end(&place->blocks);
    read_blocks(&inner, box);
    if (text->len > 0)
        mail_blocks_put(&place->blocks, text->str);
    mail_blocks_end(&place->blocks);
}

static void read_paragraph(Place *place, const xmlNode *paragraph)
{
    g_auto(DocxWords) words;
    docx_words_init(&words);
    docx_words_read(place->docx, paragraph, &words);
    MailParagraph about = {.heading = is_heading(paragraph), .bold = words.bold};
    about.filled = words.control && place->docx->fields == 0;
    mail_blocks_paragraph(&place->blocks, words.text->str, about);
    for (guint i = 0; i < words.boxes->len; i++)
        read_box(place, words.boxes->pdata[i]);
}

/* ---- tables ---- */

/* Goes on from the cell above? */
static gboolean is_covered(const xmlNode *cell)
{
    const char *merge = mail_xml_value(mail_xml_child(cell, "tcPr"), "vMerge");
    return merge && g_ascii_strcasecmp(merge, "restart") != 0;
}

static char *cell_text(Place *place, const xmlNode *cell)
{
    g_autoptr(GString) text = g_string_new(NULL);
    Place inner = place_in(place->docx, "", text);
    read_blocks(&inner, cell);
    return text_trim_copy(text->str, text->len);
}

/* Cells of a row, and those that a content control wraps. */
static void add_cells(Place *place, const xmlNode *parent, GPtrArray *cells)
{
    for (const xmlNode *child = parent ? parent->children : NULL; child; child = child->next) {
        if (mail_xml_is(child, "tc")) {
            g_ptr_array_add(cells, is_covered(child) ? NULL : cell_text(place, child));
        } else if (mail_xml_is(child, "sdt") && docx_is_placeholder(child)) {
            g_ptr_array_add(cells, g_strdup(""));
        } else if (mail_xml_is(child, "sdt")) {
            guint before = cells->len;
            add_cells(place, mail_xml_child(child, "sdtContent"), cells);
            if (cells->len == before + 1 && cells->pdata[before])
                docx_name_control(place->docx, child, cells->pdata[before]);
        } else if (mail_xml_is(child, "customXml") || mail_xml_is(child, "ins")) {
            add_cells(place, child, cells);
        }
    }
}

static void read_rows(Place *place, const xmlNode *parent, MailTable *table, guint *row)
{
    for (const xmlNode *child = parent ? parent->children : NULL; child; child = child->next) {
        if (mail_xml_is(child, "tr")) {
            ++*row;
            if (mail_xml_child(mail_xml_child(child, "trPr"), "del"))
                continue;
            g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
            add_cells(place, child, cells);
            mail_blocks_row(&place->blocks, table, *row, cells);
        } else if (mail_xml_is(child, "sdt")) {
            read_rows(place, mail_xml_child(child, "sdtContent"), table, row);
        } else if (mail_xml_is(child, "customXml")) {
            read_rows(place, child, table, row);
        }
    }
}

static void read_table(Place *place, const xmlNode *node)
{
    MailTable table = mail_blocks_table(&place->blocks);
    guint row = 0;
    read_rows(place, node, &table, &row);
    mail_blocks_table_end(&place->blocks, &table);
}

/* ---- blocks ---- */

/* What has been written since there were so many lines, within a cell so many bytes. */
static char *written_since(const Place *place, gsize before)
{
    const GArray *lines = place->docx->document->lines;
    g_autoptr(GString) text = g_string_new(NULL);
    if (place->blocks.cell)
        g_string_append(text, place->blocks.cell->str + before);
    else
        for (gsize i = before; i < lines->len; i++)
            g_string_append_printf(text, "%s\n", g_array_index(lines, MailDocumentLine, i).text);
    g_strdelimit(text->str, MAIL_DOCUMENT_END, ' ');
    return text_trim_copy(text->str, text->len);
}

/* A content control of whole paragraphs. */
static void read_control(Place *place, const xmlNode *control)
{
    if (docx_is_placeholder(control)) {
        if (!place->blocks.cell)
            mail_blocks_end(&place->blocks);
        return;
    }
    const GString *cell = place->blocks.cell;
    gsize before = cell ? cell->len : place->docx->document->lines->len;
    read_blocks(place, mail_xml_child(control, "sdtContent"));
    g_autofree char *value = written_since(place, before);
    docx_name_control(place->docx, control, value);
    if (!cell)
        mail_blocks_end(&place->blocks);
}

static void read_blocks(Place *place, const xmlNode *parent)
{
    static const char *const opened[] = {"customXml", "ins", "moveTo", "footnote", "endnote", NULL};
    place->docx->document->cut |= place->docx->depth >= DOCX_DEEPEST;
    if (!parent || place->docx->depth >= DOCX_DEEPEST)
        return;
    place->docx->depth++;
    for (const xmlNode *child = parent->children; child; child = child->next) {
        if (mail_xml_is(child, "p"))
            read_paragraph(place, child);
        else if (mail_xml_is(child, "tbl"))
            read_table(place, child);
        else if (mail_xml_is(child, "sdt"))
            read_control(place, child);
        else if (mail_xml_is(child, "AlternateContent"))
            read_blocks(place, docx_alternative(child));
        else if (mail_xml_is_one_of(child, opened))
            read_blocks(place, child);
    }
    place->docx->depth--;
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
    Place place = place_in(docx, where, NULL);
    docx->fields = 0;
    read_blocks(&place, body ? body : root);
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

void mail_docx_read(MailDocument *document, MailZip *zip, const char *main_part,
                    const FormLabels *labels)
{
    Docx docx = {.document = document, .labels = labels};
    document->why = NULL;
    if (!read_part(&docx, zip, main_part, ""))
        return;
    const char *slash = strrchr(main_part, '/');
    g_autofree char *folder = g_strndup(main_part, slash ? (gsize)(slash + 1 - main_part) : 0);
    read_others(&docx, zip, folder);
}
