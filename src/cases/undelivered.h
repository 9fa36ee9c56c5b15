/* Mails of ours that did not arrive: a task for the office, the deputy asked, never an answer. */
#pragma once
#include "deciding.h"

#define UNDELIVERED_AND "; " /* between the sentences of one task */

/* Files the report with the mail it speaks of. FALSE: it speaks of no mail of ours. */
gboolean undelivered_take(Deciding *x);
/* A person has said which case a report without our mark belongs to: the newest mail to its address there failed. Where
 * none is left that could have, and one to the address failed before, it is only recorded. FALSE: none went to it, and the
 * message is one like any other. */
gboolean undelivered_by_ruling(Deciding *x);
/* Our own sender was refused, or may not send: the same follows as from a report. Takes `c`, NULL for a mail of no case. */
void undelivered_conclude(Deciding *x, const OutboxRow *row, Case *c);

/* Is it a notice about a child's status, which our mail gives? */
gboolean undelivered_is_notice(const Deciding *x, const Owed *owed);
/* The sentence by which a task names whom to ring, by name or by address: "mail to Priya Thorncastle failed". A task for
 * several has one for each, with UNDELIVERED_AND between them. */
char *undelivered_sentence(const char *whom);
/* A person's note that somebody was telephoned settles the task. TRUE when the note says so. */
gboolean undelivered_telephoned(Deciding *x, const char *note, Event *event);
