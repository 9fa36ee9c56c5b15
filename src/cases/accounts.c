/* Two written accounts side by side. Owns what counts as the same: the same outstanding issues, each with the same owner
 * and date, where one that is not said differs from one that is; of an outcome in words, that one of them says nothing
 * which the other does not: no word that carries meaning, no number and no date. Prefers neither. Fails never. */
#include "accounts.h"
#include "deciding.h"
#include "outcome.h"
#include "outstanding_pair.h"
#include "text.h"
#include "told_days.h"

/* The words that carry meaning, and the numbers. */
static GPtrArray *substance(const char *text)
{
    GPtrArray *words = outstanding_content(text);
    g_autofree char *folded = text_fold(text);
    g_auto(GStrv) all = g_strsplit(folded, " ", -1);
    for (guint i = 0; all[i] != NULL; i++)
        if (g_ascii_isdigit(*all[i]))
            g_ptr_array_add(words, g_strdup(all[i]));
    return words;
}

static gboolean sentence_is_in(const char *text, Day written, const GPtrArray *words,
                               const GArray *days)
{
    g_autoptr(GString) sentence = g_string_new(text);
    if (told_days_new(days, sentence, written) > 0)
        return FALSE;
    g_autoptr(GPtrArray) own = substance(sentence->str);
    for (guint i = 0; i < own->len; i++)
        if (!g_ptr_array_find_with_equal_func((GPtrArray *)words, g_ptr_array_index(own, i),
                                              g_str_equal, NULL))
            return FALSE;
    return TRUE;
}

/* Says `less` of the outcome nothing that `more` does not? */
static gboolean is_in(const Ruleset *rules, const Account *less, const Account *more)
{
    g_autoptr(GPtrArray) words = substance(more->outcome);
    g_autoptr(GArray) days = g_array_new(FALSE, FALSE, sizeof(Day));
    told_days_add(days, more->outcome, instant_day(more->at, rules->site.zone));
    Day written = instant_day(less->at, rules->site.zone);
    g_autoptr(GPtrArray) sentences = outcome_sentences(less->outcome);
    for (guint i = 0; i < sentences->len; i++)
        if (!sentence_is_in(g_ptr_array_index(sentences, i), written, words, days))
            return FALSE;
    return TRUE;
}

static gboolean same_outcome(const Ruleset *rules, const Account *a, const Account *b)
{
    return *a->outcome == '\0' || *b->outcome == '\0' || text_same(a->outcome, b->outcome) ||
           is_in(rules, a, b) || is_in(rules, b, a);
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
    if (!same_outcome(rules, a, b))
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
