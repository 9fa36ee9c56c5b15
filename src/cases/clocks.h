/* The dates of a case: set from the policy's clocks, each with its why. */
#pragma once
#include "deciding.h"

void clocks_set(
    Deciding *x); /* sets or changes what the case's facts now say; same dates make no event */
void clocks_settle(Deciding *x); /* the matter is resolved: pending dates are met, or were passed */
