/* report_csv: tables for a spreadsheet (RFC 4180: BOM, CRLF, quotes doubled).
 *
 * Labels are agencies' names and the policy's words, but a name may have been typed by anybody who filled in the directory: every
 * cell goes through base/csv_write, so that none is a formula. */
#include "csv_write.h"
#include "report_out.h"

static void add_cell(GString *out, const char *text)
{
    g_string_append_c(out, ',');
    csv_write_cell(out, text, CSV_SPREADSHEET);
}

static void add_row(GString *out, const ReportRow *row, guint columns)
{
    csv_write_cell(out, row->label, CSV_SPREADSHEET);
    for (guint i = 0; i < columns; i++) {
        g_autofree char *cell = report_words_cell(row, i);
        add_cell(out, row->cells[i].state == CELL_NOTHING ? "" : cell);
    }
    g_string_append(out, "\r\n");
}

char *report_csv(const Report *report, const ReportTable *table)
{
    GString *out = g_string_new(CSV_BOM);
    csv_write_cell(out, table->of, CSV_SPREADSHEET);
    for (guint i = 0; i < report_shown(report); i++)
        add_cell(out, ((const ReportColumn *)report->columns->pdata[i])->label);
    g_string_append(out, "\r\n");
    for (guint i = 0; i < table->rows->len; i++)
        add_row(out, table->rows->pdata[i], report_shown(report));
    return g_string_free(out, FALSE);
}

char *report_csv_definitions(const Report *report)
{
    GString *out = g_string_new(CSV_BOM "table,title,what it counts\r\n");
    g_autofree char *notes = report_words_notes(report);
    for (guint i = 0; i < report->tables->len; i++) {
        const ReportTable *table = report->tables->pdata[i];
        csv_write_cell(out, table->id, CSV_SPREADSHEET);
        add_cell(out, table->title);
        add_cell(out, table->definition);
        g_string_append(out, "\r\n");
    }
    csv_write_cell(out, "all", CSV_SPREADSHEET);
    add_cell(out, "All tables");
    add_cell(out, g_strdelimit(notes, "\n", ' '));
    g_string_append(out, "\r\n");
    return g_string_free(out, FALSE);
}
