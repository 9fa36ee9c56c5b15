/* What single clauses of a message say of single children: "Agreed for A; not for B", "B born 18
 * Mar". Children are known by name, first name, initials or their letter ("child
 * A", "for B"). */
#pragma once
#include "deciding.h"

GArray *
clauses_children(const Case *c,
                 const char *words); /* of guint: numbers of the children named in the words */
GPtrArray *clauses_split(const char *words); /* of char *: up to a mark, a line's end, "but", "and for" */
typedef struct {
    guint settled, unsettled; /* children said to be agreed, or not */
} ClauseOutcome;
/* Records births and settlements of single children as events; a settlement only as the word of somebody who may say
 * so (entitled.h). */
ClauseOutcome clauses_record(Deciding *x);
