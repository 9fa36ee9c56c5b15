/* The lines of the queue page: what is derived from each case, once; which of them are asked for, in what order; and the counts
 * that stand above. Decides nothing: standing.h does. */
#pragma once
#include "printer.h"

typedef enum { QUEUE_BY_DATE, QUEUE_BY_OPENED, QUEUE_BY_REFERENCE } QueueOrder;
typedef enum { QUEUE_DUE_ANY, QUEUE_DUE_TODAY, QUEUE_DUE_WEEK } QueueDue;

typedef struct { /* NULL, FALSE, 0: not asked for */
    const char *agency, *stage, *policy;
    const char *waiting; /* a role, or an agency's own duty */
    const char *owes;    /* a kind of what is owed, or QUEUE_ASK_NOTICES */
    gboolean urgent, late, quiet, again; /* again: opened again */
    QueueDue due;
    QueueOrder order;
    Instant since;       /* what was heard of then or later is marked */
} QueueWish;
gboolean queue_wish_any(const QueueWish *wish); /* something is left out */
gboolean queue_wish_of_ended(const QueueWish *wish); /* cases that ended can answer, too */

typedef struct {
    const Case *c;
    GPtrArray *waiting;    /* of WaitingFor */
    const CaseDate *next;  /* NULL none */
    GPtrArray *owed;       /* of char *: distinct kinds (borrowed) */
    GPtrArray *notices;    /* of Owed (borrowed): about a child's status, by the case's policy, and not given yet */
    gboolean late, quiet, today, week, came, ended;
    guint quiet_days, stage_days;
} QueueLine;

typedef struct {
    GPtrArray *all, *shown; /* of QueueLine: all own them, in the order of `queue` with `order` */
    guint in_progress, urgent, late, today, week, quiet, notices, came; /* of what is in progress */
    guint quiet_limit;      /* the site's: working days without a message */
} QueueLines;

QueueLines *queue_lines_new(const View *view, GPtrArray *cases, const QueueWish *wish); /* of Case, which outlive it */
void queue_lines_free(QueueLines *lines);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(QueueLines, queue_lines_free)
/* Of char *, sorted: what there is to choose from, over all lines. */
GPtrArray *queue_lines_stages(const QueueLines *lines);
GPtrArray *queue_lines_policies(const QueueLines *lines);
GPtrArray *queue_lines_waiting(const QueueLines *lines);
GPtrArray *queue_lines_owed(const QueueLines *lines);
