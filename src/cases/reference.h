/* Case references HAV-26-0042-B (design §3): prefix, year, serial of at least four digits, check letter
 * over year and serial. No single error and no swap of two of the six digits goes unseen. */
#pragma once
#include <glib.h>

char *reference_make(const char *prefix, guint year, guint serial); /* newly allocated */
gboolean reference_is_valid(const char *reference);                 /* exact form and right check letter */
/* Finds the next thing shaped like a reference at or after *position in `text` (any case; blanks or missing
 * dashes allowed; O for 0 and I or l for 1 in the digits) whose prefix is one of `prefixes`. Returns it in
 * canonical form, newly allocated, with *valid_out saying whether the check letter is right, and
 * moves *position behind it; NULL when there is none. */
char *reference_find(const char *text, const char *const *prefixes, gsize *position, gboolean *valid_out);
