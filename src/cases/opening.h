/* A new case: provisional or open, at the stage that is claimed, routed as far as its agencies are
 * known. */
#pragma once
#include "deciding.h"

/* Is this message a new escalation (agency, child and problem there, or its form says so)? */
gboolean opening_is_escalation(const Deciding *x);
/* The agencies on both sides as far as they can be told; FALSE when the sender is not of the agency
 * said to raise it. */
typedef struct {
    const Agency *raising, *challenged;
    gboolean mismatch; /* the sender may not raise for that agency */
} OpeningSides;
OpeningSides opening_sides(const Deciding *x);
void opening_case(Deciding *x, OpeningSides sides);
/* Keys of the children in the message, for finding the same dispute; NULL-ended, of newly allocated
 * strings. */
GStrv opening_child_keys(const Deciding *x);
