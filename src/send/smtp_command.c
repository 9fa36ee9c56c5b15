/* smtp_command: what is written to a server, put together where nothing can be cut off.
 *
 * libetpan's own builders print into 513 bytes and lose the line's end, have no BODY and no
 * SMTPUTF8, and take any byte; these take only what smtp_address_is_safe() passed. A parameter stands in a
 * command only when the server offers it. Of a mail that comes back only the headers are asked for:
 * a report travels farther than the mail did. Fails on nothing. */
#include "smtp_command.h"
#include <string.h>

#define ADDRESS_BYTES 254     /* RFC 5321 4.5.3.1.3, less the brackets */
#define ENVELOPE_ID_BYTES 100 /* RFC 3461 4.4 */

/* ---- what is offered ---- */

static gboolean next_word(const char **at, char *word, gsize size)
{
    *at += strspn(*at, " \t=");
    gsize length = strcspn(*at, " \t=\n");
    g_strlcpy(word, *at, MIN(size, length + 1));
    *at += length;
    return length > 0;
}

static void read_auth(SmtpOffer *offer, const char *rest)
{
    char word[32];
    while (next_word(&rest, word, sizeof word)) {
        offer->plain |= g_ascii_strcasecmp(word, "PLAIN") == 0;
        offer->login |= g_ascii_strcasecmp(word, "LOGIN") == 0;
        offer->xoauth2 |= g_ascii_strcasecmp(word, "XOAUTH2") == 0;
    }
}

static void read_size(SmtpOffer *offer, const char *rest)
{
    char word[32];
    guint64 most = 0;
    offer->size = TRUE;
    if (next_word(&rest, word, sizeof word) &&
        g_ascii_string_to_unsigned(word, 10, 0, G_MAXINT64, &most, NULL))
        offer->most_bytes = (gint64)most;
}

static void read_line(SmtpOffer *offer, const char *line)
{
    char word[32];
    const struct {
        const char *name;
        gboolean *offered;
    } plain[] = {{"STARTTLS", &offer->starttls},
                 {"PIPELINING", &offer->pipelining},
                 {"8BITMIME", &offer->eight_bit},
                 {"SMTPUTF8", &offer->utf8},
                 {"DSN", &offer->dsn}};
    if (!next_word(&line, word, sizeof word))
        return;
    for (gsize i = 0; i < G_N_ELEMENTS(plain); i++)
        *plain[i].offered |= g_ascii_strcasecmp(word, plain[i].name) == 0;
    if (g_ascii_strcasecmp(word, "SIZE") == 0)
        read_size(offer, line);
    if (g_ascii_strcasecmp(word, "AUTH") == 0)
        read_auth(offer, line);
}

/* The first line is the server's name and greeting. */
SmtpOffer smtp_offer_read(const char *text)
{
    SmtpOffer offer = {0};
    for (const char *line = strchr(text, '\n'); line; line = strchr(line, '\n'))
        read_line(&offer, ++line);
    return offer;
}

/* ---- what is asked ---- */

gboolean smtp_address_is_safe(const char *address, gboolean utf8)
{
    gsize length = address ? strlen(address) : 0;
    if (length == 0 || length > ADDRESS_BYTES || !strchr(address, '@'))
        return FALSE;
    for (gsize i = 0; i < length; i++) {
        guchar byte = (guchar)address[i];
        if (byte <= ' ' || byte == 0x7f || byte == '<' || byte == '>' || (byte > 0x7f && !utf8))
            return FALSE;
    }
    return g_utf8_validate(address, (gssize)length, NULL);
}

/* RFC 3461 4: what may not stand in a parameter's value as itself. */
static void append_xtext(GString *out, const char *text, gsize most)
{
    for (gsize i = 0; text[i] && i < most; i++) {
        if (g_ascii_isgraph(text[i]) && text[i] != '+' && text[i] != '=')
            g_string_append_c(out, text[i]);
        else
            g_string_append_printf(out, "+%02X", (guint)(guchar)text[i]);
    }
}

void smtp_command_mail(GString *out, const SmtpEnvelope *envelope, const SmtpOffer *offer)
{
    g_string_append_printf(out, "MAIL FROM:<%s>", envelope->from);
    if (offer->size)
        g_string_append_printf(out, " SIZE=%" G_GSIZE_FORMAT, envelope->bytes);
    if (offer->eight_bit && envelope->eight_bit)
        g_string_append(out, " BODY=8BITMIME");
    if (offer->utf8 && envelope->utf8)
        g_string_append(out, " SMTPUTF8");
    if (offer->dsn)
        g_string_append(out, " RET=HDRS");
    if (offer->dsn && envelope->envelope_id) {
        g_string_append(out, " ENVID=");
        append_xtext(out, envelope->envelope_id, ENVELOPE_ID_BYTES);
    }
    g_string_append(out, "\r\n");
}

void smtp_command_rcpt(GString *out, const SmtpEnvelope *envelope, const SmtpOffer *offer)
{
    g_string_append_printf(out, "RCPT TO:<%s>", envelope->to);
    if (offer->dsn) {
        g_string_append(out, envelope->no_report ? " NOTIFY=NEVER" : " NOTIFY=FAILURE,DELAY");
        g_string_append(out, envelope->utf8 ? " ORCPT=utf-8;" : " ORCPT=rfc822;");
        append_xtext(out, envelope->to, ADDRESS_BYTES);
    }
    g_string_append(out, "\r\n");
}
