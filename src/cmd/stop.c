/* Running until told to stop.
 *
 * The flag is the one variable a signal handler may set. A signal between looking at the flag and
 * going to sleep would be slept through, so the signals are blocked there and let in by ppoll()
 * alone.
 *
 * What a round had finished before the signal stays finished; nothing is interrupted in between. */
#include "stop.h"

#include <poll.h>
#include <time.h>

static volatile sig_atomic_t stopping;
static gboolean hanging_up; /* SIGHUP does not stop */
static const int stop_signals[] = {SIGTERM, SIGINT, SIGHUP};

static void on_signal(int number)
{
    (void)number;
    stopping = 1;
}

const volatile sig_atomic_t *stop_flag(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    sigemptyset(&action.sa_mask);
    for (gsize i = 0; i < G_N_ELEMENTS(stop_signals); i++)
        if (stop_signals[i] != SIGHUP || !hanging_up)
            sigaction(stop_signals[i], &action, NULL);
    return &stopping;
}

static volatile sig_atomic_t hung_up;

static void on_hang_up(int number)
{
    (void)number;
    hung_up = 1;
}

volatile sig_atomic_t *stop_hung_up(void)
{
    struct sigaction action = {.sa_handler = on_hang_up};
    sigemptyset(&action.sa_mask);
    hanging_up = TRUE;
    sigaction(SIGHUP, &action, NULL);
    return &hung_up;
}

void stop_pause(guint seconds)
{
    sigset_t blocked, before;
    const struct timespec pause = {.tv_sec = (time_t)seconds};
    sigemptyset(&blocked);
    for (gsize i = 0; i < G_N_ELEMENTS(stop_signals); i++)
        sigaddset(&blocked, stop_signals[i]);
    sigprocmask(SIG_BLOCK, &blocked, &before);
    if (!stopping)
        ppoll(NULL, 0, &pause, &before);
    sigprocmask(SIG_SETMASK, &before, NULL);
}
