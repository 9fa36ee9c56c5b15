/* What a person should know of a message's form, beside what it says. */
#pragma once
#include "deciding.h"

/* Into the case's record: that the message is signed, or that a file in it could not be opened. */
void noting_form(Deciding *x);
/* To its sender: which file must come again, and how; newly allocated, "" if none. */
char *noting_unopened(const Deciding *x);
