/* What the office may do with a case, each act recorded with who and why. The office may override
 * what the policy says 'should' be; what it overrides is said in the record. It decides nothing by
 * silence. */
#include "alarming.h"
#include "clocks.h"
#include "error.h"
#include "incident.h"
#include "legal_hold.h"
#include "moving.h"
#include "objection.h"
#include "owing.h"
#include "panel.h"
#include "reopening.h"
#include "sitting.h"
#include "text.h"
#include "undelivered.h"
#include <string.h>

/* `verb` and the words a to c are the command as it was given, for the record. */
static void begin(Deciding *x, Case *c, const OfficeCommand *command, const char *verb,
                  const char *a, const char *b, const char *d)
{
    static const OfficeRuling ruling = {NULL, FALSE, "office", NULL};
    deciding_init(x, command->rules, command->now);
    x->actor = g_strdup_printf("office: %s", command->by);
    const char *const words[DECIDING_COMMAND_WORDS] = {verb, a, b, d, command->why};
    memcpy(x->command, words, sizeof x->command);
    x->policy = ruleset_policy_by_sha256(command->rules, c->policy_sha256);
    x->mailbox = c->mailbox;
    x->ruling = &ruling;
    x->c = x->decision->subject_case = c;
    x->decision->first_new = c->events->len;
    x->decision->kind = "office-command";
    deciding_dispose(x, "case", "office");
}

static Decision *refuse(Deciding *x, GError **error, const char *format, ...) G_GNUC_PRINTF(3, 4);
static Decision *refuse(Deciding *x, GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    deciding_clear(x);
    g_set_error_literal(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM, text);
    return NULL;
}

static const char *because(const OfficeCommand *command)
{
    return text_empty(command->why) ? "no reason given" : command->why;
}

Decision *decide_note(Case *c, const OfficeCommand *command, const char *text, gboolean not_urgent,
                      GError **error)
{
    Deciding x;
    begin(&x, c, command, "note", text, not_urgent ? "not-urgent" : NULL, NULL);
    if (text_empty(text))
        return refuse(&x, error, "a note needs a text");
    if (not_urgent && !c->urgent)
        return refuse(&x, error, "%s is not treated as urgent", c->reference);
    g_autoptr(Event) probe = deciding_event(&x, "telephone", "%s", text);
    gboolean telephoned = undelivered_telephoned(&x, text, probe);
    deciding_add(&x, telephoned ? g_steal_pointer(&probe) : deciding_event(&x, "note", "%s", text));
    if (not_urgent)
        alarming_ends(&x);
    return deciding_finish(&x, error);
}

static gboolean route_named(Deciding *x, Side side, const char *to, const char *why, GError **error)
{
    const PolicyStage *stage = policy_stage(x->policy, x->c->stage);
    g_autofree char *address = text_address_fold(to);
    g_autoptr(GPtrArray) posts =
        address != NULL ? directory_posts_by_email(x->rules->directory, address, x->today)
                        : g_ptr_array_new();
    if (posts->len == 0 || stage == NULL) {
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM,
                    "'%s' holds no post in people.csv today: add it there first", to);
        return FALSE;
    }
    const Post *post = g_ptr_array_index(posts, 0);
    Event *event = deciding_event(x, "routed", "The office names %s for %s: %s", post->name,
                                  agency_name(x->rules, routing_agency(x, side)), why);
    for (guint i = 0; i < x->c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(x->c->holders, i);
        if (holder->current && holder->side == side)
            event_change(event, "holder-gone", side_name(side), holder->email, NULL);
    }
    event_change(event, "holder", side_name(side), routing_agency(x, side), post->role, post->name,
                 post->email, stage->id, decimal(x->c->tier), "no", NULL);
    deciding_add(x, event);
    return TRUE;
}

/* A name that meant nobody can be learnt; the directory is the office's own, so it is only offered. */
static void offer_alias(Deciding *x, Side side, const Agency *chosen)
{
    const char *written = side == SIDE_CHALLENGED ? x->c->challenged_written : NULL;
    if (text_empty(written))
        return;
    g_autoptr(AgencyMatch) match = directory_agency_named(x->rules->directory, written);
    if (match->agency == NULL)
        deciding_add(x, deciding_event(x, "alias-offered",
                                       "'%s' can be added to the aliases of '%s' in agencies.csv, "
                                       "to be understood next time; it is not saved",
                                       written, chosen->id));
}

static gboolean somebody_is_told(Deciding *x, Side side)
{
    for (guint i = 0; i < x->c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(x->c->holders, i);
        if (holder->current && holder->side == side && *holder->email != '\0' &&
            (holder->told != INSTANT_UNKNOWN || telling_already(x, holder->email)))
            return TRUE;
    }
    return FALSE;
}

static gboolean is_vacant(const Deciding *x, Side side)
{
    for (guint i = 0; i < x->c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(x->c->holders, i);
        if (holder->current && holder->side == side && *holder->email == '\0' &&
            !g_str_equal(holder->role, "worker"))
            return TRUE;
    }
    return FALSE;
}

/* Told or not, as it is: a first stage is between the workers, and a post may be vacant. */
static void tell_sender_routed(Deciding *x)
{
    const char *to = x->c->last_sender;
    gboolean told = somebody_is_told(x, SIDE_CHALLENGED);
    if (to == NULL || !g_hash_table_add(x->told, g_strdup(to)))
        return;
    const char *changed =
        told ? "It has now been told."
        : is_vacant(x, SIDE_CHALLENGED)
            ? "Nobody there has been told yet: the office first finds out whom to tell."
            : "Nobody there is told at this stage.";
    telling_mail(x, "notice-routed", to, "", "", FALSE, "what_changed", changed, NULL);
}

/* The same agency: its place at the stage changes hands, and only that. Who is there already is not asked again, nor does the
 * stage begin anew. */
static Decision *route_within(Deciding *x, const OfficeCommand *command, const Agency *agency,
                              Side side, const char *to, GError **error)
{
    if (to != NULL && sitting_is_held_by(x, side, to))
        return refuse(x, error, "%s is with '%s' already", x->c->reference, to);
    if (to == NULL && !sitting_is_open(x, side))
        return refuse(x, error,
                      "%s is with %s already, and its people are told; to name another person of "
                      "theirs give the address, --to ADDRESS",
                      x->c->reference, agency->id);
    if (to == NULL)
        sitting_again(x, side, agency, because(command));
    else if (!route_named(x, side, to, because(command), error)) {
        deciding_clear(x);
        return NULL;
    }
    if (x->c->waiting_confirmation == NULL)
        telling_holders(x);
    telling_record(x);
    return deciding_finish(x, error);
}

Decision *decide_route(Case *c, const OfficeCommand *command, const char *agency, Side side,
                       const char *to, GError **error)
{
    Deciding x;
    begin(&x, c, command, "route", agency, side_name(side), to);
    const Agency *chosen = directory_agency(x.rules->directory, agency);
    const char *other = side == SIDE_RAISING ? c->challenged : c->raising;
    if (chosen == NULL)
        return refuse(&x, error, "there is no agency '%s' in agencies.csv", agency);
    if (g_strcmp0(other, chosen->id) == 0 && !x.policy->internal_in_scope)
        return refuse(&x, error, "'%s' is already the other side of %s", agency, c->reference);
    if (!case_runs(c))
        return refuse(&x, error, "%s is %s: nobody is asked to act on it; re-open it first",
                      c->reference, case_state_name(c->state));
    if (c->routing_held != side && g_strcmp0(routing_agency(&x, side), chosen->id) == 0)
        return route_within(&x, command, chosen, side, to, error);
    Event *event = deciding_event(&x, "routed", "The office routes the %s side to %s: %s",
                                  side_name(side), chosen->name, because(command));
    event_change(event, side == SIDE_RAISING ? "raising" : "challenged", chosen->id,
                 side == SIDE_RAISING ? NULL : "", NULL);
    event_change(event, "routing-held", "", NULL);
    event_change(event, "candidates-clear", NULL);
    deciding_add(&x, event);
    offer_alias(&x, side, chosen);
    const PolicyStage *stage = policy_stage(x.policy, c->stage);
    moving_seat_again(&x);
    if (to != NULL && !route_named(&x, side, to, because(command), error)) {
        deciding_clear(&x);
        return NULL;
    }
    if (stage != NULL && c->waiting_confirmation == NULL) {
        telling_status(&x);
        telling_holders(&x);
        tell_sender_routed(&x);
    }
    telling_record(&x);
    return deciding_finish(&x, error);
}

static const PolicyExit *way_out(const Policy *policy)
{
    for (guint i = 0; i < policy->stages->len; i++) {
        const PolicyStage *stage = g_ptr_array_index(policy->stages, i);
        for (guint j = 0; j < stage->exits->len; j++)
            if (g_str_equal(((const PolicyExit *)g_ptr_array_index(stage->exits, j))->to,
                            "handed-off"))
                return g_ptr_array_index(stage->exits, j);
    }
    return NULL;
}

/* Another process takes it, from whatever stage; only where the policy knows such a process. */
static Decision *hand_off(Deciding *x, const OfficeCommand *command, GError **error)
{
    const PolicyExit *way = way_out(x->policy);
    if (way == NULL)
        return refuse(x, error, "the policy '%s' hands nothing off to another process",
                      x->policy->id);
    if (case_is_over(x->c))
        return refuse(x, error, "%s is %s already", x->c->reference, case_state_name(x->c->state));
    if (text_empty(command->why))
        return refuse(x, error, "handing a case off needs a reason: add --why TEXT");
    owing_hand_off(x, way->section, command->why);
    telling_record(x);
    return deciding_finish(x, error);
}

Decision *decide_stage(Case *c, const OfficeCommand *command, const char *stage_text,
                       GError **error)
{
    Deciding x;
    begin(&x, c, command, "stage", stage_text, NULL, NULL);
    gboolean claimed = FALSE;
    if (g_str_equal(stage_text, "handed-off"))
        return hand_off(&x, command, error);
    const PolicyStage *target = policy_stage(x.policy, stage_text);
    if (target == NULL)
        target = policy_stage_named(x.policy, stage_text, &claimed);
    if (target == NULL)
        return refuse(&x, error, "the policy '%s' has no stage '%s'", x.policy->id, stage_text);
    if (!case_runs(c))
        return refuse(&x, error, "%s is %s; re-open it first", c->reference,
                      case_state_name(c->state));
    if (g_strcmp0(c->stage, target->id) == 0 && c->stage_claimed == NULL && c->held_gate == NULL)
        return refuse(&x, error, "%s is at %s already, and its people are told", c->reference,
                      target->name);
    if (text_empty(command->why))
        return refuse(&x, error, "moving a case needs a reason: add --why TEXT");
    const PolicyStage *left = policy_stage(x.policy, c->stage);
    g_autoptr(GPtrArray) before = moving_holders(&x);
    deciding_add(&x, deciding_event(&x, "overridden", "The office accepts %s: %s", target->name,
                                    because(command)));
    panel_ends(&x, left);
    moving_enter(&x, target, target->tiered ? 1 : 0);
    moving_tell(&x, left, before);
    panel_tell_ended(&x, left, before);
    telling_record(&x);
    return deciding_finish(&x, error);
}

Decision *decide_close(Case *c, const OfficeCommand *command, GError **error)
{
    Deciding x;
    begin(&x, c, command, "close", NULL, NULL, NULL);
    if (case_is_over(c))
        return refuse(&x, error, "%s is %s already", c->reference, case_state_name(c->state));
    if (text_empty(command->why))
        return refuse(&x, error, "closing a case needs a reason: add --why TEXT");
    const Objection *objection = objection_first(c);
    if (objection != NULL)
        return refuse(&x, error,
                      "a message that waits %s: decide about it first ('casegate held' lists it); "
                      "linked or set aside, with a reason, it bars the closing of %s no longer",
                      objection->why, c->reference);
    deciding_add(
        &x, deciding_event(&x, "overridden", "The office closes the case: %s", because(command)));
    owing_close_now(&x, because(command));
    telling_record(&x);
    return deciding_finish(&x, error);
}

Decision *decide_legal_hold(Case *c, const OfficeCommand *command, gboolean release, guint n,
                            GError **error)
{
    Deciding x;
    g_autofree char *number = g_strdup_printf("%u", n);
    g_autofree char *fault = NULL;
    begin(&x, c, command, "hold", release ? number : NULL, NULL, NULL);
    if (text_empty(command->why))
        return refuse(&x, error, "a legal hold, and its end, need a reason: add --why TEXT");
    if (!release)
        legal_hold_begin(&x, command->why);
    else if (!legal_hold_end(&x, n, command->why, &fault))
        return refuse(&x, error, "%s %s", c->reference, fault);
    return deciding_finish(&x, error);
}

/* Re-opened at the stage where it was settled, in a new cycle; the old record stays as it is. */
Decision *decide_reopen(Case *c, const OfficeCommand *command, GError **error)
{
    Deciding x;
    begin(&x, c, command, "reopen", NULL, NULL, NULL);
    const PolicyStage *stage = policy_stage(x.policy, c->stage);
    if (case_runs(c))
        return refuse(&x, error, "%s is %s, not closed", c->reference, case_state_name(c->state));
    if (stage == NULL)
        return refuse(&x, error, "%s has no stage to go back to; use 'stage'", c->reference);
    if (text_empty(command->why))
        return refuse(&x, error, "re-opening a case needs a reason: add --why TEXT");
    if (command->since != INSTANT_UNKNOWN) {
        x.received = command->since;
        x.today = instant_day(command->since, command->rules->site.zone);
    }
    reopening_begin(&x, stage, because(command));
    moving_tell(&x, stage, NULL);
    if (c->last_sender != NULL && g_hash_table_add(x.told, g_strdup(c->last_sender)))
        telling_mail(&x, "reopened", c->last_sender, "", "", FALSE, NULL);
    telling_record(&x);
    return deciding_finish(&x, error);
}

Decision *decide_incident(Case *c, const OfficeCommand *command, GPtrArray *mails, const char *to,
                          GError **error)
{
    Deciding x;
    begin(&x, c, command, "incident", to, NULL, NULL);
    if (text_empty(command->why))
        return refuse(&x, error, "an incident needs a reason: add --why TEXT");
    if (to != NULL && mails->len == 0)
        return refuse(&x, error,
                      "no mail of %s was written to '%s'; 'casegate show %s --sent' has them all, "
                      "and without --to all are put on record",
                      c->reference, to, c->reference);
    incident_record(&x, command->why, mails);
    return deciding_finish(&x, error);
}
