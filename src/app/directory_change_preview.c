/* What a change of the directory would do, before anybody does it.
 *
 * The new file is held against the whole site, as loading would, in memory: nothing is written anywhere. What `check` says of a
 * site without mistakes is compared with what it says today, so that a post that falls vacant is seen before it does. The cases
 * are the open ones of the record. Files that are no longer as they were when it was looked at are directory_change()'s to
 * refuse. */
#include "directory_change.h"

#include <string.h>

#include "digest.h"
#include "durable_file.h"
#include "error.h"
#include "site_place.h"

#define FILE_BYTES ((gsize)8 << 20)

static char *place_of(SheetKind kind)
{
    return g_build_filename("routing", sheet_file(kind), NULL);
}

Sheet *directory_sheet(const Ruleset *rules, SheetKind kind, char **sha256_out, GError **error)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autofree char *place = place_of(kind);
    g_autofree char *path = site_path(rules->folder, place);
    gsize length = 0;
    g_autofree char *text = durable_read_whole(path, FILE_BYTES, &length, error);
    g_autoptr(Sheet) sheet = text ? sheet_read(kind, text, length, place, diagnostics) : NULL;
    if (!text)
        return NULL;
    if (!sheet || diagnostics_errors(diagnostics) > 0) {
        g_autofree char *said = diagnostics_text(diagnostics);
        casegate_error_config(error, "%s", g_strchomp(said));
        return NULL;
    }
    if (sha256_out)
        *sha256_out = digest_of(text, length);
    return g_steal_pointer(&sheet);
}

/* ---- what check would say ---- */

/* Without "(routing/people.csv:12)" at its end: that a row moved, or stands in another file now, says nothing new. */
static char *without_place(const char *line)
{
    const char *place = g_strrstr(line, " ("), *number = place ? strrchr(place, ':') : NULL;
    gboolean is_place =
        number && number[1] && strspn(number + 1, "0123456789") == strlen(number + 1) - 1;
    return is_place && g_str_has_suffix(number, ")") ? g_strndup(line, (gsize)(place - line))
                                                     : g_strdup(line);
}

static void add_news(GPtrArray *news, const char *then, GHashTable *known)
{
    g_autofree char *heading = NULL;
    g_auto(GStrv) lines = g_strsplit(then, "\n", -1);
    for (char **line = lines; *line; line++) {
        g_autofree char *plain = without_place(*line);
        if (g_str_has_prefix(*line, "  ") && !g_hash_table_contains(known, plain))
            g_ptr_array_add(news, g_strdup_printf("%s %s", heading ? heading : "", plain + 2));
        else if (**line && **line != ' ') {
            g_free(heading);
            heading = g_strdup(*line);
        }
    }
}

static void compare_summaries(DirectoryPreview *preview, const Ruleset *now, const Ruleset *then,
                              Day today)
{
    g_autofree char *before = ruleset_summary(now, today), *after = ruleset_summary(then, today);
    g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_auto(GStrv) lines = g_strsplit(before, "\n", -1);
    for (char **line = lines; *line; line++)
        g_hash_table_add(known, without_place(*line));
    add_news(preview->news, after, known);
}

/* A role of an agency that nobody has any more: `check` does not miss what no row speaks of. */
static void add_lost_roles(DirectoryPreview *preview, const Ruleset *then, Day today)
{
    const SheetDiff *diff = preview->diff;
    for (guint i = 0; diff->after->kind == SHEET_PEOPLE && i < diff->changes->len; i++) {
        const RowChange *change = diff->changes->pdata[i];
        if (change->kind != ROW_REMOVED)
            continue;
        const char *agency = sheet_cell(diff->before, change->before, "agency"),
                   *role = sheet_cell(diff->before, change->before, "role");
        g_autoptr(GPtrArray) posts = directory_posts_of(then->directory, agency, role, today);
        if (posts->len == 0)
            g_ptr_array_add(
                preview->news,
                g_strdup_printf("vacant: nobody is %s of agency '%s' any more", role, agency));
    }
}

/* NULL when it has mistakes. */
static Ruleset *rules_then(const Ruleset *rules, const DirectoryPreview *preview)
{
    g_autoptr(CsvTable) table = sheet_table(preview->after);
    gboolean people = preview->after->kind == SHEET_PEOPLE;
    const DirectoryTables instead = {.people = people ? table : NULL,
                                     .agencies = people ? NULL : table};
    guint errors = diagnostics_errors(preview->diagnostics);
    g_autoptr(Ruleset) then = ruleset_load_with(rules->folder, &instead, preview->diagnostics);
    return errors == 0 ? g_steal_pointer(&then) : NULL;
}

/* ---- whose cases ---- */

static gboolean add_touched(DirectoryPreview *preview, Store *store, GPtrArray *references,
                            const Ruleset *rules, const Ruleset *then, Day today, GError **error)
{
    for (guint i = 0; i < references->len; i++) {
        GError *failure = NULL;
        g_autoptr(Case) c = store_case_load(store, references->pdata[i], &failure);
        if (failure) {
            g_propagate_error(error, failure);
            return FALSE;
        }
        TouchedCase *touched =
            c ? touched_by(c, preview->diff, rules->directory, then ? then->directory : NULL, today)
              : NULL;
        if (touched)
            g_ptr_array_add(preview->touched, touched);
    }
    return TRUE;
}

static gboolean find_touched(DirectoryPreview *preview, Store *store, const Ruleset *rules,
                             const Ruleset *then, Day today, GError **error)
{
    if (!store)
        return TRUE;
    g_autoptr(GPtrArray) references = store_cases_open(store, error);
    return references && add_touched(preview, store, references, rules, then, today, error);
}

DirectoryPreview *directory_preview(const Ruleset *rules, Sheet *after, Diagnostics *diagnostics,
                                    Store *store, Instant now, GError **error)
{
    char *sha256 = NULL;
    const Day today = instant_day(now, rules->site.zone);
    Sheet *before = directory_sheet(rules, after->kind, &sha256, error);
    if (!before) {
        sheet_free(after);
        diagnostics_free(diagnostics);
        return NULL;
    }
    g_autoptr(DirectoryPreview) preview = directory_preview_new(before, after, diagnostics, sha256);
    sheet_diff_check_days(preview->diff, diagnostics);
    g_autoptr(Ruleset) then = rules_then(rules, preview);
    if (then) {
        compare_summaries(preview, rules, then, today);
        add_lost_roles(preview, then, today);
    }
    return find_touched(preview, store, rules, then, today, error) ? g_steal_pointer(&preview)
                                                                   : NULL;
}
