/* Stages, tiers, gates and exits as the policy file has them. A skip is allowed and asked about; a
 * gate that is not met leaves the claim on record and waits for the sender or the office; a sender
 * the exit does not name changes nothing. */
#include "moving.h"
#include "alarming.h"
#include "clocks.h"
#include "conflict.h"
#include "exits.h"
#include "duties.h"
#include "owing.h"
#include "reopening.h"
#include "ruled.h"
#include "sitting.h"
#include "text_format.h"
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

static void change_stage(const Deciding *x, Event *event, const PolicyStage *stage, guint tier)
{
    Instant at = deciding_acted(x);
    g_autofree char *entered = instant_decimal(at);
    event_change(event, "stage", stage->id, decimal(tier), entered, NULL);
    event_change(event, "claimed", "", NULL);
    event_change(event, "gate", "", NULL);
    if (x->ruling != NULL && x->c->last_sender != NULL)
        event_change(event, "turn", x->c->last_sender, NULL); /* what waited asked for this */
}

static void seat(Deciding *x, Event *event, const PolicyStage *stage, guint tier)
{
    g_autoptr(GPtrArray) seats = routing_seats(x, stage, tier);
    sitting_record(x, event, seats, stage, tier);
    duties_owe(x, stage->id);
}

static void entered(Deciding *x, const PolicyStage *stage)
{
    conflict_resolve(x, stage);
    clocks_set(x);
    x->moved = TRUE;
}

void moving_enter(Deciding *x, const PolicyStage *stage, guint tier)
{
    if (stage->tiered && tier == 0)
        tier = 1;
    Event *event = tier > 0 ? deciding_event(x, "stage-entered", "Entered %s, tier %u (section %s)",
                                             stage->label, tier, stage->section)
                            : deciding_event(x, "stage-entered", "Entered %s (section %s)",
                                             stage->label, stage->section);
    change_stage(x, event, stage, tier);
    seat(x, event, stage, tier);
    deciding_trace(x, TRUE, stage->id, stage->section, "%s", stage->label);
    entered(x, stage);
}

static char *names_of(GPtrArray *stages)
{
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < stages->len; i++)
        g_string_append_printf(names, "%s%s", i > 0 ? ", " : "",
                               ((const PolicyStage *)g_ptr_array_index(stages, i))->label);
    return g_string_free(g_steal_pointer(&names), FALSE);
}

/* Each stage's holders are looked up after those before them sit: a ladder climbs from there. */
void moving_enter_together(Deciding *x, GPtrArray *stages, const char *section)
{
    const PolicyStage *last = g_ptr_array_index(stages, stages->len - 1);
    g_autofree char *names = names_of(stages);
    for (guint i = 0; i < stages->len; i++) {
        const PolicyStage *stage = g_ptr_array_index(stages, i);
        Event *event =
            i == 0 ? deciding_event(x, "stage-entered",
                                    "Entered at once, together: %s (section %s)", names, section)
                   : deciding_event(x, "holders", "Holders of %s (section %s)", stage->label,
                                    stage->section);
        if (i == 0)
            change_stage(x, event, last, last->tiered ? 1 : 0);
        seat(x, event, stage, stage->tiered ? 1 : 0);
    }
    deciding_trace(x, TRUE, "at-once", section, "%s", names);
    entered(x, last);
}

/* Does somebody hold this stage now, together with the case's own? */
static gboolean is_held(const Case *c, const PolicyStage *stage)
{
    for (guint i = 0; i < c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(c->holders, i);
        if (holder->current && g_strcmp0(holder->stage, stage->id) == 0)
            return TRUE;
    }
    return FALSE;
}

void moving_seat_again(Deciding *x)
{
    const PolicyStage *stage = policy_stage(x->policy, x->c->stage);
    g_autoptr(GPtrArray) together = g_ptr_array_new();
    for (guint i = 0; stage != NULL && i < x->policy->stages->len; i++) {
        const PolicyStage *each = g_ptr_array_index(x->policy->stages, i);
        if (each == stage || (each->number < stage->number && is_held(x->c, each)))
            g_ptr_array_add(together, (gpointer)each);
    }
    if (together->len > 1)
        moving_enter_together(x, together, stage->section);
    else if (stage != NULL)
        moving_enter(x, stage, x->c->tier);
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

/* Somebody who is there and asked to act; a vacant post or one who is only informed engages nobody. */
static gboolean is_member(const Holder *holder)
{
    return holder->current && !holder->informed && *holder->name != '\0' &&
           (holder->side == SIDE_RAISING || holder->side == SIDE_CHALLENGED);
}

void moving_members(Deciding *x, const PolicyStage *stage)
{
    if (!stage->tiered || !routing_tier_is_last(x, stage))
        return;
    if (!exits_sender_holds(x, FALSE) && !reading_says(x->reading, "members-engaged"))
        return;
    g_autofree char *day = day_iso(x->today);
    Event *event = deciding_event(x, "members-engaged", "The agencies' members have been engaged");
    for (guint i = 0; i < x->c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(x->c->holders, i);
        if (is_member(holder) && !member_for(x, holder->agency))
            event_change(event, "member", holder->agency, holder->name, day, NULL);
    }
    deciding_add(x, event);
}

gboolean moving_pass(Deciding *x, const PolicyStage *target, const char **why_out)
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
    *why_out = "the policy has no further stage";
    if (stage == NULL || way == NULL)
        return FALSE;
    guint tier = routing_next_tier(x, stage, x->c->tier);
    gboolean allowed = exits_may_move_on(x, way, tier > 0);
    deciding_trace(x, allowed, "may-move-on", way->section, "%s", stage->name);
    if (!allowed) {
        *why_out = exits_refusal_of_word(x, way);
        return FALSE;
    }
    *why_out = "the policy leaves this step to others";
    if (tier > 0) {
        moving_enter(x, stage, tier);
        return TRUE;
    }
    const PolicyStage *target = policy_stage(x->policy, way->to);
    if (g_str_equal(way->to, "handed-off")) {
        owing_hand_off(x, way->section, "");
        return TRUE;
    }
    if (target == NULL)
        return FALSE;
    if (x->reading != NULL)
        moving_members(x, stage);
    return moving_pass(x, target, why_out);
}

gboolean moving_may_decide(const Deciding *x, const PolicyStage *stage)
{
    const PolicyExit *way = stage != NULL ? policy_exit(stage, "decided") : NULL;
    return way != NULL && exits_may_take(x, way);
}

gboolean moving_with_nobody(Deciding *x)
{
    if (x->c->routing_held == SIDE_NONE || x->ruling != NULL || x->sender == NULL)
        return FALSE;
    ruled_step(x, "routing-held",
               "says that it is settled, while nobody knows yet with which organisation: its "
               "word, and what it is to do, would be missing");
    return TRUE;
}

gboolean moving_resolved(Deciding *x, const char **why_out)
{
    const PolicyStage *stage = policy_stage(x->policy, x->c->stage);
    const PolicyExit *way = exits_ending(stage);
    gboolean allowed = way != NULL && exits_may_take(x, way);
    deciding_trace(x, allowed, "may-resolve", way != NULL ? way->section : "", "%s",
                   stage != NULL ? stage->name : "");
    if (!allowed) {
        *why_out =
            way != NULL ? exits_refusal_of_word(x, way) : "the policy leaves this step to others";
        return FALSE;
    }
    if (moving_with_nobody(x)) {
        *why_out = "the office finds out first which organisation it is with";
        return FALSE;
    }
    owing_begin_closing(x);
    return TRUE;
}

static char *what_changed(const Deciding *x, const PolicyStage *left)
{
    const PolicyStage *stage = policy_stage(x->policy, x->c->stage);
    if (stage != NULL && stage == left && g_strcmp0(x->c->chair_route, "panel") == 0)
        return g_strdup_printf("a panel is convened at %s", stage->label);
    if (stage != NULL && stage == left && g_strcmp0(x->c->chair_route, "direct") == 0)
        return g_strdup_printf("it is being resolved direct with those concerned, at %s",
                               stage->label);
    if (stage == NULL)
        return g_strdup("the stage is being confirmed");
    const char *again = reopening_now(x) ? "it is re-opened, and " : "it ";
    if (x->c->tier > 1)
        return text_format("%sis now at %s, tier %u", again, stage->label, x->c->tier);
    return text_format("%sis now at %s", again, stage->label);
}

void moving_tell(Deciding *x, const PolicyStage *left, GPtrArray *before)
{
    if (x->c->waiting_confirmation != NULL)
        return;
    telling_status(x);
    if (x->c->routing_held != SIDE_NONE && !alarming_at_once(x))
        return;
    telling_holders(x);
    const PolicyStage *stage = policy_stage(x->policy, x->c->stage);
    if (left != NULL && left->extract_on_leaving && stage != left)
        telling_extracts(x, before, left);
    g_autofree char *changed = what_changed(x, left);
    telling_originator(
        x, left == NULL && x->c->cycle <= 1 ? "notice-originator-first" : "notice-originator",
        changed);
}
