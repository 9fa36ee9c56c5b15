/* A defect for the crash tests to find (seeded.t): a mail's row says 'sent' before the mail is there.
 * The renames of a batch into outgoing/new are put off until the record has been written and synced; meanwhile the mails
 * lie beside the Maildir's folders, where nobody sweeps or looks. */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PUT_OFF_MOST 256
static struct {
    char from[PATH_MAX], to[PATH_MAX];
} put_off[PUT_OFF_MOST];
static int waiting, synced; /* the log is synced once for its head, then for the commit */

int rename(const char *from, const char *to)
{
    if (strstr(to, "/outgoing/new/") == NULL || waiting == PUT_OFF_MOST)
        return (int)syscall(SYS_renameat2, -100 /* AT_FDCWD */, from, -100, to, 0);
    const char *folder = strstr(to, "/outgoing/new/") + strlen("/outgoing");
    snprintf(put_off[waiting].from, PATH_MAX, "%.*s/late-%d", (int)(folder - to), to, waiting);
    snprintf(put_off[waiting].to, PATH_MAX, "%s", to);
    if (syscall(SYS_renameat2, -100, from, -100, put_off[waiting].from, 0) != 0)
        return -1;
    waiting++;
    return 0;
}

int fdatasync(int fd)
{
    char link[64], path[PATH_MAX];
    int code = (int)syscall(SYS_fdatasync, fd);
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    path[length < 0 ? 0 : length] = '\0';
    if (strstr(path, "-wal") == NULL || waiting == 0 || ++synced < 2)
        return code;
    for (int i = 0; i < waiting; i++)
        syscall(SYS_renameat2, -100, put_off[i].from, -100, put_off[i].to, 0);
    waiting = 0;
    return code;
}
