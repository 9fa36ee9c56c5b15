/* template_values: what the fields of one mail show.
 *
 * Known fields have numbers, so that a template that was read finds its values without comparing
 * names. A value that no template names is never made: what has been recorded of a case, or what is
 * missing in it, takes longer to put together than the mail around it. */
#include "template_values.h"

struct TemplateValues {
    TemplateSource source;
    gpointer context;
    char *value[FIELDS_MOST]; /* NULL: not asked for yet */
};

static GHashTable *numbers_new(void)
{
    GHashTable *numbers = g_hash_table_new(g_str_hash, g_str_equal);
    const char *const *fields = reply_template_known_fields();
    for (guint i = 0; fields[i] != NULL; i++) {
        g_assert(i < FIELDS_MOST);
        g_hash_table_insert(numbers, (gpointer)fields[i], GUINT_TO_POINTER(i + 1));
    }
    return numbers;
}

guint template_field_number(const char *field)
{
    static GHashTable *numbers = NULL;
    if (g_once_init_enter(&numbers))
        g_once_init_leave(&numbers, numbers_new());
    guint number = GPOINTER_TO_UINT(g_hash_table_lookup(numbers, field));
    return number > 0 ? number - 1 : FIELDS_MOST;
}

TemplateValues *template_values_new(TemplateSource source, gpointer context)
{
    TemplateValues *values = g_new0(TemplateValues, 1);
    values->source = source;
    values->context = context;
    return values;
}

void template_values_free(TemplateValues *values)
{
    if (values == NULL)
        return;
    for (guint i = 0; i < FIELDS_MOST; i++)
        if (values->value[i] != NULL) /* hardly one in ten was */
            g_free(values->value[i]);
    g_free(values);
}

void template_values_put(TemplateValues *values, const char *field, const char *text)
{
    guint number = template_field_number(field);
    if (number == FIELDS_MOST)
        return;
    g_free(values->value[number]);
    values->value[number] = g_strdup(text != NULL ? text : "");
}

const char *template_value(TemplateValues *values, guint number)
{
    if (number >= FIELDS_MOST)
        return "";
    if (values->value[number] == NULL && values->source != NULL)
        values->value[number] =
            values->source(values->context, reply_template_known_fields()[number]);
    if (values->value[number] == NULL)
        values->value[number] = g_strdup("");
    return values->value[number];
}
