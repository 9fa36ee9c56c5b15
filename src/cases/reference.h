/* Case references HAV-26-0042-B (design §3): prefix, year, serial of at least four digits, check letter
 * over year and serial. No single error and no swap of two of the six digits goes unseen. */
#pragma once
#include <glib.h>

#define REFERENCE_YEAR_DIGITS 2
#define REFERENCE_SERIAL_MIN 4
#define REFERENCE_SERIAL_MAX 8 /* with the year ten digits: the weights of the check letter repeat after eleven */

char *reference_make(const char *prefix, guint year, guint serial); /* newly allocated */
gboolean reference_is_valid(const char *reference);                 /* exact form and right check letter */
/* The references that are one slip away from one as it was written, whose letter is wrong ("HAV-26-0042-K"), left out
 * ("HAV-26-0042") or whose serial lost a digit ("HAV-26-042-B"): likeliest first, of char *, all with the right letter. For a
 * person to choose from. */
GPtrArray *reference_near(const char *written);
