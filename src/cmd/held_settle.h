/* What becomes of a held message, by a command or at a prompt. */
#pragma once
#include "office_turn.h"

typedef enum { SETTLE_LINK, SETTLE_OPEN, SETTLE_SET_ASIDE, SETTLE_UNKNOWN } Settle;

/* One transaction of the office's (office.h), after asking whether this login may; turn->reference is the case of a link. */
gboolean held_settle(OfficeTurn *turn, gint64 id, Settle settle, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* `casegate held --decide`: every message that waits, one after the other, at a terminal. The exit code. */
int held_decide(const CommandLine *line, gboolean restricted, char **by);
