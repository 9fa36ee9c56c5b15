/* Pairs the issues of two lists. People shorten and reorder words ("report", "report of the paediatric team"), so an issue
 * may look like several others: each is taken once, the closest first. What is left has no counterpart: it is one more
 * issue, never part of another. */
#include "outstanding_pair.h"

enum { DUE = 1, OWNER = 2, WORD = 4, EXACT = 4096 }; /* what weighs how much */

typedef struct {
    guint item, other;
    gint closeness;
} Likeness;

static gint closeness(const Outstanding *a, const Outstanding *b)
{
    g_autoptr(GPtrArray) left = outstanding_content(a->item), right = outstanding_content(b->item);
    gint apart = (gint)(left->len + right->len) - 2 * (gint)outstanding_shared(left, right);
    return (outstanding_same_words(a, b) ? EXACT : 0) - WORD * apart +
           (g_strcmp0(a->owner, b->owner) == 0 ? OWNER : 0) + (a->due == b->due ? DUE : 0);
}

static int closest_first(gconstpointer a, gconstpointer b)
{
    const Likeness *left = a, *right = b;
    if (left->closeness != right->closeness)
        return left->closeness > right->closeness ? -1 : 1;
    if (left->item != right->item)
        return left->item < right->item ? -1 : 1;
    return left->other < right->other ? -1 : left->other > right->other;
}

static GArray *likenesses(GPtrArray *items, GPtrArray *others)
{
    GArray *list = g_array_new(FALSE, FALSE, sizeof(Likeness));
    for (guint i = 0; i < items->len; i++)
        for (guint j = 0; j < others->len; j++) {
            const Outstanding *a = g_ptr_array_index(items, i), *b = g_ptr_array_index(others, j);
            Likeness like = {i, j, outstanding_same_item(a, b) ? closeness(a, b) : 0};
            if (outstanding_same_item(a, b))
                g_array_append_val(list, like);
        }
    g_array_sort(list, closest_first);
    return list;
}

GPtrArray *outstanding_pair(GPtrArray *items, GPtrArray *others)
{
    g_autoptr(GArray) list = likenesses(items, others);
    GPtrArray *pairs = g_ptr_array_new();
    g_ptr_array_set_size(pairs, (gint)items->len);
    for (guint i = 0; i < list->len; i++) {
        const Likeness *like = &g_array_index(list, Likeness, i);
        gpointer other = g_ptr_array_index(others, like->other);
        if (g_ptr_array_index(pairs, like->item) == NULL && !g_ptr_array_find(pairs, other, NULL))
            g_ptr_array_index(pairs, like->item) = other;
    }
    return pairs;
}

/* ---- in a sentence ---- */

static GPtrArray *words_in(const Outstanding *item, GPtrArray *sentence)
{
    GPtrArray *words = outstanding_content(item->item);
    for (guint i = words->len; i-- > 0;)
        if (!g_ptr_array_find_with_equal_func(sentence, g_ptr_array_index(words, i), g_str_equal,
                                              NULL))
            g_ptr_array_remove_index(words, i);
    return words;
}

gboolean outstanding_meant(GPtrArray *items, const Outstanding *item, const char *sentence)
{
    g_autoptr(GPtrArray) content = outstanding_content(sentence);
    g_autoptr(GPtrArray) own = words_in(item, content);
    for (guint i = 0; own->len > 0 && i < items->len; i++) {
        g_autoptr(GPtrArray) theirs = words_in(g_ptr_array_index(items, i), content);
        if (theirs->len > own->len && outstanding_shared(own, theirs) == own->len)
            return FALSE;
    }
    return own->len > 0;
}
