/* A machine that fails: the n-th call of this process that concerns the spool does nothing and gives an error; with
 * FAILING_ON every one after it as well. FAILING_AT is n, FAILING_ERRNO the error's number, FAILING_REPORT a file that gets
 * the name of each call that failed. Calls on anything else are left alone. (errno.t) */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_int calls;

static int number(const char *name)
{
    const char *text = getenv(name);
    return text != NULL ? atoi(text) : 0;
}

static void report(const char *name, const char *path)
{
    char line[PATH_MAX + 64];
    const char *file = getenv("FAILING_REPORT");
    int length = snprintf(line, sizeof line, "%s %s\n", name, path);
    int fd =
        (int)syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0)
        return;
    (void)!syscall(SYS_write, fd, line, (size_t)length);
    syscall(SYS_close, fd);
}

static int fails_at(const char *name, const char *path)
{
    if (number("FAILING_AT") == 0 || path == NULL || strstr(path, "/spool/") == NULL)
        return 0;
    int n = atomic_fetch_add(&calls, 1) + 1, at = number("FAILING_AT");
    if (n < at || (n > at && number("FAILING_ON") == 0))
        return 0;
    report(name, path);
    errno = number("FAILING_ERRNO");
    return 1;
}

static int fails(const char *name, int fd)
{
    char link[64], path[PATH_MAX];
    int before = errno;
    if (number("FAILING_AT") == 0)
        return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    path[length < 0 ? 0 : length] = '\0';
    errno = before;
    return fails_at(name, path);
}

#define NEXT(name)                                                                                 \
    static __typeof__(name) *next;                                                                 \
    if (next == NULL)                                                                              \
    *(void **)&next = dlsym(RTLD_NEXT, #name)

#define OPENING(name)                                                                              \
    int name(const char *path, int flags, ...)                                                     \
    {                                                                                              \
        NEXT(name);                                                                                \
        va_list rest;                                                                              \
        va_start(rest, flags);                                                                     \
        int mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, int) : 0;                   \
        va_end(rest);                                                                              \
        return fails_at(#name, path) ? -1 : next(path, flags, mode);                               \
    }
#define ON_FD(type, name, parameters, arguments)                                                   \
    type name parameters                                                                           \
    {                                                                                              \
        NEXT(name);                                                                                \
        return fails(#name, fd) ? -1 : next arguments;                                             \
    }
#define ON_PATH(type, name, path, parameters, arguments)                                           \
    type name parameters                                                                           \
    {                                                                                              \
        NEXT(name);                                                                                \
        return fails_at(#name, path) ? -1 : next arguments;                                        \
    }

OPENING(open)
OPENING(open64)
ON_FD(ssize_t, write, (int fd, const void *bytes, size_t count), (fd, bytes, count))
ON_FD(ssize_t, read, (int fd, void *bytes, size_t count), (fd, bytes, count))
ON_FD(ssize_t, pwrite64, (int fd, const void *bytes, size_t count, off64_t at),
      (fd, bytes, count, at))
ON_FD(ssize_t, pread64, (int fd, void *bytes, size_t count, off64_t at), (fd, bytes, count, at))
ON_FD(int, fsync, (int fd), (fd))
ON_FD(int, fdatasync, (int fd), (fd))
ON_FD(int, ftruncate64, (int fd, off64_t length), (fd, length))
ON_PATH(int, rename, to, (const char *from, const char *to), (from, to))
ON_PATH(int, link, to, (const char *from, const char *to), (from, to))
ON_PATH(int, unlink, path, (const char *path), (path))
ON_PATH(int, mkdir, path, (const char *path, mode_t mode), (path, mode))

/* Below a folder that is open: the folder says whether it is the spool's. */
int openat(int folder, const char *path, int flags, ...)
{
    NEXT(openat);
    va_list rest;
    va_start(rest, flags);
    int mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, int) : 0;
    va_end(rest);
    return fails("openat", folder) ? -1 : next(folder, path, flags, mode);
}

ON_FD(ssize_t, pwrite, (int fd, const void *bytes, size_t count, off_t at), (fd, bytes, count, at))
ON_FD(int, syncfs, (int fd), (fd))
ON_FD(int, unlinkat, (int fd, const char *path, int flags), (fd, path, flags))
ON_FD(int, renameat, (int from, const char *old, int fd, const char *path), (from, old, fd, path))

/* What is closed is closed, whatever it says. */
int close(int fd)
{
    NEXT(close);
    int failed = fails("close", fd), code = next(fd);
    if (!failed)
        return code;
    errno = number("FAILING_ERRNO");
    return -1;
}
