/* page_form: fields with their labels, hints and faults, so that each of them can be found, read out and put right.
 *
 * Every input has a label of its own and names its hint and fault by id; ids are those of the form and the field, which no
 * other form of the page has. Nothing is decided here. Fails on nothing. */
#include "page_form.h"

#include <stdarg.h>
#include <string.h>

static void fault_free(gpointer data)
{
    PageFault *fault = data;
    g_free(fault->field);
    g_free(fault->text);
    g_free(fault);
}

GPtrArray *page_faults_new(void)
{
    return g_ptr_array_new_with_free_func(fault_free);
}

void page_fault_add(GPtrArray *faults, const char *field, const char *format, ...)
{
    PageFault *fault = g_new0(PageFault, 1);
    va_list arguments;
    va_start(arguments, format);
    fault->text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    fault->field = g_strdup(field);
    g_ptr_array_add(faults, fault);
}

static const char *typed(const PageForm *form, const char *name)
{
    return form->typed ? g_hash_table_lookup(form->typed, name) : NULL;
}

static const char *fault_of(const PageForm *form, const char *name)
{
    for (guint i = 0; form->faults && i < form->faults->len; i++) {
        const PageFault *fault = form->faults->pdata[i];
        if (g_strcmp0(fault->field, name) == 0)
            return fault->text;
    }
    return NULL;
}

void page_form_open(Html *html, const PageForm *form)
{
    html_open(html, "form", "class", "act", "id", form->id, "method", "post", "action",
              form->action, "accept-charset", "utf-8", NULL);
    page_form_hidden(html, "token", form->token);
}

void page_form_hidden(Html *html, const char *name, const char *value)
{
    html_void(html, "input", "type", "hidden", "name", name, "value", value ? value : "", NULL);
}

typedef struct {
    char *id, *described; /* described: ids of hint and fault, NULL none */
    const char *fault;
} Field;

static void field_clear(Field *field)
{
    g_free(field->id);
    g_free(field->described);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Field, field_clear)

static Field field_of(const PageForm *form, const char *name, const char *hint)
{
    Field field = {.id = g_strdup_printf("%s-%s", form->id, name), .fault = fault_of(form, name)};
    if (hint && field.fault)
        field.described = g_strdup_printf("%s-hint %s-fault", field.id, field.id);
    else if (hint || field.fault)
        field.described = g_strdup_printf("%s-%s", field.id, hint ? "hint" : "fault");
    return field;
}

static void write_hint_and_fault(Html *html, const Field *field, const char *hint)
{
    g_autofree char *hint_id = g_strconcat(field->id, "-hint", NULL);
    g_autofree char *fault_id = g_strconcat(field->id, "-fault", NULL);
    if (hint)
        html_put(html, "p", hint, "class", "hint", "id", hint_id, NULL);
    if (field->fault) {
        html_open(html, "p", "class", "fault", "id", fault_id, NULL);
        html_put(html, "span", "Error: ", "class", "hidden", NULL);
        html_text(html, field->fault);
        html_close(html, "p");
    }
}

static void field_open(Html *html, const Field *field, const char *label, const char *hint)
{
    html_open(html, "div", "class", field->fault ? "field faulty" : "field", NULL);
    html_put(html, "label", label, "for", field->id, NULL);
    write_hint_and_fault(html, field, hint);
}

void page_form_line(Html *html, const PageForm *form, const char *name, const char *label,
                    const char *hint)
{
    g_auto(Field) field = field_of(form, name, hint);
    const char *value = typed(form, name);
    field_open(html, &field, label, hint);
    html_void(html, "input", "type", "text", "id", field.id, "name", name, "value",
              value ? value : "", "autocomplete", "off", "aria-describedby", field.described,
              "aria-invalid", field.fault ? "true" : NULL, NULL);
    html_close(html, "div");
}

void page_form_area(Html *html, const PageForm *form, const char *name, const char *label,
                    const char *hint)
{
    g_auto(Field) field = field_of(form, name, hint);
    field_open(html, &field, label, hint);
    html_put(html, "textarea", typed(form, name), "id", field.id, "name", name, "rows", "3",
             "aria-describedby", field.described, "aria-invalid", field.fault ? "true" : NULL,
             NULL);
    html_close(html, "div");
}

void page_form_select(Html *html, const PageForm *form, const char *name, const char *label,
                      const char *hint, const GArray *choices)
{
    g_auto(Field) field = field_of(form, name, hint);
    const char *chosen = typed(form, name);
    field_open(html, &field, label, hint);
    html_open(html, "select", "id", field.id, "name", name, "aria-describedby", field.described,
              "aria-invalid", field.fault ? "true" : NULL, NULL);
    for (guint i = 0; i < choices->len; i++) {
        const PageChoice *choice = &g_array_index(choices, PageChoice, i);
        gboolean is_chosen = g_strcmp0(chosen, choice->value) == 0;
        html_put(html, "option", choice->words, "value", choice->value, "selected",
                 is_chosen ? "" : NULL, NULL);
    }
    html_close(html, "select");
    html_close(html, "div");
}

/* The first has the field's own id, so that the summary of faults leads to it. */
static void write_radio(Html *html, const Field *field, const char *name, const PageChoice *choice,
                        guint n, const char *chosen)
{
    g_autofree char *id = n ? g_strdup_printf("%s-%u", field->id, n + 1) : g_strdup(field->id);
    gboolean is_chosen = g_strcmp0(chosen, choice->value) == 0;
    html_open(html, "div", "class", "choice", NULL);
    html_void(html, "input", "type", "radio", "id", id, "name", name, "value", choice->value,
              "checked", is_chosen ? "" : NULL, NULL);
    html_put(html, "label", choice->words, "for", id, NULL);
    html_close(html, "div");
}

void page_form_radios(Html *html, const PageForm *form, const char *name, const char *legend,
                      const char *hint, const PageChoice *choices)
{
    g_auto(Field) field = field_of(form, name, hint);
    html_open(html, "fieldset", "class", field.fault ? "field faulty" : "field", "aria-describedby",
              field.described, NULL);
    html_put(html, "legend", legend, NULL);
    write_hint_and_fault(html, &field, hint);
    for (guint i = 0; choices[i].value; i++)
        write_radio(html, &field, name, &choices[i], i, typed(form, name));
    html_close(html, "fieldset");
}

void page_form_tick(Html *html, const PageForm *form, const char *name, const char *label)
{
    g_auto(Field) field = field_of(form, name, NULL);
    html_open(html, "div", "class", "choice field", NULL);
    html_void(html, "input", "type", "checkbox", "id", field.id, "name", name, "value", "yes",
              "checked", typed(form, name) ? "" : NULL, NULL);
    html_put(html, "label", label, "for", field.id, NULL);
    html_close(html, "div");
}

void page_form_close(Html *html, const char *button, gboolean grave)
{
    html_open(html, "div", "class", "buttons", NULL);
    html_put(html, "button", button, "type", "submit", "class", grave ? "grave" : NULL, NULL);
    html_close(html, "div");
    html_close(html, "form");
}

void page_fault_summary(Html *html, const PageForm *form)
{
    if (!form->faults || !form->faults->len)
        return;
    html_open(html, "div", "class", "faults", "id", "faults", "role", "alert", "tabindex", "-1",
              NULL);
    html_put(html, "h2", "There is something to put right", NULL);
    html_open(html, "ul", NULL);
    for (guint i = 0; i < form->faults->len; i++) {
        const PageFault *fault = form->faults->pdata[i];
        g_autofree char *place = *fault->field ? g_strdup_printf("#%s-%s", form->id, fault->field)
                                               : g_strdup_printf("#%s", form->id);
        html_open(html, "li", NULL);
        html_put(html, "a", fault->text, "href", place, NULL);
        html_close(html, "li");
    }
    html_close(html, "ul");
    html_close(html, "div");
}
