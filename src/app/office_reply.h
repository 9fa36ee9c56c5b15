/* Decisions of the office by reply, carried out once the spool is worked; what was done of them goes back as a transcript. */
#pragma once
#include "work.h"

/* Every reply that waits, each one transaction: its lines, each of which is done whole or not at all, the transcript, and that it
 * waits no more. Nobody else may be using the reader. */
gboolean office_replies(Work *work, Instant now, WorkReport *report, GError **error) G_GNUC_WARN_UNUSED_RESULT;
