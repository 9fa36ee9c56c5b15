/* The record of a delay: what a policy asks of a side when a date has passed unmet, and the answers. */
#pragma once
#include "deciding.h"
#include "match.h"

/* `date` has passed: what the policy lists is owed, and that side's agency is asked for it. */
void delay_ask(Deciding *x, const PolicyClock *clock, const CaseDate *date);
/* The date was met after all, as a later message shows: nothing is owed of a delay any more. */
void delay_withdraw(Deciding *x);
gboolean delay_is_of(const Deciding *x, const CaseDate *date); /* does its breach ask for the record? */
/* Is an answer given in prose that may be taken for the outcome, too: does it speak of the delay, and not of how it stands?
 * Asked before the answers are taken. */
gboolean delay_in_words(const Deciding *x, const Match *match);
/* Asked whether the child is safe meanwhile, whoever says no to it or fears for the child alarms, as an answer to the
 * question about danger does. Before the message is recorded. */
void delay_listen(Deciding *x, const Match *match);
/* Takes the answers in the message, by label or in words. TRUE when there were any. */
gboolean delay_answers(Deciding *x, const Match *match);
