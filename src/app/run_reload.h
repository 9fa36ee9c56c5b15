/* The configuration read anew while the one before it is at work. */
#pragma once
#include "ruleset.h"

/* NULL, and *why_out newly allocated, when there is any mistake in it; all of them were logged with their places. */
Ruleset *run_reload(const char *folder, char **why_out);
/* Whoever replaced a file of the configuration asks `run` to read it anew; `spool` is the site's folder of that name. */
gboolean run_reload_ask(const char *spool);
/* Was it asked? Once for however many askings. */
gboolean run_reload_asked(const char *spool);
