/* Two written accounts side by side. Owns what counts as the same: the same outstanding issues, each with the same owner
 * and date, where one that is not said differs from one that is; of an outcome in words, that the shorter says nothing
 * which the longer does not. Prefers neither. Fails never. */
#include "accounts.h"
#include "deciding.h"
#include "outstanding_pair.h"

static gboolean same_words(const char *a, const char *b)
{
    g_autoptr(GPtrArray) left = outstanding_content(a), right = outstanding_content(b);
    GPtrArray *fewer = left->len <= right->len ? left : right, *more = fewer == left ? right : left;
    for (guint i = 0; i < fewer->len; i++)
        if (!g_ptr_array_find_with_equal_func(more, g_ptr_array_index(fewer, i), g_str_equal, NULL))
            return FALSE;
    return TRUE;
}

static void item_difference(GString *text, const Ruleset *rules, const Outstanding *a,
                            const Outstanding *b)
{
    if (a->due == b->due && g_strcmp0(a->owner, b->owner) == 0)
        return;
    g_autofree char *left = outstanding_words(rules, a), *right = outstanding_words(rules, b);
    g_string_append_printf(text, "%s%s / %s", text->len > 0 ? "; " : "", left, right);
}

static void missing_items(GString *text, const Ruleset *rules, GPtrArray *items, GPtrArray *paired)
{
    for (guint i = 0; i < items->len; i++) {
        const Outstanding *item = g_ptr_array_index(items, i);
        if (g_ptr_array_find(paired, item, NULL))
            continue;
        g_autofree char *words = outstanding_words(rules, item);
        g_string_append_printf(text, "%sonly one names: %s", text->len > 0 ? "; " : "", words);
    }
}

char *accounts_difference(const Ruleset *rules, const Account *a, const Account *b)
{
    g_autoptr(GString) text = g_string_new(NULL);
    if (*a->outcome != '\0' && *b->outcome != '\0' && !same_words(a->outcome, b->outcome))
        g_string_append(text, "what was agreed is told in different words");
    g_autoptr(GPtrArray) others = outstanding_pair(a->items, b->items);
    g_autoptr(GPtrArray) paired = g_ptr_array_new(); /* of a's */
    for (guint i = 0; i < a->items->len; i++) {
        if (g_ptr_array_index(others, i) == NULL)
            continue;
        g_ptr_array_add(paired, g_ptr_array_index(a->items, i));
        item_difference(text, rules, g_ptr_array_index(a->items, i), g_ptr_array_index(others, i));
    }
    missing_items(text, rules, a->items, paired);
    missing_items(text, rules, b->items, others);
    return text->len > 0 ? g_string_free(g_steal_pointer(&text), FALSE) : NULL;
}
