/* What is owed before a case may close, and closing. */
#pragma once
#include "deciding.h"

void owing_begin_closing(
    Deciding *x); /* resolved: what the policy lists is now owed, the last holders are told */
/* "Recorded on file" from the sender's agency, for the children named in the words (all when none
 * is). FALSE: not owed. */
gboolean owing_tick_file(Deciding *x);
gboolean owing_meet(Deciding *x, const char *kind, const char *agency,
                    guint child);     /* FALSE when nothing such was owed */
void owing_check_closed(Deciding *x); /* closes when nothing bars it any more, and tells */
gboolean owing_anything_bars(const Case *c);
