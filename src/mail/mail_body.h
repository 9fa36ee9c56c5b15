/* The MIME tree of one message: which parts are its body, which are attachments, which messages it carries. */
#pragma once
#include "mail_document.h"
#include "mail_part.h"
#include "mail_quote.h"
#include "mail_record.h"

typedef struct { /* a text of the message */
    char *text;
    char *part; /* "text/plain 1": the n-th part of that type, counted over the whole mail; of a document its name */
    MailDocument *document; /* what `text` was made from, which has the places; NULL for a text file */
    GByteArray *marks;      /* of its lines (mail_marks.h), NULL if nothing is known */
} MailText;

typedef struct {
    char *text;          /* the body: its parts one after another, "" if there is none */
    char *part;          /* of the first of them, "" if there is none */
    guint first;         /* lines of the first of several, 0 where there are no more */
    GArray *runs;        /* of MailRun: how the text looks where its HTML was taken */
    MailDocument *document; /* the whole of the body was in this document; else NULL */
    GByteArray *marks;   /* of the body's lines (mail_marks.h), NULL if nothing is known */
    GArray *attached;    /* of MailText: text files and documents */
    gboolean is_signed;  /* or a part of it is */
    GPtrArray *messages; /* of GMimeMessage, borrowed: message/rfc822 directly in this message */
} MailBody;

typedef struct { /* one mail with all messages in it */
    MailReading reading;
    MailThread thread;   /* what the mail itself is */
    MailRecord *record;  /* gets attachments, and refusal when a limit is broken */
    guint plain, html;   /* parts of these types so far */
    guint parts, depth;
    GPtrArray *kept;     /* of GObject: what was unwrapped, from signed data or winmail.dat; owned */
} MailTree;

/* Reads what `top` (a message's body part) holds, attachments into the record. */
void mail_body_read(MailTree *tree, GMimeObject *top, MailBody *body);
void mail_body_clear(MailBody *body);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(MailBody, mail_body_clear)
