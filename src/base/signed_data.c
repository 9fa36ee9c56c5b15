/* signed_data: opens opaque-signed mail.
 *
 * Some programs send a signed letter as one application/pkcs7-mime block with the letter inside. GnuTLS
 * parses the block; nothing is verified and nothing trusted, so a wrong signature neither hides a letter
 * nor proves its sender. Parses hostile bytes: for the reader child only. Never fails: what cannot be
 * opened is NULL. */
#include "signed_data.h"
#include <gnutls/pkcs7.h>

GByteArray *signed_data_content(const guint8 *der, gsize length)
{
    gnutls_pkcs7_t wrapped;
    gnutls_datum_t bytes = {(unsigned char *)der, (unsigned int)length}; /* GnuTLS only reads it */
    gnutls_datum_t content = {NULL, 0};
    GByteArray *result = NULL;
    if (length > G_MAXUINT || gnutls_pkcs7_init(&wrapped) < 0)
        return NULL;
    if (gnutls_pkcs7_import(wrapped, &bytes, GNUTLS_X509_FMT_DER) >= 0 &&
        gnutls_pkcs7_get_embedded_data(wrapped, 0, &content) >= 0 && content.size > 0)
        result = g_byte_array_append(g_byte_array_new(), content.data, content.size);
    if (content.data)
        gnutls_free(content.data);
    gnutls_pkcs7_deinit(wrapped);
    return result;
}
