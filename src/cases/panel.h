/* The last stage of a policy whose Chair chooses: direct, or a panel with its composition rule and
 * representations, and the decision. */
#pragma once
#include "deciding.h"

/* Handles the word of whoever decides at the stage, or holds what may mean more than one thing; FALSE when it says nothing of this.
 * `*why_out`: what the sender is told of a message that waits. */
gboolean panel_chair_says(Deciding *x, const char **why_out);
/* Somebody else chooses or decides in their place: recorded as that, and a constant that says so to the sender; else NULL. */
const char *panel_not_theirs(Deciding *x);
/* What is wrong with the recorded panel, in words; NULL when it may sit. Newly allocated. */
char *panel_problem(const Deciding *x);
/* The office takes the case away from the stage that it `left`: what was chosen there ends, and who was asked there and is not
 * any more (of the holders `before`) is informed of where it is now. */
void panel_ends(Deciding *x, const PolicyStage *left);
void panel_tell_ended(Deciding *x, const PolicyStage *left, GPtrArray *before);
