/* page_beside: a case and a message that may be of the same dispute, field by field.
 *
 * What differs stands first and in both versions; what agrees is named only. Nothing is weighed: whether the two are one
 * dispute is for the person who reads it. Fails on nothing. */
#include "page_case.h"

#include "view_beside.h"
#include "words.h"

static gboolean has(GPtrArray *fields, Beside beside)
{
    for (guint i = 0; i < fields->len; i++)
        if (((const BesideField *)fields->pdata[i])->beside == beside)
            return TRUE;
    return FALSE;
}

static void write_named(Html *html, const View *view, const Case *c, GPtrArray *fields,
                        Beside beside, const char *heading)
{
    gboolean first = TRUE;
    if (!has(fields, beside))
        return;
    html_open(html, "p", NULL);
    html_textf(html, "%s: ", heading);
    for (guint i = 0; i < fields->len; i++) {
        const BesideField *field = fields->pdata[i];
        if (field->beside != beside)
            continue;
        g_autofree char *label = view_beside_label(view, c, field);
        html_textf(html, "%s%s", first ? "" : ", ", label);
        first = FALSE;
    }
    html_close(html, "p");
}

static void write_values(Html *html, const View *view, const Case *c, GPtrArray *fields,
                         Beside beside)
{
    for (guint i = 0; i < fields->len; i++) {
        const BesideField *field = fields->pdata[i];
        if (field->beside != beside)
            continue;
        g_autofree char *label = view_beside_label(view, c, field);
        html_open(html, "tr", NULL);
        html_put(html, "th", label, "scope", "row", NULL);
        page_cell(html, "The case", field->in_case ? field->in_case : "(not said)");
        page_cell(html, "The message", field->in_message ? field->in_message : "(not said)");
        html_close(html, "tr");
    }
}

void page_beside(Html *html, const View *view, const Case *c, const HeldRow *held)
{
    static const char *const headings[] = {"Differs", "The case", "The message", NULL};
    g_autoptr(GPtrArray) fields = dispute_beside(c, held, view->rules);
    g_autofree char *stage = words_stage(view, c, TRUE);
    g_autofree char *caption =
        g_strdup_printf("Beside %s (%s, %s)", c->reference, case_state_name(c->state), stage);
    if (has(fields, BESIDE_DIFFERS) || has(fields, BESIDE_MESSAGE)) {
        page_table_open(html, caption, headings);
        write_values(html, view, c, fields, BESIDE_DIFFERS);
        write_values(html, view, c, fields, BESIDE_MESSAGE);
        page_table_close(html);
    }
    write_named(html, view, c, fields, BESIDE_SAME, "The same in both");
    write_named(html, view, c, fields, BESIDE_CASE, "Only in the case");
}
