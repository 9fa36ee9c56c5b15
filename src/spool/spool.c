/* The spool's folders and the way in. A message is in exactly one of these states; the last column
 * is what happens to it after a crash or a power cut.
 *
 *   state      incoming/tmp  incoming/new  ledger  archive    after a crash
 *   writing    T, locked                                      swept when its lock is free (1)
 *   written    T, fsynced                                     swept when its lock is free (1)
 *   renamed                  N                                'written' or 'accepted' (2)
 *   accepted                 N, durable                       spool_list() finds it
 *   recorded                 N             row N              work meets row N and only archives it
 *   archived                               row N   ab/SHA256  not synced yet: 'recorded' again
 *   twin                     N             row N   ab/SHA256  N goes once ab/SHA256 is proved whole
 *
 * (1) The sender was told nothing and sends again. (2) The sender sends again, too, and the ledger
 * knows the repeat by digest and mailbox; so N is not taken back if the folder's fsync fails: a
 * worker may have it open already, and a repeat is harmless where a lost message is not.
 *
 * Only the first four states are made here. A failed fsync is final: the message is given up and
 * the caller told TEMP. Files are made 0400 and never written again. */
#include "spool_private.h"
#include "digest.h"
#include "durable_file.h"
#include "error.h"
#include "spool_name.h"
#include "spool_sender.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define RESERVE_EVERY (1u << 20) /* bytes written between two looks at the free space */
#define SYNCFS_FROM 8u           /* messages accepted at once */

struct SpoolWriter {
    Spool *spool;
    int fd;
    char *name; /* under incoming/tmp */
    char *mailbox;
    Digest *digest;
    SpoolSender *sender;
    guint64 bytes, unchecked; /* unchecked: since the last look at the free space */
};

static int open_folder(const char *parent, const char *name, GError **error)
{
    g_autofree char *path = g_build_filename(parent, name, NULL);
    if (!durable_folder_make(path, error))
        return -1;
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        casegate_error_from_errno(error, errno, "cannot open the folder '%s'", path);
    return fd;
}

Spool *spool_open_incoming(const char *folder, GError **error)
{
    g_autoptr(Spool) spool = g_new0(Spool, 1);
    spool->folder = g_strdup(folder);
    spool->new = spool->archive = -1;
    spool->tmp = open_folder(folder, "incoming/tmp", error);
    if (spool->tmp >= 0)
        spool->new = open_folder(folder, "incoming/new", error);
    return spool->new >= 0 ? g_steal_pointer(&spool) : NULL;
}

Spool *spool_open(const char *folder, GError **error)
{
    g_autoptr(Spool) spool = spool_open_incoming(folder, error);
    if (spool == NULL)
        return NULL;
    spool->archive = open_folder(folder, "archive", error);
    return spool->archive >= 0 ? g_steal_pointer(&spool) : NULL;
}

static void close_if_open(int fd)
{
    if (fd >= 0)
        close(fd);
}

void spool_close(Spool *spool)
{
    if (spool == NULL)
        return;
    close_if_open(spool->tmp);
    close_if_open(spool->new);
    close_if_open(spool->archive);
    g_free(spool->folder);
    g_free(spool);
}

void spool_set_reserve(Spool *spool, guint64 bytes)
{
    spool->reserve = bytes;
}

void spool_fail(GError **error, int errnum, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *what = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP, "%s: %s", what, g_strerror(errnum));
}

static gboolean reserve_is_free(const Spool *spool, GError **error)
{
    struct statvfs volume;
    if (spool->reserve == 0)
        return TRUE;
    if (fstatvfs(spool->tmp, &volume) != 0) {
        spool_fail(error, errno, "cannot see the free space of '%s'", spool->folder);
        return FALSE;
    }
    guint64 available = (guint64)volume.f_bavail * volume.f_frsize;
    if (available >= spool->reserve)
        return TRUE;
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP,
                "'%s' has %" G_GUINT64_FORMAT " MiB free, and %" G_GUINT64_FORMAT
                " MiB are set aside",
                spool->folder, available >> 20, spool->reserve >> 20);
    return FALSE;
}

static void writer_free(SpoolWriter *writer)
{
    close_if_open(writer->fd); /* and with it the lock */
    digest_free(writer->digest);
    spool_sender_free(writer->sender);
    g_free(writer->name);
    g_free(writer->mailbox);
    g_free(writer);
}

static gboolean create_locked(SpoolWriter *writer, GError **error)
{
    writer->fd = openat(writer->spool->tmp, writer->name,
                        O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0400);
    if (writer->fd >= 0 && flock(writer->fd, LOCK_EX | LOCK_NB) == 0)
        return TRUE;
    spool_fail(error, errno, "cannot create a file in '%s/incoming/tmp'", writer->spool->folder);
    return FALSE;
}

SpoolWriter *spool_write(Spool *spool, const char *mailbox, Instant arrived, GError **error)
{
    if (!spool_name_fits(mailbox)) {
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM,
                    "mailbox address '%s' is empty or too long for the spool", mailbox);
        return NULL;
    }
    if (!reserve_is_free(spool, error))
        return NULL;
    g_autoptr(SpoolWriter) writer = g_new0(SpoolWriter, 1);
    writer->spool = spool;
    writer->mailbox = g_strdup(mailbox);
    writer->name = spool_name_new(arrived, spool->counter++);
    writer->digest = digest_new();
    writer->sender = spool_sender_new();
    return create_locked(writer, error) ? g_steal_pointer(&writer) : NULL;
}

static gboolean write_all(int fd, const char *bytes, gsize length)
{
    while (length > 0) {
        ssize_t n = write(fd, bytes, length);
        if (n < 0 && errno != EINTR)
            return FALSE;
        if (n > 0) {
            bytes += n;
            length -= (gsize)n;
        }
    }
    return TRUE;
}

gboolean spool_write_more(SpoolWriter *writer, const void *data, gsize length, GError **error)
{
    writer->unchecked += length;
    if (writer->unchecked >= RESERVE_EVERY) {
        writer->unchecked = 0;
        if (!reserve_is_free(writer->spool, error))
            return FALSE;
    }
    if (!write_all(writer->fd, data, length)) {
        spool_fail(error, errno, "cannot write to '%s/incoming/tmp'", writer->spool->folder);
        return FALSE;
    }
    digest_update(writer->digest, data, length);
    spool_sender_update(writer->sender, data, length);
    writer->bytes += length;
    return TRUE;
}

void spool_writer_abandon(SpoolWriter *writer)
{
    if (writer == NULL)
        return;
    if (writer->fd >= 0)
        unlinkat(writer->spool->tmp, writer->name, 0);
    writer_free(writer);
}

static gboolean publish(const SpoolWriter *writer, const char *name, GError **error)
{
    const Spool *spool = writer->spool;
    if (renameat(spool->tmp, writer->name, spool->new, name) == 0)
        return TRUE;
    spool_fail(error, errno, "cannot move a message to '%s/incoming/new'", spool->folder);
    return FALSE;
}

static gboolean make_durable(const SpoolWriter *writer, GError **error)
{
    if (fsync(writer->fd) == 0)
        return TRUE;
    spool_fail(error, errno, "cannot make a message in '%s' durable", writer->spool->folder);
    return FALSE;
}

/* Under its final name, which is not durable yet. Frees `taken` either way. */
static gboolean move_in(SpoolWriter *taken, GError **error)
{
    g_autoptr(SpoolWriter) writer = taken;
    g_autofree char *sha256 = digest_finish(g_steal_pointer(&writer->digest));
    g_autofree char *sender = spool_sender_digits(writer->sender);
    g_autofree char *unfinished = spool_name_mark(writer->name, sender);
    g_autofree char *name = spool_name_finish(unfinished, sha256, writer->bytes, writer->mailbox);
    if (!publish(writer, name, error))
        return FALSE;
    writer_free(g_steal_pointer(&writer));
    return TRUE;
}

static gboolean sync_names(Spool *spool, GError **error)
{
    if (fsync(spool->new) == 0)
        return TRUE;
    spool_fail(error, errno, "cannot make '%s/incoming/new' durable", spool->folder);
    return FALSE;
}

gboolean spool_accept(SpoolWriter *taken, GError **error)
{
    g_autoptr(SpoolWriter) writer = taken;
    Spool *spool = writer->spool;
    return make_durable(writer, error) && move_in(g_steal_pointer(&writer), error) &&
           sync_names(spool, error);
}

/* From a handful on, one syncfs() of all costs less than a wait for each. */
static gboolean make_all_durable(Spool *spool, const GPtrArray *writers, GError **error)
{
    if (writers->len >= SYNCFS_FROM) {
        if (syncfs(spool->tmp) == 0)
            return TRUE;
        spool_fail(error, errno, "cannot make messages in '%s' durable", spool->folder);
        return FALSE;
    }
    for (guint i = 0; i < writers->len; i++)
        if (!make_durable(writers->pdata[i], error))
            return FALSE;
    return TRUE;
}

gboolean spool_accept_all(Spool *spool, GPtrArray *writers, GError **error)
{
    gboolean fine = make_all_durable(spool, writers, error);
    for (guint i = 0; i < writers->len; i++) {
        if (fine)
            fine = move_in(writers->pdata[i], error);
        else
            spool_writer_abandon(writers->pdata[i]);
    }
    g_ptr_array_set_size(writers, 0);
    return fine && sync_names(spool, error);
}

int spool_open_regular(int folder, const char *name, guint64 *bytes_out, GError **error)
{
    struct stat status;
    int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) {
        casegate_error_from_errno(error, errno, "cannot open '%s'", name);
        return -1;
    }
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM, "'%s' is not a regular file", name);
        close(fd);
        return -1;
    }
    *bytes_out = (guint64)status.st_size;
    return fd;
}

gboolean spool_each_name(int folder, void (*visit)(const char *name, gpointer user), gpointer user,
                         GError **error)
{
    int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *stream = fd >= 0 ? fdopendir(fd) : NULL;
    if (stream == NULL) {
        casegate_error_from_errno(error, errno, "cannot list a folder of the spool");
        close_if_open(fd);
        return FALSE;
    }
    struct dirent *entry;
    while ((errno = 0, entry = readdir(stream)) != NULL)
        if (entry->d_name[0] != '.')
            visit(entry->d_name, user);
    int errnum = errno;
    closedir(stream);
    if (errnum != 0)
        spool_fail(error, errnum, "cannot list a folder of the spool to its end");
    return errnum == 0;
}
