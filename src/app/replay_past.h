/* What happened to a site, in the order in which it happened: messages, what the office decided about held ones,
 * its commands on cases, and mails of theirs that could not be sent. What the clock did is not among it: dates fall due by themselves when it happens again. */
#pragma once
#include "event.h"
#include "store.h"

typedef enum { PAST_MESSAGE, PAST_RULING, PAST_COMMAND, PAST_FAILURE } PastKind;

#define PAST_WORDS 3

typedef struct {
    PastKind kind;
    Instant at;
    gint64 order;         /* among those of one kind and instant */
    gint64 reply;         /* of ruling and command: the message that gave it by mail (its ledger row), 0 none */
    guint line;           /* which of that message's decisions, in their order */
    LedgerRow *row;       /* message; of a ruling the message it is about */
    OutboxRow *mail;      /* of a failure, as the site has it now */
    char *reference;      /* the case: that the message went to, the ruling named, the command was about; "" none */
    char *policy_sha256;  /* that this case is pinned to; NULL without a case */
    char *by, *why;       /* of ruling and command */
    char *verb;           /* ruling: "link" "open" "set-aside"; command: its verb, NULL when the record does not say */
    char *words[PAST_WORDS]; /* of a command, after its verb */
} PastItem;

/* Of PastItem. */
GPtrArray *past_read(Store *store, GError **error);
