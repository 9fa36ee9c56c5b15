/* sheet: the rows of people.csv or agencies.csv, read, edited and written.
 *
 * What is read strictly and written again says the same, cell for cell; only quotes and line ends may differ. An exported cell
 * that a spreadsheet would run gets one apostrophe in front (base/csv_write): taking one away from every cell of that form is then
 * exactly the way back. */
#include "sheet.h"

#include <string.h>

#include "csv_write.h"
#include "directory.h"
#include "text.h"

#define CELL_LIMIT 500u

const char *sheet_file(SheetKind kind)
{
    return kind == SHEET_PEOPLE ? "people.csv" : "agencies.csv";
}

gboolean sheet_kind_of(const char *file, SheetKind *kind_out)
{
    *kind_out = g_strcmp0(file, sheet_file(SHEET_PEOPLE)) == 0 ? SHEET_PEOPLE : SHEET_AGENCIES;
    return g_strcmp0(file, sheet_file(*kind_out)) == 0;
}

const char *const *sheet_columns(SheetKind kind)
{
    return kind == SHEET_PEOPLE ? directory_people_columns : directory_agency_columns;
}

/* Its index; -1 if there is none of this name. */
static int column_of(SheetKind kind, const char *name)
{
    const char *const *columns = sheet_columns(kind);
    for (int i = 0; columns[i]; i++)
        if (g_str_equal(columns[i], name))
            return i;
    return -1;
}

const char *sheet_cell(const Sheet *sheet, const SheetRow *row, const char *column)
{
    int index = column_of(sheet->kind, column);
    return index < 0 ? "" : row->cells[index];
}

static void row_free(gpointer data)
{
    SheetRow *row = data;
    g_strfreev(row->cells);
    g_free(row);
}

void sheet_free(Sheet *sheet)
{
    if (!sheet)
        return;
    g_ptr_array_unref(sheet->rows);
    g_free(sheet);
}

static Sheet *sheet_new(SheetKind kind, const char *file)
{
    Sheet *sheet = g_new0(Sheet, 1);
    sheet->kind = kind;
    sheet->file = g_intern_string(file);
    sheet->rows = g_ptr_array_new_with_free_func(row_free);
    return sheet;
}

Sheet *sheet_copy(const Sheet *sheet)
{
    Sheet *copy = sheet_new(sheet->kind, sheet->file);
    for (guint i = 0; i < sheet->rows->len; i++) {
        SheetRow *row = g_memdup2(sheet->rows->pdata[i], sizeof *row);
        row->cells = g_strdupv(row->cells);
        g_ptr_array_add(copy->rows, row);
    }
    return copy;
}

static Sheet *of_table(SheetKind kind, const CsvTable *table, const char *file)
{
    Sheet *sheet = sheet_new(kind, file);
    const char *const *columns = sheet_columns(kind);
    for (guint i = 0; i < csv_table_rows(table); i++) {
        g_autoptr(GStrvBuilder) cells = g_strv_builder_new();
        for (guint j = 0; columns[j]; j++)
            g_strv_builder_add(cells, csv_table_cell(table, i, columns[j]));
        SheetRow *row = g_new0(SheetRow, 1);
        row->line = csv_table_place(table, i).line;
        row->cells = g_strv_builder_end(cells);
        g_ptr_array_add(sheet->rows, row);
    }
    return sheet;
}

Sheet *sheet_read(SheetKind kind, const char *text, gsize length, const char *file,
                  Diagnostics *diagnostics)
{
    g_autoptr(CsvTable) table =
        csv_table_parse(text, length, file, sheet_columns(kind), diagnostics);
    return table ? of_table(kind, table, file) : NULL;
}

/* ---- what a spreadsheet does to cells ---- */

static void undo_defusing(char **cell)
{
    if (**cell != '\'' || !csv_write_is_formula(*cell))
        return;
    char *plain = g_strdup(*cell + 1);
    g_free(*cell);
    *cell = plain;
}

typedef struct {
    const Sheet *sheet;
    SheetRow *row;
    Diagnostics *diagnostics;
} Mending;

static void G_GNUC_PRINTF(3, 4)
    refuse(const Mending *mending, guint column, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    const Place place = {.file = mending->sheet->file, .line = mending->row->line};
    diagnostics_error(mending->diagnostics, place, "%s", text);
    mending->row->unread |= 1u << column;
}

/* "9/3/2026", and with dots or dashes; FALSE for everything else. */
static gboolean three_numbers(const char *text, int *first_out, int *second_out, int *year_out)
{
    char *end = NULL;
    *first_out = (int)g_ascii_strtoull(text, &end, 10);
    const char sign = *end;
    if (!g_ascii_isdigit(*text) || end - text > 2 || !sign || !strchr("/.-", sign))
        return FALSE;
    const char *at = end + 1;
    *second_out = (int)g_ascii_strtoull(at, &end, 10);
    if (!g_ascii_isdigit(*at) || end - at > 2 || *end != sign)
        return FALSE;
    at = end + 1;
    *year_out = (int)g_ascii_strtoull(at, &end, 10);
    return g_ascii_isdigit(*at) && end - at == 4 && !*end;
}

static void mend_day(const Mending *mending, guint column, const char *name)
{
    char **cell = &mending->row->cells[column];
    int first = 0, second = 0, year = 0;
    if (!**cell || day_from_iso(*cell) != DAY_UNKNOWN)
        return;
    gboolean numbers = three_numbers(*cell, &first, &second, &year);
    Day day = numbers ? day_new(year, second, first) : DAY_UNKNOWN;
    if (day != DAY_UNKNOWN) {
        g_free(*cell);
        *cell = day_iso(day);
        mending->row->day_first |= 1u << column;
    } else if (numbers && day_new(year, first, second) != DAY_UNKNOWN) {
        refuse(
            mending, column,
            "'%s' is '%s': the month stands first, as in America, and then other dates of the file "
            "would be read wrongly; write all of them as 2026-03-09",
            name, *cell);
    } else {
        refuse(mending, column, "'%s' is no date that can be read: '%s'; write it as 2026-03-09",
               name, *cell);
    }
}

/* "1.63E+09" */
static gboolean is_rounded_number(const char *text)
{
    const char *at = text + strspn(text, "0123456789.,");
    return at > text && g_ascii_toupper(*at) == 'E' && (at[1] == '+' || g_ascii_isdigit(at[1]));
}

/* A number of nine digits and more that neither begins with 0 nor with +; "999" and "101" are as they should be. */
static gboolean lost_its_zero(const char *text)
{
    g_autofree char *digits = text_digits(text);
    return strlen(digits) >= 9 && *text != '+' && *digits != '0' && g_ascii_isdigit(*text) &&
           strspn(text, "0123456789 .") == strlen(text);
}

static void mend_phone(const Mending *mending, guint column)
{
    const char *cell = mending->row->cells[column];
    if (is_rounded_number(cell))
        refuse(mending, column,
               "'phone' is '%s': the spreadsheet made a number of it and its digits are lost; make "
               "the column text and write it as 01632 960101",
               cell);
    else if (lost_its_zero(cell))
        refuse(mending, column,
               "'phone' is '%s', without the 0 or + that it began with; make the column text and "
               "write it as 01632 960101",
               cell);
}

static void mend_cell(const Mending *mending, guint column)
{
    static const char *const days[] = {"from", "until", "confirmed", NULL};
    const char *name = sheet_columns(mending->sheet->kind)[column];
    undo_defusing(&mending->row->cells[column]);
    if (g_strv_contains(days, name))
        mend_day(mending, column, name);
    else if (g_str_equal(name, "phone"))
        mend_phone(mending, column);
}

void sheet_type(const Sheet *sheet, SheetRow *row, const char *column, const char *typed,
                Diagnostics *diagnostics)
{
    const Mending mending = {sheet, row, diagnostics};
    g_autofree char *before = g_strdup(sheet_cell(sheet, row, column));
    sheet_set(sheet, row, column, typed);
    if (!g_str_equal(before, sheet_cell(sheet, row, column)))
        mend_cell(&mending, (guint)column_of(sheet->kind, column));
}

Sheet *sheet_read_spreadsheet(SheetKind kind, const char *text, gsize length, const char *file,
                              Diagnostics *diagnostics)
{
    g_autoptr(CsvTable) table =
        csv_table_parse_loosely(text, length, file, sheet_columns(kind), diagnostics);
    if (!table)
        return NULL;
    Sheet *sheet = of_table(kind, table, file);
    for (guint i = 0; i < sheet->rows->len; i++) {
        const Mending mending = {sheet, sheet->rows->pdata[i], diagnostics};
        for (guint j = 0; sheet_columns(kind)[j]; j++)
            mend_cell(&mending, j);
    }
    return sheet;
}

/* ---- writing ---- */

static char *write_out(const Sheet *sheet, CsvFor reader)
{
    GString *out = g_string_new(reader == CSV_SPREADSHEET ? CSV_BOM : "");
    csv_write_line(out, sheet_columns(sheet->kind), reader);
    for (guint i = 0; i < sheet->rows->len; i++) {
        const SheetRow *row = sheet->rows->pdata[i];
        csv_write_line(out, (const char *const *)row->cells, reader);
    }
    return g_string_free(out, FALSE);
}

char *sheet_text(const Sheet *sheet)
{
    return write_out(sheet, CSV_PLAIN);
}

char *sheet_export(const Sheet *sheet)
{
    return write_out(sheet, CSV_SPREADSHEET);
}

CsvTable *sheet_table(const Sheet *sheet)
{
    CsvTable *table = csv_table_of_columns(sheet->file, sheet_columns(sheet->kind));
    for (guint i = 0; i < sheet->rows->len; i++) {
        const SheetRow *row = sheet->rows->pdata[i];
        g_autofree const char **cells =
            g_memdup2(row->cells, (g_strv_length(row->cells) + 1) * sizeof *row->cells);
        for (guint j = 0; cells[j]; j++)
            if (row->unread & 1u << j)
                cells[j] = "";
        csv_table_add(table, row->line, cells);
    }
    return table;
}

/* ---- editing ---- */

SheetRow *sheet_row_at(const Sheet *sheet, guint line)
{
    for (guint i = 0; line > 0 && i < sheet->rows->len; i++)
        if (((const SheetRow *)sheet->rows->pdata[i])->line == line)
            return sheet->rows->pdata[i];
    return NULL;
}

void sheet_set(const Sheet *sheet, SheetRow *row, const char *column, const char *value)
{
    int index = column_of(sheet->kind, column);
    g_return_if_fail(index >= 0);
    g_free(row->cells[index]);
    row->cells[index] = text_line(value, CELL_LIMIT);
}

SheetRow *sheet_add(Sheet *sheet, const char *agency)
{
    int behind = -1;
    for (guint i = 0; i < sheet->rows->len; i++)
        if (g_str_equal(sheet_cell(sheet, sheet->rows->pdata[i], "agency"), agency))
            behind = (int)i + 1;
    SheetRow *row = g_new0(SheetRow, 1);
    g_autoptr(GStrvBuilder) cells = g_strv_builder_new();
    for (guint i = 0; sheet_columns(sheet->kind)[i]; i++)
        g_strv_builder_add(cells, "");
    row->cells = g_strv_builder_end(cells);
    sheet_set(sheet, row, "agency", agency);
    g_ptr_array_insert(sheet->rows, behind, row);
    return row;
}
