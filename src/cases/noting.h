/* What a person should know of a message's form, beside what it says. */
#pragma once
#include "deciding.h"

/* Into the case's record: that the message is signed, that it was read in doubt, that a file in it could not be opened or is of no kind
 * that is read. */
void noting_form(Deciding *x);
/* To its sender: what in it was not read, and how it can come; newly allocated, "" if none. */
char *noting_unopened(const Deciding *x);
