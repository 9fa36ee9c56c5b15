/* mail_odt_words: what stands within one paragraph of an OpenDocument text.
 *
 * Blanks in the file are one blank to a reader, as in HTML; more are said by elements. Deleted text
 * is kept elsewhere in the file and so not met here. Notes and comments are left out, hidden and struck
 * text too. Never fails. */
#include "mail_odt.h"
#include "text.h"
#include <string.h>

#define BLANKS_MOST 200u /* of one <text:s> */

void odt_words_init(OdtWords *words)
{
    *words = (OdtWords){.text = g_string_new(NULL), .boxes = g_ptr_array_new(), .bold = TRUE};
}

void odt_words_clear(OdtWords *words)
{
    if (words->text)
        g_string_free(g_steal_pointer(&words->text), TRUE);
    g_clear_pointer(&words->boxes, g_ptr_array_unref);
}

static gboolean has_style(GHashTable *set, const xmlNode *node)
{
    const char *style = mail_xml_attribute(node, "style-name");
    return style && g_hash_table_contains(set, style);
}

static void append_text(OdtWords *words, const char *text)
{
    for (const char *p = text; *p; p++) {
        gboolean blank = strchr(" \t\r\n", *p) != NULL;
        char last = words->text->len > 0 ? words->text->str[words->text->len - 1] : ' ';
        if (!blank)
            g_string_append_c(words->text, *p);
        else if (last != ' ' && last != '\n' && last != '\t')
            g_string_append_c(words->text, ' ');
    }
}

static void append_blanks(OdtWords *words, const xmlNode *blanks)
{
    const char *count = mail_xml_attribute(blanks, "c");
    guint64 n = count ? g_ascii_strtoull(count, NULL, 10) : 1;
    for (guint64 i = 0; i < MIN(n, BLANKS_MOST); i++)
        g_string_append_c(words->text, ' ');
}

static gboolean is_skipped(const xmlNode *node)
{
    static const char *const names[] = {"note",
                                        "annotation",
                                        "hidden-text",
                                        "ruby-text",
                                        "conditional-text",
                                        "tracked-changes",
                                        "hidden-paragraph",
                                        "image",
                                        "object",
                                        NULL};
    return mail_xml_is_one_of(node, names);
}

static void read_element(Odt *odt, const xmlNode *node, OdtWords *words)
{
    if (is_skipped(node) || (mail_xml_is(node, "span") && has_style(odt->unseen, node)))
        return;
    if (mail_xml_is(node, "s"))
        append_blanks(words, node);
    else if (mail_xml_is(node, "tab"))
        g_string_append_c(words->text, '\t');
    else if (mail_xml_is(node, "line-break"))
        g_string_append_c(words->text, '\n');
    else if (mail_xml_is(node, "text-box") || mail_xml_is(node, "custom-shape"))
        g_ptr_array_add(words->boxes, (gpointer)node);
    else if (!odt_control_read(odt, node, words))
        odt_words_inline(odt, node, words);
}

void odt_words_inline(Odt *odt, const xmlNode *parent, OdtWords *words)
{
    odt->document->cut |= odt->depth >= ODT_DEEPEST;
    if (odt->depth >= ODT_DEEPEST)
        return;
    odt->depth++;
    gboolean bold = mail_xml_is(parent, "span") && has_style(odt->bold, parent);
    for (const xmlNode *child = parent->children; child; child = child->next) {
        if (child->type == XML_TEXT_NODE && child->content) {
            append_text(words, (const char *)child->content);
            words->bold &= bold || text_empty((const char *)child->content);
        } else if (child->type == XML_ELEMENT_NODE) {
            read_element(odt, child, words);
        }
    }
    odt->depth--;
}

void odt_words_read(Odt *odt, const xmlNode *paragraph, OdtWords *words)
{
    gboolean bold = has_style(odt->bold, paragraph);
    if (!has_style(odt->unseen, paragraph))
        odt_words_inline(odt, paragraph, words);
    words->bold |= bold;
}
