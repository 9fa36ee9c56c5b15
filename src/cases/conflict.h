/* Whoever decides for the partnership and is of an agency that is a party: the office says who sits instead. */
#pragma once
#include "deciding.h"

/* Says what is so of the current holders of `stage`, and seats the substitute where the site names one. */
void conflict_resolve(Deciding *x, const PolicyStage *stage);
/* Does a substitute sit because the sender is of an agency that is a party? */
gboolean conflict_displaced(const Deciding *x);
/* Is the sender the substitute, and does he hold the case? */
gboolean conflict_substitute_sends(const Deciding *x);
