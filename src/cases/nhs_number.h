/* NHS numbers in what people write as an identifier. */
#pragma once
#include <glib.h>

/* TRUE when the text holds ten digits that stand as an NHS number (together, or as 3-3-4) and fail its modulus-11
 * check. Other identifiers pass: they have no check. */
gboolean nhs_number_is_wrong(const char *text);
