/* Widths, wrapping, tables and colours. */
#include "columns.h"

#include <string.h>

typedef struct {
    const char *name, *input;
    guint want;
} WidthCase;

static const WidthCase widths[] = {
    {"empty", "", 0},    {"ascii", "abc", 3},         {"accent", "Zoë", 3},
    {"wide", "漢字", 4}, {"combining", "e\u0301", 1}, {"dash", "a → b", 5},
};

static void test_width(gconstpointer data)
{
    const WidthCase *c = data;
    g_assert_cmpuint(columns_width(c->input), ==, c->want);
}

typedef struct {
    const char *name, *input;
    guint width;
    const char *want; /* lines joined by '|' */
} WrapCase;

static const WrapCase wraps[] = {
    {"empty", "", 10, ""},
    {"fits", "one two", 7, "one two"},
    {"breaks", "one two three", 7, "one two|three"},
    {"long-word", "abcdefghij", 4, "abcd|efgh|ij"},
    {"long-word-after", "a bcdefghij", 4, "a|bcde|fghi|j"},
    {"given-lines", "one\ntwo", 20, "one|two"},
    {"empty-line", "one\n\ntwo", 20, "one||two"},
    {"controls", "a\033[31mb\tc\r\n", 20, "a[31mb c|"},
    {"wide", "漢字漢", 4, "漢字|漢"},
    {"no-room", "漢字", 1, "漢|字"},
    {"width-nought", "ab", 0, "a|b"},
};

static void test_wrap(gconstpointer data)
{
    const WrapCase *c = data;
    g_autoptr(GPtrArray) lines = columns_wrap(c->input, c->width);
    g_ptr_array_add(lines, NULL);
    g_autofree char *got = g_strjoinv("|", (char **)lines->pdata);
    g_assert_cmpstr(got, ==, c->want);
}

/* What `table` prints in a terminal of that width; free() it. */
static char *printed(const Table *table, guint width, gboolean colour)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    View view = {.width = width, .colour = colour, .out = out};
    table_print(table, &view);
    fclose(out);
    return text;
}

static const char *const headings[] = {"NAME", "WHAT", NULL};

static void test_table(void)
{
    g_autoptr(Table) table = table_new(1, headings);
    table_add(table, INK_PLAIN, "Zoë", "first", NULL);
    table_add(table, INK_ALERT, "漢字", "second", NULL);
    table_note(table, INK_PLAIN, "a note");
    table_add(table, INK_PLAIN, "", "", NULL);
    char *text = printed(table, 80, FALSE);
    g_assert_cmpstr(text, ==, " NAME  WHAT\n Zoë   first\n 漢字  second\n   a note\n\n");
    free(text);
    g_assert_cmpuint(table_rows(table), ==, 3);
}

static void test_colour(void)
{
    g_autoptr(Table) table = table_new(0, headings);
    table_add(table, INK_ALERT, "a", "b", NULL);
    char *text = printed(table, 80, TRUE);
    g_assert_nonnull(strstr(text, "\033[1;31ma     b\033[0m\n"));
    free(text);
}

static void test_narrow(void)
{
    g_autoptr(Table) table = table_new(0, headings);
    table_add(table, INK_PLAIN, "short", "one two three four five six seven eight", NULL);
    char *text = printed(table, 24, FALSE);
    g_assert_cmpstr(text, ==,
                    "NAME   WHAT\n"
                    "short  one two three\n"
                    "       four five six\n"
                    "       seven eight\n");
    free(text);
}

static void test_hostile_cell(void)
{
    g_autoptr(Table) table = table_new(0, headings);
    table_add(table, INK_PLAIN, "a\033]0;x\007b", "\u202egnp", NULL);
    char *text = printed(table, 80, TRUE);
    g_assert_null(strchr(text, '\007'));
    g_assert_null(strstr(text, "\033]"));
    g_assert_null(strstr(text, "\u202e"));
    free(text);
}

static void test_item(void)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    View view = {.width = 20, .out = out};
    columns_item(&view, INK_PLAIN, "%s and %s", "one two three", "four");
    columns_heading(&view, "Next");
    fclose(out);
    g_assert_cmpstr(text, ==, "  one two three and\n  four\n\nNext\n");
    free(text);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(widths); i++) {
        g_autofree char *path = g_strdup_printf("/columns/width/%s", widths[i].name);
        g_test_add_data_func(path, &widths[i], test_width);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(wraps); i++) {
        g_autofree char *path = g_strdup_printf("/columns/wrap/%s", wraps[i].name);
        g_test_add_data_func(path, &wraps[i], test_wrap);
    }
    g_test_add_func("/columns/table", test_table);
    g_test_add_func("/columns/colour", test_colour);
    g_test_add_func("/columns/narrow", test_narrow);
    g_test_add_func("/columns/hostile-cell", test_hostile_cell);
    g_test_add_func("/columns/item", test_item);
    return g_test_run();
}
