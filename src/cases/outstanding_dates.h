/* Outstanding issues on the case: recorded, dated, reminded of and done. They outlive the case's closing. */
#pragma once
#include "outstanding.h"
#include "telling.h"

/* What is outstanding now, as one party says or (`agreed`) as all confirmed: then each gets its date. */
void outstanding_dates_record(Deciding *x, GPtrArray *items, gboolean agreed);
/* A party says that one is done. TRUE if any was. */
gboolean outstanding_dates_done(Deciding *x);
/* When `work` acts next on a date of kind outstanding, and what it then does: a reminder on the day, once; at its end the
 * date has passed. */
Instant outstanding_dates_acts(const CaseDate *date);
void outstanding_dates_tick(Deciding *x, const CaseDate *date);
