/* Choices that were ticked: "☒ Yes ☐ No", "Yes [x] No [ ]". */
#pragma once
#include <glib.h>

#define MAIL_TICKED "\xe2\x98\x92" /* ☒ */
#define MAIL_UNTICKED "\xe2\x98\x90" /* ☐ */

gboolean mail_ticks_any(const char *text); /* has a box in it, ticked or not */
/* What is chosen in a text of boxes and their words, newly allocated: the words of the ticked boxes with ", " between, "Yes" for
 * a ticked box without words, "" when none is ticked. NULL when the text is no such choice, and must be taken as it is. */
char *mail_ticks_chosen(const char *text);
