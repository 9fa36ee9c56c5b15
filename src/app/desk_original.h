/* An original, read by the reader child for a page. For the desk's own files. */
#pragma once
#include "desk_turn.h"
#include "mail_record.h"

/* TRUE: *mail_out, or NULL with *why_not_out in words. FALSE: not now. */
gboolean desk_original(const DeskTurn *turn, const char *sha256, MailRecord **mail_out, char **why_not_out, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
