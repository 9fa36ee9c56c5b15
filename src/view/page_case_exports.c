/* page_case_exports: the chronology to be taken out, for whom and in which form. Each is a download; who takes it is on record. */
#include "page_case.h"

#include "page_parts.h"
#include "words.h"

typedef struct {
    Html *html;
    const char *path; /* of the download */
} Exports;

static void write_form(const Exports *exports, const char *reader, const char *agency,
                       const char *child, const char *format, const char *words)
{
    g_autofree char *url = html_url(exports->path, "for", reader, "agency", agency, "child", child,
                                    "format", format, NULL);
    html_text(exports->html, " ");
    page_link(exports->html, url, words);
}

static void write_reader(const Exports *exports, const char *label, const char *reader,
                         const char *agency, const char *child)
{
    page_row_open(exports->html, label);
    write_form(exports, reader, agency, child, "pdf", "PDF");
    write_form(exports, reader, agency, child, "html", "page");
    write_form(exports, reader, agency, child, "text", "text");
    page_row_close(exports->html);
}

static void write_children(const Exports *exports, const Case *c)
{
    for (guint i = 0; c->children->len > 1 && i < c->children->len; i++) {
        g_autofree char *n =
            g_strdup_printf("%u", ((const Child *)g_ptr_array_index(c->children, i))->n);
        g_autofree char *label = g_strdup_printf("for the file of child %s alone", n);
        write_reader(exports, label, "file", NULL, n);
    }
}

static void write_party(const Exports *exports, const View *view, const char *agency)
{
    if (!agency)
        return;
    g_autofree char *label = g_strdup_printf("for %s", words_agency(view, agency));
    write_reader(exports, label, "agency", agency, NULL);
}

static void exports_open(Html *html)
{
    html_open(html, "section", "class", "noprint", NULL);
    html_put(html, "h2", "Take out the chronology", "id", "exports", NULL);
    page_rows_open(html);
}

static void exports_close(Html *html)
{
    page_rows_close(html);
    html_close(html, "section");
}

void page_case_exports(Html *html, const View *view, const PageCase *page)
{
    g_autofree char *path = g_strdup_printf("/case/%s/export", page->c->reference);
    const Exports exports = {html, path};
    exports_open(html);
    write_reader(&exports, "for the child's file", "file", NULL, NULL);
    write_children(&exports, page->c);
    write_party(&exports, view, page->c->raising);
    write_party(&exports, view, page->c->challenged);
    write_reader(&exports, "for whoever raised it", "originator", NULL, NULL);
    exports_close(html);
}

void page_case_exports_own(Html *html, const char *reference)
{
    g_autofree char *path = g_strdup_printf("/case/%s/export", reference);
    const Exports exports = {html, path};
    exports_open(html);
    write_reader(&exports, "for your agency", NULL, NULL, NULL);
    exports_close(html);
}
