/* What the office reports: reads the cases that a span and the four quarters before it touch, and has them counted. It shows no
 * case: figures only, so there is no look to log. Writes only the files that it is asked for. */
#include "reporting.h"

#include <string.h>

#include "durable_file.h"
#include "look_store.h"

static GPtrArray *read_cases(Store *store, const Ruleset *rules, Day from, Day to, GError **error)
{
    Instant start = instant_at(report_looks_from(from), 0, rules->site.zone);
    Instant end = instant_at(to + 1, 0, rules->site.zone);
    g_autoptr(GPtrArray) references = store_cases_between(store, start, end, error);
    return references ? look_cases(store, references, error) : NULL;
}

Report *reporting_of(Store *store, const Ruleset *rules, Day from, Day to, Day today,
                     gboolean publish, GError **error)
{
    g_autoptr(GPtrArray) cases =
        store ? read_cases(store, rules, from, to, error) : g_ptr_array_new();
    return cases ? report_make(cases, rules, from, to, today, publish) : NULL;
}

Report *reporting_make(const Ruleset *rules, Day from, Day to, Day today, gboolean publish,
                       GError **error)
{
    g_autoptr(Store) store = NULL;
    if (!look_moment(rules, &store, error))
        return NULL;
    return reporting_of(store, rules, from, to, today, publish, error);
}

/* ---- files ---- */

static gboolean write_table(const char *folder, const char *name, const char *text, GError **error)
{
    g_autofree char *file = g_strconcat(name, ".csv", NULL);
    g_autofree char *path = g_build_filename(folder, file, NULL);
    return durable_file_put(path, text, strlen(text), TRUE, error);
}

gboolean reporting_write_csv(const Report *report, const char *folder, GError **error)
{
    if (!durable_folder_make(folder, error))
        return FALSE;
    for (guint i = 0; i < report->tables->len; i++) {
        const ReportTable *table = report->tables->pdata[i];
        g_autofree char *text = report_csv(report, table);
        if (!write_table(folder, table->id, text, error))
            return FALSE;
    }
    g_autofree char *definitions = report_csv_definitions(report);
    return write_table(folder, "definitions", definitions, error);
}

gboolean reporting_write_html(const View *view, const Report *report, const char *path,
                              GError **error)
{
    GString *document = page_report_document(view, report);
    gboolean written = durable_file_put(path, document->str, document->len, TRUE, error);
    g_string_free(document, TRUE);
    return written;
}
