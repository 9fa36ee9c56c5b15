/* An original, read by the reader child for a page. For the desk's own files. */
#pragma once
#include "desk_turn.h"
#include "mail_record.h"

/* NULL with *why_not_out in words where it cannot be shown: the page says so and is shown all the same. */
MailRecord *desk_original(const DeskTurn *turn, const char *sha256, Instant received, char **why_not_out)
    G_GNUC_WARN_UNUSED_RESULT;
/* What reading one may cost: the pages stand still meanwhile. */
ReaderLimits desk_original_limits(void);
