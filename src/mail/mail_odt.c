/* mail_odt: an OpenDocument text (.odt) as lines.
 *
 * Reads the text as a person sees it: paragraphs, headings, lists, tables (also within tables and over
 * several columns or rows), whatever can be filled in, text boxes, headers and footers. Macros,
 * pictures and embedded objects are not looked at. Never fails: what is damaged is said. */
#include "mail_odt.h"
#include "text.h"
#include <string.h>

#define REPEATED_MOST 64u /* equal cells beside one another */

typedef struct {
    MailBlocks blocks;
    Odt *odt;
} Place;

static void read_blocks(Place *place, const xmlNode *parent);

static Place place_in(Odt *odt, const char *where, GString *cell)
{
    Place place = {.odt = odt};
    place.blocks = (MailBlocks){.document = odt->document, .labels = odt->labels};
    place.blocks.where = where;
    place.blocks.cell = cell;
    return place;
}

/* ---- styles ---- */

static gboolean is_bold(const xmlNode *properties)
{
    const char *weight = mail_xml_attribute(properties, "font-weight");
    return weight && (g_str_equal(weight, "bold") || g_ascii_strtoull(weight, NULL, 10) >= 600);
}

static gboolean is_unseen(const xmlNode *properties)
{
    const char *display = mail_xml_attribute(properties, "display");
    const char *line = mail_xml_attribute(properties, "text-line-through-style");
    return g_strcmp0(display, "none") == 0 || (line && !g_str_equal(line, "none"));
}

static void take_styles(Odt *odt, const xmlNode *styles)
{
    for (const xmlNode *style = styles ? styles->children : NULL; style; style = style->next) {
        if (!mail_xml_is(style, "style"))
            continue;
        const char *name = mail_xml_attribute(style, "name");
        const xmlNode *properties = mail_xml_child(style, "text-properties");
        if (!name || !properties)
            continue;
        if (is_bold(properties))
            g_hash_table_add(odt->bold, (gpointer)name);
        if (is_unseen(properties))
            g_hash_table_add(odt->unseen, (gpointer)name);
    }
}

/* ---- paragraphs ---- */

static void read_box(Place *place, const xmlNode *box)
{
    char where[MAIL_BLOCKS_PLACE];
    g_autoptr(GString) text = g_string_new(NULL);
    g_snprintf(where, sizeof where, "text box %u ", ++place->odt->boxes);
    Place inner = place_in(place->odt, where, place->blocks.cell ? text : NULL);
    mail_blocks_end(&place->blocks);
    read_blocks(&inner, box);
    if (text->len > 0)
        mail_blocks_put(&place->blocks, text->str);
    mail_blocks_end(&place->blocks);
}

static void read_paragraph(Place *place, const xmlNode *paragraph)
{
    g_auto(OdtWords) words;
    odt_words_init(&words);
    odt_words_read(place->odt, paragraph, &words);
    MailParagraph about = {.heading = mail_xml_is(paragraph, "h")};
    about.bold = words.bold;
    about.filled = words.filled;
    mail_blocks_paragraph(&place->blocks, words.text->str, about);
    for (guint i = 0; i < words.boxes->len; i++)
        read_box(place, words.boxes->pdata[i]);
}

/* ---- tables ---- */

static char *cell_text(Place *place, const xmlNode *cell)
{
    g_autoptr(GString) text = g_string_new(NULL);
    Place inner = place_in(place->odt, "", text);
    read_blocks(&inner, cell);
    return text_trim_copy(text->str, text->len);
}

static guint count_of(const xmlNode *node, const char *name)
{
    const char *count = mail_xml_attribute(node, name);
    guint64 n = count ? g_ascii_strtoull(count, NULL, 10) : 1;
    return (guint)CLAMP(n, 1, REPEATED_MOST);
}

/* Cells of a row; those that a cell of this row lies over are no cells, those under one of a row above are NULL. */
static GPtrArray *row_cells(Place *place, const xmlNode *row)
{
    GPtrArray *cells = g_ptr_array_new_with_free_func(g_free);
    guint under = 0;
    for (const xmlNode *cell = row->children; cell; cell = cell->next) {
        guint repeated =
            cell->type == XML_ELEMENT_NODE ? count_of(cell, "number-columns-repeated") : 0;
        if (mail_xml_is(cell, "table-cell")) {
            g_autofree char *text = cell_text(place, cell);
            for (guint i = 0; i < (*text ? 1 : repeated); i++)
                g_ptr_array_add(cells, g_strdup(text));
            under = count_of(cell, "number-columns-spanned") - 1;
        } else if (mail_xml_is(cell, "covered-table-cell")) {
            for (guint i = 0; i < repeated; i++) {
                if (under == 0)
                    g_ptr_array_add(cells, NULL);
                else
                    under--;
            }
        }
    }
    return cells;
}

static void read_rows(Place *place, const xmlNode *parent, MailTable *table, guint *row)
{
    static const char *const groups[] = {"table-header-rows", "table-rows", "table-row-group",
                                         NULL};
    for (const xmlNode *child = parent->children; child; child = child->next) {
        if (mail_xml_is(child, "table-row")) {
            ++*row;
            g_autoptr(GPtrArray) cells = row_cells(place, child);
            mail_blocks_row(&place->blocks, table, *row, cells);
            *row += count_of(child, "number-rows-repeated") - 1;
        } else if (mail_xml_is_one_of(child, groups)) {
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

static gboolean is_opened(const xmlNode *node)
{
    static const char *const names[] = {
        "section", "list",     "list-item", "list-header", "numbered-paragraph",
        "frame",   "text-box", "g",         NULL};
    return mail_xml_is_one_of(node, names);
}

static void read_blocks(Place *place, const xmlNode *parent)
{
    place->odt->document->cut |= place->odt->depth >= ODT_DEEPEST;
    if (place->odt->depth >= ODT_DEEPEST)
        return;
    place->odt->depth++;
    for (const xmlNode *child = parent->children; child; child = child->next) {
        if (mail_xml_is(child, "p") || mail_xml_is(child, "h"))
            read_paragraph(place, child);
        else if (mail_xml_is(child, "table"))
            read_table(place, child);
        else if (mail_xml_is(child, "forms"))
            odt_controls_find(place->odt, child);
        else if (is_opened(child))
            read_blocks(place, child);
    }
    place->odt->depth--;
}

/* ---- the parts of the file ---- */

static void read_text(Odt *odt, const xmlNode *text, const char *where)
{
    Place place = place_in(odt, where, NULL);
    read_blocks(&place, text);
    mail_document_add(odt->document, MAIL_DOCUMENT_END, "");
}

/* Kept for the day when somebody wants left pages to differ, and shown nowhere. */
static gboolean is_left_out(const xmlNode *part)
{
    return (mail_xml_is(part, "header-left") || mail_xml_is(part, "footer-left")) &&
           g_strcmp0(mail_xml_attribute(part, "display"), "false") == 0;
}

static void read_headers(Odt *odt, const xmlNode *root)
{
    const xmlNode *masters = mail_xml_child(root, "master-styles");
    for (const xmlNode *page = masters ? masters->children : NULL; page; page = page->next)
        for (const xmlNode *part = page->children; mail_xml_is(page, "master-page") && part;
             part = part->next) {
            if (is_left_out(part))
                continue;
            if (mail_xml_is(part, "header") || mail_xml_is(part, "header-first") ||
                mail_xml_is(part, "header-left"))
                read_text(odt, part, "header ");
            else if (mail_xml_is(part, "footer") || mail_xml_is(part, "footer-first") ||
                     mail_xml_is(part, "footer-left"))
                read_text(odt, part, "footer ");
        }
}

static void read_content(Odt *odt, const xmlNode *root, const xmlNode *style_root)
{
    const xmlNode *text = mail_xml_child(mail_xml_child(root, "body"), "text");
    if (!text) {
        odt->document->why = "damaged: cannot be read";
        return;
    }
    if (style_root) {
        take_styles(odt, mail_xml_child(style_root, "styles"));
        take_styles(odt, mail_xml_child(style_root, "automatic-styles"));
    }
    take_styles(odt, mail_xml_child(root, "automatic-styles"));
    read_text(odt, text, "");
    if (style_root)
        read_headers(odt, style_root);
}

/* An encrypted file says so for each of its parts, which then are no XML. */
static gboolean is_locked(MailZip *zip)
{
    const char *why;
    g_autoptr(GByteArray) manifest = mail_zip_read(zip, "META-INF/manifest.xml", &why);
    static const char mark[] = "encryption-data";
    return manifest && memmem(manifest->data, manifest->len, mark, sizeof mark - 1) != NULL;
}

void mail_odt_read(MailDocument *document, MailZip *zip, const FormLabels *labels)
{
    const char *why, *no_styles;
    g_autoptr(GByteArray) content = mail_zip_read(zip, "content.xml", &why);
    g_autoptr(GByteArray) styles = mail_zip_read(zip, "styles.xml", &no_styles);
    g_autoptr(xmlDoc) xml = mail_xml_parse(content);
    g_autoptr(xmlDoc) style_xml = mail_xml_parse(styles);
    g_autoptr(GHashTable) unseen = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) bold = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) controls = g_hash_table_new(g_str_hash, g_str_equal);
    Odt odt = {.document = document, .labels = labels};
    odt.unseen = unseen;
    odt.bold = bold;
    odt.controls = controls;
    document->locked = is_locked(zip) || g_str_equal(why, "needs a password");
    document->why = document->locked ? "needs a password" : *why ? why : NULL;
    if (!xml && !document->why)
        document->why = "damaged: cannot be read";
    if (!document->why)
        read_content(&odt, xmlDocGetRootElement(xml),
                     style_xml ? xmlDocGetRootElement(style_xml) : NULL);
}
