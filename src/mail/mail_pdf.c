/* mail_pdf: a PDF as lines.
 *
 * Owns where the module that reads PDF is found, and why a PDF is not opened: it needs a password, it is
 * damaged, it is a picture of a page, it is a form of the kind that only Adobe's own program shows. What the
 * pages say is put in order by mail_pdf_layout.c. Never fails. */
#include "mail_pdf.h"
#include "module_path.h"
#include "text.h"
#include <dlfcn.h>
#include <string.h>

#define SAME_LINE 3.0 /* points that the upper edges of fields on one line may differ */
#define COLUMN 40.0   /* points from the edge of a page to the answers beside its labels */

static const MailPdfModule *module;

/* ---- the module ---- */

gboolean mail_pdf_load(const char *path)
{
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    const MailPdfModule *found = library ? dlsym(library, "casegate_pdf_module") : NULL;
    if (!found || found->version != MAIL_PDF_VERSION)
        return FALSE;
    found->prepare();
    module = found;
    return TRUE;
}

void mail_pdf_prepare(void)
{
    g_autofree char *path = module ? NULL : module_path(MAIL_PDF_MODULE_NAME);
    if (path)
        mail_pdf_load(path);
}

/* ---- what it tells ---- */

typedef struct {
    GPtrArray *pages; /* of PdfPage */
    const FormLabels *labels;
} Book;

static void clear_item(gpointer data)
{
    PdfItem *item = data;
    g_free(item->text);
    g_free(item->name);
    g_free(item->label);
    g_free(item->choice);
}

static GArray *items_new(void)
{
    GArray *items = g_array_new(FALSE, TRUE, sizeof(PdfItem));
    g_array_set_clear_func(items, clear_item);
    return items;
}

static void free_page(gpointer data)
{
    PdfPage *page = data;
    g_array_unref(page->words);
    g_array_unref(page->fields);
    g_free(page);
}

static void take_page(gpointer user)
{
    Book *book = user;
    PdfPage *page = g_new0(PdfPage, 1);
    page->words = items_new();
    page->fields = items_new();
    page->number = book->pages->len + 1;
    g_ptr_array_add(book->pages, page);
}

static PdfPage *last_page(const Book *book)
{
    return book->pages->pdata[book->pages->len - 1];
}

static void take_word(gpointer user, const char *text, MailPdfArea area)
{
    PdfItem word = {.text = text_valid(text, strlen(text)), .area = area};
    g_array_append_val(last_page(user)->words, word);
}

/* "Childs_name[0]" is "Childs name"; NULL unless that begins with a label, in *value_out where it goes on. */
static char *label_in(const FormLabels *labels, const char *name, gsize bytes, gsize *value_out)
{
    g_autofree char *plain = g_strdelimit(g_strndup(name, bytes), "_", ' ');
    char *index = strchr(plain, '[');
    if (index)
        *index = '\0';
    return form_labels_alone(labels, g_strchomp(plain), value_out);
}

/* The whole name, or the last of the names in it ("topmostSubform[0].Page1[0].Stage[0]") that is a label. */
static char *label_among(const FormLabels *labels, const char *name)
{
    gsize value;
    char *label = label_in(labels, name, strlen(name), &value);
    const char *end = name + strlen(name);
    while (!label && end > name) {
        const char *dot = memrchr(name, '.', (gsize)(end - name));
        const char *start = dot ? dot + 1 : name;
        label = label_in(labels, start, (gsize)(end - start), &value);
        end = dot ? dot : name;
    }
    return label;
}

/* What a box stands for: what is shown for it, not what programs call it, and not the question; NULL if that is all. */
static char *choice_in(const FormLabels *labels, const char *shown)
{
    gsize value;
    g_autofree char *label = label_in(labels, shown, strlen(shown), &value);
    g_autofree char *choice = text_line(label ? shown + value : shown, 200);
    return *choice ? g_steal_pointer(&choice) : NULL;
}

/* PDF ends a line with CR, or with CR LF. */
static char *with_line_feeds(const char *value)
{
    char *text = text_valid(value, strlen(value)), *to = text;
    for (const char *p = text; *p; p++)
        if (*p != '\r' || p[1] != '\n')
            *to++ = *p == '\r' ? '\n' : *p;
    *to = '\0';
    return text;
}

static void take_field(gpointer user, const MailPdfField *field, MailPdfArea area)
{
    const Book *book = user;
    PdfItem item = {.text = with_line_feeds(field->value), .area = area};
    for (const char *const *name = field->names; *name; name++) {
        if (**name && !item.name)
            item.name = text_line(*name, 100);
        if (!item.label)
            item.label = label_among(book->labels, *name);
    }
    if (!item.name)
        item.name = g_strdup("without a name");
    item.box = field->kind == MAIL_PDF_BOX;
    if (item.box)
        item.choice = choice_in(book->labels, field->names[0]);
    g_array_append_val(last_page(book)->fields, item);
}

/* As they are read, whatever order the file has them in. */
static int by_place(gconstpointer a, gconstpointer b)
{
    const MailPdfArea *x = &((const PdfItem *)a)->area, *y = &((const PdfItem *)b)->area;
    if (ABS(x->top - y->top) > SAME_LINE)
        return x->top < y->top ? -1 : 1;
    return x->left < y->left ? -1 : x->left > y->left;
}

/* ---- a file ---- */

static gboolean is_written(const Book *book)
{
    for (guint i = 0; i < book->pages->len; i++) {
        const PdfPage *page = book->pages->pdata[i];
        if (page->words->len > 0 || page->fields->len > 0)
            return TRUE;
    }
    return FALSE;
}

/* The page that stands in for a form which only Adobe's program shows. */
static gboolean is_dynamic_form(const Book *book, const guint8 *bytes, gsize length)
{
    const PdfPage *page = book->pages->len > 0 ? book->pages->pdata[0] : NULL;
    if (!page || book->pages->len > 1 || page->fields->len > 0 || page->words->len < 2)
        return FALSE;
    const char *first = g_array_index(page->words, PdfItem, 0).text;
    const char *second = g_array_index(page->words, PdfItem, 1).text;
    return memmem(bytes, length, "/XFA", 4) != NULL ||
           (g_str_equal(first, "Please") && g_str_has_prefix(second, "wait"));
}

static const char *why_not(MailPdfResult result, const Book *book, const guint8 *bytes,
                           gsize length)
{
    if (result == MAIL_PDF_LOCKED)
        return "needs a password";
    if (result == MAIL_PDF_DAMAGED)
        return "damaged: cannot be opened";
    if (!is_written(book))
        return "no text in it: a picture of a page?";
    if (is_dynamic_form(book, bytes, length))
        return "a form of Adobe's own kind (XFA): cannot be read here";
    return NULL;
}

static gboolean is_outer(const PdfItem *word, const PdfItem *than, gboolean last)
{
    return last ? word->area.bottom > than->area.bottom : word->area.top < than->area.top;
}

/* A word of the first or the last line of a page; NULL if it has none. */
static const PdfItem *edge_of(const PdfPage *page, gboolean last)
{
    const PdfItem *at = NULL;
    for (guint i = 0; i < page->words->len; i++) {
        const PdfItem *word = &g_array_index(page->words, PdfItem, i);
        if (!at || is_outer(word, at, last))
            at = word;
    }
    return at;
}

/* Where the line of that word begins, or, without one, the page's text. */
static double left_of(const PdfPage *page, const PdfItem *at)
{
    double left = G_MAXDOUBLE;
    for (guint i = 0; i < page->words->len; i++) {
        const PdfItem *word = &g_array_index(page->words, PdfItem, i);
        if (!at || ABS(word->area.bottom - at->area.bottom) < SAME_LINE)
            left = MIN(left, word->area.left);
    }
    return left;
}

/* Does an answer go on from one page to the next? In its last line on the one something begins where the first line of the other
 * does, which is not the edge of the page, where headings begin. */
static gboolean goes_over(const PdfPage *page, const PdfPage *next)
{
    const PdfItem *end = edge_of(page, TRUE), *begin = edge_of(next, FALSE);
    double left = begin ? left_of(next, begin) : 0;
    if (!end || !begin || left - left_of(page, NULL) < COLUMN)
        return FALSE;
    for (guint i = 0; i < page->words->len; i++) {
        const PdfItem *word = &g_array_index(page->words, PdfItem, i);
        if (ABS(word->area.bottom - end->area.bottom) < SAME_LINE &&
            ABS(word->area.left - left) < SAME_LINE)
            return TRUE;
    }
    return FALSE;
}

/* The boundary that ended the page before is none where the page begins with no label and an answer goes on. */
static void join_pages(MailDocument *document, guint end, const FormLabels *labels)
{
    gsize value;
    if (end == 0 || end >= document->lines->len ||
        !g_array_index(document->lines, MailDocumentLine, end - 1).ends)
        return;
    guint next = end;
    while (next + 1 < document->lines->len &&
           *g_array_index(document->lines, MailDocumentLine, next).text == '\0' &&
           !g_array_index(document->lines, MailDocumentLine, next).ends)
        next++;
    const MailDocumentLine *first = &g_array_index(document->lines, MailDocumentLine, next);
    g_autofree char *label = form_labels_alone(labels, first->text, &value);
    if (!first->ends && !label)
        g_array_remove_range(document->lines, end - 1, next - end + 1);
}

static void lay_out(MailDocument *document, const Book *book, guint n)
{
    PdfPage *page = book->pages->pdata[n];
    guint end = document->lines->len;
    g_array_sort(page->fields, by_place);
    mail_pdf_layout(document, page, book->labels);
    if (n > 0 && goes_over(book->pages->pdata[n - 1], page))
        join_pages(document, end, book->labels);
}

void mail_document_pdf(MailDocument *document, const guint8 *bytes, gsize length,
                       const FormLabels *labels)
{
    const MailPdfSink sink = {take_page, take_word, take_field};
    if (!module) {
        document->why = "not opened: this installation reads no PDF";
        return;
    }
    g_autoptr(GPtrArray) pages = g_ptr_array_new_with_free_func(free_page);
    Book book = {pages, labels};
    MailPdfResult result = module->read(bytes, length, &sink, &book);
    document->why = why_not(result, &book, bytes, length);
    document->locked = result == MAIL_PDF_LOCKED;
    document->cut = result == MAIL_PDF_CUT;
    for (guint i = 0; !document->why && i < pages->len; i++)
        lay_out(document, &book, i);
}
