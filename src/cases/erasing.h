/* What stays of an event when a case is erased: its course without anybody in it. */
#pragma once
#include "event.h"

typedef enum {
    ERASE_PERSONAL, /* stages, states, agencies and their times stay, for counting */
    ERASE_COURSE,   /* that there was a case, and its state */
} EraseDepth;

/* A new event that has the same number, time, kind and message, no text, an actor that is nobody, and of the changes those that
 * name nobody. */
Event *erasing_left(const Event *event, EraseDepth depth);
/* Is it a tombstone itself? Those stay as they are. */
gboolean erasing_is_tombstone(const Event *event);
