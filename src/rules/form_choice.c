/* form_choice: which of a field's choices an answer means.
 *
 * A whole answer is compared; a longer one is searched clause by clause, the longest words first,
 * and what is denied there ("not looked after", "CP Plan: no") is not found: a choice made here may
 * send a notice about a child. Changes nothing. */
#include "form_data.h"
#include "text.h"
#include <string.h>

#define DENIAL_REACH 4u /* words between 'not' and what it denies */

typedef struct {
    const FieldChoice *choice;
    gsize start, length;
    gboolean denied;
} Found;

const FieldChoice *form_field_choice(const FormField *field, const char *text)
{
    g_autofree char *folded = text_fold(text);
    for (guint i = 0; i < field->choices->len; i++) {
        const FieldChoice *choice = g_ptr_array_index(field->choices, i);
        if (g_strv_contains((const char *const *)choice->words, folded) ||
            g_str_equal(choice->value, text))
            return choice;
    }
    return NULL;
}

static gboolean word_in(const char *const *words, const char *word, gsize length)
{
    for (; *words; words++)
        if (strlen(*words) == length && memcmp(*words, word, length) == 0)
            return TRUE;
    return FALSE;
}

/* Is there a 'not' close before `start`? The folded clause has single blanks between its words. */
static gboolean denied_before(const char *clause, gsize start)
{
    static const char *const denials[] = {
        "not", "no",     "never",  "without",    "isn",     "wasn", "aren",     "doesn",
        "don", "longer", "former", "previously", "neither", "nor",  "formerly", NULL};
    static const char *const turns[] = {"but", "now", "however", NULL};
    gsize end = start;
    for (guint i = 0; i < DENIAL_REACH && end > 0; i++) {
        gsize word_end = end - 1, word = word_end; /* the blank between them */
        while (word > 0 && clause[word - 1] != ' ')
            word--;
        if (word_in(turns, clause + word, word_end - word))
            return FALSE;
        if (word_in(denials, clause + word, word_end - word))
            return TRUE;
        end = word;
    }
    return FALSE;
}

/* "CP Plan: no", "looked after - not applicable" */
static gboolean denied_after(const char *rest)
{
    static const char *const denials[] = {"no", "n", "not applicable", "none", "false", NULL};
    return *rest == ' ' && g_strv_contains(denials, rest + 1);
}

static void find_word(GArray *found, const FieldChoice *choice, const char *clause,
                      const char *word)
{
    gsize length = strlen(word);
    for (const char *at = clause; length > 0 && (at = strstr(at, word)) != NULL; at++) {
        gsize start = (gsize)(at - clause);
        gboolean whole = (start == 0 || at[-1] == ' ') && (at[length] == '\0' || at[length] == ' ');
        if (!whole)
            continue;
        gboolean denied = denied_before(clause, start) || denied_after(at + length);
        Found entry = {choice, start, length, denied};
        g_array_append_val(found, entry);
    }
}

static gint longest_first(gconstpointer a, gconstpointer b)
{
    const Found *left = a, *right = b;
    if (left->length != right->length)
        return left->length > right->length ? -1 : 1;
    return left->start < right->start ? -1 : left->start > right->start;
}

static gint by_start(gconstpointer a, gconstpointer b)
{
    const Found *left = a, *right = b;
    return left->start < right->start ? -1 : left->start > right->start;
}

/* Drops what lies inside a longer find: "child protection plan" is no "child protection", and what
 * is denied of the longer is denied of the shorter. */
static void drop_overlaps(GArray *found)
{
    g_array_sort(found, longest_first);
    for (guint i = 0; i < found->len; i++) {
        const Found *keep = &g_array_index(found, Found, i);
        for (guint j = found->len; j-- > i + 1;) {
            const Found *other = &g_array_index(found, Found, j);
            if (other->start < keep->start + keep->length &&
                keep->start < other->start + other->length)
                g_array_remove_index(found, j);
        }
    }
    g_array_sort(found, by_start);
}

static void choices_in_clause(const FormField *field, const char *clause, GPtrArray *choices)
{
    g_autofree char *folded = text_fold(clause);
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(Found));
    for (guint i = 0; i < field->choices->len; i++) {
        const FieldChoice *choice = g_ptr_array_index(field->choices, i);
        for (guint j = 0; choice->words[j]; j++)
            find_word(found, choice, folded, choice->words[j]);
    }
    drop_overlaps(found);
    for (guint i = 0; i < found->len; i++) {
        const Found *each = &g_array_index(found, Found, i);
        if (!each->denied && !g_ptr_array_find(choices, each->choice, NULL))
            g_ptr_array_add(choices, (gpointer)each->choice);
    }
}

GPtrArray *form_field_choices_in(const FormField *field, const char *text)
{
    GPtrArray *choices = g_ptr_array_new();
    const FieldChoice *whole = form_field_choice(field, text);
    if (whole) {
        g_ptr_array_add(choices, (gpointer)whole);
        return choices;
    }
    g_auto(GStrv) clauses = g_strsplit_set(text, ".;,/()\n", -1);
    for (guint i = 0; clauses[i]; i++)
        choices_in_clause(field, clauses[i], choices);
    return choices;
}
