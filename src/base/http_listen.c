/* http_listen: where browsers, or the proxy before them, come in.
 *
 * What listens beyond this machine would need certificates and be found by anybody; so an address that is not this
 * machine's own is refused wherever it comes from. A socket in the file system is left behind by a killed program: it is
 * taken away only where nobody answers at it, and only if it is a socket. */
#include "http_listen.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <gio/gio.h>

#include "error.h"

#define WAITING 128 /* connections that nobody has taken yet */

gboolean http_listen_is_path(const char *where)
{
    return *where == '/';
}

/* The address in it, without brackets, and the port; NULL when it has none. */
static GInetAddress *address_of(const char *where, guint16 *port_out)
{
    const char *colon = strrchr(where, ':');
    guint64 port = 0;
    if (!colon || !g_ascii_string_to_unsigned(colon + 1, 10, 1, G_MAXUINT16, &port, NULL))
        return NULL;
    *port_out = (guint16)port;
    gboolean bracketed = *where == '[' && colon > where + 1 && colon[-1] == ']';
    g_autofree char *text = bracketed ? g_strndup(where + 1, (gsize)(colon - where - 2))
                                      : g_strndup(where, (gsize)(colon - where));
    return bracketed == (strchr(text, ':') != NULL) ? g_inet_address_new_from_string(text) : NULL;
}

gboolean http_listen_is_loopback(const char *where, guint16 *port_out)
{
    g_autoptr(GInetAddress) address = address_of(where, port_out);
    return address && g_inet_address_get_is_loopback(address);
}

/* Nobody listens at a socket that a program left behind when it was killed. */
static void remove_abandoned(const struct sockaddr_un *name)
{
    struct stat status;
    if (lstat(name->sun_path, &status) != 0 || !S_ISSOCK(status.st_mode))
        return;
    int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (probe >= 0 && connect(probe, (const struct sockaddr *)name, sizeof *name) != 0 &&
        errno == ECONNREFUSED)
        (void)unlink(name->sun_path);
    if (probe >= 0)
        close(probe);
}

static gboolean bind_path(int fd, const char *path)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    if (g_strlcpy(name.sun_path, path, sizeof name.sun_path) >= sizeof name.sun_path) {
        errno = ENAMETOOLONG;
        return FALSE;
    }
    remove_abandoned(&name);
    mode_t before = umask(0117);
    gboolean bound = bind(fd, (const struct sockaddr *)&name, sizeof name) == 0;
    int why = errno;
    umask(before);
    errno = why;
    return bound;
}

static gboolean bind_address(int fd, GInetAddress *address, guint16 port)
{
    struct sockaddr_storage name;
    int on = 1;
    g_autoptr(GSocketAddress) whole = g_inet_socket_address_new(address, port);
    return g_socket_address_to_native(whole, &name, sizeof name, NULL) &&
           setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
           bind(fd, (const struct sockaddr *)&name,
                (socklen_t)g_socket_address_get_native_size(whole)) == 0;
}

static void cannot(const char *where, GError **error)
{
    if (errno == EADDRINUSE)
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP,
                    "another program listens at '%s' already", where);
    else
        (void)casegate_error_config(error,
                                    "cannot listen at '%s' (%s); change 'listen' below 'desk' in "
                                    "routing/site.yaml",
                                    where, g_strerror(errno));
}

int http_listen(const char *where, GError **error)
{
    guint16 port = 0;
    gboolean path = http_listen_is_path(where);
    g_autoptr(GInetAddress) address = path ? NULL : address_of(where, &port);
    int family = path ? AF_UNIX : address ? (int)g_inet_address_get_family(address) : AF_UNSPEC;
    if (!path && (!address || !g_inet_address_get_is_loopback(address))) {
        errno = EADDRNOTAVAIL;
        cannot(where, error);
        return -1;
    }
    int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0 && (path ? bind_path(fd, where) : bind_address(fd, address, port)) &&
        listen(fd, WAITING) == 0)
        return fd;
    cannot(where, error);
    if (fd >= 0)
        close(fd);
    return -1;
}
