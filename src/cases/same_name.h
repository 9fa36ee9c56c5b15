/* A child of the same name in a form that the same person sent before: the keys by which that case is found, whatever else is
 * said of the child. */
#pragma once
#include "deciding.h"

/* Records with the opening event who sent it, by whom its children's names find it. */
void same_name_record(const Deciding *x, Event *event);
/* Of a case, and of a message: "name:ADDRESS|the name's words"; of char *. None for initials. */
GPtrArray *case_name_keys(const Case *c);
GPtrArray *same_name_keys(const Deciding *x);
/* Is what a name alone finds so recent that this may be the same form, put right? */
gboolean same_name_counts(const Deciding *x, const SameChild *same);
