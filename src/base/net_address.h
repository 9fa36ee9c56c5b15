/* Where a mail server is, and how it is spoken to. */
#pragma once
#include <glib.h>

typedef enum { NET_TLS_IMPLICIT, NET_TLS_STARTTLS, NET_TLS_NONE } NetTlsMode;
typedef struct {
    const char *host;
    guint16 port;
    NetTlsMode tls;      /* none: to a loopback host only, refused otherwise */
    const char *ca_file; /* PEM; NULL: whom this machine trusts */
    guint seconds;       /* for connecting and the handshake together, and for STARTTLS's */
} NetAddress;
