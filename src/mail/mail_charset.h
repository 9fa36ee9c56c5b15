/* Bytes in the character sets of mail to UTF-8. Only sets of the list in mail_charset.c are ever opened; a name from a
 * message is looked up there and never reaches iconv. */
#pragma once
#include <glib.h>

/* Opens every set. Before any sandbox: iconv loads its modules when a set is first used. Repeated calls do nothing. */
void mail_charset_init(void);
gboolean mail_charset_known(const char *charset);
/* Valid UTF-8 without NUL (U+FFFD in place of what is none), newly allocated. `charset` as declared, NULL or "" if
 * it was not. Undeclared, unknown and plainly wrong ones are tried as UTF-8, then as Windows-1252. *lossy is set, never
 * cleared, when something could not be read as declared. */
char *mail_charset_decode(const char *charset, const char *bytes, gsize length, gboolean *lossy);
/* The same for a set that Windows gives a number (1252, 932, 65001, 28605, …). */
char *mail_charset_decode_page(guint codepage, const char *bytes, gsize length, gboolean *lossy);
