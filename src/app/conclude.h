/* Mails that the sender was refused, or may not send: what follows for their cases. Only work writes this, send never. */
#pragma once
#include "work_private.h"

/* Concludes every mail that failed since the last run, each once, with its events and mails in the same transaction. */
gboolean conclude_failed(Work *work, Instant now, WorkReport *report,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
