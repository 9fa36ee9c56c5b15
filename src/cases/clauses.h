/* What single clauses of a message say of single children: "Agreed for A; not for B", "B born 18 Mar". Children are known by name,
 * first name, initials ("K.T."), number ("child 2") or letter ("child A", "for K"). */
#pragma once
#include "deciding.h"

GArray *clauses_children(const Case *c, const char *words); /* of guint: numbers of the children named in the words */
/* The folded words of the clause without those by which it names these children. Newly allocated. */
char *clauses_without(const Case *c, const GArray *named, const char *clause);
GPtrArray *clauses_split(const char *words); /* of char *: up to a mark, a line's end, "but", "and for" */
typedef struct {
    guint settled, unsettled; /* children said to be agreed, or not */
    guint open;               /* children of whom more is said than that, which a person reads */
} ClauseOutcome;
/* Records births and settlements of single children as events; a settlement only as the word of somebody who may say
 * so (entitled.h). */
ClauseOutcome clauses_record(Deciding *x);
/* Does the message name some of several children, and not all of them? */
gboolean clauses_name_some(const Deciding *x);
