/* report_csv: tables for a spreadsheet (RFC 4180: CRLF, quotes doubled).
 *
 * Labels are agencies' names and the policy's words, but a name may have been typed by anybody who filled in the directory: a cell
 * that a spreadsheet would take for a formula gets an apostrophe in front, so that it is shown and never calculated. */
#include <string.h>

#include "report_out.h"

#define FORMULA "=+-@\t\r"

void report_csv_cell(GString *out, const char *text)
{
    gboolean formula = *text != '\0' && strchr(FORMULA, *text) != NULL;
    gboolean quoted = formula || strpbrk(text, ",\"\r\n") != NULL || *text == ' ';
    if (!quoted) {
        g_string_append(out, text);
        return;
    }
    g_string_append(out, formula ? "\"'" : "\"");
    for (; *text; text++) {
        if (*text == '"')
            g_string_append_c(out, '"');
        g_string_append_c(out, *text);
    }
    g_string_append_c(out, '"');
}

static void add_cell(GString *out, const char *text)
{
    g_string_append_c(out, ',');
    report_csv_cell(out, text);
}

static void add_row(GString *out, const ReportRow *row, guint columns)
{
    report_csv_cell(out, row->label);
    for (guint i = 0; i < columns; i++) {
        g_autofree char *cell = report_words_cell(row, i);
        add_cell(out, row->cells[i].state == CELL_NOTHING ? "" : cell);
    }
    g_string_append(out, "\r\n");
}

char *report_csv(const Report *report, const ReportTable *table)
{
    GString *out = g_string_new(NULL);
    report_csv_cell(out, table->of);
    for (guint i = 0; i < report_shown(report); i++)
        add_cell(out, ((const ReportColumn *)report->columns->pdata[i])->label);
    g_string_append(out, "\r\n");
    for (guint i = 0; i < table->rows->len; i++)
        add_row(out, table->rows->pdata[i], report_shown(report));
    return g_string_free(out, FALSE);
}

char *report_csv_definitions(const Report *report)
{
    GString *out = g_string_new("table,title,what it counts\r\n");
    g_autofree char *notes = report_words_notes(report);
    for (guint i = 0; i < report->tables->len; i++) {
        const ReportTable *table = report->tables->pdata[i];
        report_csv_cell(out, table->id);
        add_cell(out, table->title);
        add_cell(out, table->definition);
        g_string_append(out, "\r\n");
    }
    report_csv_cell(out, "all");
    add_cell(out, "All tables");
    add_cell(out, g_strdelimit(notes, "\n", ' '));
    g_string_append(out, "\r\n");
    return g_string_free(out, FALSE);
}
