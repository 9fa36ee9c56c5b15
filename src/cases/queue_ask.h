/* What the office asks of the queue at the terminal and on the page: which cases answer, and what is to be said of each. Pure. */
#pragma once
#include "case.h"
#include "ruleset.h"

#define QUEUE_ASK_NOTICES "notice" /* in place of a kind that is owed: any notice about a child's status */

typedef struct { /* NULL, 0 or FALSE: not asked */
    const char *agency;         /* is a party, or is waited for */
    const char *stage;          /* is in it, or claims it */
    const char *policy;         /* opened under it */
    const char *owed;           /* owes something of this kind: "iro-notice", or QUEUE_ASK_NOTICES */
    const char *waiting_agency; /* waits for somebody of this agency */
    const char *waiting_role;   /* waits for somebody in this role, or for this duty of an agency's own */
    Day due_first, due_last;    /* a date of it falls on one of these days and is not met; what passed before is `late` */
    Instant since;              /* a message came, or something was done, then or later: queue_ask_heard() */
    guint quiet_days;           /* no message for so many working days */
    gboolean urgent, late;      /* late: standing_overdue() */
    gboolean reopened;          /* was closed once, and begun anew */
    const char *news;           /* a line that stands above the answer; no question */
} QueueAsk;

#define QUEUE_ENDED_SECONDS (366 * 24 * 60 * 60) /* cases that ended longer ago answer no more */
#define QUEUE_ASK_WEEK 7 /* days, the first of them today */
void queue_ask_due(QueueAsk *ask, Day first, guint days);

gboolean queue_ask_any(const QueueAsk *ask); /* is anything asked? */
/* Cases that ended can answer, too: an issue is outstanding, and a re-opening has a reason, when all is closed. Others never do. */
gboolean queue_ask_of_ended(const QueueAsk *ask);
gboolean queue_ask_fits(const QueueAsk *ask, const Case *c, const Ruleset *rules, Instant now);

/* The single questions, for what is counted and marked. */
gboolean queue_ask_falls(const Case *c, const Ruleset *rules, Day first, Day last);
/* Did a message come, or did anything happen but the clock's own ticks, at that time or later? */
gboolean queue_ask_heard(const Case *c, Instant since);
/* Of Owed (borrowed): notices about a child's status, by the case's policy, and not given yet. */
GPtrArray *queue_ask_notices(const Case *c, const Ruleset *rules);
const char *queue_ask_stage(const Case *c); /* that it is in or claims; "" none */
/* What a case waits for under one word: the role, else what the agency itself owes. `waiting_for`: a WaitingFor. */
const char *queue_ask_waiting_word(const void *waiting_for);

/* What the question wants to know of this case besides: why it was re-opened, who deputises for whom it waits for, which issue is
 * outstanding. Newly allocated; "" if nothing. */
char *queue_ask_remark(const QueueAsk *ask, const Case *c, const Ruleset *rules, Instant now);
/* Did anything since then say that a child may be at immediate risk? */
gboolean queue_ask_harm_since(const Case *c, Instant since);
/* Is it a kind of thing that any policy of the site can owe? */
gboolean queue_ask_owed_known(const Ruleset *rules, const char *kind);
char *queue_ask_owed_kinds(const Ruleset *rules); /* all of them, "a, b, c"; newly allocated */
