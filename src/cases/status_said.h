/* What a later message says in prose of a child's status ("He is now looked after"), for the notices that the policy owes
 * because of it. */
#pragma once
#include "deciding.h"

/* Records what is said for certain, and what the office says of it when it decides about the message. Returns the rest, of
 * const FieldChoice *, each once: statuses of which it is not certain whose they are. Free with g_ptr_array_unref(). */
GPtrArray *status_said_record(Deciding *x);
/* Has a person say whose those are, with the likely answers, where a notice may be owed; else notes it. NULL or what the sender
 * is told of it. */
const char *status_said_ask(Deciding *x, GPtrArray *unsure);
