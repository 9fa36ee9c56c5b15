/* 'A and B' and 'A and/or B': when a side that several people hold together has answered. */
#pragma once
#include "deciding.h"

/* The sender, as one of several who hold a side together, gives an answer: "resolved", "unresolved"
 * or "" (something else). TRUE when the case must wait for the others of the group, or for the
 * office because they differ; *why_out, a constant, says so. */
gboolean answering_waits(Deciding *x, const char *answer, const char **why_out);
/* Records that this holder has answered. */
void answering_record(Deciding *x, const Holder *holder, const char *answer);
/* Does the sender hold the stage, and has yet to answer, while one of several who answer together has? */
gboolean answering_may_join(const Deciding *x);
/* Is this holder's answer no longer awaited: given, or given by another where any one's counts? */
gboolean answering_done(const Case *c, const Holder *holder);
