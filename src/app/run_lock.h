/* One `run` a site: a lock on spool/run.lock, held by the supervisor and by every child it has, so that what an ended
 * supervisor leaves behind is gone before the next one begins. */
#pragma once
#include <glib.h>

/* A descriptor that holds the lock until it and its copies are closed; -1 and TEMP, naming the holder's process, when
 * another has it. `folder` is the site's spool/. */
int run_lock(const char *folder, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Is the site run? *pid_out: the number that its holder wrote, 0 when unknown or not held. Takes nothing. */
gboolean run_lock_held(const char *folder, gint64 *pid_out);
