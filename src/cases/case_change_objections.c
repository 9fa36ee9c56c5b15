/* case_change_objections: the changes about held messages that bar the closing of a case. The list of all changes stands at
 * the head of case_change.c. */
#include "case_change.h"

static void drop(Case *c, const char *message)
{
    for (guint i = c->objections->len; i-- > 0;)
        if (g_str_equal(((const Objection *)g_ptr_array_index(c->objections, i))->message, message))
            g_ptr_array_remove_index(c->objections, i);
}

static void apply_objection(Change *change)
{
    Objection *objection = g_new0(Objection, 1);
    objection->message = g_strdup(change->arg[0]);
    objection->at = change_instant(change, 1);
    objection->why = g_strdup(change->arg[2]);
    drop(change->c, objection->message);
    g_ptr_array_add(change->c->objections, objection);
}

static void apply_objection_settled(Change *change)
{
    drop(change->c, change->arg[0]);
}

const ChangeRule change_objections[] = {
    {"objection", 3, apply_objection},
    {"objection-settled", 1, apply_objection_settled},
    {NULL, 0, NULL},
};
