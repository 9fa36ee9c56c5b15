/* page_parts: tables, rows, marks, boxes and links, each written in one way on all pages. Fails on nothing. */
#include "page_parts.h"

#include "text.h"

void page_table_open(Html *html, const char *caption, const char *const *headings)
{
    html_open(html, "table", "class", "stack", NULL);
    html_put(html, "caption", caption, NULL);
    html_open(html, "thead", NULL);
    html_open(html, "tr", NULL);
    for (; *headings; headings++)
        html_put(html, "th", *headings, "scope", "col", NULL);
    html_close(html, "tr");
    html_close(html, "thead");
    html_open(html, "tbody", NULL);
}

void page_table_close(Html *html)
{
    html_close(html, "tbody");
    html_close(html, "table");
}

void page_cell_open(Html *html, const char *label)
{
    html_open(html, "td", "data-label", label, NULL);
}

void page_cell_close(Html *html)
{
    html_close(html, "td");
}

void page_cell(Html *html, const char *label, const char *text)
{
    page_cell_open(html, text_empty(text) ? NULL : label);
    html_text(html, text);
    page_cell_close(html);
}

void page_rows_open(Html *html)
{
    html_open(html, "dl", "class", "rows", NULL);
}

void page_row_open(Html *html, const char *label)
{
    html_put(html, "dt", label, NULL);
    html_open(html, "dd", NULL);
}

void page_row_close(Html *html)
{
    html_close(html, "dd");
}

void page_row(Html *html, const char *label, const char *text)
{
    if (text_empty(text))
        return;
    page_row_open(html, label);
    html_text(html, text);
    page_row_close(html);
}

void page_rows_close(Html *html)
{
    html_close(html, "dl");
}

static const char *mark_class(PageMark mark)
{
    static const char *const classes[] = {"mark", "mark good", "mark prompt", "mark alert"};
    return classes[mark];
}

static const char *note_class(PageMark mark)
{
    static const char *const classes[] = {"note", "note good", "note prompt", "note alert"};
    return classes[mark];
}

void page_mark(Html *html, PageMark mark, const char *words)
{
    html_put(html, "strong", words, "class", mark_class(mark), NULL);
    html_text(html, " ");
}

void page_note_open(Html *html, PageMark mark)
{
    html_open(html, "div", "class", note_class(mark), NULL);
}

void page_note_close(Html *html)
{
    html_close(html, "div");
}

void page_note(Html *html, PageMark mark, const char *text)
{
    page_note_open(html, mark);
    html_put(html, "p", text, NULL);
    page_note_close(html);
}

void page_link(Html *html, const char *url, const char *words)
{
    html_put(html, "a", words, "href", url, NULL);
}

void page_case_link(Html *html, const char *reference)
{
    g_autofree char *path = g_strconcat("/case/", reference, NULL);
    g_autofree char *url = html_url(path, NULL);
    html_put(html, "a", reference, "class", "reference", "href", url, NULL);
}

void page_number_link(Html *html, const char *path, gint64 number, const char *words)
{
    g_autofree char *url = g_strdup_printf("%s/%" G_GINT64_FORMAT, path, number);
    page_link(html, url, words);
}

void page_older(Html *html, const char *path, const char *key, const char *value, gint64 next)
{
    if (next <= 0)
        return;
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, next);
    g_autofree char *url = key ? html_url(path, "before", number, key, value, NULL)
                               : html_url(path, "before", number, NULL);
    html_open(html, "p", NULL);
    html_put(html, "a", "Older ones", "href", url, "rel", "next", NULL);
    html_close(html, "p");
}
