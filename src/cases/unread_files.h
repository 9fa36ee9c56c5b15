/* Files of a message that nobody could read here, and what they mean for it. */
#pragma once
#include "deciding.h"

/* Why the message's files were not read, each reason once with "; " between, newly allocated; NULL when all that may hold something
 * to read was read. Never a file's name: people put children's names into those. */
char *unread_files_why(const Deciding *x);
/* Is what the message has to say in such a file, for it says next to nothing itself? */
gboolean unread_files_hold_all(const Deciding *x);
