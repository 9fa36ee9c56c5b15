/* What the office asks of the queue beyond agency and stage: which cases answer, and what is to be said of each. Pure. */
#pragma once
#include "case.h"
#include "ruleset.h"

typedef struct { /* NULL, 0 or FALSE: not asked */
    const char *policy;         /* opened under it */
    const char *owed;           /* owes something of this kind: "iro-notice" */
    const char *waiting_agency; /* waits for somebody of this agency */
    const char *waiting_role;   /* waits for somebody in this role */
    Day due;                    /* a date of it falls due by the end of this day, or has passed */
    Instant since;              /* something came in or happened since then */
    gboolean reopened;          /* was closed once, and begun anew */
    const char *news;           /* a line that stands above the answer; no question */
} QueueAsk;

gboolean queue_ask_any(const QueueAsk *ask); /* is anything asked? */
/* Cases that ended can answer, too: an issue is outstanding, and a re-opening has a reason, when all is closed. */
gboolean queue_ask_of_ended(const QueueAsk *ask);
gboolean queue_ask_fits(const QueueAsk *ask, const Case *c, const Ruleset *rules, Instant now);
/* What the question wants to know of this case besides: why it was re-opened, who deputises for whom it waits for, which issue is
 * outstanding. Newly allocated; "" if nothing. */
char *queue_ask_remark(const QueueAsk *ask, const Case *c, const Ruleset *rules, Instant now);
/* Did anything since then say that a child may be at immediate risk? */
gboolean queue_ask_harm_since(const Case *c, Instant since);
/* Is it a kind of thing that any policy of the site can owe? */
gboolean queue_ask_owed_known(const Ruleset *rules, const char *kind);
char *queue_ask_owed_kinds(const Ruleset *rules); /* all of them, "a, b, c"; newly allocated */
