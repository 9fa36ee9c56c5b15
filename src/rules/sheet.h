/* A file of the directory as rows of cells: what an office opens in a spreadsheet, edits and gives back. A Sheet says nothing of
 * whether its rows make sense; that is ruleset_load_with()'s. */
#pragma once
#include "csv_table.h"

typedef enum { SHEET_PEOPLE, SHEET_AGENCIES } SheetKind;
typedef struct {
    guint line;      /* where it stood, 0 = it was added since */
    guint day_first; /* a bit for each column whose date was written day first, as a spreadsheet does */
    guint unread;    /* a bit for each column whose cell was refused: sheet_table() leaves it empty, so that nothing is said twice */
    GStrv cells;     /* one for each column, in the order of sheet_columns() */
} SheetRow;
typedef struct {
    SheetKind kind;
    const char *file; /* interned; as findings name it */
    GPtrArray *rows;  /* of SheetRow */
} Sheet;

const char *sheet_file(SheetKind kind);               /* "people.csv" or "agencies.csv" */
gboolean sheet_kind_of(const char *file, SheetKind *kind_out); /* FALSE: it is neither */
const char *const *sheet_columns(SheetKind kind);     /* NULL-ended */
const char *sheet_cell(const Sheet *sheet, const SheetRow *row, const char *column); /* "" when empty */

/* As it stands in routing/: what does not fit is an error at its line. NULL when there is no table at all. */
Sheet *sheet_read(SheetKind kind, const char *text, gsize length, const char *file, Diagnostics *diagnostics);
/* As a spreadsheet saved it: what sheet_export() did to dangerous cells is undone; dates that it rewrote (dd/mm/yyyy) are read day
 * first, and refused where only the month can come first; telephone numbers that it made numbers of are errors. */
Sheet *sheet_read_spreadsheet(SheetKind kind, const char *text, gsize length, const char *file, Diagnostics *diagnostics);
Sheet *sheet_copy(const Sheet *sheet);
void sheet_free(Sheet *sheet);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sheet, sheet_free)

char *sheet_text(const Sheet *sheet);   /* as routing/ has it: newly allocated */
/* For a spreadsheet: with a BOM and CRLF, and no cell that one would take for a formula (threats.md 37). */
char *sheet_export(const Sheet *sheet);
CsvTable *sheet_table(const Sheet *sheet); /* for ruleset_load_with(): every row at its line */

/* Editing. A value is made one clean line. */
SheetRow *sheet_row_at(const Sheet *sheet, guint line); /* NULL if no row stood there */
void sheet_set(const Sheet *sheet, SheetRow *row, const char *column, const char *value);
/* Sets what somebody typed; where it is not what stood there, it is read as sheet_read_spreadsheet() reads a cell. */
void sheet_type(const Sheet *sheet, SheetRow *row, const char *column, const char *typed, Diagnostics *diagnostics);
SheetRow *sheet_add(Sheet *sheet, const char *agency); /* an empty row behind the last of this agency, else at the end */
