/* Automatic answers to our notices: never a response. Somebody who is away is represented by the deputy whom the directory
 * names; whom the automatic reply itself names is shown to the office and never written to. */
#pragma once
#include "match.h"

/* Files the automatic reply in the case it answers, if any. */
void absence_take(Deciding *x, const Match *match);
