/* casegate-pdf: reads PDF with poppler and hands over words, form fields and where they stand.
 *
 * A module of its own, loaded by the process that opens documents (mail_pdf.c). It draws nothing, runs no
 * script, follows no link and asks for no password. Before the reader loses its files it reads a page of its
 * own, for which poppler and fontconfig open whatever they will want. What its libraries print is not shown. */
#include "mail_pdf_module.h"
#include <poppler.h>
#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PopplerPage, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PopplerDocument, g_object_unref)

#define PAGES_MOST 60
#define WORDS_MOST 60000u
#define VALUE_BYTES (64u << 10)

typedef struct {
    const MailPdfSink *sink;
    gpointer user;
    guint words;
    gboolean cut;
} Reading;

/* ---- words ---- */

static MailPdfArea area_of(const PopplerRectangle *r)
{
    return (MailPdfArea){MIN(r->x1, r->x2), MIN(r->y1, r->y2), MAX(r->x1, r->x2),
                         MAX(r->y1, r->y2)};
}

static void widen(MailPdfArea *area, const PopplerRectangle *by)
{
    MailPdfArea more = area_of(by);
    area->left = MIN(area->left, more.left);
    area->top = MIN(area->top, more.top);
    area->right = MAX(area->right, more.right);
    area->bottom = MAX(area->bottom, more.bottom);
}

static void tell_word(Reading *reading, GString *word, MailPdfArea area)
{
    if (word->len == 0)
        return;
    if (reading->words++ >= WORDS_MOST)
        reading->cut = TRUE;
    else
        reading->sink->word(reading->user, word->str, area);
    g_string_truncate(word, 0);
}

/* Not where the word goes on: in another line or far off, which the text does not always say. */
static gboolean is_apart(MailPdfArea area, const PopplerRectangle *next)
{
    MailPdfArea to = area_of(next);
    double height = area.bottom - area.top, gap = to.left - area.right;
    return gap > 0.2 * height || gap < -height || to.top > area.bottom || to.bottom < area.top;
}

/* Marks of embedded writing from right to left, which poppler adds to the text alone. */
static gboolean is_direction(gunichar c)
{
    return c >= 0x202a && c <= 0x202e;
}

/* One rectangle belongs to each other character of the text. */
static void read_words(Reading *reading, PopplerPage *page)
{
    g_autofree char *text = poppler_page_get_text(page);
    PopplerRectangle *boxes = NULL;
    guint count = 0, i = 0;
    if (!text || !poppler_page_get_text_layout(page, &boxes, &count))
        return;
    g_autoptr(GString) word = g_string_new(NULL);
    MailPdfArea area = {0};
    for (const char *p = text; *p && i < count; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (is_direction(c))
            continue;
        const PopplerRectangle *box = &boxes[i++];
        if (g_unichar_isspace(c)) {
            tell_word(reading, word, area);
            continue;
        }
        if (word->len > 0 && is_apart(area, box))
            tell_word(reading, word, area);
        if (word->len == 0)
            area = area_of(box);
        widen(&area, box);
        g_string_append_unichar(word, c);
    }
    tell_word(reading, word, area);
    g_free(boxes);
}

/* ---- form fields ---- */

static char *choices_of(PopplerFormField *field)
{
    g_autoptr(GString) chosen = g_string_new(NULL);
    gint count = MIN(poppler_form_field_choice_get_n_items(field), 1000);
    for (gint i = 0; i < count; i++) {
        if (!poppler_form_field_choice_is_item_selected(field, i))
            continue;
        g_autofree char *item = poppler_form_field_choice_get_item(field, i);
        if (item)
            g_string_append_printf(chosen, "%s%s", chosen->len > 0 ? ", " : "", item);
    }
    if (chosen->len == 0 && poppler_form_field_choice_is_editable(field)) {
        char *typed = poppler_form_field_choice_get_text(field);
        return typed ? typed : g_strdup("");
    }
    return g_string_free(g_steal_pointer(&chosen), FALSE);
}

/* NULL for what nobody fills in, or nobody may see. */
static char *value_of(PopplerFormField *field, MailPdfFieldKind *kind_out)
{
    *kind_out = MAIL_PDF_TEXT;
    switch (poppler_form_field_get_field_type(field)) {
    case POPPLER_FORM_FIELD_TEXT:
        if (poppler_form_field_text_is_password(field))
            return NULL;
        return poppler_form_field_text_get_text(field);
    case POPPLER_FORM_FIELD_CHOICE:
        return choices_of(field);
    case POPPLER_FORM_FIELD_BUTTON:
        if (poppler_form_field_button_get_button_type(field) == POPPLER_FORM_BUTTON_PUSH)
            return NULL;
        *kind_out = MAIL_PDF_BOX;
        return g_strdup(poppler_form_field_button_get_state(field) ? "1" : "");
    case POPPLER_FORM_FIELD_UNKNOWN:
    case POPPLER_FORM_FIELD_SIGNATURE:
        break;
    }
    return NULL;
}

static char *valid(char *text)
{
    char *line =
        text ? g_utf8_make_valid(text, (gssize)MIN(strlen(text), VALUE_BYTES)) : g_strdup("");
    g_free(text);
    return line;
}

static gboolean is_empty_text(PopplerFormField *field)
{
    return poppler_form_field_get_field_type(field) == POPPLER_FORM_FIELD_TEXT &&
           !poppler_form_field_text_is_password(field);
}

static void tell_field(Reading *reading, const PopplerFormFieldMapping *mapping, double height)
{
    PopplerFormField *field = mapping->field;
    MailPdfField told = {0};
    char *raw = value_of(field, &told.kind);
    if (!raw && !is_empty_text(field))
        return;
    g_autofree char *value = valid(raw);
    g_autofree char *shown = valid(poppler_form_field_get_alternate_ui_name(field));
    g_autofree char *partial = valid(poppler_form_field_get_partial_name(field));
    g_autofree char *full = valid(poppler_form_field_get_name(field));
    MailPdfArea area = area_of(&mapping->area); /* from the bottom, and so upside down */
    MailPdfArea turned = {area.left, height - area.bottom, area.right, height - area.top};
    told.value = value;
    told.names[0] = shown;
    told.names[1] = partial;
    told.names[2] = full;
    if (reading->words++ >= WORDS_MOST)
        reading->cut = TRUE;
    else
        reading->sink->field(reading->user, &told, turned);
}

static void read_fields(Reading *reading, PopplerPage *page)
{
    double width, height;
    poppler_page_get_size(page, &width, &height);
    GList *fields = poppler_page_get_form_field_mapping(page);
    for (GList *each = fields; each; each = each->next)
        tell_field(reading, each->data, height);
    poppler_page_free_form_field_mapping(fields);
}

/* ---- a file ---- */

static MailPdfResult read_pages(PopplerDocument *document, Reading *reading)
{
    int count = poppler_document_get_n_pages(document);
    reading->cut = count > PAGES_MOST;
    for (int i = 0; i < MIN(count, PAGES_MOST); i++) {
        g_autoptr(PopplerPage) page = poppler_document_get_page(document, i);
        if (!page)
            continue;
        reading->sink->page(reading->user);
        read_fields(reading, page);
        read_words(reading, page);
    }
    return reading->cut ? MAIL_PDF_CUT : MAIL_PDF_READ;
}

static MailPdfResult read_pdf(const guint8 *bytes, gsize length, const MailPdfSink *sink,
                              gpointer user)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) all = g_bytes_new_static(bytes, length);
    g_autoptr(PopplerDocument) document = poppler_document_new_from_bytes(all, NULL, &error);
    if (!document)
        return g_error_matches(error, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED) ? MAIL_PDF_LOCKED
                                                                              : MAIL_PDF_DAMAGED;
    Reading reading = {.sink = sink, .user = user};
    return read_pages(document, &reading);
}

/* ---- before the reader loses its files ---- */

static const char first_page[] =
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<<"
    "/A<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
    "/B<</Type/Font/Subtype/Type1/BaseFont/ZapfDingbats>>"
    "/C<</Type/Font/Subtype/TrueType/BaseFont/Arial/Encoding/WinAnsiEncoding>>>>>>>>endobj\n"
    "4 0 obj<</Length 77>>stream\n"
    "BT /A 12 Tf 9 99 Td (one) Tj /B 12 Tf 9 9 Td (4) Tj /C 12 Tf 9 9 Td (two) Tj ET\nendstream "
    "endobj\n"
    "trailer<</Root 1 0 R>>\n";

static void no_page(gpointer user)
{
}

static void no_word(gpointer user, const char *text, MailPdfArea area)
{
}

static void no_field(gpointer user, const MailPdfField *field, MailPdfArea area)
{
}

static void prepare(void)
{
    const MailPdfSink nowhere = {no_page, no_word, no_field};
    read_pdf((const guint8 *)first_page, sizeof first_page - 1, &nowhere, NULL);
}

extern const MailPdfModule casegate_pdf_module;
const MailPdfModule casegate_pdf_module = {MAIL_PDF_VERSION, prepare, read_pdf};
