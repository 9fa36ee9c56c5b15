/* Words and fields at any places on a page: where there are only words none of them is lost, whatever becomes of the lines (what stands
 * by a box that nobody ticked is left out on purpose). Seven bytes make one: kind and
 * text, the four edges, a name. */
#include "fuzz_documents.h"
#include "mail_pdf.h"
#include <string.h>

#define ITEM_BYTES 7u
#define ITEMS_MOST 120u

static const char *const texts[] = {
    "Stage",     "Stage:", "Two",  "Child's",   "name",         "name:",        "Robin",
    "Vale",      "Was",    "it",   "resolved?", "\xe2\x98\x92", "\xe2\x98\x90", "Yes",
    "Evidence:", "nature", "and",  "source",    "Date",         "of",           "birth:",
    "3",         "May",    "2014", "What",      "is",           "the",          "problem?",
    ":",         "1.",     "",     "page"};

static void clear_item(gpointer data)
{
    PdfItem *item = data;
    g_free(item->text);
    g_free(item->name);
    g_free(item->label);
}

static void add_item(PdfPage *page, const uint8_t *bytes)
{
    PdfItem item = {.text = g_strdup(texts[bytes[0] % G_N_ELEMENTS(texts)])};
    double left = bytes[1] * 2.5, top = bytes[2] * 3.5;
    item.area = (MailPdfArea){left, top, left + bytes[3], top + bytes[4] % 40};
    if (bytes[0] < 192) {
        g_array_append_val(page->words, item);
        return;
    }
    item.name = g_strdup(texts[bytes[5] % G_N_ELEMENTS(texts)]);
    item.label = bytes[6] & 1 ? g_strdup("Stage") : NULL;
    item.box = (bytes[6] & 2) != 0;
    g_array_append_val(page->fields, item);
}

/* Every word of a page without fields stands somewhere in the document, if not in its own line. */
static void check(const PdfPage *page, const MailDocument *document)
{
    g_autofree char *text = mail_document_text(document);
    fuzz_assert_text(text);
    for (gsize i = 0; page->fields->len == 0 && i < G_N_ELEMENTS(texts); i++)
        for (guint n = 0; n < page->words->len; n++)
            if (g_str_equal(g_array_index(page->words, PdfItem, n).text, texts[i]))
                g_assert_nonnull(strstr(text, texts[i]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    PdfPage page = {.number = 1};
    page.words = g_array_new(FALSE, TRUE, sizeof(PdfItem));
    page.fields = g_array_new(FALSE, TRUE, sizeof(PdfItem));
    g_array_set_clear_func(page.words, clear_item);
    g_array_set_clear_func(page.fields, clear_item);
    for (size_t i = 0; i + ITEM_BYTES <= size && i < ITEMS_MOST * ITEM_BYTES; i += ITEM_BYTES)
        add_item(&page, data + i);
    g_autoptr(MailDocument) document = mail_document_new();
    mail_pdf_layout(document, &page, fuzz_labels());
    check(&page, document);
    g_array_unref(page.words);
    g_array_unref(page.fields);
    return 0;
}
