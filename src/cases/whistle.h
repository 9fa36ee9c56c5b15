/* Is a message for the named officers alone, because somebody may be blowing the whistle in it (HAV 1.8, BRO Procedures)? What its
 * writer says in so many words is told apart from what only stands with the message, of which a named officer decides. */
#pragma once
#include "deciding.h"

/* The writer's own words say so, or the form's kind. A form that mentions it is one of an escalation all the same. */
gboolean whistle_said(const Deciding *x);
/* Why it is restricted, as a clause; NULL when it is not. Asked once a decision. */
const char *whistle_why(Deciding *x);
/* Held for a named officer where it is not said, but may be: in a subject, a quote, a file, a form's answer, or as an answer to what
 * is restricted. TRUE: held. */
gboolean whistle_hold(Deciding *x);
