/* Legal hold: an inquiry, a claim or a request bars erasing a case, whatever the site's periods say. */
#pragma once
#include "deciding.h"

/* Another hold on the case; each is ended by itself. */
void legal_hold_begin(Deciding *x, const char *why);
/* FALSE, and *fault_out in words, when the case has none of that number; `n` 0: the only one. */
gboolean legal_hold_end(Deciding *x, guint n, const char *why, char **fault_out);
