/* net_connect: to a mail server, in bounded time.
 *
 * Promises that no call lasts beyond its deadline. getaddrinfo() has no time limit of its own, so
 * it runs in a thread that is left behind when the deadline passes (it ends by itself, and then
 * frees what it had). Addresses are tried one after the other, each with its share of the time that
 * is left, so that a dead IPv6 address does not use up what the IPv4 one needs. Whoever waits here
 * is alive, however long he was allowed to: every wait shows signs of life.
 *
 * Failures are TEMP: an outage is tried again. Writes nothing to the socket. */
#include "net_connect.h"
#include "error.h"
#include "progress.h"
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PORT_TEXT 6
#define BEAT ((gint64)G_USEC_PER_SEC) /* between two signs of life */

typedef struct { /* shared by the caller and the thread that asks */
    gatomicrefcount references;
    GMutex mutex;
    GCond answered;
    char *host, port[PORT_TEXT];
    gboolean done;
    int code; /* of getaddrinfo() */
    struct addrinfo *found;
} Lookup;

gboolean net_is_loopback(const char *host)
{
    return strcmp(host, "127.0.0.1") == 0 || strcmp(host, "::1") == 0 ||
           g_ascii_strcasecmp(host, "localhost") == 0;
}

gboolean net_is_numeric(const char *host)
{
    return g_hostname_is_ip_address(host);
}

int net_wait(int fd, short events, gint64 deadline, const volatile sig_atomic_t *stop)
{
    struct pollfd waiting = {.fd = fd, .events = events};
    sigset_t blocked, before;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTERM);
    sigaddset(&blocked, SIGINT);
    sigaddset(&blocked, SIGHUP);
    sigprocmask(SIG_BLOCK, &blocked, &before);
    int got = 0;
    gint64 left;
    progress_beat();
    while ((left = deadline - g_get_monotonic_time()) > 0 && !(stop && *stop)) {
        gint64 slice = MIN(left, BEAT);
        struct timespec most = {slice / G_USEC_PER_SEC, slice % G_USEC_PER_SEC * 1000};
        got = ppoll(&waiting, 1, &most, &before);
        if (got > 0 || (got < 0 && errno != EINTR))
            break;
        got = 0;
        progress_beat();
    }
    int errnum = errno;
    sigprocmask(SIG_SETMASK, &before, NULL);
    errno = errnum;
    return got;
}

void net_pause(guint seconds, const volatile sig_atomic_t *stop)
{
    net_wait(-1, 0, g_get_monotonic_time() + (gint64)seconds * G_USEC_PER_SEC, stop);
}

static void let_go(Lookup *lookup)
{
    if (!g_atomic_ref_count_dec(&lookup->references))
        return;
    if (lookup->found)
        freeaddrinfo(lookup->found);
    g_mutex_clear(&lookup->mutex);
    g_cond_clear(&lookup->answered);
    g_free(lookup->host);
    g_free(lookup);
}

static gpointer ask(gpointer data)
{
    Lookup *lookup = data;
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG};
    struct addrinfo *found = NULL;
    int code = getaddrinfo(lookup->host, lookup->port, &hints, &found);
    g_mutex_lock(&lookup->mutex);
    lookup->code = code;
    lookup->found = found;
    lookup->done = TRUE;
    g_cond_signal(&lookup->answered);
    g_mutex_unlock(&lookup->mutex);
    let_go(lookup);
    return NULL;
}

static struct addrinfo *wait_for_answer(Lookup *lookup, gint64 deadline, GError **error)
{
    struct addrinfo *found = NULL;
    gint64 now;
    g_mutex_lock(&lookup->mutex);
    while (!lookup->done && (now = g_get_monotonic_time()) < deadline) {
        progress_beat();
        g_cond_wait_until(&lookup->answered, &lookup->mutex, MIN(deadline, now + BEAT));
    }
    if (lookup->done && lookup->code == 0)
        found = g_steal_pointer(&lookup->found);
    else
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP, "cannot find '%s': %s",
                    lookup->host,
                    lookup->done ? gai_strerror(lookup->code) : "no answer from the name server");
    g_mutex_unlock(&lookup->mutex);
    return found;
}

static struct addrinfo *numeric(const char *host, const char *port)
{
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                                   .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV};
    struct addrinfo *found = NULL;
    return getaddrinfo(host, port, &hints, &found) == 0 ? found : NULL;
}

static struct addrinfo *resolve(const char *host, guint16 port, gint64 deadline, GError **error)
{
    Lookup *lookup = g_new0(Lookup, 1);
    g_snprintf(lookup->port, sizeof lookup->port, "%u", (guint)port);
    struct addrinfo *found = numeric(host, lookup->port);
    if (found) {
        g_free(lookup);
        return found;
    }
    g_atomic_ref_count_init(&lookup->references);
    g_atomic_ref_count_inc(&lookup->references);
    g_mutex_init(&lookup->mutex);
    g_cond_init(&lookup->answered);
    lookup->host = g_strdup(host);
    GThread *thread = g_thread_try_new("resolve", ask, lookup, error);
    if (thread) {
        g_thread_unref(thread);
        found = wait_for_answer(lookup, deadline, error);
    } else
        let_go(lookup);
    let_go(lookup);
    return found;
}

/* Small commands are not held back, and a peer that is gone is noticed within minutes. */
static void set_options(int fd)
{
    const int on = 1, idle = 120, every = 30, times = 4;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &every, sizeof every);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &times, sizeof times);
}

static int connected(int fd, gint64 deadline)
{
    int errnum = 0;
    socklen_t size = sizeof errnum;
    int got = net_wait(fd, POLLOUT, deadline, NULL);
    if (got == 0)
        return ETIMEDOUT;
    if (got < 0 || getsockopt(fd, SOL_SOCKET, SO_ERROR, &errnum, &size) != 0)
        return errno;
    return errnum;
}

/* -1 and errno. */
static int try_address(const struct addrinfo *to, gint64 deadline)
{
    int fd = socket(to->ai_family, to->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, to->ai_protocol);
    if (fd < 0)
        return -1;
    set_options(fd);
    int errnum = connect(fd, to->ai_addr, to->ai_addrlen) == 0 ? 0 : errno;
    if (errnum == EINPROGRESS || errnum == EINTR)
        errnum = connected(fd, deadline);
    if (errnum == 0)
        return fd;
    close(fd);
    errno = errnum;
    return -1;
}

int net_connect(const char *host, guint16 port, gint64 deadline, GError **error)
{
    struct addrinfo *found = resolve(host, port, deadline, error);
    gint64 count = 0;
    int fd = -1, errnum = EADDRNOTAVAIL;
    for (const struct addrinfo *one = found; one; one = one->ai_next)
        count++;
    for (const struct addrinfo *one = found; one && fd < 0; one = one->ai_next, count--) {
        gint64 now = g_get_monotonic_time();
        fd = try_address(one, now + (deadline - now) / count);
        errnum = errno;
    }
    if (found)
        freeaddrinfo(found);
    if (found && fd < 0)
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP,
                    "cannot connect to '%s' port %u: %s", host, (guint)port, g_strerror(errnum));
    return fd;
}
