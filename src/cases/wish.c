/* wish: what a message wants of its case. The form's own field goes before words, a named stage before both, and where field and
 * words differ nobody knows. Promises that what can be read in two ways is never read in one. */
#include "wish.h"
#include "clauses.h"
#include "entitled.h"
#include "moving.h"
#include "outcome.h"
#include "reading_value.h"
#include "ruled.h"
#include "yes_no.h"

/* One of the answers that the form offers, and nothing else. */
static Wish wish_of_choice(const char *choice)
{
    return g_str_equal(choice, "resolved")     ? WISH_RESOLVED
           : g_str_equal(choice, "unresolved") ? WISH_UNRESOLVED
                                               : WISH_UNCLEAR; /* partly: what is left of it? */
}

/* An answer in words is read as words are, whichever of the form's own stands among them. */
static Wish wish_of_answer(const Deciding *x, const FieldValue *value)
{
    static const Wish wishes[] = {[OUTCOME_NONE] = WISH_NONE,
                                  [OUTCOME_RESOLVED] = WISH_RESOLVED,
                                  [OUTCOME_UNRESOLVED] = WISH_UNRESOLVED,
                                  [OUTCOME_UNCLEAR] = WISH_UNCLEAR};
    Wish said = wishes[outcome_said(x->rules, value->value)];
    if (said == WISH_NONE)
        return value->canonical != NULL || yes_no_left_open(value->value) ? WISH_UNCLEAR
                                                                          : WISH_NONE;
    return value->canonical == NULL || wish_of_choice(value->canonical) == said ? said
                                                                                : WISH_UNCLEAR;
}

Wish wish_of_form(const Deciding *x)
{
    const FieldValue *value = reading_value(x->reading, "resolved");
    if (value == NULL)
        return WISH_NONE;
    const FieldChoice *whole =
        yes_no_left_open(value->value) ? NULL : form_field_choice(value->field, value->value);
    return whole != NULL ? wish_of_choice(whole->value) : wish_of_answer(x, value);
}

/* A stage that ends with a review: that it is concluded, or what it concluded, in so many words. */
static gboolean is_reviewed(const Deciding *x, const PolicyStage *stage)
{
    return stage != NULL && policy_exit(stage, "reviewed") != NULL &&
           !reading_says(x->reading, "unresolved") &&
           (reading_says(x->reading, "reviewed") ||
            (reading_value(x->reading, "agreed_outcome") != NULL && !x->reading->unclear));
}

/* Above or below the line that says how it ended. A form's own account of what was wrong takes nothing back. */
static gboolean dissents(const Deciding *x)
{
    return words_say(x->rules, x->reading->has_form ? x->reading->words : x->reading->said,
                     "dissent");
}

/* "Resolved: a joint visit tomorrow": of a case that is not closing yet a person reads how that is meant. */
static gboolean answers_unread(const Deciding *x)
{
    const FieldValue *value = reading_value(x->reading, "resolved");
    return value != NULL && !value->proposed && x->c->state != CASE_CLOSING &&
           value_is_unread(value->field, value->canonical, value->value);
}

Wish wish_of(const Deciding *x)
{
    const PolicyStage *stage = policy_stage(x->policy, x->c->stage);
    Wish field = wish_of_form(x);
    if (is_reviewed(x, stage))
        return WISH_RESOLVED;
    if (x->reading->stage_claimed && x->reading->stage != NULL && stage != NULL &&
        x->reading->stage->number > stage->number && !reading_says(x->reading, "resolved"))
        return WISH_STAGE;
    if ((field == WISH_RESOLVED && (reading_says(x->reading, "unresolved") || dissents(x))) ||
        (field == WISH_UNRESOLVED && reading_says(x->reading, "resolved")))
        return WISH_UNCLEAR; /* the form and the words differ */
    if (field != WISH_NONE)
        return field;
    if (reading_says(x->reading, "unresolved"))
        return WISH_UNRESOLVED;
    if (reading_says(x->reading, "resolved") ||
        (reading_says(x->reading, "decision") && moving_may_decide(x, stage)))
        return WISH_RESOLVED;
    return x->reading->unclear || answers_unread(x) ? WISH_UNCLEAR : WISH_NONE;
}

Wish wish_chosen(const Deciding *x, Wish wish)
{
    Outcome chosen = wish == WISH_UNCLEAR ? ruled_chosen(x) : OUTCOME_NONE;
    return chosen == OUTCOME_RESOLVED     ? WISH_RESOLVED
           : chosen == OUTCOME_UNRESOLVED ? WISH_UNRESOLVED
                                          : wish;
}

/* Beside what is settled of some of the children, is anything wanted of the rest? */
static gboolean asks_more(const Deciding *x, Wish wish)
{
    return (wish != WISH_RESOLVED && wish != WISH_NONE) || x->reading->unclear ||
           reading_says(x->reading, "asks-onwards");
}

Wish wish_of_children(Deciding *x, Wish wish)
{
    if (x->c->children->len < 2) {
        (void)clauses_record(x);
        return wish;
    }
    ClauseOutcome outcome = clauses_record(x);
    if (outcome.settled + outcome.unsettled == 0)
        return wish == WISH_RESOLVED && clauses_name_some(x) ? wish_chosen(x, WISH_UNCLEAR) : wish;
    if (outcome.settled > 0 && outcome.unsettled == 0 && !entitled_to_settle(x))
        return WISH_RESOLVED; /* which the sender may not say: told so, or held */
    guint open = 0;
    for (guint i = 0; i < x->c->children->len; i++)
        open += !((const Child *)g_ptr_array_index(x->c->children, i))->settled;
    if (open == 0)
        return WISH_RESOLVED;
    if (outcome.unsettled > 0)
        return WISH_UNRESOLVED;
    if (outcome.open > 0)
        return wish_chosen(x, WISH_UNCLEAR);
    return asks_more(x, wish) ? wish_chosen(x, WISH_UNCLEAR) : WISH_NONE;
}

const char *wish_answer(Wish wish)
{
    return wish == WISH_NONE ? "" : wish == WISH_RESOLVED ? "resolved" : "unresolved";
}
