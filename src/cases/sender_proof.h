/* Whether the record says that a message's sender was proven. What an earlier message said does something later only if it does. */
#pragma once
#include "deciding.h"

/* Puts with `event`, which records this decision's message, how its sender is proven: the receiving server's word, a signature,
 * the office's word with a reason; or that nothing proves it. */
void sender_proof_record(const Deciding *x, Event *event);
/* The same where the record has the message `message`, which this one repeats or is itself, and no proof of it: then, if this
 * decision has one. TRUE: it has. */
gboolean sender_proof_add(const Deciding *x, Event *event, const char *message);
/* Is the sender of the message that is decided proven, or accepted by the office with a reason? */
gboolean sender_proof_now(const Deciding *x);
/* Was the sender of that message proven, when it was decided or since? What an older record does not say was not. */
gboolean sender_proof_counts(const Case *c, const char *message);
/* Says in the record, and in the trace, why what that message says does not count; `what` follows from it, as a sentence without a full stop. */
void sender_proof_say(Deciding *x, const char *section, const char *what, const char *message);
