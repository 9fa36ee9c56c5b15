/* Policy issues. An exit 'when: policy-issue' is taken beside the resolution, never in place of it: a closing case stays
 * closing, and the stage it enters owes what the policy owes from there. What is raised by somebody whom the exit does not
 * name is recorded and shown. What was raised earlier goes on when the stage ends if it is proven whose it was, else by the office's
 * word. A 'no' raises nothing; what may be meant as one waits for a person. */
#include "policy_issue.h"
#include "duties.h"
#include "earlier.h"
#include "exits.h"
#include "moving.h"
#include "outcome.h"
#include "reading_value.h"
#include "ruled.h"
#include "sender_proof.h"
#include "text.h"
#include <string.h>

#define ISSUE_CHARACTERS 1000

gboolean policy_issue_raised(const Ruleset *rules, const char *value)
{
    g_autofree char *folded = value != NULL ? text_fold(value) : NULL;
    return folded != NULL && *folded != '\0' && !value_denies(value) &&
           !form_is_no_information(rules->forms, value) && !form_is_evasive(rules->forms, value);
}

static char *sentence_saying(const Deciding *x, const char *statement)
{
    g_autoptr(GPtrArray) sentences =
        outcome_sentences(x->reading->has_form ? x->reading->words : x->reading->said);
    for (guint i = 0; i < sentences->len; i++)
        if (outcome_sentence_says(x->rules, g_ptr_array_index(sentences, i), statement))
            return text_line(g_ptr_array_index(sentences, i), ISSUE_CHARACTERS);
    return NULL;
}

/* What may be meant as one is one by the office's word. */
static char *in_prose(const Deciding *x)
{
    char *issue = sentence_saying(x, "policy-issue");
    return issue == NULL && ruled_says(x, "policy-issue") ? sentence_saying(x, "policy-matter")
                                                          : issue;
}

static char *raised_now(const Deciding *x)
{
    const FieldValue *field = reading_value(x->reading, "policy_issue");
    if (field != NULL && !field->proposed)
        return policy_issue_raised(x->rules, field->value)
                   ? text_line(field->value, ISSUE_CHARACTERS)
                   : NULL;
    return in_prose(x);
}

static void record(Deciding *x, const char *issue, const PolicyExit *way, gboolean allowed)
{
    const PolicyStage *target = policy_stage(x->policy, way->to);
    Event *event =
        deciding_event(x, "policy-issue", "A policy issue is raised: %s. %s %s (section %s)", issue,
                       allowed ? "It goes to" : "Not by somebody who may send it to",
                       target != NULL ? target->label : way->to, way->section);
    if (reading_value(x->reading, "policy_issue") == NULL)
        deciding_fact(x, event, "policy_issue", issue);
    deciding_add(x, event);
}

/* Whoever may raise it as one of the agency's, but is not proven to be: it goes further by the office's word. */
static void hold_issue(Deciding *x, const PolicyStage *target)
{
    g_autofree char *what =
        g_strdup_printf("raises a policy issue, which goes to %s", target->name);
    ruled_unproven(x, what);
}

/* "It needs looking at as a policy matter": of whoever may raise a policy issue a person reads whether it is one. */
static void hold_matter(Deciding *x, const PolicyExit *way, const PolicyStage *target)
{
    const FieldValue *field = reading_value(x->reading, "policy_issue");
    g_autofree char *matter = field == NULL ? sentence_saying(x, "policy-matter") : NULL;
    if (matter == NULL || x->ruling != NULL || x->decision->held != NULL ||
        !exits_allowed(x, way->by))
        return;
    g_autofree char *text = g_strdup_printf(
        "speaks of a policy matter: does it raise a policy issue, which goes to %s (section %s)?",
        target->name, way->section);
    g_autofree char *follows = g_strdup_printf("it goes to %s", target->name);
    ruled_step(x, "policy-matter", text);
    ruled_offer(x, "policy issue", follows);
    ruled_offer(x, "another matter", "it is filed");
}

static void tell_now(Deciding *x, const PolicyStage *stage, const char *issue)
{
    g_autoptr(GPtrArray) holders = moving_holders(x);
    for (guint i = 0; i < holders->len; i++) {
        const Holder *holder = g_ptr_array_index(holders, i);
        if (*holder->email != '\0' && !telling_already(x, holder->email))
            telling_holder_about(x, holder, "policy-issue", stage->asks, issue);
    }
}

void policy_issue_keep(Deciding *x)
{
    const PolicyStage *stage = policy_stage(x->policy, x->c->stage);
    const PolicyExit *way = stage != NULL ? policy_exit(stage, "policy-issue") : NULL;
    const PolicyStage *target = way != NULL ? policy_stage(x->policy, way->to) : NULL;
    g_autofree char *issue = target != NULL && x->reading != NULL ? in_prose(x) : NULL;
    if (target != NULL && x->reading != NULL && issue == NULL)
        hold_matter(x, way, target);
    if (issue == NULL || reading_value(x->reading, "policy_issue") != NULL)
        return;
    Event *event = deciding_event(
        x, "policy-issue",
        "A policy issue is raised as well: %s. It goes to %s when this stage ends (section %s)",
        issue, target->label, way->section);
    deciding_fact(x, event, "policy_issue", issue);
    deciding_add(x, event);
}

/* What was raised in this cycle before the stage ended: the last that is proven to be its writer's, and a later one that is not
 * with the message that raised it; NULL: none. */
typedef struct {
    const char *issue;
    const char *unproven, *message;
} Raised;

static Raised raised_before(const Deciding *x)
{
    Raised raised = {NULL, NULL, NULL};
    g_autoptr(GPtrArray) answers = earlier_all(x->c, "policy_issue", 0);
    for (guint i = x->c->state == CASE_CLOSING ? answers->len : 0; i-- > 0;) {
        const EarlierAnswer *answer = g_ptr_array_index(answers, i);
        const Event *said = earlier_received(x->c, answer->message);
        gboolean raises = policy_issue_raised(x->rules, answer->value);
        if (said == NULL || !case_in_cycle(x->c, said))
            break;
        if (text_is(answer->message, deciding_message(x)) ||
            sender_proof_counts(x->c, answer->message)) {
            raised.issue = raises ? answer->value : NULL;
            break;
        }
        if (raises && raised.unproven == NULL) {
            raised.unproven = answer->value;
            raised.message = answer->message;
        }
    }
    return raised;
}

/* The stage ends. What was raised by nobody knows whom goes no further unasked, and is not lost with it. */
static void leave_to_office(Deciding *x, const PolicyExit *way, const PolicyStage *target,
                            const char *message)
{
    sender_proof_say(x, way->section, "A policy issue was raised and goes no further by itself",
                     message);
    if (x->ruling != NULL || x->decision->held != NULL)
        return;
    g_autofree char *goes =
        g_strdup_printf("the issue goes to %s (section %s)", target->name, way->section);
    ruled_step(x, "move-not-proven",
               "follows a message that raises a policy issue, and nothing proves whose that one "
               "was: is the issue to go further?");
    ruled_offer(x, "policy issue", goes);
}

gboolean policy_issue_take(Deciding *x)
{
    const PolicyStage *stage = policy_stage(x->policy, x->c->stage);
    const PolicyExit *way = stage != NULL ? policy_exit(stage, "policy-issue") : NULL;
    const PolicyStage *target = way != NULL ? policy_stage(x->policy, way->to) : NULL;
    if (target == NULL || x->reading == NULL)
        return FALSE;
    g_autofree char *now = raised_now(x);
    const Raised before = now == NULL ? raised_before(x) : (Raised){NULL, NULL, NULL};
    gboolean allowed = x->may_move && exits_allowed(x, way->by);
    const char *accepted =
        before.unproven != NULL && ruled_says(x, "policy-issue") ? before.unproven : before.issue;
    g_autofree char *issue = g_strdup(now != NULL ? now : accepted);
    if (before.unproven != NULL && accepted != before.unproven && allowed &&
        deciding_did(x, "closing"))
        leave_to_office(x, way, target, before.message);
    if (issue == NULL) {
        hold_matter(x, way, target);
        return FALSE;
    }
    deciding_trace(x, allowed, "policy-issue", way->section, "%s", target->name);
    if (allowed || now != NULL)
        record(x, issue, way, allowed);
    if (!x->may_move && now != NULL && exits_allowed(x, way->by))
        hold_issue(x, target);
    if (!allowed)
        return FALSE;
    moving_enter(x, target, target->tiered ? 1 : 0);
    duties_owe(x, "policy-issue");
    if (x->c->state == CASE_CLOSING)
        tell_now(x, target, issue);
    return TRUE;
}
