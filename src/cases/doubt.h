/* Messages that may belong to more than one case, or to none of those they name: held, with all that may be meant. */
#pragma once
#include "deciding.h"
#include "match.h"
#include "opening.h"

/* A whole new escalation, sent as an answer to our mail, about a child whom the case does not know. */
gboolean doubt_another_child(const Deciding *x, const Case *c);
void doubt_hold_another_child(Deciding *x, const Match *match);
/* More than one case is meant, or seems to be: all of them are shown. From a party, who may be asked. */
void doubt_hold_several(Deciding *x, const Match *match);
/* A reference that can be read in more than one way, and nothing else that says which case it is. */
void doubt_hold_unclear(Deciding *x);
/* A case about the same child between the same two agencies: a person decides whether it is the
 * same dispute. References of others about
 * the same child are written to `linked`. */
gboolean doubt_hold_same_dispute(Deciding *x, OpeningSides sides, GString *linked);
