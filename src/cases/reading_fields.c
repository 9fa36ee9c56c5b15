/* Takes labelled fields into a reading: which child each belongs to, what was left as the form had
 * printed it, what says nothing ('see attached'), what cannot be read. The first value of a field is
 * kept and the second asked about, unless the first said nothing. It decides nothing. */
#include "reading_fields.h"
#include "reading_value.h"
#include "sent_form.h"
#include "text.h"
#include <string.h>

#define READ_SHOWN 60u /* characters of what could not be read */

typedef struct {
    Reading *reading;
    const Ruleset *rules;
    const Policy *policy;
    Day reference;
} Taking;

const char *reading_keep(Reading *reading, const char *text)
{
    return g_string_chunk_insert(reading->kept, text);
}

ReadProblem *reading_add_problem(Reading *reading, const char *key, const MailField *field,
                                 const char *text)
{
    ReadProblem *problem = g_new0(ReadProblem, 1);
    problem->key = g_strdup(key);
    problem->text = g_strdup(text);
    problem->part = problem->place = "";
    if (field != NULL) {
        problem->read = text_line(field->value, READ_SHOWN);
        problem->part = reading_keep(reading, field->part);
        problem->place = reading_keep(reading, field->place != NULL ? field->place : "");
        problem->line = field->line;
    }
    g_ptr_array_add(reading->problems, problem);
    return problem;
}

static gboolean part_is_forwarded(const char *part)
{
    return *part == 'f' && g_str_has_prefix(part, "forwarded");
}

static gboolean part_is_quoted(const char *part)
{
    return *part == 'q' && g_str_has_prefix(part, "quoted");
}

static guint count_fields(const MailRecord *mail, gboolean forwarded)
{
    guint n = 0;
    for (guint i = 0; i < mail->fields->len; i++) {
        const MailField *field = &g_array_index(mail->fields, MailField, i);
        if (!part_is_quoted(field->part) && part_is_forwarded(field->part) == forwarded)
            n++;
    }
    return n;
}

/* ---- children ---- */

ChildRead *reading_child_begin(Reading *reading)
{
    ChildRead *child = g_new0(ChildRead, 1);
    child->status = g_ptr_array_new();
    g_ptr_array_add(reading->children, child);
    return child;
}

/* Does this field, which names a child, begin the next one after `last`? */
static gboolean names_next(const ChildRead *last, const char *key)
{
    if (text_is(key, "child.name"))
        return last->name != NULL;
    if (text_is(key, "child.first_name"))
        return last->first != NULL;
    return text_is(key, "child.family_name") && last->family != NULL;
}

/* The position, from 1, of the child that a child field belongs to: the case's child `of`, else the last
 * one spoken of. A name again, or a name after other facts of a named child, starts the next. */
static guint child_for(Reading *reading, const FormField *field, guint of)
{
    for (guint i = 0; of > 0 && i < reading->children->len; i++)
        if (((const ChildRead *)g_ptr_array_index(reading->children, i))->of == of)
            return i + 1;
    guint n = reading->children->len;
    const ChildRead *last = n > 0 ? g_ptr_array_index(reading->children, n - 1) : NULL;
    if (of > 0 || last == NULL || names_next(last, field->key))
        reading_child_begin(reading)->of = of;
    return reading->children->len;
}

/* "First name(s)" and "Family name" on lines of their own make one name. */
static void take_part_of_name(ChildRead *child, char **part, const char *value)
{
    if (*part != NULL)
        return;
    *part = g_strdup(value);
    if (child->name != NULL && !child->of_parts)
        return;
    g_free(child->name);
    child->of_parts = TRUE;
    child->name = child->first != NULL && child->family != NULL
                      ? g_strdup_printf("%s %s", child->first, child->family)
                      : g_strdup(value);
}

static void take_birth(ChildRead *child, const char *value, Day reference)
{
    if (child->born == DAY_UNKNOWN && child->expected == DAY_UNKNOWN)
        value_birth(value, reference, &child->born, &child->expected);
}

void reading_child_take(ChildRead *child, const FormField *field, const char *value, Day reference)
{
    if (text_is(field->key, "child.name") && child->name == NULL)
        child->name = g_strdup(value);
    else if (text_is(field->key, "child.first_name"))
        take_part_of_name(child, &child->first, value);
    else if (text_is(field->key, "child.family_name"))
        take_part_of_name(child, &child->family, value);
    else if (text_is(field->key, "child.ids")) /* 'do not have it' is an answer, and no number */
        child->ids = child->ids == NULL && !form_is_no_information(field->forms, value)
                         ? g_strdup(value)
                         : child->ids;
    else if (text_is(field->key, "child.setting") && child->setting == NULL)
        child->setting = g_strdup(value);
    else if (field->type == FIELD_BIRTH)
        take_birth(child, value, reference);
    else if (field->type == FIELD_STATUS)
        value_status(field, value, child->status);
}

/* ---- values ---- */

FieldValue *reading_find_value(const Reading *reading, const FormField *field, guint child)
{
    for (guint i = 0; i < reading->values->len; i++) {
        FieldValue *value = g_ptr_array_index(reading->values, i);
        if (value->child == child && value->field == field)
            return value;
    }
    return NULL;
}

static void set_value(const Taking *t, FieldValue *value, const MailField *from, const char *text)
{
    value->value = text;
    value->part = from->part;
    value->place = from->place != NULL ? from->place : "";
    value->line = from->line;
    value->proposed = part_is_forwarded(from->part);
    g_free(value->canonical);
    value->canonical = value_canonical(value->field, t->rules, t->policy, text, t->reference);
}

static void add_value(const Taking *t, const FormField *field, guint child, const MailField *from,
                      const char *text)
{
    FieldValue *value = reading_find_value(t->reading, field, child);
    if (value == NULL) {
        value = g_new0(FieldValue, 1);
        value->field = field;
        value->child = child;
        g_ptr_array_add(t->reading->values, value);
    }
    set_value(t, value, from, text);
    const char *said = value_problem(field, value->canonical, text, t->reference);
    if (said == NULL)
        return;
    ReadProblem *problem = reading_add_problem(t->reading, field->key, from, said);
    problem->child = child;
    problem->unread = value_is_unread(field, value->canonical, text);
}

/* The first value stands; one that said nothing gives way. TRUE: nothing more is to be done. */
static gboolean given_before(const Taking *t, const FormField *field, guint child,
                             const MailField *from, const char *text)
{
    const FieldValue *before = reading_find_value(t->reading, field, child);
    if (before == NULL || form_is_evasive(t->rules->forms, before->value))
        return FALSE;
    if (!text_same(before->value, text) && field->type != FIELD_ROWS &&
        !form_is_evasive(t->rules->forms, text))
        reading_add_problem(t->reading, field->key, from, "given twice; the first was kept")
            ->child = child;
    return TRUE;
}

/* What somebody wrote into the form: without our own "(received)", of boxes the ticked ones. NULL: it
 * was left as it was. */
static const char *filled_in(const Taking *t, const FormField *field, const char *value)
{
    guint child = 0;
    const char *rest = received_mark(value, &child);
    g_autofree char *ticked = value_ticked(field, rest != NULL ? rest : value);
    const char *text = ticked != NULL ? reading_keep(t->reading, ticked)
                       : rest != NULL ? rest
                                      : value;
    return text_empty(text) || value_is_unfilled(field, t->policy, text) ? NULL : text;
}

/* The form asks for the date of birth or the day expected: of a child whose name says that it is not born yet a day to come
 * is the latter. */
static const char *birth_text(Reading *reading, const ChildRead *child, const char *text,
                              Day reference)
{
    if (child->name == NULL || !value_says_expected(child->name) || value_says_expected(text) ||
        day_read(text, reference, FALSE, NULL, NULL) <= reference)
        return text;
    g_autofree char *expected = g_strconcat("EDD ", text, NULL);
    return reading_keep(reading, expected);
}

void reading_take_for_child(Reading *reading, const Ruleset *rules, const Policy *policy,
                            const MailField *mail_field, Day reference, guint of)
{
    const FormField *field = forms_field(rules->forms, mail_field->key);
    Taking t = {reading, rules, policy, reference};
    const char *text =
        field != NULL && mail_field->value != NULL ? filled_in(&t, field, mail_field->value) : NULL;
    if (text == NULL)
        return;
    guint child = field->child ? child_for(reading, field, of) : 0;
    if (child > 0 && field->type == FIELD_BIRTH)
        text =
            birth_text(reading, g_ptr_array_index(reading->children, child - 1), text, reference);
    if (given_before(&t, field, child, mail_field, text))
        return;
    if (child > 0 && !form_is_evasive(rules->forms, text))
        reading_child_take(g_ptr_array_index(reading->children, child - 1), field, text, reference);
    add_value(&t, field, child, mail_field, text);
}

void reading_take_field(Reading *reading, const Ruleset *rules, const Policy *policy,
                        const MailField *mail_field, Day reference)
{
    reading_take_for_child(reading, rules, policy, mail_field, reference, 0);
}

void reading_fields(Reading *reading, const MailRecord *mail, const Ruleset *rules,
                    const Policy *policy, Day reference)
{
    gboolean own = count_fields(mail, FALSE) >= FORM_FIELDS_ENOUGH;
    reading->forwarded =
        !own && mail->forwarded->len > 0 && count_fields(mail, TRUE) >= FORM_FIELDS_ENOUGH;
    reading->has_form = own || reading->forwarded;
    for (guint i = 0; i < mail->fields->len; i++) {
        const MailField *field = &g_array_index(mail->fields, MailField, i);
        if (!part_is_quoted(field->part) && (!part_is_forwarded(field->part) || reading->forwarded))
            reading_take_field(reading, rules, policy, field, reference);
    }
}
