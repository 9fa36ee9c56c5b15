/* `casegate status`: what is at work, what waits, and what is wrong. Changes nothing. */
#pragma once
#include "ruleset.h"
#include "status.h"
#include "store.h"

/* `store` as look_store() gives it. NULL only when the record cannot be read. */
Status *site_status(const Ruleset *rules, Store *store, Instant now, GError **error);
