/* A CSV file with a header row, as an office's spreadsheet writes it (libcsv; the only home of that
 * library): UTF-8 with or without BOM (Windows-1252 is accepted and converted), comma or semicolon,
 * quoted fields. Every row knows its line. */
#pragma once
#include "place.h"

typedef struct CsvTable CsvTable;

/* `columns` (NULL-ended) are the allowed column names; unknown, repeated and missing ones are
 * errors. NULL when the file cannot be read at all. */
CsvTable *csv_table_load(const char *path, const char *file, const char *const *columns, Diagnostics *diagnostics);
CsvTable *csv_table_parse(const char *text, gsize length, const char *file, const char *const *columns,
                          Diagnostics *diagnostics);
/* The same of a file that went through people's hands: a column that is none of these is left out with a warning, and a row
 * that ends early is filled up with empty cells. */
CsvTable *csv_table_parse_loosely(const char *text, gsize length, const char *file, const char *const *columns,
                                  Diagnostics *diagnostics);
/* One without rows, and a row for it: a cell for each of the columns, copied. */
CsvTable *csv_table_of_columns(const char *file, const char *const *columns);
void csv_table_add(CsvTable *table, guint line, const char *const *cells);
void csv_table_free(CsvTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CsvTable, csv_table_free)

guint csv_table_rows(const CsvTable *table); /* without the header row and blank rows */
Place csv_table_place(const CsvTable *table, guint row);
/* Trimmed text of a cell; "" when empty. `column` is one of the allowed names. */
const char *csv_table_cell(const CsvTable *table, guint row, const char *column);
