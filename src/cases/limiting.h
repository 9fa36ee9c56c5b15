/* What one address may cause in a day. Limits stop answers and alarms, never the work: what is not answered is in the record,
 * what is not mailed waits for a person all the same. */
#pragma once
#include "deciding.h"

/* Has the sender had as many answers today as an address gets, in all or about this case (NULL: no limit of a case)? Then it is
 * said in the case's record, and the office is told of the address, once a day, when it looks as if machines answered
 * each other. */
gboolean limiting_answers(Deciding *x, const char *reference);
/* May the office be alarmed once more today because of this sender? *text_out is `text`, which says with the last alarm that
 * it is the last. */
gboolean limiting_alarm(Deciding *x, const char *kind, const char *text, char **text_out);
/* Has this sender's machine written so much into the case today that more of it is only counted? */
gboolean limiting_record(const Deciding *x, const char *kind);
