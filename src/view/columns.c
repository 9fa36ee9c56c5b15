/* Columns, paragraphs and colours.
 *
 * A column is as wide as its widest cell; when that is too much for the terminal, the widest column
 * gives way, one cell at a time, first down to its longest word, then to COLUMN_LEAST, and its cells
 * are wrapped. So a table is never wider than the terminal unless the terminal is too narrow for any table, and nothing of it
 * is ever cut away.
 *
 * All text is made fit for a terminal here (text_line() on each line), because much of it was
 * written by strangers. Fails on nothing; writes only to view->out. */
#include "columns.h"

#include <stdarg.h>
#include <string.h>

#include "text.h"

#define COLUMN_LEAST 10u
#define COLUMN_WORD                                                                                \
    40u /* a longer word may be broken before other columns are made narrower still */
#define COLUMN_GAP 2u
#define LINE_LIMIT (1u << 20)

typedef struct {
    Ink ink;
    gboolean note;    /* one cell over the whole width */
    GPtrArray *cells; /* of char * */
} Row;

struct Table {
    guint indent, columns;
    const char *const *headings;
    GPtrArray *rows; /* of Row */
    guint filled;    /* rows that are no notes */
};

static guint letter_width(gunichar letter)
{
    if (g_unichar_iszerowidth(letter))
        return 0;
    return g_unichar_iswide(letter) ? 2 : 1;
}

guint columns_width(const char *text)
{
    guint width = 0;
    for (; *text; text = g_utf8_next_char(text))
        width += letter_width(g_utf8_get_char(text));
    return width;
}

/* The end of the longest beginning of `text` that has at most `width` cells; at least one letter.
 */
static const char *fitting(const char *text, guint width)
{
    const char *at = text;
    guint used = 0;
    while (*at) {
        used += letter_width(g_utf8_get_char(at));
        if (used > width && at > text)
            break;
        at = g_utf8_next_char(at);
    }
    return at;
}

/* Wraps one clean line (single blanks only) into `lines`. */
static void wrap_line(GPtrArray *lines, const char *line, guint width)
{
    do {
        const char *end = fitting(line, width);
        if (*end && *end != ' ') {
            const char *blank = g_strrstr_len(line, end - line, " ");
            if (blank)
                end = blank;
        }
        g_ptr_array_add(lines, g_strndup(line, (gsize)(end - line)));
        line = *end == ' ' ? end + 1 : end;
    } while (*line);
}

GPtrArray *columns_wrap(const char *text, guint width)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) given = g_strsplit(text, "\n", -1);
    for (char **each = given; *each; each++) {
        g_autofree char *clean = text_line(*each, LINE_LIMIT);
        wrap_line(lines, clean, MAX(width, 1));
    }
    if (lines->len == 0)
        g_ptr_array_add(lines, g_strdup(""));
    return lines;
}

static const char *ink_on(Ink ink)
{
    switch (ink) {
    case INK_STRONG:
        return "\033[1m";
    case INK_ALERT:
        return "\033[1;31m";
    case INK_PROMPT:
        return "\033[33m";
    case INK_FAINT:
        return "\033[2m";
    case INK_PLAIN:
        break;
    }
    return "";
}

void columns_ink(const View *view, Ink ink, const char *text)
{
    gboolean inked = view->colour && ink != INK_PLAIN && *text;
    fprintf(view->out, "%s%s%s", inked ? ink_on(ink) : "", text, inked ? "\033[0m" : "");
}

void columns_line(const View *view, Ink ink, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_autofree char *clean = text_line(text, LINE_LIMIT);
    columns_ink(view, ink, clean);
    fputc('\n', view->out);
}

void columns_heading(const View *view, const char *text)
{
    fputc('\n', view->out);
    columns_line(view, INK_STRONG, "%s", text);
}

static guint room(const View *view, guint indent)
{
    return view->width > indent + COLUMN_LEAST ? view->width - indent : COLUMN_LEAST;
}

void columns_paragraph(const View *view, guint indent, Ink ink, const char *text)
{
    g_autoptr(GPtrArray) lines = columns_wrap(text, room(view, indent));
    for (guint i = 0; i < lines->len; i++) {
        fprintf(view->out, "%*s", (int)indent, "");
        columns_ink(view, ink, lines->pdata[i]);
        fputc('\n', view->out);
    }
}

void columns_item(const View *view, Ink ink, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    columns_paragraph(view, COLUMN_GAP, ink, text);
}

static void row_free(gpointer data)
{
    Row *row = data;
    g_ptr_array_unref(row->cells);
    g_free(row);
}

Table *table_new(guint indent, const char *const *headings)
{
    Table *table = g_new0(Table, 1);
    table->indent = indent;
    table->headings = headings;
    table->columns = g_strv_length((char **)headings);
    table->rows = g_ptr_array_new_with_free_func(row_free);
    return table;
}

void table_free(Table *table)
{
    if (!table)
        return;
    g_ptr_array_unref(table->rows);
    g_free(table);
}

static Row *add_row(Table *table, Ink ink, gboolean note)
{
    Row *row = g_new0(Row, 1);
    row->ink = ink;
    row->note = note;
    row->cells = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(table->rows, row);
    return row;
}

void table_add(Table *table, Ink ink, ...)
{
    Row *row = add_row(table, ink, FALSE);
    va_list arguments;
    va_start(arguments, ink);
    for (const char *cell; (cell = va_arg(arguments, const char *)) != NULL;)
        g_ptr_array_add(row->cells, g_strdup(cell));
    va_end(arguments);
    g_assert(row->cells->len == table->columns);
    table->filled++;
}

void table_note(Table *table, Ink ink, const char *text)
{
    g_ptr_array_add(add_row(table, ink, TRUE)->cells, g_strdup(text));
}

guint table_rows(const Table *table)
{
    return table->filled;
}

static guint widest_line(const char *cell)
{
    g_autoptr(GPtrArray) lines = columns_wrap(cell, G_MAXUINT);
    guint widest = 0;
    for (guint i = 0; i < lines->len; i++)
        widest = MAX(widest, columns_width(lines->pdata[i]));
    return widest;
}

static void natural_widths(const Table *table, guint *widths)
{
    for (guint column = 0; column < table->columns; column++) {
        widths[column] = columns_width(table->headings[column]);
        for (guint i = 0; i < table->rows->len; i++) {
            const Row *row = table->rows->pdata[i];
            if (!row->note)
                widths[column] = MAX(widths[column], widest_line(row->cells->pdata[column]));
        }
    }
}

static guint longest_word(const char *cell)
{
    g_auto(GStrv) words = g_strsplit_set(cell, " \n", -1);
    guint longest = 0;
    for (char **word = words; *word; word++)
        longest = MAX(longest, widest_line(*word));
    return longest;
}

/* What a column needs so that no word of it is broken, as long as that is not too much. */
static guint least_width(const Table *table, guint column)
{
    guint least = COLUMN_LEAST;
    for (guint i = 0; i < table->rows->len; i++) {
        const Row *row = table->rows->pdata[i];
        if (!row->note)
            least = MAX(least, longest_word(row->cells->pdata[column]));
    }
    return MIN(least, COLUMN_WORD);
}

/* Narrows the widest column that is wider than its least, one cell at a time. */
static void give_way(const Table *table, guint *widths, const guint *least, guint available)
{
    for (;;) {
        guint total = COLUMN_GAP * (table->columns - 1);
        guint *widest = NULL;
        for (guint column = 0; column < table->columns; column++) {
            total += widths[column];
            if (widths[column] > least[column] && (!widest || widths[column] > *widest))
                widest = &widths[column];
        }
        if (total <= available || !widest)
            return;
        --*widest;
    }
}

static void fit_widths(const Table *table, guint *widths, guint available)
{
    g_autofree guint *least = g_new0(guint, table->columns);
    for (guint column = 0; column < table->columns; column++)
        least[column] = least_width(table, column);
    give_way(table, widths, least, available);
    for (guint column = 0; column < table->columns; column++)
        least[column] = COLUMN_LEAST;
    give_way(table, widths, least, available);
}

/* One line of a row: the n-th line of each cell, the last without trailing blanks. */
static void print_row_line(const Table *table, const View *view, Ink ink, GPtrArray *wrapped,
                           const guint *widths, guint n)
{
    GString *line = g_string_new(NULL);
    guint owed = 0;
    for (guint column = 0; column < table->columns; column++) {
        GPtrArray *lines = wrapped->pdata[column];
        const char *text = n < lines->len ? lines->pdata[n] : "";
        if (*text) {
            g_string_append_printf(line, "%*s%s", (int)owed, "", text);
            owed = 0;
        }
        owed += widths[column] - MIN(widths[column], columns_width(text)) + COLUMN_GAP;
    }
    fprintf(view->out, "%*s", line->len ? (int)table->indent : 0, "");
    columns_ink(view, ink, line->str);
    fputc('\n', view->out);
    g_string_free(line, TRUE);
}

static void print_cells(const Table *table, const View *view, Ink ink, const char *const *cells,
                        const guint *widths)
{
    g_autoptr(GPtrArray) wrapped =
        g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    guint height = 1;
    for (guint column = 0; column < table->columns; column++) {
        GPtrArray *lines = columns_wrap(cells[column], widths[column]);
        height = MAX(height, lines->len);
        g_ptr_array_add(wrapped, lines);
    }
    for (guint n = 0; n < height; n++)
        print_row_line(table, view, ink, wrapped, widths, n);
}

static gboolean has_headings(const Table *table)
{
    for (guint column = 0; column < table->columns; column++)
        if (*table->headings[column])
            return TRUE;
    return FALSE;
}

void table_print(const Table *table, const View *view)
{
    g_autofree guint *widths = g_new0(guint, table->columns);
    natural_widths(table, widths);
    fit_widths(table, widths, room(view, table->indent));
    if (has_headings(table))
        print_cells(table, view, INK_STRONG, table->headings, widths);
    for (guint i = 0; i < table->rows->len; i++) {
        const Row *row = table->rows->pdata[i];
        if (row->note)
            columns_paragraph(view, table->indent + COLUMN_GAP, row->ink, row->cells->pdata[0]);
        else
            print_cells(table, view, row->ink, (const char *const *)row->cells->pdata, widths);
    }
}
