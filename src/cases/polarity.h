/* A duty that a yes or a no meets: which of them was said. */
#pragma once
#include "deciding.h"

/* "yes" or "no", newly allocated, where `rule` asks for one and takes either; NULL where it asks for something else. What is
 * said in prose is recorded as the answer. */
char *polarity_of(Deciding *x, const PolicyOwed *rule);
gboolean polarity_is_no(const char *answer);
/* A no bars nothing, and a person reads it. */
void polarity_hold(Deciding *x);
