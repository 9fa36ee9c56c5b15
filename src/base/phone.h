/* Telephone numbers of the United Kingdom, as people write them. */
#pragma once
#include <glib.h>

/* The first one in `text` as it is dialled at home, "01632 960117" or "01632 960117 ext 24": newly allocated; NULL if there
 * is none. Read are +44, 0044, "(0)", blanks, dots, dashes and brackets between the digits, and extensions. Other countries'
 * numbers keep their '+'. No NHS number, date or reference is one. *start_out and *end_out (either may be NULL) are the byte range. */
char *phone_read(const char *text, gsize *start_out, gsize *end_out);
