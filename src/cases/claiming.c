/* Claimed stages. Stages run in order by default: a stage that a claim passes over is asked about and not refused. Promises
 * that a claim takes a case no further than the sender could by one step after another: where the policy leaves the step
 * out of a stage to its holders, the case goes to that stage, and what was asked for is shown to them where the policy
 * says so, else held for the office with the likely answers. A new case is at the stage it is sent for, since its earlier
 * stages lie before us; there only a step whose requests are shown holds it back. The office is held back by nothing. */
#include "claiming.h"
#include "exits.h"
#include "ruled.h"
#include "skipped.h"
#include "wish.h"
#include <string.h>

static gboolean sits_at(Deciding *x, const PolicyStage *stage, guint tier, gboolean any_rung)
{
    const PolicyTier *rules = policy_stage_tier(stage, tier);
    g_autoptr(GPtrArray) seats = routing_seats(x, stage, stage->tiered ? tier : 0);
    for (guint i = 0; i < seats->len; i++) {
        const Seat *seat = g_ptr_array_index(seats, i);
        gboolean named = any_rung;
        for (guint j = 0; !named && j < rules->holders->len; j++) {
            const PolicyHolder *rule = g_ptr_array_index(rules->holders, j);
            named = g_strv_contains((const char *const *)rule->roles, seat->role);
        }
        if (named && !seat->informed && !seat->worker && g_str_equal(seat->email, x->sender->email))
            return TRUE;
    }
    return FALSE;
}

/* Would the sender hold it? Whoever is on the next rung of a ladder holds the next stage; who would hold a later one from
 * there is not known before the stages between are held, so there only the posts that the stage itself names count. */
static gboolean sits_in(Deciding *x, const PolicyStage *stage)
{
    const PolicyStage *now = policy_stage(x->policy, x->c->stage);
    gboolean next = stage->number <= (now != NULL ? now->number : 1) + 1;
    if (x->sender == NULL)
        return FALSE;
    for (guint tier = 1; tier <= stage->tiers->len; tier++)
        if (sits_at(x, stage, tier, next && tier == 1))
            return TRUE;
    return FALSE;
}

/* Could the sender take the case out of this stage, once it is there? */
static gboolean could_leave(Deciding *x, const PolicyStage *stage, const PolicyExit *way)
{
    const PolicyStage *next = policy_stage(x->policy, way->to);
    for (guint i = 0; way->by[i] != NULL; i++) {
        char *one[] = {way->by[i], NULL};
        if (g_str_equal(way->by[i], "holders")
                ? sits_in(x, stage) || (next != NULL && sits_in(x, next))
                : exits_allowed(x, one))
            return TRUE;
    }
    return FALSE;
}

/* The stage that a claim leads to: the claimed one, or the first on the way there that others must take it out of. */
static const PolicyStage *reached(Deciding *x, const PolicyStage *claimed,
                                  const PolicyExit **way_out)
{
    const PolicyStage *now = policy_stage(x->policy, x->c->stage);
    *way_out = NULL;
    if (x->ruling != NULL || x->sender == NULL || sits_in(x, claimed))
        return claimed;
    for (guint n = now != NULL ? now->number : 1; n < claimed->number; n++) {
        const PolicyStage *stage = policy_stage_at(x->policy, n);
        const PolicyExit *way = policy_exit(stage, "unresolved");
        gboolean asked =
            now != NULL && n > now->number; /* else only a step whose requests are shown */
        if (way == NULL || (!asked && !way->requests_shown) || could_leave(x, stage, way))
            continue;
        *way_out = way;
        return stage;
    }
    return claimed;
}

/* A ladder would seat the sender, whose own rung is lower, where nobody of the rungs between was asked: the stages before
 * it are not passed over. */
static const PolicyStage *below_own_rung(Deciding *x, const PolicyStage *now,
                                         const PolicyStage *target, const PolicyExit **way_out)
{
    if (now == NULL || x->ruling != NULL || x->sender == NULL)
        return target;
    while (target->number > now->number + 1 && !sits_in(x, target) && sits_at(x, target, 1, TRUE)) {
        target = policy_stage_at(x->policy, target->number - 1);
        *way_out = policy_exit(target, "unresolved");
    }
    return target;
}

/* Is a stage between passed over of which no discussion is on record? */
static gboolean passed_over(const Deciding *x, guint from, guint to)
{
    for (guint n = from + 1; n < to; n++)
        if (!skipped_told(x->c, policy_stage_at(x->policy, n)))
            return TRUE;
    return FALSE;
}

/* The case has gone to `target` and not to the claimed stage. */
static void ask_holders(Deciding *x, const PolicyStage *claimed, const PolicyStage *target,
                        const PolicyExit *way, const char **why_out)
{
    if (way->requests_shown)
        return; /* they read of it in their notice */
    g_autofree char *text =
        g_strdup_printf("asks for %s; the policy leaves that step to those who hold %s (section "
                        "%s), where the case is "
                        "now: is it to go on at once? To accept it: casegate stage %s %s; to leave "
                        "it with them: set-aside",
                        claimed->name, target->name, way->section, x->c->reference, claimed->id);
    ruled_step(x, "stage-skipped", text);
    *why_out =
        "a later stage is asked for; the policy leaves that step to those who hold the stage that "
        "the case is at now, and the office looks at it first. Please say what was done at the "
        "stages between, when and by whom";
}

/* Is it said in so many words that it is to go on? 'Panel' alone names a stage. */
static gboolean says_on(const Deciding *x)
{
    const FieldValue *field = reading_value(x->reading, "stage_claimed");
    return (field != NULL && !field->proposed) || reading_says(x->reading, "unresolved") ||
           wish_of_form(x) == WISH_UNRESOLVED;
}

/* The claimed stage lies behind a gate that is not met. The stages before it are open to the sender, so a case that is to go
 * on goes as far as that; whether it goes further at once the office decides. */
static gboolean as_far_as_gate(Deciding *x, const PolicyStage *stage, const PolicyStage *claimed,
                               const char **why_out)
{
    const PolicyStage *before = policy_stage_at(x->policy, claimed->number - 1);
    const PolicyGate *gate =
        x->c->held_gate != NULL ? policy_gate(x->policy, x->c->held_gate) : NULL;
    const char *unused = NULL;
    if (before == NULL || gate == NULL || before->number <= stage->number)
        return FALSE;
    gboolean moved = says_on(x) && moving_pass(x, before, &unused);
    g_autofree char *text = g_strdup_printf(
        "asks for %s; before it: %s (section %s). The case is at %s. To accept %s: casegate stage "
        "%s %s; to take it to %s: "
        "casegate stage %s %s; to leave it: set-aside",
        claimed->name, gate->asks, gate->section, moved ? before->name : stage->name, claimed->name,
        x->c->reference, claimed->id, before->name, x->c->reference, before->id);
    if (moved)
        deciding_add(x, deciding_event(x, "claim",
                                       "%s was asked for; it has gone to %s, which comes before it "
                                       "(section %s)",
                                       claimed->name, before->name, gate->section));
    ruled_step(x, "stage-skipped", text);
    *why_out = gate->asks;
    return moved;
}

static gboolean move_from(Deciding *x, const PolicyStage *stage, const PolicyStage *target,
                          const PolicyExit *guarded, const char **why_out)
{
    const PolicyExit *way = policy_exit(stage, "unresolved");
    *why_out = "the policy leaves this step to others";
    if (guarded != NULL && target->number <= stage->number)
        *why_out = exits_refusal(x, guarded);
    else if (way != NULL && !exits_may_take(x, way))
        *why_out = exits_refusal(x, way);
    if (way == NULL || target->number <= stage->number || !exits_may_take(x, way))
        return FALSE;
    *why_out = NULL;
    if (x->reading != NULL && target->number == stage->number + 1)
        moving_members(x, stage);
    if (!moving_pass(x, target, why_out))
        return as_far_as_gate(x, stage, target, why_out);
    if (x->ruling == NULL && passed_over(x, stage->number, target->number))
        *why_out =
            "a stage was passed over; please say what was done there, when and by whom (Record of "
            "discussions)";
    return TRUE;
}

gboolean claiming_move(Deciding *x, const PolicyStage *claimed, const char **why_out)
{
    const PolicyStage *stage = policy_stage(x->policy, x->c->stage);
    const PolicyExit *way = NULL;
    *why_out = NULL;
    if (stage != NULL && claimed->number <= stage->number)
        return FALSE;
    const PolicyStage *target = below_own_rung(x, stage, reached(x, claimed, &way), &way);
    if (target != claimed)
        deciding_add(x, deciding_event(x, "claim",
                                       "%s is asked for; the policy leaves that step to "
                                       "those who hold %s (section %s)",
                                       claimed->name, target->name, way->section));
    if (stage == NULL)
        return moving_pass(x, target, why_out);
    if (!move_from(x, stage, target, way, why_out))
        return FALSE;
    if (target != claimed)
        ask_holders(x, claimed, target, way, why_out);
    return TRUE;
}
