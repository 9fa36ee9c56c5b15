/* store_backup: a consistent copy of the record while others go on writing.
 *
 * The copy is made under another name, checked, fsynced and then renamed, so that a file with the
 * asked-for name is a whole backup. An existing file is never replaced (PERM). The copy holds
 * everything, keys too: it is as secret as the record. */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "durable_file.h"
#include "error.h"
#include "store_private.h"

#define PAGES_AT_ONCE 1000
#define PAUSE_MILLISECONDS 20
#define PAUSES_MAX 500 /* ten seconds of another writer's lock */

static int copy_pages(sqlite3_backup *backup)
{
    int code = SQLITE_OK;
    for (guint pauses = 0; pauses < PAUSES_MAX; pauses++) {
        do
            code = sqlite3_backup_step(backup, PAGES_AT_ONCE);
        while (code == SQLITE_OK);
        if ((code & 0xff) != SQLITE_BUSY && (code & 0xff) != SQLITE_LOCKED)
            break;
        (void)sqlite3_sleep(PAUSE_MILLISECONDS);
    }
    return code;
}

static gboolean copy_into(Store *store, sqlite3 *copy, GError **error)
{
    sqlite3_backup *backup = sqlite3_backup_init(copy, "main", store->db, "main");
    int code = backup ? copy_pages(backup) : sqlite3_errcode(copy);
    if (backup)
        (void)sqlite3_backup_finish(backup);
    if (code != SQLITE_DONE)
        sqlite_failed(copy, code, error);
    return code == SQLITE_DONE;
}

static gboolean write_copy(Store *store, const char *path, GError **error)
{
    sqlite3 *copy = NULL;
    int code = sqlite3_open_v2(path, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE, NULL);
    if (code != SQLITE_OK)
        sqlite_failed(copy, code, error);
    /* one file without a log beside it, fit to be carried away */
    gboolean done = code == SQLITE_OK && copy_into(store, copy, error) &&
                    sqlite_run(copy, "PRAGMA journal_mode = DELETE", error);
    if (sqlite3_close(copy) == SQLITE_OK)
        return done;
    if (done)
        sqlite_failed(copy, SQLITE_IOERR, error);
    return FALSE;
}

/* An empty file that only its owner may read, for SQLite to fill. */
static gboolean make_private(const char *path, GError **error)
{
    int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        casegate_error_from_errno(error, errno, "cannot create '%s'", path);
        return FALSE;
    }
    (void)close(fd);
    return TRUE;
}

static gboolean sync_and_rename(const char *from, const char *path, GError **error)
{
    int fd = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    gboolean synced = fd >= 0 && fsync(fd) == 0;
    int saved = errno;
    if (fd >= 0)
        (void)close(fd);
    if (!synced || link(from, path) != 0) {
        casegate_error_from_errno(error, synced ? errno : saved, "cannot write '%s'", path);
        return FALSE;
    }
    g_autofree char *folder = g_path_get_dirname(path);
    return durable_folder_sync(folder, error);
}

gboolean store_backup(Store *store, const char *path, GError **error)
{
    g_autofree char *partial = g_strdup_printf("%s.partial", path);
    if (g_file_test(path, G_FILE_TEST_EXISTS)) {
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM,
                    "'%s' exists already; name a new file", path);
        return FALSE;
    }
    (void)g_unlink(partial); /* of a backup that was interrupted */
    gboolean done = make_private(partial, error) && write_copy(store, partial, error) &&
                    sync_and_rename(partial, path, error);
    (void)g_unlink(partial);
    return done;
}
