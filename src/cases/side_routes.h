/* Messages beside escalations: advice, 'who is our representative?', a request that the policy sends to
 * one role, wrongdoing, a matter within one agency, the blank form. What is done with each is the
 * policy's; what it has no side route for is never borrowed from another policy but waits for the
 * office. No case is opened, and none is moved. */
#pragma once
#include "match.h"
#include "opening.h"

/* A message that belongs to no case. TRUE when it is settled (answered or held). */
gboolean side_routes_take(Deciding *x);
/* A message that names a case. TRUE when it is settled beside it, and then `c` is taken: a party's
 * question, or what any professional may ask for. FALSE leaves `c` alone. */
gboolean side_routes_on_case(Deciding *x, Case *c, gboolean party);
/* Does it ask for what any professional may ask for, whatever case it names? */
gboolean side_routes_for_anybody(const Deciding *x);
/* A message that moved its case and asks for something beside it as well. */
void side_routes_also(Deciding *x);
/* Whoever blows the whistle in an answer about a case is not made known in that case. TRUE: held. */
gboolean side_routes_hold_whistleblowing(Deciding *x, const Match *match);
/* One agency on both sides. TRUE when the policy opens no case for it here. */
gboolean side_routes_single_agency(Deciding *x, OpeningSides sides);
/* Is the case one within one agency, which the policy takes no further than its first stage? */
gboolean side_routes_within_agency(const Deciding *x);
/* A case that was just opened: what its sender had asked before is part of the trail. */
void side_routes_trail(Deciding *x);
