/* What the files of spool/ share: the open folders. */
#pragma once
#include "spool.h"

#define SPOOL_SHELVES 256 /* archive/00 … archive/ff */

struct Spool {
    char *folder;
    int tmp, new, archive; /* descriptors of incoming/tmp, incoming/new, archive */
    guint64 reserve;
    guint counter;                         /* messages this process has begun to write */
    guint strangers;                       /* odd files in incoming/new that were already warned of */
    guint8 unsynced[SPOOL_SHELVES];        /* archive folders whose names are not durable yet */
    gboolean unsynced_shelf, unsynced_new; /* archive/ itself, incoming/new */
};

/* "cannot …: No space left on device", always TEMP: whoever brings or keeps a message holds on to it. */
void spool_fail(GError **error, int errnum, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* A regular file for reading, never through a symbolic link, never waiting (a FIFO); -1 and an error otherwise. */
int spool_open_regular(int folder, const char *name, guint64 *bytes_out, GError **error);
/* Calls `visit` for every name but dot files; FALSE when the folder cannot be read to its end. */
gboolean spool_each_name(int folder, void (*visit)(const char *name, gpointer user), gpointer user, GError **error);
