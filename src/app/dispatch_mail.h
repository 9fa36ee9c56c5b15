/* An outbox row as the mail that the transport is given. */
#pragma once
#include "records.h"
#include "ruleset.h"

/* Why it may not go to its recipient as things are now: a demonstration writes to invented addresses only, and what a case
 * is about goes only where the directory says 'tls'. NULL: it may; else newly allocated, without the address. The mails
 * were written for what the directory said then; this is looked at once more at the door. */
char *dispatch_refusal(const Ruleset *rules, const OutboxRow *row);
/* The message's bytes; `now` is its Date. NULL: it can never be sent, with the reason. */
GByteArray *dispatch_compose(const Ruleset *rules, const OutboxRow *row, Instant now, GError **error);
/* The mailbox of ours that it comes from, in its header as on its envelope: whom a report goes to, so that what did not
 * arrive becomes known. */
const char *dispatch_sender(const Ruleset *rules, const OutboxRow *row);
/* A receipt to somebody who has not shown who he is: a report of it could only come from a stranger's address. */
gboolean dispatch_wants_no_report(const OutboxRow *row);
