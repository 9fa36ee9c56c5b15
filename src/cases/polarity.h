/* A duty that a yes or a no meets: which of them was said. */
#pragma once
#include "deciding.h"

/* "yes" or "no", newly allocated, where `rule` asks for one and takes either; NULL where it asks for something else. What is
 * said in prose is recorded as the answer. */
char *polarity_of(Deciding *x, const PolicyOwed *rule);
/* The same of what an earlier message said, `value` being what was kept of it; records nothing. */
char *polarity_before(const Deciding *x, const PolicyOwed *rule, const char *value);
gboolean polarity_is_no(const char *answer); /* NULL is none */
/* A no bars nothing, and a person reads it. `before`: an earlier message said it, before it was asked. */
void polarity_hold(Deciding *x, gboolean before);
/* The case has closed by this decision: what waits for its no asks from now on whether it is to be opened again. */
void polarity_closed(Deciding *x);
