/* mail_odt_controls: what can be filled in within an OpenDocument text.
 *
 * There are four generations of it: fields within the text, controls of a form drawn on the page, the form
 * fields that came from old Word files, and content controls. A choice nobody made is nothing, a box is
 * ☒ or ☐. Never fails. */
#include "mail_odt.h"
#include "mail_ticks.h"

static gboolean says(const xmlNode *node, const char *name, const char *value)
{
    const char *is = mail_xml_attribute(node, name);
    return is && g_ascii_strcasecmp(is, value) == 0;
}

void odt_controls_find(Odt *odt, const xmlNode *forms)
{
    if (!forms || odt->depth >= ODT_DEEPEST)
        return;
    odt->depth++;
    for (const xmlNode *child = forms->children; child; child = child->next) {
        if (child->type != XML_ELEMENT_NODE)
            continue;
        const char *id = mail_xml_attribute(child, "id");
        if (id)
            g_hash_table_insert(odt->controls, (gpointer)id, (gpointer)child);
        odt_controls_find(odt, child);
    }
    odt->depth--;
}

/* ---- controls of a form ---- */

static void append_box(OdtWords *words, gboolean ticked, const xmlNode *control)
{
    const char *label = mail_xml_attribute(control, "label");
    g_string_append(words->text, ticked ? MAIL_TICKED : MAIL_UNTICKED);
    if (label && *label)
        g_string_append_printf(words->text, " %s", label);
    g_string_append_c(words->text, ' ');
}

/* The chosen options of a list. */
static void append_options(OdtWords *words, const xmlNode *list)
{
    gboolean first = TRUE;
    for (const xmlNode *child = list->children; child; child = child->next) {
        if (!mail_xml_is(child, "option") || !says(child, "current-selected", "true"))
            continue;
        const char *label = mail_xml_attribute(child, "label");
        g_string_append_printf(words->text, "%s%s", first ? "" : ", ", label ? label : "");
        first = FALSE;
    }
}

static void append_current(OdtWords *words, const xmlNode *control)
{
    const char *value = mail_xml_attribute(control, "current-value");
    if (value) {
        g_string_append(words->text, value);
        return;
    }
    for (const xmlNode *child = control->children; child; child = child->next)
        if (mail_xml_is(child, "p")) { /* a text area with formatting */
            g_autofree xmlChar *content = xmlNodeGetContent(child);
            g_string_append_printf(words->text, "%s\n", content ? (const char *)content : "");
        }
}

static void name_control(Odt *odt, const xmlNode *control, const char *value)
{
    const char *const names[] = {
        mail_xml_attribute(control, "title"), mail_xml_attribute(control, "alias"),
        mail_xml_attribute(control, "name"), mail_xml_attribute(control, "tag"),
        mail_xml_attribute(control, "description")};
    mail_document_named(odt->document, odt->labels, names, G_N_ELEMENTS(names), value);
}

static void read_drawn(Odt *odt, const xmlNode *drawn, OdtWords *words)
{
    const char *id = mail_xml_attribute(drawn, "control");
    const xmlNode *control = id ? g_hash_table_lookup(odt->controls, id) : NULL;
    gsize before = words->text->len;
    if (!control || mail_xml_is(control, "button") || mail_xml_is(control, "fixed-text"))
        return;
    words->filled = TRUE;
    if (mail_xml_is(control, "checkbox"))
        append_box(words, says(control, "current-state", "checked"), control);
    else if (mail_xml_is(control, "radio"))
        append_box(words, says(control, "current-selected", "true"), control);
    else if (mail_xml_is(control, "listbox"))
        append_options(words, control);
    else
        append_current(words, control);
    g_autofree char *value = g_strdup(words->text->str + before);
    name_control(odt, control, value);
}

/* ---- fields within the text ---- */

/* A label's value, since the element itself may show an invitation. */
static void read_drop_down(const xmlNode *list, OdtWords *words)
{
    words->filled = TRUE;
    for (const xmlNode *child = list->children; child; child = child->next) {
        const char *value = mail_xml_is(child, "label") ? mail_xml_attribute(child, "value") : NULL;
        if (value && says(child, "current-selected", "true"))
            g_string_append(words->text, value);
    }
}

/* An input field shows what it asks for until somebody typed. */
static void read_input(Odt *odt, const xmlNode *input, OdtWords *words)
{
    const char *asks = mail_xml_attribute(input, "description");
    gsize before = words->text->len;
    words->filled = TRUE;
    odt_words_inline(odt, input, words);
    if (asks && g_strcmp0(words->text->str + before, asks) == 0)
        g_string_truncate(words->text, before);
    else if (asks)
        mail_document_control(odt->document, asks, words->text->str + before, "input field");
}

/* ---- form fields from old Word files ---- */

static const char *parameter(const xmlNode *mark, const char *name, guint index)
{
    for (const xmlNode *child = mark->children; child; child = child->next)
        if (mail_xml_is(child, "param") && says(child, "name", name) && index-- == 0)
            return mail_xml_attribute(child, "value");
    return NULL;
}

static void read_field_mark(const xmlNode *mark, OdtWords *words)
{
    const char *type = mail_xml_attribute(mark, "type");
    words->filled = TRUE;
    if (type && g_str_has_suffix(type, "FORMCHECKBOX")) {
        const char *ticked = parameter(mark, "Checkbox_Checked", 0);
        g_string_append(words->text, g_strcmp0(ticked, "true") == 0 ? MAIL_TICKED : MAIL_UNTICKED);
    } else if (type && g_str_has_suffix(type, "FORMDROPDOWN")) {
        const char *chosen = parameter(mark, "Dropdown_Selected", 0);
        guint64 index = chosen ? g_ascii_strtoull(chosen, NULL, 10) : 0;
        const char *entry =
            chosen && index < 1000 ? parameter(mark, "Dropdown_ListEntry", (guint)index) : NULL;
        g_string_append(words->text, entry ? entry : "");
    }
}

static void read_content_control(Odt *odt, const xmlNode *control, OdtWords *words)
{
    gsize before = words->text->len;
    words->filled = TRUE;
    if (!says(control, "showing-place-holder", "true"))
        odt_words_inline(odt, control, words);
    g_autofree char *value = g_strdup(words->text->str + before);
    name_control(odt, control, value);
}

gboolean odt_control_read(Odt *odt, const xmlNode *node, OdtWords *words)
{
    if (mail_xml_is(node, "control"))
        read_drawn(odt, node, words);
    else if (mail_xml_is(node, "drop-down"))
        read_drop_down(node, words);
    else if (mail_xml_is(node, "text-input"))
        read_input(odt, node, words);
    else if (mail_xml_is(node, "placeholder"))
        words->filled = TRUE;
    else if (mail_xml_is(node, "fieldmark") || mail_xml_is(node, "fieldmark-start"))
        read_field_mark(node, words);
    else if (mail_xml_is(node, "content-control"))
        read_content_control(odt, node, words);
    else
        return FALSE;
    return TRUE;
}
