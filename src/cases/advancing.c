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
#include "clauses.h"
#include "clocks.h"
#include "correcting.h"
#include "danger.h"
#include "delay.h"
#include "duties.h"
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
#include "reopening.h"
#include "requesting.h"
#include "response.h"
#include "ruled.h"
#include "policy_issue.h"
#include "side_routes.h"
#include "text.h"
#include "ticket.h"
#include "worker.h"
#include "yes_no.h"

typedef enum { WISH_NONE, WISH_RESOLVED, WISH_UNRESOLVED, WISH_STAGE, WISH_UNCLEAR } Wish;

/* What the 'Outcome' field of a form says: resolved, not resolved, or nothing of the kind. */
static Wish outcome_field(const Deciding *x)
{
    const FieldValue *value = reading_value(x->reading, "resolved");
    if (value == NULL)
        return WISH_NONE;
    if (value->canonical != NULL && g_str_equal(value->canonical, "resolved"))
        return WISH_RESOLVED;
    if (value->canonical != NULL && g_str_equal(value->canonical, "unresolved"))
        return WISH_UNRESOLVED;
    if (g_strcmp0(value->canonical, "partly") == 0)
        return WISH_UNCLEAR; /* what is left of it? */
    static const Wish wishes[] = {[OUTCOME_NONE] = WISH_NONE,
                                  [OUTCOME_RESOLVED] = WISH_RESOLVED,
                                  [OUTCOME_UNRESOLVED] = WISH_UNRESOLVED,
                                  [OUTCOME_UNCLEAR] = WISH_UNCLEAR};
    Outcome said = outcome_said(x->rules, value->value);
    return said == OUTCOME_NONE && yes_no_left_open(value->value) ? WISH_UNCLEAR : wishes[said];
}

/* A stage that ends with a review: that it is concluded, or what it concluded, in so many words. */
static gboolean is_reviewed(const Deciding *x, const PolicyStage *stage)
{
    return stage != NULL && policy_exit(stage, "reviewed") != NULL &&
           !reading_says(x->reading, "unresolved") &&
           (reading_says(x->reading, "reviewed") ||
            (reading_value(x->reading, "agreed_outcome") != NULL && !x->reading->unclear));
}

static Wish wish_of(const Deciding *x)
{
    const PolicyStage *stage = policy_stage(x->policy, x->c->stage);
    Wish field = outcome_field(x);
    if (is_reviewed(x, stage))
        return WISH_RESOLVED;
    if (x->reading->stage_claimed && x->reading->stage != NULL && stage != NULL &&
        x->reading->stage->number > stage->number && !reading_says(x->reading, "resolved"))
        return WISH_STAGE;
    if ((field == WISH_RESOLVED && reading_says(x->reading, "unresolved")) ||
        (field == WISH_UNRESOLVED && reading_says(x->reading, "resolved")))
        return WISH_UNCLEAR; /* the form and the words differ */
    if (field != WISH_NONE)
        return field;
    if (reading_says(x->reading, "unresolved"))
        return WISH_UNRESOLVED;
    if (reading_says(x->reading, "resolved") ||
        (reading_says(x->reading, "decision") && moving_may_decide(x, stage)))
        return WISH_RESOLVED;
    return x->reading->unclear ? WISH_UNCLEAR : WISH_NONE;
}

/* Where the words leave it open the office's reading of them counts. */
static Wish chosen_wish(const Deciding *x, Wish wish)
{
    Outcome chosen = wish == WISH_UNCLEAR ? ruled_chosen(x) : OUTCOME_NONE;
    return chosen == OUTCOME_RESOLVED     ? WISH_RESOLVED
           : chosen == OUTCOME_UNRESOLVED ? WISH_UNRESOLVED
                                          : wish;
}

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
    g_autoptr(GPtrArray) missing = case_missing(x->c, x->rules, &provisional);
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

static Wish children_wish(Deciding *x, Wish wish)
{
    if (x->c->children->len < 2) {
        (void)clauses_record(x);
        return wish;
    }
    ClauseOutcome outcome = clauses_record(x);
    if (outcome.settled + outcome.unsettled == 0)
        return wish;
    if (outcome.settled > 0 && outcome.unsettled == 0 && !entitled_to_settle(x))
        return WISH_RESOLVED; /* which the sender may not say: told so, or held */
    guint open = 0;
    for (guint i = 0; i < x->c->children->len; i++)
        open += !((const Child *)g_ptr_array_index(x->c->children, i))->settled;
    if (open == 0)
        return WISH_RESOLVED;
    return outcome.unsettled > 0 ? WISH_UNRESOLVED : WISH_NONE;
}

static const char *answer_of(Wish wish)
{
    return wish == WISH_NONE ? "" : wish == WISH_RESOLVED ? "resolved" : "unresolved";
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

/* Did this message do something that was owed? */
static gboolean took_something(const Deciding *x)
{
    return deciding_did(x, "owed-met") || deciding_did(x, "outstanding-done");
}

/* Something owed is said to be done, by somebody whose word it would be if they were proven. */
static gboolean hold_claimed(Deciding *x)
{
    if (x->may_move || x->decision->held != NULL || !duties_would_meet(x))
        return FALSE;
    ruled_unproven(x, "says that what is owed is done");
    return TRUE;
}

/* Words that say nothing of how the matter stands: somebody to be told, advice, or something asked for. */
static const char *say_or_ask(Deciding *x)
{
    const char *why = adding_informed(x);
    if (why == NULL && x->decision->held == NULL && response_said(x) == NULL &&
        !advised_take(x, &why))
        why = requesting_hold(x);
    return why;
}

/* An open case: the Chair's word, representations, then what the sender wants of the stage. NULL or
 * why not. */
static const char *act_open(Deciding *x, Wish wish)
{
    const char *why = NULL;
    if (enter_at_once(x))
        return NULL;
    gboolean forwarder = forwarded_confirm(x);
    if (forwarder || panel_chair_says(x) || panel_representation(x))
        return NULL;
    const char *not_theirs = panel_not_theirs(x);
    wish = children_wish(x, wish);
    if (take_stage_said(x, &why))
        return why;
    take_earlier_stages(x);
    if (x->may_move && wish != WISH_UNCLEAR && answering_waits(x, answer_of(wish), &why))
        return why;
    if (x->c->stage == NULL || x->c->waiting_confirmation != NULL || owing_hand_off_said(x) ||
        owing_take_open(x) || (wish == WISH_NONE && policy_issue_take(x)))
        return NULL;
    if (wish == WISH_NONE && hold_claimed(x))
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

static void hold_owed(Deciding *x, const char *code)
{
    if (g_str_equal(code, HELD_DISPUTE))
        ruled_dispute(x, "says no to the written confirmation");
    else if (g_str_equal(code, "confirmation-unclear"))
        ruled_confirmation(x);
    else
        ruled_unproven(x, "says that what is owed is done");
}

/* News that confirms nothing, and says of nothing that it is done. */
static gboolean news_alone(const Deciding *x)
{
    return x->c->state == CASE_CLOSING && reading_says(x->reading, "new-information") &&
           !took_something(x) && !deciding_did(x, "confirmation");
}

/* What a message says against the closing, as a clause; NULL nothing. */
static const char *says_against(const Deciding *x, Wish wish)
{
    if (wish == WISH_UNRESOLVED || wish == WISH_STAGE || wish == WISH_UNCLEAR)
        return "says that it is not resolved";
    return alarming_urgent(x) ? "says that a child may be at immediate risk of harm" : NULL;
}

/* What speaks against the closing bars it before the last of what is owed is met by the same message, and the case closes. */
static const char *act_closing(Deciding *x, Wish wish)
{
    static const char looks[] = "the office looks at whether the matter is resolved";
    const char *code = NULL, *why = NULL, *against = says_against(x, wish);
    gboolean barred = x->ruling == NULL && against != NULL;
    (void)policy_issue_take(x);
    if (barred)
        ruled_dispute(x, against);
    if (wish != WISH_UNRESOLVED || duties_said(x))
        why = owing_take(x, &code);
    if (barred)
        return why != NULL ? why : looks;
    if (code != NULL)
        hold_owed(x, code);
    if (why != NULL || code != NULL || took_something(x))
        return why;
    if (against == NULL && !news_alone(x))
        return response_said(x) == NULL ? requesting_hold(x) : NULL;
    ruled_dispute(x, against != NULL ? against : "brings news");
    return looks;
}

/* The office has decided about a message that came while the case was closing. By its word the case is open again, or goes on
 * to its end; where only this message still barred that, it is what a message to the closed case would be. */
static const char *rule_closing(Deciding *x, Wish wish, gboolean barred)
{
    const PolicyStage *stage = policy_stage(x->policy, x->c->stage);
    Outcome chosen = ruled_chosen(x);
    gboolean last = barred && chosen == OUTCOME_NONE && !owing_anything_bars(x->c);
    if ((chosen == OUTCOME_UNRESOLVED || last) && stage != NULL) {
        reopening_begin(x, stage, text_empty(x->ruling->why) ? "by this message" : x->ruling->why);
        return NULL;
    }
    const char *why = act_closing(x, wish);
    owing_check_closed(x);
    return why;
}

static const char *act_closed(Deciding *x)
{
    const PolicyStage *stage = policy_stage(x->policy, x->c->stage);
    gboolean news =
        reading_says(x->reading, "unresolved") || reading_says(x->reading, "new-information");
    gboolean thanks = reading_says(x->reading, "thanks") && !news;
    gboolean noted = !news && x->may_move && owing_note(x);
    if (!news && hold_claimed(x))
        return "the office confirms this step first";
    if (thanks || noted || reading_says(x->reading, "recorded-on-file"))
        return NULL;
    if (x->ruling != NULL && x->c->state == CASE_CLOSED && stage != NULL) {
        reopening_begin(x, stage, text_empty(x->ruling->why) ? "by this message" : x->ruling->why);
        return NULL;
    }
    ruled_step(x, HELD_CLOSED_CASE, "a message to a closed case: re-open it?");
    return "the case is closed; the office decides whether it is re-opened";
}

static void finish(Deciding *x, const PolicyStage *left, GPtrArray *before, const char *why)
{
    gboolean silent =
        x->c->state == CASE_CLOSED && !x->moved && x->decision->held == NULL && !took_something(x);
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

void advancing_message(Deciding *x, const Match *match)
{
    const PolicyStage *left = policy_stage(x->policy, x->c->stage);
    g_autoptr(GPtrArray) before = moving_holders(x);
    g_autoptr(GPtrArray) asked = case_missing(x->c, x->rules, NULL);
    const char *why = NULL;
    reading_answers(x->reading, x->rules, asked, x->today);
    response_read(x);
    Wish wish = wish_of(x);
    if (wish == WISH_UNCLEAR && response_said(x) != NULL)
        wish = WISH_NONE; /* the other side's answer, which is no outcome */
    if (wish == WISH_NONE && response_said(x) == NULL && requesting_unclear(x))
        wish = WISH_UNCLEAR;
    wish = chosen_wish(x, wish);
    x->decision->kind = kind_of(x, wish);
    x->decision->matched_by = match->by;
    deciding_dispose(x, "case", "added to %s", x->c->reference);
    if (!ruled_recorded(x))
        record_received(x, wish);
    else
        facts_place_problems(x);
    deciding_say_ruling(x);
    gboolean barred = x->ruling != NULL && objection_settle(x, x->sha256);
    take_routing(x);
    gboolean delay_in_words = FALSE, delay = delay_answers(x, match, &delay_in_words);
    if (delay_in_words && outcome_field(x) == WISH_NONE && wish != WISH_NONE)
        wish = WISH_UNCLEAR; /* it speaks of why it is not settled yet */
    wish = chosen_wish(x, wish);
    if (delay && case_is_over(x->c))
        why = NULL;
    else if (case_is_over(x->c))
        why = act_closed(x);
    else if (x->c->state == CASE_CLOSING)
        why = x->ruling != NULL ? rule_closing(x, wish, barred) : act_closing(x, wish);
    else
        why = act_open(x, wish);
    const char *rerouted = correcting_route(x);
    settle_provisional(x);
    response_tell(x);
    ruled_bar_urgent(x);
    finish(x, left, before, rerouted != NULL ? rerouted : why);
}

void advancing_repeat(Deciding *x, const LedgerRow *first)
{
    g_autofree char *at = instant_short(first->received, x->rules->site.zone);
    deciding_add(x, deciding_event(x, "repeat", "%s sent the message of %s again; nothing changes",
                                   x->sender->email, at));
    deciding_dispose(x, "repeat", "the same content as the message of %s", at);
    x->decision->repeat_of = first->id;
    x->decision->kind = "update";
    g_autofree char *words = instant_words(first->received, x->rules->site.zone);
    if (telling_may_answer(x, x->c->reference))
        telling_answer(x, "ack-repeat", words);
}
