/* Adds a message to its case and moves the case where the policy lets this sender move it.
 * Promises: what is said is recorded whoever says it, as long as they are a party; a move by
 * someone not proven for it waits for the office; a closed case is never re-opened by a message
 * alone. */
#include "advancing.h"
#include "accepting.h"
#include "adding.h"
#include "advised.h"
#include "alarming.h"
#include "answering.h"
#include "clocks.h"
#include "correcting.h"
#include "danger.h"
#include "delay.h"
#include "ending.h"
#include "entitled.h"
#include "exits.h"
#include "facts.h"
#include "forwarded.h"
#include "claiming.h"
#include "moving.h"
#include "objection.h"
#include "outcome.h"
#include "owing.h"
#include "panel.h"
#include "representing.h"
#include "requesting.h"
#include "response.h"
#include "ruled.h"
#include "sender_proof.h"
#include "policy_issue.h"
#include "side_routes.h"
#include "status_said.h"
#include "text.h"
#include "ticket.h"
#include "worker.h"
#include "yes_no.h"

static const char *kind_of(const Deciding *x, Wish wish)
{
    if (x->reading->kind != NULL && !g_str_equal(x->reading->kind, "escalation"))
        return x->reading->kind;
    if (reading_says(x->reading, "recorded-on-file") ||
        (x->c->state == CASE_CLOSING && confirming_said(x)))
        return "confirmation";
    const PolicyStage *stage = policy_stage(x->policy, x->c->stage);
    if (policy_stage_chooses(stage) && moving_may_decide(x, stage))
        return "panel"; /* from whoever chooses how it is decided */
    if (wish == WISH_RESOLVED)
        return "resolution";
    Side side = routing_sender_side(x);
    return side == SIDE_CHALLENGED ? "response" : "update";
}

/* A message that waited is in the record where it came, unless the case has gone on since: its times never go back. */
static void date_received(const Deciding *x, Event *event)
{
    if (x->received >= x->c->last_event) {
        event->at = x->received;
        return;
    }
    g_autofree char *came = instant_short(x->received, x->rules->site.zone);
    g_autofree char *text = g_steal_pointer(&event->text);
    event->text = g_strdup_printf("%s, which came %s", text, came);
}

/* Says the message something that the others are to answer? */
static gboolean takes_turn(const Deciding *x, Wish wish)
{
    return (wish != WISH_NONE && wish != WISH_UNCLEAR) || response_said(x) != NULL;
}

static void record_received(Deciding *x, Wish wish)
{
    gboolean moves = wish != WISH_NONE;
    g_autofree char *role = role_words(sender_role(x->sender));
    Event *event =
        deciding_event(x, "received", "%s from %s%s%s%s", x->decision->kind, x->sender->email,
                       *role != '\0' ? " (" : "", role, *role != '\0' ? ")" : "");
    g_autofree char *at = deciding_at(x);
    accepting_say(x, event);
    date_received(x, event);
    event_change(event, "received", at, x->mail->message_id, NULL);
    event_change(event, "sender", x->sender->email, NULL);
    sender_proof_record(x, event);
    if (takes_turn(x, wish))
        event_change(event, "turn", x->sender->email, NULL);
    (void)facts_record(x, event);
    worker_record(x, event);
    ticket_record(x, event);
    if (moves && x->c->waiting_confirmation == NULL)
        facts_discussion(x, event);
    danger_record(x, event);
    if (alarming_urgent(x))
        event_change(event, "urgent", "yes", NULL);
    Event *corrected = correcting_event(x, event);
    deciding_add(x, event);
    if (corrected != NULL)
        deciding_add(x, corrected);
    alarming_answered(x);
}

/* Named by somebody whose word sends the case nowhere. */
static void hold_routing(Deciding *x, const Agency *agency)
{
    g_autofree char *text = g_strdup_printf(
        "names %s as the organisation meant (to route it: casegate route %s --side %s --agency "
        "%s), "
        "but %s",
        agency->name, x->c->reference, side_name(SIDE_CHALLENGED), agency->id,
        x->may_move ? "it is for those who raised it to say" : sender_unproven_words(x->sender));
    ruled_step(x, x->may_move ? "routing-named" : "move-not-proven", text);
}

/* The sender names the organisation that a person was to choose. */
static void take_routing(Deciding *x)
{
    if (x->c->routing_held != SIDE_CHALLENGED || x->reading->challenged == NULL ||
        x->reading->challenged->agency == NULL)
        return;
    const Agency *agency = x->reading->challenged->agency;
    if (!entitled_to_route(x)) {
        hold_routing(x, agency);
        return;
    }
    Event *event = deciding_event(x, "routed", "The organisation meant is %s", agency->name);
    event_change(event, "challenged", agency->id, "", NULL);
    event_change(event, "routing-held", "", NULL);
    event_change(event, "candidates-clear", NULL);
    deciding_add(x, event);
    moving_seat_again(x);
}

static void settle_provisional(Deciding *x)
{
    gboolean provisional = FALSE;
    (void)deciding_missing(x, &provisional);
    if (x->c->state != CASE_PROVISIONAL || provisional || x->c->waiting_confirmation != NULL)
        return;
    Event *event = deciding_event(x, "state", "Nothing more is needed; the case is open");
    event_change(event, "state", case_state_name(CASE_OPEN), NULL);
    deciding_add(x, event);
}

/* Earlier stages told of after a stage was claimed too early: the case enters the stage before the
 * gate. By the side that claimed it, as it is theirs to raise; anybody else's word is only recorded. */
static void take_earlier_stages(Deciding *x)
{
    static char originator[] = "originator", raising[] = "raising";
    static char *const by[] = {originator, raising, NULL};
    const PolicyStage *claimed = policy_stage(x->policy, x->c->stage_claimed);
    if (x->c->stage != NULL || claimed == NULL || !x->may_move || !exits_allowed(x, (GStrv)by))
        return;
    const char *why = NULL;
    if (claiming_move(x, claimed, &why))
        return;
    const PolicyStage *before = policy_stage_at(x->policy, claimed->number - 1);
    if (before == NULL || x->c->discussions->len == 0)
        return;
    moving_enter(x, before, before->tiered ? before->tiers->len : 0);
}

/* A stage that could not be told, or waits at a gate, is said anew: as if it had been written at first. Of a stage that
 * waits at its gate only the form's own line says another, since words tell of what was done at the earlier ones. */
static const PolicyStage *stage_said(const Deciding *x)
{
    const PolicyStage *claimed = policy_stage(x->policy, x->c->stage_claimed);
    const FieldValue *field = reading_value(x->reading, "stage_claimed");
    gboolean own = field != NULL && !field->proposed && field->canonical != NULL;
    const PolicyStage *said = x->reading->stage_claimed ? x->reading->stage : NULL;
    return x->c->stage != NULL || (claimed != NULL && (!own || said == claimed)) ? NULL : said;
}

/* Did this message say at which stage the case is, whatever came of it? */
static gboolean take_stage_said(Deciding *x, const char **why_out)
{
    static char originator[] = "originator", raising[] = "raising";
    static char *const by[] = {originator, raising, NULL};
    const PolicyStage *said = stage_said(x);
    if (said == NULL || x->c->waiting_confirmation != NULL || !exits_allowed(x, (GStrv)by))
        return FALSE;
    if (!x->may_move) {
        ruled_unproven(x, "says at which stage the case is");
        *why_out = "the office confirms this step first";
        return TRUE;
    }
    deciding_add(x, deciding_event(x, "claim", "%s is said to be the stage meant", said->name));
    (void)claiming_move(x, said, why_out);
    return TRUE;
}

static gboolean move(Deciding *x, Wish wish, const char **why_out)
{
    if ((wish == WISH_STAGE || wish == WISH_UNRESOLVED) && side_routes_within_agency(x)) {
        *why_out =
            "it lies within one agency, and this policy takes that no further than its first "
            "stage; please use the agency's own escalation policy";
        return FALSE;
    }
    switch (wish) {
    case WISH_STAGE:
        return claiming_move(x, x->reading->stage, why_out);
    case WISH_UNRESOLVED:
        return moving_unresolved(x, why_out);
    case WISH_RESOLVED:
        return moving_resolved(x, why_out);
    default:
        return FALSE;
    }
}

/* The urgent path on a case that has not come so far: anybody who takes part may set it off. */
static gboolean enter_at_once(Deciding *x)
{
    const char *section = NULL;
    g_autoptr(GPtrArray) together = alarming_stages(x, &section);
    const PolicyStage *stage = policy_stage(x->policy, x->c->stage);
    const PolicyStage *last =
        together != NULL ? g_ptr_array_index(together, together->len - 1) : NULL;
    if (last == NULL || (stage != NULL && stage->number >= last->number))
        return FALSE;
    moving_enter_together(x, together, section);
    return TRUE;
}

/* Words that say nothing of how the matter stands: somebody to be told, advice, or something asked for. */
static const char *say_or_ask(Deciding *x)
{
    const char *why = adding_informed(x);
    if (why == NULL && x->decision->held == NULL && response_said(x) == NULL &&
        !advised_take(x, &why))
        why = requesting_hold(x);
    return why != NULL ? why : response_ask(x);
}

/* An open case: the Chair's word, representations, then what the sender wants of the stage. NULL or
 * why not. */
static const char *act_open(Deciding *x, Wish wish)
{
    const char *why = NULL;
    if (enter_at_once(x))
        return NULL;
    gboolean forwarder = forwarded_confirm(x);
    if (forwarder || panel_chair_says(x, &why) || representing_take(x, &why))
        return why;
    const char *not_theirs = panel_not_theirs(x);
    wish = wish_of_children(x, wish);
    if (take_stage_said(x, &why))
        return why;
    take_earlier_stages(x);
    if (x->may_move && wish != WISH_UNCLEAR && answering_waits(x, wish_answer(wish), &why))
        return why;
    if (x->c->stage == NULL || x->c->waiting_confirmation != NULL || owing_hand_off_said(x) ||
        owing_take_open(x) || (wish == WISH_NONE && policy_issue_take(x)))
        return NULL;
    if (wish == WISH_NONE && ending_hold_claimed(x))
        return "the office confirms this step first";
    if (wish == WISH_NONE && not_theirs == NULL && x->decision->held == NULL)
        return say_or_ask(x);
    if (wish == WISH_NONE)
        return not_theirs;
    if (wish == WISH_UNCLEAR) {
        ruled_readings(x);
        return requesting_unclear_why(x);
    }
    if (ruled_too_late(x)) {
        ruled_step(x, "late-step", "it was written before the case came to this stage");
        return NULL;
    }
    if (!x->may_move) {
        ruled_unproven(x, "asks to move the case");
        return "the office confirms this step first";
    }
    gboolean moved = move(x, wish, &why);
    if (!moved && why != NULL) {
        deciding_add(x, deciding_event(x, "not-moved", "The case stays where it is: %s", why));
        return why;
    }
    if (x->c->state == CASE_CLOSING)
        (void)policy_issue_take(x);
    else
        policy_issue_keep(x);
    return moved && wish == WISH_STAGE ? why : NULL; /* what is asked about a stage passed over */
}

static void finish(Deciding *x, const PolicyStage *left, GPtrArray *before, const char *why)
{
    gboolean silent = x->c->state == CASE_CLOSED && !x->moved && x->decision->held == NULL &&
                      !ending_took_something(x);
    gboolean runs = case_runs(x->c);
    if (alarming_urgent(x)) {
        alarming_date(x);
        alarming_tell(x);
    } else if (runs && !x->moved && x->ruling == NULL) {
        alarming_again(x);
    }
    if (runs) {
        clocks_set(x);
        if (x->moved)
            moving_tell(x, left, before);
        else if (x->c->waiting_confirmation == NULL)
            telling_status(x);
    }
    if (!silent && (x->moved || telling_may_answer(x, x->c->urgent ? NULL : x->c->reference)))
        telling_answer(x, owing_answer(x), why != NULL ? why : "");
    telling_record(x);
}

/* What the message wants, as it is then recorded and acted on: nobody waits for who said what nobody could read. */
static Wish wish_read(const Deciding *x, const Match *match)
{
    Wish wish = wish_of(x);
    if (wish == WISH_UNCLEAR && response_said(x) != NULL)
        wish = WISH_NONE; /* the other side's answer, which is no outcome */
    if (wish == WISH_NONE && response_said(x) == NULL && requesting_unclear(x))
        wish = WISH_UNCLEAR;
    if (wish != WISH_NONE && wish_of_form(x) == WISH_NONE && delay_in_words(x, match))
        wish = WISH_UNCLEAR; /* it speaks of why it is not settled yet */
    gboolean of_others = (wish == WISH_RESOLVED || wish == WISH_UNRESOLVED) && ruled_refused(x) &&
                         x->c->state != CASE_CLOSING && !exits_sender_may(x, wish == WISH_RESOLVED);
    if (of_others)
        wish = WISH_UNCLEAR; /* by the office's word: which reading it takes */
    return wish_chosen(x, wish);
}

void advancing_message(Deciding *x, const Match *match)
{
    const PolicyStage *left = policy_stage(x->policy, x->c->stage);
    g_autoptr(GPtrArray) before = moving_holders(x);
    GPtrArray *asked = deciding_missing(x, NULL);
    const char *why = NULL;
    reading_answers(x->reading, x->rules, asked, x->today);
    response_read(x);
    delay_listen(x, match);
    Wish wish = wish_read(x, match);
    x->decision->kind = kind_of(x, wish);
    x->decision->matched_by = match->by;
    deciding_dispose(x, "case", "added to %s", x->c->reference);
    if (!ruled_recorded(x))
        record_received(x, wish);
    else
        facts_place_problems(x);
    deciding_say_ruling(x);
    response_ruled(x);
    gboolean barred = x->ruling != NULL && objection_settle(x, x->sha256);
    g_autoptr(GPtrArray) unsure = status_said_record(x);
    take_routing(x);
    gboolean delay = delay_answers(x, match);
    if (case_is_over(x->c))
        why = ending_over(x, delay);
    else if (x->c->state == CASE_CLOSING)
        why = x->ruling != NULL ? ending_ruled(x, wish, barred) : ending_begun(x, wish);
    else
        why = act_open(x, wish);
    const char *rerouted = correcting_route(x), *whose = status_said_ask(x, unsure);
    settle_provisional(x);
    response_tell(x);
    ruled_bar_urgent(x);
    finish(x, left, before, rerouted != NULL ? rerouted : why != NULL ? why : whose);
}

void advancing_repeat(Deciding *x, const LedgerRow *first)
{
    g_autofree char *at = instant_short(first->received, x->rules->site.zone);
    Event *event = deciding_event(x, "repeat", "%s sent the message of %s again; nothing changes",
                                  x->sender->email, at);
    (void)sender_proof_add(x, event, first->sha256);
    deciding_add(x, event);
    deciding_dispose(x, "repeat", "the same content as the message of %s", at);
    x->decision->repeat_of = first->id;
    x->decision->kind = "update";
    g_autofree char *words = instant_words(first->received, x->rules->site.zone);
    if (telling_may_answer(x, x->c->reference))
        telling_answer(x, "ack-repeat", words);
}
