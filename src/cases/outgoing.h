/* The guard on the mails of a decision, before they are queued. */
#pragma once
#include "deciding.h"

/* Marks those that may not go with why (MailDraft.stopped). An alarm that may not go as it is goes in fixed words instead: the
 * office must hear of it. */
void outgoing_check(Deciding *x);
