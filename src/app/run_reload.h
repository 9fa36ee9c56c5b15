/* The configuration read anew while the one before it is at work. */
#pragma once
#include "ruleset.h"

/* NULL, and *why_out newly allocated, when there is any mistake in it; all of them were logged with their places. */
Ruleset *run_reload(const char *folder, char **why_out);
