/* Puts people into the seats of a stage. */
#pragma once
#include "routing.h"

/* Says in `event` (taken) who sits in the seats, at this stage and tier, and adds it; after it the record says which seats
 * nobody fills and who is asked in another's place. */
void sitting_record(Deciding *x, Event *event, GPtrArray *seats, const PolicyStage *stage, guint tier);
/* Of those of the side who are asked to act: does this address hold it? Is a seat vacant, or its holder of no post any more?
 * Then those seats are filled anew, and nobody else's. */
gboolean sitting_is_held_by(const Deciding *x, Side side, const char *email);
gboolean sitting_is_open(const Deciding *x, Side side);
void sitting_again(Deciding *x, Side side, const Agency *agency, const char *why);
