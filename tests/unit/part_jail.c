/* What is refused in the jail of `work`, and what goes on. Each in a process of its own. */
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "part_jail.h"

static int try_socket(int family)
{
    int fd = socket(family, SOCK_STREAM, 0);
    int code = fd >= 0 ? 0 : errno;
    if (fd >= 0)
        close(fd);
    return code;
}

static int try_ipv4(void)
{
    return try_socket(AF_INET);
}

static int try_ipv6(void)
{
    return try_socket(AF_INET6);
}

static int try_unix(void)
{
    return try_socket(AF_UNIX);
}

static int try_program(void)
{
    char *const arguments[] = {(char *)"true", NULL};
    execv("/bin/true", arguments);
    return errno;
}

static int try_fork(void)
{
    pid_t pid = fork();
    if (pid == 0)
        _exit(try_program() == EPERM ? 0 : 1);
    int status = 0;
    return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0 ? 0 : EINVAL;
}

static int try_file(void)
{
    int fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    return fd >= 0 ? close(fd) : errno;
}

static const struct {
    const char *name;
    int (*attempt)(void);
    int want; /* errno, 0 allowed */
} rows[] = {{"IPv4", try_ipv4, EPERM},
            {"IPv6", try_ipv6, EPERM},
            {"unix", try_unix, 0},
            {"a program", try_program, EPERM},
            {"a child, and its program", try_fork, 0},
            {"a file", try_file, 0}};

static void test_jail(gconstpointer data)
{
    guint row = GPOINTER_TO_UINT(data);
    pid_t pid = fork();
    g_assert_cmpint(pid, >=, 0);
    if (pid == 0)
        _exit(part_jail_enter(PART_JAIL_OFFLINE) ? rows[row].attempt() : 255);
    int status = 0;
    g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
    g_assert_true(WIFEXITED(status));
    g_assert_cmpint(WEXITSTATUS(status), ==, rows[row].want);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strdup_printf("/part-jail/%s", rows[i].name);
        g_test_add_data_func(path, GUINT_TO_POINTER(i), test_jail);
    }
    return g_test_run();
}
