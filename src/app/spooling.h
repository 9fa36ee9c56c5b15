/* One open descriptor into the spool: what deliver and collect have in common. */
#pragma once
#include "instant.h"
#include "spool.h"

/* Copies `fd` to its end into a message that is not accepted yet; NULL (nothing kept) when reading or writing fails. */
SpoolWriter *spooling_copy(Spool *spool, const char *mailbox, int fd, Instant arrived, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
