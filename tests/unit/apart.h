/* A test in a process of its own, for what cannot be taken back. */
#pragma once
#include <glib.h>
#include <sys/wait.h>
#include <unistd.h>

/* What fails there ends that process, and fails here. */
static inline void apart(void (*test)(void))
{
    int status = 0;
    pid_t pid = fork();
    g_assert_cmpint(pid, >=, 0);
    if (pid == 0) {
        test();
        _exit(0);
    }
    g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
    g_assert_cmpint(status, ==, 0);
}
