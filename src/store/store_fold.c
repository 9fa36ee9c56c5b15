/* store_fold: the write-ahead log folded into the record while its writer goes on.
 *
 * A connection of its own, so that any thread may do it; it takes no lock that the writer waits for.
 * Nothing depends on it: what is not folded here, the writer folds when its log has grown, or the
 * next who opens the record. Somebody who is at it already is no failure. */
#include "store_private.h"

#include "error.h"

static gboolean fold(sqlite3 *db, GError **error)
{
    gint64 version = 0; /* before anything was read there is no log to a connection */
    if (!sqlite_run(db, "PRAGMA synchronous = FULL", error) ||
        !sqlite_pragma(db, "PRAGMA user_version", &version, error))
        return FALSE;
    int code = sqlite3_wal_checkpoint_v2(db, "main", SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    if (code == SQLITE_OK || (code & 0xff) == SQLITE_BUSY)
        return TRUE;
    sqlite_failed(db, code, error);
    return FALSE;
}

gboolean store_fold_log(const char *path, GError **error)
{
    sqlite3 *db = NULL;
    int code = sqlite3_open_v2(
        path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    if (code != SQLITE_OK)
        sqlite_failed(db, code, error);
    gboolean folded = code == SQLITE_OK && fold(db, error);
    (void)sqlite3_close(db);
    return folded;
}
