/* A file of the directory is replaced.
 *
 * The order of things, under the record's write lock, which keeps two officers apart:
 *
 *   1 what an interrupted change left is finished or swept
 *   2 the file is still the one that was looked at, and the new text has no mistake
 *   3 the change stands in the record, not yet committed; the new text is durable as routing/.FILE.NUMBER.new
 *   4 commit
 *   5 it is renamed to FILE, and the folder synced
 *
 * A crash before 4 leaves the old file, no change and a remnant that the next change sweeps; one between 4 and 5 leaves a change
 * on record whose file is not in place: the remnant has its number and its digest, and the next change puts it in place first,
 * if the file is still as it was. So nothing is in force that is not on record. An edit by hand is none of our changes and goes
 * on working; it is kept as the 'before' of the next one. */
#include "directory_change.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "digest.h"
#include "durable_file.h"
#include "error.h"
#include "run_lock.h"
#include "run_reload.h"
#include "site_place.h"
#include "store.h"
#include "text.h"

#define FILE_BYTES ((gsize)8 << 20)
#define WHY_LIMIT 1000u
#define FINDINGS_SAID 3u

static char *remnant_name(const char *file, gint64 id)
{
    return g_strdup_printf(".%s.%" G_GINT64_FORMAT ".new", file, id);
}

/* "it has 2 mistakes: routing/people.csv:7: …" */
static gboolean refuse_mistakes(const Diagnostics *diagnostics, GError **error)
{
    guint errors = diagnostics_errors(diagnostics), said = 0;
    g_autofree char *text = diagnostics_text(diagnostics);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autoptr(GString) first = g_string_new(NULL);
    for (char **line = lines; *line && said < FINDINGS_SAID; line++)
        if (**line && !strstr(*line, ": warning: ")) {
            g_string_append_printf(first, "%s%s", said > 0 ? "\n" : "", *line);
            said++;
        }
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM,
                "nothing is changed, since the directory would have %u mistake%s:\n%s", errors,
                errors == 1 ? "" : "s", first->str);
    return FALSE;
}

static gboolean check_text(const Ruleset *rules, SheetKind kind, const char *text, GError **error)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autofree char *place = g_build_filename("routing", sheet_file(kind), NULL);
    g_autoptr(CsvTable) table =
        csv_table_parse(text, strlen(text), place, sheet_columns(kind), diagnostics);
    if (!table)
        return refuse_mistakes(diagnostics, error);
    const DirectoryTables instead = {.people = kind == SHEET_PEOPLE ? table : NULL,
                                     .agencies = kind == SHEET_AGENCIES ? table : NULL};
    g_autoptr(Ruleset) then = ruleset_load_with(rules->folder, &instead, diagnostics);
    return then != NULL || refuse_mistakes(diagnostics, error);
}

/* ---- files ---- */

static char *routing_of(const Ruleset *rules)
{
    return site_path(rules->folder, "routing");
}

/* With the mode of the file that it will replace: those who could read it before still can. By the descriptor, since the
 * clerk may change none by a path. */
static gboolean write_as(DurableFile *open, const char *present, const char *text, GError **error)
{
    struct stat status;
    if (stat(present, &status) != 0) {
        casegate_error_from_errno(error, errno, "cannot look at '%s'", present);
        return FALSE;
    }
    return durable_file_write(open, text, strlen(text), error) &&
           durable_file_mode(open, status.st_mode, error);
}

/* The text under a temporary name that a crash may leave. */
static gboolean write_remnant(const char *routing, const char *file, const char *name,
                              const char *text, GError **error)
{
    g_autofree char *scratch = g_strconcat(name, ".tmp", NULL);
    g_autofree char *present = g_build_filename(routing, file, NULL);
    g_autofree char *written = g_build_filename(routing, scratch, NULL);
    (void)unlink(written);
    DurableFile *open = durable_file_create(routing, scratch, error);
    if (!open)
        return FALSE;
    if (!write_as(open, present, text, error)) {
        durable_file_abandon(open);
        return FALSE;
    }
    return durable_file_commit(open, routing, name, TRUE, error);
}

static gboolean put_in_place(const char *routing, const char *name, const char *file,
                             GError **error)
{
    g_autofree char *from = g_build_filename(routing, name, NULL);
    g_autofree char *to = g_build_filename(routing, file, NULL);
    if (rename(from, to) != 0) {
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP,
                    "the change is on record, and '%s' could not be replaced: %s; the next change "
                    "does that first",
                    to, g_strerror(errno));
        return FALSE;
    }
    return durable_folder_sync(routing, error);
}

/* ---- what an interrupted change left ---- */

static gboolean has_digest(const char *path, const char *sha256)
{
    gsize length = 0;
    g_autofree char *text = durable_read_whole(path, FILE_BYTES, &length, NULL);
    g_autofree char *digest = text ? digest_of(text, length) : NULL;
    return g_strcmp0(digest, sha256) == 0;
}

static gboolean finish_one(Store *store, const char *routing, const char *name, const char *file,
                           gint64 id, GError **error)
{
    GError *failure = NULL;
    g_autofree char *path = g_build_filename(routing, name, NULL);
    g_autofree char *present = g_build_filename(routing, file, NULL);
    g_autoptr(DirectoryChange) change = store_directory_change(store, id, &failure);
    if (failure) {
        g_propagate_error(error, failure);
        return FALSE;
    }
    if (change && has_digest(path, change->sha256_after) &&
        has_digest(present, change->sha256_before))
        return put_in_place(routing, name, file, error);
    (void)unlink(path);
    return TRUE;
}

/* ".people.csv.12.new", or such a one that was still being written. */
static gboolean is_remnant(const char *name, const char *file, gint64 *id_out)
{
    g_autofree char *start = g_strdup_printf(".%s.", file);
    if (!g_str_has_prefix(name, start))
        return FALSE;
    *id_out = g_ascii_strtoll(name + strlen(start), NULL, 10);
    return g_str_has_suffix(name, ".new") || g_str_has_suffix(name, ".new.tmp");
}

static gboolean finish_left(Store *store, const char *routing, const char *file, GError **error)
{
    g_autoptr(GDir) folder = g_dir_open(routing, 0, NULL);
    for (const char *name; folder && (name = g_dir_read_name(folder));) {
        gint64 id = 0;
        if (is_remnant(name, file, &id) &&
            !finish_one(store, routing, name, file, g_str_has_suffix(name, ".new") ? id : 0, error))
            return FALSE;
    }
    return TRUE;
}

/* ---- the change ---- */

static DirectoryChange *change_of(const DirectoryOrder *order, const char *before, gsize length)
{
    DirectoryChange *change = g_new0(DirectoryChange, 1);
    change->at = instant_now();
    change->by = g_strdup(order->by);
    change->login = g_strdup(order->login);
    change->why = order->why ? text_line(order->why, WHY_LIMIT) : g_strdup("");
    change->file = g_strdup(order->file);
    change->text_before = g_strndup(before, length);
    change->sha256_before = digest_of(before, length);
    change->text_after = g_strdup(order->text);
    change->sha256_after = digest_of(order->text, strlen(order->text));
    return change;
}

static gboolean is_as_looked_at(const DirectoryChange *change, const DirectoryOrder *order,
                                GError **error)
{
    const char *wrong = NULL;
    if (g_strcmp0(change->sha256_before, order->sha256) != 0)
        wrong = "somebody has changed it since it was looked at; look again";
    else if (g_str_equal(change->sha256_before, change->sha256_after))
        wrong = "it says that already";
    else if (!g_utf8_validate(change->text_before, -1, NULL))
        wrong = "it is not in UTF-8; save it as UTF-8 once, and then go on here";
    if (wrong)
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM, "routing/%s is not replaced: %s",
                    order->file, wrong);
    return wrong == NULL;
}

static char *rows_in_words(SheetKind kind, const DirectoryChange *change)
{
    g_autoptr(Diagnostics) ignored = diagnostics_new();
    g_autoptr(Sheet) before =
        sheet_read(kind, change->text_before, strlen(change->text_before), change->file, ignored);
    g_autoptr(Sheet) after =
        sheet_read(kind, change->text_after, strlen(change->text_after), change->file, ignored);
    g_autoptr(SheetDiff) diff = before && after ? sheet_diff(before, after) : NULL;
    if (!diff)
        return g_strdup("replaced");
    return g_strdup_printf("%u added, %u changed, %u removed", diff->added, diff->changed,
                           diff->removed);
}

/* In a transaction; *name_out is the remnant that is to be put in place once it is committed. */
static gboolean prepare(const Ruleset *rules, Store *store, const DirectoryOrder *order,
                        SheetKind kind, DirectoryChange **change_out, char **name_out,
                        GError **error)
{
    g_autofree char *routing = routing_of(rules);
    g_autofree char *path = g_build_filename(routing, order->file, NULL);
    gsize length = 0;
    if (!finish_left(store, routing, order->file, error))
        return FALSE;
    g_autofree char *before = durable_read_whole(path, FILE_BYTES, &length, error);
    g_autoptr(DirectoryChange) change = before ? change_of(order, before, length) : NULL;
    if (!change || !is_as_looked_at(change, order, error) ||
        !check_text(rules, kind, order->text, error) || !store_directory_add(store, change, error))
        return FALSE;
    g_autofree char *name = remnant_name(order->file, change->id);
    if (!write_remnant(routing, order->file, name, order->text, error))
        return FALSE;
    *name_out = g_steal_pointer(&name);
    *change_out = g_steal_pointer(&change);
    return TRUE;
}

/* What becomes of the processes that work with the directory as it was. */
static const char *tell_run(const Ruleset *rules)
{
    g_autofree char *spool = site_spool_folder(rules->folder);
    gint64 pid = 0;
    if (!run_lock_held(spool, &pid))
        return "";
    return run_reload_ask(spool) ? "; 'casegate run' takes it over within seconds"
                                 : "; tell 'casegate run' (SIGHUP), which does not know yet";
}

gboolean directory_change(const Ruleset *rules, const DirectoryOrder *order, char **said_out,
                          GError **error)
{
    SheetKind kind = SHEET_PEOPLE;
    g_autofree char *database = site_database(rules->folder), *routing = routing_of(rules),
                    *name = NULL;
    g_autoptr(DirectoryChange) change = NULL;
    if (!sheet_kind_of(order->file, &kind)) {
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM, "'%s' is no file of the directory",
                    order->file);
        return FALSE;
    }
    g_autoptr(Store) store = store_open(database, STORE_WRITE, error);
    if (!store || !store_begin(store, error) ||
        !prepare(rules, store, order, kind, &change, &name, error) || !store_commit(store, error) ||
        !put_in_place(routing, name, order->file, error))
        return FALSE;
    g_autofree char *rows = rows_in_words(kind, change);
    *said_out = g_strdup_printf("%s: %s, by %s (change %" G_GINT64_FORMAT ")%s", order->file, rows,
                                change->by, change->id, tell_run(rules));
    return TRUE;
}

/* ---- what was changed ---- */

GPtrArray *directory_history(Store *store, GError **error)
{
    return store ? store_directory_changes(store, error) : g_ptr_array_new();
}

DirectoryChange *directory_history_of(Store *store, gint64 number, GError **error)
{
    GError *failure = NULL;
    DirectoryChange *change = store ? store_directory_change(store, number, &failure) : NULL;
    if (failure)
        g_propagate_error(error, failure);
    else if (!change)
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM,
                    "there is no change %" G_GINT64_FORMAT
                    " of the directory; 'casegate directory history' lists them",
                    number);
    return change;
}

gboolean directory_may_restore(const DirectoryChange *change, GError **error)
{
    if (!directory_change_erased(change))
        return TRUE;
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM,
                "change %" G_GINT64_FORMAT " is erased ('casegate retention'): what stood before "
                "it is kept no more",
                change->id);
    return FALSE;
}
