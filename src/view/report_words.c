/* The words of a report that every form of it says alike. */
#include "day.h"
#include "report_out.h"

#define ERASED                                                                                     \
    "counted as far as its course was kept, without what the forms said, its dates and who "       \
    "closed it."

char *report_words_cell(const ReportRow *row, guint column)
{
    const ReportCell *cell = &row->cells[column];
    switch (cell->state) {
    case CELL_NOTHING:
        return g_strdup("–");
    case CELL_NOT_ASKED:
        return g_strdup("not asked");
    case CELL_HIDDEN:
        return g_strdup("not shown");
    case CELL_VALUE:
        break;
    }
    if (row->unit == REPORT_PERCENT)
        return g_strdup_printf("%.0f%%", cell->value);
    return g_strdup_printf(row->unit == REPORT_DAYS ? "%g" : "%.0f", cell->value);
}

char *report_words_title(const Report *report)
{
    return g_strdup_printf("%s, beside the four quarters before",
                           ((const ReportColumn *)report->columns->pdata[0])->label);
}

char *report_words_notes(const Report *report)
{
    g_autofree char *made = day_words(report->made);
    GString *notes = g_string_new(NULL);
    g_string_append_printf(notes,
                           "Made on %s from what is recorded of the cases, and from nothing else. "
                           "'not asked': no policy of "
                           "that time asks it, which is not 0. '–': there was nothing to measure.",
                           made);
    if (report->published)
        g_string_append(
            notes,
            "\n'not shown': a count of 1 to 4, or one from which such a count could be "
            "worked out; a median of fewer than five. What is left out altogether: the longest "
            "times, how many were in progress, agencies that raised none, subgroups.");
    if (report->erased > 0 && report->published)
        g_string_append(notes,
                        "\nThe record of some cases was erased by the retention schedule: " ERASED);
    else if (report->erased > 0)
        g_string_append_printf(notes,
                               "\nThe record of %u case%s raised in the span was erased by the "
                               "retention schedule: " ERASED,
                               report->erased, report->erased == 1 ? "" : "s");
    return g_string_free(notes, FALSE);
}

gboolean report_words_is_empty(const ReportTable *table)
{
    for (guint i = 0; i < table->rows->len; i++)
        if (!((const ReportRow *)table->rows->pdata[i])->total)
            return FALSE;
    return TRUE;
}
