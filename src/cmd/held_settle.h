/* What becomes of a held message, by a command or at a prompt. */
#pragma once
#include "office_settle.h"
#include "office_turn.h"

/* office_settle() as this login; turn->reference is the case of a link. */
gboolean held_settle(OfficeTurn *turn, gint64 id, SettleHow how, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* `casegate held --decide`: every message that waits, one after the other, at a terminal. The exit code. */
int held_decide(const CommandLine *line, gboolean restricted, char **by);
