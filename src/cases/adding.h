/* People whom an agency wants to be kept informed. */
#pragma once
#include "deciding.h"

/* "Please add our Named Nurse": somebody of the sender's own agency, found in the directory by post or
 * name, is informed from now on. NULL, or a constant that says why not (the office then looks). */
const char *adding_informed(Deciding *x);
