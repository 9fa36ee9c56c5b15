/* A verified TLS session over a connected socket (GnuTLS): chain, host name, purpose, strength, TLS 1.2 at least. */
#pragma once
#include <gnutls/gnutls.h>
#include <glib.h>
#include <signal.h>

typedef struct NetTls NetTls;

/* The handshake, finished before `deadline` (monotonic). `ca_file` NULL: whom this machine trusts. CONFIG when the
 * peer is not who it should be or speaks no TLS we accept; TEMP when it did not answer. */
NetTls *net_tls_start(int fd, const char *host, const char *ca_file, gint64 deadline, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void net_tls_free(NetTls *tls); /* says good-bye without waiting; NULL is fine */
gnutls_session_t net_tls_session(NetTls *tls);
