/* Closing: from 'resolved' to 'closed', or into other hands. */
#pragma once
#include "confirming.h"

void owing_begin_closing(Deciding *x); /* resolved: what the policy lists is owed from now on, the last holders are told */
/* What a party or the partnership says of what is owed: ticks, confirmations, items done. NULL, or why a person looks at
 * it first (a constant; *code_out is the reason for holding) or what the answer should say (*code_out NULL). */
const char *owing_take(Deciding *x, const char **code_out);
gboolean owing_note(Deciding *x); /* ticks and items done, in whatever state; TRUE if there was any */
/* The same while the case is open. TRUE: what this stage was to determine is, and the case is closing. */
gboolean owing_take_open(Deciding *x);
const char *owing_answer(const Deciding *x); /* the template of the answer to the sender */
void owing_check_closed(Deciding *x); /* closes when nothing bars it any more, and tells */
gboolean owing_anything_bars(const Case *c);
/* The message says so, and the stage has that exit for its sender. */
gboolean owing_hand_off_said(Deciding *x);
/* The office closes the case whatever is owed; `why` stands in the record. */
void owing_close_now(Deciding *x, const char *why);
/* Another process takes the matter; `why` in words. What is owed stays in the record and is waited for no more. */
void owing_hand_off(Deciding *x, const char *section, const char *why);
