/* The report as text for a terminal and as JSON. */
#include "columns.h"
#include "json_out.h"
#include "report_out.h"

#define COLUMNS 5u /* the span and the four quarters before it */

/* A table's rows have one cell a column and the label; columns.h wants them one by one. */
static void add_row(Table *out, const ReportRow *row, guint columns)
{
    g_autofree char *cells[COLUMNS] = {NULL};
    g_assert(columns == COLUMNS);
    for (guint i = 0; i < columns; i++)
        cells[i] = report_words_cell(row, i);
    table_add(out, row->total ? INK_STRONG : INK_PLAIN, row->label, cells[0], cells[1], cells[2],
              cells[3], cells[4], NULL);
    for (guint i = 0; i < columns; i++)
        g_clear_pointer(&cells[i], g_free);
}

static void print_table(const View *view, const Report *report, const ReportTable *table)
{
    guint columns = report_shown(report);
    const char *headings[COLUMNS + 2] = {table->of};
    for (guint i = 0; i < columns; i++)
        headings[i + 1] = ((const ReportColumn *)report->columns->pdata[i])->label;
    columns_heading(view, table->title);
    g_autoptr(Table) out = table_new(2, headings);
    for (guint i = 0; i < table->rows->len; i++)
        add_row(out, table->rows->pdata[i], columns);
    if (report_words_is_empty(table))
        columns_paragraph(view, 2, INK_FAINT, "none");
    else
        table_print(out, view);
    columns_paragraph(view, 2, INK_FAINT, table->definition);
}

static const char *unit_name(ReportUnit unit)
{
    return unit == REPORT_DAYS ? "working-days" : unit == REPORT_PERCENT ? "percent" : "count";
}

static const char *state_name(CellState state)
{
    static const char *const names[] = {[CELL_VALUE] = NULL,
                                        [CELL_NOTHING] = "nothing",
                                        [CELL_NOT_ASKED] = "not-asked",
                                        [CELL_HIDDEN] = "not-shown"};
    return names[state];
}

/* A figure is a number, else null and `why`. */
static void json_row(JsonBuilder *out, const ReportRow *row, guint columns)
{
    json_out_object(out, NULL);
    json_out_text(out, "key", row->key);
    json_out_text(out, "label", row->label);
    json_out_text(out, "unit", unit_name(row->unit));
    json_out_list(out, "figures");
    for (guint i = 0; i < columns; i++) {
        json_out_object(out, NULL);
        json_builder_set_member_name(out, "value");
        if (row->cells[i].state == CELL_VALUE)
            json_builder_add_double_value(out, row->cells[i].value);
        else
            json_builder_add_null_value(out);
        json_out_text(out, "why", state_name(row->cells[i].state));
        json_builder_end_object(out);
    }
    json_builder_end_array(out);
    json_builder_end_object(out);
}

static void json_columns(JsonBuilder *out, const Report *report)
{
    json_out_list(out, "columns");
    for (guint i = 0; i < report_shown(report); i++) {
        const ReportColumn *column = report->columns->pdata[i];
        json_out_object(out, NULL);
        json_out_text(out, "label", column->label);
        json_out_day(out, "from", column->from);
        json_out_day(out, "to", column->to);
        json_builder_end_object(out);
    }
    json_builder_end_array(out);
}

static void json_report(const View *view, const Report *report)
{
    JsonBuilder *out = json_out_begin();
    json_builder_begin_object(out);
    json_out_day(out, "made", report->made);
    json_out_bool(out, "published", report->published);
    if (report->published)
        json_out_null(out, "erased"); /* it may be a small count, too */
    else
        json_out_int(out, "erased", report->erased);
    json_columns(out, report);
    json_out_list(out, "tables");
    for (guint i = 0; i < report->tables->len; i++) {
        const ReportTable *table = report->tables->pdata[i];
        json_out_object(out, NULL);
        json_out_text(out, "id", table->id);
        json_out_text(out, "title", table->title);
        json_out_text(out, "definition", table->definition);
        json_out_list(out, "rows");
        for (guint j = 0; j < table->rows->len; j++)
            json_row(out, table->rows->pdata[j], report_shown(report));
        json_builder_end_array(out);
        json_builder_end_object(out);
    }
    json_builder_end_array(out);
    json_builder_end_object(out);
    json_out_end(view, out);
}

void view_report(const View *view, const Report *report)
{
    if (view->json) {
        json_report(view, report);
        return;
    }
    g_autofree char *title = report_words_title(report);
    g_autofree char *notes = report_words_notes(report);
    columns_line(view, INK_STRONG, "%s: %s", view->rules->site.name, title);
    columns_paragraph(view, 0, INK_FAINT, notes);
    for (guint i = 0; i < report->tables->len; i++)
        print_table(view, report, report->tables->pdata[i]);
}
