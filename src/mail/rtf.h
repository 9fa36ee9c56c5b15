/* Rich text, which Outlook's wrapper has for a body, to HTML. For the second reading only. */
#pragma once
#include <glib.h>

/* Undoes the compression of MS-OXRTFCP; newly allocated. NULL when the bytes are none of it. What is damaged or longer
 * than MAIL_LIMIT_TEXT_BYTES is cut. */
GByteArray *rtf_unpack(const guint8 *packed, gsize length);
/* The HTML that the text was made from, if it says so (MS-OXRTFEX), else HTML of its paragraphs and tables. UTF-8, newly
 * allocated; NULL when the bytes are no RTF. */
char *rtf_html(const char *rtf, gsize length);
