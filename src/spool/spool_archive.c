/* The archive: raw messages under archive/ab/SHA256, ab being the digest's first two digits. Bytes
 * that are here are never changed; the same bytes to two mailboxes are one file.
 *
 * Moving is a rename, so a message is never in neither place. Where the name is taken already, the
 * incoming copy is removed only after the archived one has been read whole and has the digest of
 * its name; an archived file that lost its bytes is replaced by the incoming copy, if that one
 * still has them. Nothing is durable before spool_archive_sync(), which a batch calls once; until
 * then a power cut brings messages back to incoming/new, where their ledger rows are met again.
 * Archive folders are synced before incoming/new: on a file system without atomic renames the order
 * decides whether a name is twice there or not at all. */
#include "spool_private.h"
#include "digest.h"
#include "error.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_BYTES (64u << 10)
#define SYNC_EACH 4u /* folders fsynced one by one; more are one syncfs() */

typedef struct {
    char folder[3];                   /* "ab" */
    char path[DIGEST_HEX_LENGTH + 4]; /* "ab/SHA256" */
} Shelf;

static gboolean find_shelf(const char *sha256, Shelf *shelf_out, GError **error)
{
    if (!digest_is_hex(sha256)) {
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_BUG, "'%s' is no digest", sha256);
        return FALSE;
    }
    memcpy(shelf_out->folder, sha256, 2);
    shelf_out->folder[2] = '\0';
    g_snprintf(shelf_out->path, sizeof shelf_out->path, "%s/%s", shelf_out->folder, sha256);
    return TRUE;
}

static guint shelf_number(const char *folder)
{
    return (guint)(g_ascii_xdigit_value(folder[0]) << 4 | g_ascii_xdigit_value(folder[1]));
}

static void moved_to(Spool *spool, const Shelf *shelf)
{
    spool->unsynced[shelf_number(shelf->folder)] = 1;
    spool->unsynced_new = TRUE;
}

/* The digest of what a descriptor holds; NULL and TEMP when it cannot be read to its end. */
static char *digest_of_file(int fd, GError **error)
{
    g_autofree char *buffer = g_malloc(READ_BYTES);
    g_autoptr(Digest) digest = digest_new();
    for (;;) {
        ssize_t n = read(fd, buffer, READ_BYTES);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            spool_fail(error, errno, "cannot read a message of the spool");
            return NULL;
        }
        if (n == 0)
            return digest_finish(g_steal_pointer(&digest));
        digest_update(digest, buffer, (gsize)n);
    }
}

static gboolean holds(int folder, const char *path, const char *sha256, GError **error)
{
    guint64 bytes;
    int fd = spool_open_regular(folder, path, &bytes, error);
    if (fd < 0)
        return FALSE;
    g_autofree char *found = digest_of_file(fd, error);
    close(fd);
    if (found == NULL || g_str_equal(found, sha256))
        return found != NULL;
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM,
                "'%s' does not hold the bytes of digest %s any more", path, sha256);
    return FALSE;
}

static gboolean exists(int folder, const char *path)
{
    struct stat status;
    return fstatat(folder, path, &status, AT_SYMLINK_NOFOLLOW) == 0;
}

/* The folder is made when it is missed: after the first weeks they are all there. */
static gboolean rename_into(Spool *spool, const char *name, const Shelf *shelf)
{
    if (renameat(spool->new, name, spool->archive, shelf->path) == 0)
        return TRUE;
    if (errno != ENOENT || exists(spool->archive, shelf->folder))
        return FALSE;
    if (mkdirat(spool->archive, shelf->folder, 0700) != 0)
        return FALSE;
    spool->unsynced_shelf = TRUE;
    return renameat(spool->new, name, spool->archive, shelf->path) == 0;
}

static gboolean move(Spool *spool, const SpoolItem *item, const Shelf *shelf, GError **error)
{
    if (rename_into(spool, item->name, shelf)) {
        moved_to(spool, shelf);
        return TRUE;
    }
    int errnum = errno;
    if (!exists(spool->new, item->name))
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM,
                    "'%s' is neither in incoming/new nor in the archive", item->name);
    else
        spool_fail(error, errnum, "cannot archive '%s'", item->name);
    return FALSE;
}

/* The archive has the name already. */
static gboolean settle_twin(Spool *spool, const SpoolItem *item, const Shelf *shelf, GError **error)
{
    g_autoptr(GError) damage = NULL;
    if (!exists(spool->new, item->name))
        return TRUE; /* moved before a crash */
    if (!holds(spool->archive, shelf->path, item->sha256, &damage)) {
        if (!g_error_matches(damage, CASEGATE_ERROR, CASEGATE_ERROR_PERM) ||
            !holds(spool->new, item->name, item->sha256, NULL)) {
            g_propagate_error(error, g_steal_pointer(&damage));
            return FALSE;
        }
        g_warning("archive: %s; put right from another copy", damage->message);
        return move(spool, item, shelf, error);
    }
    if (unlinkat(spool->new, item->name, 0) != 0 && errno != ENOENT) {
        spool_fail(error, errno, "cannot remove the archived '%s' from incoming/new", item->name);
        return FALSE;
    }
    spool->unsynced_new = TRUE;
    return TRUE;
}

gboolean spool_archive(Spool *spool, const SpoolItem *item, GError **error)
{
    Shelf shelf;
    if (!find_shelf(item->sha256, &shelf, error))
        return FALSE;
    return exists(spool->archive, shelf.path) ? settle_twin(spool, item, &shelf, error)
                                              : move(spool, item, &shelf, error);
}

static gboolean sync_shelf(const Spool *spool, guint number)
{
    char name[3];
    g_snprintf(name, sizeof name, "%02x", number & 0xff);
    int fd = openat(spool->archive, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    gboolean synced = fd >= 0 && fsync(fd) == 0;
    int errnum = errno;
    if (fd >= 0)
        close(fd);
    errno = errnum;
    return synced;
}

static gboolean sync_shelves(const Spool *spool)
{
    guint count = 0;
    for (guint i = 0; i < SPOOL_SHELVES; i++)
        count += spool->unsynced[i];
    if (count > SYNC_EACH)
        return syncfs(spool->archive) == 0;
    for (guint i = 0; i < SPOOL_SHELVES; i++)
        if (spool->unsynced[i] != 0 && !sync_shelf(spool, i))
            return FALSE;
    return !spool->unsynced_shelf || fsync(spool->archive) == 0;
}

gboolean spool_archive_sync(Spool *spool, GError **error)
{
    if (!sync_shelves(spool) || (spool->unsynced_new && fsync(spool->new) != 0)) {
        spool_fail(error, errno, "cannot make '%s/archive' durable", spool->folder);
        return FALSE;
    }
    memset(spool->unsynced, 0, sizeof spool->unsynced);
    spool->unsynced_shelf = spool->unsynced_new = FALSE;
    return TRUE;
}

int spool_open_archived(Spool *spool, const char *sha256, GError **error)
{
    Shelf shelf;
    guint64 bytes;
    return find_shelf(sha256, &shelf, error)
               ? spool_open_regular(spool->archive, shelf.path, &bytes, error)
               : -1;
}

int spool_look_archived(const char *folder, const char *sha256, guint64 *bytes_out, GError **error)
{
    Shelf shelf;
    g_autofree char *path = g_build_filename(folder, "archive", NULL);
    int archive = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int fd = -1;
    if (archive < 0)
        casegate_error_from_errno(error, errno, "cannot open '%s'", path);
    else if (find_shelf(sha256, &shelf, error))
        fd = spool_open_regular(archive, shelf.path, bytes_out, error);
    if (archive >= 0)
        close(archive);
    return fd;
}

char *spool_archive_path(const Spool *spool, const char *sha256)
{
    g_return_val_if_fail(digest_is_hex(sha256), NULL);
    const char folder[3] = {sha256[0], sha256[1], '\0'};
    return g_build_filename(spool->folder, "archive", folder, sha256, NULL);
}

gboolean spool_archive_check(Spool *spool, const char *sha256, GError **error)
{
    Shelf shelf;
    return find_shelf(sha256, &shelf, error) && holds(spool->archive, shelf.path, sha256, error);
}

static void list_digest(const char *name, gpointer user)
{
    if (digest_is_hex(name))
        g_ptr_array_add(user, g_strdup(name));
}

static void list_shelf(const char *name, gpointer user)
{
    if (strlen(name) == 2 && g_ascii_isxdigit(name[0]) && g_ascii_isxdigit(name[1]))
        g_ptr_array_add(user, g_strdup(name));
}

static gint by_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

GPtrArray *spool_archive_list(Spool *spool, GError **error)
{
    g_autoptr(GPtrArray) shelves = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) digests = g_ptr_array_new_with_free_func(g_free);
    if (!spool_each_name(spool->archive, list_shelf, shelves, error))
        return NULL;
    for (guint i = 0; i < shelves->len; i++) {
        int fd = openat(spool->archive, shelves->pdata[i], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        gboolean listed = fd >= 0 && spool_each_name(fd, list_digest, digests, error);
        if (fd < 0)
            casegate_error_from_errno(error, errno, "cannot open 'archive/%s'",
                                      (char *)shelves->pdata[i]);
        else
            close(fd);
        if (!listed)
            return NULL;
    }
    g_ptr_array_sort(digests, by_text);
    return g_steal_pointer(&digests);
}
