/* The spool: raw messages on their way in, and the archive they stay in. The states of a message and what a crash
 * leaves are the table at the head of spool.c. */
#pragma once
#include "instant.h"

typedef struct Spool Spool;

typedef struct {
    char *name;     /* the file's name in incoming/new: unique, sorts by arrival */
    char *sha256;   /* of the whole message, as hashed while it was written */
    char *mailbox;  /* the address it came to */
    Instant arrived;
    guint64 bytes;
} SpoolItem;
void spool_item_free(SpoolItem *item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SpoolItem, spool_item_free)

/* Makes the folders if missing (0700). `folder` is the site's spool/. */
Spool *spool_open(const char *folder, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* For who only brings messages: without the archive, which such a process has no business in. */
Spool *spool_open_incoming(const char *folder, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void spool_close(Spool *spool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Spool, spool_close)

/* One message coming in, streamed. Nothing of it is visible before spool_accept() returned TRUE; after that it
 * survives a power cut. A free space below `reserve` bytes (spool_set_reserve) is TEMP. */
typedef struct SpoolWriter SpoolWriter;
void spool_set_reserve(Spool *spool, guint64 bytes);
SpoolWriter *spool_write(Spool *spool, const char *mailbox, Instant arrived, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean spool_write_more(SpoolWriter *writer, const void *data, gsize length, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean spool_accept(SpoolWriter *writer, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* frees `writer` either way */
/* Many at once, for far fewer waits on the disk. All are safe, or FALSE: then any of them may be there and the caller brings
 * all of them again. Frees them either way and leaves the array empty (its free function must do nothing). */
gboolean spool_accept_all(Spool *spool, GPtrArray *writers, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void spool_writer_abandon(SpoolWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SpoolWriter, spool_writer_abandon)

/* Removes temporary files older than `before` that a crashed writer left (its lock is free). */
void spool_sweep(Spool *spool, Instant before);
/* What waits in incoming/new, oldest first; at most `limit` (0 = all). Foreign or odd files are skipped with a warning. */
GPtrArray *spool_list(Spool *spool, guint limit, GError **error); /* of SpoolItem */
/* The same, but what a flood of one sender left waiting comes behind everybody else (spool_fair.c). *more_out: list again
 * when these are worked. */
GPtrArray *spool_list_fairly(Spool *spool, guint limit, gboolean *more_out, GError **error);
guint spool_count(Spool *spool);
/* A descriptor (O_NOFOLLOW). -1 without an error: it is not there any more. -1 and PERM: what lies there is not what was
 * accepted (another size, no regular file). */
int spool_open_item(Spool *spool, const SpoolItem *item, GError **error);
/* Moves a message whose ledger row is committed into the archive (rename; a name that is there already holds the
 * same bytes). Not yet durable: spool_archive_sync() after a batch. Already moved is success. */
gboolean spool_archive(Spool *spool, const SpoolItem *item, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean spool_archive_sync(Spool *spool, GError **error) G_GNUC_WARN_UNUSED_RESULT;
int spool_open_archived(Spool *spool, const char *sha256, GError **error); /* descriptor or -1 */
/* The same for who only looks: nothing is made below the site's spool/ `folder`. */
int spool_look_archived(const char *folder, const char *sha256, guint64 *bytes_out, GError **error);
char *spool_archive_path(const Spool *spool, const char *sha256); /* newly allocated */
gboolean spool_archive_check(Spool *spool, const char *sha256, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* there, and still those bytes */
/* Every archived digest (of char *), for verify. */
GPtrArray *spool_archive_list(Spool *spool, GError **error);
