/* The last of a round of `work`: is the gateway itself in trouble, and is the record's head of today given out? */
#pragma once
#include "work.h"

/* site_alarms(), record_heads() and morning_digest() with what `work` holds open, every ten seconds at most; the mails are counted in *report. */
gboolean work_alarms(Work *work, Instant now, WorkReport *report, GError **error) G_GNUC_WARN_UNUSED_RESULT;
