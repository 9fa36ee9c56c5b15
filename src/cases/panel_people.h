/* Whom a text names to sit on a panel, by the directory. */
#pragma once
#include "deciding.h"

/* Of const Post *, one a person: of several posts the one that makes a full member. Free the array only. */
GPtrArray *panel_people(const Deciding *x, const char *text);
guint panel_people_agencies(GPtrArray *people); /* how many different ones */
/* Is whom the text names perhaps not who sits: somebody who cannot come, is replaced or added, or is only spoken of? */
gboolean panel_people_doubtful(const Deciding *x, const char *text);
/* Does it speak of a change of the panel that is recorded: of one of its members, who may be called by the first name, or of the
 * panel and somebody else? */
gboolean panel_people_change(const Deciding *x, const char *text);
/* The panel as it would be if those named come and go: members that are not named, and those named that are no members. Names,
 * with commas; NULL when nobody is left. Newly allocated. */
char *panel_people_changed(const Deciding *x, const char *text);
char *panel_people_names(GPtrArray *people); /* NULL when there is nobody */
