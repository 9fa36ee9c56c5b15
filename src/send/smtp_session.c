/* smtp_session: libetpan's SMTP over our own stream.
 *
 * libetpan reads replies, stuffs dots and writes the body; the stream below it (base/net_stream)
 * verifies the server, counts its bytes and keeps the time. What libetpan gets wrong is not called: its
 * EHLO takes no name, its MAIL, RCPT and AUTH cut long arguments off, its STARTTLS leaves a stream behind
 * on which a password would go out in clear, and its return values mix 4xx with 5xx; so lines are written
 * whole, and replies judged by their code (smtp_reply).
 *
 *   connected → greeted (220) → EHLO → [STARTTLS, EHLO again] → [AUTH] → stands
 *
 * Whatever goes wrong before it stands is an outage: no mail was touched. A session that is out of
 * step, was told 421 or ran out of time is broken for good and is closed without another word. */
#include "smtp_session.h"
#include "error.h"
#include "net_connect.h"
#include "net_stream.h"
#include "progress.h"
#include <libetpan/mailsmtp.h>
#include <stdlib.h>
#include <string.h>

/* exported, and declared in no header of libetpan's */
int mailsmtp_send_command(mailsmtp *smtp, char *command);
int mailsmtp_read_response(mailsmtp *smtp);

#define BODY_FACTOR 9       /* RFC 5321 4.5.3.2.6: the end of data may take minutes */
#define BYTES_A_SECOND 4096 /* the slowest line a body is waited for on */
#define QUIT_SECONDS 5u

struct SmtpSession {
    NetStream *net;
    mailsmtp *smtp;
    SmtpOffer offer;
    guint seconds;
    char *why; /* NULL: it stands */
};

static void break_off(SmtpSession *session, const char *why)
{
    const char *broke = session->net ? net_stream_why(session->net) : NULL;
    if (!session->why)
        session->why = g_strdup(broke ? broke : why);
}

gboolean smtp_session_stands(const SmtpSession *session)
{
    return session->why == NULL;
}

const char *smtp_session_why(const SmtpSession *session)
{
    return session->why;
}

const SmtpOffer *smtp_session_offer(const SmtpSession *session)
{
    return &session->offer;
}

void smtp_session_drop(SmtpSession *session)
{
    if (!session)
        return;
    if (session->smtp) {
        session->smtp->stream = NULL; /* the NetStream's; freeing would say QUIT on it */
        mailsmtp_free(session->smtp);
    }
    net_stream_close(session->net);
    g_free(session->why);
    g_free(session);
}

/* ---- lines and replies ---- */

gboolean smtp_session_say(SmtpSession *session, const char *lines, guint replies)
{
    if (session->why)
        return FALSE;
    progress_beat();
    net_stream_allow(session->net, SMTP_REPLY_BYTES * replies, session->seconds);
    if (mailsmtp_send_command(session->smtp, (char *)lines) >= 0)
        return TRUE;
    break_off(session, "the connection broke");
    return FALSE;
}

/* What libetpan has just read. */
static void take_reply(SmtpSession *session, SmtpReply *reply)
{
    const MMAPString *line = session->smtp->line_buffer;
    const char *text = session->smtp->response;
    smtp_reply_lost(reply);
    if (!net_stream_why(session->net) && line && text)
        smtp_reply_read(reply, line->str, line->len, text);
    if (reply->answer == SMTP_LOST)
        break_off(session, "the server's answer could not be understood");
    else if (smtp_reply_closes(reply))
        break_off(session, "the server wants no more for now");
}

void smtp_session_hear(SmtpSession *session, SmtpReply *reply_out)
{
    smtp_reply_lost(reply_out);
    if (session->why)
        return;
    (void)mailsmtp_read_response(session->smtp);
    take_reply(session, reply_out);
}

/* libetpan writes a line end of its own before the last dot. */
void smtp_session_body(SmtpSession *session, const void *bytes, gsize length, SmtpReply *reply_out)
{
    const char *text = bytes;
    gsize most = length >= 2 && memcmp(text + length - 2, "\r\n", 2) == 0 ? length - 2 : length;
    smtp_reply_lost(reply_out);
    if (session->why)
        return;
    progress_beat();
    net_stream_set_grace(session->net, SMTP_STOP_GRACE);
    net_stream_allow(session->net, SMTP_REPLY_BYTES,
                     session->seconds * BODY_FACTOR + (guint)(length / BYTES_A_SECOND));
    session->smtp->response_code = 0;
    (void)mailsmtp_data_message(session->smtp, text, most);
    net_stream_set_grace(session->net, NET_STOP_GRACE);
    if (session->smtp->response_code == 0)
        break_off(session, "the connection broke");
    else
        take_reply(session, reply_out);
}

/* One command and its reply. */
static void ask(SmtpSession *session, const char *line, SmtpReply *reply)
{
    smtp_reply_lost(reply);
    if (smtp_session_say(session, line, 1))
        smtp_session_hear(session, reply);
}

void smtp_session_close(SmtpSession *session)
{
    SmtpReply reply = {0};
    if (session && !session->why) {
        session->seconds = MIN(session->seconds, QUIT_SECONDS);
        ask(session, "QUIT\r\n", &reply);
    }
    smtp_reply_clear(&reply);
    smtp_session_drop(session);
}

/* ---- until it stands ---- */

/* FALSE always: what was answered at the beginning of a session stops everything. */
static gboolean outage(SmtpSession *session, const SmtpServer *server, const SmtpReply *reply,
                       const char *to, GError **error)
{
    g_autofree char *figures = smtp_reply_figures(reply);
    gboolean refused = reply->answer == SMTP_NEVER || reply->answer == SMTP_GO_ON;
    int code = refused ? CASEGATE_ERROR_CONFIG : CASEGATE_ERROR_TEMP;
    if (reply->code == 0)
        g_set_error(error, CASEGATE_ERROR, code, "%s, at %s",
                    session->why ? session->why : "the connection broke", to);
    else
        g_set_error(error, CASEGATE_ERROR, code, "'%s' said %s to %s", server->address.host,
                    figures, to);
    return FALSE;
}

/* The command's 2xx; anything else is an outage. */
static gboolean must(SmtpSession *session, const SmtpServer *server, const char *line,
                     const char *to, GError **error)
{
    SmtpReply reply = {0};
    ask(session, line, &reply);
    gboolean yes = reply.answer == SMTP_YES;
    if (!yes)
        outage(session, server, &reply, to, error);
    smtp_reply_clear(&reply);
    return yes;
}

static gboolean greeting(SmtpSession *session, const SmtpServer *server, GError **error)
{
    SmtpReply reply = {0};
    net_stream_allow(session->net, SMTP_REPLY_BYTES, session->seconds);
    if (mailsmtp_connect(session->smtp, net_stream_mailstream(session->net)) != 0)
        session->smtp->stream = NULL; /* closed by libetpan; the NetStream knows */
    take_reply(session, &reply);
    gboolean yes = reply.answer == SMTP_YES && session->smtp->stream;
    if (!yes)
        outage(session, server, &reply, "the greeting", error);
    smtp_reply_clear(&reply);
    return yes;
}

static gboolean hello(SmtpSession *session, const SmtpServer *server, GError **error)
{
    g_autofree char *line = g_strdup_printf("EHLO %s\r\n", server->hello);
    if (!must(session, server, line, "EHLO", error))
        return FALSE;
    session->offer = smtp_offer_read(session->smtp->response);
    return TRUE;
}

static gboolean start_tls(SmtpSession *session, const SmtpServer *server, GError **error)
{
    if (server->address.tls != NET_TLS_STARTTLS)
        return TRUE;
    if (!session->offer.starttls) {
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_CONFIG,
                    "'%s' offers no STARTTLS; nothing is sent without TLS", server->address.host);
        return FALSE;
    }
    return must(session, server, "STARTTLS\r\n", "STARTTLS", error) &&
           net_stream_start_tls(session->net, error) && hello(session, server, error);
}

static gboolean open_session(SmtpSession *session, const SmtpServer *server, GError **error)
{
    session->net = net_stream_open(&server->address, error);
    if (!session->net)
        return FALSE;
    net_stream_set_stop(session->net, server->stop);
    return greeting(session, server, error) && hello(session, server, error) &&
           start_tls(session, server, error);
}

/* ---- who we are ---- */

/* Base64 of a secret, with the command before it and the line's end. */
static char *secret_line(const char *command, const char *bytes, gsize length)
{
    char *coded = g_base64_encode((const guchar *)bytes, length);
    char *line = g_strconcat(command, coded, "\r\n", NULL);
    secret_wipe(coded);
    return line;
}

/* Answers a 334; FALSE when there was none. */
static void answer_challenge(SmtpSession *session, const char *bytes, SmtpReply *reply)
{
    if (reply->answer != SMTP_GO_ON)
        return;
    char *line = secret_line("", bytes, strlen(bytes));
    ask(session, line, reply);
    secret_wipe(line);
}

static void auth_plain(SmtpSession *session, const char *user, const char *password,
                       SmtpReply *reply)
{
    gsize length = strlen(user) + strlen(password) + 2;
    char *bytes = g_malloc0(length + 1);
    memcpy(bytes + 1, user, strlen(user));
    memcpy(bytes + 2 + strlen(user), password, strlen(password));
    char *line = secret_line("AUTH PLAIN ", bytes, length);
    explicit_bzero(bytes, length);
    g_free(bytes);
    ask(session, line, reply);
    secret_wipe(line);
}

static void auth_login(SmtpSession *session, const char *user, const char *password,
                       SmtpReply *reply)
{
    ask(session, "AUTH LOGIN\r\n", reply);
    answer_challenge(session, user, reply);
    answer_challenge(session, password, reply);
}

/* A refused token is answered with 334 and what is wrong with it; an empty line ends that. */
static void auth_xoauth2(SmtpSession *session, const char *user, const char *token,
                         SmtpReply *reply)
{
    char *bytes = g_strconcat("user=", user, "\1auth=Bearer ", token, "\1\1", NULL);
    char *line = secret_line("AUTH XOAUTH2 ", bytes, strlen(bytes));
    ask(session, line, reply);
    if (reply->answer == SMTP_GO_ON)
        ask(session, "\r\n", reply);
    secret_wipe(line);
    secret_wipe(bytes);
}

static const struct {
    const char *name;
    void (*run)(SmtpSession *session, const char *user, const char *secret, SmtpReply *reply);
    gsize offered; /* in SmtpOffer */
} ways[] = {
    [SITE_AUTH_PLAIN] = {"PLAIN", auth_plain, G_STRUCT_OFFSET(SmtpOffer, plain)},
    [SITE_AUTH_LOGIN] = {"LOGIN", auth_login, G_STRUCT_OFFSET(SmtpOffer, login)},
    [SITE_AUTH_XOAUTH2] = {"XOAUTH2", auth_xoauth2, G_STRUCT_OFFSET(SmtpOffer, xoauth2)},
};

static gboolean authenticate(SmtpSession *session, const SmtpServer *server, GError **error)
{
    if (server->auth == SITE_AUTH_NONE)
        return TRUE;
    const char *name = ways[server->auth].name;
    if (!G_STRUCT_MEMBER(gboolean, &session->offer, ways[server->auth].offered) ||
        !net_stream_is_secure(session->net)) {
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_CONFIG,
                    "'%s' offers no AUTH %s; write another 'auth'", server->address.host, name);
        return FALSE;
    }
    g_autoptr(Secret) secret = secret_fetch(&server->secret, error);
    if (!secret)
        return FALSE;
    SmtpReply reply = {0};
    ways[server->auth].run(session, server->user, secret_text(secret), &reply);
    gboolean yes = reply.answer == SMTP_YES;
    if (!yes)
        outage(session, server, &reply, "AUTH", error);
    smtp_reply_clear(&reply);
    return yes;
}

SmtpSession *smtp_session_open(const SmtpServer *server, GError **error)
{
    SmtpSession *session = g_new0(SmtpSession, 1);
    session->seconds = server->seconds;
    session->smtp = mailsmtp_new(0, NULL);
    if (session->smtp && open_session(session, server, error) &&
        authenticate(session, server, error))
        return session;
    smtp_session_drop(session);
    return NULL;
}
