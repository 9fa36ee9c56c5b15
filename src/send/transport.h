/* How a finished message leaves: the embedded default writes a Maildir (spool/outgoing). */
#pragma once
#include <glib.h>

typedef enum { TRANSPORT_SENT, TRANSPORT_DEFERRED, TRANSPORT_FAILED } TransportOutcome;
typedef struct Transport Transport;
typedef struct {
    /* SENT is a promise of settle(): nothing is sent for good before that said TRUE. */
    TransportOutcome (*deliver)(Transport *transport, const char *to, const char *message_id, const void *bytes, gsize length,
                                char **why_out);
    /* Makes all durable that was delivered since the last time. FALSE: none of it may be counted as sent. */
    gboolean (*settle)(Transport *transport, GError **error);
    void (*close)(Transport *transport);
} TransportType;
struct Transport {
    const TransportType *type;
};
/* Durable Maildir delivery, many mails for one sync; the file's name is derived from the Message-ID, so that the same
 * mail delivered again after a crash replaces itself and is never there twice. */
Transport *maildir_transport_open(const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The guard that stands before every transport: a demonstration site mails only .example, .test, .invalid and
 * example.org (also .localhost never). NULL when fine, else why not, newly allocated. */
char *recipient_refusal(const char *address, gboolean demonstration);
