/* Puts people into the seats of a stage. */
#pragma once
#include "routing.h"

/* Says in `event` (taken) who sits in the seats, at this stage and tier, and adds it; after it the record says which seats
 * nobody fills and who is asked in another's place. */
void sitting_record(Deciding *x, Event *event, GPtrArray *seats, const PolicyStage *stage, guint tier);
