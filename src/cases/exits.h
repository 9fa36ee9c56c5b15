/* Who may take an exit of the policy, and what becomes of a wish to take it that nobody granted. */
#pragma once
#include "deciding.h"

/* Does the sender hold the case now? `own`: its own stage, not one that is held together with it. */
gboolean exits_sender_holds(const Deciding *x, gboolean own);
/* Does the policy let this sender do what `by` lists? */
gboolean exits_allowed(const Deciding *x, GStrv by);
/* May the sender take this exit? Where the policy names several whose word could end it, only the one
 * that the site has chosen; while it has not chosen, nobody's word but the office's. */
gboolean exits_may_take(const Deciding *x, const PolicyExit *way);
/* The same, or may they as holders lead the matter to the next of the stage's `tiers`? */
gboolean exits_may_move_on(const Deciding *x, const PolicyExit *way, gboolean tiers);
/* The exit by which a stage ends the matter; NULL if it has none such. */
const PolicyExit *exits_ending(const PolicyStage *stage);
/* Does the policy leave it to this sender to say that the stage is `resolved`, or that it is not, without a word of the office? */
gboolean exits_sender_may(const Deciding *x, gboolean resolved);
/* Why this sender may not, a constant. What a worker asks of the managers is shown to them, and what one
 * of several deciders says before the site has chosen waits for the office. */
const char *exits_refusal(Deciding *x, const PolicyExit *way);
/* The same of a party's word that it is resolved, or that it is not: unless it has been shown to those whose step it is, it waits
 * for the office with both readings. */
const char *exits_refusal_of_word(Deciding *x, const PolicyExit *way);
