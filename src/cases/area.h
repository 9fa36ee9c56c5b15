/* Which of an agency's areas is meant, where its people are of several. */
#pragma once
#include "routing.h"

/* The directory's area of that agency which the case says, "" while it does not say exactly one. */
const char *area_meant(const Deciding *x, const char *agency);
/* Takes from `seats` those of the side disagreed with that are anybody's guess while the area is open, and holds the routing
 * with them as the candidates, in `event`. */
void area_hold(Event *event, GPtrArray *seats);
/* The stage begins, or somebody is named: what waited for the area does so no longer, in `event`. */
void area_release(const Deciding *x, Event *event);
/* The message may say which area is meant, or whom. Then the stage's people are seated anew; who may not route it is held. */
void area_take(Deciding *x);
/* Waits the case for the area of the agency disagreed with, which itself is known? */
gboolean area_is_awaited(const Case *c);
/* What the office is to say where routing is held: the agency, else the person. */
const char *area_or_agency(const Case *c, const char *agency, const char *area);
