/* threads: starting one that no signal reaches. A handler that ran in it would interrupt its calls
 * instead of the main thread's sleep. Cannot fail: GLib ends the process when the system gives no
 * thread, before anything was changed. */
#include "threads.h"
#include <pthread.h>
#include <signal.h>

GThread *thread_start(const char *name, GThreadFunc run, gpointer data)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    GThread *thread = g_thread_new(name, run, data);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return thread;
}
