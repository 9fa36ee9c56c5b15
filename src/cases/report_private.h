/* Within report*.c: how the tables are filled. */
#pragma once
#include "course.h"
#include "report.h"

typedef struct {
    Report *report;
    const Ruleset *rules;
    GPtrArray *courses; /* of Course */
} Counting;

typedef struct { /* of one column, as instants: from `start` until just before `end` */
    guint column;
    Day from, to;
    Instant start, end;
} Span;

Span report_span_of(const Counting *counting, guint column);
gboolean span_holds(const Span *span, Instant at);

ReportTable *report_add_table(Counting *counting, const char *id, const char *title, const char *of, gboolean adds);
/* The row, made on first use with all its cells 0 (for REPORT_DAYS and REPORT_PERCENT: nothing). Rows are shown by `order`, then by
 * label. */
ReportRow *report_row_of(Counting *counting, ReportTable *table, const char *key, const char *label, guint order,
                         ReportUnit unit);
void report_count(Counting *counting, ReportTable *table, const char *key, const char *label, guint order, guint column);
void report_set(ReportRow *row, guint column, double value);
ReportRow *report_total(Counting *counting, ReportTable *table); /* the last row, "All" */

/* Does a policy ask it? `data` is whatever the question needs. */
typedef gboolean (*Asks)(const Policy *policy, gconstpointer data);
/* Is there any that does, among those in force on its first or last day or of the cases that went on in it? */
gboolean report_asked(const Counting *counting, const Span *span, Asks asks, gconstpointer data);
#define REPORT_NOT_ASKED "The policy does not ask it"
/* Marks the column in every row, unless somebody answered all the same. */
void report_not_asked(Counting *counting, ReportTable *table, guint column);
char *report_capital(const char *words); /* with a capital letter first; newly allocated */
/* The row of a stage: one for the stages of several policies that are called the same. `what` NULL or "median" … */
ReportRow *report_stage_row(Counting *counting, ReportTable *table, const Course *course, const char *stage, const char *what,
                            guint order, ReportUnit unit);

#define ORDER_REST 1000000u  /* "not known" and the like */
#define ORDER_TOTAL 2000000u

void report_tables(Counting *counting);       /* report_tables.c: who, where, how it ended */
void report_answer_tables(Counting *counting); /* report_answers.c: what was answered on the forms */
void report_time_tables(Counting *counting);  /* report_times.c: working days and dates */
void report_hide(Report *report);             /* report_hide.c: what may not be published */
