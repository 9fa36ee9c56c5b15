/* A report (cases/report.h) as text, JSON, CSV and HTML. The text and JSON are written to view->out; the rest is handed back. */
#pragma once
#include "html.h"
#include "printer.h"
#include "report.h"

void view_report(const View *view, const Report *report);

/* A table as RFC 4180 has it, with BOM and CRLF; no cell is taken for a formula by a spreadsheet. Newly allocated. */
char *report_csv(const Report *report, const ReportTable *table);
char *report_csv_definitions(const Report *report); /* table, title, what it counts */

void page_report(Html *html, const Report *report);                        /* tables and plots, for a page that has its own head */
GString *page_report_document(const View *view, const Report *report);     /* a document of its own */
void page_report_plots(Html *html, const Report *report);                  /* plots alone (SVG) */

/* What stands in a cell: "12", "4.5", "38%", "–", "not asked", "not shown"; newly allocated. */
char *report_words_cell(const ReportRow *row, guint column);
char *report_words_title(const Report *report);  /* "Cases of 2026 Q1, beside the four quarters before"; newly allocated */
char *report_words_notes(const Report *report);  /* what holds of all tables, a line each; newly allocated */
gboolean report_words_is_empty(const ReportTable *table); /* it has no row but a total of 0 */
