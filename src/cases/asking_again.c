/* Asks a sender for what is missing or could not be read, so that one reply settles it. Promises what
 * holds for every acknowledgement: no child's name, identifier or status and none of the referral's
 * words; a value is repeated only where the form marks its field as reply-safe, it is short, and no
 * part of a child's name or identifier stands in it. A document's name is not said: it may be a
 * child's. The numbers and lines are read back by sent_form.c. */
#include "asking_again.h"
#include "form_blank.h"
#include "missing.h"
#include "policy_asks.h"
#include "routing.h"
#include "sent_form.h"
#include "text.h"
#include "text_words.h"
#include "yes_no.h"
#include <string.h>

#define SHOWN_MOST 80u /* characters of a value that is repeated */
#define READ_MOST 40u  /* of one that could not be read */
#define READ_WORDS 6u
#define ID_DIGITS 4u /* fewer digits identify nobody */

/* ---- what may be repeated ---- */

/* One number after the other: people write several into one line, "999 321 4418, UPN A123456789012". */
static gboolean has_digits_of(const char *text, const char *ids)
{
    g_autofree char *digits = text_digits(text);
    for (const char *p = ids; *p != '\0';) {
        gsize length = strspn(p, "0123456789 \t-");
        g_autofree char *run = g_strndup(p, length);
        g_autofree char *known = text_digits(run);
        if (strlen(known) >= ID_DIGITS && strstr(digits, known) != NULL)
            return TRUE;
        p += MAX(length, 1);
    }
    return FALSE;
}

static gboolean names(const char *folded, const char *name)
{
    g_autofree char *words = text_fold(name);
    g_auto(GStrv) parts = g_strsplit(words, " ", -1);
    for (guint i = 0; parts[i] != NULL; i++)
        if (g_utf8_strlen(parts[i], -1) > 1 && text_has_words(folded, parts[i]))
            return TRUE;
    return FALSE;
}

static gboolean speaks_of_child(const Deciding *x, const char *text)
{
    g_autofree char *folded = text_fold(text);
    for (guint i = 0; i < x->c->children->len; i++) {
        const Child *child = g_ptr_array_index(x->c->children, i);
        if (names(folded, child->name) || has_digits_of(text, child->ids))
            return TRUE;
    }
    for (guint i = 0; x->reading != NULL && i < x->reading->children->len; i++) {
        const ChildRead *child = g_ptr_array_index(x->reading->children, i);
        if ((child->name != NULL && names(folded, child->name)) ||
            (child->ids != NULL && has_digits_of(text, child->ids)))
            return TRUE;
    }
    return FALSE;
}

/* "CSC, Jane Marlow (Rainham)" as the agency: no answer names the worker whom it is about. */
static gboolean speaks_of_worker(const Deciding *x, const char *text)
{
    const FieldValue *value =
        x->reading != NULL ? reading_value(x->reading, "challenged_person") : NULL;
    const char *person = value != NULL ? value->value : case_fact(x->c, "challenged_person");
    g_autofree char *folded = text_fold(text);
    return person != NULL && names(folded, person);
}

gboolean asking_may_repeat(const Deciding *x, const FormField *field, const char *text)
{
    return field->reply_safe && !field->child && !text_empty(text) && !speaks_of_child(x, text) &&
           !speaks_of_worker(x, text);
}

/* ---- one problem in words ---- */

static char *where(const Deciding *x, const FieldProblem *problem)
{
    const char *part = problem->part != NULL ? problem->part : "";
    const char *place = problem->place != NULL ? problem->place : "";
    if (g_str_has_prefix(part, "quoted"))
        return g_strdup("In the form that you sent back");
    if (g_str_has_prefix(part, "forwarded"))
        return g_strdup("In what you forwarded");
    if (*place != '\0')
        return speaks_of_child(x, place)
                   ? g_strdup("In the document that you sent")
                   : g_strdup_printf("In the document that you sent, %s", place);
    if (*part == '\0' || problem->line == 0)
        return g_strdup("In your message");
    return g_str_has_prefix(part, "text/")
               ? g_strdup_printf("In line %u of your message", problem->line)
               : g_strdup_printf("In line %u of the file that you sent", problem->line);
}

static guint count_words(const char *text)
{
    guint n = 1;
    for (; (text = strchr(text, ' ')) != NULL; text++)
        n++;
    return n;
}

static gboolean shows_read(const Deciding *x, const FormField *field, const FieldProblem *problem)
{
    return problem->read != NULL && field != NULL && asking_may_repeat(x, field, problem->read) &&
           g_utf8_strlen(problem->read, -1) <= (glong)READ_MOST &&
           count_words(problem->read) <= READ_WORDS;
}

/* "   In line 12 of your message we read "31/02/26": there is no such day; …" */
static void append_problem(const Deciding *x, GString *lines, const FieldProblem *problem)
{
    const FormField *field = forms_field(x->rules->forms, problem->key);
    g_autofree char *at = where(x, problem);
    g_autofree char *offer =
        field != NULL && problem->unread && field->type != FIELD_DATE && field->type != FIELD_BIRTH
            ? form_offer(field, x->policy)
            : NULL;
    text_append(lines, "\n   ", at, NULL);
    if (shows_read(x, field, problem))
        text_append(lines, " we read \"", problem->read, "\"", NULL);
    text_append(lines, ": ", problem->text, offer != NULL ? ". Possible answers: " : "",
                offer != NULL ? offer : "",
                offer == NULL && g_str_has_suffix(problem->text, "?") ? "" : ".", NULL);
}

/* ---- the list ---- */

typedef struct {
    const Deciding *x;
    GString *lines;
    guint number;
} List;

static gboolean same_child(const Deciding *x, guint a, guint b)
{
    return a == b || a == 0 || b == 0 || x->c->children->len < 2;
}

static void append_question(List *list, const char *label, guint child)
{
    text_append(list->lines, list->number > 1 ? "\n" : "", decimal(list->number), ". ", label,
                NULL);
    if (child > 0 && list->x->c->children->len > 1)
        text_append(list->lines, " (child ", decimal(child), ")", NULL);
    list->number++;
}

/* What an earlier message said of it: it is asked for until it can be read. */
static void append_said_before(List *list, const FormField *field, guint child)
{
    const char *problem = missing_said(list->x->c, list->x->rules, field->key, child);
    g_autofree char *offer =
        problem != NULL && field->type != FIELD_DATE && field->type != FIELD_BIRTH
            ? form_offer(field, list->x->policy)
            : NULL;
    if (problem != NULL)
        text_append(list->lines, "\n   Of what you wrote before: ", problem,
                    offer != NULL ? ". Possible answers: " : "", offer != NULL ? offer : "", ".",
                    NULL);
}

/* The record of discussions tells of some stages, and not of these. */
static void append_stages(List *list, const FormField *field)
{
    g_autofree char *stages = missing_stages(list->x->c, list->x->rules, field->key);
    if (stages != NULL)
        text_append(list->lines, "\n   Not on record yet: ", stages,
                    ". Please say what was done there, when and by whom, or why nothing was.",
                    NULL);
}

static void append_missing(List *list, const FormField *field, guint child)
{
    const GPtrArray *problems = list->x->decision->problems;
    guint said = 0;
    append_question(list, field->label, child);
    for (guint i = 0; i < problems->len; i++) {
        const FieldProblem *problem = g_ptr_array_index(problems, i);
        if (!text_is(problem->key, field->key) || !same_child(list->x, problem->child, child))
            continue;
        append_problem(list->x, list->lines, problem);
        said++;
    }
    if (said == 0)
        append_said_before(list, field, child);
    append_stages(list, field);
}

/* ---- of whom ---- */

static gboolean raised_it(const Deciding *x)
{
    return text_empty(x->c->raising) || routing_sender_side(x) == SIDE_RAISING ||
           (x->sender != NULL && case_is_originator(x->c, x->sender->email));
}

/* What the case lacks and its sender can be asked for. The form is the raising side's: the other side, who chairs and who advises
 * are asked for none of it but the danger, and of a case that is over nothing is asked. */
static GPtrArray *asked_of_sender(const Deciding *x)
{
    const GPtrArray *missing = deciding_missing(x, NULL);
    GPtrArray *asked = g_ptr_array_new();
    gboolean all = raised_it(x);
    for (guint i = 0; !case_is_over(x->c) && i < missing->len; i++) {
        const char *key = g_ptr_array_index(missing, i);
        const FormField *field = forms_field(x->rules->forms, key);
        if (all || (field != NULL && yes_no_of_danger(field)))
            g_ptr_array_add(asked, (gpointer)key);
    }
    return asked;
}

/* ---- the questions ---- */

static void append_missing_field(List *list, const FormField *field)
{
    const Case *c = list->x->c;
    if (!field->child || c->children->len == 0) {
        append_missing(list, field, 0);
        return;
    }
    for (guint i = 0; i < c->children->len; i++) {
        guint n = ((const Child *)g_ptr_array_index(c->children, i))->n;
        if (missing_of_child(c, list->x->rules, field->key, n))
            append_missing(list, field, n);
    }
}

static void list_missing(List *list, GPtrArray *missing)
{
    for (guint pass = 0; pass < 2; pass++)
        for (guint i = 0; i < missing->len; i++) {
            const char *key = g_ptr_array_index(missing, i);
            const FormField *field = forms_field(list->x->rules->forms, key);
            if (field != NULL && yes_no_of_danger(field) == (pass == 0))
                append_missing_field(list, field);
        }
}

char *asking_missing(const Deciding *x)
{
    g_autoptr(GPtrArray) missing = asked_of_sender(x);
    List list = {x, g_string_new(NULL), 1};
    list_missing(&list, missing);
    return g_string_free(list.lines, FALSE);
}

static gboolean is_listed(const Deciding *x, GPtrArray *missing, const FieldProblem *problem)
{
    const FormField *field = forms_field(x->rules->forms, problem->key);
    if (!g_ptr_array_find_with_equal_func(missing, problem->key, g_str_equal, NULL))
        return FALSE;
    return field == NULL || !field->child || problem->child == 0 || x->c->children->len < 2 ||
           missing_of_child(x->c, x->rules, problem->key, problem->child);
}

char *asking_problems(const Deciding *x)
{
    if (x->decision->problems->len == 0)
        return g_strdup("");
    g_autoptr(GPtrArray) missing = asked_of_sender(x);
    List before = {x, g_string_new(NULL), 1};
    list_missing(&before, missing);
    g_string_free(before.lines, TRUE);
    List list = {x, g_string_new(NULL), before.number};
    for (guint i = 0; i < x->decision->problems->len; i++) {
        const FieldProblem *problem = g_ptr_array_index(x->decision->problems, i);
        if (is_listed(x, missing, problem))
            continue;
        if (list.lines->len > 0)
            g_string_append_c(list.lines, '\n');
        text_append(list.lines, decimal(list.number), ". ", problem->label, NULL);
        if (problem->child > 0 && x->c->children->len > 1)
            text_append(list.lines, " (child ", decimal(problem->child), ")", NULL);
        append_problem(x, list.lines, problem);
        list.number++;
    }
    return g_string_free(list.lines, FALSE);
}

/* ---- the form ---- */

static gboolean is_open(const Deciding *x, GPtrArray *missing, const FormField *field, guint child)
{
    for (guint i = 0; i < x->decision->problems->len; i++) {
        const FieldProblem *problem = g_ptr_array_index(x->decision->problems, i);
        if (problem->unread && text_is(problem->key, field->key) &&
            same_child(x, problem->child, child))
            return TRUE;
    }
    return g_ptr_array_find_with_equal_func(missing, field->key, g_str_equal, NULL) &&
           (child == 0 || missing_of_child(x->c, x->rules, field->key, child));
}

static char *day_of_fact(const Deciding *x, const Fact *fact, gboolean ahead)
{
    Instant said = case_fact_at(x->c, fact);
    Day from = said != INSTANT_UNKNOWN ? instant_day(said, x->rules->site.zone) : x->today;
    return day_words(day_read(fact->value, from, ahead, NULL, NULL));
}

/* What the case knows for this field, as it may be repeated; NULL if there is nothing to say. */
static char *known(const Deciding *x, const FormField *field, guint child)
{
    const Case *c = x->c;
    const Fact *fact = case_fact_of(c, field->key, child);
    if (text_is(field->key, "our_ref"))
        return g_strdup(c->reference);
    if (text_is(field->key, "stage_claimed")) {
        const PolicyStage *stage = policy_stage(x->policy, c->stage);
        return stage != NULL ? g_strdup(stage->name) : NULL;
    }
    if (text_is(field->key, "raising_agency"))
        return c->raising != NULL ? g_strdup(agency_name(x->rules, c->raising)) : NULL;
    if (text_is(field->key, "challenged_agency"))
        return c->challenged != NULL && c->routing_held != SIDE_CHALLENGED
                   ? g_strdup(agency_name(x->rules, c->challenged))
                   : NULL;
    if (fact == NULL || text_empty(fact->value))
        return NULL;
    if (asking_may_repeat(x, field, fact->value))
        return field->type == FIELD_DATE ? day_of_fact(x, fact, text_is(field->key, "safe_by"))
                                         : text_line(fact->value, SHOWN_MOST);
    return received_mark_new(0, 1);
}

static void append_line(const Deciding *x, GString *form, GPtrArray *missing,
                        const FormField *field, guint child)
{
    static const char *const settled[] = {"kind", "policy", "attachments", NULL};
    if (g_strv_contains(settled, field->key) || !policy_asks(x->policy, field))
        return;
    gboolean open = is_open(x, missing, field, child);
    g_autofree char *value = open ? NULL : known(x, field, child);
    if (!open && text_empty(value))
        return;
    g_autofree char *offer = open && field->hint == NULL ? form_offer(field, x->policy) : NULL;
    form_line(form, field, offer, open ? NULL : value);
    if (open && field->type == FIELD_TEXT)
        g_string_append_c(form, '\n');
}

/* The child's lines; with several the one of the name says which child it is. */
static void append_child(const Deciding *x, GString *form, GPtrArray *missing, const Form *of,
                         guint child)
{
    for (guint i = 0; i < form_fields(of)->len; i++) {
        const FormField *field = g_ptr_array_index(form_fields(of), i);
        if (!field->child)
            continue;
        gboolean name = text_is(field->key, "child.name");
        if (name && !is_open(x, missing, field, child)) {
            g_autofree char *mark = received_mark_new(child, x->c->children->len);
            form_line(form, field, NULL, mark);
        } else if (!g_str_has_suffix(field->key, "_name")) {
            append_line(x, form, missing, field, child);
        }
    }
}

static void append_children(const Deciding *x, GString *form, GPtrArray *missing, const Form *of)
{
    if (x->c->children->len == 0)
        append_child(x, form, missing, of, 1);
    for (guint i = 0; i < x->c->children->len; i++)
        append_child(x, form, missing, of,
                     ((const Child *)g_ptr_array_index(x->c->children, i))->n);
}

/* Of whoever raised the matter, and of nobody else, the form is asked. */
static gboolean is_theirs(const Deciding *x)
{
    return x->sender != NULL &&
           (routing_sender_side(x) == SIDE_RAISING || case_is_originator(x->c, x->sender->email));
}

char *asking_returned(const Deciding *x)
{
    g_autoptr(GPtrArray) missing = asked_of_sender(x);
    const Form *of = forms_named(x->rules->forms, "escalation");
    g_autoptr(GString) form = g_string_new(NULL);
    gboolean children = FALSE;
    if (of == NULL || x->mail == NULL || !is_theirs(x) ||
        (missing->len == 0 && x->decision->problems->len == 0))
        return g_strdup("");
    for (guint i = 0; i < form_fields(of)->len; i++) {
        const FormField *field = g_ptr_array_index(form_fields(of), i);
        if (!field->child)
            append_line(x, form, missing, field, 0);
        else if (!children)
            append_children(x, form, missing, of);
        children |= field->child;
    }
    g_string_truncate(form, form->len > 0 ? form->len - 1 : 0);
    return g_string_free(g_steal_pointer(&form), FALSE);
}
