/* One authenticated connection to an IMAP server: each call is one command, bounded in time and bytes. */
#pragma once
#include "site_source.h"
#include "uid_set.h"
#include <signal.h>

typedef struct ImapSession ImapSession;

/* Connected, verified, authenticated, capabilities known. `site` is the site's folder, for ca_file and password_file; with
 * *stop set (NULL: never) what is in hand ends soon. TEMP for an outage; CONFIG for what only a person can mend: certificate,
 * name or password, a greeting that skips authentication. */
ImapSession *imap_session_open(const SiteSource *source, const char *site, const volatile sig_atomic_t *stop, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void imap_session_close(ImapSession *session); /* NULL is fine; never waits for the server */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImapSession, imap_session_close)
/* After an error: TRUE, the server refused one command and another may follow; FALSE, close it. */
gboolean imap_session_lives(const ImapSession *session);
const char *imap_session_protocol(ImapSession *session); /* "TLS1.3" */
gboolean imap_session_has_move(ImapSession *session);
gboolean imap_session_has_uidplus(ImapSession *session);
gboolean imap_session_has_idle(ImapSession *session);

typedef struct {
    guint32 uidvalidity, uidnext; /* uidnext 0: the server does not say */
} ImapFolder;
/* For reading and writing; CONFIG when it is not there, is read-only, or has no UIDVALIDITY. */
gboolean imap_session_select(ImapSession *session, const char *folder, ImapFolder *folder_out, GError **error);
UidSet *imap_session_search(ImapSession *session, GError **error); /* every UID in the selected folder */

guint64 imap_session_exists(const ImapSession *session);          /* how many there are, as the server said last */

/* uid → size as the server claims it (GUINT_TO_POINTER; 4 GiB at most). */
GHashTable *imap_session_sizes(ImapSession *session, const UidSet *uids, GError **error);
/* The whole messages of `uids`, which claim `bytes` together. Those that are not there any more are not given. `take` returns
 * FALSE to end it. Bytes belong to the session. */
typedef gboolean (*ImapTake)(gpointer data, guint32 uid, const char *bytes, gsize length, GError **error);
gboolean imap_session_fetch(ImapSession *session, const UidSet *uids, guint64 bytes, ImapTake take, gpointer data,
                            GError **error);
/* At most `length` bytes from `offset`; less at its end. Empty with *there_out FALSE: the message is gone. */
GByteArray *imap_session_fetch_part(ImapSession *session, guint32 uid, guint64 offset, guint32 length, gboolean *there_out,
                                    GError **error);

gboolean imap_session_make_folder(ImapSession *session, const char *folder, GError **error); /* there already is success */
gboolean imap_session_folder_exists(ImapSession *session, const char *folder);
gboolean imap_session_move(ImapSession *session, const UidSet *uids, const char *folder, GError **error);
gboolean imap_session_copy(ImapSession *session, const UidSet *uids, const char *folder, GError **error);
gboolean imap_session_mark_deleted(ImapSession *session, const UidSet *uids, GError **error);
gboolean imap_session_expunge(ImapSession *session, const UidSet *uids, GError **error); /* these alone: UIDPLUS */

/* IDLE (RFC 2177) for at most `seconds`, or until the server says anything or *stop is set. */
gboolean imap_session_idle(ImapSession *session, guint seconds, GError **error);
