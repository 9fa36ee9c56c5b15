/* The day on which a limit of a policy's clock falls, and why. Pure arithmetic on the calendar, the zone and the
 * hour at which the site's working day ends. */
#pragma once
#include "instant.h"
#include "ruleset.h"

typedef struct {
    Instant at;           /* when the clock starts; INSTANT_UNKNOWN when only the day is known */
    Day day;              /* its local date */
    const char *happened; /* what starts it: "received", "re-opened", "stage entered"; NULL without an instant */
} ClockStart;

typedef struct {
    Day from, due_day;
    Instant due;
    gboolean show_instant; /* same-day and immediate fall due at an instant, others on a day */
    gboolean doubtful;     /* the holidays of its days are not all known */
    char *why;             /* owned */
} ClockDate;

/* FALSE (and nothing to clear) for a clock without a number of its own. */
gboolean clock_date(const Ruleset *rules, const PolicyClock *clock, const ClockStart *start,
                    ClockDate *date_out);
void clock_date_clear(ClockDate *date);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ClockDate, clock_date_clear)
const char *clock_kind_name(ClockKind kind); /* "guide" "safe-by" "same-day" "maximum" "immediate" */
