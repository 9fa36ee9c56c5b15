/* What a browser's form sends, decoded: pairs of UTF-8 text. */
#pragma once
#include <glib.h>

#define HTTP_FIELDS_MOST 500 /* pairs, the same name again among them */
#define HTTP_KEY_BYTES 200

GHashTable *http_fields_new(void); /* char * → char *, owned */

/* %XX decoded, `plus`: '+' is a space. Newly allocated; NULL: a broken escape, a NUL, or no UTF-8. */
char *http_unescape(const char *text, gsize length, gboolean plus);
/* application/x-www-form-urlencoded, and what follows '?'. A name that comes again adds its value as a further line (64 KiB in
 * all). FALSE: it is broken or too much, and `fields` has some of it. */
gboolean http_form_urlencoded(GHashTable *fields, const char *text, gsize length);
/* multipart/form-data (RFC 7578), `type` being the whole Content-Type. A file is a field like any other, by its content. */
gboolean http_form_multipart(GHashTable *fields, const char *type, const char *body, gsize length);
