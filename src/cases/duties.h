/* What the policy says is owed, as data: from when, by whom, and what meets it. Silence meets nothing. */
#pragma once
#include "telling.h"

/* What is owed from this moment on ("closing", "confirmed", "policy-issue" or a stage's id), unless this cycle owes
 * it already. Also for a row that was met: its next round begins with the next cycle. */
void duties_owe(Deciding *x, const char *since);
/* Meets one. FALSE if it was not owed (any more). */
gboolean duties_meet(Deciding *x, const char *kind, const char *agency, const char *role, guint child);
/* Meets whatever the message meets, by what its sender may. TRUE if anything was. */
gboolean duties_take(Deciding *x);
/* The same of what is owed because of a child's status: what the message that makes it owed says of it. */
void duties_take_notices(Deciding *x);
/* Does the message say something that would meet a duty, whoever sends it? */
gboolean duties_said(const Deciding *x);
/* Does it say that a notice owed was sent, and nothing besides but thanks? */
gboolean duties_notice_said_alone(const Deciding *x);
/* Would the message meet a duty, if its sender were proven to be who they say? */
gboolean duties_would_meet(const Deciding *x);
/* Does one of the message's sentences make this statement, and no other that outvotes it? */
gboolean duties_text_says(const Deciding *x, const char *statement);
/* Does the policy ask whoever raised it the same as the agency, each for themselves? */
gboolean duties_ask_originator(const Deciding *x, const PolicyOwed *rule);
/* Is it to tell the worker, and our own mail does? Where the policy names who tells them, only they can say so. */
gboolean duties_told_by_us(const Deciding *x, const Owed *owed);
const PolicyOwed *duties_rule(const Deciding *x, const Owed *owed); /* NULL: owed by no `owed` rule */
/* What mails call it; *words_out is to be freed. */
const char *duties_label(const Deciding *x, const Owed *owed, char **words_out);
/* Newly allocated: what is still asked of a side (the partnership's: what its own roles may do), as one sentence; "" if
 * nothing is. Whoever raised the case (`email` is theirs) is not asked to tell themselves. */
char *duties_asked(const Deciding *x, Side side, const char *email);
/* The same, of the notices about a child's status alone, for the mail that tells a holder of the stage. */
char *duties_notices_asked(const Deciding *x, Side side);
char *duties_listed(const Deciding *x); /* "- Written confirmation: Oakfield", a line each: all that is still owed */
