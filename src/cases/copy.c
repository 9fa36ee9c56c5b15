/* copy: who is not sure that a form arrived sends it again, or forwards it from the sent mail. */
#include "copy.h"
#include "advancing.h"
#include "holding.h"
#include "match.h"
#include "opening.h"
#include "telling.h"
#include "text.h"

/* The message that this one is a copy of: of the same content, or forwarded from the sender's own sent mail. */
static LedgerRow *first_copy(Deciding *x)
{
    const char *const digests[] = {x->mail->content_digest, x->mail->forwarded_digest};
    if (x->ruling != NULL || x->sender->level <= SENDER_UNKNOWN)
        return NULL; /* a stranger is told of no case, not even of one that the office made of a message of theirs */
    for (gsize i = 0; i < G_N_ELEMENTS(digests) && x->error == NULL; i++) {
        LedgerRow *first = *digests[i] != '\0'
                               ? x->lookup->same_content(x->lookup->context, digests[i],
                                                         x->sender->email, &x->error)
                               : NULL;
        if (first != NULL && *first->reference != '\0')
            return first;
        ledger_row_free(first);
    }
    return NULL;
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

/* The same short words are said of many cases: what names or answers another one is said of that. */
static gboolean of_another_case(Deciding *x, const LedgerRow *first)
{
    g_autoptr(Match) match = match_message(x);
    return match->reference != NULL && !g_str_equal(match->reference, first->reference);
}

gboolean copy_decide(Deciding *x)
{
    g_autoptr(LedgerRow) first = first_copy(x);
    if (first == NULL || of_another_case(x, first))
        return FALSE;
    g_autoptr(Case) c = x->lookup->load(x->lookup->context, first->reference, &x->error);
    if (c == NULL)
        return FALSE;
    gboolean form = (x->reading->has_form && opening_is_escalation(x)) || x->reading->forwarded;
    gboolean closed = c->state == CASE_CLOSED || c->state == CASE_HANDED_OFF;
    gboolean last_word =
        g_strcmp0(c->last_sender, x->sender->email) == 0 && c->last_received <= first->received;
    if (!form && (!last_word || closed))
        return FALSE;
    if (form && (closed || says_more(x))) {
        hold_copy(x, first,
                  closed ? "a form that was sent before, and its case is closed: a copy, to be "
                           "opened again, or a new dispute?"
                         : "a form that was sent before, with words of its own above it: what do "
                           "they ask?");
        return TRUE;
    }
    x->decision->first_new = c->events->len;
    x->c = x->decision->subject_case = g_steal_pointer(&c);
    x->policy = ruleset_policy_by_sha256(x->rules, x->c->policy_sha256);
    advancing_repeat(x, first);
    return TRUE;
}
