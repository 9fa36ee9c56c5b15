/* imap_auth: the password's or token's way to the server, and the raw commands under it.
 *
 * AUTHENTICATE is written here rather than by SASL's library: the initial response where the
 * server has it (RFC 4959), the secret in one buffer that is overwritten, and an untagged line
 * before the '+' is no surprise. Nothing is sent that way unless the connection is secure.
 *
 * A refusal is CONFIG: it is tried again, slowly, because a wrong password tried often locks an
 * account. The server's challenge after a bad token is not shown; it may have the token in it. */
#include "imap_private.h"
#include "error.h"
#include "secret.h"
#include <string.h>

#define GO_ONS 4       /* how often a server may ask for more */
#define FRAME_BYTES 32 /* what a mechanism puts around user and secret, at most */

gboolean imap_send_line(ImapSession *session, const char *line)
{
    mailstream *stream = net_stream_mailstream(session->net);
    gsize length = strlen(line);
    return mailstream_write(stream, line, length) == (ssize_t)length &&
           mailstream_write(stream, "\r\n", 2) == 2 && mailstream_flush(stream) == 0;
}

gboolean imap_send_command(ImapSession *session, const char *line)
{
    return mailimap_send_current_tag(session->imap) == MAILIMAP_NO_ERROR &&
           imap_send_line(session, line);
}

ImapLine imap_next_line(ImapSession *session, guint *untagged)
{
    const char *line;
    while ((line = mailimap_read_line(session->imap)) && line[0] == '*')
        if (untagged)
            ++*untagged;
    return !line ? IMAP_LINE_BROKEN : line[0] == '+' ? IMAP_LINE_GO_ON : IMAP_LINE_TAGGED;
}

gboolean imap_finish_command(ImapSession *session, gboolean line_is_read)
{
    struct mailimap_response *response = NULL;
    if ((!line_is_read && !mailimap_read_line(session->imap)) ||
        mailimap_parse_response(session->imap, &response) != MAILIMAP_NO_ERROR) {
        session->broken = TRUE;
        return FALSE;
    }
    const struct mailimap_response_done *done = response->rsp_resp_done;
    gboolean fine =
        done->rsp_type == MAILIMAP_RESP_DONE_TYPE_TAGGED &&
        done->rsp_data.rsp_tagged->rsp_cond_state->rsp_type == MAILIMAP_RESP_COND_STATE_OK;
    session->broken |= done->rsp_type != MAILIMAP_RESP_DONE_TYPE_TAGGED;
    mailimap_response_free(response);
    return fine;
}

/* base64 of the mechanism's message: "\0user\0password", or "user=…\1auth=Bearer …\1\1". */
static char *initial_response(const SiteServer *server, const Secret *secret)
{
    const char *word = secret_text(secret);
    /* room for all of it at once: what had to grow would leave copies of the secret behind */
    g_autoptr(GByteArray) text =
        g_byte_array_sized_new((guint)(strlen(server->user) + strlen(word)) + FRAME_BYTES);
#define PUT(bytes, length) g_byte_array_append(text, (const guint8 *)(bytes), (guint)(length))
    if (server->auth == SITE_AUTH_XOAUTH2) {
        PUT("user=", 5);
        PUT(server->user, strlen(server->user));
        PUT("\1auth=Bearer ", 13);
        PUT(word, strlen(word));
        PUT("\1\1", 2);
    } else {
        PUT("", 1);
        PUT(server->user, strlen(server->user));
        PUT("", 1);
        PUT(word, strlen(word));
    }
#undef PUT
    char *encoded = g_base64_encode(text->data, text->len);
    explicit_bzero(text->data, text->len);
    return encoded;
}

/* What is asked for is given once; after that an empty line asks for the verdict. */
static gboolean converse(ImapSession *session, const char *response, gboolean given)
{
    for (int i = 0; i < GO_ONS; i++) {
        ImapLine line = imap_next_line(session, NULL);
        if (line == IMAP_LINE_TAGGED)
            return imap_finish_command(session, TRUE);
        if (line == IMAP_LINE_BROKEN || !imap_send_line(session, given ? "" : response))
            break;
        given = TRUE;
    }
    session->broken = TRUE;
    return FALSE;
}

static gboolean authenticate_by(ImapSession *session, const char *mechanism, const char *response)
{
    gboolean at_once = mailimap_has_extension(session->imap, "SASL-IR");
    char *command = at_once ? g_strconcat("AUTHENTICATE ", mechanism, " ", response, NULL)
                            : g_strconcat("AUTHENTICATE ", mechanism, NULL);
    gboolean sent = imap_send_command(session, command);
    secret_wipe(command);
    return sent && converse(session, response, at_once);
}

static gboolean log_in(ImapSession *session, const Secret *secret, GError **error)
{
    if (mailimap_has_extension(session->imap, "LOGINDISABLED"))
        return imap_refuse(session, CASEGATE_ERROR_CONFIG, error,
                           "the server takes no LOGIN; write 'auth: plain'");
    int code = mailimap_login(session->imap, session->source->server.user, secret_text(secret));
    if (code != MAILIMAP_NO_ERROR && code != MAILIMAP_ERROR_LOGIN)
        session->broken = TRUE;
    return code == MAILIMAP_NO_ERROR;
}

static gboolean offers(ImapSession *session, const char *mechanism, GError **error)
{
    return mailimap_has_authentication(session->imap, mechanism) ||
           imap_refuse(session, CASEGATE_ERROR_CONFIG, error,
                       "the server has no authentication by %s; look at 'auth'", mechanism);
}

static gboolean present(ImapSession *session, const Secret *secret, GError **error)
{
    const SiteServer *server = &session->source->server;
    const char *mechanism = server->auth == SITE_AUTH_XOAUTH2 ? "XOAUTH2" : "PLAIN";
    imap_allow(session, IMAP_ANSWER_BYTES, 0);
    if (server->auth == SITE_AUTH_LOGIN)
        return log_in(session, secret, error);
    if (!offers(session, mechanism, error))
        return FALSE;
    char *response = initial_response(server, secret);
    gboolean fine = authenticate_by(session, mechanism, response);
    secret_wipe(response);
    return fine;
}

gboolean imap_authenticate(ImapSession *session, GError **error)
{
    GError *failure = NULL;
    g_autofree char *file = NULL;
    SecretFrom from = site_server_secret(&session->source->server, session->site, &file);
    if (!net_stream_is_secure(session->net))
        return imap_refuse(session, CASEGATE_ERROR_CONFIG, error,
                           "no password is sent over a connection without TLS");
    g_autoptr(Secret) secret = secret_fetch(&from, error);
    if (!secret)
        return FALSE;
    if (present(session, secret, &failure)) {
        session->imap->imap_state = MAILIMAP_STATE_AUTHENTICATED;
        return TRUE;
    }
    if (failure)
        g_propagate_error(error, failure);
    else if (net_stream_why(session->net) || session->broken)
        imap_fail(session, MAILIMAP_ERROR_STREAM, "log in", error);
    else
        imap_refuse(session, CASEGATE_ERROR_CONFIG, error,
                    "the server refused the user or the password; look at 'user', 'auth' and "
                    "where the password is");
    return FALSE;
}
