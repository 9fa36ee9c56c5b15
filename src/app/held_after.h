/* What the office's link of a held message would do, said before it is done. */
#pragma once
#include "case.h"
#include "decide.h"

/* In words for a person of the office: what becomes of the case, whom mail would be queued for, and whether a reason is needed.
 * Decides as the link would, with a reason that chooses no reading, and applies nothing. Newly allocated; NULL where it
 * cannot be said. */
char *held_after(const Ruleset *rules, const CaseLookup *lookup, const MailRecord *mail, const HeldRow *row, const Case *c,
                 Instant now);
