/* How a finished message leaves: into a Maildir (spool/outgoing, the embedded default) or to an SMTP server. */
#pragma once
#include <glib.h>

typedef struct {
    const char *from;       /* envelope sender */
    gboolean no_report;     /* nobody wants a report of it: sent by nobody ("<>") where the server takes that */
    const char *to;
    const char *message_id; /* without <>; the same at every try */
    const void *bytes;      /* CRLF lines, the last one ended */
    gsize length;
} TransportMail;

typedef enum {
    TRANSPORT_SENT,
    TRANSPORT_DEFERRED, /* this mail not now */
    TRANSPORT_FAILED,   /* this mail never */
    TRANSPORT_DOWN,     /* no mail now; this one was not begun */
} TransportOutcome;

#define TRANSPORT_STATUS_BYTES 12 /* "5.123.123" */
typedef struct {
    TransportOutcome outcome;
    guint code;                          /* the server's, 0 none */
    char status[TRANSPORT_STATUS_BYTES]; /* RFC 3463, or "" */
    char *why;                           /* NULL when sent; may have the server's words, and so a person's address, in it */
    char *log_why;                       /* the same fit for a log; NULL when sent */
    gboolean down;                       /* nor any other mail now */
    gboolean refused;                    /* down until a person does something: certificate, login, configuration */
} TransportReply;
void transport_reply_clear(TransportReply *reply);

/* Called when everything that was SENT before must be on record: the next mail is about to go. FALSE: it may not. */
typedef gboolean (*TransportReady)(gpointer data);

typedef struct Transport Transport;
typedef struct {
    /* SENT is a promise of settle(): nothing is sent for good before that said TRUE. *reply_out is the caller's to clear. */
    void (*deliver)(Transport *transport, const TransportMail *mail, TransportReply *reply_out);
    /* Makes all durable that was delivered since the last time. FALSE: none of it may be counted as sent. */
    gboolean (*settle)(Transport *transport, GError **error);
    void (*close)(Transport *transport);
    gboolean asks_ready; /* TRUE: calls ready(), and SENT is for good at once */
} TransportType;
struct Transport {
    const TransportType *type;
    TransportReady ready;
    gpointer ready_data;
};
/* Durable Maildir delivery, many mails for one sync; the file's name is derived from the Message-ID, so that the same
 * mail delivered again after a crash replaces itself and is never there twice. */
Transport *maildir_transport_open(const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The guard that stands before every transport: a demonstration site mails only .example, .test, .invalid and
 * example.org (also .localhost never). NULL when fine, else why not, newly allocated. */
char *recipient_refusal(const char *address, gboolean demonstration);
