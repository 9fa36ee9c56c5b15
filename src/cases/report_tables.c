/* report_tables: who raised what against whom, how far it went and how it ended. */
#include <string.h>

#include "report_private.h"
#include "text.h"

#define POLICIES_MOST 1000u

gboolean report_asked(const Counting *counting, const Span *span, Asks asks, gconstpointer data)
{
    const Policy *first = ruleset_policy_in_force(counting->rules, span->from);
    const Policy *last = ruleset_policy_in_force(counting->rules, span->to);
    if ((first != NULL && asks(first, data)) || (last != NULL && asks(last, data)))
        return TRUE;
    for (guint i = 0; i < counting->courses->len; i++) {
        const Course *course = counting->courses->pdata[i];
        if (course->policy != NULL && course_goes_on(course, span->start, span->end) &&
            asks(course->policy, data))
            return TRUE;
    }
    return FALSE;
}

/* Said of a case that had ended before the span, too: what was counted is never taken away. */
static gboolean has_answers(const ReportTable *table, guint column)
{
    static const char *const silence[] = {"not-asked", "erased", NULL};
    for (guint i = 0; i < table->rows->len; i++) {
        const ReportRow *row = table->rows->pdata[i];
        if (!row->total && row->cells[column].value > 0 && !g_strv_contains(silence, row->key))
            return TRUE;
    }
    return FALSE;
}

void report_not_asked(Counting *counting, ReportTable *table, guint column)
{
    gboolean empty = TRUE;
    if (has_answers(table, column))
        return;
    for (guint i = 0; i < table->rows->len; i++)
        empty = empty && ((ReportRow *)table->rows->pdata[i])->total;
    if (empty)
        (void)report_row_of(counting, table, "not-asked", REPORT_NOT_ASKED, ORDER_REST + 3,
                            REPORT_COUNT);
    for (guint i = 0; i < table->rows->len; i++)
        ((ReportRow *)table->rows->pdata[i])->cells[column].state = CELL_NOT_ASKED;
}

char *report_capital(const char *words)
{
    char *capital = g_strdup(words);
    *capital = g_ascii_toupper(*capital);
    return capital;
}

/* ---- rows ---- */

static guint place_of(const Counting *counting, const Policy *policy)
{
    guint index = 0;
    (void)g_ptr_array_find(counting->rules->policies, policy, &index);
    return index;
}

static char *stage_key(const ReportTable *table, const PolicyStage *stage, const Policy *policy,
                       const char *what)
{
    g_autofree char *plain = what ? g_strdup_printf("%s %s", stage->id, what) : g_strdup(stage->id);
    const ReportRow *row = report_row(table, plain);
    if (row == NULL || g_str_has_prefix(row->label, stage->name))
        return g_steal_pointer(&plain);
    return g_strdup_printf("%s %s", policy->id, plain);
}

/* Of a policy that the site has no more: by its id. */
static ReportRow *unknown_stage_row(Counting *counting, ReportTable *table, const char *id,
                                    const char *what, ReportUnit unit)
{
    g_autofree char *key = what ? g_strdup_printf("%s %s", id, what) : g_strdup(id);
    g_autofree char *label = what ? g_strdup_printf("%s: %s", id, what) : g_strdup(id);
    return report_row_of(counting, table, key, label, ORDER_REST - 1, unit);
}

ReportRow *report_stage_row(Counting *counting, ReportTable *table, const Course *course,
                            const char *id, const char *what, guint order, ReportUnit unit)
{
    const PolicyStage *stage = course->policy ? policy_stage(course->policy, id) : NULL;
    if (stage == NULL)
        return unknown_stage_row(counting, table, id, what, unit);
    g_autofree char *key = stage_key(table, stage, course->policy, what);
    g_autofree char *label =
        what ? g_strdup_printf("%s: %s", stage->name, what) : g_strdup(stage->name);
    guint first = (stage->number * POLICIES_MOST + place_of(counting, course->policy)) * 10;
    return report_row_of(counting, table, key, label, first + order, unit);
}

static void count_stage(Counting *counting, ReportTable *table, const Course *course,
                        const char *stage, guint column)
{
    report_stage_row(counting, table, course, stage, NULL, 0, REPORT_COUNT)->cells[column].value++;
    report_total(counting, table)->cells[column].value++;
}

static void count_agency(Counting *counting, ReportTable *table, const Course *course,
                         const char *id, guint column)
{
    const Agency *agency = directory_agency(counting->rules->directory, id);
    if (id == NULL && course->erased)
        report_count(counting, table, "erased", "Erased", ORDER_REST + 1, column);
    else if (id == NULL)
        report_count(counting, table, "not-known", "Not known", ORDER_REST, column);
    else
        report_count(counting, table, id, agency ? agency->name : id, 0, column);
    report_total(counting, table)->cells[column].value++;
}

/* ---- the tables ---- */

typedef struct {
    ReportTable *cases, *raised_by, *against, *reached, *resolved, *ended, *none;
} Tables;

static const struct {
    const char *key, *label;
    gboolean internal;
} counted[] = {
    {"raised", "Raised", FALSE},
    {"urgent", "Of these urgent at any time", FALSE},
    {"reopened", "Re-opened", FALSE},
    {"resolved", "Resolved", FALSE},
    {"ended", "Closed or handed off", FALSE},
    {"panels", "Panels held", FALSE},
    {"in-progress", "In progress at the end",
     TRUE}, /* with the rest it would tell what is hidden */
};

static const char *const ended_words[] = {
    [ENDED_AGREED] = "By the agencies",
    [ENDED_DECIDED] = "By a decision of the partnership",
    [ENDED_BY_OFFICE] = "By the office, with a reason",
    [ENDED_HANDED_OFF] = "Handed to another process",
    [ENDED_UNKNOWN] = "Erased",
};
static const char *const ended_keys[] = {
    [ENDED_AGREED] = "agreed",         [ENDED_DECIDED] = "decided", [ENDED_BY_OFFICE] = "office",
    [ENDED_HANDED_OFF] = "handed-off", [ENDED_UNKNOWN] = "erased",
};

static void add_to(ReportTable *cases, const char *key, guint column, guint count)
{
    ((ReportRow *)report_row(cases, key))->cells[column].value += count;
}

static guint held_in(const GArray *instants, const Span *span)
{
    guint held = 0;
    for (guint i = 0; i < instants->len; i++)
        held += span_holds(span, g_array_index(instants, Instant, i));
    return held;
}

static void count_raised(Counting *counting, const Tables *to, const Course *course,
                         const Span *span)
{
    const Stay *highest = course_highest(course, span->end);
    add_to(to->cases, "raised", span->column, 1);
    add_to(to->cases, "urgent", span->column, course->urgent);
    count_agency(counting, to->raised_by, course, course->c->raising, span->column);
    count_agency(counting, to->against, course, course->c->challenged, span->column);
    if (highest != NULL) {
        count_stage(counting, to->reached, course, highest->stage, span->column);
        return;
    }
    report_count(counting, to->reached, course->erased ? "erased" : "none",
                 course->erased ? "Erased" : "No stage accepted yet", ORDER_REST, span->column);
    report_total(counting, to->reached)->cells[span->column].value++;
}

static void count_ends(Counting *counting, const Tables *to, const Course *course, const Span *span)
{
    for (guint i = 0; i < course->stays->len; i++) {
        const Stay *stay = &g_array_index(course->stays, Stay, i);
        if (!stay->resolved || !span_holds(span, stay->left))
            continue;
        add_to(to->cases, "resolved", span->column, 1);
        count_stage(counting, to->resolved, course, stay->stage, span->column);
    }
    for (guint i = 0; i < course->ends->len; i++) {
        const CourseEnd *ended = &g_array_index(course->ends, CourseEnd, i);
        if (!span_holds(span, ended->at))
            continue;
        add_to(to->cases, "ended", span->column, 1);
        report_count(counting, to->ended, ended_keys[ended->how], ended_words[ended->how],
                     ended->how, span->column);
        report_total(counting, to->ended)->cells[span->column].value++;
    }
}

static void count_course(Counting *counting, const Tables *to, const Course *course,
                         const Span *span)
{
    if (span_holds(span, course->c->opened))
        count_raised(counting, to, course, span);
    add_to(to->cases, "reopened", span->column, held_in(course->reopened, span));
    add_to(to->cases, "panels", span->column, held_in(course->panels, span));
    add_to(to->cases, "in-progress", span->column, course_in_progress(course, span->end));
    count_ends(counting, to, course, span);
}

/* Who raised nothing in the span, beside what they raised before. */
static void list_none(Counting *counting, const Tables *to)
{
    const Directory *directory = counting->rules->directory;
    for (guint i = 0; i < directory_agencies(directory); i++) {
        const Agency *agency = directory_agency_at(directory, i);
        const ReportRow *raised = report_row(to->raised_by, agency->id);
        if (agency == directory_partnership(directory) || agency->successor != NULL ||
            (raised != NULL && raised->cells[0].value > 0))
            continue;
        ReportRow *row =
            report_row_of(counting, to->none, agency->id, agency->name, 0, REPORT_COUNT);
        for (guint j = 0; raised != NULL && j < counting->report->columns->len; j++)
            row->cells[j] = raised->cells[j];
    }
}

static gboolean has_panel(const Policy *policy, gconstpointer data)
{
    (void)data;
    return policy->panel != NULL;
}

static Tables add_tables(Counting *counting)
{
    Tables to = {
        .cases = report_add_table(counting, "cases", "Cases", "Cases", FALSE),
        .raised_by = report_add_table(counting, "raised-by", "By the agency that raised them",
                                      "Agency", TRUE),
        .against = report_add_table(counting, "against", "By the agency that was challenged",
                                    "Agency", TRUE),
        .none = report_add_table(counting, "agencies-with-none", "Agencies that raised none",
                                 "Agency", FALSE),
        .reached = report_add_table(counting, "stage-reached", "By the stage that they reached",
                                    "Stage", TRUE),
        .resolved = report_add_table(counting, "stage-resolved",
                                     "By the stage in which they were resolved", "Stage", TRUE),
        .ended = report_add_table(counting, "ended", "How they ended", "Ended", TRUE),
    };
    to.raised_by->same_as = to.against->same_as = to.reached->same_as = "raised";
    to.resolved->same_as = "resolved";
    to.ended->same_as = "ended";
    to.none->internal = TRUE;
    for (guint i = 0; i < G_N_ELEMENTS(counted); i++)
        report_row_of(counting, to.cases, counted[i].key, counted[i].label, i, REPORT_COUNT)
            ->internal = counted[i].internal;
    return to;
}

static void define(const Tables *to)
{
    to->cases->definition =
        g_strdup("Raised: opened in the span, by the time the first message was received. "
                 "Re-opened: begun anew by the office after it had "
                 "ended, counted each time. Resolved: the parties, or who decides, said that it is "
                 "settled, counted each time. Closed or "
                 "handed off: nothing that bars closing was owed any more, the office closed it, "
                 "or another process took it. Panels held: a "
                 "Resolution Panel's decision was recorded.");
    to->raised_by->definition = g_strdup(
        "Cases raised in the span, by the agency whose worker raised the concern, as recorded on "
        "the day of this report.");
    to->against->definition = g_strdup(
        "The same cases, by the agency they are about. Not known: nobody has named it yet.");
    to->none->definition = g_strdup(
        "Agencies of the directory, but for the partnership itself and those that have become "
        "another, "
        "that raised no case in the span. That an agency raised none is neither good nor bad.");
    to->reached->definition = g_strdup(
        "The same cases, each by the highest stage that it had entered by the end of the span.");
    to->resolved->definition = g_strdup("Cases resolved in the span, by the stage in which that "
                                        "was; a case that was re-opened can be "
                                        "resolved twice.");
    to->ended->definition = g_strdup("Cases closed or handed off in the span, by what ended them.");
}

void report_tables(Counting *counting)
{
    Tables to = add_tables(counting);
    ReportTable *const all[] = {to.raised_by, to.against, to.reached, to.resolved, to.ended};
    for (guint i = 0; i < G_N_ELEMENTS(all); i++)
        (void)report_total(counting, all[i]);
    for (guint column = 0; column < counting->report->columns->len; column++) {
        Span span = report_span_of(counting, column);
        for (guint i = 0; i < counting->courses->len; i++)
            count_course(counting, &to, counting->courses->pdata[i], &span);
        ReportCell *panels = &((ReportRow *)report_row(to.cases, "panels"))->cells[column];
        if (panels->value == 0 && !report_asked(counting, &span, has_panel, NULL))
            panels->state = CELL_NOT_ASKED;
    }
    list_none(counting, &to);
    define(&to);
}
