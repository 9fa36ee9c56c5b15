/* Who looked at what, oldest first. Names no child and quotes nothing of a case.
 *
 * Fails on nothing; writes only to view->out. */
#include "printer.h"

#include "columns.h"
#include "json_out.h"
#include "words.h"

static void json_look(JsonBuilder *out, const View *view, const LookRow *look)
{
    json_out_object(out, NULL);
    json_out_int(out, "id", look->id);
    json_out_instant(out, "at", view, look->at);
    json_out_text(out, "who", look->who);
    json_out_text(out, "login", look->login);
    json_out_text(out, "command", look->command);
    json_out_known(out, "case", look->reference);
    json_out_int(out, "times", look->times);
    json_out_int(out, "events", look->events);
    json_out_text(out, "hash", look->hash);
    json_builder_end_object(out);
}

static void looks_json(const View *view, GPtrArray *looks)
{
    JsonBuilder *out = json_out_begin();
    json_builder_begin_array(out);
    for (guint i = 0; i < looks->len; i++)
        json_look(out, view, looks->pdata[i]);
    json_builder_end_array(out);
    json_out_end(view, out);
}

static void looks_text(const View *view, GPtrArray *looks)
{
    static const char *const headings[] = {"WHEN", "WHO", "LOGIN", "WITH", "WHAT", NULL};
    if (!looks->len) {
        columns_line(view, INK_PLAIN, "nobody has looked");
        return;
    }
    g_autoptr(Table) table = table_new(0, headings);
    for (guint i = 0; i < looks->len; i++) {
        const LookRow *look = looks->pdata[i];
        g_autofree char *at = words_instant(view, look->at);
        g_autofree char *what = words_look(look);
        table_add(table, INK_PLAIN, at, look->who, look->login, look->command, what, NULL);
    }
    table_print(table, view);
}

void view_looks(const View *view, GPtrArray *looks)
{
    if (view->json)
        looks_json(view, looks);
    else
        looks_text(view, looks);
}
