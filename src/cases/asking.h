/* What the answers to questions say: whom the policy names, the form with what is known of the sender,
 * and what a request that is passed on holds. */
#pragma once
#include "deciding.h"

/* The people of the route's 'ask', one line each; *found_out counts those in post. Newly allocated. */
char *asking_whom(const Deciding *x, const PolicySideRoute *route, guint *found_out);
/* The escalation form, filled in with the sender's own name, role, agency and contact; for a case
 * (x->c, of which the sender is a party) also its reference and what may stand in a reply. */
char *asking_form(const Deciding *x);
/* The sender in words: name, role and agency. */
char *asking_sender(const Deciding *x);
/* What the sender wrote and filled in, for the one role that may read it. */
char *asking_detail(const Deciding *x);
/* "Outcome:", a line each: the questions that a mail's reader may answer in place, called as the forms call them, without
 * those that the policy does not ask. */
char *asking_lines(const Deciding *x, const char *const *keys);
/* The same for what is owed from `since` on (a stage's id). */
char *asking_duty_lines(const Deciding *x, const char *since);
