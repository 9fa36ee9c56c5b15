/* The dates that a text names, for telling whether another names the same. "Wednesday" is the one before and the one after
 * the day on which it was written: which of them is meant, nobody says. */
#pragma once
#include "day.h"

/* Adds every date of `text`, written on `written`, to `days`, of Day. */
void told_days_add(GArray *days, const char *text, Day written);
/* How many dates of `sentence`, written on `written`, are none of `days`. It is left with its dates blanked. */
guint told_days_new(const GArray *days, GString *sentence, Day written);
