/* What may stand in a command to a mail server. libetpan quotes quotes and nothing else: a line end in an argument is a
 * second command. */
#pragma once
#include <glib.h>

/* No byte below 0x20 and no 0x7F; not empty, at most `most` bytes. */
gboolean wire_text_is_safe(const char *text, gsize most);
