/* smtp_transport: one mail after the other to an SMTP server.
 *
 * A transaction is MAIL, RCPT, DATA, and the body; where the server pipelines, the three go out at
 * once, and the mail before is put on record (ready) while it thinks. The body goes only after that,
 * so a kill at any moment leaves at most one mail that the server has and the record does not.
 *
 * What comes of a mail:
 *   2xx to the last dot          SENT
 *   4xx anywhere                 DEFERRED, this one only
 *   5xx anywhere                 FAILED, this one only; 530, 534, 535, 538 speak of us: DOWN
 *   5xx to the null sender       once more under our own (some servers take no other from who logs in)
 *   the connection breaks or is ended by 421
 *     before the body            once more on a fresh connection, if this one had served a mail before;
 *                                else DEFERRED, and no other mail now: one that breaks every
 *                                connection cannot keep the others from going for ever
 *     in or after the body       DEFERRED, and no other now. The server may have it: the next try has the
 *                                same Message-ID
 *   no connection                DOWN
 *
 * An address that could carry a command is refused before the socket. Never decides who is told; keeps
 * nothing but its connection. */
#include "smtp_transport.h"
#include "error.h"
#include <string.h>

typedef struct {
    Transport base; /* first */
    SmtpTransportSettings settings;
    SmtpSession *session; /* NULL: none */
    guint served;         /* mails that this connection took */
    gboolean no_null;     /* the server takes no mail that nobody sent: it is ours then */
    char *ca_file, *secret_file;
} SmtpTransport;

void transport_reply_clear(TransportReply *reply)
{
    g_free(reply->why);
    g_free(reply->log_why);
    *reply = (TransportReply){0};
}

static void hang_up(SmtpTransport *smtp)
{
    smtp_session_close(g_steal_pointer(&smtp->session));
    smtp->served = 0;
}

/* ---- what a reply means ---- */

static void say(TransportReply *reply, TransportOutcome outcome, const char *why)
{
    transport_reply_clear(reply);
    reply->outcome = outcome;
    reply->why = g_strdup(why);
    reply->log_why = g_strdup(why);
}

static void judge(TransportReply *reply, const SmtpReply *said, const char *to)
{
    g_autofree char *figures = smtp_reply_figures(said);
    transport_reply_clear(reply);
    reply->outcome = said->answer == SMTP_NEVER ? TRANSPORT_FAILED : TRANSPORT_DEFERRED;
    if (smtp_reply_refuses_us(said)) {
        reply->outcome = TRANSPORT_DOWN;
        reply->down = reply->refused = TRUE;
    }
    reply->code = said->code;
    g_strlcpy(reply->status, said->status, sizeof reply->status);
    reply->why = g_strdup_printf("%u %s (to %s)", said->code, said->text, to);
    reply->log_why = g_strdup_printf("%s to %s", figures, to);
}

/* The connection is gone; `said` is the 421 that ended it, if one did. */
static void judge_broken(SmtpTransport *smtp, TransportReply *reply, const SmtpReply *said,
                         gboolean perhaps_taken)
{
    const char *broke = smtp_session_why(smtp->session);
    if (said->answer == SMTP_LATER) {
        judge(reply, said, "this mail");
    } else {
        g_autofree char *why = g_strdup_printf(
            "%s%s", broke ? broke : "the connection broke",
            perhaps_taken ? "; the server may have the mail, it is sent again under "
                            "the same Message-ID"
                          : "");
        say(reply, TRANSPORT_DEFERRED, why);
    }
    reply->down = TRUE;
    hang_up(smtp);
}

/* ---- one transaction ---- */

typedef struct {
    SmtpReply mail, rcpt, data;
} Answers;

static void answers_clear(Answers *answers)
{
    smtp_reply_clear(&answers->mail);
    smtp_reply_clear(&answers->rcpt);
    smtp_reply_clear(&answers->data);
}

static gboolean all_before_is_on_record(SmtpTransport *smtp)
{
    return !smtp->base.ready || smtp->base.ready(smtp->base.ready_data);
}

/* One line after the other, each only when the one before was taken. */
static gboolean envelope_in_turn(SmtpTransport *smtp, GString *lines[3], Answers *answers)
{
    SmtpReply *replies[] = {&answers->mail, &answers->rcpt, &answers->data};
    if (!all_before_is_on_record(smtp))
        return FALSE;
    for (gsize i = 0; i < 3; i++) {
        if (!smtp_session_say(smtp->session, lines[i]->str, 1))
            break;
        smtp_session_hear(smtp->session, replies[i]);
        if (replies[i]->answer != SMTP_YES)
            break;
    }
    return TRUE;
}

/* All at once (RFC 2920); all three are answered, whatever the first was. */
static gboolean envelope_at_once(SmtpTransport *smtp, GString *lines[3], Answers *answers)
{
    g_autofree char *all = g_strconcat(lines[0]->str, lines[1]->str, lines[2]->str, NULL);
    gboolean said = smtp_session_say(smtp->session, all, 3);
    if (!all_before_is_on_record(smtp))
        return FALSE;
    if (!said)
        return TRUE;
    smtp_session_hear(smtp->session, &answers->mail);
    smtp_session_hear(smtp->session, &answers->rcpt);
    smtp_session_hear(smtp->session, &answers->data);
    return TRUE;
}

/* FALSE: what went before could not be put on record, so nothing more may go. */
static gboolean envelope(SmtpTransport *smtp, const SmtpEnvelope *of, Answers *answers)
{
    const SmtpOffer *offer = smtp_session_offer(smtp->session);
    g_autoptr(GString) mail = g_string_new(NULL);
    g_autoptr(GString) rcpt = g_string_new(NULL);
    g_autoptr(GString) data = g_string_new("DATA\r\n");
    GString *lines[] = {mail, rcpt, data};
    smtp_command_mail(mail, of, offer);
    smtp_command_rcpt(rcpt, of, offer);
    return offer->pipelining ? envelope_at_once(smtp, lines, answers)
                             : envelope_in_turn(smtp, lines, answers);
}

/* The server is to be as it was before MAIL: nothing of this mail is left with it. */
static void undo(SmtpTransport *smtp, const Answers *answers)
{
    SmtpReply reply = {0};
    if (answers->data.answer == SMTP_GO_ON) /* it waits for a body though it refused the mail */
        smtp_session_drop(g_steal_pointer(&smtp->session));
    else if (smtp_session_say(smtp->session, "RSET\r\n", 1))
        smtp_session_hear(smtp->session, &reply);
    if (smtp->session && reply.answer != SMTP_YES)
        hang_up(smtp);
    smtp_reply_clear(&reply);
}

/* The first answer that is not as it should be, and to what; NULL: the body may go. */
static const SmtpReply *refusal(const Answers *answers, const char **to_out)
{
    *to_out = "MAIL";
    if (answers->mail.answer != SMTP_YES)
        return &answers->mail;
    *to_out = "RCPT";
    if (answers->rcpt.answer != SMTP_YES)
        return &answers->rcpt;
    *to_out = "DATA";
    return answers->data.answer == SMTP_GO_ON ? NULL : &answers->data;
}

static void send_body(SmtpTransport *smtp, const TransportMail *mail, TransportReply *reply)
{
    SmtpReply said = {0};
    smtp_session_body(smtp->session, mail->bytes, mail->length, &said);
    if (said.answer == SMTP_YES) {
        say(reply, TRANSPORT_SENT, NULL);
        smtp->served++;
    } else if (!smtp_session_stands(smtp->session))
        judge_broken(smtp, reply, &said, said.answer == SMTP_LOST);
    else
        judge(reply, &said, "the message");
    smtp_reply_clear(&said);
}

/* FALSE: worth another try at once, since it broke before the body went on a connection that had served, or the
 * server takes no null sender. */
static gboolean transact(SmtpTransport *smtp, const SmtpEnvelope *of, const TransportMail *mail,
                         TransportReply *reply)
{
    Answers answers = {0};
    const char *to = NULL;
    gboolean again = FALSE;
    if (!envelope(smtp, of, &answers)) {
        smtp_session_drop(g_steal_pointer(&smtp->session));
        say(reply, TRANSPORT_DOWN, "the mails before could not be put on record");
        reply->down = TRUE;
        return TRUE;
    }
    const SmtpReply *refused = refusal(&answers, &to);
    if (!refused) {
        send_body(smtp, mail, reply);
    } else if (!smtp_session_stands(smtp->session)) {
        again = smtp->served > 0;
        judge_broken(smtp, reply, refused, FALSE);
    } else {
        again = *of->from == '\0' && refused == &answers.mail && refused->answer == SMTP_NEVER;
        smtp->no_null = smtp->no_null || again;
        judge(reply, refused, to);
        undo(smtp, &answers);
    }
    answers_clear(&answers);
    return !again;
}

/* ---- a mail ---- */

static gboolean is_ascii(const char *text, gsize length)
{
    for (gsize i = 0; i < length; i++)
        if ((guchar)text[i] > 0x7f)
            return FALSE;
    return TRUE;
}

/* Where the header ends: beyond ASCII it needs SMTPUTF8, the body only 8BITMIME. */
static gsize header_length(const TransportMail *mail)
{
    const char *end = g_strstr_len(mail->bytes, (gssize)mail->length, "\r\n\r\n");
    return end ? (gsize)(end - (const char *)mail->bytes) : mail->length;
}

static SmtpEnvelope envelope_of(const SmtpTransport *smtp, const TransportMail *mail)
{
    gboolean utf8 = !is_ascii(mail->from, strlen(mail->from)) ||
                    !is_ascii(mail->to, strlen(mail->to)) ||
                    !is_ascii(mail->bytes, header_length(mail));
    return (SmtpEnvelope){.from = mail->no_report && !smtp->no_null ? "" : mail->from,
                          .no_report = mail->no_report,
                          .to = mail->to,
                          .envelope_id = mail->message_id,
                          .bytes = mail->length,
                          .eight_bit = utf8 || !is_ascii(mail->bytes, mail->length),
                          .utf8 = utf8};
}

/* What this server cannot have, before it is asked; NULL: it can. */
static const char *impossible(const SmtpEnvelope *of, const SmtpOffer *offer)
{
    if (of->utf8 && !offer->utf8)
        return "the server takes no addresses and headers beyond ASCII";
    if (of->eight_bit && !offer->eight_bit)
        return "the server takes no text beyond ASCII";
    if (offer->most_bytes > 0 && (gint64)of->bytes > offer->most_bytes)
        return "the mail is larger than the server takes";
    return NULL;
}

/* FALSE: there is none, and *reply says why. */
static gboolean connected(SmtpTransport *smtp, TransportReply *reply)
{
    g_autoptr(GError) error = NULL;
    guint most = smtp->settings.mails_a_connection;
    if (smtp->session && most > 0 && smtp->served >= most)
        hang_up(smtp);
    if (smtp->session)
        return TRUE;
    if (!all_before_is_on_record(smtp)) {
        say(reply, TRANSPORT_DOWN, "the mails before could not be put on record");
        reply->down = TRUE;
        return FALSE;
    }
    smtp->served = 0;
    smtp->session = smtp_session_open(&smtp->settings.server, &error);
    if (smtp->session)
        return TRUE;
    say(reply, TRANSPORT_DOWN, error->message);
    reply->down = TRUE;
    reply->refused = !g_error_matches(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP);
    return FALSE;
}

static void smtp_deliver(Transport *transport, const TransportMail *mail, TransportReply *reply)
{
    SmtpTransport *smtp = (SmtpTransport *)transport;
    *reply = (TransportReply){0};
    if (!smtp_address_is_safe(mail->from, TRUE) || !smtp_address_is_safe(mail->to, TRUE)) {
        say(reply, TRANSPORT_FAILED, "the address cannot be put into a command");
        return;
    }
    while (connected(smtp, reply)) {
        const SmtpEnvelope of = envelope_of(smtp, mail);
        const char *cannot = impossible(&of, smtp_session_offer(smtp->session));
        if (cannot)
            say(reply, TRANSPORT_FAILED, cannot);
        if (cannot || transact(smtp, &of, mail, reply))
            return;
    }
}

static gboolean smtp_settle(Transport *transport, GError **error)
{
    return TRUE; /* the server's 250 is for good */
}

static void smtp_close(Transport *transport)
{
    SmtpTransport *smtp = (SmtpTransport *)transport;
    hang_up(smtp);
    g_free(smtp->ca_file);
    g_free(smtp->secret_file);
    g_free(smtp);
}

static const TransportType smtp_type = {
    .deliver = smtp_deliver, .settle = smtp_settle, .close = smtp_close, .asks_ready = TRUE};

Transport *smtp_transport_new(const SmtpTransportSettings *settings)
{
    SmtpTransport *smtp = g_new0(SmtpTransport, 1);
    smtp->base.type = &smtp_type;
    smtp->settings = *settings;
    smtp->settings.server.address.ca_file = smtp->ca_file =
        g_strdup(settings->server.address.ca_file);
    smtp->settings.server.secret.file = smtp->secret_file = g_strdup(settings->server.secret.file);
    return &smtp->base;
}
