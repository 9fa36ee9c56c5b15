/* Commands that run until they are told to stop: SIGTERM, SIGINT and SIGHUP end them after the round they are in. One that reads
 * its configuration anew itself takes SIGHUP for that. */
#pragma once
#include <glib.h>
#include <signal.h>

/* Catches the signals; the flag is set by the first of them. */
const volatile sig_atomic_t *stop_flag(void);
/* From now on SIGHUP sets this flag, and ends nothing; whoever has seen it takes it back. */
volatile sig_atomic_t *stop_hung_up(void);
void stop_pause(guint seconds); /* waits so long, or until a signal; never misses one */
