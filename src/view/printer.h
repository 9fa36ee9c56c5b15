/* Text for people and JSON for programs. Views take plain structures and write to a stream; they open nothing. */
#pragma once
#include "decision.h"
#include "mail_record.h"
#include "paper.h"
#include "records.h"
#include "retention.h"
#include "ruleset.h"
#include "subject_access.h"
#include <stdio.h>

typedef struct {
    const Ruleset *rules;
    Instant now;
    gboolean json;
    gboolean restricted; /* also what only the named officers may see */
    gboolean colour;   /* a terminal, and NO_COLOR is not set */
    guint width;       /* of the terminal, 100 when unknown */
    FILE *out;
} View;

typedef struct { /* `casegate queue` filters; NULL or 0 = any */
    const char *agency, *stage;
    gboolean overdue;
    guint quiet_days;
} QueueFilter;

void view_queue(const View *view, GPtrArray *cases, guint held, const QueueFilter *filter); /* of Case, any order */
/* Of char *; of OutboxRow; of HeldRow: messages that may be of the same dispute. */
void view_show(const View *view, const Case *c, GPtrArray *hashes, GPtrArray *sent, GPtrArray *beside);
void view_paper(const View *view, const Paper *paper); /* as plain text */
void view_held(const View *view, GPtrArray *held);       /* of HeldRow */
void view_messages(const View *view, GPtrArray *ledger); /* of LedgerRow */
void view_explain(const View *view, const Decision *decision, const MailRecord *mail, const char *sha256);
void view_mails(const View *view, GPtrArray *mails);     /* of OutboxRow: outgoing mails as their recipients see them */
void view_looks(const View *view, GPtrArray *looks);     /* of LookRow */
/* What is held on a person; `unsearched`: messages of no case that nobody has taken apart for it. */
void view_subject(const View *view, const char *who, const SubjectAccess *subject, guint unsearched);
/* What may be erased (of DueItem), `erased` of it now; `unfinished`: erasures that wait to be finished. */
void view_retention(const View *view, GPtrArray *due, guint unfinished, gboolean confirmed, guint erased);
/* subject_clean() with the prefixes of the site's policies. */
char *view_clean_subject(const Ruleset *rules, const char *subject);
