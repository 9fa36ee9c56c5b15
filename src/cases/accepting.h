/* The office's link of a message that is doubtful: not without a reason, and the doubt stays in the record. */
#pragma once
#include "match.h"

/* May the office's ruling link this message as it says? `match` is what the message itself gives. FALSE: x->error says what
 * is missing (PERM). */
gboolean accepting_link(Deciding *x, const Match *match);
/* What is doubtful of an accepted message, and why the office accepted it, in the words of its event. */
void accepting_say(const Deciding *x, Event *event);
