/* report_hide: what of a report may not be published: counts of 1 to 4, and whatever else would give one of them away.
 *
 * A small count is hidden; 0 is not, it speaks of nobody. Then what a reader could work out is worked out here: the rows of
 * a table make up its total, the same count stands in several tables, quarters make up a year, what was not met is the rest of
 * what fell due, what was not urgent the rest of what was raised. As long as a hidden small count could be told to within five, the smallest count beside it is hidden, too, and
 * looks the same. Nothing that was hidden is ever shown again. Of each column that is done alone but for a year and its own quarters,
 * so that a quarter hides the same in every report that shows it. Medians of fewer than five are hidden. */
#include <string.h>

#include "report_private.h"

#define LEAST 5.0  /* the smallest count that is published */
#define WITHIN 4.0 /* a hidden one may not be known better than that */
#define ANY 1e9

typedef struct {
    ReportCell *cell;        /* a cell that it stands in; NULL: in none, but it can be worked out */
    double value, low, high; /* what a reader knows: between these */
    gboolean shown, small;
    gboolean fixed;    /* published as it is, whatever comes of it here */
    gboolean given_up; /* small, and there is nothing more to hide beside it */
} Figure;

typedef struct {
    guint total;
    GArray *parts; /* of guint */
} Sum;

typedef struct {
    GArray *figures;   /* of Figure */
    GArray *sums;      /* of Sum */
    GHashTable *known; /* ReportCell → its figure + 1 */
    gboolean years;    /* the span's quarters were published before it */
} Hiding;

static Figure *figure_at(const Hiding *h, guint index)
{
    return &g_array_index(h->figures, Figure, index);
}

static gboolean is_small(double value)
{
    return value > 0 && value < LEAST;
}

static guint add_figure(Hiding *h, ReportCell *cell, double value, gboolean shown)
{
    gpointer known = cell ? g_hash_table_lookup(h->known, cell) : NULL;
    if (known != NULL)
        return GPOINTER_TO_UINT(known) - 1;
    const Figure figure = {
        .cell = cell, .value = value, .shown = shown && !is_small(value), .small = is_small(value)};
    g_array_append_val(h->figures, figure);
    if (cell != NULL)
        g_hash_table_insert(h->known, cell, GUINT_TO_POINTER(h->figures->len));
    return h->figures->len - 1;
}

static Sum *add_sum(Hiding *h, guint total)
{
    const Sum sum = {.total = total, .parts = g_array_new(FALSE, FALSE, sizeof(guint))};
    g_array_append_val(h->sums, sum);
    return &g_array_index(h->sums, Sum, h->sums->len - 1);
}

static void clear_sum(gpointer data)
{
    g_array_unref(((Sum *)data)->parts);
}

/* ---- what a reader can work out ---- */

static gboolean narrow(Figure *figure, double low, double high)
{
    gboolean narrower = low > figure->low || high < figure->high;
    figure->low = MAX(figure->low, low);
    figure->high = MIN(figure->high, high);
    return narrower;
}

static gboolean narrow_sum(Hiding *h, const Sum *sum)
{
    double low = 0, high = 0;
    guint endless = 0; /* parts of which no highest is known */
    Figure *total = figure_at(h, sum->total);
    for (guint i = 0; i < sum->parts->len; i++) {
        const Figure *part = figure_at(h, g_array_index(sum->parts, guint, i));
        low += part->low;
        high += part->high < ANY ? part->high : 0;
        endless += part->high >= ANY;
    }
    gboolean narrower = narrow(total, low, endless > 0 ? ANY : high);
    for (guint i = 0; i < sum->parts->len; i++) {
        Figure *part = figure_at(h, g_array_index(sum->parts, guint, i));
        gboolean has_end = part->high < ANY;
        double others = endless > (has_end ? 0u : 1u) ? ANY : high - (has_end ? part->high : 0);
        narrower |= narrow(part, others >= ANY ? 0 : total->low - others,
                           total->high >= ANY ? ANY : total->high - (low - part->low));
    }
    return narrower;
}

static void work_out(Hiding *h)
{
    gboolean narrower = TRUE;
    for (guint i = 0; i < h->figures->len; i++) {
        Figure *figure = figure_at(h, i);
        figure->low = figure->shown ? figure->value : MIN(figure->value, 1);
        figure->high = figure->shown ? figure->value : ANY;
    }
    for (guint round = 0; narrower && round < 1000; round++) {
        narrower = FALSE;
        for (guint i = 0; i < h->sums->len; i++)
            narrower |= narrow_sum(h, &g_array_index(h->sums, Sum, i));
    }
}

/* ---- what is hidden beside it ---- */

static gboolean holds(const Sum *sum, guint index)
{
    for (guint i = 0; i < sum->parts->len; i++)
        if (g_array_index(sum->parts, guint, i) == index)
            return TRUE;
    return sum->total == index;
}

static void consider(const Hiding *h, guint index, Figure **least)
{
    Figure *figure = figure_at(h, index);
    if (figure->shown && !figure->fixed && figure->cell != NULL && figure->value > 0 &&
        (*least == NULL || figure->value < (*least)->value))
        *least = figure;
}

/* The smallest shown count in one of the sums that this figure stands in: a part before a total. */
static Figure *beside(const Hiding *h, guint index)
{
    Figure *least = NULL;
    for (guint i = 0; i < h->sums->len; i++) {
        const Sum *sum = &g_array_index(h->sums, Sum, i);
        guint parts = holds(sum, index) ? sum->parts->len : 0;
        for (guint j = 0; j < parts; j++)
            consider(h, g_array_index(sum->parts, guint, j), &least);
    }
    for (guint i = 0; least == NULL && i < h->sums->len; i++) {
        const Sum *sum = &g_array_index(h->sums, Sum, i);
        if (holds(sum, index))
            consider(h, sum->total, &least);
    }
    return least;
}

/* A hidden figure that stands in a sum with this one, and was not met yet, is met. */
static void meet(const Hiding *h, guint index, GArray *met, gboolean *known)
{
    for (guint i = 0; i < h->sums->len; i++) {
        const Sum *sum = &g_array_index(h->sums, Sum, i);
        guint figures = holds(sum, index) ? sum->parts->len + 1 : 0;
        for (guint j = 0; j < figures; j++) {
            guint other = j < sum->parts->len ? g_array_index(sum->parts, guint, j) : sum->total;
            if (known[other] || figure_at(h, other)->shown)
                continue;
            known[other] = TRUE;
            g_array_append_val(met, other);
        }
    }
}

/* What to hide so that this one is told no more: beside it, else beside what is hidden beside it, and so on. */
static Figure *next_to_hide(const Hiding *h, guint index)
{
    g_autofree gboolean *known = g_new0(gboolean, h->figures->len);
    g_autoptr(GArray) met = g_array_new(FALSE, FALSE, sizeof(guint));
    Figure *found = NULL;
    known[index] = TRUE;
    g_array_append_val(met, index);
    for (guint i = 0; found == NULL && i < met->len; i++) {
        found = beside(h, g_array_index(met, guint, i));
        if (found == NULL)
            meet(h, g_array_index(met, guint, i), met, known);
    }
    return found;
}

/* FALSE when no small count can be told any more. */
static gboolean hide_one(Hiding *h)
{
    work_out(h);
    for (guint i = 0; i < h->figures->len; i++) {
        Figure *figure = figure_at(h, i);
        if (!figure->small || figure->given_up || figure->high - figure->low >= WITHIN)
            continue;
        Figure *other = next_to_hide(h, i);
        if (other != NULL)
            other->shown = FALSE;
        else
            figure->given_up = TRUE;
        return TRUE;
    }
    return FALSE;
}

/* ---- the sums of a report ---- */

static gboolean is_counted(const ReportRow *row, guint column)
{
    CellState state = row->cells[column].state;
    return row->unit == REPORT_COUNT && !row->internal &&
           (state == CELL_VALUE || state == CELL_HIDDEN);
}

static guint figure_of(Hiding *h, const ReportRow *row, guint column)
{
    guint index = add_figure(h, &row->cells[column], row->cells[column].value,
                             row->cells[column].state == CELL_VALUE);
    figure_at(h, index)->fixed = h->years && column > 0;
    return index;
}

static const ReportRow *total_of(const Report *report, const ReportTable *table)
{
    return table->same_as ? report_row(report_table(report, "cases"), table->same_as)
                          : report_row(table, "all");
}

/* A count that stands nowhere, taken to be known. */
static guint known_figure(Hiding *h, double value)
{
    guint index = add_figure(h, NULL, value, TRUE);
    figure_at(h, index)->shown = TRUE;
    figure_at(h, index)->small = FALSE;
    return index;
}

/* Rows that a case can stand in several of: as if their sum were known. */
static guint sum_of_rows(Hiding *h, const ReportTable *table, guint column)
{
    double value = 0;
    for (guint i = 0; i < table->rows->len; i++)
        if (is_counted(table->rows->pdata[i], column))
            value += ((const ReportRow *)table->rows->pdata[i])->cells[column].value;
    return known_figure(h, value);
}

/* In a column that nobody asked there is none, and no parts say nothing of the total. */
static gboolean has_parts(const ReportTable *table, guint column)
{
    static const char *const apart[] = {"cases", "policy-dates", "delays", "working-days", NULL};
    gboolean counted = FALSE;
    for (guint i = 0; i < table->rows->len; i++) {
        const ReportRow *row = table->rows->pdata[i];
        counted = counted || (!row->total && is_counted(row, column));
    }
    return counted && !g_strv_contains(apart, table->id);
}

static void add_rows(Hiding *h, const Report *report, const ReportTable *table, guint column)
{
    Sum *sum = NULL;
    if (has_parts(table, column)) {
        const ReportRow *total = table->adds ? total_of(report, table) : NULL;
        sum = add_sum(h, total && is_counted(total, column) ? figure_of(h, total, column)
                                                            : sum_of_rows(h, table, column));
    }
    for (guint i = 0; i < table->rows->len; i++) {
        const ReportRow *row = table->rows->pdata[i];
        if (!is_counted(row, column) || row->total)
            continue;
        guint index = figure_of(h, row, column);
        if (sum != NULL)
            g_array_append_val(sum->parts, index);
    }
}

/* ---- counts of the same, and counts that are among others ---- */

/* The erased of these tables are the same cases, raised in the span: one figure, wherever it stands. */
static void share_erased(Hiding *h, const Report *report, guint column)
{
    static const char *const ids[] = {"reasons", "level-of-need", "child-status"};
    guint shared = G_MAXUINT;
    for (guint i = 0; i < G_N_ELEMENTS(ids); i++) {
        const ReportTable *table = report_table(report, ids[i]);
        const ReportRow *row = table ? report_row(table, "erased") : NULL;
        if (row == NULL || !is_counted(row, column))
            continue;
        if (shared == G_MAXUINT)
            shared = figure_of(h, row, column);
        g_hash_table_insert(h->known, &row->cells[column], GUINT_TO_POINTER(shared + 1));
    }
}

static const ReportRow *sibling(const ReportTable *table, const ReportRow *row, const char *ending,
                                const char *other)
{
    g_autofree char *id = g_strndup(row->key, strlen(row->key) - strlen(ending));
    g_autofree char *key = g_strconcat(id, other, NULL);
    return report_row(table, key);
}

/* The rest of `whole` can be worked out. A part that is more than the whole began before the span: there is no such rest. */
static void add_rest(Hiding *h, const ReportRow *whole, const ReportRow *part, guint column)
{
    if (whole == NULL || part == NULL || !is_counted(whole, column) || !is_counted(part, column) ||
        part->cells[column].value > whole->cells[column].value)
        return;
    guint parts[] = {
        figure_of(h, part, column),
        add_figure(h, NULL, whole->cells[column].value - part->cells[column].value, FALSE)};
    g_array_append_vals(add_sum(h, figure_of(h, whole, column))->parts, parts, 2);
}

/* Of every row that ends so the part is the row that begins alike and ends in `part`. */
static void add_rests(Hiding *h, const ReportTable *table, const char *whole, const char *part,
                      guint column)
{
    for (guint i = 0; i < table->rows->len; i++) {
        const ReportRow *row = table->rows->pdata[i];
        if (g_str_has_suffix(row->key, whole))
            add_rest(h, row, sibling(table, row, whole, part), column);
    }
}

/* The quarters of the span itself make it up, but for what is counted at a moment. */
static void add_quarters(Hiding *h, const Report *report, const ReportTable *table)
{
    guint first = report_shown(report);
    if (first == report->columns->len || g_str_equal(table->id, "stage-reached"))
        return;
    for (guint i = 0; i < table->rows->len; i++) {
        const ReportRow *row = table->rows->pdata[i];
        if (!is_counted(row, 0) || (row->total && table->same_as != NULL))
            continue;
        Sum *sum = add_sum(h, figure_of(h, row, 0));
        for (guint column = first; column < report->columns->len; column++) {
            guint index = is_counted(row, column) ? figure_of(h, row, column)
                                                  : known_figure(h, row->cells[column].value);
            g_array_append_val(sum->parts, index);
        }
    }
}

static void add_column(Hiding *h, const Report *report, guint column)
{
    const ReportTable *cases = report_table(report, "cases");
    share_erased(h, report, column);
    for (guint i = 0; i < report->tables->len; i++) {
        const ReportTable *table = report->tables->pdata[i];
        if (!table->internal)
            add_rows(h, report, table, column);
        if (g_str_equal(table->id, "policy-dates"))
            add_rests(h, table, " due", " met", column);
        else if (g_str_equal(table->id, "delays"))
            add_rests(h, table, " asked", " given", column);
    }
    add_rest(h, report_row(cases, "raised"), report_row(cases, "urgent"), column);
}

static void hide(Hiding *h)
{
    while (hide_one(h))
        ;
    GHashTableIter each;
    gpointer cell, figure;
    g_hash_table_iter_init(&each, h->known);
    while (g_hash_table_iter_next(&each, &cell, &figure))
        if (!figure_at(h, GPOINTER_TO_UINT(figure) - 1)->shown)
            ((ReportCell *)cell)->state = CELL_HIDDEN;
}

/* One column alone; `years`: together with the quarters that it is made of. */
static void hide_column(const Report *report, guint column, gboolean years)
{
    Hiding h = {.figures = g_array_new(FALSE, TRUE, sizeof(Figure)),
                .sums = g_array_new(FALSE, TRUE, sizeof(Sum)),
                .known = g_hash_table_new(NULL, NULL),
                .years = years};
    g_array_set_clear_func(h.sums, clear_sum);
    add_column(&h, report, column);
    for (guint part = report_shown(report); years && part < report->columns->len; part++)
        add_column(&h, report, part);
    for (guint i = 0; years && i < report->tables->len; i++)
        if (!((ReportTable *)report->tables->pdata[i])->internal)
            add_quarters(&h, report, report->tables->pdata[i]);
    hide(&h);
    g_array_unref(h.figures);
    g_array_unref(h.sums);
    g_hash_table_unref(h.known);
}

/* ---- what is no count ---- */

static void hide_figures(const ReportTable *table, ReportRow *row, guint column)
{
    ReportCell *cell = &row->cells[column];
    if (row->unit == REPORT_DAYS && cell->state == CELL_VALUE &&
        g_str_has_suffix(row->key, "median")) {
        const ReportRow *number = sibling(table, row, "median", "number");
        if (number == NULL || number->cells[column].value < LEAST)
            cell->state = CELL_HIDDEN;
    } else if (row->unit == REPORT_PERCENT && cell->state == CELL_VALUE) {
        const ReportRow *due = sibling(table, row, "share", "due"),
                        *met = sibling(table, row, "share", "met");
        if (due->cells[column].state != CELL_VALUE || met->cells[column].state != CELL_VALUE)
            cell->state = CELL_HIDDEN;
    }
}

static void same_totals(const Report *report, const ReportTable *table, ReportRow *row)
{
    const ReportRow *same = total_of(report, table);
    for (guint column = 0; row->total && same != row && column < report->columns->len; column++)
        if (same->cells[column].state == CELL_HIDDEN && row->cells[column].state == CELL_VALUE)
            row->cells[column].state = CELL_HIDDEN;
}

static void keep_published(Report *report)
{
    for (guint i = report->tables->len; i > 0; i--) {
        ReportTable *table = report->tables->pdata[i - 1];
        for (guint j = table->rows->len; !table->internal && j > 0; j--)
            if (((const ReportRow *)table->rows->pdata[j - 1])->internal)
                g_ptr_array_remove_index(table->rows, j - 1);
        if (table->internal)
            g_ptr_array_remove_index(report->tables, i - 1);
    }
}

static void hide_rest(const Report *report, const ReportTable *table)
{
    for (guint i = 0; i < table->rows->len; i++) {
        same_totals(report, table, table->rows->pdata[i]);
        for (guint column = 0; column < report->columns->len; column++)
            hide_figures(table, table->rows->pdata[i], column);
    }
}

void report_hide(Report *report)
{
    guint all = report->columns->len;
    gboolean years = report_shown(report) < all;
    for (guint column = 0; column < all; column++)
        if (column > 0 || !years)
            hide_column(report, column, FALSE);
    if (years)
        hide_column(report, 0, TRUE);
    for (guint i = 0; i < report->tables->len; i++)
        hide_rest(report, report->tables->pdata[i]);
    keep_published(report);
    g_ptr_array_set_size(report->columns, (gint)report_shown(report));
}
