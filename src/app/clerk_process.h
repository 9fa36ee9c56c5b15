/* The clerk himself: the process that writes for the desk's pages. */
#pragma once
#include <signal.h>

#include "clerk.h"

/* Answers letters on his end of the channel until the other ends, or *stop; the exit code, RUN_PART_AFRESH once he has changed the
 * directory. Opens all he needs first, and is
 * confined to it. `ahead`: seconds that his clock is before the machine's, in a rehearsal. `refusal`:
 * why a changed configuration was not taken, which he says wherever he would say that all is well; NULL. */
int clerk_process(const Ruleset *rules, int channel, gint64 ahead, const char *refusal, const volatile sig_atomic_t *stop);
/* By his keeper, while there is none: tells whoever waits. `just_ended`: he may have had a letter in hand. */
void clerk_is_absent(int channel, gboolean just_ended);
