/* legal_hold: bars and frees the erasing of one case, each with who and why in its chronology.
 *
 * There may be several at a time, for a claim does not end with an inquiry: only when the last is ended may
 * the case be erased. Holding decides nothing else, moves nothing and tells nobody. */
#include "legal_hold.h"

static guint next_number(const Case *c)
{
    guint n = 0;
    for (guint i = 0; i < c->events->len; i++) {
        const Event *event = g_ptr_array_index(c->events, i);
        n += g_str_equal(event->kind, "legal-hold");
    }
    return n + 1;
}

void legal_hold_begin(Deciding *x, const char *why)
{
    g_autofree char *n = g_strdup_printf("%u", next_number(x->c));
    Event *event = deciding_event(x, "legal-hold",
                                  "Legal hold %s: nothing of this case is erased: %s", n, why);
    event_change(event, "legal-hold", n, why, NULL);
    deciding_add(x, event);
}

static const LegalHold *find(const Case *c, guint n)
{
    if (n == 0 && c->legal_holds->len == 1)
        return g_ptr_array_index(c->legal_holds, 0);
    for (guint i = 0; i < c->legal_holds->len; i++) {
        const LegalHold *hold = g_ptr_array_index(c->legal_holds, i);
        if (hold->n == n)
            return hold;
    }
    return NULL;
}

/* `n` 0: none was named. */
static char *no_such_hold(const Case *c, guint n)
{
    g_autoptr(GString) numbers = g_string_new(NULL);
    if (c->legal_holds->len == 0)
        return g_strdup("is under no legal hold");
    for (guint i = 0; i < c->legal_holds->len; i++)
        g_string_append_printf(numbers, "%s%u", i > 0 ? ", " : "",
                               ((const LegalHold *)g_ptr_array_index(c->legal_holds, i))->n);
    if (n > 0)
        return g_strdup_printf(
            "has no legal hold %u; it has %s: say with --release N which one ends", n,
            numbers->str);
    return g_strdup_printf("has %u legal holds (%s): say with --release N which one ends",
                           c->legal_holds->len, numbers->str);
}

gboolean legal_hold_end(Deciding *x, guint n, const char *why, char **fault_out)
{
    const LegalHold *hold = find(x->c, n);
    if (!hold) {
        *fault_out = no_such_hold(x->c, n);
        return FALSE;
    }
    g_autofree char *number = g_strdup_printf("%u", hold->n);
    Event *event = deciding_event(x, "legal-hold-end", "Legal hold %s ends: %s", number, why);
    event_change(event, "legal-hold-end", number, NULL);
    deciding_add(x, event);
    return TRUE;
}
