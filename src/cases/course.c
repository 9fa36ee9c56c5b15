/* course: what happened to a case, from the changes that its events made.
 *
 * Events are read, not the case as it stands: that says where it is now, and a count says where it was at the end of a
 * quarter. What a tombstone has kept (erasing.c) is read like the rest. An event that says nothing countable is passed
 * over; nothing fails. */
#include "course.h"

#include <string.h>

#include "instant.h"

typedef struct {
    Course *course;
    const Event *event;
    gboolean reopens;         /* this event begins a new cycle */
    gboolean decided;         /* by the partnership, in this cycle */
    gboolean by_panel;        /* the Chair's choice in this cycle */
    Instant closed_by_office; /* the time of the office's command */
} Reader;

/* ---- stays ---- */

static Stay *last_stay(const Course *course)
{
    return course->stays->len > 0 ? &g_array_index(course->stays, Stay, course->stays->len - 1)
                                  : NULL;
}

static void leave(Reader *r, gboolean resolved)
{
    Stay *stay = last_stay(r->course);
    if (stay == NULL || stay->left != INSTANT_UNKNOWN)
        return;
    stay->left = r->event->at;
    stay->resolved = resolved;
}

static void enter(Reader *r, const char *stage, Instant at)
{
    Stay *stay = last_stay(r->course);
    gboolean there = stay != NULL && stay->left == INSTANT_UNKNOWN;
    if (there && g_str_equal(stay->stage, stage))
        return; /* another tier of it */
    if (there)
        stay->left = at;
    const Stay next = {.stage = stage, .entered = at};
    g_array_append_val(r->course->stays, next);
}

/* Disputed: it was not resolved there after all. */
static void goes_on(Reader *r)
{
    Stay *stay = last_stay(r->course);
    if (r->reopens || stay == NULL || !stay->resolved)
        return;
    stay->left = INSTANT_UNKNOWN;
    stay->resolved = FALSE;
}

static void end(Reader *r, gboolean handed_off)
{
    Ended how = handed_off                            ? ENDED_HANDED_OFF
                : r->decided                          ? ENDED_DECIDED
                : r->course->erased                   ? ENDED_UNKNOWN
                : r->closed_by_office == r->event->at ? ENDED_BY_OFFICE
                                                      : ENDED_AGREED;
    const CourseEnd ended = {.at = r->event->at, .how = how};
    leave(r, FALSE);
    g_array_append_val(r->course->ends, ended);
}

static void take_state(Reader *r, const char *state)
{
    if (g_str_equal(state, case_state_name(CASE_CLOSING)))
        leave(r, TRUE);
    else if (g_str_equal(state, case_state_name(CASE_OPEN)))
        goes_on(r);
    else if (g_str_equal(state, case_state_name(CASE_CLOSED)))
        end(r, FALSE);
    else if (g_str_equal(state, case_state_name(CASE_HANDED_OFF)))
        end(r, TRUE);
}

/* ---- dates and delays ---- */

static CourseDate *last_date(const Course *course, const char *clock)
{
    for (guint i = course->dates->len; i > 0; i--) {
        CourseDate *date = &g_array_index(course->dates, CourseDate, i - 1);
        if (g_str_equal(date->clock, clock))
            return date;
    }
    return NULL;
}

/* A date that is set again while it runs is another due time of the same one; after it was settled it is a new one. */
static void set_date(Reader *r, const char *id, const char *due)
{
    if (r->course->policy == NULL || policy_clock(r->course->policy, id) == NULL)
        return; /* the worker's own, an outstanding issue's: no date of the policy's */
    CourseDate *date = last_date(r->course, id);
    Instant at = g_ascii_strtoll(due, NULL, 10);
    if (date != NULL && date->settled == INSTANT_UNKNOWN) {
        date->due = at;
        return;
    }
    const CourseDate next = {.clock = id, .due = at};
    g_array_append_val(r->course->dates, next);
}

static void settle_date(Reader *r, const char *id, Instant at)
{
    CourseDate *date = last_date(r->course, id);
    if (date != NULL && date->settled == INSTANT_UNKNOWN)
        date->settled = at;
}

/* A re-opening takes the dates away that nobody had met: they were due all the same if their time had come. */
static void drop_date(Reader *r, const char *id)
{
    CourseDate *date = last_date(r->course, id);
    if (date != NULL && date->settled == INSTANT_UNKNOWN && date->due > r->event->at)
        g_array_remove_index(r->course->dates,
                             (guint)(date - &g_array_index(r->course->dates, CourseDate, 0)));
}

static gboolean is_of_delay(const Course *course, const char *kind)
{
    for (guint i = 0; course->policy != NULL && i < course->policy->delay_record->len; i++)
        if (g_str_equal(((const PolicyOwed *)course->policy->delay_record->pdata[i])->kind, kind))
            return TRUE;
    return FALSE;
}

static CourseDelay *open_delay(const Course *course, const char *kind)
{
    for (guint i = 0; i < course->delays->len; i++) {
        CourseDelay *delay = &g_array_index(course->delays, CourseDelay, i);
        if (g_str_equal(delay->kind, kind) && delay->met == INSTANT_UNKNOWN)
            return delay;
    }
    return NULL;
}

static void take_owed(Reader *r, const char *operation, const char *kind, const char *at)
{
    Course *course = r->course;
    if (!is_of_delay(course, kind))
        return;
    CourseDelay *delay = open_delay(course, kind);
    if (g_str_equal(operation, "owed") && delay == NULL) {
        const CourseDelay next = {.kind = kind, .asked = r->event->at};
        g_array_append_val(course->delays, next);
    } else if (g_str_equal(operation, "owed-met") && delay != NULL) {
        delay->met = g_ascii_strtoll(at, NULL, 10);
    } else if (g_str_equal(operation, "owed-drop") && delay != NULL) {
        g_array_remove_index(course->delays,
                             (guint)(delay - &g_array_index(course->delays, CourseDelay, 0)));
    }
}

/* ---- reading ---- */

static void begin_anew(Reader *r)
{
    r->decided = r->by_panel = FALSE;
    g_array_append_val(r->course->reopened, r->event->at);
}

static void decide(Reader *r, const char *yes)
{
    if (!g_str_equal(yes, "yes"))
        return;
    r->decided = TRUE;
    if (r->by_panel)
        g_array_append_val(r->course->panels, r->event->at);
}

static void take_row(Reader *r, const char *const *row)
{
    const char *operation = row[0];
    if (g_str_equal(operation, "stage"))
        enter(r, row[1], g_ascii_strtoll(row[3], NULL, 10));
    else if (g_str_equal(operation, "state"))
        take_state(r, row[1]);
    else if (g_str_equal(operation, "reopened"))
        begin_anew(r);
    else if (g_str_equal(operation, "decided"))
        decide(r, row[1]);
    else if (g_str_equal(operation, "urgent"))
        r->course->urgent = r->course->urgent || g_str_equal(row[1], "yes");
    else if (g_str_equal(operation, "chair-route"))
        r->by_panel = g_str_equal(row[1], "panel");
    else if (g_str_equal(operation, "command") && g_str_equal(row[1], "close"))
        r->closed_by_office = r->event->at;
    else if (g_str_equal(operation, "date"))
        set_date(r, row[1], row[4]);
    else if (g_str_equal(operation, "date-settled"))
        settle_date(r, row[1], g_ascii_strtoll(row[2], NULL, 10));
    else if (g_str_equal(operation, "date-drop"))
        drop_date(r, row[1]);
    else if (g_str_has_prefix(operation, "owed"))
        take_owed(r, operation, row[1], row[5] != NULL ? row[5] : "");
    else if (g_str_equal(operation, "fact") && g_str_equal(row[7], "no")) {
        const CourseAnswer answer = {.at = r->event->at, .key = row[1], .value = row[3]};
        g_array_append_val(r->course->answers, answer);
    }
}

static gboolean begins_anew(const Event *event)
{
    for (guint i = 0; i < event->changes->len; i++)
        if (g_str_equal(((const char *const *)event->changes->pdata[i])[0], "reopened"))
            return TRUE;
    return FALSE;
}

Course *course_read(const Case *c, const Ruleset *rules)
{
    Course *course = g_new0(Course, 1);
    course->c = c;
    course->policy = ruleset_policy_by_sha256(rules, c->policy_sha256);
    course->erased = c->erased != INSTANT_UNKNOWN;
    course->stays = g_array_new(FALSE, TRUE, sizeof(Stay));
    course->ends = g_array_new(FALSE, TRUE, sizeof(CourseEnd));
    course->answers = g_array_new(FALSE, TRUE, sizeof(CourseAnswer));
    course->dates = g_array_new(FALSE, TRUE, sizeof(CourseDate));
    course->delays = g_array_new(FALSE, TRUE, sizeof(CourseDelay));
    course->reopened = g_array_new(FALSE, TRUE, sizeof(Instant));
    course->panels = g_array_new(FALSE, TRUE, sizeof(Instant));
    Reader r = {.course = course};
    for (guint i = 0; i < c->events->len; i++) {
        r.event = c->events->pdata[i];
        r.reopens = begins_anew(r.event);
        for (guint j = 0; j < r.event->changes->len; j++)
            take_row(&r, r.event->changes->pdata[j]);
    }
    return course;
}

void course_free(Course *course)
{
    if (course == NULL)
        return;
    g_array_unref(course->stays);
    g_array_unref(course->ends);
    g_array_unref(course->answers);
    g_array_unref(course->dates);
    g_array_unref(course->delays);
    g_array_unref(course->reopened);
    g_array_unref(course->panels);
    g_free(course);
}

/* ---- asking ---- */

static guint number_of(const Course *course, const char *stage)
{
    const PolicyStage *found = course->policy ? policy_stage(course->policy, stage) : NULL;
    return found != NULL ? found->number : 0;
}

const Stay *course_highest(const Course *course, Instant end_at)
{
    const Stay *highest = NULL;
    for (guint i = 0; i < course->stays->len; i++) {
        const Stay *stay = &g_array_index(course->stays, Stay, i);
        if (stay->entered < end_at &&
            (highest == NULL || number_of(course, stay->stage) > number_of(course, highest->stage)))
            highest = stay;
    }
    return highest;
}

static Instant last_before(const GArray *instants, gsize size, Instant at)
{
    Instant last = INSTANT_UNKNOWN;
    for (guint i = 0; i < instants->len; i++) {
        Instant each = *(const Instant *)(gconstpointer)(instants->data + i * size);
        if (each < at)
            last = each;
    }
    return last;
}

gboolean course_in_progress(const Course *course, Instant at)
{
    Instant ended = last_before(course->ends, sizeof(CourseEnd), at); /* `at` comes first in it */
    Instant anew = last_before(course->reopened, sizeof(Instant), at);
    return course->c->opened < at && (ended == INSTANT_UNKNOWN || anew > ended);
}

gboolean course_goes_on(const Course *course, Instant start, Instant end_at)
{
    if (course->c->opened >= start)
        return course->c->opened < end_at;
    return course_in_progress(course, start) ||
           last_before(course->reopened, sizeof(Instant), end_at) >= start;
}

const CourseAnswer *course_answer(const Course *course, const char *key, Instant start,
                                  Instant end_at)
{
    const CourseAnswer *found = NULL;
    for (guint i = 0; i < course->answers->len; i++) {
        const CourseAnswer *answer = &g_array_index(course->answers, CourseAnswer, i);
        if (answer->at >= start && answer->at < end_at && g_str_equal(answer->key, key))
            found = answer;
    }
    return found;
}
