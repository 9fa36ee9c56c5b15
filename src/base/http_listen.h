/* The one socket that the office's pages are served on: of this machine only. */
#pragma once
#include <glib.h>

/* A path ("/run/casegate/desk.sock"), else an address and port: "127.0.0.1:8480", "[::1]:8480". */
gboolean http_listen_is_path(const char *where);
/* Of an address that only this machine reaches: TRUE and its port. */
gboolean http_listen_is_loopback(const char *where, guint16 *port_out);
/* Bound and listening, close-on-exec, not blocking; -1 and CONFIG when it cannot be, TEMP when another has it. A path is
 * made anew where nobody listens at it, open to the user and group (0660), and stays when the program ends. */
int http_listen(const char *where, GError **error) G_GNUC_WARN_UNUSED_RESULT;
