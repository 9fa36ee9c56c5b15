/* One process sends a site's mail at a time: two that met the same row would each hand it to the server. */
#pragma once
#include <glib.h>

#define SEND_LOCK_NAME "send.lock"

/* A descriptor that holds spool/send.lock until it is closed; -1 and TEMP when another process sends. `folder` is the
 * site's spool/. */
int send_lock(const char *folder, GError **error) G_GNUC_WARN_UNUSED_RESULT;
