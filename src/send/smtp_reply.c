/* smtp_reply: a server's words, read narrowly.
 *
 * A code is three digits from 200 to 599 with a blank, a hyphen or nothing behind them; whatever else
 * stands at the beginning of a line is no reply, and nobody knows then which command the next one
 * answers. The enhanced status is believed only in the class of its code. Reads no stream, keeps nothing. */
#include "smtp_reply.h"
#include "text.h"
#include <string.h>

#define TEXT_LETTERS 200

void smtp_reply_clear(SmtpReply *reply)
{
    g_clear_pointer(&reply->text, g_free);
    *reply = (SmtpReply){0};
}

void smtp_reply_lost(SmtpReply *reply)
{
    smtp_reply_clear(reply);
}

/* 0: no code. */
static guint read_code(const char *line, gsize length)
{
    if (length < 3 || memchr(line, '\0', length))
        return 0;
    for (gsize i = 0; i < 3; i++)
        if (!g_ascii_isdigit(line[i]))
            return 0;
    if (length > 3 && line[3] != ' ' && line[3] != '-' && line[3] != '\t')
        return 0;
    guint code =
        (guint)(line[0] - '0') * 100 + (guint)(line[1] - '0') * 10 + (guint)(line[2] - '0');
    return code >= 200 && code <= 599 ? code : 0;
}

/* One to three digits; where they end, NULL for none. */
static const char *past_number(const char *at)
{
    gsize digits = strspn(at, "0123456789");
    return digits >= 1 && digits <= 3 ? at + digits : NULL;
}

static void read_status(SmtpReply *reply, const char *text)
{
    const char *at = text;
    if (*at != '0' + (char)(reply->code / 100) || at[1] != '.')
        return;
    at = past_number(at + 2);
    if (at && *at == '.')
        at = past_number(at + 1);
    else
        return;
    if (at && (*at == '\0' || g_ascii_isspace(*at)) && at - text < TRANSPORT_STATUS_BYTES)
        memcpy(reply->status, text, (gsize)(at - text));
}

void smtp_reply_read(SmtpReply *reply, const char *last_line, gsize length, const char *text)
{
    static const SmtpAnswer answers[] = {
        [2] = SMTP_YES, [3] = SMTP_GO_ON, [4] = SMTP_LATER, [5] = SMTP_NEVER};
    smtp_reply_clear(reply);
    reply->code = read_code(last_line, length);
    if (reply->code == 0)
        return;
    reply->answer = answers[reply->code / 100];
    read_status(reply, text);
    g_autofree char *valid = text_valid(text, strlen(text));
    reply->text = text_line(valid, TEXT_LETTERS);
}

char *smtp_reply_figures(const SmtpReply *reply)
{
    if (reply->code == 0)
        return g_strdup("nothing it could mean");
    return g_strdup_printf("%u%s%s", reply->code, *reply->status ? " " : "", reply->status);
}

gboolean smtp_reply_closes(const SmtpReply *reply)
{
    return reply->code == 421;
}

gboolean smtp_reply_refuses_us(const SmtpReply *reply)
{
    static const guint codes[] = {530, 534, 535, 538};
    for (gsize i = 0; i < G_N_ELEMENTS(codes); i++)
        if (reply->code == codes[i])
            return TRUE;
    return FALSE;
}
