/* Who may do what to a case by a message. Promises: nobody is a party by a reference, by a mail that was sent on to them, or by
 * what they once held for an agency that has nothing to do with the case any more; whoever is not proven settles nothing and
 * sends the case to nobody; danger is denied by nobody but those who were asked. Records nothing, moves nothing. */
#include "entitled.h"
#include "exits.h"
#include <string.h>

static gboolean still_holds(const Deciding *x, const Holder *holder)
{
    return holder->current || holder->side == SIDE_PARTNERSHIP ||
           routing_side_of(x, holder->agency) != SIDE_NONE;
}

gboolean entitled_party(const Deciding *x)
{
    Side side = routing_sender_side(x);
    if (side == SIDE_RAISING || side == SIDE_CHALLENGED ||
        case_is_originator(x->c, x->sender->email))
        return TRUE;
    for (guint i = 0; i < x->c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(x->c->holders, i);
        if (g_str_equal(holder->email, x->sender->email) && still_holds(x, holder))
            return TRUE;
    }
    return FALSE;
}

gboolean entitled_to_settle(const Deciding *x)
{
    const PolicyExit *way = exits_ending(policy_stage(x->policy, x->c->stage));
    return x->may_move && way != NULL && exits_may_take(x, way);
}

static gboolean is_originator(const Deciding *x)
{
    return x->sender != NULL && case_is_originator(x->c, x->sender->email);
}

gboolean entitled_to_route(const Deciding *x)
{
    if (x->ruling != NULL ||
        (x->sender->proven && is_originator(x))) /* who opened the case named whom it is about */
        return TRUE;
    return x->may_move && routing_sender_side(x) == SIDE_RAISING;
}

gboolean entitled_to_name_worker(const Deciding *x)
{
    return (x->ruling != NULL || x->sender->proven) && routing_sender_side(x) == SIDE_RAISING;
}

static gboolean asks_of_danger(const Deciding *x, const char *key)
{
    if (form_asks_of_harm(key))
        return TRUE;
    for (guint i = 0; i < x->policy->urgent->len; i++)
        if (g_str_equal(((const PolicyUrgent *)g_ptr_array_index(x->policy->urgent, i))->field,
                        key))
            return TRUE;
    return FALSE;
}

gboolean entitled_not_to_deny(const Deciding *x, const FieldValue *value)
{
    return x->ruling == NULL && !is_originator(x) && routing_sender_side(x) == SIDE_CHALLENGED &&
           asks_of_danger(x, value->field->key) && g_strcmp0(value->canonical, "yes") != 0;
}

gboolean entitled_to_absence(const Deciding *x, gboolean answers_our_mail)
{
    if (x->sender->level == SENDER_FAILED)
        return FALSE;
    return answers_our_mail || x->sender->level == SENDER_VERIFIED_ROLE;
}
