/* What came in since the office last looked. */
#pragma once
#include "ruleset.h"
#include "store.h"

/* "since 09:00 on …: 7 messages came in, 4 in cases, 2 held; immediate harm: HAV-…, message 3"; `cases`: of Case, among which those
 * of it are; `held`: of HeldRow, those that wait. Newly allocated; NULL when it cannot be read. */
char *look_news(Store *store, const Ruleset *rules, Instant since, GPtrArray *cases, GPtrArray *held, GError **error);
