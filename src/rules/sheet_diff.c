/* sheet_diff: which row became which.
 *
 * Rows have no number, so they are paired by what they share, the surest first: everything; agency, role, area and address; the
 * same with the name; the address; and, where a post is there once before and after, the post itself, with another person in
 * it. What is left over was removed or added. Agencies are paired by their identifier. Nothing is paired twice, so that every
 * row of both sides is in exactly one change or in none. */
#include "sheet_diff.h"

#include <string.h>

#include "day.h"

typedef struct {
    const Sheet *before, *after;
    const SheetRow **of_after; /* for each row of `after` the one before it; NULL */
    gboolean *taken;           /* for each row of `before` */
} Pairing;

/* The columns by which rows are paired, the last of them filled in; NULL-ended lists. */
static const char *const post_and_address[] = {"agency", "role", "area", "email", NULL};
static const char *const post_and_name[] = {"agency", "role", "area", "name", NULL};
static const char *const address[] = {"email", NULL};
static const char *const post[] = {"agency", "role", "area", NULL};
static const char *const id[] = {"agency", NULL};

/* What the columns say, each behind its length; NULL when the last one is empty and must not be. */
static char *key_of(const Sheet *sheet, const SheetRow *row, const char *const *columns,
                    gboolean filled)
{
    GString *key = g_string_new(NULL);
    const char *cell = "";
    for (; *columns; columns++) {
        cell = sheet_cell(sheet, row, *columns);
        g_autofree char *folded = g_utf8_casefold(cell, -1);
        g_string_append_printf(key, "%zu:%s", strlen(folded), folded);
    }
    return g_string_free(key, filled && !*cell);
}

static void queue_free(gpointer data)
{
    g_queue_free(data);
}

/* The rows of `before` that are not taken, by what the columns say. */
static GHashTable *index_before(const Pairing *pairing, const char *const *columns, gboolean filled)
{
    GHashTable *rows = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, queue_free);
    for (guint i = 0; i < pairing->before->rows->len; i++) {
        g_autofree char *key =
            pairing->taken[i]
                ? NULL
                : key_of(pairing->before, pairing->before->rows->pdata[i], columns, filled);
        if (!key)
            continue;
        GQueue *queue = g_hash_table_lookup(rows, key);
        if (!queue) {
            queue = g_queue_new();
            g_hash_table_insert(rows, g_steal_pointer(&key), queue);
        }
        g_queue_push_tail(queue, GUINT_TO_POINTER(i));
    }
    return rows;
}

/* How many rows of `after` that have no partner say so. */
static guint count_after(const Pairing *pairing, const char *const *columns, const char *wanted)
{
    guint count = 0;
    for (guint i = 0; i < pairing->after->rows->len; i++) {
        if (pairing->of_after[i])
            continue;
        g_autofree char *key =
            key_of(pairing->after, pairing->after->rows->pdata[i], columns, FALSE);
        count += g_str_equal(key, wanted) ? 1 : 0;
    }
    return count;
}

/* `once`: only where there is one such row on each side. */
static void pair_by(Pairing *pairing, const char *const *columns, gboolean filled, gboolean once)
{
    g_autoptr(GHashTable) before = index_before(pairing, columns, filled);
    for (guint i = 0; i < pairing->after->rows->len; i++) {
        g_autofree char *key =
            pairing->of_after[i]
                ? NULL
                : key_of(pairing->after, pairing->after->rows->pdata[i], columns, filled);
        GQueue *queue = key ? g_hash_table_lookup(before, key) : NULL;
        if (!queue || g_queue_is_empty(queue))
            continue;
        if (once && (queue->length != 1 || count_after(pairing, columns, key) != 1))
            continue;
        guint n = GPOINTER_TO_UINT(g_queue_pop_head(queue));
        pairing->taken[n] = TRUE;
        pairing->of_after[i] = pairing->before->rows->pdata[n];
    }
}

static void pair_all(Pairing *pairing)
{
    pair_by(pairing, sheet_columns(pairing->after->kind), FALSE, FALSE);
    if (pairing->after->kind == SHEET_AGENCIES) {
        pair_by(pairing, id, TRUE, FALSE);
        return;
    }
    pair_by(pairing, post_and_address, TRUE, FALSE);
    pair_by(pairing, post_and_name, TRUE, FALSE);
    pair_by(pairing, address, TRUE, FALSE);
    pair_by(pairing, post, FALSE, TRUE);
}

static gboolean rows_differ(const SheetRow *a, const SheetRow *b)
{
    return !g_strv_equal((const char *const *)a->cells, (const char *const *)b->cells);
}

static void add_change(SheetDiff *diff, RowChangeKind kind, const SheetRow *before,
                       const SheetRow *after)
{
    RowChange *change = g_new0(RowChange, 1);
    *change = (RowChange){kind, before, after};
    g_ptr_array_add(diff->changes, change);
    diff->added += kind == ROW_ADDED;
    diff->changed += kind == ROW_CHANGED;
    diff->removed += kind == ROW_REMOVED;
}

static guint place_in(const Sheet *sheet, const SheetRow *row)
{
    guint n = 0;
    (void)g_ptr_array_find(sheet->rows, row, &n);
    return n;
}

static void collect(SheetDiff *diff, const Pairing *pairing)
{
    guint last = 0;
    for (guint i = 0; i < diff->after->rows->len; i++) {
        const SheetRow *before = pairing->of_after[i], *after = diff->after->rows->pdata[i];
        guint place = before ? place_in(diff->before, before) : last;
        diff->reordered |= place < last;
        last = place;
        if (!before)
            add_change(diff, ROW_ADDED, NULL, after);
        else if (rows_differ(before, after))
            add_change(diff, ROW_CHANGED, before, after);
    }
    for (guint i = 0; i < diff->before->rows->len; i++)
        if (!pairing->taken[i])
            add_change(diff, ROW_REMOVED, diff->before->rows->pdata[i], NULL);
}

SheetDiff *sheet_diff(const Sheet *before, const Sheet *after)
{
    g_autofree const SheetRow **of_after = g_new0(const SheetRow *, after->rows->len + 1);
    g_autofree gboolean *taken = g_new0(gboolean, before->rows->len + 1);
    Pairing pairing = {before, after, of_after, taken};
    SheetDiff *diff = g_new0(SheetDiff, 1);
    diff->before = before;
    diff->after = after;
    diff->changes = g_ptr_array_new_with_free_func(g_free);
    pair_all(&pairing);
    collect(diff, &pairing);
    return diff;
}

void sheet_diff_free(SheetDiff *diff)
{
    if (!diff)
        return;
    g_ptr_array_unref(diff->changes);
    g_free(diff);
}

gboolean sheet_diff_is_empty(const SheetDiff *diff)
{
    return diff->changes->len == 0 && !diff->reordered;
}

gboolean row_change_matters(const SheetDiff *diff, const RowChange *change)
{
    const char *const *columns = sheet_columns(diff->after->kind);
    if (change->kind != ROW_CHANGED)
        return TRUE;
    for (guint i = 0; columns[i]; i++)
        if (!g_str_equal(columns[i], "confirmed") &&
            !g_str_equal(change->before->cells[i], change->after->cells[i]))
            return TRUE;
    return FALSE;
}

char *row_change_title(const SheetDiff *diff, const RowChange *change)
{
    const SheetRow *row = change->after ? change->after : change->before;
    const char *agency = sheet_cell(diff->after, row, "agency"),
               *name = sheet_cell(diff->after, row, "name");
    if (diff->after->kind == SHEET_AGENCIES)
        return g_strdup_printf("%s: %s", agency, name);
    return g_strdup_printf("%s, %s: %s", agency, sheet_cell(diff->after, row, "role"),
                           *name ? name : "nobody");
}

static const char *shown(const char *cell)
{
    return *cell ? cell : "(empty)";
}

GPtrArray *row_change_fields(const SheetDiff *diff, const RowChange *change)
{
    GPtrArray *fields = g_ptr_array_new_with_free_func(g_free);
    const char *const *columns = sheet_columns(diff->after->kind);
    const SheetRow *only = change->after ? change->after : change->before;
    for (guint i = 0; columns[i]; i++) {
        if (change->kind != ROW_CHANGED && *only->cells[i])
            g_ptr_array_add(fields, g_strdup_printf("%s: %s", columns[i], only->cells[i]));
        if (change->kind == ROW_CHANGED &&
            !g_str_equal(change->before->cells[i], change->after->cells[i]))
            g_ptr_array_add(fields, g_strdup_printf("%s: %s → %s", columns[i],
                                                    shown(change->before->cells[i]),
                                                    shown(change->after->cells[i])));
    }
    return fields;
}

/* ---- dates that were turned round ---- */

static gboolean is_turned_round(Day before, Day after)
{
    int year = 0, month = 0, day = 0;
    if (before == DAY_UNKNOWN || after == DAY_UNKNOWN || before == after)
        return FALSE;
    day_split(before, &year, &month, &day);
    return day_new(year, day, month) == after;
}

static void check_row_days(const SheetDiff *diff, const RowChange *change, Diagnostics *diagnostics)
{
    const char *const *columns = sheet_columns(diff->after->kind);
    const Place place = {.file = diff->after->file, .line = change->after->line};
    for (guint i = 0; columns[i]; i++) {
        const char *before = change->before->cells[i], *after = change->after->cells[i];
        if ((change->after->day_first & 1u << i) &&
            is_turned_round(day_from_iso(before), day_from_iso(after)))
            diagnostics_error(
                diagnostics, place,
                "'%s' read day first is %s, and it was %s: the file seems to have the "
                "month first, as in America; write every date as 2026-03-09",
                columns[i], after, before);
    }
}

void sheet_diff_check_days(const SheetDiff *diff, Diagnostics *diagnostics)
{
    for (guint i = 0; i < diff->changes->len; i++) {
        const RowChange *change = diff->changes->pdata[i];
        if (change->kind == ROW_CHANGED)
            check_row_days(diff, change, diagnostics);
    }
}
