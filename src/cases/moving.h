/* A case's way through its policy: entering stages and tiers, gates, what follows a move. */
#pragma once
#include "telling.h"

/* Enters the stage (tier 0 where it has none): holders are looked up and recorded; nobody is told
 * yet. */
void moving_enter(Deciding *x, const PolicyStage *stage, guint tier);
/* Enters several stages together, as the urgent path has it: the case is in the last of them, and
 * all their holders are. */
void moving_enter_together(Deciding *x, GPtrArray *stages, const char *section);
/* Who holds the case's stage, and what is held together with it, is looked up again: an agency is known now. */
void moving_seat_again(Deciding *x);
/* Someone says it is not resolved: the next tier, else the next stage by the policy's exit. FALSE
 * when the policy has no way on for this sender (said in the chronology and in *why_out, a
 * constant). */
gboolean moving_unresolved(Deciding *x, const char **why_out);
/* Enters the stage, unless a gate stands before it that is not met: then the claim stays on record. */
gboolean moving_pass(Deciding *x, const PolicyStage *target, const char **why_out);
/* At the tier that gives the members, their own word that it is unresolved shows that they were engaged. */
void moving_members(Deciding *x, const PolicyStage *stage);
/* A message would end the case while routing is held: the other agency would be asked for nothing. TRUE: held. */
gboolean moving_with_nobody(Deciding *x);
/* Resolved, by someone the policy lets say so. */
gboolean moving_resolved(Deciding *x, const char **why_out);
/* Tells everyone whom the case's new stage concerns. `left` is the stage that was left (NULL at
 * opening), `before` its holders. Waits while routing or a forwarder's confirmation is outstanding.
 */
void moving_tell(Deciding *x, const PolicyStage *left, GPtrArray *before);
GPtrArray *moving_holders(const Deciding *x); /* current ones, of Holder; free the array only */
gboolean moving_gate_met(const Deciding *x, const PolicyGate *gate);
/* Is the stage one that ends by a decision, and the sender who may make it? */
gboolean moving_may_decide(const Deciding *x, const PolicyStage *stage);
