/* paper_table: tables over as many pages as they need, their heading repeated on each.
 *
 * A column is as wide as its widest cell, and where that is too much for the page, first those that are not the
 * widest give way, then all that are wider than a common measure. A row that has no room goes to the next page; one that has none there
 * either is parted, each of its cells going on where it stopped. */
#include "casegate_paper.h"

#include <math.h>

#define CELLS_MOST 8
#define CELL_GAP 9.0
#define ROW_GAP 3.0
#define LEAST_WIDTH 34.0
#define OTHERS_MOST 0.22 /* of the room, for a column that is not the widest */
#define SMALL_PART 4.0   /* a row of less than the page's quarter is not parted */

typedef struct {
    Flow *flow[CELLS_MOST];
    double height;
    guint cells;
} Row;

static guint columns_of(const PaperBlock *block)
{
    return MIN(g_strv_length(block->headings), CELLS_MOST);
}

/* ---- widths ---- */

static double natural(Press *press, Face face, const char *text)
{
    guint missing = press->missing;
    g_autoptr(Flow) flow = flow_new(press, face, text, 0);
    press->missing = missing; /* they are counted when the row is set */
    return ceil(flow->width) + 1;
}

/* The measure to which wider columns give way, so that all together are `room` wide. */
static double measure_of(const double *widths, guint columns, double room)
{
    double low = 0, high = room;
    for (guint round = 0; round < 40; round++) {
        double middle = (low + high) / 2, sum = 0;
        for (guint i = 0; i < columns; i++)
            sum += MIN(widths[i], middle);
        if (sum > room)
            high = middle;
        else
            low = middle;
    }
    return MAX(low, LEAST_WIDTH);
}

/* Where there is not room for all, the widest column has the most of it. */
static double favour_widest(double *widths, guint columns, double room)
{
    double sum = 0;
    guint widest = 0;
    for (guint i = 1; i < columns; i++)
        widest = widths[i] > widths[widest] ? i : widest;
    for (guint i = 0; i < columns; i++) {
        widths[i] = i == widest ? widths[i] : MIN(widths[i], room * OTHERS_MOST);
        sum += widths[i];
    }
    return sum;
}

static void measure(Press *press, const PaperBlock *block, double *widths)
{
    guint columns = columns_of(block);
    double room = TEXT_WIDTH - CELL_GAP * (columns - 1), sum = 0;
    for (guint i = 0; i < columns; i++) {
        widths[i] = natural(press, FACE_STRONG, block->headings[i]);
        for (guint j = 0; j < block->rows->len; j++) {
            const PaperRow *row = block->rows->pdata[j];
            double width = i < row->cells->len && widths[i] < room
                               ? natural(press, FACE_BODY, row->cells->pdata[i])
                               : 0;
            widths[i] = MAX(widths[i], width);
        }
        widths[i] = CLAMP(widths[i], LEAST_WIDTH, room);
        sum += widths[i];
    }
    if (sum > room)
        sum = favour_widest(widths, columns, room);
    double most = sum > room ? measure_of(widths, columns, room) : room;
    for (guint i = 0; i < columns; i++)
        widths[i] = MIN(widths[i], most);
}

/* ---- rows ---- */

static void row_clear(Row *row)
{
    for (guint i = 0; i < row->cells; i++)
        flow_free(row->flow[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Row, row_clear)

static void row_add(Press *press, Row *row, Face face, const char *text, double width)
{
    Flow *flow = flow_new(press, face, text, width);
    row->flow[row->cells++] = flow;
    row->height = MAX(row->height, flow->height);
}

static gboolean row_goes_on(const Row *row)
{
    for (guint i = 0; i < row->cells; i++)
        if (flow_goes_on(row->flow[i]))
            return TRUE;
    return FALSE;
}

/* What of it has room on this page; FALSE when nothing had. */
static gboolean set_part(Press *press, Row *row, const char *tag)
{
    double used = 0, x = MARGIN;
    cairo_tag_begin(press->cairo, "TR", NULL);
    for (guint i = 0; i < row->cells; i++) {
        cairo_tag_begin(press->cairo, tag, NULL);
        double height = flow_set(press, row->flow[i], x, TEXT_BOTTOM);
        used = MAX(used, height);
        cairo_tag_end(press->cairo, tag);
        x += press->widths[i] + CELL_GAP;
    }
    cairo_tag_end(press->cairo, "TR");
    press->y += used;
    return used > 0;
}

/* Of a table whose columns need no name there is none. */
static gboolean has_headings(const PaperBlock *block)
{
    for (guint i = 0; i < columns_of(block); i++)
        if (*block->headings[i])
            return TRUE;
    return FALSE;
}

static void set_headings(Press *press)
{
    if (!has_headings(press->table))
        return;
    g_auto(Row) row = {.cells = 0};
    for (guint i = 0; i < columns_of(press->table); i++)
        row_add(press, &row, FACE_STRONG, press->table->headings[i], press->widths[i]);
    set_part(press, &row, "TH");
    press->y += ROW_GAP;
    press_rule(press, press->y, 0.3);
    press->y += ROW_GAP;
}

static void next_page(Press *press)
{
    cairo_tag_end(press->cairo, "Table");
    press_next_page(press);
    cairo_tag_begin(press->cairo, "Table", NULL);
    set_headings(press);
}

static void set_row(Press *press, Row *row)
{
    double whole = TEXT_BOTTOM - MARGIN;
    if (row->height > press_room(press) && row->height < whole / SMALL_PART)
        next_page(press);
    gboolean fresh = FALSE;
    while (row_goes_on(row)) {
        gboolean some = set_part(press, row, "TD");
        if (!some && fresh)
            return; /* a line higher than a page: there is none */
        fresh = row_goes_on(row);
        if (fresh)
            next_page(press);
    }
}

static void set_notes(Press *press, const PaperRow *row)
{
    for (guint i = 0; i < row->notes->len; i++) {
        g_auto(Row) note = {.cells = 0};
        row_add(press, &note, FACE_FAINT, row->notes->pdata[i], TEXT_WIDTH);
        set_row(press, &note);
    }
}

void press_table(Press *press, const PaperBlock *block)
{
    double widths[CELLS_MOST];
    measure(press, block, widths);
    press->table = block;
    press->widths = widths;
    if (press_room(press) < 60)
        press_next_page(press);
    cairo_tag_begin(press->cairo, "Table", NULL);
    set_headings(press);
    for (guint i = 0; i < block->rows->len; i++) {
        const PaperRow *given = block->rows->pdata[i];
        g_auto(Row) row = {.cells = 0};
        for (guint j = 0; j < MIN(given->cells->len, columns_of(block)); j++)
            row_add(press, &row, FACE_BODY, given->cells->pdata[j], widths[j]);
        set_row(press, &row);
        set_notes(press, given);
        press->y += ROW_GAP;
        press_rule(press, press->y, 0.85);
        press->y += ROW_GAP;
    }
    cairo_tag_end(press->cairo, "Table");
    press->table = NULL;
    press->widths = NULL;
}
