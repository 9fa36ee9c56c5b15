/* Whoever raised the matter, where a policy has them told: is there an address, and where does one come from? */
#pragma once
#include "deciding.h"

/* Does the policy have the worker told, and no address of theirs is known? */
gboolean worker_unreached(const Case *c, const Ruleset *rules);
/* The first address in `text` at the domain of the agency that raises it, newly allocated; NULL if there is none. */
char *worker_address_in(const Ruleset *rules, const char *raising, const char *text);
/* The raising side's answer to where the worker can be reached. */
void worker_record(const Deciding *x, Event *event);
