/* place: the findings of one look at a configuration.
 *
 * Owns the list and its printed form, "file:line: text". Nothing is printed before it is asked for,
 * so that all findings of a run come sorted and together; two findings at one place keep the order
 * in which they were made. Places are interned by who makes them and outlive the list. Fails never.
 */
#include "place.h"
#include <string.h>

#define NEAREST_WORD_LETTERS 64u /* longer words are nobody's typing error */

typedef struct {
    Place place;
    gboolean warning;
    guint order;
    char *text;
} Finding;

struct Diagnostics {
    GPtrArray *findings;
    guint errors;
};

static void finding_free(gpointer data)
{
    Finding *finding = data;
    g_free(finding->text);
    g_free(finding);
}

Diagnostics *diagnostics_new(void)
{
    Diagnostics *diagnostics = g_new0(Diagnostics, 1);
    diagnostics->findings = g_ptr_array_new_with_free_func(finding_free);
    return diagnostics;
}

void diagnostics_free(Diagnostics *diagnostics)
{
    if (!diagnostics)
        return;
    g_ptr_array_unref(diagnostics->findings);
    g_free(diagnostics);
}

static void add(Diagnostics *diagnostics, Place place, gboolean warning, char *text)
{
    Finding *finding = g_new0(Finding, 1);
    finding->place = place;
    finding->warning = warning;
    finding->order = diagnostics->findings->len;
    finding->text = text;
    g_ptr_array_add(diagnostics->findings, finding);
    if (!warning)
        diagnostics->errors++;
}

void diagnostics_error(Diagnostics *diagnostics, Place place, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add(diagnostics, place, FALSE, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

void diagnostics_warning(Diagnostics *diagnostics, Place place, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add(diagnostics, place, TRUE, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

guint diagnostics_errors(const Diagnostics *diagnostics)
{
    return diagnostics->errors;
}

guint diagnostics_warnings(const Diagnostics *diagnostics)
{
    return diagnostics->findings->len - diagnostics->errors;
}

static int three_way(guint a, guint b)
{
    return a < b ? -1 : a > b;
}

static gint compare_findings(gconstpointer a, gconstpointer b)
{
    const Finding *left = *(const Finding *const *)a, *right = *(const Finding *const *)b;
    int order = g_strcmp0(left->place.file, right->place.file);
    if (order == 0)
        order = three_way(left->place.line, right->place.line);
    if (order == 0)
        order = three_way(left->place.column, right->place.column);
    return order != 0 ? order : three_way(left->order, right->order);
}

static void append_finding(GString *out, const Finding *finding)
{
    if (finding->place.file)
        g_string_append(out, finding->place.file);
    if (finding->place.file && finding->place.line > 0)
        g_string_append_printf(out, ":%u", finding->place.line);
    if (finding->place.file)
        g_string_append(out, ": ");
    g_string_append_printf(out, "%s%s\n", finding->warning ? "warning: " : "", finding->text);
}

char *diagnostics_text(const Diagnostics *diagnostics)
{
    g_autoptr(GPtrArray) sorted = g_ptr_array_copy(diagnostics->findings, NULL, NULL);
    g_ptr_array_set_free_func(sorted, NULL);
    g_ptr_array_sort(sorted, compare_findings);
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < sorted->len; i++)
        append_finding(out, g_ptr_array_index(sorted, i));
    return g_string_free(out, FALSE);
}

void diagnostics_print(const Diagnostics *diagnostics, FILE *stream)
{
    g_autofree char *text = diagnostics_text(diagnostics);
    fputs(text, stream);
}

/* Letters to change, add, drop or swap with their neighbour, to make one word of the other. */
static guint edit_distance(const gunichar *a, guint a_length, const gunichar *b, guint b_length)
{
    guint rows[3][NEAREST_WORD_LETTERS + 1];
    guint *before = rows[0], *last = rows[1], *row = rows[2];
    for (guint j = 0; j <= b_length; j++)
        last[j] = j;
    for (guint i = 1; i <= a_length; i++) {
        row[0] = i;
        for (guint j = 1; j <= b_length; j++) {
            guint change = last[j - 1] + (a[i - 1] != b[j - 1]);
            row[j] = MIN(change, MIN(last[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = MIN(row[j], before[j - 2] + 1);
        }
        guint *spare = before;
        before = last;
        last = row;
        row = spare;
    }
    return last[b_length];
}

/* NULL for a word too long to compare. */
static gunichar *letters_of(const char *word, glong *length_out)
{
    g_autofree char *folded = g_utf8_casefold(word, -1);
    g_autofree gunichar *letters = g_utf8_to_ucs4_fast(folded, -1, length_out);
    return *length_out <= (glong)NEAREST_WORD_LETTERS ? g_steal_pointer(&letters) : NULL;
}

const char *nearest_word(const char *word, const char *const *choices)
{
    glong length = 0;
    g_autofree gunichar *letters = letters_of(word, &length);
    if (!letters || length < 2)
        return NULL;
    guint nearest = MAX(1u, (guint)length / 3) + 1;
    const char *found = NULL;
    for (; *choices; choices++) {
        glong choice_length = 0;
        g_autofree gunichar *choice = letters_of(*choices, &choice_length);
        if (!choice)
            continue;
        guint distance = edit_distance(letters, (guint)length, choice, (guint)choice_length);
        if (distance < nearest && distance < (guint)MAX(length, choice_length)) {
            nearest = distance;
            found = *choices;
        }
    }
    return found;
}
