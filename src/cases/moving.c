/* Stages, tiers, gates and exits as the policy file has them. A skip is allowed and asked about; a
 * gate that is not met leaves the claim on record and waits for the sender or the office; a sender
 * the exit does not name changes nothing. */
#include "moving.h"
#include "clocks.h"
#include "owing.h"
#include <string.h>

GPtrArray *moving_holders(const Deciding *x)
{
    GPtrArray *holders = g_ptr_array_new();
    for (guint i = 0; i < x->c->holders->len; i++) {
        Holder *holder = g_ptr_array_index(x->c->holders, i);
        if (holder->current)
            g_ptr_array_add(holders, holder);
    }
    return holders;
}

static void event_seats(Event *event, GPtrArray *seats, const PolicyStage *stage, guint tier)
{
    for (guint i = 0; i < seats->len; i++) {
        const Seat *seat = g_ptr_array_index(seats, i);
        event_change(event, "holder", side_name(seat->side),
                     seat->agency != NULL ? seat->agency : "", seat->role, seat->name, seat->email,
                     stage->id, decimal(tier), seat->informed ? "yes" : "no", NULL);
    }
}

static void say_vacant(Deciding *x, GPtrArray *seats)
{
    for (guint i = 0; i < seats->len; i++) {
        const Seat *seat = g_ptr_array_index(seats, i);
        if (*seat->email != '\0' || seat->worker)
            continue;
        g_autofree char *role = role_words(seat->role);
        deciding_add(x, deciding_event(x, "vacant",
                                       "No %s in post for %s: the office must name somebody", role,
                                       agency_name(x->rules, seat->agency)));
    }
}

void moving_enter(Deciding *x, const PolicyStage *stage, guint tier)
{
    if (stage->tiered && tier == 0)
        tier = 1;
    g_autoptr(GPtrArray) seats = routing_seats(x, stage, tier);
    g_autofree char *at = g_strdup_printf("%" G_GINT64_FORMAT, x->received);
    Event *event = tier > 0 ? deciding_event(x, "stage-entered", "Entered %s, tier %u (section %s)",
                                             stage->label, tier, stage->section)
                            : deciding_event(x, "stage-entered", "Entered %s (section %s)",
                                             stage->label, stage->section);
    event_change(event, "stage", stage->id, decimal(tier), at, NULL);
    event_change(event, "claimed", "", NULL);
    event_change(event, "gate", "", NULL);
    event_seats(event, seats, stage, tier);
    deciding_add(x, event);
    deciding_trace(x, TRUE, stage->id, stage->section, "%s", stage->label);
    say_vacant(x, seats);
    clocks_set(x);
    x->moved = TRUE;
}

static gboolean is_current_holder(const Deciding *x)
{
    for (guint i = 0; i < x->c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(x->c->holders, i);
        if (holder->current && !holder->informed && g_str_equal(holder->email, x->sender->email))
            return TRUE;
    }
    return FALSE;
}

static gboolean one_allowed(const Deciding *x, const char *who)
{
    if (x->ruling != NULL || x->sender == NULL)
        return TRUE; /* the office decided */
    Side side = routing_side_of(x, x->sender->agency != NULL ? x->sender->agency->id : NULL);
    if (g_str_equal(who, "originator"))
        return g_strcmp0(x->c->originator.email, x->sender->email) == 0;
    if (g_str_equal(who, "holders"))
        return is_current_holder(x);
    if (g_str_equal(who, "raising"))
        return side == SIDE_RAISING;
    if (g_str_equal(who, "challenged"))
        return side == SIDE_CHALLENGED;
    return side == SIDE_PARTNERSHIP && sender_has_role(x->sender, who);
}

gboolean moving_allowed(const Deciding *x, GStrv by)
{
    for (guint i = 0; by != NULL && by[i] != NULL; i++)
        if (one_allowed(x, by[i]))
            return TRUE;
    return FALSE;
}

static gboolean member_for(const Deciding *x, const char *agency)
{
    for (guint i = 0; i < x->c->members->len; i++) {
        const MemberEngaged *member = g_ptr_array_index(x->c->members, i);
        if (*member->agency != '\0' &&
            directory_speaks_for(x->rules->directory, member->agency, agency))
            return TRUE;
    }
    return FALSE;
}

gboolean moving_gate_met(const Deciding *x, const PolicyGate *gate)
{
    if (gate == NULL)
        return TRUE;
    return x->c->raising != NULL && x->c->challenged != NULL && member_for(x, x->c->raising) &&
           member_for(x, x->c->challenged);
}

/* The gate in front of a stage, from whichever stage leads there. */
static const PolicyGate *gate_before(const Deciding *x, const PolicyStage *target)
{
    for (guint i = 0; i < x->policy->stages->len; i++) {
        const PolicyStage *stage = g_ptr_array_index(x->policy->stages, i);
        for (guint j = 0; j < stage->exits->len; j++) {
            const PolicyExit *way = g_ptr_array_index(stage->exits, j);
            if (g_str_equal(way->to, target->id) && way->gate != NULL)
                return policy_gate(x->policy, way->gate);
        }
    }
    return NULL;
}

static void hold_at_gate(Deciding *x, const PolicyStage *target, const PolicyGate *gate)
{
    Event *event = deciding_event(
        x, "gate",
        "%s is asked for; before it: %s (section %s). The office may accept it with a reason",
        target->name, gate->asks, gate->section);
    event_change(event, "claimed", target->id, NULL);
    event_change(event, "gate", gate->id, NULL);
    deciding_add(x, event);
    deciding_trace(x, FALSE, gate->id, gate->section,
                   "not every agency concerned has an engaged member on record");
}

/* At the tier that gives the members, their own word that it is unresolved shows that they were
 * engaged. */
static void members_from_tier(Deciding *x, const PolicyStage *stage)
{
    if (!stage->tiered || !routing_tier_is_last(x, stage))
        return;
    if (!is_current_holder(x) && !reading_says(x->reading, "members-engaged"))
        return;
    g_autofree char *day = day_iso(x->today);
    Event *event = deciding_event(x, "members-engaged", "The agencies' members have been engaged");
    for (guint i = 0; i < x->c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(x->c->holders, i);
        if (holder->current && !member_for(x, holder->agency))
            event_change(event, "member", holder->agency, holder->name, day, NULL);
    }
    deciding_add(x, event);
}

static gboolean pass(Deciding *x, const PolicyStage *target, const char **why_out)
{
    const PolicyGate *gate = gate_before(x, target);
    if (moving_gate_met(x, gate) || x->ruling != NULL) {
        moving_enter(x, target, target->tiered ? 1 : 0);
        return TRUE;
    }
    hold_at_gate(x, target, gate);
    *why_out = gate->asks;
    return FALSE;
}

gboolean moving_unresolved(Deciding *x, const char **why_out)
{
    const PolicyStage *stage = policy_stage(x->policy, x->c->stage);
    const PolicyExit *way = stage != NULL ? policy_exit(stage, "unresolved") : NULL;
    static char holders[] = "holders";
    static char *const by_holders[] = {holders, NULL};
    *why_out = "the policy has no further stage";
    if (stage == NULL || way == NULL)
        return FALSE;
    guint tier = routing_next_tier(x, stage, x->c->tier);
    gboolean allowed =
        moving_allowed(x, way->by) || (tier > 0 && moving_allowed(x, (GStrv)by_holders));
    deciding_trace(x, allowed, "may-move-on", way->section, "%s", stage->name);
    *why_out = "the policy leaves this step to others";
    if (!allowed)
        return FALSE;
    if (tier > 0) {
        moving_enter(x, stage, tier);
        return TRUE;
    }
    const PolicyStage *target = policy_stage(x->policy, way->to);
    if (target == NULL)
        return FALSE;
    if (x->reading != NULL)
        members_from_tier(x, stage);
    return pass(x, target, why_out);
}

gboolean moving_claim(Deciding *x, const PolicyStage *claimed, const char **why_out)
{
    const PolicyStage *stage = policy_stage(x->policy, x->c->stage);
    *why_out = NULL;
    if (stage != NULL && claimed->number <= stage->number)
        return FALSE;
    if (stage != NULL) {
        const PolicyExit *way = policy_exit(stage, "unresolved");
        *why_out = "the policy leaves this step to others";
        if (way == NULL || !moving_allowed(x, way->by))
            return FALSE;
        if (x->reading != NULL && claimed->number == stage->number + 1)
            members_from_tier(x, stage);
    }
    return pass(x, claimed, why_out);
}

gboolean moving_resolved(Deciding *x, const char **why_out)
{
    const PolicyStage *stage = policy_stage(x->policy, x->c->stage);
    const PolicyExit *way = stage != NULL ? policy_exit(stage, "resolved") : NULL;
    if (way == NULL && stage != NULL)
        way = policy_exit(stage, "decided");
    *why_out = "the policy leaves this step to others";
    gboolean allowed = way != NULL && moving_allowed(x, way->by);
    deciding_trace(x, allowed, "may-resolve", way != NULL ? way->section : "", "%s",
                   stage != NULL ? stage->name : "");
    if (!allowed)
        return FALSE;
    owing_begin_closing(x);
    return TRUE;
}

static char *what_changed(const Deciding *x)
{
    const PolicyStage *stage = policy_stage(x->policy, x->c->stage);
    if (stage == NULL)
        return g_strdup("the stage is being confirmed");
    if (x->c->tier > 1)
        return g_strdup_printf("it is now at %s, tier %u", stage->label, x->c->tier);
    return g_strdup_printf("it is now at %s", stage->label);
}

void moving_tell(Deciding *x, const PolicyStage *left, GPtrArray *before)
{
    if (x->c->waiting_confirmation != NULL)
        return;
    telling_status(x);
    if (x->c->routing_held != SIDE_NONE)
        return;
    telling_holders(x);
    const PolicyStage *stage = policy_stage(x->policy, x->c->stage);
    if (left != NULL && left->extract_on_leaving && stage != left)
        telling_extracts(x, before, left);
    g_autofree char *changed = what_changed(x);
    telling_originator(
        x, left == NULL && x->c->cycle <= 1 ? "notice-originator-first" : "notice-originator",
        changed);
}
