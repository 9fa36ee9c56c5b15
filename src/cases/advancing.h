/* A message about a case that is there: what it adds, and how far it moves the case. */
#pragma once
#include "match.h"

void advancing_message(Deciding *x, const Match *match);
/* The same content again: noted, answered with one line, nothing else. */
void advancing_repeat(Deciding *x, const LedgerRow *first);
