/* Dates of header fields and of the heads that mail programs put over older messages. */
#pragma once
#include "instant.h"

void mail_dates_init(void); /* loads the zone; before any sandbox */
/* A Date header (RFC 5322, or near it); 0 if it is none. */
Instant mail_date_header(const char *value);
/* What stands behind "Sent:" or in "On … wrote:"; local time in England unless it names an offset, a missing time is
 * midnight. `reference` helps where the year is missing. 0 if there is no date in it. */
Instant mail_date_written(const char *text, Instant reference);
gboolean mail_date_has_time(const char *text); /* "10:14" or "10.14" somewhere in it; NULL has none */
