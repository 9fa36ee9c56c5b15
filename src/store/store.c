/* store: opening the record, its transactions, and what SQLite's failures mean.
 *
 * A record is opened only when it is ours, of a version we know and not empty; one that is missing
 * is made whole (schema.c). Readers open it for writing too, because a write-ahead log left by a
 * crash must be folded in before anything can be read, but may not write (query_only). A connection
 * never crosses a fork and belongs to one thread.
 *
 * SQLite rolls a transaction back by itself when the disk is full; everything until its end then
 * fails with TEMP, so that no part of a message is committed alone. */
#include "store_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "error.h"
#include "query.h"
#include "schema.h"
#include "text.h"

#define WAIT_MILLISECONDS 5000
/* a message's savepoint stays in memory: it touches a hundred pages, not two thousand */
#define SAVEPOINT_BYTES (8 << 20)

/* ---- failures ---- */

static CasegateError code_of_cannot_open(sqlite3 *db)
{
    switch (sqlite3_system_errno(db)) {
    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case ENOSPC:
    case EDQUOT:
        return CASEGATE_ERROR_TEMP;
    default:
        return CASEGATE_ERROR_CONFIG;
    }
}

static CasegateError code_of(sqlite3 *db, int code)
{
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_NOMEM:
    case SQLITE_PROTOCOL:
    case SQLITE_INTERRUPT:
        return CASEGATE_ERROR_TEMP;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return CASEGATE_ERROR_CONFIG;
    case SQLITE_CANTOPEN:
        return code_of_cannot_open(db);
    case SQLITE_TOOBIG:
        return CASEGATE_ERROR_PERM;
    default:
        return CASEGATE_ERROR_BUG;
    }
}

void sqlite_failed(sqlite3 *db, int code, GError **error)
{
    const char *path = db ? sqlite3_db_filename(db, "main") : NULL;
    g_set_error(error, CASEGATE_ERROR, code_of(db, code), "the record '%s': %s",
                text_empty(path) ? "without a name" : path,
                db ? sqlite3_errmsg(db) : sqlite3_errstr(code));
}

void store_failed(Store *store, int code, GError **error)
{
    sqlite_failed(store->db, code, error);
}

gboolean sqlite_run(sqlite3 *db, const char *sql, GError **error)
{
    int code = sqlite3_exec(db, sql, NULL, NULL, NULL);
    if (code != SQLITE_OK)
        sqlite_failed(db, code, error);
    return code == SQLITE_OK;
}

gboolean sqlite_pragma(sqlite3 *db, const char *sql, gint64 *value_out, GError **error)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        *value_out = sqlite3_column_int64(statement, 0);
    else
        sqlite_failed(db, code, error);
    (void)sqlite3_finalize(statement);
    return code == SQLITE_ROW;
}

/* ---- opening ---- */

/* The path with its folder's symbolic links resolved: SQLite is told to follow none. */
static char *real_path(const char *path, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *name = g_path_get_basename(path);
    char *real = realpath(folder, NULL);
    if (!real) {
        casegate_error_from_errno(error, errno, "cannot find the folder '%s'", folder);
        return NULL;
    }
    char *full = g_build_filename(real, name, NULL);
    free(real);
    return full;
}

static gboolean check_file(const char *path, StoreMode mode, GError **error)
{
    struct stat status;
    if (lstat(path, &status) != 0) {
        if (errno == ENOENT && mode == STORE_WRITE)
            return schema_create(path, error);
        casegate_error_from_errno(error, errno, "cannot look at '%s'", path);
        return FALSE;
    }
    if (S_ISREG(status.st_mode) && status.st_size > 0)
        return TRUE;
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_CONFIG,
                "'%s' is %s; restore it from a backup", path,
                S_ISREG(status.st_mode) ? "empty" : "no regular file");
    return FALSE;
}

void store_keep_log(sqlite3 *db)
{
    int on = 1;
    (void)sqlite3_file_control(db, "main", SQLITE_FCNTL_PERSIST_WAL, &on);
}

static void harden(sqlite3 *db)
{
    store_keep_log(db);
    (void)sqlite3_busy_timeout(db, WAIT_MILLISECONDS);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
}

static gboolean check_version(sqlite3 *db, StoreMode mode, GError **error)
{
    gint64 application = 0, version = 0;
    const char *path = sqlite3_db_filename(db, "main");
    if (!sqlite_pragma(db, "PRAGMA application_id", &application, error) ||
        !sqlite_pragma(db, "PRAGMA user_version", &version, error))
        return FALSE;
    if (application != STORE_APPLICATION_ID)
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_CONFIG,
                    "'%s' is no record of casegate; put it elsewhere or restore a backup", path);
    else if (version > schema_version())
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_CONFIG,
                    "'%s' is of version %" G_GINT64_FORMAT
                    ", this program knows %u; use the newer program",
                    path, version, schema_version());
    else if (version == schema_version())
        return TRUE;
    else if (mode == STORE_WRITE)
        return schema_bring_up(db, error);
    else
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_CONFIG,
                    "'%s' is of the older version %" G_GINT64_FORMAT
                    "; run 'casegate work' once to bring it up to date",
                    path, version);
    return FALSE;
}

/* Nothing here removes or alters a table, or opens another file, once the record is open. */
static int authorize(void *context, int action, const char *one, const char *two, const char *three,
                     const char *four)
{
    (void)context;
    (void)one;
    (void)two;
    (void)three;
    (void)four;
    switch (action) {
    case SQLITE_DROP_INDEX:
    case SQLITE_DROP_TABLE:
    case SQLITE_DROP_TRIGGER:
    case SQLITE_DROP_VIEW:
    case SQLITE_ALTER_TABLE:
    case SQLITE_ATTACH:
    case SQLITE_DETACH:
        return SQLITE_DENY;
    default:
        return SQLITE_OK;
    }
}

static gboolean prepare_connection(sqlite3 *db, StoreMode mode, GError **error)
{
    harden(db);
    if (!check_version(db, mode, error))
        return FALSE;
    if (mode == STORE_WRITE && !sqlite_run(db, "PRAGMA journal_mode = WAL", error))
        return FALSE;
    if (!sqlite_run(
            db,
            "PRAGMA synchronous = FULL; PRAGMA cell_size_check = ON;"
            "PRAGMA recursive_triggers = ON; PRAGMA secure_delete = ON;"
            "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -4000; PRAGMA "
            "wal_autocheckpoint = 6000;" /* 48 MiB of log, others fold it before (store_fold) */
            "PRAGMA journal_size_limit = 16777216",
            error))
        return FALSE;
    if (mode == STORE_READ && !sqlite_run(db, "PRAGMA query_only = ON", error))
        return FALSE;
    (void)sqlite3_set_authorizer(db, authorize, NULL);
    return TRUE;
}

static void finalize(gpointer statement)
{
    (void)sqlite3_finalize(statement);
}

/* SQLite need not count its memory under a lock for us, and keeps the pages that a savepoint may
 * have to put back in one block. Only before its first use; a later call changes nothing. */
static void configure_library(void)
{
    static gsize done = 0;
    if (g_once_init_enter(&done)) {
        (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
        (void)sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, SAVEPOINT_BYTES);
        g_once_init_leave(&done, 1);
    }
}

static Store *open_connection(const char *path, int flags, StoreMode mode, GError **error)
{
    g_autoptr(Store) store = g_new0(Store, 1);
    store->mode = mode;
    store->statements = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, finalize);
    int code = sqlite3_open_v2(path, &store->db,
                               SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX |
                                   SQLITE_OPEN_EXRESCODE | flags,
                               NULL);
    if (code == SQLITE_OK)
        return g_steal_pointer(&store);
    store_failed(store, code, error);
    return NULL;
}

Store *store_open(const char *path, StoreMode mode, GError **error)
{
    configure_library();
    g_autofree char *full = real_path(path, error);
    if (!full || !check_file(full, mode, error))
        return NULL;
    g_autoptr(Store) store = open_connection(full, 0, mode, error);
    return store && prepare_connection(store->db, mode, error) ? g_steal_pointer(&store) : NULL;
}

/* To SQLite an empty path is a file that nobody else can find. */
Store *store_open_scratch(GError **error)
{
    configure_library();
    g_autoptr(Store) store = open_connection("", SQLITE_OPEN_CREATE, STORE_WRITE, error);
    return store && schema_bring_up(store->db, error) &&
                   prepare_connection(store->db, STORE_WRITE, error) &&
                   sqlite_run(store->db, "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF",
                              error)
               ? g_steal_pointer(&store)
               : NULL;
}

void store_close(Store *store)
{
    if (!store)
        return;
    store_rollback(store);
    g_hash_table_unref(store->statements);
    (void)sqlite3_close(store->db);
    g_free(store);
}

void store_set_wait(Store *store, guint milliseconds)
{
    (void)sqlite3_busy_timeout(store->db, (int)milliseconds);
}

guint store_full_scans(const Store *store)
{
    return store->full_scans;
}

/* ---- transactions ---- */

void store_forget(Store *store)
{
    store->newest.ledger = 0;
    store->newest.event = 0;
    store->newest.outbox = -1;
    g_clear_pointer(&store->newest.hash, g_free);
    message_id_forget_keys(store);
}

gboolean store_begin(Store *store, GError **error)
{
    g_assert(!store->in_transaction);
    store_forget(store);
    Query query = store->mode == STORE_WRITE ? query_begin(store, "BEGIN IMMEDIATE")
                                             : query_begin(store, "BEGIN");
    store->in_transaction = query_run(&query, error);
    return store->in_transaction;
}

gboolean store_commit(Store *store, GError **error)
{
    Query query = query_begin_write(store, "COMMIT");
    gboolean done = query_run(&query, error);
    if (done) {
        store->in_transaction = FALSE;
        store_forget(store);
    }
    return done;
}

void store_rollback(Store *store)
{
    store->in_transaction = FALSE;
    store_forget(store);
    if (!store->db || sqlite3_get_autocommit(store->db))
        return;
    Query query = query_begin(store, "ROLLBACK");
    (void)query_run(&query, NULL);
}

gboolean store_savepoint(Store *store, GError **error)
{
    Query query = query_begin_write(store, "SAVEPOINT message");
    return query_run(&query, error);
}

gboolean store_release(Store *store, GError **error)
{
    Query query = query_begin_write(store, "RELEASE message");
    return query_run(&query, error);
}

void store_undo(Store *store)
{
    store_forget(store);
    Query back = query_begin_write(store, "ROLLBACK TO message");
    if (!query_run(&back, NULL))
        return;
    Query release = query_begin_write(store, "RELEASE message");
    (void)query_run(&release, NULL);
}
