/* Ladders: an agency's own management, as the policy lists it for the agency's service. */
#pragma once
#include "seating.h"

/* Where a climb starts and what it is for. */
typedef struct {
    const PolicyStage *stage; /* that is entered; holders of it are not who held it before */
    guint tier;
    guint band; /* the opposite number's: no rung below it counts; 0 = the next rung, whatever it is */
} Climb;

/* Seats the next rung above whoever held the matter before on the rule's side: the lowest filled rung
 * above that reaches `climb->band`. Rungs for advice that are passed are told; a rung that nobody is
 * on is passed over and said. FALSE when the ladder runs out. */
gboolean ladder_seats(Deciding *x, GPtrArray *seats, const PolicyHolder *rule, const char *agency,
                      const Climb *climb);
/* The role of the next rung, filled or not; NULL when the ladder has run out. */
const char *ladder_next_role(Deciding *x, const PolicyHolder *rule, const char *agency,
                             const Climb *climb);
