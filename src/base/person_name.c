/* person_name: is it the same person's name?
 *
 * Owns what may differ: order ("SURNAME, First"), hyphens in a double surname, initials. Two people with
 * the same initials are not one: initials count only where somebody wrote initials. Any script; one-word
 * names have no order to differ in. Fails never. */
#include "person_name.h"
#include "text.h"
#include "text_words.h"
#include <string.h>

#define WORDS_MOST 16u
#define INITIALS_LETTERS 4 /* "JS", "JAS": capitals without dots */

static char *without_brackets(const char *name)
{
    GString *out = g_string_new(NULL);
    guint depth = 0;
    for (const char *p = name; *p; p++) {
        depth += *p == '(' || *p == '[';
        if (depth == 0 && *p != '\'')
            g_string_append_c(out, *p);
        depth -= (*p == ')' || *p == ']') && depth > 0;
    }
    g_string_replace(out, "\xe2\x80\x99", "", 0);
    return g_string_free(out, FALSE);
}

static gint by_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The folded words in the order of the alphabet; of char *. */
static GPtrArray *words_of(const char *name)
{
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *plain = without_brackets(name);
    g_autofree char *folded = text_fold(plain);
    g_auto(GStrv) pieces = g_strsplit(folded, " ", -1);
    for (guint i = 0; pieces[i] && words->len < WORDS_MOST; i++)
        if (*pieces[i] != '\0')
            g_ptr_array_add(words, g_strdup(pieces[i]));
    g_ptr_array_sort(words, by_text);
    return words;
}

guint name_words(const char *name)
{
    g_autoptr(GPtrArray) words = words_of(name);
    return words->len;
}

static guint shared(const GPtrArray *a, const GPtrArray *b)
{
    guint i = 0, j = 0, n = 0;
    while (i < a->len && j < b->len) {
        int order = strcmp(a->pdata[i], b->pdata[j]);
        n += order == 0;
        i += order <= 0;
        j += order >= 0;
    }
    return n;
}

static gboolean all_single(const GPtrArray *words)
{
    for (guint i = 0; i < words->len; i++)
        if (g_utf8_strlen(words->pdata[i], -1) != 1)
            return FALSE;
    return words->len > 0;
}

/* "JS": one word in capitals. */
static gboolean is_block(const char *name)
{
    glong letters = g_utf8_strlen(name, -1);
    for (const char *p = name; *p; p = g_utf8_next_char(p))
        if (!g_unichar_isupper(g_utf8_get_char(p)))
            return FALSE;
    return letters > 1 && letters <= INITIALS_LETTERS;
}

static gint by_letter(gconstpointer a, gconstpointer b)
{
    gunichar left = *(const gunichar *)a, right = *(const gunichar *)b;
    return left < right ? -1 : left > right;
}

/* The first letters of the words, sorted; those of a block are its letters. */
static GArray *initials_of(const char *name, const GPtrArray *words)
{
    GArray *letters = g_array_new(FALSE, FALSE, sizeof(gunichar));
    gboolean block = is_block(name);
    for (guint i = 0; i < words->len; i++)
        for (const char *p = words->pdata[i]; *p; p = block ? g_utf8_next_char(p) : "") {
            gunichar c = g_utf8_get_char(p);
            g_array_append_val(letters, c);
        }
    g_array_sort(letters, by_letter);
    return letters;
}

static gboolean same_initials(const char *a, const GPtrArray *left, const char *b,
                              const GPtrArray *right)
{
    g_autoptr(GArray) first = initials_of(a, left), second = initials_of(b, right);
    return first->len == second->len &&
           memcmp(first->data, second->data, first->len * sizeof(gunichar)) == 0;
}

NameLikeness name_compare(const char *a, const char *b)
{
    g_autofree char *first = text_valid(a, strlen(a)), *second = text_valid(b, strlen(b));
    g_autofree char *left_name = g_strdup(g_strstrip(first));
    g_autofree char *right_name = g_strdup(g_strstrip(second));
    g_autoptr(GPtrArray) left = words_of(left_name), right = words_of(right_name);
    if (left->len == 0 || right->len == 0)
        return NAME_OTHER;
    guint both = shared(left, right);
    if (both == left->len && both == right->len)
        return NAME_SAME;
    gboolean initials =
        all_single(left) || all_single(right) || is_block(left_name) || is_block(right_name);
    if (initials && same_initials(left_name, left, right_name, right))
        return NAME_INITIALS;
    return both > 1 && both == MIN(left->len, right->len) ? NAME_PART : NAME_OTHER;
}

char *name_without_title(const char *name)
{
    static const char *const titles[] = {"mr",     "mrs",  "ms",        "miss",   "mx",  "dr",
                                         "doctor", "prof", "professor", "sister", "sgt", "rev"};
    g_autofree char *folded = text_fold(name);
    for (gsize i = 0; i < G_N_ELEMENTS(titles); i++) {
        gsize length = strlen(titles[i]);
        if (g_str_has_prefix(folded, titles[i]) && folded[length] == ' ')
            return g_strdup(folded + length + 1);
    }
    return g_steal_pointer(&folded);
}

/* Is `word` one of the name's words, or a single letter that one of them begins with? Each word counts once. */
static gboolean take_word(GPtrArray *words, const char *word)
{
    gboolean initial = g_utf8_strlen(word, -1) == 1;
    for (guint i = 0; i < words->len; i++) {
        const char *other = g_ptr_array_index(words, i);
        if (initial ? g_str_has_prefix(other, word) : g_str_equal(other, word)) {
            g_ptr_array_remove_index(words, i);
            return TRUE;
        }
    }
    return FALSE;
}

gboolean name_fits(const char *called, const char *name)
{
    g_autofree char *plain = name_without_title(called);
    g_autofree char *full = name_without_title(name);
    g_autoptr(GPtrArray) said = words_of(plain), words = words_of(full);
    for (guint pass = 0; pass < 2;
         pass++) /* whole words first, so that an initial takes none of theirs */
        for (guint i = 0; i < said->len; i++) {
            const char *word = g_ptr_array_index(said, i);
            if ((g_utf8_strlen(word, -1) == 1) == (pass == 1) && !take_word(words, word))
                return FALSE;
        }
    return said->len > 0;
}

gboolean name_has_surname_of(const char *called, const char *name)
{
    g_autofree char *folded = text_fold(called);
    return text_has_words(folded, text_surname(name));
}

char *name_sorted(const char *name)
{
    g_autofree char *valid = text_valid(name, strlen(name));
    g_autoptr(GPtrArray) words = words_of(valid);
    guint whole = 0;
    for (guint i = 0; i < words->len; i++)
        whole += g_utf8_strlen(words->pdata[i], -1) > 1;
    if (whole < 2)
        return NULL;
    g_ptr_array_add(words, NULL);
    return g_strjoinv(" ", (GStrv)words->pdata);
}
