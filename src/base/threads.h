/* Threads beside the main one. */
#pragma once
#include <glib.h>

/* As g_thread_new(), but every signal stays with the threads that there are: the main one knows when to stop. */
GThread *thread_start(const char *name, GThreadFunc run, gpointer data);
