/* Somebody who cannot be reached by mail is represented by the deputy whom the directory names; nobody else is. */
#pragma once
#include "deciding.h"

/* The holder with this address who acts at the stage; NULL if none. */
Holder *deputising_holder(const Case *c, const char *address);
/* The deputy, in post today, whom the directory names for a post of this address; NULL if none. */
const Post *deputising_post(const Deciding *x, const char *address);
/* An event of the holder who cannot be reached, whatever address told of it: standing.c looks for it there. "NAME is away…" */
Event *deputising_event(Deciding *x, const Holder *absent, const char *kind, const char *because,
                        const char *text);
/* The deputy holds the stage as well, and is told of it and why ("is away"); dates do not move. FALSE: there is none. One
 * who holds it already is not told again. */
gboolean deputising_ask(Deciding *x, const Holder *absent, const char *because);
