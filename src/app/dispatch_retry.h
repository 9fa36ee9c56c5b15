/* When a mail that was put off is tried again, and when it has failed. Pure. */
#pragma once
#include "records.h"

/* Puts `row` off once more: attempts and next_try. 1, 2, 4 … minutes up to 4 hours, a tenth more or less by the row's id,
 * never past `limit` seconds after it was queued while it is not yet there. */
void dispatch_put_off(OutboxRow *row, Instant now, gint64 limit);
gboolean dispatch_is_over(const OutboxRow *row, Instant now, gint64 limit); /* it has waited for so long */
/* It has, and has been put off for four hours at least, so that a site that was not running for days gives nothing up at the
 * first 'later' it hears. */
gboolean dispatch_gives_up(const OutboxRow *row, Instant now, gint64 limit);
/* Seconds until a server is asked again that could not be had so many times in a row: 5, 10 … 300; where only a person
 * can mend it, 60, 120 … 900, so that no account is locked. */
guint dispatch_outage_wait(guint failures, gboolean refused);
