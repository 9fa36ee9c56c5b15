/* What only one process of a site may do at a time: send its mail (two that met the same row would each hand it to the server),
 * and erase (one would take the other's unfinished erasing for its own, and call it done). */
#pragma once
#include <glib.h>

#define SEND_LOCK_NAME "send.lock"
#define ERASE_LOCK_NAME "erase.lock"

/* A descriptor that holds spool/NAME until it is closed; -1 and TEMP when another process has it: it `does` that ("is sending this
 * site's mail"). `folder` is the site's spool/. */
int turn_lock(const char *folder, const char *name, const char *does, GError **error) G_GNUC_WARN_UNUSED_RESULT;
