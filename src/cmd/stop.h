/* Commands that run until they are told to stop: SIGTERM, SIGINT and SIGHUP end them after the round they are in. */
#pragma once
#include <glib.h>
#include <signal.h>

/* Catches the signals; the flag is set by the first of them. */
const volatile sig_atomic_t *stop_flag(void);
void stop_pause(guint seconds); /* waits so long, or until a signal; never misses one */
