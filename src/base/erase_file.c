/* erase_file: overwritten before it is removed, so that the blocks it lay in hold nothing of it.
 *
 * In this order a crash leaves the whole file, a file of zeros or none; whoever comes again goes on from any of them.
 * Only a regular file is overwritten. Failures of the disk are TEMP. */
#include "erase_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "durable_file.h"
#include "error.h"

#define BLOCK 65536u

static gboolean fill(int fd, off_t size)
{
    static const char zeros[BLOCK];
    for (off_t at = 0; at < size;) {
        size_t length = (size_t)MIN((off_t)BLOCK, size - at);
        ssize_t written = pwrite(fd, zeros, length, at);
        if (written < 0 && errno != EINTR)
            return FALSE;
        at += MAX(written, 0);
    }
    return fsync(fd) == 0;
}

static gboolean overwrite(int fd, const char *path, GError **error)
{
    struct stat status;
    errno = EINVAL; /* of what is no regular file */
    if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && fill(fd, status.st_size))
        return TRUE;
    casegate_error_from_errno(error, errno, "cannot overwrite '%s'", path);
    return FALSE;
}

/* A message is stored so that its owner cannot write to it either. */
static void make_writable(const char *path)
{
    struct stat status;
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode))
        (void)fchmod(fd, S_IRUSR | S_IWUSR); /* else opening it to write says why not */
    if (fd >= 0)
        close(fd);
}

gboolean erase_file(const char *folder, const char *name, GError **error)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    make_writable(path);
    int fd = open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 && errno == ENOENT)
        return TRUE;
    if (fd < 0) {
        casegate_error_from_errno(error, errno, "cannot open '%s' to overwrite it", path);
        return FALSE;
    }
    gboolean done = overwrite(fd, path, error);
    close(fd);
    if (!done)
        return FALSE;
    if (unlink(path) != 0 && errno != ENOENT) {
        casegate_error_from_errno(error, errno, "cannot remove '%s'", path);
        return FALSE;
    }
    return durable_folder_sync(folder, error);
}
