/* The dates of a case: set from the policy's clocks, each with its why. */
#pragma once
#include "deciding.h"

void clocks_set(
    Deciding *x); /* sets or changes what the case's facts now say; same dates make no event */
void clocks_settle(Deciding *x); /* the matter is resolved: dates are met, or were passed */
void clocks_renew(Deciding *x); /* dates that lay beyond the holidays' file, if it reaches further now */
/* The case is re-opened by `event`: its dates go, so that clocks_set() makes new ones. */
void clocks_begin_again(const Deciding *x, Event *event);
