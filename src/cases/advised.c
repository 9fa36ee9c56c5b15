/* advised: who is asked for advice gives it, or only writes. Words that speak of advice count; thanks alone are filed, and
 * the case goes on waiting for the advice; anything else a person reads, who says 'advice' by linking it. It is passed on as it
 * was written: the gateway does not judge it, and it moves nothing. */
#include "advised.h"
#include "answering.h"
#include "ruled.h"
#include "telling.h"
#include "text.h"

static gboolean is_asker(const Holder *holder)
{
    return holder->current && holder->quiet && !holder->informed && holder->side == SIDE_RAISING;
}

static gboolean is_adviser(const Holder *holder)
{
    return holder->current && !holder->informed && holder->side == SIDE_PARTNERSHIP &&
           holder->group == HOLD_ANY;
}

static const Holder *adviser(const Deciding *x)
{
    const Holder *found = NULL;
    gboolean asked = FALSE;
    for (guint i = 0; x->sender != NULL && i < x->c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(x->c->holders, i);
        asked |= is_asker(holder);
        if (is_adviser(holder) && g_str_equal(holder->email, x->sender->email))
            found = holder;
    }
    return asked ? found : NULL;
}

static void give(Deciding *x, const Holder *holder)
{
    answering_record(x, holder, "");
    g_autofree char *words = text_line(x->reading->words, 400);
    g_autofree char *role = role_words(holder->role);
    deciding_add(x, deciding_event(x, "advice", "Advice of the %s: %s", role, words));
    g_autoptr(GPtrArray) askers = g_ptr_array_new();
    for (guint i = 0; i < x->c->holders->len; i++) {
        const Holder *each = g_ptr_array_index(x->c->holders, i);
        if (is_asker(each) && *each->email != '\0')
            g_ptr_array_add(askers, (gpointer)each);
    }
    for (guint i = 0; i < askers->len; i++) {
        const Holder *asker = g_ptr_array_index(askers, i);
        if (!telling_already(x, asker->email))
            telling_words(x, asker, "notice-advice", "", "advice", x->reading->words);
    }
}

static gboolean is_advice(const Deciding *x)
{
    return x->ruling != NULL ? ruled_says(x, "advice-given")
                             : reading_says(x->reading, "advice-given");
}

gboolean advised_take(Deciding *x, const char **why_out)
{
    const Holder *holder = adviser(x);
    if (holder == NULL || x->decision->held != NULL)
        return FALSE;
    if (is_advice(x)) {
        if (!x->may_move) {
            ruled_unproven(x, "gives advice");
            *why_out = "the office confirms this step first";
        } else {
            give(x, holder);
        }
        return TRUE;
    }
    if (x->ruling == NULL && reading_says(x->reading, "thanks-alone"))
        return TRUE;
    if (x->reading->challenged != NULL)
        return FALSE; /* corrects whom it is about: that is asked instead */
    ruled_advice(x);
    *why_out = "the office reads first whether this is the advice";
    return TRUE;
}

gboolean advised_waits_for(const Case *c, const Holder *holder)
{
    for (guint i = 0; is_asker(holder) && i < c->holders->len; i++) {
        const Holder *other = g_ptr_array_index(c->holders, i);
        if (is_adviser(other) && answering_done(c, other))
            return TRUE;
    }
    return FALSE;
}
