/* Answers of several who hold one side. 'All' of them answer before the side has answered, and they
 * are not outvoted: when they differ a person reads both. Of 'any' the first answer is the side's.
 * An answer is kept with its holder; a new stage has new holders, so it never counts twice. */
#include "answering.h"
#include "response.h"
#include "standing.h"

static gboolean one_group(const Holder *a, const Holder *b)
{
    return a->current && b->current && a->side == b->side && a->group == b->group &&
           g_str_equal(a->stage, b->stage) && a->tier == b->tier;
}

static Holder *sender_in_group(const Deciding *x)
{
    for (guint i = 0; x->sender != NULL && i < x->c->holders->len; i++) {
        Holder *holder = g_ptr_array_index(x->c->holders, i);
        if (holder->current && !holder->informed && holder->group != HOLD_FIRST &&
            g_str_equal(holder->email, x->sender->email))
            return holder;
    }
    return NULL;
}

void answering_record(Deciding *x, const Holder *holder, const char *answer)
{
    g_autofree char *role = role_words(holder->role);
    g_autofree char *at = deciding_at(x);
    Event *event =
        deciding_event(x, "answered", "The %s of %s has answered%s%s", role,
                       agency_name(x->rules, holder->agency), *answer != '\0' ? ": " : "", answer);
    event_change(event, "answered", side_name(holder->side), holder->email, answer, at, NULL);
    deciding_add(x, event);
}

/* Has not said how it stands; of one who is away the deputy, who is of the group too, says it instead. */
static gboolean is_awaited(const Deciding *x, const Holder *holder)
{
    return (holder->answer == NULL || *holder->answer == '\0') && !standing_deputised(x->c, holder);
}

/* Words for those of the group who have not said how it stands; NULL when all have. */
static char *still_awaited(const Deciding *x, const Holder *mine)
{
    g_autoptr(GString) roles = g_string_new(NULL);
    for (guint i = 0; i < x->c->holders->len; i++) {
        const Holder *other = g_ptr_array_index(x->c->holders, i);
        g_autofree char *role = role_words(other->role);
        if (one_group(other, mine) && is_awaited(x, other))
            g_string_append_printf(roles, "%s%s", roles->len > 0 ? ", " : "", role);
    }
    return roles->len > 0 ? g_string_free(g_steal_pointer(&roles), FALSE) : NULL;
}

static gboolean differ(const Deciding *x, const Holder *mine)
{
    for (guint i = 0; i < x->c->holders->len; i++) {
        const Holder *other = g_ptr_array_index(x->c->holders, i);
        gboolean says = other->answer != NULL && *other->answer != '\0';
        if (one_group(other, mine) && says && !g_str_equal(other->answer, mine->answer))
            return TRUE;
    }
    return FALSE;
}

gboolean answering_waits(Deciding *x, const char *answer, const char **why_out)
{
    const Holder *mine = x->ruling == NULL ? sender_in_group(x) : NULL;
    if (mine == NULL || (*answer == '\0' && (mine->group == HOLD_ALL || response_said(x) == NULL)))
        return FALSE; /* a message that answers nothing is nobody's answer */
    answering_record(x, mine, answer);
    if (mine->group != HOLD_ALL)
        return FALSE;
    g_autofree char *awaited = still_awaited(x, mine);
    if (awaited != NULL) {
        deciding_add(x, deciding_event(x, "not-moved",
                                       "The answer of this side is complete with that of: %s",
                                       awaited));
        *why_out = "your agency answers by several people together; the others are still awaited";
        return TRUE;
    }
    if (!differ(x, mine))
        return FALSE;
    HeldRow *held = deciding_hold(x, "answers-differ", "%s",
                                  "those who answer for one side together say different things");
    g_ptr_array_add(held->suggestions,
                    suggestion_new(x->c->reference, "both answers are in its chronology"));
    *why_out = "the answers of your agency's people differ; the office looks at them";
    return TRUE;
}

gboolean answering_may_join(const Deciding *x)
{
    const Holder *mine = NULL;
    gboolean answered = FALSE;
    for (guint i = 0; x->sender != NULL && i < x->c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(x->c->holders, i);
        if (!holder->current || holder->informed)
            continue;
        if (g_str_equal(holder->email, x->sender->email))
            mine = holder;
        else
            answered |= holder->group == HOLD_ALL && !is_awaited(x, holder);
    }
    return answered && mine != NULL && mine->side != SIDE_PARTNERSHIP && is_awaited(x, mine);
}

gboolean answering_done(const Case *c, const Holder *holder)
{
    if (holder->group == HOLD_FIRST)
        return FALSE;
    if (holder->answer != NULL && (holder->group == HOLD_ANY || *holder->answer != '\0'))
        return TRUE;
    for (guint i = 0; holder->group == HOLD_ANY && i < c->holders->len; i++) {
        const Holder *other = g_ptr_array_index(c->holders, i);
        if (one_group(other, holder) && other->answer != NULL)
            return TRUE;
    }
    return FALSE;
}
