/* The report of a span, from the record; and its files. */
#pragma once
#include "report_out.h"
#include "store.h"

/* Shows no case, so no look is logged. A site that has not worked yet has a report of nothing. */
Report *reporting_make(const Ruleset *rules, Day from, Day to, Day today, gboolean publish, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* The same of an open store (NULL: there is none yet), in one moment's picture. */
Report *reporting_of(Store *store, const Ruleset *rules, Day from, Day to, Day today, gboolean publish, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* A file a table and definitions.csv, for this user's eyes only; files of an earlier report are replaced. PERM when it cannot. */
gboolean reporting_write_csv(const Report *report, const char *folder, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean reporting_write_html(const View *view, const Report *report, const char *path, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
