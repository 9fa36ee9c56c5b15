/* The course of one case, read from its events: which stage it was in and when, how it ended, what was answered. It is what can
 * be counted, and it can be read of a case that was erased, too, as far as its tombstones go. Pure. */
#pragma once
#include "case.h"
#include "ruleset.h"

typedef struct { /* one stay in a stage, all its tiers together */
    const char *stage;
    Instant entered, left; /* left 0: it is still there */
    gboolean resolved;     /* left because the matter was resolved there */
} Stay;

typedef enum { ENDED_AGREED, ENDED_DECIDED, ENDED_BY_OFFICE, ENDED_HANDED_OFF, ENDED_UNKNOWN } Ended;
typedef struct {
    Instant at;
    Ended how;
} CourseEnd;

typedef struct { /* an answer to a question of the forms, as it was given then */
    Instant at;
    const char *key, *value;
} CourseAnswer;

typedef struct { /* a date by one of the policy's clocks */
    const char *clock;
    Instant due, settled; /* settled 0: what it waits for was not done, or not said */
} CourseDate;

typedef struct { /* what the policy asks where a date has passed */
    const char *kind;
    Instant asked, met;
} CourseDelay;

typedef struct { /* texts are those of the case and its policy, and live as long */
    const Case *c;
    const Policy *policy; /* the text it is pinned to; NULL when the site has it no more */
    gboolean erased, urgent; /* urgent: at any time */
    GArray *stays, *ends, *answers, *dates, *delays;
    GArray *reopened, *panels; /* of Instant: when it began anew; when a panel had decided */
} Course;

Course *course_read(const Case *c, const Ruleset *rules);
void course_free(Course *course);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Course, course_free)

/* The stay in the highest stage that was entered before `end`; NULL if none. */
const Stay *course_highest(const Course *course, Instant end);
/* Neither closed nor handed off at that moment, and begun. */
gboolean course_in_progress(const Course *course, Instant at);
/* Was it in progress at any time from `start` and before `end`? */
gboolean course_goes_on(const Course *course, Instant start, Instant end);
/* The last answer to this question given from `start` and before `end`; NULL if none. */
const CourseAnswer *course_answer(const Course *course, const char *key, Instant start, Instant end);
