/* A mail of a case went to the wrong person. */
#pragma once
#include "telling.h"

/* Puts on record what happened, in the office's words, and which of these mails (OutboxRow, oldest first) went where; tells
 * the office what went where. */
void incident_record(Deciding *x, const char *why, GPtrArray *mails);
