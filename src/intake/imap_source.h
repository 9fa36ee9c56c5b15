/* A mailbox on an IMAP server as a source of messages: what is in its folder and was not taken before is given to a sink,
 * oldest first, and moved to the done folder once the sink has it safe. intake/ knows nothing of the spool: app/ is the sink. */
#pragma once
#include "site_source.h"
#include <signal.h>

typedef struct { /* any of them may fail, and then the round does; the messages stay where they are */
    gboolean (*begin)(gpointer data, GError **error); /* a message */
    gboolean (*more)(gpointer data, const void *bytes, gsize length, GError **error);
    gboolean (*finish)(gpointer data, GError **error);  /* that was the whole of it; it need not be safe yet */
    void (*abandon)(gpointer data);                     /* drop all that is not safe: it will be given again */
    gboolean (*settle)(gpointer data, GError **error);  /* all finished ones are safe when this returns TRUE */
    void (*progress)(gpointer data, guint64 done, guint64 total); /* of this round; may be NULL */
} ImapSink;

typedef struct ImapSource ImapSource;

/* Connects to nothing yet. `cursor` is the path of its cursor file, in a folder that is there. `stop` as in imap_session.h.
 * Everything given is borrowed. */
ImapSource *imap_source_open(const SiteSource *settings, const char *site, const char *cursor, const ImapSink *sink,
                             gpointer data, const volatile sig_atomic_t *stop, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void imap_source_close(ImapSource *source); /* NULL is fine */

/* Connects if it is not connected, and takes all there is; *taken_out counts what is safe, also when it fails. FALSE: the
 * connection is given up, the next round makes another. */
gboolean imap_source_round(ImapSource *source, guint *taken_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* What is wrong although the round went well: messages that cannot be moved or cannot be fetched. NULL: nothing. */
const char *imap_source_concern(const ImapSource *source);
gboolean imap_source_is_connected(const ImapSource *source);
/* Until there may be something new, or *stop is set: by IDLE, else for the time between two polls;
 * `most_seconds` at any rate. An error: as above. */
gboolean imap_source_wait(ImapSource *source, guint most_seconds, GError **error);
