/* form_blank: a form as text, one question a line.
 *
 * Promises that every line it prints is found again as its own field (form_labels), so a list of
 * answers that would make the bracket behind a label too long is left out. With a policy the answers
 * offered are the policy's own, and what the policy does not ask is not printed. Changes nothing. */
#include "form_blank.h"
#include "form_data.h"
#include "policy_asks.h"
#include "text.h"
#include "text_wrap.h"
#include <string.h>

#define BLANK_COLUMNS 76
#define HINT_BYTES 200u /* form_labels reads a bracket beyond its own limit as no label */

typedef struct {
    GString *text;
    const Form *form;
    const Policy *policy;
    FormFill fill;
    gpointer data;
} Blank;

static void add_offer(GString *list, const char *words)
{
    g_string_append_printf(list, "%s%s", list->len > 0 ? ", " : "", words);
}

static void offer_stages(const Policy *policy, GString *list)
{
    for (guint i = 0; i < policy->stages->len; i++)
        add_offer(list, ((const PolicyStage *)g_ptr_array_index(policy->stages, i))->name);
}

static void offer_reasons(const Policy *policy, GString *list)
{
    for (guint i = 0; policy->reasons[i]; i++) {
        g_autofree char *words = policy_reason_words(policy->reasons[i]);
        add_offer(list, words);
    }
    if (list->len > 0)
        add_offer(list, "or another"); /* the lists of the policies are open */
}

static void offer_choices(const FormField *field, GString *list)
{
    for (guint i = 0; i < field->choices->len; i++)
        add_offer(list, ((const FieldChoice *)g_ptr_array_index(field->choices, i))->shown);
}

char *form_offer(const FormField *field, const Policy *policy)
{
    if (field->hint)
        return g_strdup(field->hint);
    if (field->type == FIELD_YES_NO)
        return g_strdup(field->must_know ? "yes or no" : "yes, no or not known");
    if (field->type == FIELD_DATE || field->type == FIELD_BIRTH)
        return g_strdup("day, month, year");
    g_autoptr(GString) list = g_string_new(NULL);
    if (field->type == FIELD_STAGE && policy)
        offer_stages(policy, list);
    else if (field->policy_reasons && policy && policy->reasons[0])
        offer_reasons(policy, list);
    else
        offer_choices(field, list);
    return list->len > 0 && list->len <= HINT_BYTES && !strpbrk(list->str, "()")
               ? g_string_free(g_steal_pointer(&list), FALSE)
               : NULL;
}

void form_line(GString *text, const FormField *field, const char *hint, const char *known)
{
    g_string_append(text, field->label);
    if (hint)
        g_string_append_printf(text, " (%s)", hint);
    g_string_append_printf(text, ":%s%s\n", known ? " " : "", known ? known : "");
}

static void append_field(Blank *blank, const FormField *field)
{
    g_autofree char *hint = form_offer(field, blank->policy);
    gboolean kind = g_str_equal(field->key, "kind");
    const FieldChoice *own = kind ? form_field_choice(field, blank->form->kind) : NULL;
    const char *known = own ? own->shown : blank->fill ? blank->fill(blank->data, field) : NULL;
    form_line(blank->text, field, own ? NULL : hint, known);
    if (field->type == FIELD_TEXT || field->type == FIELD_ROWS)
        g_string_append_c(blank->text, '\n');
}

static void append_paragraph(GString *text, const char *words)
{
    g_autofree char *wrapped = text_wrap(words, BLANK_COLUMNS);
    if (!text_empty(wrapped))
        g_string_append_printf(text, "%s\n", wrapped);
}

static void append_heading(const Blank *blank)
{
    const Policy *policy = blank->policy;
    if (policy) {
        append_paragraph(blank->text, policy->urgent_text);
        g_autofree char *name =
            g_strdup_printf("%s, %s, %s", policy->partnership, policy->title, policy->version);
        append_paragraph(blank->text, name);
    }
    g_string_append_printf(blank->text, "%s\n\n", blank->form->title);
    append_paragraph(blank->text, blank->form->intro);
}

char *form_blank(const Form *form, const Policy *policy, FormFill fill, gpointer data)
{
    Blank blank = {g_string_new(NULL), form, policy, fill, data};
    append_heading(&blank);
    for (guint i = 0; i < form->fields->len; i++) {
        const FormField *field = g_ptr_array_index(form->fields, i);
        if (policy_asks(policy, field))
            append_field(&blank, field);
    }
    return g_string_free(blank.text, FALSE);
}
