/* What an SMTP server's reply means for the mail it speaks of. */
#pragma once
#include "transport.h"
#include <glib.h>

#define SMTP_REPLY_BYTES ((gsize)4096)  /* one reply, all its lines */

typedef enum {
    SMTP_LOST,  /* no reply, or none that can be understood: the two sides are out of step */
    SMTP_YES,   /* 2xx */
    SMTP_GO_ON, /* 3xx */
    SMTP_LATER, /* 4xx */
    SMTP_NEVER, /* 5xx */
} SmtpAnswer;

typedef struct {
    SmtpAnswer answer;
    guint code;                      /* 0 when lost */
    char status[TRANSPORT_STATUS_BYTES]; /* RFC 3463, "" when there is none */
    char *text;                      /* one line of the server's own, cleaned, at most 200 letters; may name a person */
} SmtpReply;

/* `last_line` is the last line as it came, without its end; `text` the texts of all lines, '\n' between them. */
void smtp_reply_read(SmtpReply *reply, const char *last_line, gsize length, const char *text);
void smtp_reply_lost(SmtpReply *reply);
void smtp_reply_clear(SmtpReply *reply);
/* "450 4.2.0": what may stand in a log. */
char *smtp_reply_figures(const SmtpReply *reply);
/* 421: the server closes, or wants no more mail of anybody for now. */
gboolean smtp_reply_closes(const SmtpReply *reply);
/* The site itself is refused, not this mail: no authentication, encryption or account (RFC 4954 4.6, 3207). */
gboolean smtp_reply_refuses_us(const SmtpReply *reply);
