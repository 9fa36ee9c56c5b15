/* page_reports: which span, in a form that asks by GET; below it the report, each table to be taken as CSV, and the whole as one
 * page. Works without a script. */
#include "page_reports.h"

#include "page_parts.h"
#include "report_out.h"

#define QUARTERS 8u
#define YEARS 3

static void put_choice(Html *html, const ReportAsked *asked, const char *value, const char *words,
                       Day from, Day to)
{
    gboolean chosen = !asked->days && asked->from == from && asked->to == to;
    html_put(html, "option", words, "value", value, "selected", chosen ? "selected" : NULL, NULL);
}

/* The quarter that goes on, those before it, and years. */
static void put_spans(Html *html, const ReportAsked *asked)
{
    Day begin = quarter_begin(asked->today);
    int year, month, mday;
    day_split(asked->today, &year, &month, &mday);
    html_open(html, "select", "id", "span", "name", "span", NULL);
    for (guint i = 0; i < QUARTERS; i++, begin = quarter_begin(begin - 1)) {
        g_autofree char *label = quarter_label(begin);
        g_autofree char *words =
            i == 0 ? g_strconcat(label, ", as far as it goes", NULL) : g_strdup(label);
        put_choice(html, asked, label, words, begin, quarter_end(begin));
    }
    for (int back = 0; back < YEARS; back++) {
        g_autofree char *label = g_strdup_printf("%d", year - back);
        put_choice(html, asked, label, label, day_new(year - back, 1, 1),
                   day_new(year - back, 12, 31));
    }
    html_close(html, "select");
}

static void put_day(Html *html, const char *name, const char *label, Day day)
{
    g_autofree char *iso = day != DAY_UNKNOWN ? day_iso(day) : NULL;
    html_open(html, "div", "class", "field", NULL);
    html_put(html, "label", label, "for", name, NULL);
    html_void(html, "input", "type", "date", "id", name, "name", name, "value", iso, NULL);
    html_close(html, "div");
}

static void put_form(Html *html, const ReportAsked *asked)
{
    html_open(html, "form", "method", "get", "action", "/reports", "class", "spans", NULL);
    html_open(html, "div", "class", "field", NULL);
    html_put(html, "label", "Quarter or year", "for", "span", NULL);
    put_spans(html, asked);
    html_close(html, "div");
    put_day(html, "from", "or from this day", asked->days ? asked->from : DAY_UNKNOWN);
    put_day(html, "to", "to this day", asked->days ? asked->to : DAY_UNKNOWN);
    html_open(html, "div", "class", "choice", NULL);
    html_void(html, "input", "type", "checkbox", "id", "publish", "name", "publish", "value", "yes",
              "checked", asked->publish ? "checked" : NULL, NULL);
    html_put(html, "label", "For publication: no small counts", "for", "publish", NULL);
    html_close(html, "div");
    html_put(html, "button", "Show", "type", "submit", NULL);
    html_close(html, "form");
}

static void put_file(Html *html, const ReportAsked *asked, const char *name, const char *words)
{
    g_autofree char *path = g_strconcat("/reports/", name, NULL);
    g_autofree char *from = day_iso(asked->from);
    g_autofree char *to = day_iso(asked->to);
    g_autofree char *url =
        html_url(path, "from", from, "to", to, "publish", asked->publish ? "yes" : NULL, NULL);
    html_open(html, "li", NULL);
    page_link(html, url, words);
    html_close(html, "li");
}

static void put_files(Html *html, const ReportAsked *asked, const Report *report)
{
    html_open(html, "section", "aria-labelledby", "files", NULL);
    html_put(html, "h2", "To keep", "id", "files", NULL);
    html_open(html, "ul", NULL);
    put_file(html, asked, "report.html", "The whole report as one page");
    for (guint i = 0; i < report->tables->len; i++) {
        const ReportTable *table = report->tables->pdata[i];
        g_autofree char *name = g_strconcat(table->id, ".csv", NULL);
        g_autofree char *words = g_strconcat(table->title, " (CSV)", NULL);
        put_file(html, asked, name, words);
    }
    put_file(html, asked, "definitions.csv", "What the tables count (CSV)");
    html_close(html, "ul");
    html_close(html, "section");
}

void page_reports(Html *html, const ReportAsked *asked, const Report *report)
{
    put_form(html, asked);
    if (asked->why) {
        g_autofree char *why = g_strdup_printf("There is no such report: %s.", asked->why);
        page_note(html, MARK_ALERT, why);
    }
    if (!report)
        return;
    g_autofree char *title = report_words_title(report);
    html_put(html, "p", title, "class", "lead", NULL);
    page_report(html, report);
    put_files(html, asked, report);
}
