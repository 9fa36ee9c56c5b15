/* A message that came without a proof of its sender waits for a person; the same one with a proof settles it. */
#pragma once
#include "deciding.h"

/* Is it proven who sent this message, and is nothing doubtful about it? */
gboolean superseding_may(const Deciding *x);
/* Once the message is decided: the copies that it settles (Decision.superseded), and a line that says so. */
void superseding_take(Deciding *x);
