/* A defect for the crash tests to find (seeded.t): a mail's row says 'sent' before the mail is there.
 * The rename into outgoing/new is put off until the record has been written and synced. */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static char put_off_from[PATH_MAX], put_off_to[PATH_MAX];

int rename(const char *from, const char *to)
{
    if (strstr(to, "/outgoing/new/") == NULL)
        return (int)syscall(SYS_renameat2, -100 /* AT_FDCWD */, from, -100, to, 0);
    snprintf(put_off_from, sizeof put_off_from, "%s", from);
    snprintf(put_off_to, sizeof put_off_to, "%s", to);
    return 0;
}

int fdatasync(int fd)
{
    char link[64], path[PATH_MAX];
    int code = (int)syscall(SYS_fdatasync, fd);
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    path[length < 0 ? 0 : length] = '\0';
    if (put_off_to[0] != '\0' && strstr(path, "-wal") != NULL) {
        syscall(SYS_renameat2, -100, put_off_from, -100, put_off_to, 0);
        put_off_to[0] = '\0';
    }
    return code;
}
