/* mail_table: what stands beside and below the labels of a table.
 *
 * Owns which cell is the value of which label, for HTML mail and documents alike. A label may have
 * a hint below it in its cell; a choice may be spread over cells, one a box. A cell that runs over
 * several rows takes what stands beside it in each. Nothing is left out: what belongs to no label
 * is written as it stands. Never fails. */
#include "mail_table.h"
#include "mail_ticks.h"
#include <string.h>

#define CELLS 40u         /* of one row that are looked at as labels */
#define LABEL_BYTES 1000u /* no label cell is longer */

/* The part of a cell that is a label and nothing else, newly allocated; what follows it in *rest_out. NULL if there is none. */
static char *label_of(const MailTable *table, const char *cell, const char **rest_out)
{
    gsize value, length = cell ? strlen(cell) : 0;
    LabelExtent extent;
    *rest_out = "";
    if (length == 0 || length > LABEL_BYTES || !table->labels)
        return NULL;
    g_autofree char *whole = g_strdelimit(g_strdup(cell), "\n", ' ');
    if (form_labels_is(table->labels, whole, length))
        return g_steal_pointer(&whole);
    gsize first = strcspn(cell, "\n");
    if (first == length || !form_labels_is(table->labels, cell, first))
        return NULL;
    const char *rest = cell + first + strspn(cell + first, "\n");
    if (form_labels_find(table->labels, rest, strcspn(rest, "\n"), FALSE, &value, &extent) >= 0)
        return NULL; /* a heading over lines with labels of their own */
    *rest_out = rest;
    return g_strndup(cell, first);
}

/* What a form says below a label about how to answer, and nobody's answer. */
static gboolean is_hint(const char *text)
{
    static const char *const words[] = {"please ",  "describe ", "give ",      "include ",
                                        "e.g.",     "eg ",       "explain ",   "state ",
                                        "tick ",    "enter ",    "list ",      "provide ",
                                        "specify ", "outline ",  "summarise ", "for example"};
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        if (g_ascii_strncasecmp(text, words[i], strlen(words[i])) == 0)
            return TRUE;
    return FALSE;
}

static gboolean is_label(const MailTable *table, const char *cell)
{
    const char *rest;
    g_autofree char *label = label_of(table, cell, &rest);
    return label != NULL;
}

/* The key of a cell that is a label and nothing else, or -1. */
static int key_of(const MailTable *table, const char *cell)
{
    gsize value = 0;
    LabelExtent extent;
    const char *rest;
    g_autofree char *label = label_of(table, cell, &rest);
    return label && *rest == '\0'
               ? form_labels_find(table->labels, label, strlen(label), TRUE, &value, &extent)
               : -1;
}

/* A label's answer that is a label itself: "Nursery" beside "School/nursery/GP". */
static gboolean answers(const MailTable *table, const char *label, const char *cell)
{
    int key = cell ? key_of(table, label) : -1;
    return key >= 0 && key == key_of(table, cell) && !g_str_equal(label, cell);
}

/* Label, value, label, value …: whatever stands in the cells between. */
static gboolean is_paired(const MailTable *table, const GPtrArray *cells)
{
    gboolean plain = FALSE;
    for (guint i = 0; i < cells->len; i++) {
        gboolean label = is_label(table, cells->pdata[i]);
        if (i % 2 == 0 && !label)
            return FALSE;
        plain |= i % 2 == 1 && !label;
    }
    return plain && cells->len % 2 == 0;
}

/* Labels that wait for values below them; one alone that has its answer in its own cell does not. */
static gboolean are_heads(const MailTable *table, const GPtrArray *cells)
{
    for (guint i = 0; i < cells->len; i++) {
        const char *rest;
        g_autofree char *label = label_of(table, cells->pdata[i], &rest);
        if (!label || (cells->len == 1 && *rest && !is_hint(rest)) ||
            (i > 0 && answers(table, cells->pdata[i - 1], cells->pdata[i])))
            return FALSE;
    }
    return cells->len > 0;
}

static void put_line(MailTable *table, const char *text)
{
    if (*text)
        table->sink.line(table->sink.user, text);
}

static void end_value(MailTable *table)
{
    if (table->open && table->sink.end)
        table->sink.end(table->sink.user);
    table->open = FALSE;
}

static void put_pair(MailTable *table, const char *label, const char *value)
{
    gsize length = strlen(label);
    gboolean colon = length > 0 && label[length - 1] == ':';
    g_autofree char *plain = g_strdup(value);
    if (mail_ticks_any(plain))
        g_strdelimit(plain, "\n", ' '); /* its boxes one below the other */
    g_autofree char *line = g_strconcat(label, colon ? " " : ": ", plain, NULL);
    end_value(table);
    put_line(table, g_strchomp(line));
    table->open = TRUE;
}

/* Cells that are no labels: on one line when each is one. */
static char *join_cells(const GPtrArray *cells, guint from, guint to)
{
    g_autoptr(GString) line = g_string_new(NULL);
    gboolean several = FALSE;
    for (guint i = from; i < to; i++)
        several |= cells->pdata[i] && strchr(cells->pdata[i], '\n') != NULL;
    for (guint i = from; i < to; i++) {
        const char *cell = cells->pdata[i];
        if (!cell || *cell == '\0')
            continue;
        if (line->len > 0)
            g_string_append(line, several ? "\n" : " | ");
        g_string_append(line, cell);
    }
    return g_string_free(g_steal_pointer(&line), FALSE);
}

static void put_cells(MailTable *table, const GPtrArray *cells, guint from, guint to)
{
    g_autofree char *line = join_cells(cells, from, to);
    if (*line == '\0')
        return;
    end_value(table);
    put_line(table, line);
}

/* Where the cells of the value of the label before `from` end: one cell, or all that belong to one choice. */
static guint value_end(const MailTable *table, const GPtrArray *cells, guint from)
{
    guint to = from;
    gboolean boxes = FALSE;
    if (from < cells->len && answers(table, cells->pdata[from - 1], cells->pdata[from]))
        return from + 1;
    for (; to < cells->len && !is_label(table, cells->pdata[to]); to++)
        boxes |= cells->pdata[to] && mail_ticks_any(cells->pdata[to]);
    return boxes ? to : MIN(to, from + 1);
}

static char *value_of(const GPtrArray *cells, guint from, guint to)
{
    g_autoptr(GString) value = g_string_new(NULL);
    for (guint i = from; i < to; i++) {
        const char *cell = cells->pdata[i];
        if (cell && *cell)
            g_string_append_printf(value, "%s%s", value->len > 0 ? " " : "", cell);
    }
    return g_string_free(g_steal_pointer(&value), FALSE);
}

static void put_hint(MailTable *table, const char *hint)
{
    if (*hint == '\0')
        return;
    end_value(table);
    put_line(table, hint);
    if (table->sink.end)
        table->sink.end(table->sink.user);
}

/* A label and what stands beside it; returns the first cell behind. */
static guint write_label(MailTable *table, const GPtrArray *cells, guint at)
{
    const char *rest;
    g_autofree char *label = label_of(table, cells->pdata[at], &rest);
    guint to = value_end(table, cells, at + 1);
    g_autofree char *value = value_of(cells, at + 1, to);
    if (cells->len > at + 1 ||
        is_hint(rest)) { /* a hint below the label: there is a cell to fill in */
        put_hint(table, rest);
        rest = "";
    }
    put_pair(table, label, *value ? value : rest);
    return to;
}

static void write_pairs(MailTable *table, const GPtrArray *cells)
{
    table->pairs = cells->len;
    for (guint i = 0; i + 1 < cells->len; i += 2) {
        const char *rest;
        g_autofree char *label = label_of(table, cells->pdata[i], &rest);
        put_hint(table, rest);
        put_pair(table, label, cells->pdata[i + 1] ? cells->pdata[i + 1] : "");
    }
}

/* Labels with the values beside them; a number or a heading may stand before the first. */
static void write_row(MailTable *table, const GPtrArray *cells)
{
    guint plain = 0, i = 0;
    if (is_paired(table, cells)) {
        write_pairs(table, cells);
        return;
    }
    while (i < MIN(cells->len, CELLS)) {
        gboolean first = i == 0 || i == plain;
        gboolean filled =
            i + 1 < cells->len && (!is_label(table, cells->pdata[i + 1]) ||
                                   answers(table, cells->pdata[i], cells->pdata[i + 1]));
        if (!is_label(table, cells->pdata[i]) || (!first && !filled)) {
            i++;
            continue;
        }
        put_cells(table, cells, plain, i);
        i = plain = write_label(table, cells, i);
    }
    put_cells(table, cells, plain, cells->len);
}

/* Nothing stood below them. In a table of labels and values side by side the second is the answer to the first. */
static void drop_heads(MailTable *table)
{
    if (table->heads && !table->used && table->heads->len == table->pairs)
        write_pairs(table, table->heads);
    else if (table->heads && !table->used)
        write_row(table, table->heads);
    g_clear_pointer(&table->heads, g_ptr_array_unref);
    table->used = FALSE;
}

static void write_below(MailTable *table, const GPtrArray *cells)
{
    const char *rest;
    for (guint i = 0; i < cells->len; i++) {
        g_autofree char *label = label_of(table, table->heads->pdata[i], &rest);
        if (!table->used)
            put_hint(table, rest);
        put_pair(table, label, cells->pdata[i] ? cells->pdata[i] : "");
    }
    table->used = TRUE;
}

static gboolean has_label(const MailTable *table, const GPtrArray *cells)
{
    for (guint i = 0; i < cells->len; i++)
        if (is_label(table, cells->pdata[i]))
            return TRUE;
    return FALSE;
}

/* Values for the labels above: no labels themselves, but for one that answers the label it stands below. */
static gboolean are_below(const MailTable *table, const GPtrArray *cells)
{
    if (!table->heads || cells->len != table->heads->len)
        return FALSE;
    for (guint i = 0; i < cells->len; i++)
        if (is_label(table, cells->pdata[i]) &&
            !answers(table, table->heads->pdata[i], cells->pdata[i]))
            return FALSE;
    return TRUE;
}

static GPtrArray *copy_cells(const GPtrArray *cells)
{
    GPtrArray *copy = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < cells->len; i++)
        g_ptr_array_add(copy, g_strdup(cells->pdata[i]));
    return copy;
}

/* A label below one of the same field answers it, unless a row without a label follows, which is its value: then the first was a
 * heading. NULL: no row follows. */
static void settle_doubt(MailTable *table, const GPtrArray *cells)
{
    if (!table->doubt)
        return;
    if (cells && cells->len == 1 && !has_label(table, cells)) {
        put_cells(table, table->heads, 0, 1);
        g_clear_pointer(&table->heads, g_ptr_array_unref);
        table->heads = g_steal_pointer(&table->doubt);
        return;
    }
    write_below(table, table->doubt);
    g_clear_pointer(&table->doubt, g_ptr_array_unref);
}

void mail_table_row(MailTable *table, const GPtrArray *cells)
{
    settle_doubt(table, cells);
    gboolean goes_on = cells->len > 1 && !cells->pdata[0] && table->open;
    if (goes_on && !has_label(table, cells)) {
        g_autofree char *more = join_cells(cells, 1, cells->len);
        put_line(table, more);
        return;
    }
    if (are_below(table, cells) && (!table->used || cells->len > 1)) {
        if (cells->len == 1 && has_label(table, cells))
            table->doubt = copy_cells(cells);
        else
            write_below(table, cells);
        return;
    }
    if (table->heads && cells->len == table->heads->len && is_paired(table, cells))
        table->pairs = cells->len;
    drop_heads(table);
    if (are_heads(table, cells))
        table->heads = copy_cells(cells);
    else
        write_row(table, cells);
}

void mail_table_finish(MailTable *table)
{
    settle_doubt(table, NULL);
    drop_heads(table);
    end_value(table);
}
