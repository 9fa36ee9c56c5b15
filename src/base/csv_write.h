/* Cells and lines of CSV as they are written (RFC 4180), for a program or for a spreadsheet. Reading is csv_table.h's. */
#pragma once
#include <glib.h>

#define CSV_BOM "\xef\xbb\xbf" /* what a spreadsheet opens begins with it, or an é is read as two letters */

typedef enum {
    CSV_PLAIN,       /* every cell as it is; lines end in LF */
    CSV_SPREADSHEET, /* what would be calculated is made text by an apostrophe in front; CRLF. Begin the file with CSV_BOM */
} CsvFor;

void csv_write_cell(GString *out, const char *cell, CsvFor reader);
void csv_write_line(GString *out, const char *const *cells, CsvFor reader); /* NULL-ended */
/* Is it what a spreadsheet would begin to calculate, or that with apostrophes in front? Taking one apostrophe away from a cell that
 * is so and begins with one gives what csv_write_cell() was given. */
gboolean csv_write_is_formula(const char *cell);
