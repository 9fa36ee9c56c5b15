/* `casegate deliver`: one message from a pipe into the spool, safe before it is acknowledged. Needs no valid
 * configuration: a referral must not bounce because somebody mistyped a setting. */
#pragma once
#include "instant.h"

/* Reads `fd` to its end. `mailbox` is the folded address it came to. TRUE only once the bytes are durable; a read that
 * fails is an error, never an end. */
gboolean deliver_stream(const char *site_folder, const char *mailbox, int fd, Instant now, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
