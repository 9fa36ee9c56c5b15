/* Which policy is in force on which days. */
#pragma once
#include "ruleset.h"

/* A policy that is not there, two on one day (errors), days between two without any (a warning). */
void in_force_check(const Ruleset *rules, Diagnostics *diagnostics);
/* What `casegate check` says of it: the policy of the day, whether its review is overdue, what comes next. */
void in_force_append(GString *text, const Ruleset *rules, Day today);
