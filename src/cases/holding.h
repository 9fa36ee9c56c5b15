/* A message that a person must look at first: the row for the office, the alarm where one is due, and
 * what a stranger may read. */
#pragma once
#include "deciding.h"

/* Raises the alarm for what is held: immediate harm, whoever wrote of it, and a forged sender. */
void holding_alarm(Deciding *x);
/* Alarms the office, so often a day for one sender as limiting.h lets it. `kind`: of the alarm. */
void holding_tell_office(Deciding *x, const char *kind, const char *question);
/* Holds with the likely cases as suggestions, and raises the alarm. */
void holding_for_person(Deciding *x, const char *code, const char *text);
/* The same with these suggestions, which it takes. */
void holding_suggesting(Deciding *x, const char *code, const char *text, GPtrArray *suggestions);
/* Of a sender that nothing proves, or that is in no directory: `what` it is, and why nobody acts on it. */
void holding_unknown(Deciding *x, const char *what);
/* Of somebody known, whose display name or Reply-To says something else. */
void holding_doubtful(Deciding *x);
/* The office is told that an escalation waits which somebody of the directory may have sent, or may not. */
void holding_form_unproven(Deciding *x);
/* What the message says, kept with what is held, so that it can be shown beside a case. */
void holding_said(Deciding *x);
/* The generic receipt, one a day an address; it is the same whether or not a case exists. */
void holding_answer_stranger(Deciding *x);
/* What is encrypted and says nothing else: held, its sender asked for it in a form that can be read. */
void holding_encrypted(Deciding *x);
