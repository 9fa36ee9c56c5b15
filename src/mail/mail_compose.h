/* An outgoing message as bytes (GMime). One recipient each, text/plain; format=fixed, UTF-8, CRLF line
 * ends, no line over 998 bytes, encoded as 7 bit. Every value that reaches a header is checked for
 * CR, LF, NUL and other controls first; GMime does not. In `in_reply_to` and `references`, which hold ids of
 * strangers' making, what is no message id is left out, and so are all references but the newest 50. */
#pragma once
#include <glib.h>
#include "instant.h"

typedef struct {
    const char *from_name, *from;  /* the site's own mailbox */
    const char *to_name, *to;
    const char *subject;           /* our own words and the reference only */
    const char *message_id;        /* without <> */
    const char *in_reply_to;       /* without <>, or NULL */
    const char *const *references; /* NULL-ended, without <>; oldest first */
    gboolean answer;               /* Auto-Submitted: auto-replied, else auto-generated */
    const char *reference;         /* the case's, for X-Casegate-Case and the conversation, or NULL */
    const char *thread_index;      /* of the message that it answers (mail_thread.h); "" or NULL: the case's conversation */
    const char *body;              /* UTF-8, '\n' line ends */
    Instant date;
    GTimeZone *zone;
} MailCompose;

/* NULL and a PERM error that names the header whose value cannot be sent. */
GByteArray *mail_compose(const MailCompose *mail, GError **error) G_GNUC_WARN_UNUSED_RESULT;
