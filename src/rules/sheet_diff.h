/* What differs between two versions of a file of the directory, row by row and field by field. */
#pragma once
#include "sheet.h"

typedef enum { ROW_ADDED, ROW_CHANGED, ROW_REMOVED } RowChangeKind;
typedef struct {
    RowChangeKind kind;
    const SheetRow *before, *after; /* of the two sheets; NULL where there is none */
} RowChange;
typedef struct {
    const Sheet *before, *after; /* borrowed */
    GPtrArray *changes;          /* of RowChange: in the order of `after`, those removed at the end */
    guint added, changed, removed;
    gboolean reordered;          /* rows that are in both stand in another order, which is the order in which people are found */
} SheetDiff;

SheetDiff *sheet_diff(const Sheet *before, const Sheet *after);
void sheet_diff_free(SheetDiff *diff);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SheetDiff, sheet_diff_free)
gboolean sheet_diff_is_empty(const SheetDiff *diff);
/* Does this change say anything else than when the entry was last confirmed? */
gboolean row_change_matters(const SheetDiff *diff, const RowChange *change);
/* "csc, line_manager: Callum Reyes"; of an agency its id and name. Newly allocated. */
char *row_change_title(const SheetDiff *diff, const RowChange *change);
/* "until: (empty) → 2026-03-31" for each field that differs, of a row on one side alone "until: 2026-03-31" for each that is
 * filled in. Of char *. */
GPtrArray *row_change_fields(const SheetDiff *diff, const RowChange *change);
/* An error for each date that was written day first and is the one before it with day and month exchanged: whoever saved the
 * file writes the month first, and nothing in the date itself shows it. */
void sheet_diff_check_days(const SheetDiff *diff, Diagnostics *diagnostics);
