/* What deciding answers: the case with its new events already folded in, mails to send, and what becomes of
 * the message. work commits all of it in one transaction. */
#pragma once
#include "case.h"
#include "records.h"

typedef struct { /* a rule that was tried, for `explain` */
    char *rule, *source, *why;
    gboolean matched;
} RuleTrace;

typedef struct { /* a problem with what was filled in; asked for by its label */
    char *key, *label, *text;
    guint line; /* 0 = none */
    char *read;         /* what stood there, one short line; NULL when nothing did */
    char *part, *place; /* where, as of FieldRead; NULL when nowhere */
    guint child;        /* of the case; 0 = of the case as a whole, or not known which */
    gboolean unread;    /* nothing could be understood: the question is open */
} FieldProblem;

typedef struct {
    char *to, *to_name, *role, *template, *subject, *body;
    char *in_reply_to;    /* or NULL */
    char *thread_index;   /* of the message that it answers, or NULL */
    gboolean answer;
    guint event_seq;
    char *stopped;        /* why it may not be sent, without what it is that may not; NULL: it may */
} MailDraft;

typedef struct {
    char *key, *label, *value, *part, *place; /* place: "table 2 row 5" of a document, else "" */
    guint line;
} FieldRead;

#define UNDELIVERED_REPORTED "reported undeliverable" /* begins the reason of a mail that a report says failed */

typedef struct { /* a mail of ours that did not arrive, as a report says */
    gint64 outbox;
    char *why;
} Undelivered;

typedef struct { /* what a person was told because of an address, so that it is not told again with every message */
    const char *kind;
    char *address;
} Warning;

typedef struct {
    const char *disposition; /* as LedgerRow */
    char *reason;
    const char *kind;        /* message kind */
    const char *matched_by;  /* "reply-id" "reference" "participants" or NULL */
    const char *sender_level; /* "verified-role" "known-domain" "unknown" "failed" */
    char *sender_email, *sender_agency, *sender_role, *sender_why; /* agency, role may be NULL */
    char *policy;            /* id or NULL */
    Case *subject_case;      /* owned; NULL when none is touched */
    gboolean is_new;         /* the case is opened by this decision */
    guint first_new;         /* index in subject_case->events of the first new event */
    HeldRow *held;           /* owned; NULL unless a person must look */
    GPtrArray *mails;        /* of MailDraft */
    GPtrArray *undelivered;  /* of Undelivered: marked failed */
    GPtrArray *warnings;     /* of Warning: kept for CaseLookup.warnings_since */
    GPtrArray *superseded;   /* of HeldRow: copies without a proof of their sender that this message settles */
    GPtrArray *traces;       /* of RuleTrace */
    GPtrArray *problems;     /* of FieldProblem */
    GPtrArray *missing;      /* of char *: keys */
    GPtrArray *fields;       /* of FieldRead */
    gboolean urgent;
    gboolean disputes;        /* held, and says that something is not resolved */
    gint64 repeat_of;
    gint64 answers_office;   /* the mail to the office that it answers and that its decisions mean, to be carried out; 0 none */
    gint64 office_mail;      /* the mail to the office that it answers, whatever becomes of it; 0 none */
    GPtrArray *office_lines; /* of char *: for `explain`, what the numbers of the mail that is answered mean now, or what was done; NULL */
    GArray *office_numbers;  /* of guint: of that mail, those that it decides; NULL where it decides nothing */
} Decision;

void decision_free(Decision *decision);
/* From now on for the named officers only (records.h); the message must be of no case. */
void decision_restrict(Decision *decision);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Decision, decision_free)
