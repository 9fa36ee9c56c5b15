/* Dates in a finished text, in whatever writing. */
#pragma once
#include "case.h"
#include "ruleset.h"

/* The first of `days` (of Day) that stands in the text whose words (of ScannedWord) these are: "14/05/2018", "14.5.18",
 * "14th May 2018", "May 14, 2018", "2018-05-14", "14052018"; DAY_UNKNOWN if none does. */
Day outgoing_date(const char *text, const GArray *words, const GArray *days);
/* Is it a day of the case's own, one that it may have to name? */
gboolean outgoing_date_of_case(const Case *c, const Ruleset *rules, Day day);
