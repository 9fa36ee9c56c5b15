/* `casegate status`: what is at work, what waits, and what is wrong. Changes nothing. */
#pragma once
#include "ruleset.h"
#include "status.h"

/* NULL only when the record cannot be read. */
Status *site_status(const Ruleset *rules, Instant now, GError **error);
