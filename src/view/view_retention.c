/* What may be erased, why, and what bars it. Names no child: references, numbers, days and the site's own rules.
 *
 * Fails on nothing; writes only to view->out. */
#include "printer.h"

#include "columns.h"
#include "json_out.h"

static void json_item(JsonBuilder *out, const DueItem *item)
{
    json_out_object(out, NULL);
    json_out_text(out, "class", keep_class_name(item->what));
    json_out_known(out, "case", item->reference);
    json_out_number(out, "number", item->number);
    json_out_day(out, "due", item->due);
    json_out_text(out, "why", item->why);
    json_out_text(out, "barred", item->barred);
    json_builder_end_object(out);
}

static void retention_json(const View *view, GPtrArray *due, guint unfinished, gboolean confirmed,
                           guint erased)
{
    JsonBuilder *out = json_out_begin();
    json_out_object(out, NULL);
    json_out_list(out, "due");
    for (guint i = 0; i < due->len; i++)
        json_item(out, due->pdata[i]);
    json_builder_end_array(out);
    json_out_int(out, "unfinished", confirmed ? 0 : unfinished);
    json_out_int(out, "erased", erased);
    json_builder_end_object(out);
    json_out_end(view, out);
}

static char *which(const DueItem *item)
{
    if (item->number)
        return g_strdup_printf("%" G_GINT64_FORMAT "%s%s%s", item->number,
                               *item->reference ? " (" : "", item->reference,
                               *item->reference ? ")" : "");
    return g_strdup(item->reference);
}

static void print_due(const View *view, GPtrArray *due)
{
    static const char *const headings[] = {"WHAT", "WHICH", "SINCE", "WHY", "BARRED BY", NULL};
    g_autoptr(Table) table = table_new(0, headings);
    for (guint i = 0; i < due->len; i++) {
        const DueItem *item = due->pdata[i];
        g_autofree char *number = which(item);
        g_autofree char *day = item->due ? day_words(item->due) : g_strdup("not known");
        table_add(table, item->barred ? INK_FAINT : INK_PLAIN, keep_class_name(item->what), number,
                  day, item->why, item->barred ? item->barred : "", NULL);
    }
    table_print(table, view);
}

static void print_unset(const View *view)
{
    for (guint i = 0; i < KEEP_CLASSES; i++)
        if (!view->rules->site.retention[i].set)
            columns_line(view, INK_PLAIN,
                         "%s: no period in routing/site.yaml ('retention'), kept for ever",
                         keep_class_name((KeepClass)i));
}

static void retention_text(const View *view, GPtrArray *due, guint unfinished, gboolean confirmed,
                           guint erased)
{
    if (due->len)
        print_due(view, due);
    else
        columns_line(view, INK_PLAIN, "nothing is due");
    print_unset(view);
    if (!confirmed && unfinished)
        columns_line(view, INK_ALERT,
                     "%u erasures were begun and not finished: 'casegate retention --confirm' "
                     "finishes them",
                     unfinished);
    if (!confirmed)
        return;
    columns_line(view, INK_STRONG, "%u erased, %u finished that were begun before", erased,
                 unfinished);
    columns_line(view, INK_PROMPT,
                 "Backups, and mails that people got, still hold it: see to the backups made until "
                 "now.");
}

void view_retention(const View *view, GPtrArray *due, guint unfinished, gboolean confirmed,
                    guint erased)
{
    if (view->json)
        retention_json(view, due, unfinished, confirmed, erased);
    else
        retention_text(view, due, unfinished, confirmed, erased);
}
