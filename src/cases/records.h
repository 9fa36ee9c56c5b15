/* Rows that store keeps beside the cases and view shows: plain data, no behaviour but free.
 * The strings of a new row are NULL; store takes NULL for "" and never gives NULL back. */
#pragma once
#include "instant.h"

typedef struct { /* a message ever received */
    gint64 id;
    char *spool_name, *sha256, *mailbox;
    Instant received;
    char *message_id, *from;        /* "" if none */
    char *content_digest;
    char *kind;                     /* message kind of design §3 */
    char *disposition;              /* "case" "held" "signposted" "repeat" "automatic" "set-aside" */
    char *reference;                /* case, or "" */
    char *reason;                   /* why held, set aside, signposted … in words */
    gint64 repeat_of;               /* id of the first copy, 0 if none */
    gboolean of_restricted;         /* the first copy is restricted, or was: read, not kept */
} LedgerRow;

typedef struct {
    char *reference, *why;
    char *reading; /* the reason by which the office chooses this way to read the message; NULL: nothing to choose */
    gboolean weak; /* nothing but who it seems to be from speaks for it: known while it is decided, not kept */
} Suggestion;

typedef struct { char *agency, *why; } Candidate; /* an organisation that may be the one meant */

typedef struct { /* what the office decided about one that waited */
    char *verb;      /* "link" "open" "set-aside"; "reopen": settled by that command on the case; HELD_SUPERSEDED; "" not kept (an older record) */
    char *reference; /* the case it went to, or "" */
    char *by, *why;  /* why: "" if nothing was said */
} HeldRuling;

typedef struct { /* a field of a message that waits beside a case, to be compared with that (dispute.h) */
    char *key, *value; /* as written */
    guint child;       /* 0 = of the whole, else which of the message's children */
} HeldSaid;

typedef struct { /* a message that waits for a person */
    gint64 id;
    gint64 ledger;
    char *sha256, *mailbox;
    Instant received;
    char *from, *sender_level, *subject; /* subject cleaned of everything but our own words and references */
    char *kind, *reason, *text;     /* reason: a short code "unknown-sender"; text: in words */
    gboolean urgent;
    GPtrArray *suggestions;         /* of Suggestion */
    GPtrArray *said;                /* of HeldSaid: only where it may be the same dispute as a case */
    GPtrArray *candidates;          /* of Candidate: of the suggested cases whose routing is held; read for showing, not kept */
    GPtrArray *beside;              /* of Case: beside which it is shown; read for showing, not kept */
    Instant resolved;               /* 0 = waiting */
    char *resolution;               /* "linked HAV-…", "opened HAV-…", "set aside: why"; "" while waiting */
    HeldRuling ruling;              /* the same as it was given */
} HeldRow;

typedef struct { guint all, urgent; } HeldCount; /* of messages that wait; urgent: with words of immediate harm */

typedef struct { /* somebody looked */
    gint64 id;
    Instant at;        /* by the machine's clock, whatever --now says */
    char *who, *login; /* as they say, and as the machine says */
    char *command;     /* "show" "export" … with the options that matter */
    char *reference;   /* the case, or "" for a list of all */
    gint64 events;     /* how many the record had then: no later one was seen */
    char *hash;
    guint times;       /* not of the record: how many like it that day this row stands for */
} LookRow;

typedef struct { /* a file of the directory was replaced */
    gint64 id;
    Instant at;        /* by the machine's clock */
    char *by, *login;  /* as they say, and as the machine says */
    char *why;
    char *file;        /* "people.csv" or "agencies.csv" */
    char *sha256_before, *sha256_after;
    char *text_before, *text_after; /* the whole file, byte for byte */
    char *hash;
} DirectoryChange;

typedef struct { /* a tombstone: what was erased, when, by whom, on what ground; nothing of what it said */
    gint64 id;
    Instant at;
    char *officer, *login;
    char *what;        /* "raw": a message's bytes; "message": these and who wrote; "case" "counts" "look" "directory" */
    gint64 number;     /* of the message, look or change; of a case the last event that was erased */
    char *reference;   /* case, or "" */
    char *sha256;      /* of the bytes; of a look or change its hash; "" of a case */
    char *why;
    char *hash;
    Instant done;      /* no trace was left; INSTANT_UNKNOWN: begun and not finished */
} ErasureRow;

typedef struct { char *folder, *name; } ErasureFile; /* "archive" or "outgoing", and a digest */

typedef struct { /* a mail to send, or sent */
    gint64 id;
    char *reference;                /* case or "" */
    guint event_seq;                /* the event it belongs to, 0 if none */
    char *kind;                     /* template's kind of mail: "ack" "notice" "extract" … (the template's name) */
    char *to, *to_name, *role;      /* role in words of people.csv, "" for a sender without one */
    char *template;
    char *subject, *body;
    char *message_id;               /* without <> */
    char *in_reply_to;              /* or "" */
    char *references;               /* space separated, oldest first */
    char *thread_index;             /* Thread-Index of the message that it answers, or ""; its own is derived (mail_compose) */
    gboolean answer;                /* an answer to a message, else a notice */
    gboolean restricted;            /* of no case, and answers what only the named officers may see: read, not kept */
    gint64 occasion;                /* newest ledger row when it was queued */
    char *mailbox;                  /* the site's address it is from */
    char *state;                    /* "queued" "sent" "deferred" "failed" "suppressed" */
    Instant queued, at;             /* at: when the state was reached */
    char *why;                      /* for failed, deferred, suppressed */
    guint attempts;                 /* times it was put off */
    Instant next_try;               /* not tried before; 0 at once */
    guint smtp_code;                /* of the server's last reply, 0 none */
    char *smtp_status;              /* RFC 3463, as "5.1.1"; or "" */
} OutboxRow;

/* Begins the reason of what only the named officers may see; the kind of message says it too. */
#define RESTRICTED_MARK "restricted: "
#define RESTRICTED_KIND "whistleblowing"

/* TRUE: sender, subject, text and likely cases are shown to the named officers only. */
gboolean ledger_row_restricted(const LedgerRow *row);
gboolean held_row_restricted(const HeldRow *row);
gboolean held_row_suggests(const HeldRow *row, const char *reference); /* that it belongs to this case */

LedgerRow *ledger_row_new(void);
void ledger_row_free(LedgerRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LedgerRow, ledger_row_free)
HeldRow *held_row_new(void);
void held_row_free(HeldRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HeldRow, held_row_free)
/* The reason of a held message that a closed case is to be opened again for. */
#define HELD_CLOSED_CASE "closed-case"
/* The verb of one that nobody decided: the same message came with a proof of its sender and was worked. */
#define HELD_SUPERSEDED "superseded"
/* And of one that says that a case which is closing is not resolved. */
#define HELD_DISPUTE "disputes-resolution"
HeldSaid *held_said_new(const char *key, guint child, const char *value);
Suggestion *suggestion_new(const char *reference, const char *why);
Suggestion *suggestion_reading_new(const char *reference, const char *why, const char *reading); /* `reading` NULL or "": none */
void suggestion_free(Suggestion *suggestion);
Candidate *candidate_new(const char *agency, const char *why);
void candidate_free(Candidate *candidate);
void look_row_free(LookRow *look);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LookRow, look_row_free)
void directory_change_free(DirectoryChange *change);
gboolean directory_change_erased(const DirectoryChange *change); /* only that a file was changed, and when, is left */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DirectoryChange, directory_change_free)
void erasure_row_free(ErasureRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ErasureRow, erasure_row_free)
void erasure_file_free(ErasureFile *file);
OutboxRow *outbox_row_new(void);
void outbox_row_free(OutboxRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OutboxRow, outbox_row_free)
