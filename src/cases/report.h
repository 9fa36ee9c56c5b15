/* What the office reports to its board: counts and working days of a span, beside the four quarters before it. Counted from recorded
 * events alone, each by a definition that stands with it. Pure: the caller brings the cases. */
#pragma once
#include "case.h"
#include "ruleset.h"

typedef struct {
    Day from, to;  /* both days are in it */
    char *label;   /* "2026 Q1", "1 Apr 2026 to 15 May 2026" */
    gboolean part; /* a quarter of the span itself, counted only to find what may be published; shown nowhere */
} ReportColumn;

typedef enum { REPORT_COUNT, REPORT_DAYS, REPORT_PERCENT } ReportUnit;
typedef enum {
    CELL_VALUE,
    CELL_NOTHING,   /* there was nothing to measure */
    CELL_NOT_ASKED, /* no policy of that time asks it */
    CELL_HIDDEN,    /* counted, and not published */
} CellState;
typedef struct {
    CellState state;
    double value;
} ReportCell;

typedef struct {
    char *key, *label;  /* key: as in the CSV, "csc", "S2", "cp_plan" */
    ReportUnit unit;
    gboolean total;
    gboolean internal;  /* not published at all */
    guint order;
    ReportCell *cells;  /* one a column */
} ReportRow;

typedef struct {
    const char *id, *title; /* "raised-by" */
    const char *of;         /* heading of the first column: "Agency" */
    char *definition;       /* what is counted, in words; stands beneath */
    GPtrArray *rows;        /* of ReportRow */
    gboolean adds;          /* every one counted stands in one row, and the rows make up the total */
    const char *same_as;    /* the row of the table "cases" that its total is; NULL none */
    gboolean internal;
} ReportTable;

typedef struct {
    GPtrArray *columns; /* of ReportColumn: the span, then the four quarters before it, the latest first, then its parts */
    GPtrArray *tables;  /* of ReportTable */
    Day made;
    gboolean published;
    guint erased;       /* cases of the span whose record was erased */
} Report;

/* FALSE and *why_out (a constant) when it is no span, or with `publish` none that may be published: one quarter or one calendar
 * year that is over. */
gboolean report_span(Day from, Day to, Day today, gboolean publish, const char **why_out);
/* The first day that a report on the span from `from` looks at: that of the fourth quarter before it. */
Day report_looks_from(Day from);
/* `cases` (of Case): at least those in progress on any day since report_looks_from(), whatever is among them besides. */
Report *report_make(GPtrArray *cases, const Ruleset *rules, Day from, Day to, Day today, gboolean publish);
void report_free(Report *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Report, report_free)

guint report_shown(const Report *report); /* columns that are shown; they come first */
const ReportTable *report_table(const Report *report, const char *id); /* NULL if none */
const ReportRow *report_row(const ReportTable *table, const char *key); /* NULL if none */
Day quarter_begin(Day day); /* the first day of its calendar quarter */
Day quarter_end(Day day);   /* the last */
char *quarter_label(Day day); /* "2026 Q1"; newly allocated */
gboolean quarter_read(const char *text, Day *from_out, Day *to_out); /* "2026Q1", "2026 q1" or "2026-Q1" */
gboolean year_read(const char *text, Day *from_out, Day *to_out);    /* "2026" */
