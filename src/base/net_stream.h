/* A connection to a mail server that libetpan is given as its stream: verified TLS, and never more bytes or time than was
 * allowed. Used by the IMAP source and the SMTP sender.
 *
 *   NetStream *net = net_stream_open(&address, &error);     // with implicit TLS: verified already
 *   mailimap_connect(imap, net_stream_mailstream(net));     // libetpan may close its stream, never the NetStream
 *   net_stream_allow(net, 64 << 10, 30);                    // before every command
 *   ... mailimap_starttls(imap) == 0 && net_stream_start_tls(net, &error)
 *   imap->imap_stream = NULL; mailimap_free(imap);          // it would wait for the server's good-bye
 *   net_stream_close(net); */
#pragma once
#include "net_address.h"
#include <libetpan/mailstream.h>
#include <signal.h>

typedef struct NetStream NetStream;

/* TEMP for an outage, CONFIG when the peer is refused (certificate, no TLS): that is tried again too, but told. */
NetStream *net_stream_open(const NetAddress *address, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void net_stream_close(NetStream *net); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(NetStream, net_stream_close)

mailstream *net_stream_mailstream(NetStream *net); /* NULL once libetpan closed it */
/* After the server's OK to STARTTLS. What it sent in plaintext behind the OK is refused, and so is a second time. After FALSE
 * the connection is good for nothing. */
gboolean net_stream_start_tls(NetStream *net, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean net_stream_is_secure(const NetStream *net); /* TLS, or the loopback that needs none: credentials may be sent */

/* "TLS1.3", or "no TLS". */
const char *net_stream_protocol(const NetStream *net);

/* From now on the server may send so many bytes, and all must be done in so many seconds. Past either the connection is
 * broken for good: every read and write fails. */
void net_stream_allow(NetStream *net, gsize bytes, guint seconds);
/* With *stop set, what is in hand has a few seconds left: NET_STOP_GRACE, if they are not set before it is allowed. */
void net_stream_set_stop(NetStream *net, const volatile sig_atomic_t *stop);
void net_stream_set_grace(NetStream *net, guint seconds);
/* For IDLE: 1 something can be read, 0 nothing came within `seconds` or *stop was set, -1 the connection is broken. */
int net_stream_wait(NetStream *net, guint seconds);
gboolean net_stream_buffered(const NetStream *net); /* something was received that was not read yet */
int net_stream_fd(const NetStream *net);
/* Why the connection broke, in words without anything the peer sent; NULL if it is not broken. */
const char *net_stream_why(const NetStream *net);
