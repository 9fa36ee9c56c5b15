/* Which of an agency's areas is meant, where its people are of several. */
#pragma once
#include "deciding.h"

/* The directory's area of that agency which the case says, "" while it does not say exactly one. */
const char *area_meant(const Deciding *x, const char *agency);
