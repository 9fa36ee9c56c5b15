/* A message that waits for a person, and says that the matter is not over, bars the closing of its case until the office
 * has decided about it. */
#pragma once
#include "deciding.h"

/* `message` (its sha256) waits and bars the closing: `why` is said of it as a clause, "says that …". Once each. */
void objection_raise(Deciding *x, const char *message, const char *why);
/* The office has decided about it, as the ruling says. FALSE: it barred nothing. */
gboolean objection_settle(Deciding *x, const char *message);
/* The first that waits; NULL. */
const Objection *objection_first(const Case *c);
