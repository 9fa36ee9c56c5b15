/* desk_reports: the figures of a quarter or any span on a page, and as files to keep. Shows no case and names nobody, so there is
 * no look to log; asked by GET, so that a report has an address that can be kept. What the span is, and whether it may be
 * published, is report_span()'s. */
#include "desk_turn.h"

#include <string.h>

#include "page_reports.h"
#include "reporting.h"

static gboolean read_days(const DeskTurn *turn, ReportAsked *asked)
{
    const char *from = desk_query(turn, "from"), *to = desk_query(turn, "to");
    if (!from && !to)
        return FALSE;
    asked->from = from ? day_from_iso(from) : DAY_UNKNOWN;
    asked->to = to ? day_from_iso(to) : DAY_UNKNOWN;
    asked->days = TRUE;
    if (asked->from == DAY_UNKNOWN || asked->to == DAY_UNKNOWN)
        asked->why = "a span needs its first and its last day";
    return TRUE;
}

/* The days, if they are given, else the quarter or year, else the quarter that ended last. */
static ReportAsked read_asked(const DeskTurn *turn)
{
    Day today = instant_day(turn->request->now, turn->desk->rules->site.zone);
    const char *span = desk_query(turn, "span");
    ReportAsked asked = {.today = today, .publish = desk_query(turn, "publish") != NULL};
    if (!read_days(turn, &asked) && !(span && quarter_read(span, &asked.from, &asked.to)) &&
        !(span && year_read(span, &asked.from, &asked.to))) {
        asked.to = quarter_begin(today) - 1;
        asked.from = quarter_begin(asked.to);
    }
    if (!asked.why)
        (void)report_span(asked.from, asked.to, today, asked.publish, &asked.why);
    return asked;
}

static Report *make(const DeskTurn *turn, const ReportAsked *asked, GError **error)
{
    return reporting_of(turn->store, turn->desk->rules, asked->from, asked->to, asked->today,
                        asked->publish, error);
}

DeskAnswer *desk_reports(DeskTurn *turn)
{
    g_autoptr(GError) error = NULL;
    ReportAsked asked = read_asked(turn);
    g_autoptr(Report) report = asked.why ? NULL : make(turn, &asked, &error);
    if (error)
        return desk_failure(turn, error);
    PageFrame frame = desk_frame(turn, "Reports", "/reports");
    frame.faulty = asked.why != NULL;
    Html *html = page_begin(&frame);
    page_reports(html, &asked, report);
    return desk_page(asked.why ? 422 : 200, html, &frame);
}

/* "raised-by.csv", "definitions.csv" or "report.html". */
DeskAnswer *desk_report_file(DeskTurn *turn)
{
    g_autoptr(GError) error = NULL;
    const char *name = turn->parts[0];
    ReportAsked asked = read_asked(turn);
    if (asked.why)
        return desk_refusal(turn, 422, "There is no such report", asked.why);
    g_autoptr(Report) report = make(turn, &asked, &error);
    if (!report)
        return desk_failure(turn, error);
    if (strcmp(name, "report.html") == 0)
        return desk_file(PAGE_TYPE, g_strdup(name), page_report_document(&turn->view, report));
    g_autofree char *id =
        g_str_has_suffix(name, ".csv") ? g_strndup(name, strlen(name) - 4) : g_strdup("");
    const ReportTable *table = report_table(report, id);
    g_autofree char *text = table                            ? report_csv(report, table)
                            : strcmp(id, "definitions") == 0 ? report_csv_definitions(report)
                                                             : NULL;
    if (!text)
        return desk_refusal(turn, 404, "There is no such table",
                            "This report has no table of that name.");
    return desk_file("text/csv; charset=utf-8", g_strdup(name), g_string_new(text));
}
