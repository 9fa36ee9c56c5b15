/* desk_directory: the directory, changed row by row or by a file from a spreadsheet.
 *
 * Whatever is to change goes the way of `casegate directory import`: what it would do is shown first, with the digest of the file that
 * it was made of, and the clerk refuses it when the file is another by then. The files are read anew for every page, since somebody
 * may just have changed them. The look is on record first, since a page may name open cases. */
#include "desk_turn.h"

#include <string.h>

#include "directory_change.h"
#include "page_directory.h"
#include "text.h"

#define CSV_TYPE "text/csv; charset=utf-8"
#define TITLE "Directory"
#define LINE_MOST 1000000

/* ---- the list ---- */

DeskAnswer *desk_directory(DeskTurn *turn)
{
    g_autoptr(GError) error = NULL;
    const Ruleset *rules = turn->desk->rules;
    g_autoptr(Sheet) people = directory_sheet(rules, SHEET_PEOPLE, NULL, &error);
    g_autoptr(Sheet) agencies =
        people ? directory_sheet(rules, SHEET_AGENCIES, NULL, &error) : NULL;
    g_autoptr(GPtrArray) cases =
        agencies ? desk_cases_in_progress(turn->cases, turn->store, NULL, &error) : NULL;
    if (!cases || !desk_look_one(turn, "directory", "", &error))
        return desk_failure(turn, error);
    const PageDirectory page = {.people = people,
                                .agencies = agencies,
                                .cases = cases,
                                .decides = desk_decides(turn),
                                .token = turn->request->token};
    PageFrame frame = desk_frame(turn, TITLE, "/directory");
    Html *html = page_begin(&frame);
    page_directory(html, &turn->view, &page);
    return desk_page(200, html, &frame);
}

DeskAnswer *desk_directory_csv(DeskTurn *turn)
{
    g_autoptr(GError) error = NULL;
    SheetKind kind = SHEET_PEOPLE;
    if (!sheet_kind_of(turn->parts[0], &kind))
        return desk_refusal(turn, 404, "There is no such file", "The directory has two files.");
    g_autoptr(Sheet) sheet = directory_sheet(turn->desk->rules, kind, NULL, &error);
    if (!sheet)
        return desk_failure(turn, error);
    g_autofree char *text = sheet_export(sheet);
    return desk_file(CSV_TYPE, g_strdup(sheet_file(kind)), g_string_new(text));
}

DeskAnswer *desk_directory_history(DeskTurn *turn)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) changes = directory_history(turn->store, &error);
    if (!changes)
        return desk_failure(turn, error);
    PageFrame frame = desk_frame(turn, "Changes of the directory", "/directory");
    Html *html = page_begin(&frame);
    page_directory_history(html, &turn->view, changes, desk_decides(turn), turn->request->token);
    return desk_page(200, html, &frame);
}

/* ---- what a change would do ---- */

/* The list itself, and each open case that it says the change touches. */
static gboolean log_preview(const DeskTurn *turn, const DirectoryPreview *made, GError **error)
{
    g_autoptr(GPtrArray) seen = g_ptr_array_new();
    g_ptr_array_add(seen, (gpointer) "");
    for (guint i = 0; i < made->touched->len; i++)
        g_ptr_array_add(seen, ((const TouchedCase *)made->touched->pdata[i])->reference);
    g_ptr_array_add(seen, NULL);
    return desk_look(turn, "directory change", (const char *const *)seen->pdata, error);
}

/* Takes `after` (NULL: there is no table) and `diagnostics`. `sha256`: of the file that somebody looked at, NULL: the present one.
 * `again`: the form that is shown once more below what must be put right in it, or NULL. */
static DeskAnswer *preview(DeskTurn *turn, Sheet *after, Diagnostics *diagnostics,
                           const char *sha256, const char *why, const PageEntry *again)
{
    g_autoptr(GError) error = NULL;
    if (!after) {
        g_autofree char *said = diagnostics_text(diagnostics);
        diagnostics_free(diagnostics);
        return desk_refusal(turn, 422, "This is no file of the directory", said);
    }
    g_autoptr(DirectoryPreview) made = directory_preview(turn->desk->rules, after, diagnostics,
                                                         turn->store, turn->request->now, &error);
    if (!made || !log_preview(turn, made, &error))
        return desk_failure(turn, error);
    if (sha256 && strcmp(made->sha256_before, sha256) != 0)
        return desk_refusal(turn, 409, "The directory was changed meanwhile",
                            "Somebody has changed this file since you looked at it. Nothing was "
                            "changed; look again.");
    PageFrame frame = desk_frame(turn, "What would change", "/directory");
    Html *html = page_begin(&frame);
    page_directory_preview(html, made, why, turn->request->token);
    if (again && diagnostics_errors(made->diagnostics) > 0)
        page_directory_edit(html, &turn->view, again, made->sha256_before, turn->request->token);
    return desk_page(diagnostics_errors(made->diagnostics) ? 422 : 200, html, &frame);
}

DeskAnswer *desk_directory_import(DeskTurn *turn)
{
    SheetKind kind = SHEET_PEOPLE;
    const char *text = g_hash_table_lookup(turn->request->form, "text");
    if (!sheet_kind_of(g_hash_table_lookup(turn->request->form, "file"), &kind) || text_empty(text))
        return desk_refusal(turn, 422, "Something is missing",
                            "Say whether the file has people or agencies, and choose the file.");
    Diagnostics *diagnostics = diagnostics_new();
    Sheet *after = sheet_read_spreadsheet(kind, text, strlen(text), sheet_file(kind), diagnostics);
    return preview(turn, after, diagnostics, NULL, NULL, NULL);
}

DeskAnswer *desk_directory_restore(DeskTurn *turn)
{
    g_autoptr(GError) error = NULL;
    SheetKind kind = SHEET_PEOPLE;
    g_autoptr(DirectoryChange) change =
        directory_history_of(turn->store, desk_number(turn->parts[0]), &error);
    if (!change || !directory_may_restore(change, &error))
        return desk_failure(turn, error);
    (void)sheet_kind_of(change->file, &kind);
    Diagnostics *diagnostics = diagnostics_new();
    Sheet *after = sheet_read(kind, change->text_before, strlen(change->text_before), change->file,
                              diagnostics);
    g_autofree char *why = g_strdup_printf("as before change %" G_GINT64_FORMAT, change->id);
    return preview(turn, after, diagnostics, NULL, why, NULL);
}

/* ---- one row ---- */

/* Which row the path names; nothing is typed in it yet. */
static gboolean which(const DeskTurn *turn, PageEntry *entry_out)
{
    guint64 line = 0;
    gboolean people = strcmp(turn->parts[0], "people") == 0;
    if (!g_ascii_string_to_unsigned(turn->parts[1], 10, 0, LINE_MOST, &line, NULL))
        return FALSE;
    *entry_out = (PageEntry){.kind = people ? SHEET_PEOPLE : SHEET_AGENCIES, .line = (guint)line};
    return people || strcmp(turn->parts[0], "agencies") == 0;
}

static DeskAnswer *no_row(DeskTurn *turn)
{
    return desk_refusal(turn, 404, "There is no such entry",
                        "The directory has no entry there; it may have been changed.");
}

DeskAnswer *desk_directory_edit(DeskTurn *turn)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *sha256 = NULL;
    PageEntry entry;
    if (!which(turn, &entry))
        return no_row(turn);
    g_autoptr(Sheet) sheet = directory_sheet(turn->desk->rules, entry.kind, &sha256, &error);
    if (!sheet)
        return desk_failure(turn, error);
    const SheetRow *row = sheet_row_at(sheet, entry.line);
    if (!row && entry.line)
        return no_row(turn);
    g_autoptr(GHashTable) cells = g_hash_table_new(g_str_hash, g_str_equal);
    const char *const *columns = sheet_columns(entry.kind);
    for (guint i = 0; row && columns[i]; i++)
        g_hash_table_insert(cells, (gpointer)columns[i], row->cells[i]);
    entry.typed = cells;
    PageFrame frame =
        desk_frame(turn, entry.line ? "Change an entry" : "Add an entry", "/directory");
    Html *html = page_begin(&frame);
    page_directory_edit(html, &turn->view, &entry, sha256, turn->request->token);
    return desk_page(200, html, &frame);
}

/* What was typed, into the row; what was not sent stays. */
static void take_cells(const DeskTurn *turn, const Sheet *sheet, SheetRow *row,
                       Diagnostics *diagnostics)
{
    const char *const *columns = sheet_columns(sheet->kind);
    for (guint i = 0; columns[i]; i++) {
        const char *typed = g_hash_table_lookup(turn->request->form, columns[i]);
        if (typed)
            sheet_type(sheet, row, columns[i], typed, diagnostics);
    }
    if (sheet->kind == SHEET_PEOPLE && g_hash_table_contains(turn->request->form, "today")) {
        g_autofree char *today =
            day_iso(instant_day(turn->request->now, turn->desk->rules->site.zone));
        sheet_set(sheet, row, "confirmed", today);
    }
}

DeskAnswer *desk_directory_edited(DeskTurn *turn)
{
    g_autoptr(GError) error = NULL;
    const char *looked = g_hash_table_lookup(turn->request->form, "sha256");
    g_autofree char *why = desk_typed(turn, "why"), *agency = desk_typed(turn, "agency"),
                    *sha256 = NULL;
    PageEntry entry;
    if (!which(turn, &entry))
        return no_row(turn);
    g_autoptr(Sheet) after = directory_sheet(turn->desk->rules, entry.kind, &sha256, &error);
    if (!after)
        return desk_failure(turn, error);
    SheetRow *row = entry.line ? sheet_row_at(after, entry.line) : sheet_add(after, agency);
    if (!row)
        return no_row(turn);
    Diagnostics *diagnostics = diagnostics_new();
    if (entry.line && g_hash_table_contains(turn->request->form, "remove"))
        g_ptr_array_remove(after->rows, row);
    else
        take_cells(turn, after, row, diagnostics);
    entry.typed = turn->request->form;
    return preview(turn, g_steal_pointer(&after), diagnostics, looked ? looked : "", why, &entry);
}

/* ---- done ---- */

DeskAnswer *desk_directory_confirm(DeskTurn *turn)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *said = NULL, *why = desk_typed(turn, "why");
    const char *encoded = g_hash_table_lookup(turn->request->form, "text");
    gsize length = 0;
    g_autofree guchar *bytes = g_base64_decode(encoded ? encoded : "", &length);
    g_autofree char *text = g_strndup((const char *)bytes, length);
    Order order = desk_new_order(turn, ORDER_DIRECTORY);
    order.file = g_hash_table_lookup(turn->request->form, "file");
    order.file_sha256 = g_hash_table_lookup(turn->request->form, "sha256");
    order.file_text = text;
    order.why = *why ? why : NULL;
    if (!order.file || !order.file_sha256 || !*text || !g_utf8_validate(text, -1, NULL))
        return desk_refusal(turn, 422, "Something is missing", "Look at the change again.");
    if (!desk_order(turn, &order, &said, &error))
        return desk_failure(turn, error);
    return desk_redirect("/directory/history");
}
