/* durable_file: files that are there whole after a power cut, or not at all.
 *
 * States of one file, and what a crash in each leaves:
 *   created, being written   a temporary file, of any length; whoever owns the folder sweeps it
 *   fsynced                  a whole temporary file; swept too
 *   linked (no replace)      both names of one file; the temporary one is swept
 *   renamed or unlinked      the target alone, perhaps not yet in a durable folder
 *   folders fsynced          the target, for good: only now durable_file_commit() says TRUE
 * On failure the temporary file goes away, and so does a target that the same call made, unless it
 * replaced another: then either the old or the new content is there, whole. An fsync that failed is
 * never tried again: the kernel has dropped the error and perhaps the bytes. It is TEMP whatever
 * errno says, since the caller still holds the original. No file is opened through a symbolic link.
 */
#include "durable_file.h"
#include "error.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_STEP ((gsize)64 << 10)

struct DurableFile {
    int fd;
    char *folder, *path;
    gboolean failed; /* a write failed: may only be abandoned */
};

static void free_file(DurableFile *file)
{
    if (file->fd >= 0)
        close(file->fd);
    g_free(file->folder);
    g_free(file->path);
    g_free(file);
}

DurableFile *durable_file_create(const char *folder, const char *name, GError **error)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) {
        casegate_error_from_errno(error, errno, "cannot create '%s'", path);
        return NULL;
    }
    DurableFile *file = g_new0(DurableFile, 1);
    file->fd = fd;
    file->folder = g_strdup(folder);
    file->path = g_steal_pointer(&path);
    return file;
}

DurableFile *durable_file_new(const char *path, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path), *name = g_path_get_basename(path);
    return durable_file_create(folder, name, error);
}

gboolean durable_file_write(DurableFile *file, const void *data, gsize length, GError **error)
{
    const char *bytes = data;
    while (length > 0) {
        ssize_t written = write(file->fd, bytes, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0) {
            file->failed = TRUE;
            casegate_error_from_errno(error, written < 0 ? errno : EIO, "cannot write '%s'",
                                      file->path);
            return FALSE;
        }
        bytes += written;
        length -= (gsize)written;
    }
    return TRUE;
}

gboolean durable_file_mode(DurableFile *file, guint mode, GError **error)
{
    if (fchmod(file->fd, mode & 0777) == 0)
        return TRUE;
    casegate_error_from_errno(error, errno, "cannot set the permissions of '%s'", file->path);
    return FALSE;
}

void durable_file_abandon(DurableFile *file)
{
    if (!file)
        return;
    unlink(file->path);
    free_file(file);
}

static gboolean temporary_failure(GError **error, const char *what, const char *path)
{
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP, "cannot %s '%s': %s", what, path,
                g_strerror(errno));
    return FALSE;
}

static gboolean close_whole(DurableFile *file, gboolean flush, GError **error)
{
    if (file->failed) {
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP,
                    "cannot keep '%s': writing it failed", file->path);
        return FALSE;
    }
    if (flush && fsync(file->fd) != 0)
        return temporary_failure(error, "fsync", file->path);
    int fd = file->fd;
    file->fd = -1;
    return close(fd) == 0 || temporary_failure(error, "close", file->path);
}

/* link() refuses an existing target by itself, so that two writers cannot both succeed. */
static gboolean move_new(const char *from, const char *to, GError **error)
{
    if (link(from, to) != 0) {
        casegate_error_from_errno(error, errno, "cannot move '%s' to '%s'", from, to);
        return FALSE;
    }
    if (unlink(from) != 0) {
        temporary_failure(error, "remove", from);
        unlink(to);
        return FALSE;
    }
    return TRUE;
}

static gboolean move_over(const char *from, const char *to, GError **error)
{
    if (rename(from, to) == 0)
        return TRUE;
    casegate_error_from_errno(error, errno, "cannot rename '%s' to '%s'", from, to);
    return FALSE;
}

static gboolean sync_both(const char *from_folder, const char *to_folder, GError **error)
{
    if (!durable_folder_sync(to_folder, error))
        return FALSE;
    return g_str_equal(from_folder, to_folder) || durable_folder_sync(from_folder, error);
}

gboolean durable_file_commit(DurableFile *file, const char *target_folder, const char *target_name,
                             gboolean replace, GError **error)
{
    g_autoptr(DurableFile) owned = file; /* every way out but the last removes the temporary file */
    g_autofree char *target = g_build_filename(target_folder, target_name, NULL);
    if (!close_whole(owned, TRUE, error))
        return FALSE;
    if (!(replace ? move_over(owned->path, target, error) : move_new(owned->path, target, error)))
        return FALSE;
    gboolean durable = sync_both(owned->folder, target_folder, error);
    if (!durable && !replace)
        unlink(target);
    free_file(g_steal_pointer(&owned));
    return durable;
}

gboolean durable_file_keep(DurableFile *file, GError **error)
{
    g_autoptr(DurableFile) owned = file;
    if (!close_whole(owned, TRUE, error) || !durable_folder_sync(owned->folder, error))
        return FALSE;
    free_file(g_steal_pointer(&owned));
    return TRUE;
}

gboolean durable_file_leave(DurableFile *file, GError **error)
{
    g_autoptr(DurableFile) owned = file;
    if (!close_whole(owned, FALSE, error))
        return FALSE;
    free_file(g_steal_pointer(&owned));
    return TRUE;
}

/* Under a name of its own beside it, so that what is replaced is whole until the new one is. */
static gboolean put_over(const char *path, const void *data, gsize length, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path), *name = g_path_get_basename(path);
    g_autofree char *scratch = g_strdup_printf(".%s.%d.new", name, (int)getpid());
    g_autofree char *left = g_build_filename(folder, scratch, NULL);
    (void)unlink(left); /* of a process that had our number and was killed */
    g_autoptr(DurableFile) file = durable_file_create(folder, scratch, error);
    return file && durable_file_write(file, data, length, error) &&
           durable_file_commit(g_steal_pointer(&file), folder, name, TRUE, error);
}

gboolean durable_file_put(const char *path, const void *data, gsize length, gboolean replace,
                          GError **error)
{
    if (replace)
        return put_over(path, data, length, error);
    g_autoptr(DurableFile) file = durable_file_new(path, error);
    return file && durable_file_write(file, data, length, error) &&
           durable_file_keep(g_steal_pointer(&file), error);
}

gboolean durable_folder_sync(const char *folder, GError **error)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        casegate_error_from_errno(error, errno, "cannot open folder '%s'", folder);
        return FALSE;
    }
    gboolean synced = fsync(fd) == 0 || temporary_failure(error, "fsync folder", folder);
    close(fd);
    return synced;
}

gboolean durable_folder_make(const char *folder, GError **error)
{
    if (g_file_test(folder, G_FILE_TEST_IS_DIR))
        return TRUE;
    g_autofree char *parent = g_path_get_dirname(folder);
    if (g_str_equal(parent, folder)) {
        casegate_error_from_errno(error, ENOTDIR, "cannot make folder '%s'", folder);
        return FALSE;
    }
    if (!durable_folder_make(parent, error))
        return FALSE;
    if (mkdir(folder, 0700) == 0)
        return durable_folder_sync(parent, error);
    if (errno == EEXIST && g_file_test(folder, G_FILE_TEST_IS_DIR))
        return TRUE; /* another process was quicker, and syncs it */
    casegate_error_from_errno(error, errno, "cannot make folder '%s'", folder);
    return FALSE;
}

static gboolean too_large(const char *path, gsize limit, GError **error)
{
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM,
                "'%s' is larger than %" G_GSIZE_FORMAT " bytes", path, limit);
    return FALSE;
}

static gboolean check_regular(int fd, const char *path, gsize limit, GError **error)
{
    struct stat status;
    if (fstat(fd, &status) != 0) {
        casegate_error_from_errno(error, errno, "cannot look at '%s'", path);
        return FALSE;
    }
    if (!S_ISREG(status.st_mode)) {
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM, "'%s' is no regular file", path);
        return FALSE;
    }
    return (guint64)status.st_size <= limit || too_large(path, limit, error);
}

/* To the end of the file, which may have grown since its size was looked at. */
static gboolean read_all(int fd, const char *path, gsize limit, GByteArray *out, GError **error)
{
    for (;;) {
        guint before = out->len;
        g_byte_array_set_size(out, before + (guint)READ_STEP);
        ssize_t got = read(fd, out->data + before, READ_STEP);
        g_byte_array_set_size(out, before + (guint)MAX(got, 0));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            casegate_error_from_errno(error, errno, "cannot read '%s'", path);
            return FALSE;
        }
        if (got == 0)
            return TRUE;
        if (out->len > limit)
            return too_large(path, limit, error);
    }
}

char *durable_read_whole(const char *path, gsize limit, gsize *length_out, GError **error)
{
    g_assert(limit < G_MAXUINT - READ_STEP);
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) {
        casegate_error_from_errno(error, errno, "cannot open '%s'", path);
        return NULL;
    }
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    gboolean whole =
        check_regular(fd, path, limit, error) && read_all(fd, path, limit, bytes, error);
    close(fd);
    if (!whole)
        return NULL;
    if (length_out)
        *length_out = bytes->len;
    g_byte_array_append(bytes, (const guint8 *)"", 1);
    return (char *)g_byte_array_free(g_steal_pointer(&bytes), FALSE);
}
