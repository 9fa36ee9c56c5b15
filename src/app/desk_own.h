/* What a representative of an agency sees of the desk, instead of the office's queue and page of a case. */
#pragma once
#include "desk_turn.h"

DeskAnswer *desk_own_queue(DeskTurn *turn);
DeskAnswer *desk_own_case(DeskTurn *turn);
