/* A message as read: everything work may know about a raw message. The reader child fills it, sends
 * it as one flat GVariant, and work takes it apart again with every offset checked. All strings are
 * valid UTF-8 without NUL; addresses are folded to lower case; nothing here is trusted to be true. */
#pragma once
#include <glib.h>
#include "instant.h"

typedef struct {
    const char *name;    /* display name as one clean line, "" if none */
    const char *address; /* "" when there was none that text_is_address() accepts */
} MailAddress;

#define MAIL_PART_ANSWER "quoted answer" /* the label is quoted; the writer answered it in a line of new text below */

typedef struct {
    const char *key;    /* a key of FormLabels */
    const char *value;  /* trimmed text; the first line only for LABEL_SHORT */
    const char *part;   /* "text/plain 1", "text/html 1", "quoted", MAIL_PART_ANSWER, "forwarded 1" (the n-th message found inside),
                           "form.docx" */
    guint line;         /* from 1 within the part's text */
    const char *place;  /* where it stands in a document: "table 2 row 5", in one within a forwarded message with the
                           document's name before it; "" in texts */
} MailField;

typedef struct {
    const char *name;   /* a clean line for showing; never a path. "" if none */
    const char *type;   /* "application/pdf" */
    guint64 bytes;      /* decoded size */
    const char *sha256; /* of the decoded bytes */
    gboolean read;      /* its text went into the record (message/rfc822, every text part) */
    const char *why;    /* why it was not read; "" if it was */
    const char *inside; /* of an archive the names in it, for whoever has the message; "" of others. Never for a list or log */
} MailAttachment;

#define MAIL_WHY_CONTAINER "waits to be opened" /* of a file that mail_read_containers() would open; never in what work gets */

typedef struct {
    const char *recipient, *action, *status; /* status "" if none; RFC 3464 fields, action lower case */
    const char *original_id;                 /* Message-ID of the mail it speaks of, "" if not found */
    const char *original_recipient;          /* the address it was sent to, where the report says so, else "" */
    const char *envelope_id;                 /* the sender's own mark on the envelope (ENVID, RFC 3461), "" if none */
} MailDelivery;

typedef struct {
    const char *from_name, *from, *to; /* address "" when only a name was given; `to` as written */
    Instant date;                      /* 0 if unreadable */
    const char *date_text;             /* as written */
    const char *subject;
    const char *part;                  /* "forwarded 1" … outermost first */
    const char *text;                  /* what this inner message says itself */
} MailForwarded;

typedef enum {
    MAIL_AUTOMATIC_NO,
    MAIL_AUTOMATIC_REPLY,    /* out of office and the like: Auto-Submitted, X-Auto-Response-Suppress + Precedence, … */
    MAIL_AUTOMATIC_DELIVERY, /* delivery reports, disposition notifications, feedback reports */
    MAIL_AUTOMATIC_LIST,     /* List-Id, Precedence: list|bulk|junk */
} MailAutomatic;

typedef enum { MAIL_TRACE_RECEIVED, MAIL_TRACE_ARC_RESULTS, MAIL_TRACE_ARC_SEAL } MailTraceKind;
typedef struct { /* a header field that a server put there on the message's way */
    guint kind;        /* MailTraceKind */
    guint results;     /* how many of auth_results stand above it */
    const char *value; /* of Received the host behind 'by', lower case, "" if it cannot be told; of the others the raw value, unfolded */
} MailTrace;

typedef enum { /* bits of MailRecord.flags: what a person should know before it acts by itself */
    MAIL_FLAG_SEVERAL_FROM = 1 << 0,   /* more than one From header or mailbox, or none: sender not to be believed */
    MAIL_FLAG_CONFLICTING = 1 << 1,    /* Subject, Message-ID, Date or Content-Type given twice */
    MAIL_FLAG_CHARSET = 1 << 2,        /* some text could not be decoded as declared */
    MAIL_FLAG_TRUNCATED = 1 << 3,      /* a named limit cut text, parts or attachments */
    MAIL_FLAG_ENCODING = 1 << 4,       /* broken base64 or quoted-printable */
    MAIL_FLAG_DIVERGENT = 1 << 5,      /* text/plain and text/html say different things */
    MAIL_FLAG_ENCRYPTED = 1 << 6,      /* encrypted or wrapped: cannot be read here */
    MAIL_FLAG_NULL_SENDER = 1 << 7,    /* Return-Path: <> */
    MAIL_FLAG_EMPTY = 1 << 8,          /* no text in it at all */
    MAIL_FLAG_BROKEN = 1 << 9,         /* no header block, or no mail at all */
    MAIL_FLAG_NO_ANSWER = 1 << 10,     /* asks not to be answered by machines (X-Auto-Response-Suppress), or went through
                                          one that marks against loops (X-Loop) */
    MAIL_FLAG_CONTAINERS = 1 << 11,    /* holds files that mail_read_containers() would open */
    MAIL_FLAG_SIGNED = 1 << 12,        /* carries a digital signature (S/MIME, OpenPGP) somewhere */
} MailFlags;

typedef struct {
    const char *message_id;  /* without <>; "" if absent or malformed */
    const char *subject;     /* decoded, one clean line; never shown as it is */
    Instant date;            /* the Date header: 'sent', starts no clock; 0 if unreadable */
    GArray *from, *to, *cc;  /* of MailAddress (to, cc: at most 500 in all) */
    const char *reply_to, *sender; /* addresses, "" if none; never an identity */
    GPtrArray *references;   /* of const char *: ids of In-Reply-To, then References from the last back, without <>; no doubles, at most 100: the newest, and the oldest 20 */
    const char *thread_index; /* Thread-Index as canonical base64 (mail_thread.h), "" if none */
    GPtrArray *auth_results; /* of const char *: raw Authentication-Results values, topmost first, unfolded; at most 20 */
    GArray *trace;           /* of MailTrace, topmost first; at most 100 */
    guint received;          /* number of Received headers */
    MailAutomatic automatic;
    guint flags;             /* MailFlags */
    const char *refusal;     /* "" or why this must be held whatever it says: "too deep", "too many parts", "headers too large", … */
    const char *text;        /* best body part, whole, '\n' line ends */
    const char *text_part;   /* "text/plain 1" or "text/html 1" */
    const char *text_new, *text_quoted, *text_signature; /* a view of `text`: what this writer wrote now, the rest */
    guint text_later;        /* so many bytes at the end of text_new stand in text parts behind the first */
    const char *text_attached; /* what text files and documents say that came with it or with a message in it; the beginning */
    const char *content_digest; /* hex SHA-256 over fields (with fewer than a form has, the folded new text, too) and attachment digests:
                                   equal for a re-sent copy whose trace headers and Message-ID differ */
    const char *forwarded_digest; /* of a forward without a form above it: the content_digest that the message had whose form is
                                     in it, "" if none */
    GArray *fields;          /* of MailField, in order of appearance; new text first, then forwarded, then quoted */
    GArray *attachments;     /* of MailAttachment, at most 100 */
    GArray *deliveries;      /* of MailDelivery, for delivery reports */
    GArray *forwarded;       /* of MailForwarded, outermost first, at most 50 */
    const char *signature;   /* why the message's S/MIME signature proves nothing: a clause for "its signature …"; "" if it was not
                                looked at, or proves. These three are never a reading's: the reader puts in what mail_smime() said */
    const char *signer;      /* the From address, if the signature proves it for the whole body; else "" */
    const char *signed_digest; /* then hex SHA-256 of what is signed */
    GVariant *storage;       /* what the strings point into (a received record), or NULL */
    GStringChunk *chunk;     /* what the strings point into (a record being built), or NULL */
} MailRecord;

MailRecord *mail_record_new(void); /* empty arrays, all strings "" */
void mail_record_free(MailRecord *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MailRecord, mail_record_free)
const char *mail_record_keep(MailRecord *record, const char *text); /* copies into the record; NULL gives "" */

/* Whether both say the same of who sent it to whom and when, about what and in which thread, and of what is wrong with that: two
 * readings of one message. */
gboolean mail_record_same_head(const MailRecord *record, const MailRecord *other);
/* Says why the files that waited for a second reading (MAIL_WHY_CONTAINER) were not opened. */
void mail_record_leave_unopened(MailRecord *record, const char *why);

/* What was found about the signature, from the record that mail_smime() made; NULL: nothing. */
void mail_record_set_signature(MailRecord *record, const MailRecord *said);

/* One flat GVariant in normal form, little endian (see the head of mail_record.c for the layout), not floating. */
GVariant *mail_record_pack(const MailRecord *record);
const GVariantType *mail_record_type(void); /* the packed value's, for whoever receives it as bytes */
/* NULL and a PERM error unless the value is in normal form, every offset lies inside, every string
 * is valid UTF-8 and every enum is known: the child that sent it may have been taken over. */
MailRecord *mail_record_unpack(GVariant *packed, GError **error) G_GNUC_WARN_UNUSED_RESULT;

const char *mail_automatic_name(MailAutomatic automatic); /* "auto-reply", "delivery-report", "list" or NULL */
