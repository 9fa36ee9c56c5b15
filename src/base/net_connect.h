/* A TCP connection to a name and a port before a deadline of the monotonic clock. */
#pragma once
#include <glib.h>
#include <signal.h>

#define NET_STOP_GRACE 5 /* seconds that a call in hand still has once it was told to stop */

gboolean net_is_loopback(const char *host); /* 127.0.0.1, ::1, localhost */
gboolean net_is_numeric(const char *host);  /* an address, no name */

/* A connected, non-blocking descriptor; every address of the name is tried in turn. -1 and TEMP otherwise. The
 * deadline is of g_get_monotonic_time() and covers the name's resolution too. */
int net_connect(const char *host, guint16 port, gint64 deadline, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Waits for `events` (poll.h): 1 they are there, 0 the deadline passed or *stop was set (`stop` may be NULL), -1 errno.
 * SIGTERM, SIGINT and SIGHUP wake it and are never missed. Shows signs of life. */
int net_wait(int fd, short events, gint64 deadline, const volatile sig_atomic_t *stop);
/* Waits so long, or until *stop is set. */
void net_pause(guint seconds, const volatile sig_atomic_t *stop);
