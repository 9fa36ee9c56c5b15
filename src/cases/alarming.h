/* The urgent path: what sets it off, whom it tells at once, and who is there out of hours. */
#pragma once
#include "telling.h"

/* Does one of the policy's urgent questions have a yes in this message, or does the text itself speak
 * of immediate danger? */
gboolean alarming_any(const Deciding *x);
/* Is this message urgent: a yes to one of these or to the form's own question, words of danger that a plain 'no' to that
 * question does not gainsay, or the name of what the policy's urgent rule asks about? */
gboolean alarming_urgent(const Deciding *x);
/* Stages whose holders the urgent path tells together, of const PolicyStage; NULL when this message
 * sets off none. *section_out cites the rule. */
GPtrArray *alarming_stages(const Deciding *x, const char **section_out);
gboolean alarming_at_once(const Deciding *x);
/* Tells whom the urgent path names, the office, and the duty posts. */
void alarming_tell(Deciding *x);
/* The date 'immediate', where the policy's urgent path has one and no other is running. */
void alarming_date(Deciding *x);
/* A message about an urgent case when nobody is at the office: the duty posts are alarmed. */
void alarming_again(Deciding *x);
/* Has a person of the raising side said otherwise: 'no', with nothing else in the message or the record that
 * sets the urgent path off? Then the case is no longer treated as urgent. */
void alarming_answered(Deciding *x);
void alarming_ends(Deciding *x); /* no longer treated as urgent, by this decision's actor */
/* Whom to ring out of hours, in words, newly allocated; "" when nobody is known. */
char *alarming_duty(const Deciding *x);
