/* What `run` and its children say on stderr: one line each, with a <priority> for the journal where stderr goes there, else
 * with the time. Control characters never reach it. */
#pragma once
#include <glib.h>

/* From now on g_message(), g_warning() and their like, go this way. `part`: "run", "work" … */
void run_log_begin(const char *part);
