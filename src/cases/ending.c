/* ending: a message to a case that is closing or closed. Promises that nothing closes over an objection, an alarm or a doubt, and
 * that a closed case is re-opened by nobody but the office. */
#include "ending.h"
#include "alarming.h"
#include "duties.h"
#include "outcome.h"
#include "owing.h"
#include "policy_issue.h"
#include "reopening.h"
#include "requesting.h"
#include "response.h"
#include "ruled.h"
#include "text.h"
#include "text_words.h"

gboolean ending_took_something(const Deciding *x)
{
    return deciding_did(x, "owed-met") || deciding_did(x, "outstanding-done");
}

gboolean ending_hold_claimed(Deciding *x)
{
    if (x->may_move || x->decision->held != NULL || !duties_would_meet(x))
        return FALSE;
    ruled_unproven(x, "says that what is owed is done");
    return TRUE;
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
           !ending_took_something(x) && !deciding_did(x, "confirmation");
}

/* What a message says against the closing, as a clause; NULL nothing. */
static const char *says_against(const Deciding *x, Wish wish)
{
    if (wish == WISH_UNRESOLVED || wish == WISH_STAGE || wish == WISH_UNCLEAR)
        return "says that it is not resolved";
    return alarming_urgent(x) ? "says that a child may be at immediate risk of harm" : NULL;
}

/* What speaks against the closing bars it before the last of what is owed is met by the same message, and the case closes. */
const char *ending_begun(Deciding *x, Wish wish)
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
    if (why != NULL || code != NULL || ending_took_something(x))
        return why;
    if (against == NULL && !news_alone(x))
        return response_said(x) == NULL ? requesting_hold(x) : NULL;
    ruled_dispute(x, against != NULL ? against : "brings news");
    return looks;
}

/* By the office's word, in which it may have said why. */
static void reopen(Deciding *x, const PolicyStage *stage)
{
    reopening_begin(x, stage, text_empty(x->ruling->why) ? "by this message" : x->ruling->why);
}

/* The office has decided about a message that came while the case was closing. By its word the case is open again, or goes on
 * to its end; where only this message still barred that, it is what a message to the closed case would be. */
const char *ending_ruled(Deciding *x, Wish wish, gboolean barred)
{
    const PolicyStage *stage = policy_stage(x->policy, x->c->stage);
    Outcome chosen = ruled_chosen(x);
    gboolean last = barred && chosen == OUTCOME_NONE && !owing_anything_bars(x->c);
    if ((chosen == OUTCOME_UNRESOLVED || last) && stage != NULL) {
        reopen(x, stage);
        return NULL;
    }
    const char *why = ending_begun(x, wish);
    owing_check_closed(x);
    return why;
}

/* The writer's own name below. */
static gboolean signs(const Deciding *x, const char *sentence)
{
    g_autofree char *name = text_fold(x->sender->name), *said = text_fold(sentence);
    return *said != '\0' && text_has_folded(name, said);
}

/* Thanks and nothing beside them, in the whole of the new text: what else is said may be news, in whatever words. */
static gboolean only_thanks(const Deciding *x)
{
    const Reading *reading = x->reading;
    const char *text = text_empty(reading->said) ? reading->words : reading->said;
    if (reading->has_form || alarming_urgent(x) || !words_say(x->rules, text, "thanks"))
        return FALSE;
    g_autoptr(GPtrArray) sentences = outcome_sentences(text);
    for (guint i = 0; i < sentences->len; i++) {
        const char *sentence = g_ptr_array_index(sentences, i);
        if (!words_say(x->rules, sentence, "courtesy-alone") && !signs(x, sentence))
            return FALSE;
    }
    return TRUE;
}

const char *ending_over(Deciding *x, gboolean explains)
{
    const PolicyStage *stage = policy_stage(x->policy, x->c->stage);
    gboolean news =
        reading_says(x->reading, "unresolved") || reading_says(x->reading, "new-information");
    gboolean thanks = !news && only_thanks(x);
    gboolean noted = (!news || explains) && x->may_move && owing_note(x);
    if (!news && ending_hold_claimed(x))
        return "the office confirms this step first";
    if (thanks || noted || explains || reading_says(x->reading, "recorded-on-file"))
        return NULL;
    if (x->ruling != NULL && x->c->state == CASE_CLOSED && stage != NULL) {
        reopen(x, stage);
        return NULL;
    }
    ruled_step(x, HELD_CLOSED_CASE, "a message to a closed case: re-open it?");
    return "the case is closed; the office decides whether it is re-opened";
}
