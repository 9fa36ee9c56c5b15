/* The questions about danger: the form's own about immediate harm, and those that the policy's urgent rules name. */
#pragma once
#include "deciding.h"

/* Does the first message of a case leave one of them open: the form's own blank, or any answered neither yes nor no? */
gboolean danger_left_open(const Deciding *x);
/* What a later message's answers to them make of it; nothing where it has none that count. */
void danger_record(const Deciding *x, Event *event);
/* Which one stands open in the record, in words for the office: "immediate harm", else the field's label. *answered_out:
 * something was answered to it. */
const char *danger_open_words(const Case *c, const Ruleset *rules, gboolean *answered_out);
