/* store_scrub: the record written anew, so that nothing that was erased lies between its rows.
 *
 * secure_delete overwrites what is deleted, but not the copies that a page keeps of rows that were moved when it was
 * split; VACUUM copies the rows alone. It goes through the write-ahead log, which is then emptied to nothing. The copy it makes
 * on its way is kept in memory. A connection of its own, without the bars of the others (store.c), that nobody else has. */
#include "store_private.h"

#include "error.h"

#define WAIT_MILLISECONDS 10000

static gboolean scrub(sqlite3 *db, GError **error)
{
    int left = 0, done = 0;
    store_keep_log(db);
    (void)sqlite3_busy_timeout(db, WAIT_MILLISECONDS);
    if (!sqlite_run(
            db,
            "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;"
            "VACUUM",
            error))
        return FALSE;
    int code = sqlite3_wal_checkpoint_v2(db, "main", SQLITE_CHECKPOINT_TRUNCATE, &left, &done);
    if (code == SQLITE_OK)
        return TRUE;
    if ((code & 0xff) == SQLITE_BUSY)
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP,
                    "the record is being read, so that its log could not be emptied; run the same "
                    "again, best with the gateway stopped");
    else
        sqlite_failed(db, code, error);
    return FALSE;
}

gboolean store_scrub(const char *path, GError **error)
{
    sqlite3 *db = NULL;
    int code = sqlite3_open_v2(
        path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    if (code != SQLITE_OK)
        sqlite_failed(db, code, error);
    gboolean scrubbed = code == SQLITE_OK && scrub(db, error);
    (void)sqlite3_close(db);
    return scrubbed;
}
