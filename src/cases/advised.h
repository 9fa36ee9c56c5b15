/* Advice that the partnership gives at a stage which the raising side holds quietly, because it is for asking: it is recorded
 * and reaches who asked. */
#pragma once
#include "deciding.h"

/* TRUE: the message was such advice, or waits because it may be; *why_out (may be left alone): what its sender is told. */
gboolean advised_take(Deciding *x, const char **why_out);
/* Is this quiet holder the one it now waits for, as the advice was given? */
gboolean advised_waits_for(const Case *c, const Holder *holder);
