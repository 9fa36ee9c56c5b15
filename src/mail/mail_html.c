/* mail_html: the text of an HTML body.
 *
 * libxml2 reads the tags; what is text, what is a line and what nobody sees is decided here.
 * Nothing is fetched and no script is run. libxml2 itself stops at a depth of 256, which bounds the
 * recursion below; what it then leaves out is reported as cut. A table's cell is written into a
 * text of its own first, because only then it is known whether it is a label. Never fails: what
 * cannot be parsed at all gives "". */
#include "mail_html.h"
#include "mail_border.h"
#include "mail_limits.h"
#include "mail_marks.h"
#include "mail_table.h"
#include "mail_writer.h"
#include "text.h"
#include <libxml/HTMLparser.h>
#include <string.h>

#define DEEPEST 250u /* libxml2 gives up at 256 */
#define RULE "________________________________"

typedef struct {
    MailWriter writer;
    const FormLabels *labels;
    guint depth;
    gboolean cut;
    gboolean ended; /* a cell's value was written last */
} Page;

static void write_children(Page *page, const xmlNode *node);

static gboolean is_element(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE &&
           g_ascii_strcasecmp((const char *)node->name, name) == 0;
}

static gboolean is_one_of(const xmlNode *node, const char *const *names)
{
    for (; *names; names++)
        if (g_ascii_strcasecmp((const char *)node->name, *names) == 0)
            return TRUE;
    return FALSE;
}

/* The value of an attribute, borrowed; "" if there is none. */
static const char *attribute(const xmlNode *node, const char *name)
{
    for (const xmlAttr *attr = node->properties; attr; attr = attr->next)
        if (g_ascii_strcasecmp((const char *)attr->name, name) == 0)
            return attr->children && attr->children->content ? (const char *)attr->children->content
                                                             : "";
    return "";
}

static gboolean has_attribute(const xmlNode *node, const char *name)
{
    for (const xmlAttr *attr = node->properties; attr; attr = attr->next)
        if (g_ascii_strcasecmp((const char *)attr->name, name) == 0)
            return TRUE;
    return FALSE;
}

/* A style without blanks and in lower case holds `what`, ended by ';' or the style's end. */
static gboolean style_says(const char *style, const char *what)
{
    char plain[1024];
    gsize length = 0;
    for (; *style && length + 1 < sizeof plain; style++)
        if (*style > ' ')
            plain[length++] = g_ascii_tolower(*style);
    plain[length] = '\0';
    for (const char *p = strstr(plain, what); p; p = strstr(p + 1, what)) {
        char after = p[strlen(what)];
        if ((p == plain || p[-1] == ';') && (after == '\0' || after == ';' || after == '!'))
            return TRUE;
    }
    return FALSE;
}

static gboolean is_hidden(const xmlNode *node)
{
    static const char *const unseen[] = {"script", "style",  "head",   "title",    "template",
                                         "object", "iframe", "applet", "noframes", NULL};
    static const char *const styles[] = {"display:none",   "visibility:hidden", "mso-hide:all",
                                         "font-size:0",    "font-size:0px",     "max-height:0",
                                         "max-height:0px", "opacity:0"};
    if (is_one_of(node, unseen) || has_attribute(node, "hidden"))
        return TRUE;
    const char *style = attribute(node, "style");
    for (gsize i = 0; *style && i < G_N_ELEMENTS(styles); i++)
        if (style_says(style, styles[i]))
            return TRUE;
    return FALSE;
}

/* A <blockquote> that only indents: what Gmail's and Outlook's indent buttons make. In doubt it is a quote. */
static gboolean is_indent(const xmlNode *node)
{
    return *attribute(node, "class") == '\0' && *attribute(node, "type") == '\0' &&
           !has_attribute(node, "cite") && mail_border_is_none(attribute(node, "style"));
}

/* Outlook, GroupWise and others draw a bar beside what they quote, and say no more than that. */
static gboolean has_bar(const xmlNode *node)
{
    const char *style = attribute(node, "style");
    return strcasestr(style, "border") != NULL && mail_border_is_bar(style);
}

static gboolean is_quote(const xmlNode *node)
{
    static const char *const barred[] = {"div",     "p",     "table", "section", "article",
                                         "address", "aside", "pre",   "center",  NULL};
    if (is_element(node, "blockquote"))
        return !is_indent(node);
    return strstr(attribute(node, "class"), "yahoo_quoted") != NULL ||
           (is_one_of(node, barred) && has_bar(node));
}

static void write_unquoted(Page *page, const xmlNode *node);

static void write_quote(Page *page, const xmlNode *node)
{
    mail_writer_block(&page->writer, 1);
    page->writer.quote++;
    if (is_element(node, "blockquote"))
        write_children(page, node);
    else
        write_unquoted(page, node);
    page->writer.quote--;
    mail_writer_block(&page->writer, 1);
}

static gboolean is_cell(const xmlNode *node)
{
    return is_element(node, "td") || is_element(node, "th");
}

static gboolean has_one_cell(const xmlNode *row)
{
    guint cells = 0;
    for (const xmlNode *child = row->children; child && cells < 2; child = child->next)
        cells += is_cell(child) ? 1 : 0;
    return cells == 1;
}

/* The text of one cell; its tables become lines as well. A bar beside `alone`, all that the row has, marks a quote; one between
 * cells is a table's line. *ended_out: whether its own last row ended a value. */
static char *cell_text(Page *page, const xmlNode *cell, gboolean alone, gboolean *ended_out)
{
    MailWriter outer = page->writer;
    gboolean ended = page->ended; /* of what was written before the cell, which is written later */
    mail_writer_init(&page->writer, outer.limit);
    page->writer.style = outer.style;
    page->writer.quote = alone && has_bar(cell) ? 1 : 0;
    page->ended = FALSE;
    write_children(page, cell);
    page->cut |= page->writer.cut;
    char *text = mail_writer_finish(&page->writer);
    page->writer = outer;
    *ended_out = page->ended;
    page->ended = ended;
    return text;
}

/* *ended_out: whether the last cell's own last row ended a value. */
static GPtrArray *row_cells(Page *page, const xmlNode *row, gboolean *ended_out)
{
    GPtrArray *cells = g_ptr_array_new_with_free_func(g_free);
    gboolean alone = has_one_cell(row);
    *ended_out = FALSE;
    for (const xmlNode *cell = row->children; cell; cell = cell->next)
        if (is_cell(cell) && !is_hidden(cell))
            g_ptr_array_add(cells, cell_text(page, cell, alone, ended_out));
    return cells;
}

/* Says that the value of a cell ends, where something follows that is not a label and would be taken for more of it. */
static void end_value(Page *page)
{
    static const char end[] = {MAIL_MARK_END, '\0'};
    if (page->ended)
        mail_writer_line(&page->writer, end);
    page->ended = FALSE;
}

static void write_line(gpointer user, const char *text)
{
    Page *page = user;
    gsize value;
    LabelExtent extent;
    if (page->ended &&
        form_labels_find(page->labels, text, strcspn(text, "\n"), FALSE, &value, &extent) < 0)
        end_value(page);
    page->ended = FALSE;
    mail_writer_line(&page->writer, text);
}

static void mark_end(gpointer user)
{
    ((Page *)user)->ended = TRUE;
}

static void read_rows(Page *page, const xmlNode *node, MailTable *table)
{
    static const char *const groups[] = {"tbody", "thead", "tfoot", NULL};
    gboolean alone = has_one_cell(node);
    for (const xmlNode *child = node->children; child; child = child->next) {
        if (child->type != XML_ELEMENT_NODE || is_hidden(child))
            continue;
        gboolean ended = FALSE;
        if (is_element(child, "tr")) {
            g_autoptr(GPtrArray) cells = row_cells(page, child, &ended);
            mail_table_row(table, cells);
        } else if (is_one_of(child, groups)) {
            read_rows(page, child, table);
        } else {
            g_autofree char *text = cell_text(page, child, is_cell(child) && alone, &ended);
            if (*text)
                write_line(page, text);
        }
        page->ended |= ended;
    }
}

static void write_table(Page *page, const xmlNode *node)
{
    MailTable table = {.labels = page->labels, .sink = {write_line, mark_end, page}};
    mail_writer_block(&page->writer, 1);
    read_rows(page, node, &table);
    mail_table_finish(&table);
    mail_writer_block(&page->writer, 1);
}

/* Line ends around a block: a paragraph stands apart, Outlook's only when it is empty. */
static guint block_breaks(const xmlNode *node)
{
    static const char *const paragraphs[] = {"p",  "h1", "h2", "h3", "h4", "h5",
                                             "h6", "ul", "ol", "dl", NULL};
    static const char *const blocks[] = {
        "div",     "li",     "dt",     "dd",   "pre",        "address", "section", "article",
        "header",  "footer", "center", "form", "fieldset",   "body",    "html",    "tr",
        "caption", "main",   "td",     "th",   "blockquote", "title",   NULL};
    gboolean outlook = g_str_has_prefix(attribute(node, "class"), "Mso") ||
                       strstr(attribute(node, "style"), "margin:0") != NULL;
    if (is_one_of(node, paragraphs))
        return outlook ? 1 : 2;
    return is_one_of(node, blocks) ? 1 : 0;
}

/* Without looking at all of the text for each of many rules. */
static gboolean ends_with(const MailWriter *writer, const char *end)
{
    gsize length = strlen(end), written = writer->text->len;
    return written >= length && memcmp(writer->text->str + written - length, end, length) == 0;
}

static void write_rule(Page *page)
{
    if (!ends_with(&page->writer, RULE))
        mail_writer_line(&page->writer, RULE);
}

/* What marks a reply's header or a signature, said in the words of plain text. */
static void write_mark(Page *page, const xmlNode *node)
{
    const char *id = attribute(node, "id"), *class = attribute(node, "class");
    if (strstr(id, "divRplyFwdMsg"))
        write_rule(page);
    if (g_str_equal(id, "Signature") || strstr(class, "gmail_signature") ||
        strstr(id, "mobile-signature"))
        if (!strstr(class, "prefix") && !ends_with(&page->writer, "\n--"))
            mail_writer_line(&page->writer, "--");
}

static void write_block(Page *page, const xmlNode *node)
{
    MailWriter *writer = &page->writer;
    guint breaks = block_breaks(node);
    if (breaks > 0)
        mail_writer_block(writer, breaks);
    gsize before = writer->text->len;
    gboolean preserve = writer->preserve;
    if (is_element(node, "div") || is_element(node, "span"))
        write_mark(page, node);
    if (is_element(node, "li"))
        mail_writer_text(writer, "- ");
    writer->preserve |= is_element(node, "pre") || is_element(node, "textarea");
    write_children(page, node);
    writer->preserve = preserve;
    if (breaks > 0)
        mail_writer_block(writer,
                          is_element(node, "p") && writer->text->len == before ? 2 : breaks);
}

static void write_unquoted(Page *page, const xmlNode *node)
{
    if (is_element(node, "table"))
        write_table(page, node);
    else
        write_block(page, node);
}

static void write_by_kind(Page *page, const xmlNode *node)
{
    if (is_element(node, "br"))
        mail_writer_break(&page->writer);
    else if (is_element(node, "hr"))
        write_rule(page);
    else if (is_quote(node))
        write_quote(page, node);
    else
        write_unquoted(page, node);
}

static void write_element(Page *page, const xmlNode *node)
{
    if (is_hidden(node))
        return;
    MailStyle outer = page->writer.style;
    MailStyled styled = {.name = (const char *)node->name, .class = attribute(node, "class")};
    styled.style = attribute(node, "style");
    styled.colour = attribute(node, "color");
    page->writer.style = mail_style_of(&styled, outer);
    write_by_kind(page, node);
    page->writer.style = outer;
}

static void write_text(Page *page, const char *text)
{
    if (!text_empty(text))
        end_value(page);
    mail_writer_text(&page->writer, text);
}

static void write_children(Page *page, const xmlNode *node)
{
    page->depth++;
    page->cut |= page->depth >= DEEPEST;
    for (const xmlNode *child = node->children; child; child = child->next) {
        if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE)
            write_text(page, (const char *)child->content);
        else if (child->type == XML_ELEMENT_NODE)
            write_element(page, child);
    }
    page->depth--;
}

/* libxml2 drops the prefix of Outlook's <o:p>, and what is left would be a paragraph of its own. A copy in which it keeps
 * a name of its own; NULL where there is none. */
static char *rename_office(const char *html, gsize length)
{
    char *copy = NULL;
    const char *end = html + length;
    for (const char *p = html; (p = memchr(p, '<', (gsize)(end - p))) != NULL; p++) {
        const char *name = p + 1 < end && p[1] == '/' ? p + 2 : p + 1;
        if (end - name < 3 || g_ascii_strncasecmp(name, "o:p", 3) != 0)
            continue;
        if (!copy)
            copy = g_memdup2(html, length);
        copy[name + 1 - html] = '-';
    }
    return copy;
}

char *mail_html_text(const char *html, gsize length, const FormLabels *labels, gboolean *cut)
{
    g_autoptr(GByteArray) marks = NULL;
    return mail_html_styled(html, length, labels, cut, NULL, &marks);
}

char *mail_html_styled(const char *html, gsize length, const FormLabels *labels, gboolean *cut,
                       GArray *runs, GByteArray **marks_out)
{
    guint known = runs ? runs->len : 0;
    *marks_out = g_byte_array_new();
    if (length == 0 || length > MAIL_LIMIT_TEXT_BYTES) {
        *cut |= length > 0;
        return g_strdup("");
    }
    g_autofree char *renamed = rename_office(html, length);
    htmlDocPtr doc = htmlReadMemory(renamed ? renamed : html, (int)length, NULL, "UTF-8",
                                    HTML_PARSE_RECOVER | HTML_PARSE_NONET | HTML_PARSE_NOERROR |
                                        HTML_PARSE_NOWARNING);
    if (!doc)
        return g_strdup("");
    Page page = {.labels = labels};
    mail_writer_init(&page.writer, MAIL_LIMIT_TEXT_BYTES);
    page.writer.runs = runs;
    page.writer.marks = TRUE;
    write_children(&page, (const xmlNode *)doc);
    xmlFreeDoc(doc);
    *cut |= page.cut || page.writer.cut;
    char *text = mail_writer_finish(&page.writer);
    g_byte_array_unref(*marks_out);
    *marks_out = mail_marks_take(text, runs, known);
    return text;
}
