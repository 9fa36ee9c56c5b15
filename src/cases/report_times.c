/* report_times: working days of the site's calendar, and the dates that the policies give. Where a policy has no date there is
 * no share within it: none is invented. */
#include <string.h>

#include "report_private.h"

/* ---- working days ---- */

typedef struct {  /* the lengths of what ended in a column, by row */
    GArray *days; /* of guint */
    ReportRow *median, *longest, *number;
} Lengths;

static void lengths_free(gpointer data)
{
    Lengths *lengths = data;
    g_array_unref(lengths->days);
    g_free(lengths);
}

static int compare_numbers(gconstpointer a, gconstpointer b)
{
    guint one = *(const guint *)a, other = *(const guint *)b;
    return one < other ? -1 : one > other;
}

static double median_of(const GArray *sorted)
{
    guint middle = sorted->len / 2;
    double high = g_array_index(sorted, guint, middle);
    return sorted->len % 2 ? high : (high + g_array_index(sorted, guint, middle - 1)) / 2;
}

static void set_lengths(const Lengths *lengths, guint column)
{
    GArray *days = lengths->days;
    g_array_sort(days, compare_numbers);
    report_set(lengths->median, column, median_of(days));
    report_set(lengths->longest, column, g_array_index(days, guint, days->len - 1));
    report_set(lengths->number, column, days->len);
}

static Lengths *lengths_of(GPtrArray *all, ReportRow *median)
{
    for (guint i = 0; i < all->len; i++)
        if (((Lengths *)all->pdata[i])->median == median)
            return all->pdata[i];
    Lengths *lengths = g_new0(Lengths, 1);
    lengths->days = g_array_new(FALSE, FALSE, sizeof(guint));
    lengths->median = median;
    g_ptr_array_add(all, lengths);
    return lengths;
}

static void add_length(Counting *counting, Lengths *lengths, Instant from, Instant to)
{
    GTimeZone *zone = counting->rules->site.zone;
    guint days =
        calendar_between(counting->rules->calendar, instant_day(from, zone), instant_day(to, zone));
    g_array_append_val(lengths->days, days);
}

static ReportRow *internal(ReportRow *row)
{
    row->internal = TRUE; /* the longest is one case's, and with the number others could be told */
    return row;
}

static void measure_stay(Counting *counting, ReportTable *table, GPtrArray *all,
                         const Course *course, const Stay *stay)
{
    Lengths *lengths = lengths_of(
        all, report_stage_row(counting, table, course, stay->stage, "median", 1, REPORT_DAYS));
    lengths->longest =
        internal(report_stage_row(counting, table, course, stay->stage, "longest", 2, REPORT_DAYS));
    lengths->number =
        internal(report_stage_row(counting, table, course, stay->stage, "number", 3, REPORT_COUNT));
    add_length(counting, lengths, stay->entered, stay->left);
}

/* From the opening, or from the re-opening that came before. */
static Instant round_began(const Course *course, Instant resolved)
{
    Instant began = course->c->opened;
    for (guint i = 0; i < course->reopened->len; i++)
        if (g_array_index(course->reopened, Instant, i) <= resolved)
            began = g_array_index(course->reopened, Instant, i);
    return began;
}

static void measure_whole(Counting *counting, ReportTable *table, GPtrArray *all,
                          const Course *course, const Stay *stay)
{
    ReportRow *median =
        report_row_of(counting, table, "whole median", "From raising to resolution: median",
                      ORDER_REST, REPORT_DAYS);
    Lengths *lengths = lengths_of(all, median);
    lengths->longest =
        internal(report_row_of(counting, table, "whole longest",
                               "From raising to resolution: longest", ORDER_REST + 1, REPORT_DAYS));
    lengths->number =
        internal(report_row_of(counting, table, "whole number",
                               "From raising to resolution: number", ORDER_REST + 2, REPORT_COUNT));
    add_length(counting, lengths, round_began(course, stay->left), stay->left);
}

static void measure(Counting *counting, ReportTable *table, const Span *span)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(lengths_free);
    for (guint i = 0; i < counting->courses->len; i++) {
        const Course *course = counting->courses->pdata[i];
        for (guint j = 0; j < course->stays->len; j++) {
            const Stay *stay = &g_array_index(course->stays, Stay, j);
            if (!span_holds(span, stay->left))
                continue;
            measure_stay(counting, table, all, course, stay);
            if (stay->resolved)
                measure_whole(counting, table, all, course, stay);
        }
    }
    for (guint i = 0; i < all->len; i++)
        set_lengths(all->pdata[i], span->column);
}

/* ---- dates of the policies ---- */

static gboolean has_clock(const Policy *policy, gconstpointer id)
{
    return policy_clock(policy, id) != NULL;
}

/* The rows of one id stand together. */
static guint order_of(const char *id, guint which)
{
    guint order = 0;
    for (const char *c = id; *c; c++)
        order = order * 31 % 10007 + (guchar)*c;
    return order * 10 + which;
}

/* The three rows of a clock. */
static ReportRow *clock_row(Counting *counting, ReportTable *table, const PolicyClock *clock,
                            guint which)
{
    static const char *const words[] = {"fell due", "met", "share met"};
    g_autofree char *key = g_strdup_printf("%s %s", clock->id,
                                           which == 0   ? "due"
                                           : which == 1 ? "met"
                                                        : "share");
    g_autofree char *wording = report_capital(clock->wording ? clock->wording : clock->id);
    g_autofree char *label = g_strdup_printf("%s: %s", wording, words[which]);
    return report_row_of(counting, table, key, label, order_of(clock->id, which),
                         which == 2 ? REPORT_PERCENT : REPORT_COUNT);
}

static void add_clocks(Counting *counting, ReportTable *table, const Policy *policy)
{
    for (guint i = 0; policy != NULL && i < policy->clocks->len; i++) {
        const PolicyClock *clock = policy->clocks->pdata[i];
        for (guint which = 0; clock->kind != CLOCK_SAFE_BY && which < 3; which++)
            (void)clock_row(counting, table, clock, which);
    }
}

/* Of a date that is still to come nobody can say yet that it was not met. */
static gboolean is_told(const Counting *counting, const CourseDate *date)
{
    return date->settled != INSTANT_UNKNOWN ||
           date->due < instant_at(counting->report->made + 1, 0, counting->rules->site.zone);
}

static void count_dates(Counting *counting, ReportTable *table, const Course *course,
                        const Span *span)
{
    for (guint i = 0; course->policy != NULL && i < course->dates->len; i++) {
        const CourseDate *date = &g_array_index(course->dates, CourseDate, i);
        const PolicyClock *clock = policy_clock(course->policy, date->clock);
        if (clock == NULL || clock->kind == CLOCK_SAFE_BY || !span_holds(span, date->due) ||
            !is_told(counting, date))
            continue;
        clock_row(counting, table, clock, 0)->cells[span->column].value++;
        if (date->settled != INSTANT_UNKNOWN && date->settled <= date->due)
            clock_row(counting, table, clock, 1)->cells[span->column].value++;
    }
}

static const ReportRow *row_beside(const ReportTable *table, const ReportRow *share,
                                   const char *which)
{
    g_autofree char *id = g_strndup(share->key, strlen(share->key) - strlen(" share"));
    g_autofree char *key = g_strdup_printf("%s %s", id, which);
    return report_row(table, key);
}

static void share(Counting *counting, ReportTable *table, const Span *span)
{
    for (guint i = 0; i < table->rows->len; i++) {
        ReportRow *row = table->rows->pdata[i];
        if (row->unit != REPORT_PERCENT)
            continue;
        double due = row_beside(table, row, "due")->cells[span->column].value;
        if (due > 0)
            report_set(row, span->column,
                       100 * row_beside(table, row, "met")->cells[span->column].value / due);
    }
    for (guint i = 0; i < table->rows->len; i++) {
        ReportRow *row = table->rows->pdata[i];
        g_autofree char *id = g_strndup(row->key, (gsize)(strrchr(row->key, ' ') - row->key));
        const ReportRow *due = row->unit == REPORT_PERCENT ? row_beside(table, row, "due") : row;
        if (!report_asked(counting, span, has_clock, id) && due->cells[span->column].value == 0)
            row->cells[span->column].state = CELL_NOT_ASKED;
    }
}

/* ---- the record of a delay ---- */

static gboolean has_delay_record(const Policy *policy, gconstpointer data)
{
    (void)data;
    return policy->delay_record->len > 0;
}

static ReportRow *delay_row(Counting *counting, ReportTable *table, const char *kind, gboolean met)
{
    g_autofree char *words = g_strdelimit(g_strdup(kind), "-_", ' ');
    g_autofree char *capital = report_capital(words);
    g_autofree char *key = g_strdup_printf("%s %s", kind, met ? "given" : "asked");
    g_autofree char *label = g_strdup_printf("%s: %s", capital, met ? "given" : "asked for");
    return report_row_of(counting, table, key, label, order_of(kind, met ? 1 : 0), REPORT_COUNT);
}

static void count_delays(Counting *counting, ReportTable *table, const Course *course,
                         const Span *span)
{
    for (guint i = 0; i < course->delays->len; i++) {
        const CourseDelay *delay = &g_array_index(course->delays, CourseDelay, i);
        if (span_holds(span, delay->asked))
            delay_row(counting, table, delay->kind, FALSE)->cells[span->column].value++;
        if (span_holds(span, delay->met))
            delay_row(counting, table, delay->kind, TRUE)->cells[span->column].value++;
    }
}

static void add_delays(Counting *counting, ReportTable *table)
{
    for (guint i = 0; i < counting->rules->policies->len; i++) {
        const Policy *policy = counting->rules->policies->pdata[i];
        for (guint j = 0; j < policy->delay_record->len; j++)
            for (guint met = 0; met < 2; met++)
                (void)delay_row(counting, table,
                                ((const PolicyOwed *)policy->delay_record->pdata[j])->kind,
                                met == 1);
    }
}

void report_time_tables(Counting *counting)
{
    ReportTable *days = report_add_table(counting, "working-days", "Working days", "Stage", FALSE);
    ReportTable *dates =
        report_add_table(counting, "policy-dates", "Dates that the policy gives", "Date", FALSE);
    ReportTable *delays =
        report_add_table(counting, "delays", "The record of a delay", "What is asked", FALSE);
    days->definition =
        g_strdup("Of stays in a stage that ended in the span, all tiers of a stage together, and "
                 "of cases resolved in "
                 "the span: working days after the day on which it began, up to and with the day "
                 "on which it ended, "
                 "without weekends and bank holidays; begun and ended on one day is 0.");
    dates->definition = g_strdup(
        "Dates that fell due in the span, and of these how many were met: what the date "
        "waits for was done by "
        "then, as far as anybody told us. One that is still to come on the day of this report "
        "counts when it was met. A guide is a guide: to pass it is no failure.");
    delays->definition = g_strdup("Cases in which the policy's question about a delay was asked, "
                                  "and those in which it was answered, "
                                  "each by the day of that. The reasons are in the cases.");
    for (guint i = 0; i < counting->rules->policies->len; i++)
        add_clocks(counting, dates, counting->rules->policies->pdata[i]);
    add_delays(counting, delays);
    for (guint column = 0; column < counting->report->columns->len; column++) {
        Span span = report_span_of(counting, column);
        measure(counting, days, &span);
        for (guint i = 0; i < counting->courses->len; i++) {
            count_dates(counting, dates, counting->courses->pdata[i], &span);
            count_delays(counting, delays, counting->courses->pdata[i], &span);
        }
        share(counting, dates, &span);
        if (!report_asked(counting, &span, has_delay_record, NULL))
            report_not_asked(counting, delays, column);
    }
}
