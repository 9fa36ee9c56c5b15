/* csv_table: an office's spreadsheet, saved as CSV.
 *
 * Owns the cells, trimmed, with the line each row begins on (a quoted cell may run over several).
 * The first row names the columns. What does not fit is an error at its line and the row is left
 * out, so that no later check stumbles over half a row: a quote where none belongs, more or fewer
 * cells than columns. Without all columns no row is given at all. Read loosely, what a person added
 * beside the columns is left out with a warning, and missing cells are empty. Reads one file;
 * changes nothing.
 */
#include "csv_table.h"
#include "csv_write.h"
#include "durable_file.h"
#include "text.h"
#include <csv.h>
#include <string.h>

#define CSV_FILE_BYTES ((gsize)8 << 20)
#define CSV_CELLS 200u /* more in one row is a file of another kind */

typedef struct {
    guint line;
    GPtrArray *cells; /* of char *, one for each cell of the header row */
} Row;

struct CsvTable {
    const char *file;
    GStrv names; /* the allowed columns */
    GArray *
        positions; /* of int: for each cell of the header row the index of its column, -1 unnamed */
    GPtrArray *rows; /* of Row */
};

typedef struct {
    CsvTable *table;
    Diagnostics *diagnostics;
    Row *row;     /* being read, NULL between rows */
    guint line;   /* of the text being fed, from 1 */
    guint begins; /* where the row being fed began */
    gboolean in_row, header_seen, usable;
    gboolean loose;
} Reading;

static void row_free(gpointer data)
{
    Row *row = data;
    if (!row)
        return;
    g_ptr_array_unref(row->cells);
    g_free(row);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Row, row_free)

void csv_table_free(CsvTable *table)
{
    if (!table)
        return;
    g_strfreev(table->names);
    g_array_unref(table->positions);
    g_ptr_array_unref(table->rows);
    g_free(table);
}

static CsvTable *table_new(const char *file, const char *const *columns)
{
    CsvTable *table = g_new0(CsvTable, 1);
    table->file = g_intern_string(file);
    table->names = g_strdupv((GStrv)columns);
    table->positions = g_array_new(FALSE, FALSE, sizeof(int));
    table->rows = g_ptr_array_new_with_free_func(row_free);
    return table;
}

static Place place_of(const CsvTable *table, guint line)
{
    return (Place){.file = table->file, .line = line};
}

static const char *cell_of(const Row *row, guint index)
{
    return g_ptr_array_index(row->cells, index);
}

static gboolean blank_row(const Row *row)
{
    for (guint i = 0; i < row->cells->len; i++)
        if (*cell_of(row, i) != '\0')
            return FALSE;
    return TRUE;
}

static int column_index(const CsvTable *table, const char *name)
{
    for (int i = 0; table->names[i]; i++)
        if (g_ascii_strcasecmp(table->names[i], name) == 0)
            return i;
    return -1;
}

static gboolean has_column(const CsvTable *table, int column)
{
    for (guint i = 0; i < table->positions->len; i++)
        if (g_array_index(table->positions, int, i) == column)
            return TRUE;
    return FALSE;
}

static void unknown_column(Reading *reading, Place place, const char *name)
{
    const char *nearest = nearest_word(name, (const char *const *)reading->table->names);
    if (reading->loose && *name == '\0')
        diagnostics_warning(reading->diagnostics, place, "a column has no name; it is left out");
    else if (reading->loose)
        diagnostics_warning(reading->diagnostics, place,
                            "column '%s' is left out: it is none of %s", name,
                            reading->table->file);
    else if (*name == '\0')
        diagnostics_error(reading->diagnostics, place,
                          "a column has no name; name it or remove it");
    else if (nearest)
        diagnostics_error(reading->diagnostics, place, "unknown column '%s'; did you mean '%s'?",
                          name, nearest);
    else
        diagnostics_error(reading->diagnostics, place, "unknown column '%s'; remove it", name);
}

static void name_column(Reading *reading, Place place, const char *name)
{
    int column = column_index(reading->table, name);
    if (column < 0) {
        unknown_column(reading, place, name);
    } else if (has_column(reading->table, column)) {
        diagnostics_error(reading->diagnostics, place, "column '%s' is there twice; remove one",
                          name);
        reading->usable = FALSE;
    }
    g_array_append_val(reading->table->positions, column);
}

/* Cells of the header row up to the last that has a name. */
static guint named_cells(const Row *row)
{
    guint count = row->cells->len;
    while (count > 0 && *cell_of(row, count - 1) == '\0')
        count--;
    return count;
}

static void take_header(Reading *reading, const Row *row)
{
    CsvTable *table = reading->table;
    Place place = place_of(table, row->line);
    for (guint i = 0; i < named_cells(row); i++)
        name_column(reading, place, cell_of(row, i));
    for (int i = 0; table->names[i]; i++) {
        if (has_column(table, i))
            continue;
        diagnostics_error(reading->diagnostics, place,
                          "column '%s' is missing; add it to the first row", table->names[i]);
        reading->usable = FALSE;
    }
}

/* Cells under no heading are what a spreadsheet leaves behind, as long as they are empty. */
static gboolean fits_header(const Reading *reading, const Row *row)
{
    const GArray *positions = reading->table->positions;
    Place place = place_of(reading->table, row->line);
    while (reading->loose && row->cells->len < positions->len)
        g_ptr_array_add(row->cells, g_strdup(""));
    if (row->cells->len < positions->len) {
        diagnostics_error(reading->diagnostics, place,
                          "%u cells for %u columns; write the missing ones, if only empty",
                          row->cells->len, positions->len);
        return FALSE;
    }
    for (guint i = positions->len; i < row->cells->len; i++) {
        if (*cell_of(row, i) == '\0')
            continue;
        diagnostics_error(reading->diagnostics, place,
                          "%u cells for %u columns; put a cell that holds a comma in double quotes",
                          row->cells->len, positions->len);
        return FALSE;
    }
    return TRUE;
}

static void on_cell(void *bytes, size_t length, void *data)
{
    Reading *reading = data;
    if (!reading->row) {
        reading->row = g_new0(Row, 1);
        reading->row->line = reading->begins;
        reading->row->cells = g_ptr_array_new_with_free_func(g_free);
    }
    if (reading->row->cells->len < CSV_CELLS)
        g_ptr_array_add(reading->row->cells, text_trim_copy(bytes ? bytes : "", length));
}

static void on_row(int ending, void *data)
{
    Reading *reading = data;
    g_autoptr(Row) row = g_steal_pointer(&reading->row);
    reading->in_row = FALSE;
    if (!row || blank_row(row))
        return;
    if (!reading->header_seen) {
        reading->header_seen = TRUE;
        take_header(reading, row);
    } else if (fits_header(reading, row) && reading->usable) {
        g_ptr_array_add(reading->table->rows, g_steal_pointer(&row));
    }
}

/* A semicolon where the first line has more of them than commas. */
static unsigned char delimiter_of(const char *text, gsize length)
{
    gsize commas = 0, semicolons = 0;
    for (gsize i = 0; i < length && text[i] != '\n'; i++) {
        commas += text[i] == ',';
        semicolons += text[i] == ';';
    }
    return semicolons > commas ? ';' : ',';
}

static gboolean blank_line(const char *line, gsize length)
{
    for (gsize i = 0; i < length; i++)
        if (!g_ascii_isspace(line[i]))
            return FALSE;
    return TRUE;
}

/* Line by line, so that every row knows where it began, also one with a quoted cell of several
 * lines. */
static gboolean feed(struct csv_parser *parser, const char *text, gsize length, Reading *reading)
{
    const char *end = text + length;
    for (const char *line = text; line < end; reading->line++) {
        const char *newline = memchr(line, '\n', (gsize)(end - line));
        gsize size = (gsize)((newline ? newline + 1 : end) - line);
        if (!reading->in_row)
            reading->begins = reading->line;
        reading->in_row =
            reading->in_row || !blank_line(line, size); /* on_row() says when it ended */
        if (csv_parse(parser, line, size, on_cell, on_row, reading) != size)
            return FALSE;
        line += size;
    }
    return csv_fini(parser, on_cell, on_row, reading) == 0;
}

static void read_rows(const char *text, gsize length, Reading *reading)
{
    struct csv_parser parser;
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
        g_error("cannot begin to read CSV");
    csv_set_delim(&parser, delimiter_of(text, length));
    if (!feed(&parser, text, length, reading)) {
        diagnostics_error(
            reading->diagnostics, place_of(reading->table, reading->begins),
            "a double quote is out of place or never closed; double those inside a quoted cell");
    }
    row_free(g_steal_pointer(&reading->row));
    csv_free(&parser);
}

/* The text as UTF-8, newly allocated, or NULL. */
static char *as_utf8(const char *text, gsize length, gsize *length_out)
{
    if (memchr(text, '\0', length))
        return NULL;
    if (g_utf8_validate(text, (gssize)length, NULL)) {
        *length_out = length;
        return g_strndup(text, length);
    }
    return g_convert(text, (gssize)length, "UTF-8", "WINDOWS-1252", NULL, length_out, NULL);
}

static CsvTable *parse(const char *text, gsize length, const char *file, const char *const *columns,
                       gboolean loose, Diagnostics *diagnostics)
{
    gsize skip = length >= 3 && memcmp(text, CSV_BOM, 3) == 0 ? 3 : 0;
    gsize size = 0;
    g_autofree char *utf8 = as_utf8(text + skip, length - skip, &size);
    Place whole = {.file = g_intern_string(file)};
    if (!utf8) {
        diagnostics_error(diagnostics, whole,
                          "neither UTF-8 nor Windows-1252; save it as 'CSV UTF-8'");
        return NULL;
    }
    g_autoptr(CsvTable) table = table_new(file, columns);
    Reading reading = {
        .table = table, .diagnostics = diagnostics, .line = 1, .usable = TRUE, .loose = loose};
    read_rows(utf8, size, &reading);
    if (!reading.header_seen)
        diagnostics_error(diagnostics, whole, "empty; the first row must name the columns");
    return g_steal_pointer(&table);
}

CsvTable *csv_table_parse(const char *text, gsize length, const char *file,
                          const char *const *columns, Diagnostics *diagnostics)
{
    return parse(text, length, file, columns, FALSE, diagnostics);
}

CsvTable *csv_table_parse_loosely(const char *text, gsize length, const char *file,
                                  const char *const *columns, Diagnostics *diagnostics)
{
    return parse(text, length, file, columns, TRUE, diagnostics);
}

CsvTable *csv_table_of_columns(const char *file, const char *const *columns)
{
    CsvTable *table = table_new(file, columns);
    for (int i = 0; table->names[i]; i++)
        g_array_append_val(table->positions, i);
    return table;
}

void csv_table_add(CsvTable *table, guint line, const char *const *cells)
{
    Row *row = g_new0(Row, 1);
    row->line = line;
    row->cells = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < table->positions->len; i++)
        g_ptr_array_add(row->cells, g_strdup(cells[i]));
    g_ptr_array_add(table->rows, row);
}

CsvTable *csv_table_load(const char *path, const char *file, const char *const *columns,
                         Diagnostics *diagnostics)
{
    g_autoptr(GError) error = NULL;
    gsize length = 0;
    g_autofree char *text = durable_read_whole(path, CSV_FILE_BYTES, &length, &error);
    if (!text) {
        diagnostics_error(diagnostics, (Place){.file = g_intern_string(file)}, "%s",
                          error->message);
        return NULL;
    }
    return csv_table_parse(text, length, file, columns, diagnostics);
}

guint csv_table_rows(const CsvTable *table)
{
    return table->rows->len;
}

Place csv_table_place(const CsvTable *table, guint row)
{
    const Row *at = g_ptr_array_index(table->rows, row);
    return place_of(table, at->line);
}

const char *csv_table_cell(const CsvTable *table, guint row, const char *column)
{
    int wanted = column_index(table, column);
    g_assert(wanted >= 0);
    for (guint i = 0; i < table->positions->len; i++)
        if (g_array_index(table->positions, int, i) == wanted)
            return cell_of(g_ptr_array_index(table->rows, row), i);
    return "";
}
