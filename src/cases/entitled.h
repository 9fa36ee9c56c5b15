/* Who may do what to a case by a message, asked here whatever way the case was found by: the answer of a policy where it has
 * one (exits.h), and what holds under every policy. What the office rules is always allowed. */
#pragma once
#include "reading.h"
#include "routing.h"

/* Is the sender somebody to this case: of a party (or who speaks for one), the originator, a holder? Who held it for an
 * agency that is no party any more is nobody. */
gboolean entitled_party(const Deciding *x);
/* May the sender's word settle the stage that the case is at, or a child's matter there? */
gboolean entitled_to_settle(const Deciding *x);
/* May the sender say which agency a case goes to whose routing is held? */
gboolean entitled_to_route(const Deciding *x);
/* May the sender say where whoever raised the matter can be reached, and so who is written to about it? */
gboolean entitled_to_name_worker(const Deciding *x);
/* Does the sender say that there is no danger, who is of the agency that is disagreed with? Such a 'no' is no answer to what
 * the raising agency was asked; a 'yes' is, whosever it is. */
gboolean entitled_not_to_deny(const Deciding *x, const FieldValue *value);
/* May an automatic reply that only names a case be believed about who is away? */
gboolean entitled_to_absence(const Deciding *x, gboolean answers_our_mail);
