/* Who signed a piece of mail: S/MIME (CMS signed data, RFC 5652, RFC 8551), verified with GnuTLS. */
#pragma once
#include <glib.h>
#include "instant.h"

typedef struct {
    const char *cas;  /* PEM: whose certificates are believed */
    Instant received; /* certificates must be valid at this time */
} SignerTrust;

typedef struct {
    GPtrArray *addresses; /* of char *, folded: whom the certificate names */
    char *digest;         /* hex SHA-256 of what is signed */
} Signer;

/* `der` signs `content` (detached), or, where that is NULL, what it wraps itself. NULL with the reason in *why_out, words of our own
 * that go on a sentence about 'its signature', when it proves nothing: more than one signer; a certificate that does not lead to one
 * of the CAs at the time, is not for mail, or names no address; SHA-1 or MD5 anywhere below the CA, RSA under 2048 bits; a signature
 * that is not over these bytes, or without its time, or made more than SIGNER_DAYS before the message came. Revocation is not asked
 * for. Parses hostile bytes: for the reader alone. */
Signer *signer_verify(const GByteArray *der, const GByteArray *content, const SignerTrust *trust, const char **why_out);
void signer_free(Signer *signer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Signer, signer_free)

#define SIGNER_DAYS 5 /* as long as a mail may be under way */

/* How many certificates of CAs `pem` holds; 0 when there is none, or something in it is none. The site's own file, never a message's. */
guint signer_count_cas(const char *pem);
