/* Points in time: whole seconds since 1970 UTC. 0 means 'not known'. No function here reads a clock
 * except instant_now(), which only app/ and cmd/ may call. */
#pragma once
#include <glib.h>
#include "day.h"

typedef gint64 Instant;
#define INSTANT_UNKNOWN ((Instant)0)

Instant instant_now(void);

/* ISO 8601 ("2026-04-01T15:00:00+01:00", "2026-04-01T15:00", "2026-04-01 15:00", "2026-04-01" = midnight,
 * a trailing Z). Without offset the time is local in `zone`. FALSE and a PERM error when it is none. */
gboolean instant_parse(const char *text, GTimeZone *zone, Instant *instant_out, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

char *instant_iso(Instant at, GTimeZone *zone);   /* "2026-04-01T15:00:00+01:00", newly allocated */
char *instant_words(Instant at, GTimeZone *zone); /* "10:14 on Wed 4 March 2026" */
char *instant_short(Instant at, GTimeZone *zone); /* "Wed 4 Mar 10:14" */
Day instant_day(Instant at, GTimeZone *zone);     /* the local date */
int instant_minute(Instant at, GTimeZone *zone);  /* local minutes after midnight */
/* The instant of a local wall-clock time; in the hour that spring leaves out, the later reading,
 * in the hour that autumn repeats, the earlier (a deadline falls early rather than late). */
Instant instant_at(Day day, int minute_of_day, GTimeZone *zone);
