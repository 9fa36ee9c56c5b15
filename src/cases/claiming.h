/* A stage that somebody claims for a case. */
#pragma once
#include "moving.h"

/* The case goes to the claimed stage, or as far towards it as the policy lets this sender take it. FALSE when it goes
 * nowhere. *why_out (a constant or NULL) is why, or what the answer asks about stages that were passed over. */
gboolean claiming_move(Deciding *x, const PolicyStage *claimed, const char **why_out);
