/* Plain text for mail: paragraphs re-wrapped, prepared lines left alone. */
#pragma once
#include <glib.h>

#define TEXT_WRAP_KEEP '\001' /* at a line's start: keep this line as it is (the mark is taken out) */

/* Re-wraps paragraphs at `columns` (characters), collapses runs of blank lines to one, trims the ends and ends with one
 * line end. Lines that begin with a blank, '-' or TEXT_WRAP_KEEP are not joined to others, and nothing is joined to a line
 * that ends with a colon: a label to be filled in. Kept lines longer than 900
 * bytes are broken so that no mail line exceeds RFC 5322's 998. Newly allocated. */
char *text_wrap(const char *text, guint columns);
