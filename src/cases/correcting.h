/* Corrections by reply: an answer that was given before and is now another one. */
#pragma once
#include "deciding.h"
#include "reading.h"

/* May this sender's value take the place of what the case was told before? What one side says of its own matter the other
 * side does not change; it is told so and what it said stands in its message. */
gboolean correcting_may(Deciding *x, const FieldValue *value, const Fact *before);
/* May this sender change what is on record of a child? Others fill in what is not there. */
gboolean correcting_child(const Deciding *x);
/* The event that says which answers `received`, not added yet, changes: by whom, when, what stood there before. NULL when it
 * changes none. The caller adds it after `received`. */
Event *correcting_event(Deciding *x, const Event *received);
/* A correction by which the case would be somebody else's, or go back: it waits for the office. NULL, or a constant that
 * says so to the sender. */
const char *correcting_route(Deciding *x);
