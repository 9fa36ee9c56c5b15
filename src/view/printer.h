/* Text for people and JSON for programs. Views take plain structures and write to a stream; they open nothing. */
#pragma once
#include "decision.h"
#include "directory_preview.h"
#include "mail_record.h"
#include "paper.h"
#include "queue_ask.h"
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

void view_queue(const View *view, GPtrArray *cases, HeldCount held, const QueueAsk *ask); /* of Case, any order; `ask` NULL: all in progress */
/* Of char *; of OutboxRow; of HeldRow: messages that may be of the same dispute. */
void view_show(const View *view, const Case *c, GPtrArray *hashes, GPtrArray *sent, GPtrArray *beside);
void view_paper(const View *view, const Paper *paper); /* as plain text */
void view_held(const View *view, GPtrArray *held);       /* of HeldRow */
void view_held_one(const View *view, const HeldRow *row); /* its likely cases numbered from 1 */
gint view_held_by_need(gconstpointer a, gconstpointer b); /* for g_ptr_array_sort (of HeldRow): urgent ones first, then the oldest */
void view_message_texts(const View *view, const MailRecord *mail); /* what was written now, its signature, what it quotes */
void view_messages(const View *view, GPtrArray *ledger); /* of LedgerRow */
void view_explain(const View *view, const Decision *decision, const MailRecord *mail, const char *sha256);
void view_mails(const View *view, GPtrArray *mails);     /* of OutboxRow: outgoing mails as their recipients see them */
void view_sent(const View *view, GPtrArray *mails);      /* of OutboxRow: a line each, what became of it */
void view_looks(const View *view, GPtrArray *looks);     /* of LookRow */
/* Who is in which post; `cases` (of Case, open ones): those whose holder has left are named. `agency`: an id, NULL all. */
void view_directory(const View *view, const char *agency, GPtrArray *cases);
/* What a change would do; `done`: what was done of it, NULL when it is only looked at; `how`: the command that would do it. */
void view_directory_preview(const View *view, const DirectoryPreview *preview, const char *done, const char *how);
void view_directory_history(const View *view, GPtrArray *changes); /* of DirectoryChange, each with its rows where there is one */
/* What is held on a person; `unsearched`: messages of no case that nobody has taken apart for it. */
void view_subject(const View *view, const char *who, const SubjectAccess *subject, guint unsearched);
/* What may be erased (of DueItem), `erased` of it now; `unfinished`: erasures that wait to be finished. */
void view_retention(const View *view, GPtrArray *due, guint unfinished, gboolean confirmed, guint erased);
/* subject_clean() with the prefixes of the site's policies. */
char *view_clean_subject(const Ruleset *rules, const char *subject);
