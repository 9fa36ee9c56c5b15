/* A case and a message that may be of the same dispute, side by side.
 *
 * Children's names may stand here, as in `show`: it is what the office asks for on its own terminal. What differs comes first
 * and in both versions; what agrees is named only. Nothing is cut, nothing is weighed: whether the two are one dispute is for
 * the person who reads it. Fails on nothing; writes only to view->out. */
#include "view_beside.h"
#include "columns.h"
#include "words.h"

#define INDENT 4u

char *view_beside_label(const View *view, const Case *c, const BesideField *field)
{
    gboolean several = field->child > 1 || (field->child == 1 && c->children->len > 1);
    return words_label_of(view, field->key, several ? field->child : 0);
}

/* "the same in both: Child's name, Stage" */
static void print_named(const View *view, const Case *c, GPtrArray *fields, Beside beside,
                        const char *heading)
{
    g_autoptr(GString) labels = g_string_new(NULL);
    for (guint i = 0; i < fields->len; i++) {
        const BesideField *field = fields->pdata[i];
        g_autofree char *label = field->beside == beside ? view_beside_label(view, c, field) : NULL;
        if (label)
            g_string_append_printf(labels, "%s%s", labels->len ? ", " : "", label);
    }
    if (labels->len)
        columns_item(view, INK_FAINT, "%s: %s", heading, labels->str);
}

static void add_values(Table *table, const View *view, const Case *c, GPtrArray *fields,
                       Beside beside)
{
    for (guint i = 0; i < fields->len; i++) {
        const BesideField *field = fields->pdata[i];
        if (field->beside != beside)
            continue;
        g_autofree char *label = view_beside_label(view, c, field);
        table_add(table, INK_PLAIN, label, field->in_case ? field->in_case : "(not said)",
                  field->in_message ? field->in_message : "(not said)", NULL);
    }
}

void view_beside(const View *view, const Case *c, const HeldRow *held)
{
    static const char *const headings[] = {"differs", "the case", "the message", NULL};
    g_autoptr(GPtrArray) fields = dispute_beside(c, held, view->rules);
    g_autoptr(Table) table = table_new(INDENT, headings);
    g_autofree char *stage = words_stage(view, c, TRUE);
    columns_item(view, INK_PROMPT, "beside %s (%s, %s):", c->reference, case_state_name(c->state),
                 stage);
    add_values(table, view, c, fields, BESIDE_DIFFERS);
    add_values(table, view, c, fields, BESIDE_MESSAGE);
    if (table_rows(table))
        table_print(table, view);
    print_named(view, c, fields, BESIDE_SAME, "the same in both");
    print_named(view, c, fields, BESIDE_CASE, "only in the case");
}

void view_beside_json(JsonBuilder *out, const View *view, const Case *c, const HeldRow *held)
{
    g_autoptr(GPtrArray) fields = dispute_beside(c, held, view->rules);
    json_out_list(out, "fields");
    for (guint i = 0; i < fields->len; i++) {
        const BesideField *field = fields->pdata[i];
        json_out_object(out, NULL);
        json_out_text(out, "key", field->key);
        json_out_text(out, "label", words_label(view, field->key));
        json_out_number(out, "child", field->child);
        json_out_text(out, "case", field->in_case);
        json_out_text(out, "message", field->in_message);
        json_out_bool(out, "same", field->beside == BESIDE_SAME);
        json_builder_end_object(out);
    }
    json_builder_end_array(out);
}
