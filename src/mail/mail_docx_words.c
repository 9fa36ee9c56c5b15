/* mail_docx_words: what stands within one paragraph of a Word document.
 *
 * Word splits a sentence into runs wherever somebody stopped typing; here it is one text again. What
 * was deleted with changes tracked, is hidden or struck out is not read; instructions of fields
 * neither. Boxes to tick become ☒ and ☐ whatever made them (a content control, a form field of old, a letter of
 * Wingdings); an invitation to fill something in ("Click or tap here …") is nothing. Never fails. */
#include "mail_docx.h"
#include "mail_ticks.h"
#include "text.h"
#include <string.h>

static void read_inline(Docx *docx, const xmlNode *parent, DocxWords *words);

void docx_words_init(DocxWords *words)
{
    *words = (DocxWords){.text = g_string_new(NULL), .boxes = g_ptr_array_new(), .bold = TRUE};
}

void docx_words_clear(DocxWords *words)
{
    if (words->text)
        g_string_free(g_steal_pointer(&words->text), TRUE);
    g_clear_pointer(&words->boxes, g_ptr_array_unref);
}

/* w:del, w:moveFrom and their like. */
static gboolean is_deleted(const xmlNode *node)
{
    static const char *const names[] = {"del",     "moveFrom",     "cellDel",
                                        "delText", "delInstrText", NULL};
    return mail_xml_is_one_of(node, names);
}

const xmlNode *docx_alternative(const xmlNode *node)
{
    const xmlNode *choice = mail_xml_child(node, "Choice");
    return choice ? choice : mail_xml_child(node, "Fallback");
}

/* ---- letters of symbol fonts ---- */

typedef struct {
    const char *font;
    guint code;
    const char *text;
} Symbol;

static const Symbol symbols[] = {
    {"Wingdings", 0xfe, MAIL_TICKED},      {"Wingdings", 0xfd, MAIL_TICKED},
    {"Wingdings", 0x78, MAIL_TICKED},      {"Wingdings", 0xfc, "\xe2\x9c\x93"},
    {"Wingdings", 0xfb, "\xe2\x9c\x97"},   {"Wingdings", 0xa8, MAIL_UNTICKED},
    {"Wingdings", 0x6f, MAIL_UNTICKED},    {"Wingdings", 0x71, MAIL_UNTICKED},
    {"Wingdings", 0x72, MAIL_UNTICKED},    {"Wingdings 2", 0x50, "\xe2\x9c\x93"},
    {"Wingdings 2", 0x4f, "\xe2\x9c\x97"}, {"Wingdings 2", 0x51, MAIL_TICKED},
    {"Wingdings 2", 0x52, MAIL_TICKED},    {"Wingdings 2", 0x53, MAIL_TICKED},
    {"Wingdings 2", 0x54, MAIL_TICKED},    {"Wingdings 2", 0xa3, MAIL_UNTICKED},
    {"Wingdings 2", 0x2a, MAIL_UNTICKED},  {"Webdings", 0x61, "\xe2\x9c\x93"},
    {"Webdings", 0x72, "\xe2\x9c\x97"},    {"Webdings", 0x63, MAIL_UNTICKED},
};

static gboolean is_symbol_font(const char *font)
{
    return font && (g_ascii_strncasecmp(font, "Wingdings", 9) == 0 ||
                    g_ascii_strncasecmp(font, "Webdings", 8) == 0);
}

static const char *symbol(const char *font, gunichar code)
{
    guint low = code >= 0xf000 && code <= 0xf0ff ? code - 0xf000 : code;
    for (gsize i = 0; i < G_N_ELEMENTS(symbols); i++)
        if (symbols[i].code == low && g_ascii_strcasecmp(symbols[i].font, font) == 0)
            return symbols[i].text;
    return NULL;
}

static void append_symbol(GString *text, const char *font, gunichar code)
{
    const char *known = is_symbol_font(font) ? symbol(font, code) : NULL;
    if (known)
        g_string_append(text, known);
    else if (is_symbol_font(font))
        g_string_append(text, "\xc2\xb7"); /* some bullet or picture */
    else if (code >= 0x20 && g_unichar_validate(code))
        g_string_append_unichar(text, code);
}

/* ---- runs ---- */

static gboolean is_hushed(const Docx *docx)
{
    for (guint i = 0; i < MIN(docx->fields, DOCX_FIELDS); i++)
        if (docx->instruction[i])
            return TRUE;
    return FALSE;
}

static void append_text(const xmlNode *run_text, const char *font, DocxWords *words)
{
    for (const xmlNode *child = run_text->children; child; child = child->next) {
        if (!child->content)
            continue;
        const char *text = (const char *)child->content;
        if (!is_symbol_font(font)) {
            g_string_append(words->text, text);
            continue;
        }
        for (const char *p = text; *p; p = g_utf8_next_char(p))
            append_symbol(words->text, font, g_utf8_get_char(p));
    }
}

/* ---- form fields of old ---- */

static void begin_entry(const xmlNode *list, DocxWords *words)
{
    const char *result = mail_xml_value(list, "result");
    guint64 wanted = result ? g_ascii_strtoull(result, NULL, 10) : 0, n = 0;
    for (const xmlNode *entry = list->children; result && entry; entry = entry->next) {
        if (!mail_xml_is(entry, "listEntry"))
            continue;
        const char *text = mail_xml_attribute(entry, "val");
        if (n++ == wanted && text && g_ascii_strncasecmp(text, "choose", 6) != 0 &&
            g_ascii_strncasecmp(text, "please ", 7) != 0 &&
            g_ascii_strncasecmp(text, "select ", 7) != 0)
            g_string_append(words->text, text);
    }
}

static void begin_form_field(const xmlNode *data, DocxWords *words)
{
    const xmlNode *box = mail_xml_child(data, "checkBox"), *list = mail_xml_child(data, "ddList");
    words->control = TRUE;
    if (box) {
        gboolean set = mail_xml_child(box, "checked") != NULL;
        g_string_append(words->text, mail_xml_on(box, set ? "checked" : "default") ? MAIL_TICKED
                                                                                   : MAIL_UNTICKED);
    } else if (list) {
        begin_entry(list, words);
    }
}

static void read_field_mark(Docx *docx, const xmlNode *mark, DocxWords *words)
{
    const char *type = mail_xml_attribute(mark, "fldCharType");
    if (g_strcmp0(type, "begin") == 0) {
        if (docx->fields < DOCX_FIELDS)
            docx->instruction[docx->fields] = TRUE;
        docx->fields++;
        const xmlNode *data = mail_xml_child(mark, "ffData");
        if (data)
            begin_form_field(data, words);
    } else if (g_strcmp0(type, "separate") == 0 && docx->fields > 0) {
        if (docx->fields <= DOCX_FIELDS)
            docx->instruction[docx->fields - 1] = FALSE;
    } else if (g_strcmp0(type, "end") == 0 && docx->fields > 0) {
        docx->fields--;
    }
}

/* ---- text boxes ---- */

static void find_boxes(Docx *docx, const xmlNode *node, guint depth, DocxWords *words)
{
    docx->document->cut |= depth >= DOCX_DEEPEST;
    for (const xmlNode *child = node ? node->children : NULL; child && depth < DOCX_DEEPEST;
         child = child->next) {
        if (mail_xml_is(child, "txbxContent"))
            g_ptr_array_add(words->boxes, (gpointer)child);
        else if (mail_xml_is(child, "AlternateContent"))
            find_boxes(docx, docx_alternative(child), depth + 1, words);
        else
            find_boxes(docx, child, depth + 1, words);
    }
}

/* ---- one run ---- */

static void read_piece(Docx *docx, const xmlNode *piece, const char *font, DocxWords *words)
{
    static const char *const pictures[] = {"drawing", "pict", "object", NULL};
    if (mail_xml_is(piece, "fldChar")) {
        read_field_mark(docx, piece, words);
    } else if (mail_xml_is_one_of(piece, pictures)) {
        find_boxes(docx, piece, 0, words);
    } else if (mail_xml_is(piece, "AlternateContent")) {
        const xmlNode *chosen = docx_alternative(piece);
        for (const xmlNode *child = chosen ? chosen->children : NULL; child; child = child->next)
            read_piece(docx, child, font, words);
    } else if (is_hushed(docx)) {
        return;
    } else if (mail_xml_is(piece, "t")) {
        append_text(piece, font, words);
    } else if (mail_xml_is(piece, "tab") || mail_xml_is(piece, "ptab")) {
        g_string_append_c(words->text, '\t');
    } else if (mail_xml_is(piece, "br") || mail_xml_is(piece, "cr")) {
        g_string_append_c(words->text, '\n');
    } else if (mail_xml_is(piece, "noBreakHyphen")) {
        g_string_append_c(words->text, '-');
    } else if (mail_xml_is(piece, "sym")) {
        const char *code = mail_xml_attribute(piece, "char");
        append_symbol(words->text, mail_xml_attribute(piece, "font"),
                      (gunichar)g_ascii_strtoull(code ? code : "", NULL, 16));
    }
}

/* Hidden, struck out, or an invitation to type. */
static gboolean is_unseen(const xmlNode *properties)
{
    const char *style = mail_xml_value(properties, "rStyle");
    return mail_xml_on(properties, "vanish") || mail_xml_on(properties, "strike") ||
           mail_xml_on(properties, "dstrike") ||
           (style && g_ascii_strcasecmp(style, "PlaceholderText") == 0);
}

static void read_run(Docx *docx, const xmlNode *run, DocxWords *words)
{
    const xmlNode *properties = mail_xml_child(run, "rPr");
    const xmlNode *fonts = mail_xml_child(properties, "rFonts");
    const char *font = fonts ? mail_xml_attribute(fonts, "ascii") : NULL;
    gboolean unseen = is_unseen(properties);
    gsize before = words->text->len;
    if (fonts && !font)
        font = mail_xml_attribute(fonts, "hAnsi");
    for (const xmlNode *piece = run->children; piece; piece = piece->next)
        if (!unseen || mail_xml_is(piece, "fldChar"))
            read_piece(docx, piece, font, words);
    if (!text_empty(words->text->str + before) && !mail_xml_on(properties, "b"))
        words->bold = FALSE;
}

/* ---- content controls ---- */

gboolean docx_is_placeholder(const xmlNode *control)
{
    return mail_xml_on(mail_xml_child(control, "sdtPr"), "showingPlcHdr");
}

/* Word's own invitations, for programs that lose the mark that they are some. */
static gboolean is_invitation(const char *text)
{
    static const char *const beginnings[] = {"Click or tap ", "Click here to enter ",
                                             "Choose an item", "Choose a building block"};
    for (gsize i = 0; i < G_N_ELEMENTS(beginnings); i++)
        if (g_str_has_prefix(text, beginnings[i]))
            return strlen(text) < 60;
    return FALSE;
}

void docx_name_control(Docx *docx, const xmlNode *control, const char *value)
{
    const xmlNode *properties = mail_xml_child(control, "sdtPr");
    const char *const names[] = {mail_xml_value(properties, "alias"),
                                 mail_xml_value(properties, "tag")};
    if (is_invitation(value))
        return;
    mail_document_named(docx->document, docx->labels, names, G_N_ELEMENTS(names), value);
}

static void read_control(Docx *docx, const xmlNode *control, DocxWords *words)
{
    const xmlNode *properties = mail_xml_child(control, "sdtPr");
    const xmlNode *box = mail_xml_child(properties, "checkbox");
    gsize before = words->text->len;
    words->control = TRUE;
    if (box)
        g_string_append(words->text, mail_xml_on(box, "checked") ? MAIL_TICKED : MAIL_UNTICKED);
    else if (!docx_is_placeholder(control))
        read_inline(docx, mail_xml_child(control, "sdtContent"), words);
    g_autofree char *value = text_trim_copy(words->text->str + before, words->text->len - before);
    if (is_invitation(value))
        g_string_truncate(words->text, before);
    else
        docx_name_control(docx, control, value);
}

/* ---- a paragraph ---- */

static void read_inline(Docx *docx, const xmlNode *parent, DocxWords *words)
{
    static const char *const skipped[] = {"pPr",   "rPr",        "rt",          "instrText",
                                          "sdtPr", "smartTagPr", "customXmlPr", NULL};
    docx->document->cut |= docx->depth >= DOCX_DEEPEST;
    if (!parent || docx->depth >= DOCX_DEEPEST)
        return;
    docx->depth++;
    for (const xmlNode *child = parent->children; child; child = child->next) {
        if (child->type != XML_ELEMENT_NODE || is_deleted(child) ||
            mail_xml_is_one_of(child, skipped))
            continue;
        if (mail_xml_is(child, "r"))
            read_run(docx, child, words);
        else if (mail_xml_is(child, "sdt"))
            read_control(docx, child, words);
        else if (mail_xml_is(child, "AlternateContent"))
            read_inline(docx, docx_alternative(child), words);
        else
            read_inline(docx, child, words);
    }
    docx->depth--;
}

void docx_words_read(Docx *docx, const xmlNode *paragraph, DocxWords *words)
{
    read_inline(docx, paragraph, words);
}
