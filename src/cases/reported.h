/* Which mail of ours a delivery report speaks of. Only a mark that nobody else can make proves it: the keyed Message-ID in
 * what was returned or in the report's References, or our own mark on the envelope (ENVID). */
#pragma once
#include "deciding.h"

#define REPORTS_COME (6 * DAY_SECONDS) /* mail systems give up after five days */
#define REPORTS_COME_WORDS "six days"

/* The mail, and what the report says of it; NULL: of none that is proven. */
OutboxRow *reported_mail(Deciding *x, const MailDelivery **delivery_out);
/* A failure whose report carries no mark at all, neither ours nor another's: the first of them, NULL if none. */
const MailDelivery *reported_unmarked(const Deciding *x);
/* What may be meant by it: mails that went to the address lately, newest first. Of OutboxRow; NULL: x->error. */
GPtrArray *reported_likely(Deciding *x, const MailDelivery *delivery);
