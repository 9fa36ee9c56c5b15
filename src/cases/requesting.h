/* What a party asks for in ordinary words, without saying how the matter stands: the next stage, advice, somebody else to
 * answer, a call back, the case open again. None of it moves anything by itself: a person reads it and does what follows. */
#pragma once
#include "deciding.h"

/* Speaks of the outcome or of the way on, though in no words that say which: both readings are offered. Of an open case. */
gboolean requesting_unclear(const Deciding *x);
/* Why such a message waits, as a clause for the office. */
const char *requesting_unclear_text(const Deciding *x);
/* What its sender is told meanwhile. */
const char *requesting_unclear_why(const Deciding *x);
/* Asks for something that only a person can do: held, with what would follow. NULL, or what the answer says. */
const char *requesting_hold(Deciding *x);
