/* SHA-256, HMAC and random bytes (GnuTLS, which is several times faster here than GLib's). */
#pragma once
#include <glib.h>

#define DIGEST_HEX_LENGTH 64
typedef struct Digest Digest; /* a running SHA-256 */

Digest *digest_new(void);
void digest_update(Digest *digest, const void *data, gsize length);
char *digest_finish(Digest *digest); /* 64 lower-case hex digits, newly allocated; frees `digest` */
void digest_free(Digest *digest);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Digest, digest_free)

char *digest_of(const void *data, gsize length);            /* hex, newly allocated */
gboolean digest_is_hex(const char *text);                   /* exactly 64 lower-case hex digits */
void digest_hmac(const guint8 key[32], const void *data, gsize length, guint8 mac_out[32]);
void digest_random(guint8 *bytes_out, gsize length);
gboolean digest_equal(const void *a, const void *b, gsize length); /* constant time */
/* Lower-case RFC 4648 base32 without padding of the first `bytes` bytes, newly allocated. */
char *digest_base32(const guint8 *data, gsize bytes);
