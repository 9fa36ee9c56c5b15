/* The lock belongs to the open file and goes with it, whatever ended its holder; the file stays and
 * says nothing. Taken for one round, never waited for: who finds it taken has nothing to do. */
#include "turn_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "error.h"

int turn_lock(const char *folder, const char *name, const char *does, GError **error)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) {
        casegate_error_from_errno(error, errno, "cannot open '%s'", path);
        return -1;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) == 0)
        return fd;
    if (errno == EWOULDBLOCK)
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP, "another process %s", does);
    else
        casegate_error_from_errno(error, errno, "cannot lock '%s'", path);
    close(fd);
    return -1;
}
