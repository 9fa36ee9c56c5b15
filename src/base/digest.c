/* digest: SHA-256, HMAC-SHA-256 and random bytes from GnuTLS.
 *
 * The names of archived messages, the ledger's identities and the chain of events are made here, so
 * a failure of the library leaves nothing that could be trusted: it ends the process (g_error)
 * before anything was written. Keys pass through and are not kept. */
#include "digest.h"
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#define DIGEST_BYTES 32

struct Digest {
    gnutls_hash_hd_t hash;
};

static void must(int result, const char *what)
{
    if (result < 0)
        g_error("%s: %s", what, gnutls_strerror(result));
}

static char *hex_of(const guint8 *bytes)
{
    static const char digits[] = "0123456789abcdef";
    char *hex = g_malloc(DIGEST_HEX_LENGTH + 1);
    for (int i = 0; i < DIGEST_BYTES; i++) {
        hex[2 * i] = digits[bytes[i] >> 4];
        hex[2 * i + 1] = digits[bytes[i] & 15];
    }
    hex[DIGEST_HEX_LENGTH] = '\0';
    return hex;
}

Digest *digest_new(void)
{
    Digest *digest = g_new0(Digest, 1);
    must(gnutls_hash_init(&digest->hash, GNUTLS_DIG_SHA256), "cannot begin a SHA-256");
    return digest;
}

void digest_update(Digest *digest, const void *data, gsize length)
{
    if (length > 0)
        must(gnutls_hash(digest->hash, data, length), "cannot go on with a SHA-256");
}

char *digest_finish(Digest *digest)
{
    guint8 bytes[DIGEST_BYTES];
    gnutls_hash_deinit(digest->hash, bytes);
    g_free(digest);
    return hex_of(bytes);
}

void digest_free(Digest *digest)
{
    if (!digest)
        return;
    gnutls_hash_deinit(digest->hash, NULL);
    g_free(digest);
}

char *digest_of(const void *data, gsize length)
{
    guint8 bytes[DIGEST_BYTES];
    must(gnutls_hash_fast(GNUTLS_DIG_SHA256, length > 0 ? data : "", length, bytes),
         "cannot make a SHA-256");
    return hex_of(bytes);
}

gboolean digest_is_hex(const char *text)
{
    gsize length = 0;
    if (!text)
        return FALSE;
    while (length <= DIGEST_HEX_LENGTH &&
           (g_ascii_isdigit(text[length]) || (text[length] >= 'a' && text[length] <= 'f')))
        length++;
    return length == DIGEST_HEX_LENGTH && text[length] == '\0';
}

void digest_hmac(const guint8 key[32], const void *data, gsize length, guint8 mac_out[32])
{
    must(gnutls_hmac_fast(GNUTLS_MAC_SHA256, key, 32, length > 0 ? data : "", length, mac_out),
         "cannot make an HMAC-SHA-256");
}

void digest_random(guint8 *bytes_out, gsize length)
{
    if (length > 0)
        must(gnutls_rnd(GNUTLS_RND_KEY, bytes_out, length), "cannot get random bytes");
}

gboolean digest_equal(const void *a, const void *b, gsize length)
{
    return length == 0 || gnutls_memcmp(a, b, length) == 0;
}

char *digest_base32(const guint8 *data, gsize bytes)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
    GString *out = g_string_sized_new(bytes * 8 / 5 + 1);
    guint held = 0, bits = 0;
    for (gsize i = 0; i < bytes; i++) {
        held = (held << 8 | data[i]) & 0xfff;
        for (bits += 8; bits >= 5; bits -= 5)
            g_string_append_c(out, letters[held >> (bits - 5) & 31]);
    }
    if (bits > 0)
        g_string_append_c(out, letters[held << (5 - bits) & 31]);
    return g_string_free(out, FALSE);
}
