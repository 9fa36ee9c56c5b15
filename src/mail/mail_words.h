/* Header values as people read them: encoded words (RFC 2047) and bytes of eight bits. */
#pragma once
#include <glib.h>

#define MAIL_WORDS_BYTES 4096u /* of decoded text; more is cut */

/* The value as one clean line of at most 4 KiB, newly allocated: encoded words decoded one by one (padded base64 chunks
 * too), other bytes read as UTF-8, then as `charset` (the body's, may be NULL), then as Windows-1252. */
char *mail_words_decode(const char *value, gsize length, const char *charset, gboolean *lossy);
/* The length of the encoded word that begins at `text`, 0 if none does. */
gsize mail_words_length(const char *text, gsize length);
