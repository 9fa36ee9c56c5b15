/* The inside of an IMAP session: what its files share. */
#pragma once
#include "imap_session.h"
#include "net_stream.h"
#include <libetpan/libetpan.h>

struct ImapSession {
    NetStream *net;
    mailimap *imap;
    const SiteSource *source;
    const char *site;
    char delimiter; /* of the folders; 0 not known or none */
    gboolean broken, no_idle; /* no_idle: it offers IDLE and refuses it */
};

#define IMAP_ANSWER_BYTES ((gsize)256 << 10) /* any answer but a search's or a body */

struct mailimap_set *imap_wire_set(const UidSet *uids); /* the caller's */
/* Before every command: what it may cost. */
void imap_allow(ImapSession *session, gsize bytes, guint64 expected_bytes);
/* FALSE, and `error` from libetpan's `code`: "cannot WHAT: …". Whatever is not the server's own refusal breaks the session. */
gboolean imap_fail(ImapSession *session, int code, const char *what, GError **error);
/* A reason of ours, which breaks the session. */
gboolean imap_refuse(ImapSession *session, int code, GError **error, const char *format, ...) G_GNUC_PRINTF(4, 5);

/* Commands that libetpan cannot be trusted with. The line goes out with a tag before it and a line end behind it. */
gboolean imap_send_command(ImapSession *session, const char *line);
gboolean imap_send_line(ImapSession *session, const char *line);
typedef enum { IMAP_LINE_GO_ON, IMAP_LINE_TAGGED, IMAP_LINE_BROKEN } ImapLine;
/* The next that begins with '+' or a tag; untagged ones are passed over and counted (`untagged` may be NULL). */
ImapLine imap_next_line(ImapSession *session, guint *untagged);
gboolean imap_finish_command(ImapSession *session, gboolean line_is_read); /* TRUE: tagged OK */
gboolean imap_authenticate(ImapSession *session, GError **error);
