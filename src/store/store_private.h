/* What the files of store/ share; nobody else includes it. */
#pragma once
#include <sqlite3.h>
#include "store.h"

#define STORE_APPLICATION_ID 0x43534754 /* "CSGT" */

struct Store {
    sqlite3 *db;
    StoreMode mode;
    GHashTable *statements;   /* SQL literal, by its address → sqlite3_stmt */
    gboolean in_transaction;  /* between store_begin() and its end, even if SQLite has rolled back meanwhile */
    guint full_scans;
    /* What was read or written in this transaction, where nobody else can have changed it. Forgotten at every
     * beginning and every undoing. */
    struct {
        gint64 ledger;        /* the newest row's id; 0 = not known */
        gint64 event;         /* the chain's last id and hash; hash NULL = not known */
        char *hash;
        gint64 outbox;        /* the newest row's id; -1 = not known */
    } newest;
    struct LiveKeys *keys;    /* of message_id.c, NULL = not read */
};

void store_forget(Store *store); /* what is known of this transaction */
void message_id_forget_keys(Store *store);

/* Turns a result code of SQLite (with what the connection says about it) into what the caller does next. */
void store_failed(Store *store, int code, GError **error);
void sqlite_failed(sqlite3 *db, int code, GError **error);
/* Runs statements that are known to be right and are not kept. */
gboolean sqlite_run(sqlite3 *db, const char *sql, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A pragma's one number. */
gboolean sqlite_pragma(sqlite3 *db, const char *sql, gint64 *value_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The log and its index stay when the last connection ends, empty: `send` may open these files and make no others. */
void store_keep_log(sqlite3 *db);
