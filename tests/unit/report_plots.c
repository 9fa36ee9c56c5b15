/* The plots of a report against its tables: what is drawn is read back from the SVG, as XML, and compared with the numbers that
 * stand in the table of the same document. The site is drawn at random, the same in every run. */
#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "made_course.h"
#include "report_out.h"

#define CASES 160
#define COLUMNS 5 /* the span and the four quarters before */
#define LONGEST 380.0
#define NONE NAN

/* ---- a site ---- */

static char *at_ten(Day on)
{
    g_autofree char *text = day_iso(on);
    return g_strconcat(text, "T10:00", NULL);
}

/* Raised in one stage, moved to the next, answered, settled and ended, each of it or not. */
static Case *drawn(const Ruleset *rules, GRand *rand, guint n)
{
    static const char *const raising[] = {"raising|oakfield", "raising|riverbend",
                                          "raising|eastpolice"};
    static const char *const against[] = {"challenged|csc|", "challenged|education|"};
    static const char *const answers[] = {
        "fact|response|0|Our decision stands.||text/plain 1|1|no",
        "fact|response|0|We have revised our decision.||text/plain 1|1|no",
        "fact|response|0|We have revised it in part.||text/plain 1|1|no", "urgent|no"};
    static const char *const ends[] = {"state|closed", "state|handed-off"};
    Day on = day("2025-01-02") + (guint32)g_rand_int_range(rand, 0, 440);
    guint begins = (guint)g_rand_int_range(rand, 1, 4);
    guint steps = (guint)g_rand_int_range(rand, 0, 4);
    g_autofree char *reference = g_strdup_printf("HAV-26-%04u-A", n);
    g_autofree char *opened = at_ten(on);
    g_autofree char *stage = g_strdup_printf("stage|S%u|0|@%s", begins, opened);
    g_autofree char *moved = at_ten(on += (guint32)g_rand_int_range(rand, 1, 9));
    g_autofree char *next = g_strdup_printf("stage|S%u|0|@%s", begins + 1, moved);
    g_autofree char *settled = at_ten(on += (guint32)g_rand_int_range(rand, 1, 12));
    g_autofree char *ended = at_ten(on + (guint32)g_rand_int_range(rand, 1, 9));
    const char *by = raising[g_rand_int_range(rand, 0, 3)];
    const char *of = against[g_rand_int_range(rand, 0, 2)];
    const char *answer = answers[g_rand_int_range(rand, 0, 4)];
    const char *end = ends[g_rand_int_range(rand, 0, 2)];
    /* at 7 it moves on, at 11 it is settled, at 14 it ends; where it gets to, it stays */
    const char *rows[] = {opened, reference, by,     of,   stage,   "state|open",    NULL,
                          moved,  next,      answer, NULL, settled, "state|closing", NULL,
                          ended,  end,       NULL,   NULL};
    static const gsize steps_end[] = {7, 11, 14, 17};
    rows[steps_end[steps]] = NULL;
    return made(rules, "havering-2020", rows);
}

static GPtrArray *site_cases(const Ruleset *rules)
{
    GRand *rand = g_rand_new_with_seed(20260331);
    GPtrArray *cases = g_ptr_array_new_with_free_func((GDestroyNotify)case_free);
    for (guint i = 0; i < CASES; i++)
        g_ptr_array_add(cases, drawn(rules, rand, i + 1));
    g_rand_free(rand);
    return cases;
}

/* ---- a document read back ---- */

typedef struct {
    char *label, *words[COLUMNS]; /* words: as they stand in the cells, of a plot the first alone */
    double value[COLUMNS];        /* of a table the number, of a plot the bar's length; NONE */
} Line;

typedef struct {
    char *id; /* "stage-reached" */
    char *description;
    GPtrArray *lines; /* of Line */
    double width, height;
} Drawing; /* also a table, which has no description */

static void line_free(gpointer data)
{
    Line *line = data;
    g_free(line->label);
    for (guint i = 0; i < COLUMNS; i++)
        g_free(line->words[i]);
    g_free(line);
}

static Line *line_add(GPtrArray *lines, char *label)
{
    Line *line = g_new0(Line, 1);
    line->label = label;
    for (guint i = 0; i < COLUMNS; i++)
        line->value[i] = NONE;
    g_ptr_array_add(lines, line);
    return line;
}

static void drawing_clear(Drawing *drawing)
{
    g_free(drawing->id);
    g_free(drawing->description);
    g_ptr_array_unref(drawing->lines);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Drawing, drawing_clear)

static xmlDocPtr read_back(const View *view, const Report *report)
{
    GString *text = page_report_document(view, report);
    xmlDocPtr document =
        xmlReadMemory(text->str, (int)text->len, "report", "UTF-8", XML_PARSE_NONET);
    g_assert_nonnull(document);
    g_string_free(text, TRUE);
    return document;
}

static xmlNodePtr find(xmlDocPtr document, const char *path)
{
    xmlXPathContextPtr context = xmlXPathNewContext(document);
    xmlXPathObjectPtr found = xmlXPathEvalExpression(BAD_CAST path, context);
    xmlNodePtr node =
        found->nodesetval && found->nodesetval->nodeNr == 1 ? found->nodesetval->nodeTab[0] : NULL;
    xmlXPathFreeObject(found);
    xmlXPathFreeContext(context);
    return node;
}

static char *content(xmlNodePtr node)
{
    xmlChar *text = xmlNodeGetContent(node);
    char *copy = g_strdup((const char *)text);
    xmlFree(text);
    return copy;
}

static char *property(xmlNodePtr node, const char *name)
{
    xmlChar *text = xmlGetProp(node, BAD_CAST name);
    char *copy = g_strdup((const char *)text);
    xmlFree(text);
    return copy;
}

static double measure(xmlNodePtr node, const char *name)
{
    g_autofree char *text = property(node, name);
    g_assert_nonnull(text);
    return g_ascii_strtod(text, NULL);
}

static gboolean is_called(xmlNodePtr node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

static double number_in(const char *cell)
{
    char *end = NULL;
    double value = g_ascii_strtod(cell, &end);
    return end > cell && *end == '\0' ? value : NONE;
}

/* The rows of the table that its plot is to show: no total, of working days the medians. No lines: the table says 'None.' */
static Drawing read_table(xmlDocPtr document, const char *id)
{
    Drawing table = {.id = g_strdup(id), .lines = g_ptr_array_new_with_free_func(line_free)};
    g_autofree char *path = g_strdup_printf("//section[h2/@id='table-%s']/div/table/tbody", id);
    xmlNodePtr body = find(document, path);
    for (xmlNodePtr row = body ? body->children : NULL; row; row = row->next) {
        if (!is_called(row, "tr"))
            continue;
        g_autofree char *label = NULL;
        Line *line = NULL;
        guint column = 0;
        for (xmlNodePtr cell = row->children; cell; cell = cell->next) {
            if (is_called(cell, "th"))
                label = content(cell);
            if (!is_called(cell, "td"))
                continue;
            if (column == 0)
                line = line_add(table.lines, g_strdup(label));
            g_assert_cmpuint(column, <, COLUMNS);
            line->words[column] = content(cell);
            line->value[column] = number_in(line->words[column]);
            column++;
        }
        g_assert_cmpuint(column, ==, COLUMNS);
        gboolean median = strcmp(id, "working-days") != 0 || g_str_has_suffix(label, ": median");
        if (!median || strcmp(label, "All") == 0 ||
            strcmp(label, "The policy does not ask it") == 0)
            g_ptr_array_remove_index(table.lines, table.lines->len - 1);
    }
    return table;
}

/* Where a bar stands below its label says of which quarter it is. */
static void read_bar(Drawing *plot, xmlNodePtr rect, double label_y)
{
    g_assert_cmpuint(plot->lines->len, >, 0);
    Line *line = plot->lines->pdata[plot->lines->len - 1];
    g_autofree char *fill = property(rect, "fill");
    double top = measure(rect, "y") - (label_y - 13);
    gboolean solid = top == 0;
    guint column = solid ? 0 : (guint)((top - 13) / 4);
    g_assert_cmpuint(column, <, COLUMNS);
    g_assert_cmpstr(fill, ==, solid ? "currentColor" : "none");
    g_assert_cmpfloat(measure(rect, "x"), ==, 250);
    g_assert_cmpfloat(measure(rect, "height"), ==, solid ? 16 : 3);
    g_assert_true(isnan(line->value[column]));
    line->value[column] = measure(rect, "width");
    g_assert_cmpfloat(250 + line->value[column], <, plot->width);
    g_assert_cmpfloat(measure(rect, "y") + measure(rect, "height"), <, plot->height);
}

static gboolean read_plot(xmlDocPtr document, const char *id, Drawing *plot_out)
{
    g_autofree char *path = g_strdup_printf("//*[local-name()='svg'][*/@id='plot-%s']", id);
    xmlNodePtr svg = find(document, path);
    Drawing plot = {.id = g_strdup(id), .lines = g_ptr_array_new_with_free_func(line_free)};
    double y = 0;
    if (svg) {
        plot.width = measure(svg, "width");
        plot.height = measure(svg, "height");
    }
    for (xmlNodePtr node = svg ? svg->children : NULL; node; node = node->next) {
        g_autofree char *anchor = is_called(node, "text") ? property(node, "text-anchor") : NULL;
        if (is_called(node, "desc"))
            plot.description = content(node);
        if (g_strcmp0(anchor, "end") == 0) {
            line_add(plot.lines, content(node));
            y = measure(node, "y");
        } else if (anchor && plot.lines->len) {
            Line *line = plot.lines->pdata[plot.lines->len - 1];
            g_assert_null(line->words[0]);
            g_assert_cmpfloat(measure(node, "y"), ==, y);
            line->words[0] = content(node);
        } else if (is_called(node, "rect")) {
            read_bar(&plot, node, y);
        }
    }
    *plot_out = plot;
    return svg != NULL;
}

/* ---- one against the other ---- */

static double highest(const Drawing *table, guint columns)
{
    double most = 1;
    for (guint i = 0; i < table->lines->len; i++) {
        const Line *row = table->lines->pdata[i];
        for (guint column = 0; column < columns; column++)
            most = row->value[column] > most ? row->value[column] : most; /* NONE is not */
    }
    return most;
}

static void expect_line(const Line *row, const Line *bars, double scale, guint columns)
{
    g_autofree char *start =
        g_utf8_strlen(row->label, -1) > 34 ? g_utf8_substring(row->label, 0, 33) : NULL;
    g_autofree char *label = start ? g_strconcat(start, "…", NULL) : g_strdup(row->label);
    g_assert_cmpstr(bars->label, ==, label);
    g_assert_cmpstr(bars->words[0], ==, row->words[0]);
    for (guint column = 0; column < COLUMNS; column++) {
        double length = column < columns ? row->value[column] * scale : NONE;
        g_test_message("%s, column %u: %s is %g long", row->label, column, row->words[column],
                       bars->value[column]);
        g_assert_true(isnan(length) == isnan(bars->value[column]));
        if (!isnan(length))
            g_assert_cmpfloat_with_epsilon(bars->value[column], MAX(length, 1), 0.01);
    }
}

/* How many bars there are, with the quarters' or without. */
static guint expect_plot(xmlDocPtr document, const char *id, gboolean quarters)
{
    g_test_message("%s", id);
    g_auto(Drawing) table = read_table(document, id);
    g_auto(Drawing) plot = {NULL};
    gboolean there = read_plot(document, id, &plot);
    g_assert_true(there == (table.lines->len > 0));
    g_assert_cmpuint(plot.lines->len, ==, table.lines->len);
    guint columns = quarters ? COLUMNS : 1, bars = 0;
    double scale = LONGEST / highest(&table, columns);
    g_autoptr(GString) says = g_string_new(NULL);
    for (guint i = 0; i < table.lines->len; i++) {
        const Line *row = table.lines->pdata[i];
        expect_line(row, plot.lines->pdata[i], scale, columns);
        g_string_append_printf(says, "%s%s: %s", i ? "; " : "", row->label, row->words[0]);
        for (guint column = 0; column < columns; column++)
            bars += row->value[column] > 0;
    }
    if (there && quarters)
        g_string_append(
            says, ". The thin hollow bars beneath are the four quarters before, the latest first.");
    g_assert_cmpstr(plot.description ? plot.description : "", ==, says->str);
    return bars;
}

typedef struct {
    const char *id;
    guint bars, of_year,
        published; /* at least so many have a length, in the report of a quarter, of a year, and published */
} Plotted;

static const Plotted plotted[] = {
    {"cases", 20, 4, 10},     {"stage-reached", 20, 4, 8}, {"working-days", 20, 20, 12},
    {"raised-by", 15, 3, 12}, {"against", 10, 2, 8},       {"answer", 15, 3, 6},
    {"ended", 10, 2, 0},
};

typedef struct {
    const char *name, *from, *to;
    gboolean quarter, publish;
    gsize least; /* the place of its number in Plotted */
} Span;

static const Span spans[] = {
    {"a quarter", "2026-01-01", "2026-03-31", TRUE, FALSE, G_STRUCT_OFFSET(Plotted, bars)},
    {"a year", "2026-01-01", "2026-12-31", FALSE, FALSE, G_STRUCT_OFFSET(Plotted, of_year)},
    {"published", "2026-01-01", "2026-03-31", TRUE, TRUE, G_STRUCT_OFFSET(Plotted, published)},
};

static void test_drawn(void)
{
    g_auto(MadeSite) site = made_site("havering-2020");
    g_autoptr(GPtrArray) cases = site_cases(site.rules);
    const View view = {.rules = site.rules};
    guint all[G_N_ELEMENTS(spans)] = {0};
    for (gsize i = 0; i < G_N_ELEMENTS(spans); i++) {
        const Span *span = &spans[i];
        g_test_message("%s", span->name);
        g_autoptr(Report) report = report_make(cases, site.rules, day(span->from), day(span->to),
                                               day("2027-01-15"), span->publish);
        xmlDocPtr document = read_back(&view, report);
        for (gsize j = 0; j < G_N_ELEMENTS(plotted); j++) {
            gboolean quarters = span->quarter || strcmp(plotted[j].id, "working-days") == 0;
            guint bars = expect_plot(document, plotted[j].id, quarters);
            g_test_message("%u bars", bars);
            all[i] += bars;
            g_assert_cmpuint(bars, >=, G_STRUCT_MEMBER(guint, &plotted[j], span->least));
        }
        xmlFreeDoc(document);
    }
    g_assert_cmpuint(all[2], <, all[0]); /* what is not shown is not drawn */
}

/* Of no case there is a plot of the counts, which are 0, and no other. */
static void test_nothing(void)
{
    g_auto(MadeSite) site = made_site("havering-2020");
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    const View view = {.rules = site.rules};
    g_autoptr(Report) report = report_make(none, site.rules, day("2026-01-01"), day("2026-03-31"),
                                           day("2026-06-01"), FALSE);
    xmlDocPtr document = read_back(&view, report);
    for (gsize i = 0; i < G_N_ELEMENTS(plotted); i++)
        g_assert_cmpuint(expect_plot(document, plotted[i].id, TRUE), ==, 0);
    xmlFreeDoc(document);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/report/plots/drawn", test_drawn);
    g_test_add_func("/report/plots/nothing", test_nothing);
    return g_test_run();
}
