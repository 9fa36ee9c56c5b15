/* Something done in a process of its own, because what it speaks to may make a library crash or take memory without end. */
#pragma once
#include <glib.h>

/* *text_out (newly allocated, may stay NULL) is taken along whether it succeeds or not. */
typedef gboolean (*ApartWork)(gpointer data, char **text_out, GError **error);

/* Forks, does it there, and gives what it gave. TEMP when the process ended without a word; `what` begins that error's text.
 * The child ends when this process does. */
gboolean apart(ApartWork work, gpointer data, const char *what, char **text_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
