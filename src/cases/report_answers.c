/* report_answers: what the forms ask of a case, counted. A question that no policy of the time asks is 'not asked', never 0;
 * where some ask it, the cases of the others stand in a row of their own. Answers in free words are counted as that: their words
 * never come into a report. */
#include <string.h>

#include "pattern.h"
#include "policy_asks.h"
#include "reading_value.h"
#include "report_private.h"
#include "text.h"

typedef struct {
    const FormField *field;
    ReportTable *table;
} Question;

static gboolean asks_field(const Policy *policy, gconstpointer field)
{
    return policy_asks(policy, field);
}

static Question question(Counting *counting, const char *key, const char *id, const char *title,
                         const char *of, gboolean adds, const char *definition)
{
    Question q = {.field = forms_field(counting->rules->forms, key)};
    if (q.field == NULL)
        return q;
    q.table = report_add_table(counting, id, title, of, adds);
    q.table->definition = g_strdup(definition);
    if (adds)
        (void)report_total(counting, q.table);
    return q;
}

static void count(Counting *counting, ReportTable *table, const char *key, const char *label,
                  guint order, guint column)
{
    report_count(counting, table, key, label, order, column);
    if (table->adds)
        report_total(counting, table)->cells[column].value++;
}

/* TRUE: there is no answer to count, and that is counted. */
static gboolean count_silence(Counting *counting, const Question *q, const Course *course,
                              const char *value, guint column)
{
    if (course->policy == NULL || course->erased)
        count(counting, q->table, "erased", "Erased", ORDER_REST + 2, column);
    else if (!policy_asks(course->policy, q->field))
        count(counting, q->table, "not-asked", REPORT_NOT_ASKED, ORDER_REST + 3, column);
    else if (text_empty(value))
        count(counting, q->table, "not-said", "Not said", ORDER_REST + 1, column);
    else
        return FALSE;
    return TRUE;
}

static char *choice_label(const FormField *field, const char *value, guint *order_out)
{
    for (guint i = 0; i < field->choices->len; i++) {
        const FieldChoice *choice = field->choices->pdata[i];
        if (!g_str_equal(choice->value, value))
            continue;
        *order_out = i;
        return report_capital(choice->shown);
    }
    *order_out = (guint)field->choices->len;
    g_autofree char *words = policy_reason_words(value);
    return report_capital(words);
}

/* ---- reasons ---- */

static void count_reasons(Counting *counting, const Question *q, const Course *course, guint column)
{
    const FormField *field = forms_field(counting->rules->forms, "reasons");
    const char *value = case_fact(course->c, "reasons");
    Day day = instant_day(course->c->opened, counting->rules->site.zone);
    if (count_silence(counting, &(Question){field, q->table}, course, value, column))
        return;
    g_autofree char *canonical =
        value_canonical(field, counting->rules, course->policy, value, day);
    g_auto(GStrv) reasons = g_strsplit(canonical ? canonical : "", ",", -1);
    for (guint i = 0; reasons[i] != NULL; i++) {
        guint order = 0;
        g_autofree char *label = choice_label(field, reasons[i], &order);
        report_count(counting, q->table, reasons[i], label, order, column);
    }
    if (reasons[0] == NULL)
        report_count(counting, q->table, "other", "In other words", ORDER_REST, column);
}

/* ---- the level of need ---- */

static void count_level(Counting *counting, const Question *q, const Course *course, guint column)
{
    const char *value = case_fact(course->c, q->field->key);
    if (count_silence(counting, q, course, value, column))
        return;
    const char *digit = strpbrk(value, "123456789");
    if (digit == NULL) {
        count(counting, q->table, "other", "In other words", ORDER_REST, column);
        return;
    }
    const char key[] = {*digit, '\0'};
    g_autofree char *label = g_strdup_printf("Level %c", *digit);
    count(counting, q->table, key, label, 0, column);
}

/* ---- children ---- */

static void count_children(Counting *counting, const Question *q, const Course *course,
                           guint column)
{
    if (count_silence(counting, q, course, course->c->children->len > 0 ? "children" : "", column))
        return;
    for (guint i = 0; i < course->c->children->len; i++) {
        const Child *child = course->c->children->pdata[i];
        for (guint j = 0; j < child->status->len; j++) {
            guint order = 0;
            g_autofree char *label = choice_label(q->field, child->status->pdata[j], &order);
            report_count(counting, q->table, child->status->pdata[j], label, order, column);
        }
        if (child->status->len == 0)
            report_count(counting, q->table, "not-said", "Not said", ORDER_REST + 1, column);
    }
}

/* ---- the challenged agency's answer ---- */

static const char *answer_of(const FormField *field, const char *value)
{
    for (guint i = 0; i < field->phrases->len; i++) {
        const FieldPhrase *phrase = field->phrases->pdata[i];
        if (phrase->value != NULL &&
            (text_same(phrase->value, value) ||
             pattern_match(phrase->pattern, value, strlen(value), 0, NULL) == PATTERN_YES))
            return phrase->value;
    }
    return NULL;
}

static void count_answer(Counting *counting, const Question *q, const Course *course,
                         const Span *span)
{
    const CourseAnswer *answer = course_answer(course, q->field->key, span->start, span->end);
    if (answer == NULL || course->policy == NULL)
        return;
    const char *said = answer_of(q->field, answer->value);
    g_autofree char *label = report_capital(said ? said : "in other words");
    count(counting, q->table, said ? said : "other", label, said ? 0 : ORDER_REST, span->column);
}

/* ---- learning ---- */

/* The words before 'subgroup': "Ring first; for the procedures sub-group." gives "Procedures". NULL: none is named. */
static char *subgroup_of(const char *text)
{
    static const char *const ends[] = {"for", "the", "to",       "by",     "of",  "our",
                                       "and", "a",   "relevant", "please", "with"};
    g_autofree char *folded = text_fold(text);
    g_auto(GStrv) words = g_strsplit(folded, " ", -1);
    for (guint i = 0; words[i] != NULL; i++) {
        gboolean two =
            g_str_equal(words[i], "sub") && words[i + 1] && g_str_has_prefix(words[i + 1], "group");
        guint first = i;
        if (!two && !g_str_has_prefix(words[i], "subgroup"))
            continue;
        while (first > 0 && i - first < 3 && !g_strv_contains(ends, words[first - 1]) &&
               strlen(words[first - 1]) > 1)
            first--;
        g_autoptr(GString) name = g_string_new(NULL);
        for (guint j = first; j < i; j++)
            g_string_append_printf(name, "%s%s", j > first ? " " : "", words[j]);
        return name->len > 0 ? report_capital(name->str) : NULL;
    }
    return NULL;
}

static void count_learning(Counting *counting, const Question *themes, const Question *groups,
                           const Course *course, const Span *span)
{
    const CourseAnswer *answer = course_answer(course, themes->field->key, span->start, span->end);
    if (answer == NULL || course->policy == NULL)
        return;
    if (form_is_no_information(counting->rules->forms, answer->value) ||
        value_denies(answer->value)) {
        report_count(counting, themes->table, "none", "Said that there is none", ORDER_REST + 4,
                     span->column);
        return;
    }
    count_reasons(counting, themes, course, span->column);
    g_autofree char *group = subgroup_of(answer->value);
    g_autofree char *key = group ? text_fold(group) : NULL;
    count(counting, groups->table, group ? key : "none-named", group ? group : "None named",
          group ? 0 : ORDER_REST, span->column);
}

/* ---- all of them ---- */

typedef struct {
    Question reasons, level, children, answer, themes, groups;
} Questions;

static Questions ask(Counting *counting)
{
    Questions q = {
        .reasons = question(
            counting, "reasons", "reasons", "By what the disagreement is about", "Reason", FALSE,
            "Cases raised in the span; one that is about several things stands in several rows."),
        .level = question(counting, "threshold_level", "level-of-need", "By level of need", "Level",
                          TRUE, "Cases raised in the span, by the level that the form gives."),
        .children = question(counting, "child.status", "child-status", "Children, by status",
                             "Status", FALSE,
                             "Children of the cases raised in the span, by plan or legal status as "
                             "recorded on the day of this "
                             "report; a child can have several."),
        .answer = question(counting, "response", "answer", "What the challenged agency answered",
                           "Answer", TRUE,
                           "Cases in which the challenged agency said in the span what it makes of "
                           "the challenge, by the last such "
                           "answer in the span. An agency need not answer so."),
        .themes = question(counting, "learning", "learning",
                           "Learning points, by what the disagreement was about", "Theme", FALSE,
                           "Cases for which learning points were given in the span, by the reasons "
                           "on their form; a case can stand "
                           "in several rows."),
        .groups = question(
            counting, "learning", "learning-subgroup", "Learning points, by subgroup", "Subgroup",
            TRUE, "The same cases, by the subgroup that is named with the learning points."),
    };
    if (q.groups.table != NULL)
        q.groups.table->internal = TRUE; /* its rows are people's own words */
    if (q.level.table != NULL)
        q.level.table->same_as = "raised";
    return q;
}

static void count_questions(Counting *counting, const Questions *q, const Course *course,
                            const Span *span)
{
    if (span_holds(span, course->c->opened)) {
        if (q->reasons.table)
            count_reasons(counting, &q->reasons, course, span->column);
        if (q->level.table)
            count_level(counting, &q->level, course, span->column);
        if (q->children.table)
            count_children(counting, &q->children, course, span->column);
    }
    if (q->answer.table)
        count_answer(counting, &q->answer, course, span);
    if (q->themes.table)
        count_learning(counting, &q->themes, &q->groups, course, span);
}

void report_answer_tables(Counting *counting)
{
    Questions q = ask(counting);
    Question *const all[] = {&q.reasons, &q.level, &q.children, &q.answer, &q.themes, &q.groups};
    for (guint column = 0; column < counting->report->columns->len; column++) {
        Span span = report_span_of(counting, column);
        for (guint i = 0; i < counting->courses->len; i++)
            count_questions(counting, &q, counting->courses->pdata[i], &span);
    }
    for (guint column = 0; column < counting->report->columns->len; column++) {
        Span span = report_span_of(counting, column);
        for (guint i = 0; i < G_N_ELEMENTS(all); i++)
            if (all[i]->table && !report_asked(counting, &span, asks_field, all[i]->field))
                report_not_asked(counting, all[i]->table, column);
    }
}
