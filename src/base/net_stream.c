/* net_stream: what libetpan reads and writes through.
 *
 * libetpan verifies no certificate, reads lines and literals of any length, waits for each packet
 * anew, and turns in circles when a peer closes inside a literal. So its stream is this one: TLS by
 * net_tls, every received byte counted against an allowance, one absolute deadline of the monotonic
 * clock for reads and writes, and an end of file that is an error. Once broken it stays broken, and
 * why is kept in words.
 *
 * The NetStream outlives the mailstream, which libetpan may free whenever it likes. A write that
 * was cut off breaks the connection: half a command is never followed by another one. */
#include "net_stream.h"
#include "error.h"
#include "net_connect.h"
#include "net_tls.h"
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define STREAM_BUFFER ((gsize)32 << 10) /* two TLS records */
#define GREETING_BYTES ((gsize)64 << 10)

struct NetStream {
    int fd;
    NetTls *tls;        /* NULL: plaintext */
    mailstream *stream; /* NULL once libetpan has freed it */
    char *host, *ca_file;
    guint seconds;
    gboolean plain_is_fine; /* the loopback */
    gsize budget;
    guint allowed_seconds;
    gint64 deadline;
    const volatile sig_atomic_t *stop;
    gint64 stop_seen; /* when *stop was first noticed, 0 not yet */
    guint grace;      /* seconds that what is in hand has then */
    char *why;
};

static void break_off(NetStream *net, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void break_off(NetStream *net, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (!net->why)
        net->why = g_strdup_vprintf(format, arguments);
    va_end(arguments);
}

/* FALSE: what was waited for did not come, and the connection is broken. */
static gboolean wait_until(NetStream *net, short events)
{
    if (net->stop && *net->stop && !net->stop_seen) {
        net->stop_seen = g_get_monotonic_time();
        net->deadline = MIN(net->deadline, net->stop_seen + (gint64)net->grace * G_USEC_PER_SEC);
    }
    int got = net_wait(net->fd, events, net->deadline, net->stop_seen ? NULL : net->stop);
    if (got > 0 || (got == 0 && net->stop && *net->stop && !net->stop_seen))
        return TRUE; /* told to stop: the caller comes back, with less time */
    if (got < 0)
        break_off(net, "the connection to '%s' broke: %s", net->host, g_strerror(errno));
    else
        break_off(net, "'%s' did not finish within %u seconds", net->host, net->allowed_seconds);
    return FALSE;
}

static gboolean in_time(NetStream *net)
{
    if (net->why)
        return FALSE;
    if (g_get_monotonic_time() < net->deadline)
        return TRUE;
    break_off(net, "'%s' did not finish within %u seconds", net->host, net->allowed_seconds);
    return FALSE;
}

/* -1 with errno EAGAIN: wait. */
static ssize_t receive(NetStream *net, void *buffer, gsize size)
{
    if (!net->tls)
        return recv(net->fd, buffer, size, 0);
    ssize_t got = gnutls_record_recv(net_tls_session(net->tls), buffer, size);
    if (got >= 0)
        return got;
    errno = gnutls_error_is_fatal((int)got) ? EPROTO : EAGAIN;
    return -1;
}

static ssize_t transmit(NetStream *net, const void *data, gsize length)
{
    if (!net->tls)
        return send(net->fd, data, length, MSG_NOSIGNAL);
    ssize_t got = gnutls_record_send(net_tls_session(net->tls), data, length);
    if (got >= 0)
        return got;
    errno = gnutls_error_is_fatal((int)got) ? EPIPE : EAGAIN;
    return -1;
}

static gboolean again(int errnum)
{
    return errnum == EAGAIN || errnum == EINTR;
}

static ssize_t stream_read(mailstream_low *low, void *buffer, size_t size)
{
    NetStream *net = low->data;
    if (!net->why && net->budget == 0)
        break_off(net, "'%s' sent more than was asked for", net->host);
    while (in_time(net)) {
        ssize_t got = receive(net, buffer, MIN(size, net->budget));
        if (got > 0) {
            net->budget -= (gsize)got;
            return got;
        }
        if (got == 0)
            break_off(net, "'%s' closed the connection", net->host);
        else if (!again(errno))
            break_off(net, "the connection to '%s' broke: %s", net->host, g_strerror(errno));
        else
            wait_until(net, POLLIN);
    }
    return -1;
}

static ssize_t stream_write(mailstream_low *low, const void *data, size_t length)
{
    NetStream *net = low->data;
    gsize sent = 0;
    while (sent < length && in_time(net)) {
        ssize_t got = transmit(net, (const char *)data + sent, length - sent);
        if (got > 0)
            sent += (gsize)got;
        else if (got < 0 && !again(errno))
            break_off(net, "the connection to '%s' broke: %s", net->host, g_strerror(errno));
        else
            wait_until(net, POLLOUT);
    }
    return sent == length && !net->why ? (ssize_t)length : -1;
}

static int stream_close(mailstream_low *low)
{
    return 0; /* net_stream_close() does */
}

static int stream_fd(mailstream_low *low)
{
    return ((NetStream *)low->data)->fd;
}

static void stream_free(mailstream_low *low)
{
    ((NetStream *)low->data)->stream = NULL;
    free(low->identifier);
    free(low);
}

static void stream_cancel(mailstream_low *low)
{
    break_off(low->data, "cancelled");
}

static mailstream_low_driver driver = {.mailstream_read = stream_read,
                                       .mailstream_write = stream_write,
                                       .mailstream_close = stream_close,
                                       .mailstream_get_fd = stream_fd,
                                       .mailstream_free = stream_free,
                                       .mailstream_cancel = stream_cancel};

void net_stream_close(NetStream *net)
{
    if (!net)
        return;
    if (net->stream)
        mailstream_close(net->stream);
    net_tls_free(net->tls);
    if (net->fd >= 0)
        close(net->fd);
    g_free(net->host);
    g_free(net->ca_file);
    g_free(net->why);
    g_free(net);
}

static gboolean secure(NetStream *net, gint64 deadline, GError **error)
{
    net->tls = net_tls_start(net->fd, net->host, net->ca_file, deadline, error);
    if (!net->tls)
        break_off(net, "TLS with '%s' failed", net->host);
    return net->tls != NULL;
}

NetStream *net_stream_open(const NetAddress *address, GError **error)
{
    gint64 deadline = g_get_monotonic_time() + (gint64)address->seconds * G_USEC_PER_SEC;
    if (address->tls == NET_TLS_NONE && !net_is_loopback(address->host)) {
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_CONFIG,
                    "'%s' is not this machine, and is not spoken to without TLS", address->host);
        return NULL;
    }
    g_autoptr(NetStream) net = g_new0(NetStream, 1);
    net->host = g_strdup(address->host);
    net->ca_file = g_strdup(address->ca_file);
    net->seconds = address->seconds;
    net->grace = NET_STOP_GRACE;
    net->plain_is_fine = address->tls == NET_TLS_NONE;
    net->fd = net_connect(address->host, address->port, deadline, error);
    if (net->fd < 0 || (address->tls == NET_TLS_IMPLICIT && !secure(net, deadline, error)))
        return NULL;
    net_stream_allow(net, GREETING_BYTES, address->seconds);
    net->stream = mailstream_new(mailstream_low_new(net, &driver), STREAM_BUFFER);
    return g_steal_pointer(&net);
}

mailstream *net_stream_mailstream(NetStream *net)
{
    return net->stream;
}

gboolean net_stream_start_tls(NetStream *net, GError **error)
{
    char early;
    gint64 deadline = g_get_monotonic_time() + (gint64)net->seconds * G_USEC_PER_SEC;
    gboolean injected =
        net_stream_buffered(net) || recv(net->fd, &early, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
    if (!net->why && !net->tls && !injected)
        return secure(net, deadline, error);
    break_off(net, "'%s' sent more behind its answer to STARTTLS", net->host);
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_CONFIG, "%s; somebody may be in between",
                net->why);
    return FALSE;
}

gboolean net_stream_is_secure(const NetStream *net)
{
    return !net->why && (net->tls || net->plain_is_fine);
}

const char *net_stream_protocol(const NetStream *net)
{
    gnutls_session_t session = net->tls ? net_tls_session(net->tls) : NULL;
    return session ? gnutls_protocol_get_name(gnutls_protocol_get_version(session)) : "no TLS";
}

void net_stream_allow(NetStream *net, gsize bytes, guint seconds)
{
    guint within = net->stop_seen ? MIN(seconds, net->grace) : seconds;
    net->budget = bytes;
    net->allowed_seconds = within;
    net->deadline = g_get_monotonic_time() + (gint64)within * G_USEC_PER_SEC;
}

void net_stream_set_stop(NetStream *net, const volatile sig_atomic_t *stop)
{
    net->stop = stop;
}

void net_stream_set_grace(NetStream *net, guint seconds)
{
    net->grace = seconds;
}

gboolean net_stream_buffered(const NetStream *net)
{
    return (net->stream && net->stream->read_buffer_len > 0) ||
           (net->tls && gnutls_record_check_pending(net_tls_session(net->tls)) > 0);
}

int net_stream_wait(NetStream *net, guint seconds)
{
    if (net->why)
        return -1;
    if (net_stream_buffered(net))
        return 1;
    return net_wait(net->fd, POLLIN, g_get_monotonic_time() + (gint64)seconds * G_USEC_PER_SEC,
                    net->stop);
}

int net_stream_fd(const NetStream *net)
{
    return net->fd;
}

const char *net_stream_why(const NetStream *net)
{
    return net->why;
}
