/* Who may take an exit of the policy. Promises that nobody moves or ends a case whom the policy does not
 * name for it; what they ask for is still recorded, shown to those whose step it is where the policy
 * says so or held with both readings, and held where only the office can tell whose it is. */
#include "exits.h"
#include "conflict.h"
#include "ruled.h"
#include "telling.h"

static const char shown[] = "the policy leaves this step to those who hold the matter now; "
                            "your request has been shown to them";

gboolean exits_sender_holds(const Deciding *x, gboolean own)
{
    for (guint i = 0; x->sender != NULL && i < x->c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(x->c->holders, i);
        if (holder->current && !holder->informed && g_str_equal(holder->email, x->sender->email) &&
            (!own || g_strcmp0(holder->stage, x->c->stage) == 0))
            return TRUE;
    }
    return FALSE;
}

static gboolean one_allowed(const Deciding *x, const char *who, gboolean own)
{
    if (x->ruling != NULL || x->sender == NULL)
        return TRUE; /* the office decided */
    Side side = routing_sender_side(x);
    if (g_str_equal(who, "originator"))
        return side != SIDE_CHALLENGED && case_is_originator(x->c, x->sender->email);
    if (g_str_equal(who, "holders"))
        return exits_sender_holds(x, own);
    if (g_str_equal(who, "raising"))
        return side == SIDE_RAISING;
    if (g_str_equal(who, "challenged"))
        return side == SIDE_CHALLENGED;
    return side == SIDE_PARTNERSHIP &&
           ((sender_has_role(x->sender, who) && !conflict_displaced(x)) ||
            conflict_substitute_sends(x));
}

gboolean exits_allowed(const Deciding *x, GStrv by)
{
    for (guint i = 0; by != NULL && by[i] != NULL; i++)
        if (one_allowed(x, by[i], FALSE))
            return TRUE;
    return FALSE;
}

gboolean exits_may_take(const Deciding *x, const PolicyExit *way)
{
    gboolean onwards = policy_stage(x->policy, way->to) != NULL;
    const char *decides = x->rules->site.top_decides;
    if (way->site_chooses && x->ruling == NULL && x->sender != NULL)
        return decides != NULL && g_strv_contains((const char *const *)way->by, decides) &&
               one_allowed(x, decides, onwards);
    for (guint i = 0; way->by != NULL && way->by[i] != NULL; i++)
        if (one_allowed(x, way->by[i], onwards))
            return TRUE;
    return FALSE;
}

const PolicyExit *exits_ending(const PolicyStage *stage)
{
    static const char *const endings[] = {"resolved", "decided", "reviewed"};
    const PolicyExit *way = NULL;
    for (gsize i = 0; stage != NULL && way == NULL && i < G_N_ELEMENTS(endings); i++)
        way = policy_exit(stage, endings[i]);
    return way;
}

gboolean exits_may_move_on(const Deciding *x, const PolicyExit *way, gboolean tiers)
{
    return exits_may_take(x, way) || (tiers && one_allowed(x, "holders", FALSE));
}

gboolean exits_sender_may(const Deciding *x, gboolean resolved)
{
    const PolicyStage *stage = policy_stage(x->policy, x->c->stage);
    const PolicyExit *way = stage == NULL ? NULL
                            : resolved    ? exits_ending(stage)
                                          : policy_exit(stage, "unresolved");
    Deciding alone = *x;
    alone.ruling = NULL;
    return way == NULL || way->site_chooses ||
           exits_may_move_on(&alone, way, !resolved && stage->tiered);
}

const char *exits_refusal(Deciding *x, const PolicyExit *way)
{
    if (way->site_chooses && exits_allowed(x, way->by)) {
        if (x->rules->site.top_decides != NULL)
            return "here another's word ends it";
        HeldRow *held = deciding_hold(x, "who-decides",
                                      "the policy names several whose word could end it, and the "
                                      "site has not said whose does (top_decides)");
        g_ptr_array_add(held->suggestions, suggestion_new(x->c->reference, "close it, or not"));
        return "the office says whose word ends it";
    }
    if (!way->requests_shown || x->sender == NULL)
        return "the policy leaves this step to others";
    return telling_request(x, way) ? shown
                                   : "the policy leaves this step to those who hold the matter now";
}

static gboolean is_party(const Deciding *x)
{
    Side side = routing_sender_side(x);
    return side == SIDE_RAISING || side == SIDE_CHALLENGED ||
           case_is_originator(x->c, x->sender->email);
}

const char *exits_refusal_of_word(Deciding *x, const PolicyExit *way)
{
    const char *why = exits_refusal(x, way);
    if (why == shown || x->sender == NULL || !is_party(x) || x->decision->held != NULL)
        return why;
    ruled_others_step(x, way);
    return "the policy leaves this step to others; the office looks at what you say";
}
