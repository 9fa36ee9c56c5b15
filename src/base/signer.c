/* signer: an S/MIME signature is believed, or it is said why not.
 *
 * In this order: one signer, whose certificate comes along; strong methods; the chain up to a CA of the site at the
 * time the message came; meant for signing mail; the signature itself over the very bytes; its own time. What is in the
 * certificate is told only then. GnuTLS does the work; that an absent limit never counts as kept is what is held here:
 * a certificate without a purpose, a signature without signed attributes prove nothing.
 *
 * GnuTLS asks one clock for all of a process, so a process that verifies at other times than now speaks to no server. */
#include "signer.h"
#include "digest.h"
#include "text.h"
#include <gnutls/pkcs7.h>
#include <gnutls/x509.h>
#include <string.h>

#define CERTIFICATES_MOST 12u /* from a leaf to its CA, and some that nobody needs */
#define ADDRESSES_MOST 32u
#define ADDRESS_BYTES 255u
#define RSA_BITS 2048u
#define CURVE_BITS 250u
#define AHEAD_SECONDS (60 * 60) /* clocks differ */
#define STRONG GNUTLS_PROFILE_TO_VFLAGS(GNUTLS_PROFILE_MEDIUM)

typedef struct {
    gnutls_pkcs7_t signature;
    gnutls_pkcs7_signature_info_st info;
    gnutls_x509_trust_list_t trusted;
    gnutls_x509_crt_t chain[CERTIFICATES_MOST]; /* the signer's first */
    guint length;
} Verifying;

static Instant clock_at;

static time_t tell_time(time_t *time_out)
{
    if (time_out)
        *time_out = (time_t)clock_at;
    return (time_t)clock_at;
}

static void verifying_clear(Verifying *v)
{
    for (guint i = 0; i < v->length; i++)
        gnutls_x509_crt_deinit(v->chain[i]);
    if (v->trusted)
        gnutls_x509_trust_list_deinit(v->trusted, 1);
    gnutls_pkcs7_signature_info_deinit(&v->info);
    if (v->signature)
        gnutls_pkcs7_deinit(v->signature);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Verifying, verifying_clear)

static gnutls_datum_t datum_of(const GByteArray *bytes)
{
    return (gnutls_datum_t){bytes->data, bytes->len}; /* GnuTLS only reads it */
}

static gboolean no(const char **why_out, const char *why)
{
    *why_out = why;
    return FALSE;
}

/* ---- the certificates that came along ---- */

static gboolean is_issued_so(const gnutls_pkcs7_signature_info_st *info,
                             gnutls_x509_crt_t certificate)
{
    guint8 serial[128];
    gsize length = sizeof serial;
    gnutls_datum_t issuer = {NULL, 0};
    if (gnutls_x509_crt_get_raw_issuer_dn(certificate, &issuer) < 0)
        return FALSE;
    gboolean same = issuer.size == info->issuer_dn.size &&
                    memcmp(issuer.data, info->issuer_dn.data, issuer.size) == 0 &&
                    gnutls_x509_crt_get_serial(certificate, serial, &length) == 0 &&
                    length == info->signer_serial.size &&
                    memcmp(serial, info->signer_serial.data, length) == 0;
    gnutls_free(issuer.data);
    return same;
}

static gboolean has_key_id(const gnutls_pkcs7_signature_info_st *info,
                           gnutls_x509_crt_t certificate)
{
    guint8 id[128];
    gsize length = sizeof id;
    return gnutls_x509_crt_get_subject_key_id(certificate, id, &length, NULL) == 0 &&
           length == info->issuer_keyid.size && memcmp(id, info->issuer_keyid.data, length) == 0;
}

static gboolean is_signers(const gnutls_pkcs7_signature_info_st *info,
                           gnutls_x509_crt_t certificate)
{
    return info->issuer_dn.size > 0 ? is_issued_so(info, certificate)
                                    : info->issuer_keyid.size > 0 && has_key_id(info, certificate);
}

static gboolean take_certificate(Verifying *v, guint at)
{
    gnutls_datum_t der = {NULL, 0};
    gnutls_x509_crt_t certificate = NULL;
    if (gnutls_pkcs7_get_crt_raw2(v->signature, at, &der) < 0)
        return FALSE;
    gboolean read = gnutls_x509_crt_init(&certificate) == 0 &&
                    gnutls_x509_crt_import(certificate, &der, GNUTLS_X509_FMT_DER) == 0;
    gnutls_free(der.data);
    if (read)
        v->chain[v->length++] = certificate;
    else if (certificate)
        gnutls_x509_crt_deinit(certificate);
    return read;
}

/* All that came along, the signer's own in front. */
static gboolean take_certificates(Verifying *v, const char **why_out)
{
    int count = gnutls_pkcs7_get_crt_count(v->signature);
    if (count < 0 || count > (int)CERTIFICATES_MOST)
        return no(why_out, "brings more certificates than any needs");
    for (int i = 0; i < count; i++)
        if (!take_certificate(v, (guint)i))
            return no(why_out, "brings a certificate that cannot be read");
    for (guint i = 0; i < v->length; i++) {
        gnutls_x509_crt_t certificate = v->chain[i];
        if (!is_signers(&v->info, certificate))
            continue;
        v->chain[i] = v->chain[0];
        v->chain[0] = certificate;
        return TRUE;
    }
    return no(why_out, "does not bring its signer's certificate");
}

/* ---- what each must be ---- */

static gboolean read_signature(Verifying *v, const GByteArray *der, const char **why_out)
{
    gnutls_datum_t bytes = datum_of(der);
    if (gnutls_pkcs7_init(&v->signature) < 0 ||
        gnutls_pkcs7_import(v->signature, &bytes, GNUTLS_X509_FMT_DER) < 0)
        return no(why_out, "cannot be read");
    int count = gnutls_pkcs7_get_signature_count(v->signature);
    if (count != 1)
        return no(why_out, count > 1 ? "is of more than one signer" : "is of nobody");
    if (gnutls_pkcs7_get_signature_info(v->signature, 0, &v->info) == 0)
        return TRUE;
    v->info = (gnutls_pkcs7_signature_info_st){0}; /* it has freed what it had */
    return no(why_out, "cannot be read");
}

static gboolean is_strong(Verifying *v, const char **why_out)
{
    guint bits = 0;
    int key = gnutls_x509_crt_get_pk_algorithm(v->chain[0], &bits);
    gnutls_digest_algorithm_t hash = gnutls_sign_get_hash_algorithm(v->info.algo);
    gboolean rsa = key == GNUTLS_PK_RSA || key == GNUTLS_PK_RSA_PSS;
    gboolean curve = key == GNUTLS_PK_ECDSA || key == GNUTLS_PK_EDDSA_ED25519;
    if (hash != GNUTLS_DIG_SHA256 && hash != GNUTLS_DIG_SHA384 && hash != GNUTLS_DIG_SHA512)
        return no(why_out, "is made with a method that is too weak or too new");
    if (!(rsa && bits >= RSA_BITS) && !(curve && bits >= CURVE_BITS))
        return no(why_out, "is made with a key that is too weak or too new");
    return TRUE;
}

static const char *refusal(guint status)
{
    static const struct {
        guint bit;
        const char *words;
    } reasons[] = {
        {GNUTLS_CERT_SIGNER_NOT_FOUND, "is by a certificate of nobody whom this site trusts"},
        {GNUTLS_CERT_EXPIRED, "is by a certificate that had expired when the message came"},
        {GNUTLS_CERT_NOT_ACTIVATED, "is by a certificate that was not valid yet when it came"},
        {GNUTLS_CERT_PURPOSE_MISMATCH, "is by a certificate that is not for mail"},
        {GNUTLS_CERT_INSECURE_ALGORITHM,
         "is by a certificate whose own key or signature is too weak"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(reasons); i++)
        if (status & reasons[i].bit)
            return reasons[i].words;
    return "is by a certificate that cannot be verified";
}

static gboolean is_trusted(Verifying *v, const SignerTrust *trust, const char **why_out)
{
    gnutls_datum_t cas = {(guint8 *)trust->cas, (guint)strlen(trust->cas)};
    gnutls_typed_vdata_st purpose = {GNUTLS_DT_KEY_PURPOSE_OID, (void *)GNUTLS_KP_EMAIL_PROTECTION,
                                     0};
    guint status = ~0u;
    if (gnutls_x509_trust_list_init(&v->trusted, 0) < 0 ||
        gnutls_x509_trust_list_add_trust_mem(v->trusted, &cas, NULL, GNUTLS_X509_FMT_PEM, 0, 0) < 1)
        return no(why_out, "cannot be verified: no certificate is in 'smime_cas'");
    clock_at = trust->received;
    gnutls_global_set_time_function(tell_time);
    int got = gnutls_x509_trust_list_verify_crt2(v->trusted, v->chain, v->length, &purpose, 1,
                                                 STRONG, &status, NULL);
    gnutls_global_set_time_function(time);
    return got == 0 && status == 0 ? TRUE : no(why_out, refusal(got == 0 ? status : 0));
}

/* The purpose must be said in so many words: GnuTLS lets one pass that says none. */
static gboolean is_for_mail(gnutls_x509_crt_t certificate, const char **why_out)
{
    guint usage = 0;
    gboolean found = FALSE;
    for (guint i = 0; !found && i < 16; i++) {
        char oid[64];
        gsize length = sizeof oid;
        int got = gnutls_x509_crt_get_key_purpose_oid(certificate, i, oid, &length, NULL);
        if (got == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
            break;
        found = got == 0 && strcmp(oid, GNUTLS_KP_EMAIL_PROTECTION) == 0;
    }
    int got = gnutls_x509_crt_get_key_usage(certificate, &usage, NULL);
    gboolean signs =
        got == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE ||
        (got == 0 && (usage & (GNUTLS_KEY_DIGITAL_SIGNATURE | GNUTLS_KEY_NON_REPUDIATION)));
    return found && signs && gnutls_x509_crt_get_ca_status(certificate, NULL) <= 0
               ? TRUE
               : no(why_out, "is by a certificate that is not for signing mail");
}

static gboolean is_over(Verifying *v, const GByteArray *content, const char **why_out)
{
    gnutls_datum_t data = datum_of(content);
    return gnutls_pkcs7_verify_direct(v->signature, v->chain[0], 0, &data, STRONG) == 0
               ? TRUE
               : no(why_out, "is not over these words: they were altered, or another message's");
}

static gboolean is_fresh(Verifying *v, const SignerTrust *trust, const char **why_out)
{
    Instant made = (Instant)v->info.signing_time;
    if (made <= 0)
        return no(why_out, "does not say when it was made");
    if (made > trust->received + AHEAD_SECONDS)
        return no(why_out, "says it was made after the message came");
    return made >= trust->received - (Instant)SIGNER_DAYS * 24 * 60 * 60
               ? TRUE
               : no(why_out, "was made more than five days before the message came");
}

/* ---- whom it names ---- */

static void add_address(GPtrArray *addresses, const char *text, gsize length)
{
    if (strnlen(text, length) != length)
        return;
    g_autofree char *whole = g_strndup(text, length);
    char *address = text_address_fold(whole);
    if (address)
        g_ptr_array_add(addresses, address);
}

/* The rfc822Names; only where there is none, the old place in the subject. */
static GPtrArray *read_addresses(gnutls_x509_crt_t certificate)
{
    GPtrArray *addresses = g_ptr_array_new_with_free_func(g_free);
    char text[ADDRESS_BYTES + 1];
    gsize length;
    gboolean named = FALSE;
    for (guint i = 0; i < ADDRESSES_MOST; i++) {
        length = sizeof text;
        int kind = gnutls_x509_crt_get_subject_alt_name(certificate, i, text, &length, NULL);
        if (kind == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
            break;
        named |= kind == GNUTLS_SAN_RFC822NAME || kind == GNUTLS_E_SHORT_MEMORY_BUFFER;
        if (kind == GNUTLS_SAN_RFC822NAME)
            add_address(addresses, text, length);
    }
    length = sizeof text;
    if (!named && gnutls_x509_crt_get_dn_by_oid(certificate, GNUTLS_OID_PKCS9_EMAIL, 0, 0, text,
                                                &length) == 0)
        add_address(addresses, text, length);
    return addresses;
}

static GByteArray *wrapped_content(gnutls_pkcs7_t signature)
{
    gnutls_datum_t content = {NULL, 0};
    if (gnutls_pkcs7_get_embedded_data(signature, 0, &content) < 0)
        return NULL;
    GByteArray *bytes = g_byte_array_append(g_byte_array_new(), content.data, content.size);
    gnutls_free(content.data);
    return bytes;
}

Signer *signer_verify(const GByteArray *der, const GByteArray *content, const SignerTrust *trust,
                      const char **why_out)
{
    g_auto(Verifying) v = {0};
    *why_out = "";
    if (!read_signature(&v, der, why_out) || !take_certificates(&v, why_out) ||
        !is_strong(&v, why_out) || !is_trusted(&v, trust, why_out) ||
        !is_for_mail(v.chain[0], why_out))
        return NULL;
    g_autoptr(GByteArray) wrapped = content ? NULL : wrapped_content(v.signature);
    const GByteArray *is = content ? content : wrapped;
    if (!is) {
        *why_out = "wraps nothing";
        return NULL;
    }
    if (!is_over(&v, is, why_out) || !is_fresh(&v, trust, why_out))
        return NULL;
    g_autoptr(Signer) signer = g_new0(Signer, 1);
    signer->addresses = read_addresses(v.chain[0]);
    signer->digest = digest_of(is->data, is->len);
    if (signer->addresses->len > 0)
        return g_steal_pointer(&signer);
    *why_out = "is by a certificate that names no address";
    return NULL;
}

void signer_free(Signer *signer)
{
    if (!signer)
        return;
    g_ptr_array_unref(signer->addresses);
    g_free(signer->digest);
    g_free(signer);
}

guint signer_count_cas(const char *pem)
{
    gnutls_x509_crt_t *certificates = NULL;
    guint count = 0;
    gnutls_datum_t bytes = {(guint8 *)pem, (guint)strlen(pem)};
    if (gnutls_x509_crt_list_import2(&certificates, &count, &bytes, GNUTLS_X509_FMT_PEM, 0) < 0)
        return 0;
    gboolean all = TRUE;
    for (guint i = 0; i < count; i++) {
        all &= gnutls_x509_crt_get_ca_status(certificates[i], NULL) > 0;
        gnutls_x509_crt_deinit(certificates[i]);
    }
    gnutls_free(certificates);
    return all ? count : 0;
}
