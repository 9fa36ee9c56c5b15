/* case_change_keeping: the changes about how long a case's record is kept: what may not be erased yet, and what
 * was. The list of all changes stands at the head of case_change.c. */
#include "case_change.h"

static void apply_legal_hold(Change *change)
{
    LegalHold *hold = g_new0(LegalHold, 1);
    hold->n = change_number(change, 0);
    hold->by = g_strdup(change->event->actor);
    hold->why = g_strdup(change->arg[1]);
    hold->at = change->event->at;
    g_ptr_array_add(change->c->legal_holds, hold);
}

static void apply_legal_hold_end(Change *change)
{
    GPtrArray *holds = change->c->legal_holds;
    guint n = change_number(change, 0);
    for (guint i = holds->len; i-- > 0;)
        if (((const LegalHold *)g_ptr_array_index(holds, i))->n == n)
            g_ptr_array_remove_index(holds, i);
}

/* The arguments are for whoever checks the chain. */
static void apply_erased(Change *change)
{
    change->c->erased = change->event->at;
}

const ChangeRule change_keeping[] = {
    {"legal-hold", 2, apply_legal_hold},
    {"legal-hold-end", 1, apply_legal_hold_end},
    {"erased", 3, apply_erased},
    {NULL, 0, NULL},
};
