/* The representations that a panel receives: one of each party, or its word that it makes none. */
#pragma once
#include "deciding.h"

typedef enum {
    REPRESENTING_NOTHING, /* thanks alone, or no words at all */
    REPRESENTING_GIVEN,
    REPRESENTING_NONE,   /* says that it makes none */
    REPRESENTING_UNCLEAR /* a question, a promise, a request for time, or words that may be one */
} RepresentingSaid;

RepresentingSaid representing_said(const Ruleset *rules, const char *words);
/* Files a representation of the sender's side, or holds what may be one; FALSE when none is awaited or the message is nothing of the
 * kind. `*why_out`: what the sender is told of a message that waits. */
gboolean representing_take(Deciding *x, const char **why_out);
