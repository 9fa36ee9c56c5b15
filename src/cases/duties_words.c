/* What is owed, in the words of the policy's rules: what a side is asked, and the list of all that is left. What no rule
 * speaks of is shown to the office, never asked of a party here. */
#include "duties.h"

/* An agency's own, or what is nobody's in particular and this side may do. */
static gboolean is_asked_of(const Deciding *x, const Owed *owed, const PolicyOwed *rule, Side side)
{
    const char *const *by = (const char *const *)rule->by;
    if (*owed->agency != '\0')
        return side != SIDE_PARTNERSHIP && g_strcmp0(routing_agency(x, side), owed->agency) == 0;
    if (side != SIDE_PARTNERSHIP)
        return g_strv_contains(by, side_name(side));
    for (guint i = 0; by[i] != NULL; i++)
        if (!g_str_equal(by[i], "raising") && !g_str_equal(by[i], "challenged") &&
            !g_str_equal(by[i], "originator") && !g_str_equal(by[i], "holders"))
            return TRUE;
    return by[0] == NULL;
}

/* The worker who raised it is whom this duty is to tell. */
static gboolean is_for(const Deciding *x, const Owed *owed, const char *email)
{
    return g_str_equal(owed->kind, "originator-told") && case_is_originator(x->c, email);
}

/* A notice that the gateway sends is asked of nobody. */
static gboolean is_ours(const Deciding *x, const PolicyOwed *rule)
{
    return rule->notice && x->rules->site.iro_notice_by_gateway;
}

static char *asked(const Deciding *x, Side side, const char *email, gboolean notices_only)
{
    g_autoptr(GPtrArray) asks = g_ptr_array_new();
    for (guint i = 0; i < x->c->owed->len; i++) {
        const Owed *owed = g_ptr_array_index(x->c->owed, i);
        const PolicyOwed *rule = duties_rule(x, owed);
        if (owed->met == INSTANT_UNKNOWN && rule != NULL && rule->asks != NULL &&
            (rule->notice || !notices_only) && !is_ours(x, rule) &&
            is_asked_of(x, owed, rule, side) && !is_for(x, owed, email) &&
            !g_ptr_array_find_with_equal_func(asks, rule->asks, g_str_equal, NULL))
            g_ptr_array_add(asks, (gpointer)rule->asks);
    }
    g_ptr_array_add(asks, NULL);
    return g_strjoinv("; ", (GStrv)asks->pdata);
}

char *duties_asked(const Deciding *x, Side side, const char *email)
{
    return asked(x, side, email, FALSE);
}

char *duties_notices_asked(const Deciding *x, Side side)
{
    return asked(x, side, NULL, TRUE);
}

char *duties_listed(const Deciding *x)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < x->c->owed->len; i++) {
        const Owed *owed = g_ptr_array_index(x->c->owed, i);
        const PolicyOwed *rule = duties_rule(x, owed);
        if (owed->met != INSTANT_UNKNOWN || rule == NULL || is_ours(x, rule))
            continue;
        g_autofree char *words = NULL;
        const char *label = duties_label(x, owed, &words);
        g_autofree char *line =
            *owed->agency != '\0'
                ? g_strdup_printf("- %s: %s", label, agency_name(x->rules, owed->agency))
                : g_strdup_printf("- %s", label);
        if (!g_ptr_array_find_with_equal_func(lines, line, g_str_equal, NULL))
            g_ptr_array_add(lines, g_steal_pointer(&line));
    }
    g_ptr_array_add(lines, NULL);
    return g_strjoinv("\n", (GStrv)lines->pdata);
}
