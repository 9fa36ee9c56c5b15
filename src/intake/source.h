/* Where messages come from: open, next, commit, abort. commit() releases the message at the source and is called only
 * after its bytes are safe in the spool. intake/ knows nothing of the spool: app/ copies from one to the other. */
#pragma once
#include <glib.h>

typedef struct Source Source;
typedef struct {
    /* The next message: *fd_out is open at its first byte (caller closes). FALSE with no error: none left. */
    gboolean (*next)(Source *source, int *fd_out, GError **error);
    /* Is what was read of the message last given the whole of it, unchanged meanwhile? Ask between the last byte and
     * spool_accept(); if not, abandon the copy and abort(): a later run meets it again. */
    gboolean (*settled)(Source *source);
    gboolean (*commit)(Source *source, GError **error); /* release the message last given */
    void (*abort)(Source *source);                      /* leave it where it is, go on with the one after */
    void (*close)(Source *source);
} SourceType;
struct Source {
    const SourceType *type;
    char *mailbox; /* the address whose mail it is */
};

/* A Maildir: messages of new/ and cur/ oldest first; regular files only (O_NOFOLLOW); commit unlinks and
 * fsyncs the folder. A file that changes while it is read is left for the next run. After 'none left' the
 * next call looks again. CONFIG when `path` is no Maildir. */
Source *maildir_source_open(const char *path, const char *mailbox, GError **error) G_GNUC_WARN_UNUSED_RESULT;
