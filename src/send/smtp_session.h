/* One connection to an SMTP server: verified, greeted, authenticated. Commands go out as whole lines, replies come back one
 * by one; both are bounded in bytes and time. */
#pragma once
#include "site_server.h"
#include "smtp_command.h"
#include "smtp_reply.h"
#include <signal.h>

typedef struct {
    NetAddress address;
    const char *hello;        /* our own name */
    SiteAuth auth;
    const char *user;
    SecretFrom secret;        /* fetched anew for each connection */
    guint seconds;            /* for one command */
    const volatile sig_atomic_t *stop; /* may be NULL */
} SmtpServer;
typedef struct SmtpSession SmtpSession;

/* Once told to stop, seconds for the reply to a message's end: a server may look at it for long, and without the reply the
 * mail goes a second time. */
#define SMTP_STOP_GRACE 45

/* Ready for the first mail. TEMP for an outage; CONFIG when a person must do something (certificate, login, no TLS): both
 * are tried again. No error text has anything of the server's words in it. */
SmtpSession *smtp_session_open(const SmtpServer *server, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void smtp_session_close(SmtpSession *session); /* QUIT if it still stands; waits for the good-bye a few seconds. NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SmtpSession, smtp_session_close)
void smtp_session_drop(SmtpSession *session);  /* without a word, so that what was begun is not done */

const SmtpOffer *smtp_session_offer(const SmtpSession *session);
/* Writes whole lines that call for `replies` replies, which have the command's time. FALSE: broken. */
gboolean smtp_session_say(SmtpSession *session, const char *lines, guint replies) G_GNUC_WARN_UNUSED_RESULT;
/* The next reply; SMTP_LOST breaks the session, and 421 does. */
void smtp_session_hear(SmtpSession *session, SmtpReply *reply_out);
/* The message after DATA's 354, and the reply to its end. Its lines end in CRLF. */
void smtp_session_body(SmtpSession *session, const void *bytes, gsize length, SmtpReply *reply_out);
gboolean smtp_session_stands(const SmtpSession *session); /* it can take another command */
const char *smtp_session_why(const SmtpSession *session); /* why it broke, in our own words; NULL as long as it stands */
