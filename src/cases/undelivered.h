/* Reports of mail systems that a mail of ours could not be delivered: a task for the office, never an answer. */
#pragma once
#include "deciding.h"

/* Files the report with the mail it speaks of. FALSE: it speaks of no mail of ours. */
gboolean undelivered_take(Deciding *x);

/* A person's note that somebody was telephoned settles the task. TRUE when the note says so. */
gboolean undelivered_telephoned(Deciding *x, const char *note, Event *event);
