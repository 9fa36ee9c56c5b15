/* page_report: the report as HTML: plain tables that can be pasted into a letter (th with scope, a caption, no script), and the
 * plots of report_plots.c before them. The document of its own has no style sheet, for it is to be read anywhere. */
#include "report_out.h"

static void head_row(Html *html, const Report *report, const ReportTable *table)
{
    html_open(html, "thead", NULL);
    html_open(html, "tr", NULL);
    html_put(html, "th", table->of, "scope", "col", NULL);
    for (guint i = 0; i < report_shown(report); i++)
        html_put(html, "th", ((const ReportColumn *)report->columns->pdata[i])->label, "scope",
                 "col", NULL);
    html_close(html, "tr");
    html_close(html, "thead");
}

static void body_row(Html *html, const Report *report, const ReportRow *row)
{
    html_open(html, "tr", NULL);
    html_put(html, "th", row->label, "scope", "row", NULL);
    for (guint i = 0; i < report_shown(report); i++) {
        g_autofree char *cell = report_words_cell(row, i);
        html_put(html, "td", cell, "align", "right", NULL);
    }
    html_close(html, "tr");
}

static void put_table(Html *html, const Report *report, const ReportTable *table)
{
    g_autofree char *id = g_strconcat("table-", table->id, NULL);
    html_open(html, "section", NULL);
    html_put(html, "h2", table->title, "id", id, NULL);
    if (report_words_is_empty(table)) {
        html_put(html, "p", "None.", NULL);
    } else {
        html_open(html, "div", "class", "scroll wide", "tabindex", "0", "role", "region",
                  "aria-labelledby", id, NULL);
        html_open(html, "table", "class", "figures", "border", "1", "cellpadding", "4", NULL);
        html_put(html, "caption", table->title, NULL);
        head_row(html, report, table);
        html_open(html, "tbody", NULL);
        for (guint i = 0; i < table->rows->len; i++)
            body_row(html, report, table->rows->pdata[i]);
        html_close(html, "tbody");
        html_close(html, "table");
        html_close(html, "div");
    }
    html_put(html, "p", table->definition, "class", "definition", NULL);
    html_close(html, "section");
}

void page_report(Html *html, const Report *report)
{
    g_autofree char *notes = report_words_notes(report);
    g_auto(GStrv) lines = g_strsplit(notes, "\n", -1);
    for (char **line = lines; *line; line++)
        html_put(html, "p", *line, NULL);
    page_report_plots(html, report);
    for (guint i = 0; i < report->tables->len; i++)
        put_table(html, report, report->tables->pdata[i]);
}

GString *page_report_document(const View *view, const Report *report)
{
    g_autofree char *title = report_words_title(report);
    g_autofree char *whole = g_strdup_printf("%s: %s", view->rules->site.name, title);
    Html *html = html_new_document();
    html_open(html, "html", "lang", "en-GB", NULL);
    html_open(html, "head", NULL);
    html_void(html, "meta", "charset", "utf-8", NULL);
    html_void(html, "meta", "name", "viewport", "content", "width=device-width", NULL);
    html_put(html, "title", whole, NULL);
    html_close(html, "head");
    html_open(html, "body", NULL);
    html_open(html, "main", NULL);
    html_put(html, "h1", whole, NULL);
    page_report(html, report);
    html_close(html, "main");
    html_close(html, "body");
    html_close(html, "html");
    return html_finish(html);
}
