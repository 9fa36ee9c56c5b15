/* report_plots: what the tables say, drawn: plain SVG, in black, white and grey, so that it can be read in print and without
 * colour. A bar is the span's; the hollow marks behind it are the four quarters before, the latest nearest to the bar. Every figure
 * stands beside its bar as a number, and the title and description of a plot say what a reader who does not see it needs. Nothing
 * is drawn that the table does not show. */
#include <string.h>

#include "report_out.h"

#define WIDTH 720
#define LABEL 250 /* of this the names of the rows take */
#define ROOM 380  /* the longest bar */
#define STEP 44   /* from row to row */
#define TOP 44
#define ROWS_MOST 40u

typedef struct {
    Html *html;
    const Report *report;
    double scale;      /* pixels a unit */
    gboolean quarters; /* the quarters before are comparable: the span is one, or it is no count */
} Plot;

static char *number(double value)
{
    return g_strdup_printf("%g", value);
}

static void put_rect(Html *html, double x, double y, double width, double height, gboolean solid)
{
    g_autofree char *at_x = number(x), *at_y = number(y), *wide = number(MAX(width, 1)),
                    *high = number(height);
    html_put(html, "rect", "", "x", at_x, "y", at_y, "width", wide, "height", high, "fill",
             solid ? "currentColor" : "none", "stroke", "currentColor", "stroke-width", "1", NULL);
}

static void put_words(Html *html, double x, double y, const char *anchor, const char *size,
                      const char *text)
{
    g_autofree char *at_x = number(x), *at_y = number(y);
    html_put(html, "text", text, "x", at_x, "y", at_y, "text-anchor", anchor, "font-size", size,
             "font-family", "sans-serif", "fill", "currentColor", NULL);
}

static double highest(const Plot *plot, const ReportTable *table,
                      gboolean (*drawn)(const ReportRow *))
{
    double most = 1;
    guint columns = plot->quarters ? report_shown(plot->report) : 1;
    for (guint i = 0; i < table->rows->len; i++) {
        const ReportRow *row = table->rows->pdata[i];
        for (guint column = 0; drawn(row) && column < columns; column++)
            if (row->cells[column].state == CELL_VALUE)
                most = MAX(most, row->cells[column].value);
    }
    return most;
}

/* The span's bar with its figure, and thin hollow bars for the quarters before. */
static void draw_row(const Plot *plot, const ReportRow *row, double y)
{
    g_autofree char *figure = report_words_cell(row, 0);
    double length = row->cells[0].state == CELL_VALUE ? row->cells[0].value * plot->scale : 0;
    g_autofree char *label = g_utf8_strlen(row->label, -1) > 34
                                 ? g_utf8_substring(row->label, 0, 33)
                                 : g_strdup(row->label);
    g_autofree char *whole =
        g_strconcat(label, strlen(label) < strlen(row->label) ? "…" : "", NULL);
    put_words(plot->html, LABEL - 8, y + 13, "end", "13", whole);
    if (row->cells[0].state == CELL_VALUE)
        put_rect(plot->html, LABEL, y, length, 16, TRUE);
    put_words(plot->html, LABEL + length + 6, y + 13, "start", "13", figure);
    for (guint i = 1; plot->quarters && i < report_shown(plot->report); i++)
        if (row->cells[i].state == CELL_VALUE)
            put_rect(plot->html, LABEL, y + 16 + 4 * i - 3, row->cells[i].value * plot->scale, 3,
                     FALSE);
}

static char *describe(const Plot *plot, const ReportTable *table,
                      gboolean (*drawn)(const ReportRow *))
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < table->rows->len; i++) {
        const ReportRow *row = table->rows->pdata[i];
        if (!drawn(row))
            continue;
        g_autofree char *figure = report_words_cell(row, 0);
        g_string_append_printf(text, "%s%s: %s", text->len ? "; " : "", row->label, figure);
    }
    if (plot->quarters)
        g_string_append(
            text, ". The thin hollow bars beneath are the four quarters before, the latest first.");
    return g_string_free(text, FALSE);
}

static void open_plot(const Plot *plot, const ReportTable *table, const char *title,
                      const char *description, double height)
{
    g_autofree char *name = g_strdup_printf("plot-%s", table->id);
    g_autofree char *says = g_strdup_printf("plot-%s-says", table->id);
    g_autofree char *both = g_strdup_printf("%s %s", name, says);
    g_autofree char *high = number(height);
    g_autofree char *box = g_strdup_printf("0 0 %d %g", WIDTH, height);
    html_open(plot->html, "div", "class", "scroll wide", "tabindex", "0", "role", "region",
              "aria-labelledby", name, NULL);
    html_open(plot->html, "svg", "class", "plot", "role", "img", "aria-labelledby", both, "width",
              "720", "height", high, "viewbox", box, NULL);
    html_put(plot->html, "title", title, "id", name, NULL);
    html_put(plot->html, "desc", description, "id", says, NULL);
    put_words(plot->html, 0, 18, "start", "16", title);
}

static void draw(Html *html, const Report *report, const char *id, const char *words,
                 gboolean (*drawn)(const ReportRow *))
{
    const ReportTable *table = report_table(report, id);
    const ReportColumn *span = report->columns->pdata[0];
    guint rows = 0;
    for (guint i = 0; table && i < table->rows->len; i++)
        rows += drawn(table->rows->pdata[i]) ? 1 : 0;
    if (rows == 0 || rows > ROWS_MOST)
        return;
    gboolean quarter =
        quarter_begin(span->from) == span->from && quarter_end(span->from) == span->to;
    Plot plot = {html, report, 1, quarter || g_str_equal(id, "working-days")};
    plot.scale = ROOM / highest(&plot, table, drawn);
    g_autofree char *title = g_strdup_printf("%s, %s", words, span->label);
    g_autofree char *description = describe(&plot, table, drawn);
    double y = TOP - 10;
    open_plot(&plot, table, title, description, TOP + (double)rows * STEP);
    for (guint i = 0; i < table->rows->len; i++) {
        if (!drawn(table->rows->pdata[i]))
            continue;
        draw_row(&plot, table->rows->pdata[i], y);
        y += STEP;
    }
    html_close(html, "svg");
    html_close(html, "div");
}

static gboolean is_part(const ReportRow *row)
{
    return !row->total && row->unit == REPORT_COUNT && !g_str_equal(row->key, "not-asked");
}

static gboolean is_median(const ReportRow *row)
{
    return row->unit == REPORT_DAYS && g_str_has_suffix(row->key, "median");
}

void page_report_plots(Html *html, const Report *report)
{
    html_open(html, "section", "class", "plots", "aria-labelledby", "plots", "tabindex", "0", NULL);
    html_put(html, "h2", "In plots", "id", "plots", NULL);
    html_put(html, "p",
             "A dark bar is the span itself. Of a quarter, and of working days, the thin hollow "
             "bars beneath are the four quarters "
             "before, the latest first.",
             NULL);
    draw(html, report, "cases", "Cases", is_part);
    draw(html, report, "stage-reached", "Cases by the stage that they reached", is_part);
    draw(html, report, "working-days", "Median working days", is_median);
    draw(html, report, "raised-by", "Cases by the agency that raised them", is_part);
    draw(html, report, "against", "Cases by the agency that was challenged", is_part);
    draw(html, report, "answer", "What the challenged agency answered", is_part);
    draw(html, report, "ended", "How cases ended", is_part);
    html_close(html, "section");
}
