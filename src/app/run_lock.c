/* The lock belongs to an open descriptor and its copies (an open file description lock): it goes
 * with its last holder, whatever ended it, so there is no stale lock file after a crash or a restart
 * of the machine, and a process number that was given to somebody else means nothing. Whether it is
 * held can be asked without taking it. The file holds the holder's number for people only. */
#include "run_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "durable_file.h"
#include "error.h"

static gint64 read_number(int fd)
{
    char holder[32] = "";
    ssize_t got = pread(fd, holder, sizeof holder - 1, 0);
    return got > 0 ? g_ascii_strtoll(holder, NULL, 10) : 0;
}

static void refuse(int fd, const char *path, GError **error)
{
    gint64 pid = read_number(fd);
    if (pid > 0)
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP,
                    "this site is run already, by process %" G_GINT64_FORMAT
                    " or what it left behind ('%s'); stop that one first",
                    pid, path);
    else
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP,
                    "this site is run already ('%s'); stop that one first", path);
}

static gboolean sign(int fd)
{
    char number[32];
    int length = snprintf(number, sizeof number, "%ld\n", (long)getpid());
    return ftruncate(fd, 0) == 0 && pwrite(fd, number, (size_t)length, 0) == length;
}

int run_lock(const char *folder, GError **error)
{
    g_autofree char *path = g_build_filename(folder, "run.lock", NULL);
    if (!durable_folder_make(folder, error))
        return -1;
    int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) {
        casegate_error_from_errno(error, errno, "cannot open '%s'", path);
        return -1;
    }
    if (fcntl(fd, F_OFD_SETLK, &(struct flock){.l_type = F_WRLCK}) == 0) {
        if (sign(fd))
            return fd;
        casegate_error_from_errno(error, errno, "cannot write '%s'", path);
    } else if (errno == EAGAIN || errno == EACCES) {
        refuse(fd, path, error);
    } else {
        casegate_error_from_errno(error, errno, "cannot lock '%s'", path);
    }
    close(fd);
    return -1;
}

gboolean run_lock_held(const char *folder, gint64 *pid_out)
{
    g_autofree char *path = g_build_filename(folder, "run.lock", NULL);
    struct flock lock = {.l_type = F_RDLCK};
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    *pid_out = 0;
    if (fd < 0)
        return FALSE;
    gboolean held = fcntl(fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
    if (held)
        *pid_out = read_number(fd);
    close(fd);
    return held;
}
