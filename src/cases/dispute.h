/* Two accounts of what may be one dispute, side by side: a case, and a message that waits for a person. */
#pragma once
#include "case.h"
#include "ruleset.h"

typedef enum {
    BESIDE_SAME,
    BESIDE_DIFFERS,
    BESIDE_MESSAGE,
    BESIDE_CASE
} Beside; /* the last two: only there */

typedef struct {
    char *key;
    guint
        child; /* as the case counts its children; of a child that only the message has, behind them; 0 none */
    char *in_case, *in_message; /* as written; NULL where it is only in the other */
    Beside beside;
} BesideField;

/* What the message said (HeldRow.said) field by field beside the case's facts: in the order of the message, then what only the
 * case has. Of BesideField. Decides nothing: fields that agree are no proof that it is one dispute. */
GPtrArray *dispute_beside(const Case *c, const HeldRow *held, const Ruleset *rules);
