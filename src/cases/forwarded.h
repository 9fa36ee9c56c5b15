/* Forwarded chains (scenario 5): what is taken from one is proposed to the forwarder and used for
 * nothing else until they say yes. Nobody in the chain is written to. */
#pragma once
#include "deciding.h"

/* The inner message that holds the form (most fields); NULL if none. */
const MailForwarded *forwarded_form(const Deciding *x);
void forwarded_propose(
    Deciding *x); /* records the discussions that the chain shows, as proposals */
/* Where the form inside gives no date of the disagreement, the day it was sent is proposed for it.
 */
void forwarded_date(Deciding *x, Event *event);
char *
forwarded_questions(const Deciding *x); /* what the forwarder is asked to confirm, one line each */
/* The forwarder's yes, with corrections: proposals become facts. FALSE when the words are neither.
 */
gboolean forwarded_confirm(Deciding *x);
