/* SMTP's commands as lines, from what a server offers and a mail needs. */
#pragma once
#include <glib.h>

typedef struct { /* what EHLO's reply offers */
    gboolean starttls, pipelining, eight_bit, utf8, dsn, size;
    gint64 most_bytes;          /* of SIZE; 0 no limit, or none said */
    gboolean plain, login, xoauth2;
} SmtpOffer;
/* `text` is the reply's lines without their codes, '\n' between them. */
SmtpOffer smtp_offer_read(const char *text);

/* Fit for MAIL and RCPT: not empty, at most 254 bytes, one @ at least, no blank, control, '<' or '>'; beyond ASCII only with
 * `utf8`, and then valid. */
gboolean smtp_address_is_safe(const char *address, gboolean utf8);

typedef struct {
    const char *from;        /* "" is the null sender */
    gboolean no_report;
    const char *to;
    const char *envelope_id; /* what reports call this mail; NULL none */
    gsize bytes;
    gboolean eight_bit, utf8; /* it needs them */
} SmtpEnvelope;
/* Lines with their CRLF. The addresses are safe. */
void smtp_command_mail(GString *out, const SmtpEnvelope *envelope, const SmtpOffer *offer);
void smtp_command_rcpt(GString *out, const SmtpEnvelope *envelope, const SmtpOffer *offer);
