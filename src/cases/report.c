/* report: spans, columns and tables. What each table counts is report_tables.c's, report_answers.c's and report_times.c's; what
 * of it may be published report_hide.c's. A case is counted as its events say it was at the time: the same quarter counts the
 * same next year, but for what was corrected since. */
#include <string.h>

#include "report_private.h"

#define QUARTERS_BEFORE 4u

/* ---- quarters ---- */

Day quarter_begin(Day day)
{
    int year, month, mday;
    day_split(day, &year, &month, &mday);
    return day_new(year, (month - 1) / 3 * 3 + 1, 1);
}

Day quarter_end(Day day)
{
    return quarter_begin(quarter_begin(day) + 100) - 1;
}

char *quarter_label(Day day)
{
    int year, month, mday;
    day_split(day, &year, &month, &mday);
    return g_strdup_printf("%d Q%d", year, (month - 1) / 3 + 1);
}

gboolean quarter_read(const char *text, Day *from_out, Day *to_out)
{
    char *end = NULL;
    guint64 year = g_ascii_strtoull(text, &end, 10);
    while (*end == ' ' || *end == '-')
        end++;
    if (year < 1000 || year > 9999 || g_ascii_toupper(*end) != 'Q' || end[1] < '1' ||
        end[1] > '4' || end[2] != '\0')
        return FALSE;
    *from_out = day_new((int)year, (end[1] - '1') * 3 + 1, 1);
    *to_out = quarter_end(*from_out);
    return TRUE;
}

gboolean year_read(const char *text, Day *from_out, Day *to_out)
{
    guint64 year = 0;
    if (!g_ascii_string_to_unsigned(text, 10, 1000, 9999, &year, NULL))
        return FALSE;
    *from_out = day_new((int)year, 1, 1);
    *to_out = day_new((int)year, 12, 31);
    return TRUE;
}

/* The last quarter that is over before the day, and those before it. */
static Day quarter_before(Day day, guint count)
{
    Day begin = quarter_begin(day);
    while (count-- > 0)
        begin = quarter_begin(begin - 1);
    return begin;
}

Day report_looks_from(Day from)
{
    return quarter_before(from, QUARTERS_BEFORE);
}

static gboolean is_quarter(Day from, Day to)
{
    return quarter_begin(from) == from && quarter_end(from) == to;
}

static gboolean is_year(Day from, Day to)
{
    int year, month, mday;
    day_split(from, &year, &month, &mday);
    return from == day_new(year, 1, 1) && to == day_new(year, 12, 31);
}

/* Quarters do not overlap, nor do years, and a year is held against its own quarters: any other span would be known from these
 * by subtraction, or from another such span. */
static const char *why_not_published(Day from, Day to, Day today)
{
    if (!is_quarter(from, to) && !is_year(from, to))
        return "what is published is of one quarter or one calendar year: of spans that overlap, "
               "what happened in the part that is in one of them alone could be had by "
               "subtraction";
    if (to >= today)
        return "what is published is of a quarter or year that is over: counted now and again at "
               "its end, what happened between could be had by subtraction";
    return NULL;
}

gboolean report_span(Day from, Day to, Day today, gboolean publish, const char **why_out)
{
    *why_out = from > to ? "the span ends before it begins"
               : publish ? why_not_published(from, to, today)
                         : NULL;
    return *why_out == NULL;
}

/* ---- columns ---- */

static void column_free(gpointer data)
{
    ReportColumn *column = data;
    g_free(column->label);
    g_free(column);
}

static char *span_label(Day from, Day to)
{
    int year, month, mday;
    day_split(from, &year, &month, &mday);
    if (is_year(from, to))
        return g_strdup_printf("%d", year);
    if (is_quarter(from, to))
        return quarter_label(from);
    g_autofree char *first = day_words(from);
    g_autofree char *last = day_words(to);
    return g_strdup_printf("%s to %s", first, last);
}

static void add_column(Report *report, Day from, Day to, gboolean part)
{
    ReportColumn *column = g_new0(ReportColumn, 1);
    column->from = from;
    column->to = to;
    column->part = part;
    column->label = span_label(from, to);
    g_ptr_array_add(report->columns, column);
}

static void add_columns(Report *report, Day from, Day to)
{
    add_column(report, from, to, FALSE);
    for (guint i = 1; i <= QUARTERS_BEFORE; i++) {
        Day begin = quarter_before(from, i);
        add_column(report, begin, quarter_end(begin), FALSE);
    }
    if (!report->published || quarter_end(from) == to)
        return;
    for (Day begin = from; begin < to; begin = quarter_end(begin) + 1)
        add_column(report, begin, quarter_end(begin), TRUE);
}

guint report_shown(const Report *report)
{
    guint shown = 0;
    while (shown < report->columns->len && !((ReportColumn *)report->columns->pdata[shown])->part)
        shown++;
    return shown;
}

Span report_span_of(const Counting *counting, guint column)
{
    const ReportColumn *of = counting->report->columns->pdata[column];
    GTimeZone *zone = counting->rules->site.zone;
    return (Span){column, of->from, of->to, instant_at(of->from, 0, zone),
                  instant_at(of->to + 1, 0, zone)};
}

gboolean span_holds(const Span *span, Instant at)
{
    return at != INSTANT_UNKNOWN && at >= span->start && at < span->end;
}

/* ---- tables ---- */

static void row_free(gpointer data)
{
    ReportRow *row = data;
    g_free(row->key);
    g_free(row->label);
    g_free(row->cells);
    g_free(row);
}

static void table_free(gpointer data)
{
    ReportTable *table = data;
    g_free(table->definition);
    g_ptr_array_unref(table->rows);
    g_free(table);
}

ReportTable *report_add_table(Counting *counting, const char *id, const char *title, const char *of,
                              gboolean adds)
{
    ReportTable *table = g_new0(ReportTable, 1);
    table->id = id;
    table->title = title;
    table->of = of;
    table->adds = adds;
    table->rows = g_ptr_array_new_with_free_func(row_free);
    g_ptr_array_add(counting->report->tables, table);
    return table;
}

const ReportRow *report_row(const ReportTable *table, const char *key)
{
    for (guint i = 0; i < table->rows->len; i++) {
        const ReportRow *row = table->rows->pdata[i];
        if (g_str_equal(row->key, key))
            return row;
    }
    return NULL;
}

ReportRow *report_row_of(Counting *counting, ReportTable *table, const char *key, const char *label,
                         guint order, ReportUnit unit)
{
    ReportRow *row = (ReportRow *)report_row(table, key);
    if (row != NULL)
        return row;
    row = g_new0(ReportRow, 1);
    row->key = g_strdup(key);
    row->label = g_strdup(label);
    row->order = order;
    row->unit = unit;
    row->cells = g_new0(ReportCell, counting->report->columns->len);
    for (guint i = 0; unit != REPORT_COUNT && i < counting->report->columns->len; i++)
        row->cells[i].state = CELL_NOTHING;
    g_ptr_array_add(table->rows, row);
    return row;
}

void report_set(ReportRow *row, guint column, double value)
{
    row->cells[column] = (ReportCell){CELL_VALUE, value};
}

void report_count(Counting *counting, ReportTable *table, const char *key, const char *label,
                  guint order, guint column)
{
    ReportRow *row = report_row_of(counting, table, key, label, order, REPORT_COUNT);
    row->cells[column].value++;
}

ReportRow *report_total(Counting *counting, ReportTable *table)
{
    ReportRow *row = report_row_of(counting, table, "all", "All", ORDER_TOTAL, REPORT_COUNT);
    row->total = TRUE;
    return row;
}

static int compare_rows(gconstpointer a, gconstpointer b)
{
    const ReportRow *one = *(const ReportRow *const *)a, *other = *(const ReportRow *const *)b;
    if (one->order != other->order)
        return one->order < other->order ? -1 : 1;
    return strcmp(one->label, other->label);
}

const ReportTable *report_table(const Report *report, const char *id)
{
    for (guint i = 0; i < report->tables->len; i++) {
        const ReportTable *table = report->tables->pdata[i];
        if (g_str_equal(table->id, id))
            return table;
    }
    return NULL;
}

static guint erased_in(const Counting *counting)
{
    guint erased = 0;
    Span span = report_span_of(counting, 0);
    for (guint i = 0; i < counting->courses->len; i++) {
        const Course *course = counting->courses->pdata[i];
        erased += course->erased && span_holds(&span, course->c->opened);
    }
    return erased;
}

Report *report_make(GPtrArray *cases, const Ruleset *rules, Day from, Day to, Day today,
                    gboolean publish)
{
    Report *report = g_new0(Report, 1);
    report->columns = g_ptr_array_new_with_free_func(column_free);
    report->tables = g_ptr_array_new_with_free_func(table_free);
    report->made = today;
    report->published = publish;
    add_columns(report, from, to);
    g_autoptr(GPtrArray) courses = g_ptr_array_new_with_free_func((GDestroyNotify)course_free);
    for (guint i = 0; i < cases->len; i++)
        g_ptr_array_add(courses, course_read(cases->pdata[i], rules));
    Counting counting = {report, rules, courses};
    report->erased = erased_in(&counting);
    report_tables(&counting);
    report_answer_tables(&counting);
    report_time_tables(&counting);
    for (guint i = 0; i < report->tables->len; i++)
        g_ptr_array_sort(((ReportTable *)report->tables->pdata[i])->rows, compare_rows);
    if (publish)
        report_hide(report);
    return report;
}

void report_free(Report *report)
{
    if (report == NULL)
        return;
    g_ptr_array_unref(report->columns);
    g_ptr_array_unref(report->tables);
    g_free(report);
}
