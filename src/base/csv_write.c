/* csv_write: one way to write a cell of CSV, quoted where it must be.
 *
 * Spreadsheets run what begins with = + - @ (full-width forms count), a tab or a line end when they open a file. Whoever wrote a cell,
 * none that goes to a spreadsheet begins so: it gets one apostrophe in front, and so does one that begins with apostrophes before
 * such a character, so that an import knows exactly which to take away. Fails on nothing. */
#include "csv_write.h"

#include <string.h>

static gboolean calculates(const char *cell)
{
    static const char *const signs[] = {"=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r"};
    for (gsize i = 0; i < G_N_ELEMENTS(signs); i++)
        if (g_str_has_prefix(cell, signs[i]))
            return TRUE;
    return FALSE;
}

gboolean csv_write_is_formula(const char *cell)
{
    return calculates(cell + strspn(cell, "'"));
}

/* A semicolon separates cells where a comma stands in numbers. */
static gboolean needs_quotes(const char *cell)
{
    return strpbrk(cell, ",;\"\r\n") != NULL || *cell == ' ';
}

void csv_write_cell(GString *out, const char *cell, CsvFor reader)
{
    gboolean formula = reader == CSV_SPREADSHEET && csv_write_is_formula(cell);
    gboolean quoted = needs_quotes(cell);
    if (quoted)
        g_string_append_c(out, '"');
    if (formula)
        g_string_append_c(out, '\'');
    for (; *cell; cell++) {
        if (*cell == '"')
            g_string_append_c(out, '"');
        g_string_append_c(out, *cell);
    }
    if (quoted)
        g_string_append_c(out, '"');
}

void csv_write_line(GString *out, const char *const *cells, CsvFor reader)
{
    for (guint i = 0; cells[i]; i++) {
        if (i > 0)
            g_string_append_c(out, ',');
        csv_write_cell(out, cells[i], reader);
    }
    g_string_append(out, reader == CSV_SPREADSHEET ? "\r\n" : "\n");
}
