/* What a PKCS #7 'signed data' wraps (GnuTLS). The signature is not verified: a reader wants the words. */
#pragma once
#include <glib.h>

/* The wrapped content, newly allocated; NULL when `der` is no signed data or wraps nothing (encrypted, detached). */
GByteArray *signed_data_content(const guint8 *der, gsize length);
