/* From 'resolved' to 'closed'. 'Resolved' is not 'closed': the case stays 'closing' until everything that bars closing
 * is met, and nothing is met by silence. Both parties' last holders are told, each what is asked of them. A case that
 * another process takes is handed off, which is no closing: nothing is said to be done. */
#include "owing.h"
#include "clocks.h"
#include "duties.h"
#include "exits.h"
#include "moving.h"
#include "outstanding_dates.h"
#include "polarity.h"
#include "ruled.h"
#include "standing.h"
#include <string.h>

/* ---- closing begins ---- */

static void begin(Deciding *x)
{
    Event *event = deciding_event(x, "closing", "Resolved; closing once what is owed is done");
    event_change(event, "state", case_state_name(CASE_CLOSING), NULL);
    deciding_add(x, event);
    duties_owe(x, "closing");
    confirming_report(x);
    if (!confirming_applies(x))
        confirming_complete(x);
}

/* The mail of the first rule owed from `since` that has one of its own. */
static const char *template_of(const Deciding *x, const char *since)
{
    for (guint i = 0; i < x->policy->owed->len; i++) {
        const PolicyOwed *rule = g_ptr_array_index(x->policy->owed, i);
        if (rule->template != NULL && g_str_equal(rule->since, since))
            return rule->template;
    }
    return NULL;
}

/* The same words for everybody of one side: what that side still owes. */
static void tell_parties(Deciding *x, const char *template)
{
    g_autoptr(GPtrArray) holders = standing_last_holders(x->c);
    g_autofree char *accounts = confirming_applies(x) ? confirming_side_by_side(x) : NULL;
    for (guint i = 0; i < holders->len; i++) {
        const Holder *holder = g_ptr_array_index(holders, i);
        const char *agency = routing_agency(x, holder->side);
        if (*holder->email == '\0' || agency == NULL || telling_already(x, holder->email) ||
            standing_deputised(x->c, holder))
            continue;
        g_autofree char *asks = duties_asked(x, holder->side, holder->email);
        telling_holder_about(x, holder, template, asks,
                             accounts != NULL ? accounts : case_fact(x->c, "agreed_outcome"));
    }
}

static void originator_is_told(Deciding *x)
{
    const char *email = x->c->originator.email;
    if (email == NULL || *email == '\0' || !telling_already(x, email))
        return;
    for (guint i = 0; i < x->c->owed->len; i++) {
        const Owed *owed = g_ptr_array_index(x->c->owed, i);
        if (duties_told_by_us(x, owed))
            (void)duties_meet(x, owed->kind, owed->agency, owed->role, owed->child);
    }
}

void owing_begin_closing(Deciding *x)
{
    const PolicyStage *stage = policy_stage(x->policy, x->c->stage);
    g_autoptr(GPtrArray) holders = moving_holders(x);
    const char *own = template_of(x, "closing");
    clocks_settle(x);
    begin(x);
    x->moved = TRUE;
    tell_parties(x, x->c->decided ? "notice-decision" : own != NULL ? own : "notice-resolved");
    if (stage != NULL && stage->extract_on_leaving)
        telling_extracts(x, holders, stage);
    telling_originator(x, "notice-originator",
                       x->c->decided ? "a decision has been recorded; the case is closing"
                                     : "it is recorded as resolved; the case is closing");
    originator_is_told(x);
    owing_check_closed(x);
}

/* What bars closing is waived, with the office's reason, also what the end itself makes owed; what does not stays asked. */
static void waive(Deciding *x, const char *why)
{
    if (confirming_applies(x))
        confirming_complete(x);
    Event *event =
        deciding_event(x, "waived", "What is still owed no longer bars closing: %s", why);
    for (guint i = 0; i < x->c->owed->len; i++) {
        const Owed *owed = g_ptr_array_index(x->c->owed, i);
        if (owed->met == INSTANT_UNKNOWN && owed->bars_closing)
            event_change(event, "owed-drop", owed->kind, owed->agency, owed->role,
                         decimal(owed->child), NULL);
    }
    deciding_add(x, event);
}

void owing_close_now(Deciding *x, const char *why)
{
    const PolicyStage *stage = policy_stage(x->policy, x->c->stage);
    g_autoptr(GPtrArray) holders = moving_holders(x);
    gboolean extracts = x->c->state != CASE_CLOSING && stage != NULL && stage->extract_on_leaving;
    if (x->c->state != CASE_CLOSING) {
        clocks_settle(x);
        begin(x);
    }
    waive(x, why);
    owing_check_closed(x);
    if (extracts)
        telling_extracts(x, holders, stage);
}

/* ---- what is owed is done ---- */

static void ask_afterwards(Deciding *x)
{
    const char *template = template_of(x, "confirmed");
    if (template == NULL || x->c->state != CASE_CLOSING || x->c->objections->len > 0)
        return; /* what the office may yet re-open is no end to learn from; its closing asks the same */
    tell_parties(x, template);
    const char *worker = x->c->originator.email;
    for (guint i = 0; i < x->c->owed->len; i++) {
        const Owed *owed = g_ptr_array_index(x->c->owed, i);
        const PolicyOwed *rule = duties_rule(x, owed);
        if (owed->met != INSTANT_UNKNOWN || rule == NULL || rule->asks == NULL || worker == NULL ||
            *worker == '\0' || g_strcmp0(rule->by[0], "originator") != 0 ||
            telling_already(x, worker))
            continue;
        telling_mail(x, template, worker, x->c->originator.name, "worker", FALSE, "asks",
                     rule->asks, NULL);
        telling_remember(x, worker, "worker who raised it", NULL);
    }
}

static const char *confirmation(Deciding *x, const char **code_out)
{
    switch (confirming_take(x)) {
    case CONFIRM_DIFFERS:
        return "the written accounts of the two parties differ; both are asked what was agreed, "
               "with each outstanding "
               "issue, its owner and its date";
    case CONFIRM_NO_TERMS:
        return "nobody has written yet what was agreed; please say it, and how outstanding issues "
               "will be pursued";
    case CONFIRM_DENIED:
        *code_out = HELD_DISPUTE;
        return "the office looks at whether the matter is resolved";
    case CONFIRM_UNCLEAR:
        *code_out = "confirmation-unclear";
        return "the office reads first how the confirmation is meant";
    case CONFIRM_AGREED:
        owing_check_closed(x);
        ask_afterwards(x);
        return NULL;
    case CONFIRM_NONE:
    case CONFIRM_RECORDED:
        break;
    }
    return NULL;
}

gboolean owing_note(Deciding *x)
{
    gboolean met = duties_take(x), done = outstanding_dates_done(x);
    return met || done;
}

const char *owing_take(Deciding *x, const char **code_out)
{
    *code_out = NULL;
    if (!x->may_move && (duties_said(x) || confirming_said(x))) {
        *code_out = "move-not-proven";
        return "the office confirms this step first";
    }
    (void)owing_note(x);
    const char *why = confirmation(x, code_out);
    owing_check_closed(x);
    return why;
}

static guint barring(const Case *c)
{
    guint n = 0;
    for (guint i = 0; i < c->owed->len; i++) {
        const Owed *owed = g_ptr_array_index(c->owed, i);
        n += owed->bars_closing && owed->met == INSTANT_UNKNOWN;
    }
    return n;
}

gboolean owing_take_open(Deciding *x)
{
    const PolicyStage *stage = policy_stage(x->policy, x->c->stage);
    const PolicyExit *way = stage != NULL ? policy_exit(stage, "decided") : NULL;
    guint before = barring(x->c);
    (void)owing_note(x);
    if (way == NULL || barring(x->c) >= before || !exits_may_take(x, way) || moving_with_nobody(x))
        return FALSE;
    owing_begin_closing(x);
    return TRUE;
}

const char *owing_answer(const Deciding *x)
{
    const char *party = routing_sender_party(x), *agency = party != NULL ? party : "";
    gboolean begun = deciding_did(x, "closing");
    for (guint i = 0; begun && i < x->c->owed->len; i++) {
        const Owed *owed = g_ptr_array_index(x->c->owed, i);
        const PolicyOwed *rule = duties_rule(x, owed);
        if (owed->met == INSTANT_UNKNOWN && rule != NULL && rule->answer != NULL &&
            g_strcmp0(owed->agency, agency) == 0)
            return rule->answer;
    }
    return "ack";
}

gboolean owing_anything_bars(const Case *c)
{
    return barring(c) > 0 || c->objections->len > 0;
}

/* ---- the end ---- */

/* Who was to choose how it is decided, and has not decided it: without a word they would wait for it. */
static void add_undecided(const Deciding *x, GPtrArray *holders)
{
    const PolicyStage *stage = policy_stage(x->policy, x->c->stage);
    gboolean chooses = policy_stage_chooses(stage);
    for (guint i = 0; chooses && !x->c->decided && i < x->c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(x->c->holders, i);
        if (holder->current && !holder->informed && holder->side == SIDE_PARTNERSHIP &&
            (x->sender == NULL || g_strcmp0(holder->email, x->sender->email) != 0))
            g_ptr_array_add(holders, (gpointer)holder);
    }
}

static void tell_end(Deciding *x, const char *template)
{
    g_autoptr(GPtrArray) holders = standing_last_holders(x->c);
    add_undecided(x, holders);
    for (guint i = 0; i < holders->len; i++) {
        const Holder *holder = g_ptr_array_index(holders, i);
        if (*holder->email == '\0' || telling_already(x, holder->email))
            continue;
        g_autofree char *asks = duties_asked(x, holder->side, holder->email);
        telling_mail(x, template, holder->email, holder->name, holder->role, FALSE, "asks", asks,
                     NULL);
        telling_remember(x, holder->email, holder->role, holder->agency);
    }
}

void owing_check_closed(Deciding *x)
{
    if (x->c->state != CASE_CLOSING || owing_anything_bars(x->c))
        return;
    Event *event =
        deciding_event(x, "closed", "Closed: nothing that bars closing is owed any more");
    event_change(event, "state", case_state_name(CASE_CLOSED), NULL);
    deciding_add(x, event);
    x->moved = TRUE;
    polarity_closed(x);
    tell_end(x, "closed");
    telling_originator(x, "closed", "the case is closed");
}

gboolean owing_hand_off_said(Deciding *x)
{
    const PolicyStage *stage = policy_stage(x->policy, x->c->stage);
    for (guint i = 0; stage != NULL && i < stage->exits->len; i++) {
        const PolicyExit *way = g_ptr_array_index(stage->exits, i);
        if (!g_str_equal(way->to, "handed-off") || !exits_may_take(x, way) ||
            !duties_text_says(x, "handed-off"))
            continue;
        if (x->may_move)
            owing_hand_off(x, way->section, "");
        else
            ruled_unproven(x, "says that another process takes it over");
        return TRUE;
    }
    return FALSE;
}

void owing_hand_off(Deciding *x, const char *section, const char *why)
{
    clocks_settle(x);
    Event *event =
        deciding_event(x, "handed-off", "Handed off: another process takes it (section %s)%s%s",
                       section, *why != '\0' ? ": " : "", why);
    event_change(event, "state", case_state_name(CASE_HANDED_OFF), NULL);
    deciding_add(x, event);
    x->moved = TRUE;
    tell_end(x, "handed-off");
    telling_originator(x, "handed-off", "another process takes the case over");
}
