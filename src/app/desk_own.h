/* What a representative of an agency sees of the desk, instead of the office's queue and page of a case. */
#pragma once
#include "desk_turn.h"

/* What went wrong with a case that somebody outside the office asks for: one that is refused is refused as one that there is not,
 * whatever the reason. */
DeskAnswer *desk_own_failure(DeskTurn *turn, const GError *error);
