/* Which outstanding issues of two lists are the same, and which of a list a sentence means. */
#pragma once
#include "outstanding.h"

/* For each of `items` the same issue in `others`, or NULL: an array as long as `items`, of const Outstanding *. No issue of
 * `others` stands for two; the closest in words pair first, then those with the same owner and date. */
GPtrArray *outstanding_pair(GPtrArray *items, GPtrArray *others);
/* Does the sentence name this one of `items`, and no other that says the same and more? "The school report is
 * sent" is not of the police report. */
gboolean outstanding_meant(GPtrArray *items, const Outstanding *item, const char *sentence);
