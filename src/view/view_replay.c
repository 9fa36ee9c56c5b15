/* What a changed policy would have changed: case by case, what it would be and what it is.
 *
 * Says 'no difference' when there is none, which is an answer too. The text is that of the record:
 * names of posts, dates with their reasons, nothing of a child.
 *
 * Fails on nothing; writes only to view->out. */
#include "replay_report.h"

#include "columns.h"
#include "json_out.h"

static void json_difference(JsonBuilder *out, const ReplayDifference *difference)
{
    json_out_object(out, NULL);
    json_out_text(out, "what", difference->what);
    json_out_known(out, "key", difference->key);
    json_out_text(out, "before", difference->before);
    json_out_text(out, "after", difference->after);
    json_builder_end_object(out);
}

static void json_case(JsonBuilder *out, const ReplayCase *one)
{
    json_out_object(out, NULL);
    json_out_known(out, "reference", one->reference);
    json_out_list(out, "differences");
    for (guint i = 0; i < one->differences->len; i++)
        json_difference(out, one->differences->pdata[i]);
    json_builder_end_array(out);
    json_builder_end_object(out);
}

static void replay_json(const View *view, const ReplayReport *report)
{
    JsonBuilder *out = json_out_begin();
    json_out_object(out, NULL);
    json_out_object(out, "policy");
    json_out_text(out, "id", report->policy->id);
    json_out_text(out, "version", report->policy->version);
    json_out_text(out, "sha256", report->policy->sha256);
    json_builder_end_object(out);
    json_out_words(out, "instead_of", report->instead);
    json_out_int(out, "messages", report->messages);
    json_out_int(out, "cases_compared", report->seen);
    json_out_words(out, "unlike_record", report->unlike);
    json_out_list(out, "cases");
    for (guint i = 0; i < report->cases->len; i++)
        json_case(out, report->cases->pdata[i]);
    json_builder_end_array(out);
    json_builder_end_object(out);
    json_out_end(view, out);
}

static void print_difference(const View *view, const ReplayDifference *difference)
{
    if (difference->before && difference->after)
        columns_item(view, INK_PROMPT, "%s: %s instead of: %s", difference->what, difference->after,
                     difference->before);
    else if (difference->after)
        columns_item(view, INK_PLAIN, "%s, now also: %s", difference->what, difference->after);
    else
        columns_item(view, INK_ALERT, "%s, no longer: %s", difference->what, difference->before);
}

static void print_case(const View *view, const ReplayCase *one)
{
    columns_heading(view, *one->reference ? one->reference : "Messages");
    for (guint i = 0; i < one->differences->len; i++)
        print_difference(view, one->differences->pdata[i]);
}

static char *in_place_of(const ReplayReport *report)
{
    g_autoptr(GString) list = g_string_new(NULL);
    for (guint i = 0; i < report->instead->len; i++)
        g_string_append_printf(list, "%s%s", i ? ", " : "", (char *)report->instead->pdata[i]);
    return g_string_free(g_steal_pointer(&list), FALSE);
}

static void replay_text(const View *view, const ReplayReport *report)
{
    g_autofree char *instead = in_place_of(report);
    columns_line(view, INK_STRONG, "%u message%s and %u case%s again under %s, %s, in place of %s",
                 report->messages, report->messages == 1 ? "" : "s", report->seen,
                 report->seen == 1 ? "" : "s", report->policy->id, report->policy->version,
                 instead);
    for (guint i = 0; i < report->cases->len; i++)
        print_case(view, report->cases->pdata[i]);
    if (report->cases->len == 0)
        columns_line(view, INK_PLAIN, "no difference");
    for (guint i = 0; report->unlike && i < report->unlike->len; i++)
        columns_line(
            view, INK_PROMPT,
            "%s: under its own policy, too, it does not come out again as recorded: the "
            "directory or the program has changed since, or nothing ran when a date fell due",
            (char *)report->unlike->pdata[i]);
}

void view_replay(const View *view, const ReplayReport *report)
{
    if (view->json)
        replay_json(view, report);
    else
        replay_text(view, report);
}
