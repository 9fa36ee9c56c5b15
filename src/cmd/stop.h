/* Commands that run until they are told to stop: SIGTERM, SIGINT and SIGHUP end them after the round they are in. */
#pragma once
#include <glib.h>
#include <signal.h>

/* Catches the signals; the flag is set by the first of them. */
const volatile sig_atomic_t *stop_flag(void);
void stop_pause(guint seconds); /* waits so long, or until a signal; never misses one */
/* round(data) again and again, `seconds` apart, until stopped. A TEMP error is said and tried again; any other ends it. */
gboolean stop_repeat(gboolean (*round)(gpointer data, GError **error), gpointer data, guint seconds, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
