/* net_tls: nobody is spoken to who has not shown who he is.
 *
 * The certificate is verified inside the handshake: its chain up to the private CA file or to
 * whom the machine trusts, its time, its name, that it is meant for servers, and that keys and
 * signatures have at least GnuTLS's medium strength (RSA 2048). TLS 1.2 and 1.3 only; the name
 * is sent to the server unless it is an address. Revocation is not asked for.
 *
 * Every refusal says in words what is wrong and what to do. Nothing of the peer's text is in them. */
#include "net_tls.h"
#include "error.h"
#include "net_connect.h"
#include <errno.h>
#include <gnutls/x509.h>
#include <poll.h>
#include <string.h>

#define PRIORITY "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%PROFILE_MEDIUM"

struct NetTls {
    gnutls_session_t session;
    gnutls_certificate_credentials_t credentials;
    gnutls_typed_vdata_st expected[2];
    char *host;
};

gnutls_session_t net_tls_session(NetTls *tls)
{
    return tls->session;
}

void net_tls_free(NetTls *tls)
{
    if (!tls)
        return;
    if (tls->session) {
        gnutls_bye(tls->session, GNUTLS_SHUT_WR);
        gnutls_deinit(tls->session);
    }
    if (tls->credentials)
        gnutls_certificate_free_credentials(tls->credentials);
    g_free(tls->host);
    g_free(tls);
}

static gboolean trust(NetTls *tls, const char *ca_file, GError **error)
{
    int got = gnutls_certificate_allocate_credentials(&tls->credentials);
    if (got == 0)
        got = ca_file ? gnutls_certificate_set_x509_trust_file(tls->credentials, ca_file,
                                                               GNUTLS_X509_FMT_PEM)
                      : gnutls_certificate_set_x509_system_trust(tls->credentials);
    if (got > 0)
        return TRUE;
    return ca_file ? casegate_error_config(error, "no certificate can be read from 'ca_file' %s",
                                           ca_file)
                   : casegate_error_config(
                         error, "this machine trusts nobody; install ca-certificates, or set "
                                "'ca_file'");
}

static gboolean prepare(NetTls *tls, int fd, GError **error)
{
    tls->expected[0] = (gnutls_typed_vdata_st){GNUTLS_DT_DNS_HOSTNAME, (void *)tls->host, 0};
    tls->expected[1] =
        (gnutls_typed_vdata_st){GNUTLS_DT_KEY_PURPOSE_OID, (void *)GNUTLS_KP_TLS_WWW_SERVER, 0};
    int got = gnutls_init(&tls->session, GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL);
    if (got == 0)
        got = gnutls_priority_set_direct(tls->session, PRIORITY, NULL);
    if (got == 0)
        got = gnutls_credentials_set(tls->session, GNUTLS_CRD_CERTIFICATE, tls->credentials);
    if (got == 0 && !net_is_numeric(tls->host))
        got = gnutls_server_name_set(tls->session, GNUTLS_NAME_DNS, tls->host, strlen(tls->host));
    if (got != 0)
        return casegate_error_config(error, "TLS cannot be used here: %s", gnutls_strerror(got));
    gnutls_session_set_verify_cert2(tls->session, tls->expected, G_N_ELEMENTS(tls->expected), 0);
    gnutls_transport_set_int(tls->session, fd);
    return TRUE;
}

/* The first of these that holds is the reason; an unknown signer comes with most others. */
static const char *refusal(unsigned status)
{
    static const struct {
        unsigned bit;
        const char *words;
    } reasons[] = {
        {GNUTLS_CERT_UNEXPECTED_OWNER, "is for another host; write the name it has, under 'host'"},
        {GNUTLS_CERT_EXPIRED, "has expired"},
        {GNUTLS_CERT_NOT_ACTIVATED, "is not valid yet"},
        {GNUTLS_CERT_REVOKED, "was revoked"},
        {GNUTLS_CERT_INSECURE_ALGORITHM, "has a key or signature that is too weak"},
        {GNUTLS_CERT_PURPOSE_MISMATCH, "is not meant for a server"},
        {GNUTLS_CERT_SIGNER_NOT_FOUND,
         "is signed by nobody trusted here; set 'ca_file' if the CA is your own"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(reasons); i++)
        if (status & reasons[i].bit)
            return reasons[i].words;
    return "cannot be verified";
}

static gboolean too_old(NetTls *tls, int got)
{
    return got == GNUTLS_E_UNSUPPORTED_VERSION_PACKET ||
           (got == GNUTLS_E_FATAL_ALERT_RECEIVED &&
            gnutls_alert_get(tls->session) == GNUTLS_A_PROTOCOL_VERSION);
}

static gboolean say_why(NetTls *tls, int got, GError **error)
{
    if (got == GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR)
        return casegate_error_config(error, "the certificate of '%s' %s", tls->host,
                                     refusal(gnutls_session_get_verify_cert_status(tls->session)));
    if (too_old(tls, got))
        return casegate_error_config(
            error, "'%s' speaks no TLS 1.2 or later, or no TLS at this port", tls->host);
    if (got == GNUTLS_E_UNEXPECTED_PACKET_LENGTH || got == GNUTLS_E_RECORD_OVERFLOW ||
        got == GNUTLS_E_UNEXPECTED_PACKET || got == GNUTLS_E_UNEXPECTED_HANDSHAKE_PACKET)
        return casegate_error_config(
            error, "'%s' did not answer in TLS at this port; look at 'port' and 'tls'", tls->host);
    if (got == GNUTLS_E_INSUFFICIENT_SECURITY || got == GNUTLS_E_DH_PRIME_UNACCEPTABLE ||
        got == GNUTLS_E_NO_CIPHER_SUITES || got == GNUTLS_E_FATAL_ALERT_RECEIVED)
        return casegate_error_config(error, "'%s' offers no TLS that is strong enough: %s",
                                     tls->host, gnutls_strerror(got));
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP, "TLS with '%s' failed: %s", tls->host,
                got == GNUTLS_E_TIMEDOUT ? "no answer in time" : gnutls_strerror(got));
    return FALSE;
}

static gboolean shake_hands(NetTls *tls, int fd, gint64 deadline, GError **error)
{
    int got;
    while ((got = gnutls_handshake(tls->session)) < 0 && !gnutls_error_is_fatal(got)) {
        short events = gnutls_record_get_direction(tls->session) ? POLLOUT : POLLIN;
        gboolean waits = got == GNUTLS_E_AGAIN || got == GNUTLS_E_INTERRUPTED;
        if (g_get_monotonic_time() >= deadline ||
            (waits && net_wait(fd, events, deadline, NULL) <= 0)) {
            got = GNUTLS_E_TIMEDOUT;
            break;
        }
    }
    return got == 0 || say_why(tls, got, error);
}

NetTls *net_tls_start(int fd, const char *host, const char *ca_file, gint64 deadline,
                      GError **error)
{
    NetTls *tls = g_new0(NetTls, 1);
    tls->host = g_strdup(host);
    if (trust(tls, ca_file, error) && prepare(tls, fd, error) &&
        shake_hands(tls, fd, deadline, error))
        return tls;
    net_tls_free(tls);
    return NULL;
}
