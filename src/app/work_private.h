/* Shared by what works, decides for the office and replays: what a Work holds open, and one message into the record. */
#pragma once
#include "decide.h"
#include "reader.h"
#include "spool.h"
#include "store.h"
#include "supposing.h"
#include "work.h"

struct Work {
    const Ruleset *rules;
    Reader *reader;
    Spool *spool;
    Store *store;
    CaseLookup lookup;
    gint64 alarms_at; /* by the monotonic clock: troubles of the site are looked for again */
    gboolean inside; /* what the office decides is part of a transaction that is open already (office_reply.c) */
    const volatile sig_atomic_t *stop; /* set: leave the rest for the next beginning; NULL: never */
};

/* Keeps the text of each of the rules' policies, for the cases that will be pinned to it. */
gboolean work_keep_policies(Work *work, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Reads an archived message again. PERM when it cannot be read (why is in the error). */
MailRecord *work_read_archived(Work *work, const char *sha256, Instant received,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same as if it had just come: within the site's limit; *mail_out stays NULL, and *failure_out says why, when a person
 * has to look at it. FALSE: TEMP. */
gboolean work_read_as_new(Work *work, const char *sha256, Instant received, MailRecord **mail_out, char **failure_out,
                          GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* The site takes no message of so many bytes apart; WORK_TOO_LARGE is its failure. */
gboolean work_too_large(const Work *work, guint64 bytes);
#define WORK_TOO_LARGE "too large to read"

typedef enum { ITEM_READ, ITEM_TOO_LARGE, ITEM_DAMAGED, ITEM_GONE } ItemFate;

typedef struct { /* a message of the spool, made ready ahead of the record (ahead.c) */
    ItemFate fate;
    MailRecord *mail;           /* NULL when it was not or cannot be read */
    char *failure;              /* then why, in words; NULL for one that is gone */
    Decision *decision;         /* NULL when none could be made ahead, or it was taken */
    Suppositions *suppositions; /* that it rests on */
    NumberError off;            /* once the record was asked */
    guint epoch;                /* of the numbers that were supposed */
} Ready;

typedef struct {
    const char *spool_name, *sha256, *mailbox;
    Instant received, now;
    const MailRecord *mail; /* NULL: it could not be read */
    const char *failure;    /* why not */
    Ready *ready;           /* whose decision is taken if it stands; NULL: nothing was decided ahead */
} WorkMessage;

/* Within a transaction, of which a failure leaves something behind. *decision_out stays NULL for a copy of a message that
 * came before. */
gboolean work_message(Work *work, const WorkMessage *message, Decision **decision_out, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* The same with a savepoint: a message that this program cannot decide about is a person's, held with what went wrong.
 * FALSE leaves nothing of it behind. */
gboolean work_or_hold(Work *work, const WorkMessage *message, Decision **decision_out, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* Lets the dates of `c` (taken) that are due at `at` act; *decision_out stays NULL when none is. Within a transaction. */
gboolean work_tick(Work *work, Case *c, Instant at, Decision **decision_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
