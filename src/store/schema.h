/* The record's tables, step by step from nothing to the present version. Nobody outside store/ includes this. */
#pragma once
#include "store_private.h"

guint schema_version(void); /* the present one */
/* Writes a new record to `path`, whole and durable or not at all. Another process may have been faster: that is success. */
gboolean schema_create(const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Brings an open record of an older version up to the present one, in one transaction. */
gboolean schema_bring_up(sqlite3 *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The statements of three steps: the desk's accounts, changes of the directory, the office's mail. */
extern const char schema_accounts[], schema_directory[], schema_office_mail[];
/* And of one that lets a change of the directory be erased: they must run one after the other. */
extern const char schema_directory_tombstones[], schema_directory_erasable[];
