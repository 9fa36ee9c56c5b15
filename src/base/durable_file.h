/* Files that survive a power cut: written under a temporary name, fsynced, renamed into place, and
 * the folder fsynced. A failed fsync is final: the file is removed and TEMP returned. */
#pragma once
#include <glib.h>

typedef struct DurableFile DurableFile; /* an open temporary file */

/* Creates `folder`/`name` with O_EXCL, mode 0600. */
DurableFile *durable_file_create(const char *folder, const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same of a path, to be kept under that very name: for a file that a person asks for, wherever that may be (a stick knows no
 * links). An existing one is an error (PERM). */
DurableFile *durable_file_new(const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean durable_file_write(DurableFile *file, const void *data, gsize length, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Its permissions, by the descriptor: no path is looked up. */
gboolean durable_file_mode(DurableFile *file, guint mode, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* fsync, close, rename to `target_folder`/`target_name`, fsync both folders. Frees `file` either way;
 * on failure neither name is left behind, except that a replaced target stays, whole (old or new). An existing
 * target is an error (PERM) unless `replace`. */
gboolean durable_file_commit(DurableFile *file, const char *target_folder, const char *target_name, gboolean replace,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* fsync, close, fsync the folder: it stays under the name that it has. Frees `file` either way; on failure the file is removed. */
gboolean durable_file_keep(DurableFile *file, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A whole file at `path`, mode 0600: a new one, or, where `replace` says so, in place of another, whole in every moment. */
gboolean durable_file_put(const char *path, const void *data, gsize length, gboolean replace, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* Closes the temporary file and leaves it where it is, not durable: for callers that sync many at once and rename
 * them then. Frees `file` either way; on failure the file is removed. */
gboolean durable_file_leave(DurableFile *file, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void durable_file_abandon(DurableFile *file); /* removes the temporary file; NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DurableFile, durable_file_abandon)

gboolean durable_folder_sync(const char *folder, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean durable_folder_make(const char *folder, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* with parents, 0700 */
/* The whole of a regular file (O_NOFOLLOW), at most `limit` bytes; NULL and an error otherwise. */
char *durable_read_whole(const char *path, gsize limit, gsize *length_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
