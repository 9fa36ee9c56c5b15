/* ruled: a message whose facts are recorded while the step it seems to ask for waits.
 *
 * Hedged and contradictory words are never acted on by themselves. The office gets both readings with what the
 * policy makes of each, and chooses in its own words: `held NUMBER link REF --why "not resolved"`. A reason that
 * says neither files the message and moves nothing. What was recorded when the message came is not
 * recorded again. */
#include "ruled.h"
#include "alarming.h"
#include "exits.h"
#include "objection.h"
#include "requesting.h"
#include "routing.h"
#include "text.h"

void ruled_bar_urgent(Deciding *x)
{
    gboolean over = case_is_over(x->c);
    if (x->ruling == NULL && x->decision->held != NULL && !over && alarming_urgent(x))
        objection_raise(x, x->sha256, "says that a child may be at immediate risk of harm");
}

void ruled_step(Deciding *x, const char *code, const char *text)
{
    if (x->ruling != NULL) {
        deciding_add(x, deciding_event(x, "filed",
                                       "Filed by the office; it moves nothing by itself "
                                       "(%s)",
                                       text));
        return;
    }
    HeldRow *held = deciding_hold(x, code, "%s", text);
    g_ptr_array_add(held->suggestions, suggestion_new(x->c->reference, text));
}

void ruled_unproven(Deciding *x, const char *what)
{
    g_autofree char *text = g_strdup_printf("%s, but %s", what, sender_unproven_words(x->sender));
    ruled_step(x, "move-not-proven", text);
}

static char *resolved_words(const PolicyStage *stage)
{
    const PolicyExit *way = exits_ending(stage);
    return way != NULL
               ? g_strdup_printf("it closes once what is owed is done (section %s)", way->section)
               : g_strdup("the policy has no such end of this stage");
}

static char *unresolved_words(Deciding *x, const PolicyStage *stage)
{
    const PolicyExit *way = policy_exit(stage, "unresolved");
    const PolicyStage *next = way != NULL ? policy_stage(x->policy, way->to) : NULL;
    if (routing_next_tier(x, stage, x->c->tier) > 0)
        return g_strdup_printf("it goes to the next tier of %s", stage->name);
    if (way != NULL && g_str_equal(way->to, "handed-off"))
        return g_strdup_printf("it is handed off: another process takes it (section %s)",
                               way->section);
    return next != NULL ? g_strdup_printf("it goes to %s (section %s)", next->name, way->section)
                        : g_strdup("the policy has no further stage");
}

void ruled_offer(Deciding *x, const char *reading, const char *follows)
{
    if (x->ruling != NULL || x->decision->held == NULL)
        return;
    g_autofree char *why = g_strdup_printf("read as '%s': %s", reading, follows);
    g_ptr_array_add(x->decision->held->suggestions,
                    suggestion_reading_new(x->c->reference, why, reading));
}

void ruled_readings(Deciding *x)
{
    const char *text = requesting_unclear_text(x);
    const PolicyStage *stage = policy_stage(x->policy, x->c->stage);
    if (x->ruling != NULL || stage == NULL) {
        ruled_step(x, "unclear-outcome", text);
        return;
    }
    g_autofree char *resolved = resolved_words(stage);
    g_autofree char *unresolved = unresolved_words(x, stage);
    (void)deciding_hold(x, "unclear-outcome",
                        "%s; linked for any other reason it is filed and moves nothing", text);
    ruled_offer(x, "resolved", resolved);
    ruled_offer(x, READING_UNRESOLVED, unresolved);
}

void ruled_dispute(Deciding *x, const char *what)
{
    const PolicyStage *stage = policy_stage(x->policy, x->c->stage);
    g_autofree char *text =
        g_strconcat(what, " while the case is closing: is it still resolved?", NULL);
    ruled_step(x, HELD_DISPUTE, text);
    if (x->ruling != NULL)
        return;
    objection_raise(x, x->sha256, what);
    if (stage == NULL)
        return;
    g_autofree char *follows = g_strdup_printf("it is re-opened at %s", stage->name);
    ruled_offer(x, READING_UNRESOLVED, follows);
    ruled_offer(x, "resolved", "it is filed, and the case goes on closing");
}

void ruled_confirmation(Deciding *x)
{
    ruled_step(x, "confirmation-unclear",
               "confirms, but with a condition or in words that could mean either account: is it a "
               "confirmation?");
    ruled_offer(x, "confirmed", "it is this party's written confirmation");
    ruled_offer(x, "accounts differ", "both parties are asked, no side is taken");
}

/* It may be the one answer that is waited for; a person says whether it is. */
static void ask_whether(Deciding *x, const char *code, const char *text, const char *reading,
                        const char *follows)
{
    ruled_step(x, code, text);
    ruled_offer(x, reading, follows);
}

void ruled_assurance(Deciding *x)
{
    ask_whether(x, "assurance-unclear",
                "answers the question for a manager's assurance of the child's safety, but gives "
                "none that is plain: it is still owed",
                "the manager's assurance", "it is recorded as given, if it is a manager's");
}

void ruled_delay(Deciding *x)
{
    if (x->decision->held == NULL) /* else for the assurance, in the same answer */
        ruled_step(x, "delay-unclear",
                   "answers the question for the reasons of a delay, but gives none that could be "
                   "read: they are still owed");
    ruled_offer(x, "the reasons for the delay", "they are recorded as given");
}

void ruled_advice(Deciding *x)
{
    ask_whether(x, "advice-unclear",
                "from who was asked for advice: is it the advice? Linked for any other reason it "
                "is filed",
                "advice given", "it is sent on to who asked");
}

void ruled_response(Deciding *x)
{
    ask_whether(x, "response-unclear",
                "from who was asked to act: is it the response of the other side? Linked for any "
                "other reason it is filed",
                "the response", "it is sent on to those who raised it");
}

static char *by_words(const PolicyExit *way)
{
    GString *words = g_string_new(NULL);
    for (guint i = 0; way->by != NULL && way->by[i] != NULL; i++) {
        const char *who = way->by[i];
        g_autofree char *role = role_words(who);
        g_string_append_printf(words, "%s%s", i > 0 ? ", " : "",
                               g_str_equal(who, "holders")      ? "those who hold the stage"
                               : g_str_equal(who, "originator") ? "whoever raised it"
                               : g_str_equal(who, "raising")    ? "the side that raised it"
                               : g_str_equal(who, "challenged") ? "the other side"
                                                                : role);
    }
    return g_string_free(words, FALSE);
}

void ruled_others_step(Deciding *x, const PolicyExit *way)
{
    const PolicyStage *stage = policy_stage(x->policy, x->c->stage);
    if (x->ruling != NULL || x->decision->held != NULL || stage == NULL)
        return;
    g_autofree char *by = by_words(way);
    g_autofree char *resolved = resolved_words(stage);
    g_autofree char *unresolved = unresolved_words(x, stage);
    (void)deciding_hold(x, "step-of-others",
                        "says how the matter stands; at %s that is for %s to say (section %s), who "
                        "have not been told of it. Linked for any other reason it is filed",
                        stage->name, by, way->section);
    ruled_offer(x, "resolved", resolved);
    ruled_offer(x, READING_UNRESOLVED, unresolved);
}

gboolean ruled_says(const Deciding *x, const char *statement)
{
    return x->ruling != NULL && !text_empty(x->ruling->why) &&
           outcome_sentence_says(x->rules, x->ruling->why, statement);
}

Outcome ruled_chosen(const Deciding *x)
{
    if (x->ruling == NULL || text_empty(x->ruling->why))
        return OUTCOME_NONE;
    Outcome chosen = outcome_chosen(x->rules, x->ruling->why);
    return chosen == OUTCOME_UNCLEAR ? OUTCOME_NONE : chosen;
}

/* Re-opened or moved after the message was taken into the record: another one that waited may have been linked first, and
 * its stage counts from the time at which that one came. */
static gboolean went_on_since(const Deciding *x)
{
    gboolean recorded = FALSE;
    for (guint i = 0; x->sha256 != NULL && i < x->decision->first_new; i++) {
        const Event *event = g_ptr_array_index(x->c->events, i);
        if (recorded &&
            (g_str_equal(event->kind, "reopened") || g_str_equal(event->kind, "stage-entered")))
            return TRUE;
        recorded |=
            g_str_equal(event->kind, "received") && g_strcmp0(event->message, x->sha256) == 0;
    }
    return FALSE;
}

gboolean ruled_too_late(const Deciding *x)
{
    return x->ruling != NULL && (x->c->entered > x->received || went_on_since(x));
}

/* Did this message make an event of that kind before the office decided about it? */
static gboolean made_before(const Deciding *x, const char *kind)
{
    for (guint i = 0; x->ruling != NULL && x->sha256 != NULL && i < x->c->events->len; i++) {
        const Event *event = g_ptr_array_index(x->c->events, i);
        if (g_str_equal(event->kind, kind) && g_strcmp0(event->message, x->sha256) == 0)
            return TRUE;
    }
    return FALSE;
}

gboolean ruled_recorded(const Deciding *x)
{
    return made_before(x, "received");
}

gboolean ruled_refused(const Deciding *x)
{
    return made_before(x, "not-moved");
}
