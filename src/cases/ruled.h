/* What a message about a case asks for and a person must decide first; and the office's decision about it. */
#pragma once
#include "deciding.h"
#include "outcome.h"

#define READING_UNRESOLVED "not resolved" /* as the office chooses it */

/* What waits with words of immediate harm bars the closing, whichever question it waits with; once for each message. */
void ruled_bar_urgent(Deciding *x);
/* The step waits for a person. Once the office has decided about the message it is filed instead. */
void ruled_step(Deciding *x, const char *code, const char *text);
/* The same of a step that waits because its sender is not proven for it: `what` it does, as a clause before ", but …". */
void ruled_unproven(Deciding *x, const char *what);
/* One reading of the message that waits: what follows from it, and the reason by which the office chooses it; nothing once the
 * office has decided, and where nothing waits. */
void ruled_offer(Deciding *x, const char *reading, const char *follows);
/* The outcome can be read in two ways: both are offered, each with what would follow and how it is chosen. */
void ruled_readings(Deciding *x);
/* `what` it does while the case is closing, as a clause, "says that …": bars that, and offers the re-opening. */
void ruled_dispute(Deciding *x, const char *what);
/* An answer to the request for a written confirmation, of which the office says whether it is one. */
void ruled_confirmation(Deciding *x);
/* The same of an answer to the question for the reasons of a delay. */
void ruled_delay(Deciding *x);
/* The same of an answer to the question for a manager's assurance; what stands of its delay is offered beside it. */
void ruled_assurance(Deciding *x);
/* The same of what somebody writes who was asked for advice. */
void ruled_advice(Deciding *x);
/* The same of what the other side writes whose answer is awaited. */
void ruled_response(Deciding *x);
/* What the sender says is for others to say by the policy, `way`; they may not know of it. */
void ruled_others_step(Deciding *x, const PolicyExit *way);
/* The reading that the office chose by its reason; OUTCOME_NONE when it chose none or has not decided. */
Outcome ruled_chosen(const Deciding *x);
/* Has the office decided, and does its reason say the statement? */
gboolean ruled_says(const Deciding *x, const char *statement);
/* A message that waited while the case went on: the step it asks for was meant for an earlier stage. */
gboolean ruled_too_late(const Deciding *x);
/* What this message says is in the record already: it was held after it was recorded. */
gboolean ruled_recorded(const Deciding *x);
/* What it asks for was refused when it came, and it waits as that. */
gboolean ruled_refused(const Deciding *x);
