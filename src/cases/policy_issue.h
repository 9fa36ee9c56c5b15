/* A significant policy issue that a discussion raised: it goes where the policy sends it, resolved or not. */
#pragma once
#include "telling.h"

/* Does this answer to the form's question about one raise any? "yes: the wording is unclear" does; "no", "none", a blank and
 * NULL do not. */
gboolean policy_issue_raised(const Ruleset *rules, const char *value);

/* Takes the exit `policy-issue` of the case's stage if the message (or, on resolution, the record) raises one and the
 * policy lets this sender. TRUE if the case went there. In a closing case the new holders are told here. */
gboolean policy_issue_take(Deciding *x);
/* Said in one breath with a step to another stage: it is kept, and goes on when that stage ends. */
void policy_issue_keep(Deciding *x);
