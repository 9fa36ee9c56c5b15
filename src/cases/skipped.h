/* Stages of a case that were passed over, and of which its record says nothing. */
#pragma once
#include "case.h"
#include "ruleset.h"

/* Is a discussion on record that is said to be of this stage? */
gboolean skipped_told(const Case *c, const PolicyStage *stage);
/* Of PolicyStage, in their order: the stages between the first one and the one that the case was opened at, or waits at the
 * gate of, of which nothing is said. A stage that somebody of the case has held was not passed over, nor was one that the
 * policy lets a policy issue go past. A discussion that names no stage may be of any of them. Owned by the caller. */
GPtrArray *skipped_stages(const Case *c, const Ruleset *rules, const Policy *policy);
