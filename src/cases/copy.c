/* copy: who is not sure that a form arrived sends it again, or forwards it from the sent mail. */
#include "copy.h"
#include "advancing.h"
#include "holding.h"
#include "match.h"
#include "opening.h"
#include "telling.h"
#include "text.h"

/* The message that this one is a copy of: of the same content, or forwarded from the sender's own sent mail. Of the case
 * `reference`, or (NULL) of any. */
static LedgerRow *first_copy(Deciding *x, const char *reference)
{
    const char *const digests[] = {x->mail->content_digest, x->mail->forwarded_digest};
    if (x->ruling != NULL || x->sender->level <= SENDER_UNKNOWN)
        return NULL; /* a stranger is told of no case, not even of one that the office made of a message of theirs */
    for (gsize i = 0; i < G_N_ELEMENTS(digests) && x->error == NULL; i++) {
        LedgerRow *first = *digests[i] != '\0'
                               ? x->lookup->same_content(x->lookup->context, digests[i],
                                                         x->sender->email, reference, &x->error)
                               : NULL;
        if (first != NULL && *first->reference != '\0')
            return first;
        ledger_row_free(first);
    }
    return NULL;
}

/* The same short words are said of many cases: what names or answers one is a copy of what was said of that. A reference of
 * no case names none. Takes `newest`. */
static LedgerRow *of_its_case(Deciding *x, LedgerRow *newest, const Match *match)
{
    if (newest == NULL || match->reference == NULL ||
        g_str_equal(match->reference, newest->reference))
        return newest;
    g_autoptr(Case) named = x->lookup->load(x->lookup->context, match->reference, &x->error);
    if (named == NULL && x->error == NULL)
        return newest;
    ledger_row_free(newest);
    return x->error == NULL ? first_copy(x, match->reference) : NULL;
}

/* Words above the form that want something of the case. 'Did it go?' wants nothing of it. */
static gboolean says_more(const Deciding *x)
{
    static const char *const more[] = {"resolved",       "unresolved",       "new-information",
                                       "decision",       "recorded-on-file", "representation",
                                       "immediate-harm", "whistleblowing"};
    const Reading *r = x->reading;
    gboolean says = r->unclear;
    for (gsize i = 0; i < G_N_ELEMENTS(more) && !says; i++)
        says = reading_says(r, more[i]);
    /* a forward, which many things are said with, asks for nothing else in so many words */
    return says ||
           (r->forwarded && !reading_says(r, "receipt-asked") && !text_empty(x->mail->text_new));
}

static gboolean value_tells_of_harm(const Deciding *x)
{
    for (guint i = 0; i < x->reading->values->len; i++) {
        const FieldValue *value = g_ptr_array_index(x->reading->values, i);
        if (!text_empty(value->value) && words_say(x->rules, value->value, "immediate-harm"))
            return TRUE;
    }
    return FALSE;
}

/* Danger that the first one did not tell of: it stands beside the fields, or the case is not known to be urgent. */
static gboolean tells_of_harm(const Deciding *x, const Case *c)
{
    return (x->decision->urgent && !c->urgent) ||
           (x->reading->claims_harm && !value_tells_of_harm(x));
}

/* Was it known again by its labelled lines, whatever else it says? */
static gboolean by_fields(const Deciding *x)
{
    for (guint i = 0; i < x->mail->fields->len; i++) {
        const char *part = g_array_index(x->mail->fields, MailField, i).part;
        if (!g_str_has_prefix(part, "quoted") && !g_str_has_prefix(part, "forwarded"))
            return TRUE;
    }
    return FALSE;
}

/* A copy that is more than a copy: a person looks, and nothing is opened a second time. */
static void hold_copy(Deciding *x, const LedgerRow *first, const char *text)
{
    x->decision->kind = "escalation";
    HeldRow *held = deciding_hold(x, "possible-same-dispute", "%s", text);
    g_autofree char *at = instant_short(first->received, x->rules->site.zone);
    g_autofree char *why = g_strdup_printf("the same form as in the message of %s", at);
    g_ptr_array_add(held->suggestions, suggestion_new(first->reference, why));
    holding_said(x);
    holding_alarm(x);
    if (telling_may_answer(x, NULL))
        telling_answer(x, "ack-same-dispute", "");
}

/* Has the office, the clock or the gateway moved the case since that message did what it did? */
static gboolean moved_since(const Case *c, const LedgerRow *first)
{
    static const char *const moves[] = {"stage", "state", "reopened", "cycle", NULL};
    for (guint i = c->events->len; i-- > 0;) {
        const Event *event = g_ptr_array_index(c->events, i);
        if (g_strcmp0(event->message, first->sha256) == 0)
            return FALSE;
        for (guint j = 0; j < event->changes->len; j++)
            if (g_strv_contains(moves, ((const char *const *)event->changes->pdata[j])[0]))
                return TRUE;
    }
    return FALSE;
}

/* Did nothing come between that the same words may answer now? */
static gboolean is_last_word(const Deciding *x, const Case *c, const LedgerRow *first,
                             const Match *match)
{
    return g_strcmp0(c->last_sender, x->sender->email) == 0 &&
           c->last_received <= first->received && !moved_since(c, first) &&
           (match->answers == NULL || match->answers->queued <= first->received);
}

/* TRUE: it is more than a copy, and a person looks. */
static gboolean decide_form(Deciding *x, const Case *c, const LedgerRow *first, gboolean closed)
{
    gboolean harm = tells_of_harm(x, c);
    if (!closed && !harm && !says_more(x))
        return FALSE;
    /* the 'no' of the form is as old as the form */
    x->decision->urgent |= harm || reading_says(x->reading, "immediate-harm");
    hold_copy(x, first,
              closed ? "a form that was sent before, and its case is closed: a copy, to be "
                       "opened again, or a new dispute?"
              : harm ? "a form that was sent before, which now speaks of immediate danger"
                     : "a form that was sent before, with words of its own above it: what do "
                       "they ask?");
    return TRUE;
}

gboolean copy_decide(Deciding *x)
{
    LedgerRow *newest = first_copy(x, NULL);
    if (newest == NULL)
        return FALSE;
    g_autoptr(Match) match = match_message(x);
    g_autoptr(LedgerRow) first = of_its_case(x, newest, match);
    if (first == NULL || x->error != NULL)
        return FALSE;
    g_autoptr(Case) c = x->lookup->load(x->lookup->context, first->reference, &x->error);
    if (c == NULL)
        return FALSE;
    gboolean form = (x->reading->has_form && opening_is_escalation(x)) || x->reading->forwarded;
    gboolean closed = case_is_over(c);
    gboolean more =
        by_fields(x) && (says_more(x) || x->decision->urgent || x->reading->claims_harm);
    if (!form && (closed || more || !is_last_word(x, c, first, match)))
        return FALSE;
    if (form && decide_form(x, c, first, closed))
        return TRUE;
    x->decision->first_new = c->events->len;
    x->c = x->decision->subject_case = g_steal_pointer(&c);
    x->policy = ruleset_policy_by_sha256(x->rules, x->c->policy_sha256);
    advancing_repeat(x, first);
    return TRUE;
}
