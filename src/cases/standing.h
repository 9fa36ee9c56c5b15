/* What a case looks like from outside: derived from the case and its policy, for queue, show and
 * digest. */
#pragma once
#include "case.h"
#include "ruleset.h"

typedef struct {
    char *agency, *role, *name, *what; /* agency, name may be NULL */
} WaitingFor;
/* Was it they who last said something that the others are to answer? */
gboolean standing_said_last(const Case *c, const char *email);
/* Of WaitingFor. Whose post has ended by `now` is the office's to replace. */
GPtrArray *standing_waiting_for(const Case *c, const Ruleset *rules, Instant now);
/* Those who hold the stage and are in no post of the directory today, of Holder; free the array only. */
GPtrArray *standing_departed(const Case *c, const Directory *directory, Day today);
/* The holders of both parties at the last stage that each had any, of Holder; free the array only. */
GPtrArray *standing_last_holders(const Case *c);
/* What a current holder is at the stage, in words: at one where somebody chooses, the sides' people take part in it. */
const char *standing_as(const Case *c, const Ruleset *rules, const Holder *holder);
/* Is this holder away, and the deputy asked in their place? Until they write again. */
gboolean standing_deputised(const Case *c, const Holder *holder);
/* The same, where there was no deputy to ask. */
gboolean standing_uncovered(const Case *c, const Holder *holder);
const CaseDate *standing_next_date(const Case *c); /* earliest pending date, NULL if none */
/* Passed unmet: same-day, maximum, immediate, outstanding; never guide or safe-by. */
gboolean standing_overdue(const Case *c, Instant now);
guint standing_quiet_days(const Case *c, const Calendar *calendar, Instant now,
                          GTimeZone *zone);    /* working days since the last message */
guint standing_stage_days(const Case *c, const Calendar *calendar, Instant now,
                          GTimeZone *zone);    /* working days since the stage was entered: the age of an untimed stage */
GPtrArray *standing_owed_kinds(const Case *c); /* of char *: distinct kinds still owed */
/* "What the policy says next", one paragraph with its section; newly allocated. */
char *standing_policy_next(const Case *c, const Ruleset *rules);
/* Order of the queue: urgent, then immediate harm unanswered, then next date, then opened. For
 * g_ptr_array_sort (of Case *). */
int standing_compare(gconstpointer a, gconstpointer b);
